//! What users of other trackers complain of (facts/peers.md, section 2): a test for each line that
//! the engine answers.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]
#![allow(clippy::print_stdout, reason = "figures of the run")]

mod common;

use std::collections::BTreeSet;

use common::{Watched, at, ending, fix, rectangle, vehicle, world, zone};
use placard_domain::alert::{Detection, EndReason};
use placard_domain::fix::Alarms;
use placard_domain::vehicle::{Load, Vehicle};
use placard_domain::zone::{Geometry, Zone, ZoneKind};
use placard_domain::{AlertId, Fix, Length, Speed, VehicleNo};
use placard_engine::World;
use placard_engine::motion::SIGMA_OPEN;
use placard_engine::world::Item;
use placard_geo::sample::Dice;

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
    assert_eq!(ending(&watched.only_of("zone.entered")).reason, EndReason::Cleared);
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
fn peers_07_a_parked_vehicle_that_drifts_and_says_it_moves_stands_still() {
    // Two hours by the road: its receiver wanders 30 m about and tells speeds of up to 8 km/h; now
    // and then one fix lies up to 120 m off.
    for seed in 1..=20 {
        let mut dice = Dice::new(seed);
        let mut watched = Watched::over(world([]));
        watched.hear((0..10).map(|n| speeding(n * 10, 20.0 * (n * 10 - 100) as f64, 72.0)));
        watched.hear((0..240).map(|n| {
            let far = if n % 50 == 49 { 120.0 } else { 30.0 };
            let (east, north) = (dice.between(-far, far), dice.between(-30.0, 30.0));
            Fix {
                speed: Speed::from_kmh(dice.between(0.0, 8.0)),
                ..fix(1, 100 + n * 30, east, north)
            }
        }));
        let alert = watched.only();
        assert_eq!((alert.rule.as_str(), alert.ended), ("parking.forbidden", None), "seed {seed}");
        assert!((90.0..=160.0).contains(&common::seconds(alert.opened_at)), "seed {seed}");
        let view = watched.engine.view(VehicleNo(1)).unwrap();
        assert_eq!(view.stopped_since, Some(alert.opened_at), "one stop, seed {seed}");
    }
}

/// A fix on the road that says how fast it is.
fn speeding(second: i64, east: f64, kmh: f64) -> Fix {
    Fix { speed: Speed::from_kmh(kmh), ..fix(1, second, east, 0.0) }
}

#[test]
fn peers_08_one_wrong_speed_raises_no_overspeed() {
    // At 72 km/h; each fix in turn says 250, alone or with another that is not its neighbour.
    let drive = |wrong: &[i64]| {
        let kmh = |n: i64| if wrong.contains(&n) { 250.0 } else { 72.0 };
        (0..40).map(|n| speeding(n * 10, 200.0 * n as f64, kmh(n))).collect::<Vec<_>>()
    };
    for n in 0..38 {
        for wrong in [vec![n], vec![n, n + 2]] {
            let mut watched = Watched::over(world([]));
            watched.hear(drive(&wrong));
            assert_eq!(watched.said, [], "wrong at {wrong:?}");
        }
    }
    // The same second told three times is one fix.
    let mut watched = Watched::over(world([]));
    watched.hear(drive(&[]));
    let again = |bit: u32| Fix { alarms: Alarms(bit), ..speeding(400, 8000.0, 250.0) };
    watched.hear([0, 1 << 9, 1 << 10].map(again));
    watched.hear([speeding(410, 8200.0, 72.0)]);
    assert_eq!(watched.said, []);
}

#[test]
fn peers_08_speeds_that_the_places_refute_raise_none() {
    // A broken sensor says 140 km/h, again and again, of a truck that creeps at 18.
    let mut watched = Watched::over(world([]));
    watched.hear((0..60).map(|n| speeding(n * 30, 150.0 * n as f64, 140.0)));
    assert_eq!(watched.alerts_of("speed.limit"), []);
    // And the canary: where the places bear it out, it is found.
    let mut watched = Watched::over(world([]));
    watched.hear((0..60).map(|n| speeding(n * 30, 1150.0 * n as f64, 140.0)));
    assert_eq!(watched.alerts_of("speed.limit").len(), 1);
}

/// Off its route from 2 to 6 km, then parked by the road, then on through a block: every rule of
/// place has something to say.
fn eventful() -> (World, Vec<Fix>) {
    let school = zone(7, ZoneKind::SensitiveReceptor, rectangle(8000.0, 50.0, 8200.0, 250.0));
    let items = [
        Item::Zone(block(1, 9000.0)),
        Item::Zone(Zone { bans: vec![], ..school }),
        Item::Route(common::route(1, &[(0.0, 0.0), (16_000.0, 0.0)], 160, [1])),
    ];
    let detour = |east: f64| if (2000.0..6000.0).contains(&east) { 300.0 } else { 0.0 };
    let on_the_way = |n: i64| 200.0 * n as f64;
    let drive = (0..100).map(|n| {
        let (east, kmh) = match n {
            0..40 => (on_the_way(n), 72.0),
            40..70 => (8000.0, 0.0),
            _ => (on_the_way(n - 30), 72.0),
        };
        Fix { speed: Speed::from_kmh(kmh), ..fix(1, n * 10, east, detour(east)) }
    });
    (common::world_of(vehicle(1), items), drive.collect())
}

#[test]
fn peers_10_a_single_outlier_opens_nothing_and_counts_nowhere() {
    let (world, drive) = eventful();
    let mut calm = Watched::over(world.clone());
    calm.hear(drive.clone());
    let rules: BTreeSet<_> = calm.alerts().iter().map(|alert| alert.rule.clone()).collect();
    let all = ["parking.forbidden", "route.deviation", "zone.entered"].map(String::from);
    assert_eq!(rules, BTreeSet::from(all));
    // A fix in between tells a place 2,000 km off, or one just too far; each moment in turn.
    for n in 0..drive.len() - 1 {
        for (east, north) in [(2e6, 1e5), (3000.0, 4000.0)] {
            let outlier = Fix { speed: None, ..fix(1, n as i64 * 10 + 5, east, north) };
            let from = drive[n].position.unwrap();
            let jump = placard_geo::plane::distance(from, outlier.position.unwrap());
            if jump < Length::from_whole_metres(1000) {
                continue;
            }
            let mut watched = Watched::over(world.clone());
            watched.hear(drive[..=n].iter().cloned());
            watched.hear([outlier]);
            watched.hear(drive[n + 1..].iter().cloned());
            assert_eq!(watched.said, calm.said, "{east} m after fix {n}");
        }
    }
}

#[test]
fn peers_14_an_event_is_told_once_and_keeps_its_identity() {
    let (world, drive) = eventful();
    let alarmed = |fix: &Fix| Fix { alarms: Alarms(1), ..fix.clone() };
    let told =
        |(n, fix): (i64, &Fix)| if (20..25).contains(&n) { alarmed(fix) } else { fix.clone() };
    let drive: Vec<Fix> = (0..).zip(&drive).map(told).collect();
    let heard = |fixes: Vec<Fix>| {
        let mut watched = Watched::over(world.clone());
        watched.hear_at(2000, &fixes);
        watched
    };
    let once = heard(drive.clone());
    let ids = |watched: &Watched| -> Vec<AlertId> {
        let begun = watched.said.iter().filter(|said| said.revision == 1);
        begun.map(|said| said.id).collect()
    };
    let begun: BTreeSet<AlertId> = ids(&once).into_iter().collect();
    assert_eq!((begun.len(), ids(&once).len()), (4, 4), "{:#?}", once.alerts());
    // Everything sent twice, each at once or all at the end, tells of nothing more.
    let twice = drive.iter().flat_map(|fix| [fix.clone(), fix.clone()]).collect();
    assert_eq!(heard(twice).said, once.said);
    let mut again = heard(drive.clone());
    again.hear_at(2010, &drive);
    assert_eq!(again.said, once.said);
    // Swapped in pairs, each still begins once, and none was said in vain.
    let swapped: Vec<Fix> = drive.chunks(2).flat_map(|two| two.iter().rev().cloned()).collect();
    let swapped = heard(swapped);
    let begun: BTreeSet<AlertId> = ids(&swapped).into_iter().collect();
    assert_eq!((begun.len(), ids(&swapped).len(), swapped.alerts().len()), (4, 4, 4));
    let corrected =
        |alert: &Detection| alert.ended.is_some_and(|e| e.reason == EndReason::Corrected);
    assert!(!swapped.alerts().iter().any(corrected));
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
