//! Nine minutes without a word on the road; what was not told is told afterwards.

use placard_geo::sample::Dice;

use super::{Script, somewhere};
use crate::drive::Driver;

pub(super) const SCRIPT: Script = Script { rule: "signal.lost", play };

/// The silence begins after so long on the road, and lasts so long.
const AFTER_S: f64 = 240.0;
const SILENT_S: f64 = 540.0;

fn play(driver: &mut Driver<'_>, dice: &mut Dice) {
    let began_s = driver.elapsed_s();
    while driver.elapsed_s() < began_s + 2.0 * AFTER_S + SILENT_S {
        driver.go_to(somewhere(driver, dice));
    }
    let silent_from_s = began_s + AFTER_S;
    driver.drive.silent_s.push(silent_from_s..silent_from_s + SILENT_S);
}
