//! The driver presses the emergency button, and lets go after a minute.

use placard_domain::fix::Alarms;
use placard_geo::sample::Dice;

use super::{Script, somewhere};
use crate::drive::Driver;

pub(super) const SCRIPT: Script = Script { rule: "device.alarm", play };

/// JT/T 808 alarm bit 0: emergency.
const SOS: Alarms = Alarms(1);
/// The button is pressed after so long on the road, and for so long.
const AFTER_S: f64 = 120.0;
const PRESSED_S: f64 = 60.0;

fn play(driver: &mut Driver<'_>, dice: &mut Dice) {
    let began_s = driver.elapsed_s();
    while driver.elapsed_s() < began_s + 2.0 * AFTER_S + PRESSED_S {
        driver.go_to(somewhere(driver, dice));
    }
    let pressed_from_s = began_s + AFTER_S;
    driver.drive.alarms.push((pressed_from_s..pressed_from_s + PRESSED_S, SOS));
}
