//! One truck's way along its road: steady, with stops at some of the water sources.

use placard_domain::fix::Status;
use placard_domain::zone::ZoneKind;
use placard_domain::{Fix, Heading, Millis, Speed, Timestamp, VehicleNo};
use placard_geo::sample::Dice;

use super::EVERY_S;
use super::ground::{kind, middle, place};

/// Metres between two reports at speed: 72 km/h.
pub(super) const METRES_A_REPORT: f64 = 200.0;
/// Reports of a stop: two minutes and more, twice what `zone.stopped` waits for.
const STOP_REPORTS: std::ops::Range<usize> = 12..20;
/// One water source in so many is stopped at.
const STOPS_ONE_IN: usize = 2;
/// JT/T 808 status: ignition on, positioned.
const ON_THE_ROAD: Status = Status(0b11);

pub(super) fn fixes(
    dice: &mut Dice,
    no: u32,
    road: u32,
    began: Timestamp,
    reports: usize,
) -> Vec<Fix> {
    let mut along = dice.between(0.0, 1000.0);
    let (mut next_zone, mut standing) = (0, 0);
    let mut fixes = Vec::with_capacity(reports);
    for n in 0..reports {
        if standing > 0 {
            standing -= 1;
        } else {
            along += METRES_A_REPORT + dice.between(-10.0, 10.0);
        }
        if along >= middle(next_zone) {
            let stops = kind(next_zone) == ZoneKind::WaterSource && dice.below(STOPS_ONE_IN) == 0;
            next_zone += 1;
            if stops {
                standing = STOP_REPORTS.start + dice.below(STOP_REPORTS.len());
            }
        }
        // A receiver's noise: some metres along and aside.
        let (wobble, aside) = (dice.between(-4.0, 4.0), dice.between(-4.0, 4.0));
        let kmh = if standing > 0 { 0.0 } else { 72.0 };
        fixes.push(Fix {
            position: Some(place(road, along + wobble, aside)),
            speed: Speed::from_kmh(kmh),
            heading: Heading::from_degrees(90.0),
            status: ON_THE_ROAD,
            acc_on: Some(true),
            sequence: n as u64,
            ..Fix::bare(VehicleNo(no), began + Millis::from_secs(n as i64 * EVERY_S))
        });
    }
    fixes
}
