//! A quarter of an hour at the roadside, far from any lot.

use placard_geo::sample::Dice;

use super::{Script, pick};
use crate::drive::Driver;

pub(super) const SCRIPT: Script = Script { rule: "parking.forbidden", play };

fn play(driver: &mut Driver<'_>, dice: &mut Dice) {
    if let Some(verge) = pick(&driver.roads.places().verges, dice) {
        driver.stand_at(verge, 900.0);
    }
}
