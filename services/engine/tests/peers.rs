//! What users of other trackers complain of (facts/peers.md, section 2): a test for each line that
//! the engine answers.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]
#![allow(clippy::print_stdout, reason = "figures of the run")]

mod common;

use common::{Watched, at, ending, fix, rectangle, vehicle, world, zone};
use placard_domain::alert::EndReason;
use placard_domain::vehicle::{Load, Vehicle};
use placard_domain::zone::{Geometry, Zone, ZoneKind};
use placard_domain::{Fix, Length};
use placard_engine::World;
use placard_engine::motion::SIGMA_OPEN;
use placard_engine::world::Item;

fn block(no: u32, west: f64) -> Zone {
    zone(no, ZoneKind::Other, rectangle(west, -200.0, west + 400.0, 200.0))
}

/// Eastward at 72 km/h along the middle of the blocks, `every` seconds between fixes.
fn drive(seconds: std::ops::Range<i64>, every: usize) -> Vec<Fix> {
    seconds.step_by(every).map(|second| fix(1, second, 20.0 * second as f64, 0.0)).collect()
}

#[test]
fn peers_01_a_queue_at_the_border_is_one_alert() {
    // Stop and go across the edge: 20 m in, 20 m out, for half an hour; then on.
    let mut watched = Watched::over(world([block(1, 0.0)]));
    let to_and_fro = |n: i64| fix(1, n * 10, if n % 2 == 0 { 20.0 } else { -20.0 }, 0.0);
    watched.hear((0..180).map(to_and_fro));
    watched.hear((0..30).map(|n| fix(1, 1800 + n * 10, 30.0 * n as f64, 0.0)));
    assert_eq!(ending(&watched.only()).reason, EndReason::Cleared);
}

#[test]
fn peers_03_a_fence_crossed_between_two_sparse_fixes_is_found_with_its_times() {
    // Every phase of a fix each 50 s (1 km) against a block of 400 m: seen inside or not.
    let mut jumped = 0;
    for phase in 0..50 {
        let fixes = drive(phase..250 + phase, 50);
        let mut watched = Watched::over(world([block(1, 2000.0)]));
        let inside = |fix: &&Fix| (100..=120).contains(&((fix.device_time - at(0)).0 / 1000));
        jumped += usize::from(fixes.iter().filter(inside).count() == 0);
        watched.hear(fixes);
        let alert = watched.only();
        common::assert_near(alert.opened_at, 100.0);
        common::assert_near(ending(&alert).at, 120.0);
    }
    assert!(jumped >= 25, "{jumped} of 50 drives had no fix inside");
}

#[test]
fn peers_04_a_first_fix_that_is_inside_already_is_an_alert() {
    let mut watched = Watched::over(world([block(1, -200.0)]));
    watched.hear([fix(1, 100, 0.0, 0.0)]);
    assert_eq!(watched.only().opened_at, at(100));
}

#[test]
fn peers_04_a_zone_drawn_round_a_vehicle_is_an_alert() {
    let mut watched = Watched::over(world([]));
    watched.hear((0..10).map(|n| fix(1, 30 * n, 0.0, 0.0)));
    watched.change(300, [Item::Zone(block(1, -200.0))]);
    watched.hear([fix(1, 310, 0.0, 0.0)]);
    assert_eq!(watched.only().opened_at, at(310));
}

#[test]
fn peers_04_a_vehicle_loaded_inside_is_an_alert() {
    let empty = Vehicle { load: common::cleaned(), ..vehicle(1) };
    let mut watched = Watched::over(common::world_for(empty.clone(), [block(1, -200.0)]));
    watched.hear((0..10).map(|n| fix(1, 30 * n, 0.0, 0.0)));
    assert_eq!(watched.said, []);
    watched.change(300, [Item::Vehicle(Vehicle { load: Load::default(), ..empty })]);
    watched.hear([fix(1, 310, 0.0, 0.0)]);
    assert_eq!(watched.only().opened_at, at(310), "not since it came: it was empty then");
}

#[test]
fn peers_06_the_exit_of_one_fence_comes_before_the_enter_of_the_next() {
    // Two blocks that share an edge, passed at each phase of a fix each 10 s.
    for phase in 0..10 {
        let mut watched = Watched::over(world([block(1, 1000.0), block(2, 1400.0)]));
        watched.hear(drive(phase..150 + phase, 10));
        let alerts = watched.alerts();
        assert_eq!(alerts.len(), 2);
        let (first, second) = (&alerts[0], &alerts[1]);
        assert_eq!(ending(first).at, second.opened_at, "the shared edge is one instant");
        common::assert_near(second.opened_at, 70.0);
    }
}

#[test]
fn peers_06_what_one_fix_ends_and_begins_is_said_in_that_order() {
    // Blocks 200 m apart, a fix each 40 s: one fix leaves the first and is in the second.
    let mut watched = Watched::over(world([block(1, 1000.0), block(2, 1600.0)]));
    watched.hear([fix(1, 0, 0.0, 0.0), fix(1, 60, 1200.0, 0.0), fix(1, 90, 1800.0, 0.0)]);
    let said: Vec<_> = watched
        .said
        .iter()
        .map(|d| (d.zone.as_ref().unwrap().as_str().to_owned(), d.ended.is_some()))
        .collect();
    assert_eq!(said, [("z1".into(), false), ("z1".into(), true), ("z2".into(), false)]);
}

#[test]
fn peers_15_several_fixes_of_one_moment_miss_no_enter() {
    // The same second tells three places; whichever comes first, the breach is found, once.
    let places = [-300.0, 150.0, 160.0];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut watched = Watched::over(world([block(1, 0.0)]));
        watched.hear([fix(1, 80, -400.0, 0.0), fix(1, 90, -350.0, 0.0)]);
        let burst = order.map(|n| fix(1, 100, places[n], 0.0));
        watched.hear_at(101, &burst);
        watched.hear((0..5).map(|n| fix(1, 110 + n * 10, 170.0 + 10.0 * n as f64, 0.0)));
        assert_eq!(watched.only().ended, None, "{order:?}");
    }
}

/// Zones of the town, and so many more far away from it.
fn world_with(far_away: u32) -> World {
    let near = (0..16).map(|n| block(n + 1, 1000.0 * f64::from(n)));
    let far = (0..far_away).map(|n| {
        let (col, row) = (f64::from(n % 200), f64::from(n / 200));
        let (west, south) = (-100_000.0 + 450.0 * col, 20_000.0 + 450.0 * row);
        let geometry: Geometry = rectangle(west, south, west + 400.0, south + 400.0);
        zone(100 + n, ZoneKind::Other, geometry)
    });
    world(near.chain(far))
}

/// How many zones the fixes of a drive ask of a world, as the engine asks.
fn asked(world: &World, fixes: &[Fix]) -> usize {
    let pad = Length::from_mm(4 * SIGMA_OPEN.mm());
    let mut found = Vec::new();
    for pair in fixes.windows(2) {
        let (from, to) = (pair[0].position, pair[1].position.unwrap());
        world.zones().near(from, to, pad, pair[1].device_time, &mut found);
    }
    found.len()
}

#[test]
fn peers_37_a_fix_costs_the_zones_it_touches_and_not_the_zones_there_are() {
    let fixes = drive(0..900, 10);
    let mut alone = Watched::over(world_with(0));
    alone.hear(fixes.clone());
    let touched = asked(&world_with(0), &fixes);
    assert!(touched > 30, "the drive goes through sixteen zones: {touched}");
    for far_away in [1000, 20_000] {
        let crowded = world_with(far_away);
        assert_eq!(crowded.zones().len(), 16 + far_away as usize);
        assert_eq!(asked(&crowded, &fixes), touched, "{far_away} zones elsewhere");
        let mut watched = Watched::over(crowded);
        watched.hear(fixes.clone());
        assert_eq!(watched.said, alone.said);
    }
    println!("{} fixes asked {touched} zones, of 16, of 1,016 and of 20,016", fixes.len());
}
