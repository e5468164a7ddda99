//! A quarter of an hour in a service area, in which some of the load goes.

use placard_domain::fix::LoadState;
use placard_geo::sample::Dice;

use super::{Script, pick};
use crate::drive::Driver;

pub(super) const SCRIPT: Script = Script { rule: "waybill.mismatch", play };

/// Over the fifteen minutes that are a stop of unloading, and the load falls after so long.
const STANDS_S: f64 = 1000.0;
const FALLS_AFTER_S: f64 = 300.0;

fn play(driver: &mut Driver<'_>, dice: &mut Dice) {
    let Some(stand) = pick(&driver.roads.places().stands, dice) else { return };
    let stands = driver.stand_at(stand, STANDS_S);
    let (falls_s, ends_s) = (stands.start + FALLS_AFTER_S, driver.elapsed_s());
    driver.drive.loads.push((0.0..falls_s, LoadState::Full));
    driver.drive.loads.push((falls_s..ends_s, LoadState::Part));
}
