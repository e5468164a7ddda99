//! Five minutes on the road, by a waybill that wants the truck far away within the hour.

use placard_geo::sample::Dice;

use super::{Script, drive_about};
use crate::drive::Driver;

pub(super) const SCRIPT: Script = Script { rule: "waybill.overdue", play };

fn play(driver: &mut Driver<'_>, dice: &mut Dice) {
    drive_about(driver, dice, 300.0);
}
