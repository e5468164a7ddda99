//! A drive of six minutes or more at a fifth over the limit and a little more.

use placard_geo::sample::Dice;

use super::{Script, somewhere};
use crate::drive::Driver;

pub(super) const SCRIPT: Script = Script { rule: "speed.limit", play };

const SPEED_KMH: f64 = 98.0;
const AT_LEAST_S: f64 = 360.0;

fn play(driver: &mut Driver<'_>, dice: &mut Dice) {
    let until_s = driver.elapsed_s() + AT_LEAST_S;
    driver.speed_kmh = Some(SPEED_KMH);
    while driver.elapsed_s() < until_s {
        driver.go_to(somewhere(driver, dice));
    }
    driver.speed_kmh = None;
}
