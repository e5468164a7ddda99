//! How a vehicle moves: which fixes are plausible, and where it stands still.
//!
//! Standing still is found by a window in space, not by speed: a parked receiver drifts, and
//! reports speeds while it does. A jump no truck can make is held in doubt until the next fix bears
//! it out.

use placard_domain::{Fix, Length, Millis, Position, Speed, Timestamp, Wgs84};
use placard_geo::plane;
use serde::{Deserialize, Serialize};

/// One sigma of a fix that does not say: open sky (`design/detection.md`, "Noise").
pub const SIGMA_OPEN: Length = Length::from_whole_metres(15);
/// One sigma of a fix with few satellites: the value for streets between houses.
pub const SIGMA_POOR: Length = Length::from_whole_metres(40);
/// Fewer satellites than this make a fix poor: four are needed for any, the fifth to check them.
const SATELLITES_GOOD: u8 = 5;
/// No road vehicle is faster: what is, is a jump (`design/detection.md`, `signal.tampered`).
const SPEED_MAX: Speed = Speed::from_metres_per_hour(200_000);
/// A fix within this of the middle of a stay belongs to it …
const STAY_RADIUS: Length = Length::from_whole_metres(50);
/// … unless its receiver, which measures speed far better than place, says it moves.
const STAY_SPEED: Speed = Speed::from_metres_per_hour(10_000);
/// A stay that has lasted this long takes two fixes away from it to end.
const SETTLED_AFTER: Millis = Millis::from_secs(30);
/// Fixes away from a settled stay that end it.
const AWAY_FIXES: u8 = 2;

/// A fix with a place, as the rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// Device time.
    pub time: Timestamp,
    /// Where.
    pub position: Position<Wgs84>,
    /// One sigma of `position`.
    pub sigma: Length,
    /// Speed, where the device said.
    pub speed: Option<Speed>,
}

impl Sighting {
    /// The place of a fix; `None` where it has none.
    #[must_use]
    pub fn of(fix: &Fix) -> Option<Self> {
        let poor = fix.satellites.is_some_and(|n| n < SATELLITES_GOOD);
        let assumed = if poor { SIGMA_POOR } else { SIGMA_OPEN };
        Some(Self {
            time: fix.device_time,
            position: fix.position?,
            sigma: fix.accuracy.filter(|sigma| *sigma > Length::ZERO).unwrap_or(assumed),
            speed: fix.speed,
        })
    }

    /// Whether a truck can have come from `before` to here, which are `way` apart.
    fn is_plausible_after(&self, before: &Self, way: Length) -> bool {
        let slack = 3 * (before.sigma.mm() + self.sigma.mm());
        let elapsed = (self.time - before.time).0.max(0);
        // m/h × ms / 3600 s = mm / 3.6: whole numbers all the way.
        let reach = i64::from(SPEED_MAX.metres_per_hour()) * elapsed / 3600;
        way.mm() <= reach + slack
    }
}

/// A place where a vehicle stands, or passes through: a stay of one fix is a vehicle that moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    /// The first fix of it.
    pub first: Sighting,
    /// Device time of the newest fix in it.
    pub until: Timestamp,
    /// Fixes in it.
    pub count: u32,
    lon_sum: i64,
    lat_sum: i64,
    away: u8,
}

impl Stay {
    fn begin(first: Sighting) -> Self {
        Self { first, until: first.time, count: 1, lon_sum: 0, lat_sum: 0, away: 0 }
    }

    /// The middle of its fixes.
    #[must_use]
    pub fn mean(&self) -> Position<Wgs84> {
        let n = i64::from(self.count);
        let first = self.first.position;
        let lon = i64::from(first.lon_units()) + self.lon_sum.div_euclid(n);
        let lat = i64::from(first.lat_units()) + self.lat_sum.div_euclid(n);
        // A mean of places lies between them: the fallback is never met.
        Position::from_units(lon as i32, lat as i32).unwrap_or(first)
    }

    /// How long it has lasted.
    #[must_use]
    pub fn duration(&self) -> Millis {
        self.until - self.first.time
    }

    /// Whether it is a stop and not a fix on the way.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.duration() >= SETTLED_AFTER
    }

    fn holds(&self, sighting: &Sighting) -> bool {
        let radius = STAY_RADIUS.mm().max(3 * sighting.sigma.mm());
        sighting.speed.is_none_or(|speed| speed <= STAY_SPEED)
            && plane::distance(self.mean(), sighting.position).mm() <= radius
    }

    fn join(&mut self, sighting: &Sighting) {
        let (first, here) = (self.first.position, sighting.position);
        self.lon_sum += i64::from(here.lon_units()) - i64::from(first.lon_units());
        self.lat_sum += i64::from(here.lat_units()) - i64::from(first.lat_units());
        self.count += 1;
        self.until = sighting.time;
        self.away = 0;
    }
}

/// The movement of a vehicle so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Motion {
    last: Option<Sighting>,
    doubtful: Option<Sighting>,
    stay: Option<Stay>,
}

/// What a fix makes of a movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// No place, or one in doubt: nothing is judged of place.
    Nowhere,
    /// The vehicle is at `to`; it came from `from`, where that is known.
    To {
        /// The sighting before; `None` at the first, and after a jump that was borne out.
        from: Option<Sighting>,
        /// This one.
        to: Sighting,
        /// How far from there to here; zero where `from` is not known.
        way: Length,
    },
}

impl Motion {
    /// The last plausible sighting.
    #[must_use]
    pub fn last(&self) -> Option<&Sighting> {
        self.last.as_ref()
    }

    /// The stay the vehicle is in: of one fix while it moves.
    #[must_use]
    pub fn stay(&self) -> Option<&Stay> {
        self.stay.as_ref()
    }

    /// Whether the vehicle stands still.
    #[must_use]
    pub fn is_parked(&self) -> bool {
        self.stay.as_ref().is_some_and(Stay::is_settled)
    }

    /// Takes the next fix in order of device time.
    pub(crate) fn step(&mut self, fix: &Fix) -> Step {
        let Some(to) = Sighting::of(fix) else { return Step::Nowhere };
        let way_from = |from: Sighting| plane::distance(from.position, to.position);
        let way = self.last.map_or(Length::ZERO, way_from);
        let from = match (self.last, self.doubtful) {
            (Some(last), _) if to.is_plausible_after(&last, way) => Some(last),
            (None, _) => None,
            (Some(_), Some(doubtful)) if to.is_plausible_after(&doubtful, way_from(doubtful)) => {
                // Two fixes agree: it was the jump that was real, or all before that was wrong.
                self.stay = Some(Stay::begin(doubtful));
                None
            }
            _ => {
                self.doubtful = Some(to);
                return Step::Nowhere;
            }
        };
        self.doubtful = None;
        self.last = Some(to);
        self.move_stay(&to);
        Step::To { from, to, way: from.map_or(Length::ZERO, |_| way) }
    }

    fn move_stay(&mut self, to: &Sighting) {
        match &mut self.stay {
            Some(stay) if stay.holds(to) => stay.join(to),
            Some(stay) if stay.is_settled() && stay.away + 1 < AWAY_FIXES => stay.away += 1,
            stay => *stay = Some(Stay::begin(*to)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_domain::VehicleNo;

    const START: i64 = 1_764_000_000;
    /// About a metre of latitude.
    const METRE: i32 = 90;

    fn fix(second: i64, metres_north: i32) -> Fix {
        let time = Timestamp::from_millis((START + second) * 1000);
        let position = Position::from_units(1_116_900_000, 290_300_000 + metres_north * METRE);
        Fix { position, ..Fix::bare(VehicleNo(1), time) }
    }

    fn after(fixes: &[(i64, i32)]) -> Motion {
        let mut motion = Motion::default();
        for (second, metres) in fixes {
            motion.step(&fix(*second, *metres));
        }
        motion
    }

    #[test]
    fn a_single_outlier_goes_nowhere() {
        let mut motion = after(&[(0, 0), (10, 100)]);
        assert_eq!(motion.step(&fix(20, 50_000)), Step::Nowhere);
        match motion.step(&fix(30, 300)) {
            Step::To { from: Some(from), .. } => {
                assert_eq!(from.time.millis(), (START + 10) * 1000);
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_jump_that_the_next_fix_bears_out_is_taken_without_a_way_between() {
        let mut motion = after(&[(0, 0), (10, 100)]);
        assert_eq!(motion.step(&fix(20, 50_000)), Step::Nowhere);
        assert!(matches!(motion.step(&fix(30, 50_100)), Step::To { from: None, .. }));
        assert!(matches!(motion.step(&fix(40, 50_200)), Step::To { from: Some(_), .. }));
    }

    #[test]
    fn standing_still_is_a_window_in_space() {
        let parked = after(&[(0, 0), (30, 20), (60, -15), (90, 10)]);
        assert!(parked.is_parked());
        assert_eq!(parked.stay().unwrap().count, 4);
        assert!(!after(&[(0, 0), (30, 400), (60, 800)]).is_parked());
    }

    #[test]
    fn one_stray_fix_does_not_end_a_stop_and_two_do() {
        let one = after(&[(0, 0), (30, 5), (60, 0), (90, 120), (120, 3)]);
        assert_eq!(one.stay().unwrap().duration(), Millis::from_secs(120));
        let two = after(&[(0, 0), (30, 5), (60, 0), (90, 120), (120, 500)]);
        assert!(!two.is_parked());
    }

    #[test]
    fn a_receiver_that_says_it_moves_is_not_parked() {
        let mut motion = after(&[(0, 0), (60, 0)]);
        assert!(motion.is_parked());
        for second in [70, 75] {
            let moving = Fix { speed: Speed::from_kmh(30.0), ..fix(second, 30) };
            motion.step(&moving);
        }
        assert!(!motion.is_parked());
    }

    #[test]
    fn a_fix_without_a_place_moves_nothing() {
        let mut motion = after(&[(0, 0)]);
        let before = motion.clone();
        let bare = Fix::bare(VehicleNo(1), Timestamp::from_millis((START + 5) * 1000));
        assert_eq!(motion.step(&bare), Step::Nowhere);
        assert_eq!(motion, before);
    }
}
