//! Through a tunnel that is closed to every dangerous load.

use placard_geo::sample::Dice;

use super::{Script, pick};
use crate::drive::Driver;
use crate::roads::Passage;

pub(super) const SCRIPT: Script = Script { rule: "zone.entered", play };

fn play(driver: &mut Driver<'_>, dice: &mut Dice) {
    let roads = driver.roads;
    let Some(spot) = pick(&roads.places().closed, dice) else { return };
    // From the nearest open road on one side to the nearest on the other, by the tunnel itself.
    let ends = roads.edge(spot.edge).ends;
    let ways = ends.map(|end| roads.way_until(end, Passage::Any, |node| roads.is_connected(node)));
    let [Some(before), Some(after)] = ways else { return };
    let start = before
        .last()
        .map_or(ends[0], |(edge, forward)| roads.edge(*edge).ends[usize::from(*forward)]);
    driver.go_to(start);
    before.iter().rev().for_each(|(edge, forward)| driver.pass(*edge, !forward));
    driver.pass(spot.edge, true);
    after.iter().for_each(|(edge, forward)| driver.pass(*edge, *forward));
}
