//! The list of scripts: a breach a rule, committed for as long as the rule really asks. One rule,
//! one file in `scripts/`, one line here.

mod device_alarm;
mod parking_forbidden;
mod route_deviation;
mod signal_lost;
mod signal_tampered;
mod site_undeclared;
mod speed_limit;
mod waybill_mismatch;
mod waybill_missing;
mod waybill_overdue;
mod zone_entered;
mod zone_stopped;

use placard_geo::sample::Dice;

use crate::drive::Driver;
use crate::roads::{NodeNo, Spot};

/// A breach that a truck commits.
#[derive(Debug)]
pub struct Script {
    /// The rule that it breaks.
    pub rule: &'static str,
    /// Drives it, from where the truck is.
    pub play: fn(&mut Driver<'_>, &mut Dice),
}

/// Every script.
pub const SCRIPTS: &[Script] = &[
    zone_entered::SCRIPT,
    zone_stopped::SCRIPT,
    signal_lost::SCRIPT,
    parking_forbidden::SCRIPT,
    route_deviation::SCRIPT,
    speed_limit::SCRIPT,
    signal_tampered::SCRIPT,
    device_alarm::SCRIPT,
    waybill_missing::SCRIPT,
    waybill_mismatch::SCRIPT,
    waybill_overdue::SCRIPT,
    site_undeclared::SCRIPT,
];

/// Drives about by open roads for so long at least, breaking nothing, with a stop where one may.
pub(crate) fn drive_on(driver: &mut Driver<'_>, dice: &mut Dice, seconds: f64) {
    let until_s = driver.elapsed_s() + seconds;
    while driver.elapsed_s() < until_s {
        let stands = &driver.roads.places().stands;
        match pick(stands, dice).filter(|_| dice.below(4) == 0) {
            Some(stand) => drop(driver.stand_at(stand, dice.between(600.0, 1500.0))),
            None => driver.go_to(somewhere(driver, dice)),
        }
    }
}

/// Drives about without a stop for so long at least.
fn drive_about(driver: &mut Driver<'_>, dice: &mut Dice, seconds: f64) {
    let until_s = driver.elapsed_s() + seconds;
    while driver.elapsed_s() < until_s {
        driver.go_to(somewhere(driver, dice));
    }
}

/// A node to drive to.
pub(crate) fn somewhere(driver: &Driver<'_>, dice: &mut Dice) -> NodeNo {
    let nodes = driver.roads.destinations();
    nodes[dice.below(nodes.len())]
}

/// One of some places.
pub(crate) fn pick(spots: &[Spot], dice: &mut Dice) -> Option<Spot> {
    (!spots.is_empty()).then(|| spots[dice.below(spots.len())])
}
