//! A quarter of an hour in a chemical park, by a waybill that leads elsewhere.

use placard_geo::sample::Dice;

use super::Script;
use crate::drive::Driver;

pub(super) const SCRIPT: Script = Script { rule: "site.undeclared", play };

fn play(driver: &mut Driver<'_>, dice: &mut Dice) {
    let parks = &driver.roads.places().parks;
    if !parks.is_empty() {
        driver.stand_in(parks[dice.below(parks.len())], 1000.0);
    }
}
