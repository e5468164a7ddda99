//! Four minutes at a stand on a bridge.

use placard_geo::sample::Dice;

use super::{Script, pick};
use crate::drive::Driver;

pub(super) const SCRIPT: Script = Script { rule: "zone.stopped", play };

fn play(driver: &mut Driver<'_>, dice: &mut Dice) {
    if let Some(bridge) = pick(&driver.roads.places().bridges, dice) {
        driver.stand_at(bridge, 240.0);
    }
}
