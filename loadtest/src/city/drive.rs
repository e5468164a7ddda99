//! One truck's way along its road: steady, with stops at some of the water sources and schools, and
//! now and then something else that must not be.

use placard_domain::fix::{Alarms, Status};
use placard_domain::zone::ZoneKind;
use placard_domain::{Fix, Heading, Millis, Speed, Timestamp, VehicleNo};
use placard_geo::sample::Dice;

use super::EVERY_S;
use super::ground::{kind, middle, place};
use super::pace::{METRES_A_REPORT, METRES_IN_A_HURRY};

/// Reports of a stop at a water source: two minutes and more, twice what `zone.stopped` waits for.
const STOP_REPORTS: std::ops::Range<usize> = 12..18;
/// Reports of a stop at a school: over the three minutes that `parking.forbidden` allows there.
const SCHOOL_REPORTS: std::ops::Range<usize> = 22..28;
/// One water source or school in so many is stopped at.
const STOPS_ONE_IN: usize = 2;
/// JT/T 808 status: ignition on, positioned.
const ON_THE_ROAD: Status = Status(0b11);

/// One report on the road in so many begins an [`Antic`].
const ANTIC_ONE_IN: usize = 40;
/// Metres beside the road on a detour: well outside its corridor.
const DETOUR: f64 = 400.0;
/// Metres to where a jammed receiver says it is.
const FAR_AWAY: f64 = 60_000.0;
/// Metres beside the road where nothing is: roads lie 2 km apart, no zone is wider than 500 m.
const BESIDE: f64 = 1000.0;
/// JT/T 808 alarm: the emergency button.
const SOS: Alarms = Alarms(1);

/// What a truck does for some reports that it should not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Antic {
    /// Drives too fast.
    Hurry,
    /// Takes the street beside.
    Detour,
    /// Its driver presses the button.
    Button,
    /// Its receiver is jammed: every other report is of somewhere else.
    Jammed,
}

impl Antic {
    /// Which, and for how many reports.
    fn draw(dice: &mut Dice) -> (Self, usize) {
        match dice.below(4) {
            0 => (Self::Hurry, 8),
            1 => (Self::Detour, 12),
            2 => (Self::Button, 4),
            _ => (Self::Jammed, 6),
        }
    }
}

/// Where a truck is on its way.
struct Truck {
    along: f64,
    next_zone: usize,
    standing: usize,
    antic: Option<(Antic, usize)>,
}

impl Truck {
    fn is_at(&self, antic: Antic) -> bool {
        self.antic.is_some_and(|(at, _)| at == antic)
    }

    /// On to the next report.
    fn step(&mut self, dice: &mut Dice) {
        if self.standing > 0 {
            self.standing -= 1;
        } else {
            self.antic = match self.antic {
                Some((antic, left)) if left > 1 => Some((antic, left - 1)),
                _ => (dice.below(ANTIC_ONE_IN) == 0).then(|| Antic::draw(dice)),
            };
            let hurries = self.is_at(Antic::Hurry);
            let metres = if hurries { METRES_IN_A_HURRY } else { METRES_A_REPORT };
            self.along += metres + dice.between(-10.0, 10.0);
        }
        if self.along >= middle(self.next_zone) {
            let reports = match kind(self.next_zone) {
                ZoneKind::WaterSource => STOP_REPORTS,
                ZoneKind::SensitiveReceptor => SCHOOL_REPORTS,
                _ => 0..0,
            };
            self.next_zone += 1;
            if !reports.is_empty() && dice.below(STOPS_ONE_IN) == 0 {
                self.standing = reports.start + dice.below(reports.len());
                self.antic = None;
            }
        }
    }

    fn kmh(&self) -> f64 {
        match self.antic {
            _ if self.standing > 0 => 0.0,
            Some((Antic::Hurry, _)) => METRES_IN_A_HURRY * 0.36,
            _ => METRES_A_REPORT * 0.36,
        }
    }

    /// Metres beside its road at which it says it is.
    fn aside(&self) -> f64 {
        match self.antic {
            Some((Antic::Detour, _)) => DETOUR,
            Some((Antic::Jammed, left)) if left % 2 == 1 => FAR_AWAY + 1000.0 * left as f64,
            _ => 0.0,
        }
    }
}

/// A steady drive beside the road.
pub(super) fn calm(
    dice: &mut Dice,
    no: u32,
    road: u32,
    began: Timestamp,
    reports: usize,
) -> Vec<Fix> {
    let start = dice.between(0.0, 1000.0);
    let report = |n: usize| Fix {
        position: Some(place(road, start + n as f64 * METRES_A_REPORT, BESIDE)),
        speed: Speed::from_kmh(METRES_A_REPORT * 0.36),
        ..report(no, began, n)
    };
    (0..reports).map(report).collect()
}

/// The `n`th report of a truck that drives east, less its place and speed.
fn report(no: u32, began: Timestamp, n: usize) -> Fix {
    Fix {
        heading: Heading::from_degrees(90.0),
        status: ON_THE_ROAD,
        acc_on: Some(true),
        sequence: n as u64,
        ..Fix::bare(VehicleNo(no), began + Millis::from_secs(n as i64 * EVERY_S))
    }
}

pub(super) fn fixes(
    dice: &mut Dice,
    no: u32,
    road: u32,
    began: Timestamp,
    reports: usize,
) -> Vec<Fix> {
    let along = dice.between(0.0, 1000.0);
    let mut truck = Truck { along, next_zone: 0, standing: 0, antic: None };
    let mut fixes = Vec::with_capacity(reports);
    for n in 0..reports {
        truck.step(dice);
        // A receiver's noise: some metres along and aside.
        let (wobble, aside) = (dice.between(-4.0, 4.0), dice.between(-4.0, 4.0));
        let alarms = if truck.is_at(Antic::Button) { SOS } else { Alarms::default() };
        fixes.push(Fix {
            position: Some(place(road, truck.along + wobble, truck.aside() + aside)),
            speed: Speed::from_kmh(truck.kmh()),
            alarms,
            ..report(no, began, n)
        });
    }
    fixes
}
