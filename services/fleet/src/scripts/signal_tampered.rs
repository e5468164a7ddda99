//! Four minutes in which the terminal tells one place again and again, and says that it drives.

use placard_geo::sample::Dice;

use super::{Script, somewhere};
use crate::drive::Driver;

pub(super) const SCRIPT: Script = Script { rule: "signal.tampered", play };

/// The place freezes after so long on the road, and for so long.
const AFTER_S: f64 = 180.0;
const FROZEN_S: f64 = 240.0;

fn play(driver: &mut Driver<'_>, dice: &mut Dice) {
    let began_s = driver.elapsed_s();
    while driver.elapsed_s() < began_s + 2.0 * AFTER_S + FROZEN_S {
        driver.go_to(somewhere(driver, dice));
    }
    let frozen_from_s = began_s + AFTER_S;
    driver.drive.frozen_s.push(frozen_from_s..frozen_from_s + FROZEN_S);
}
