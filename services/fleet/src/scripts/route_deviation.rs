//! Along the approved route for five minutes, then off it for a quarter of an hour.

use placard_geo::sample::Dice;

use super::{Script, somewhere};
use crate::drive::Driver;
use crate::roads::{EdgeNo, NodeNo, Passage};

pub(super) const SCRIPT: Script = Script { rule: "route.deviation", play };

const ALONG_S: f64 = 300.0;
const OFF_S: f64 = 900.0;
/// So many ways are looked at for the one that shares least with the route.
const WAYS: usize = 20;

fn play(driver: &mut Driver<'_>, dice: &mut Dice) {
    let roads = driver.roads;
    let approved = &roads.places().approved;
    let Some(start) = approved.start else { return };
    driver.go_to(start);
    let until_s = driver.elapsed_s() + ALONG_S;
    for (edge, forward) in &approved.way {
        if driver.elapsed_s() >= until_s {
            break;
        }
        driver.pass(*edge, *forward);
    }
    let until_s = driver.elapsed_s() + OFF_S;
    while driver.elapsed_s() < until_s
        && let Some(here) = driver.node()
    {
        let tries: Vec<_> = (0..WAYS).map(|_| somewhere(driver, dice)).collect();
        let away = tries.into_iter().min_by_key(|to| shared_m(driver, here, *to));
        away.into_iter().for_each(|to| driver.go_to(to));
    }
}

/// How much of the way to a node lies on the approved route, m. No way shares as much as can be.
fn shared_m(driver: &Driver<'_>, from: NodeNo, to: NodeNo) -> u64 {
    let roads = driver.roads;
    let is_approved = |edge: EdgeNo| roads.places().approved.way.iter().any(|(on, _)| *on == edge);
    match roads.way(from, to, Passage::Open) {
        Some(way) if !way.is_empty() => {
            let shared = way.iter().filter(|(edge, _)| is_approved(*edge));
            shared.map(|(edge, _)| roads.edge(*edge).length_m as u64).sum()
        }
        _ => u64::MAX,
    }
}
