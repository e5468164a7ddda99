//! A quarter of an hour on the road, laden, and nobody has made a waybill.

use placard_geo::sample::Dice;

use super::{Script, drive_about};
use crate::drive::Driver;

pub(super) const SCRIPT: Script = Script { rule: "waybill.missing", play };

fn play(driver: &mut Driver<'_>, dice: &mut Dice) {
    drive_about(driver, dice, 900.0);
}
