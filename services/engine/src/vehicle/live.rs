//! What a map shows of a vehicle.

use placard_domain::{AlertId, Fix, Heading, Millis, Position, Speed, Timestamp, VehicleNo, Wgs84};

use super::VehicleState;

/// A place is stale after no less than this …
const STALE_MIN: Millis = Millis::from_secs(30);
/// … and no more than this.
const STALE_MAX: Millis = Millis::from_minutes(10);

/// A report with a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Device time.
    pub time: Timestamp,
    /// Where.
    pub position: Position<Wgs84>,
    /// Speed, where the device said.
    pub speed: Option<Speed>,
    /// Direction, where the device said.
    pub heading: Option<Heading>,
}

/// What a map shows of a vehicle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveView {
    /// The newest report with a place.
    pub last: Placed,
    /// The one with a place before it, where it is still known.
    pub previous: Option<Placed>,
    /// When it was last heard of, by Placard's clock.
    pub last_heard: Timestamp,
    /// Since when it has stood still, where it does.
    pub stopped_since: Option<Timestamp>,
    /// Episodes that go on.
    pub episodes: Box<[AlertId]>,
}

impl Placed {
    fn of(fix: &Fix) -> Option<Self> {
        let Fix { device_time: time, speed, heading, .. } = *fix;
        Some(Self { time, position: fix.position?, speed, heading })
    }
}

impl LiveView {
    /// When its place is stale, if nothing newer has come by then: twice its own interval after the
    /// last report, counted from when that was made, or taken, whichever was first.
    #[must_use]
    pub fn stale_after(&self) -> Timestamp {
        let interval = self.previous.map_or(Millis(0), |previous| self.last.time - previous.time);
        let twice = Millis(interval.0.saturating_mul(2)).clamp(STALE_MIN, STALE_MAX);
        self.last.time.min(self.last_heard) + twice
    }
}

impl VehicleState {
    /// What a map shows; `None` where it never said where it is, or not for a whole window.
    pub(crate) fn live(&self, vehicle: VehicleNo) -> Option<LiveView> {
        let placed = self.window.last_two_placed(vehicle);
        let [last, previous] = placed.map(|fix| fix.as_ref().and_then(Placed::of));
        let stay = self.now.course.motion.stay().filter(|stay| stay.is_settled());
        Some(LiveView {
            last: last?,
            previous,
            last_heard: self.last_heard_at,
            stopped_since: stay.map(|stay| stay.first.time),
            episodes: self.open_episodes().collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(second: i64) -> Placed {
        let position = Position::from_units(1_116_900_000, 290_400_000).unwrap();
        let time = Timestamp::from_millis(second * 1000);
        Placed { time, position, speed: None, heading: None }
    }

    #[test]
    fn a_place_is_stale_after_twice_the_vehicles_own_interval() {
        let stale = |previous: Option<i64>, heard: i64| {
            let view = LiveView {
                last: placed(10_000),
                previous: previous.map(placed),
                last_heard: Timestamp::from_millis(heard * 1000),
                stopped_since: None,
                episodes: Box::default(),
            };
            view.stale_after().millis() / 1000
        };
        assert_eq!(stale(Some(9_970), 10_001), 10_060);
        assert_eq!(stale(Some(9_999), 10_001), 10_030, "at least 30 s");
        assert_eq!(stale(Some(1_000), 10_001), 10_600, "at most 10 min");
        assert_eq!(stale(None, 10_001), 10_030);
        assert_eq!(stale(None, 9_000), 9_030, "a device whose clock is fast is not younger for it");
        assert_eq!(stale(None, 90_000), 10_030, "one that comes late is stale on arrival");
    }
}
