//! The order in which fixes come in: shuffled within the window, sent twice, told an hour later.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]
#![allow(clippy::print_stdout, reason = "figures of the runs")]

mod common;

use std::collections::BTreeSet;

use common::{Watched, assert_near, at, corridor, ending, fix, rectangle, world, zone};
use placard_domain::alert::{Detection, EndReason};
use placard_domain::rule::RuleSetting;
use placard_domain::zone::{Zone, ZoneKind};
use placard_domain::{AlertId, Fix, Millis, Revision, Speed, Timestamp};
use placard_engine::World;
use placard_engine::world::{Item, ItemVersion};
use placard_geo::sample::Dice;

/// Fixes that the engine keeps to put one in its place (`design/detection.md`, "Order").
const WINDOW: f64 = 16.0;
const SEEDS: u64 = 300;

/// A block, a bridge and a water source along the road, each 400 m, a kilometre from one to the
/// next.
fn road() -> World {
    let block = |no, kind, west: f64| zone(no, kind, rectangle(west, -200.0, west + 400.0, 200.0));
    let zones: Vec<Zone> = (0..12)
        .map(|n| {
            let west = 1000.0 * f64::from(n) + 300.0;
            match n % 3 {
                0 => block(n + 1, ZoneKind::Other, west),
                1 => {
                    let line = corridor((west, 0.0), (west + 400.0, 0.0), 20);
                    zone(n + 1, ZoneKind::Bridge, line)
                }
                _ => block(n + 1, ZoneKind::WaterSource, west),
            }
        })
        .collect();
    world(zones)
}

/// Along the road with noise, stops and turns; a fix each ten seconds.
fn drive(dice: &mut Dice, fixes: usize) -> Vec<Fix> {
    let (mut east, mut heading, mut standing) = (dice.between(0.0, 3000.0), 1.0, 0);
    (0..fixes)
        .map(|n| {
            if standing > 0 {
                standing -= 1;
            } else {
                east += heading * dice.between(100.0, 220.0);
                match dice.below(25) {
                    0 => heading = -heading,
                    1 => standing = 5 + dice.below(20),
                    _ => {}
                }
            }
            let mut noise = || dice.between(-12.0, 12.0);
            let told = fix(1, 10 * n as i64, east + noise(), noise());
            Fix { speed: Speed::from_kmh(if standing > 0 { 0.0 } else { 60.0 }), ..told }
        })
        .collect()
}

/// None overtaken by as many as the window holds.
fn shuffled(dice: &mut Dice, fixes: &[Fix]) -> Vec<Fix> {
    let mut keyed: Vec<(f64, &Fix)> = (0..)
        .zip(fixes)
        .map(|(n, fix)| (f64::from(n) + dice.between(0.0, WINDOW - 1.0), fix))
        .collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    keyed.into_iter().map(|(_, fix)| fix.clone()).collect()
}

/// A fix comes in each second, whatever its own time.
fn heard(fixes: &[Fix]) -> Watched {
    let mut watched = Watched::over(road());
    for (second, fix) in (10_000..).zip(fixes) {
        watched.hear_at(second, std::slice::from_ref(fix));
    }
    watched
}

type Told = (String, String, Timestamp, Option<(Timestamp, EndReason)>);

/// What an alert tells, but for when and under which number it was first said.
fn told(alert: &Detection) -> Told {
    let zone = alert.zone.as_ref().map_or("", |zone| zone.as_str()).to_owned();
    (alert.rule.clone(), zone, alert.opened_at, alert.ended.map(|end| (end.at, end.reason)))
}

fn borne_out(watched: &Watched) -> Vec<Detection> {
    let corrected =
        |alert: &Detection| alert.ended.is_some_and(|end| end.reason == EndReason::Corrected);
    let mut alerts = watched.alerts();
    alerts.retain(|alert| !corrected(alert));
    alerts.sort_by_key(told);
    alerts
}

/// Whether the identity is derived from the time of one of these fixes; or, where that one was
/// taken by another alert, from a millisecond after a beginning.
fn is_derived(alert: &Detection, fixes: &[Fix], said: &[Detection]) -> bool {
    let zone = alert.zone.as_ref().map_or("", |zone| zone.as_str());
    let of = |time| AlertId::derive(&alert.rule, &alert.vehicle, zone, time) == alert.id;
    let first = said.iter().find(|first| first.id == alert.id).unwrap();
    fixes.iter().any(|fix| of(fix.device_time)) || of(first.opened_at + Millis(1))
}

#[test]
fn shuffled_within_the_window_they_tell_the_same_in_the_end() {
    let (mut alerts, mut renamed, mut corrected) = (0, 0, 0);
    for seed in 1..=SEEDS {
        let mut dice = Dice::new(seed);
        let fixes = drive(&mut dice, 120);
        let in_order = borne_out(&heard(&fixes));
        let mixed = heard(&shuffled(&mut dice, &fixes));
        let out_of_order = borne_out(&mixed);
        let (expected, found): (Vec<_>, Vec<_>) =
            (in_order.iter().map(told).collect(), out_of_order.iter().map(told).collect());
        assert_eq!(found, expected, "seed {seed}");
        alerts += found.len();
        corrected += mixed.alerts().len() - found.len();
        for (there, here) in in_order.iter().zip(&out_of_order) {
            // One keeps the identity it was first said with, so that an officer's case stays its
            // own: that of the fix which was then the first of it.
            assert!(is_derived(here, &fixes, &mixed.said), "seed {seed}: {here:?}");
            renamed += usize::from(here.id != there.id);
        }
    }
    println!("{SEEDS} seeds: {alerts} alerts, {renamed} by another fix, {corrected} corrected");
    assert!(alerts > 1000);
}

#[test]
fn fixes_that_come_again_change_nothing() {
    for seed in 1..=100 {
        let mut dice = Dice::new(seed);
        let fixes = drive(&mut dice, 200);
        let once = heard(&fixes);
        let mut again = Watched::over(road());
        for (n, second) in (0..fixes.len()).zip(10_000..) {
            again.hear_at(second, &fixes[n..=n]);
            // One of the last hundred, in the window or long out of it.
            let old = n - dice.below(100.min(n + 1));
            again.hear_at(second, &[fixes[old].clone(), fixes[n].clone()]);
        }
        assert!(again.engine.counts().repeats >= 400);
        assert_eq!(again.said, once.said, "seed {seed}");
    }
}

#[test]
fn a_change_planned_for_next_year_leaves_what_late_fixes_are_judged_by() {
    let day = 86_400;
    let closed = zone(1, ZoneKind::Other, rectangle(-200.0, -200.0, 200.0, 200.0));
    let open = Zone { bans: vec![], ..closed.clone() };
    let limit = |kmh: i64| {
        Item::RuleSetting(RuleSetting {
            rule: "speed.limit".into(),
            jurisdiction: common::changde(),
            status: None,
            params: [("general_kmh".to_owned(), kmh)].into(),
        })
    };
    // Closed and slow until today, since then neither; both again from next year on.
    let mut watched = Watched::over(world([closed.clone()]));
    watched.change(-40 * day, [limit(40)]);
    watched.change(-20, [Item::Zone(open), limit(80)]);
    let planned = |item| ItemVersion {
        revision: Revision(4),
        committed_at: at(-10),
        valid_from: at(365 * day),
        item,
    };
    let planned = [Item::Zone(closed), limit(40)].map(planned).to_vec();
    let next = watched.engine.world().with(Revision(4), planned);
    watched.engine.world_moved(at(-10), next.into(), &mut watched.said);
    let drive = |began: i64| {
        let fix = |n: i64| fix(1, began + n * 10, 150.0 * (n - 10) as f64, 0.0);
        (0..20).map(move |n| Fix { speed: Speed::from_kmh(54.0), ..fix(n) }).collect::<Vec<_>>()
    };
    watched.hear_at(0, &drive(-10 * day));
    let rules = watched.alerts().into_iter().map(|alert| alert.rule).collect::<BTreeSet<_>>();
    assert_eq!(rules, BTreeSet::from(["speed.limit", "zone.entered"].map(String::from)));
    watched.said.clear();
    watched.hear(drive(0));
    assert!(watched.said.iter().all(|said| said.revision > 1), "nothing begins today");
}

/// 72 km/h eastward; the third zone lies from 2,300 m to 2,700 m.
fn straight(seconds: std::ops::Range<i64>) -> Vec<Fix> {
    let speed = Speed::from_kmh(72.0);
    seconds.step_by(10).map(|s| Fix { speed, ..fix(1, s, 20.0 * s as f64, 0.0) }).collect()
}

/// Live to second 100, then a blind spot of twelve minutes, then standing in the fourth zone, live.
fn with_a_blind_spot() -> Watched {
    let mut watched = Watched::over(road());
    watched.hear(straight(0..100));
    watched.hear((820..1800).step_by(10).map(|second| fix(1, second, 3500.0, 0.0)));
    watched
}

/// What the truck did meanwhile: on through the third zone.
fn the_blind_spot() -> Vec<Fix> {
    straight(100..160)
}

fn is_of(alert: &Detection, zone: &str) -> bool {
    alert.zone.as_ref().is_some_and(|id| id.as_str() == zone)
}

#[test]
fn a_late_batch_opens_and_closes_its_own_episode_and_leaves_the_live_one_alone() {
    let mut watched = with_a_blind_spot();
    let before = watched.alerts();
    let live = before.iter().find(|alert| is_of(alert, "z4") && alert.rule == "zone.entered");
    let live = live.unwrap();
    assert_eq!((live.opened_at, live.ended, live.late), (at(820), None, false));

    let said_before = watched.said.len();
    watched.hear_at(1800, &the_blind_spot());
    watched.listen_until(1800 + 301);
    let said = &watched.said[said_before..];
    assert!(said.iter().all(|said| is_of(said, "z3")), "{said:#?}");
    let told = said.last().unwrap();
    assert!(told.late && told.rule == "zone.entered");
    assert_near(told.opened_at, 115.0);
    assert_near(ending(told).at, 135.0);
    assert_eq!(ending(told).reason, EndReason::Cleared);
    // The live one goes on, and ends when it ends.
    watched.hear((2102..2200).step_by(10).map(|second| fix(1, second, 5500.0, 0.0)));
    let after = watched.alerts();
    let same = after.iter().find(|alert| alert.id == live.id).unwrap();
    assert_eq!((same.revision, ending(same).reason), (2, EndReason::Cleared));
}

#[test]
fn a_late_batch_that_breaks_off_inside_ends_with_the_upload() {
    let mut watched = with_a_blind_spot();
    watched.hear_at(1800, &straight(100..130));
    watched.listen_until(1800 + 301);
    let alerts = watched.alerts();
    let told = alerts.iter().find(|alert| is_of(alert, "z3")).unwrap();
    assert_eq!(ending(told).reason, EndReason::UploadEnded);
    assert_eq!(ending(told).at, at(120), "what is known of it ends there");
}

#[test]
fn a_late_batch_sent_twice_raises_nothing_new() {
    let mut watched = with_a_blind_spot();
    watched.hear_at(1800, &the_blind_spot());
    let once = watched.said.clone();
    assert!(once.iter().any(|said| is_of(said, "z3")));
    watched.hear_at(1805, &the_blind_spot());
    assert_eq!(watched.said, once);
    // Again after the upload is over; the silence meanwhile is another matter.
    watched.listen_until(1800 + 400);
    watched.hear_at(2300, &the_blind_spot());
    watched.listen_until(2300 + 400);
    let of_zones = |said: &[Detection]| said.iter().filter(|said| said.zone.is_some()).count();
    assert_eq!(of_zones(&watched.said), of_zones(&once));
}

#[test]
fn late_batches_disturb_no_live_alert() {
    let mut late = 0;
    for seed in 1..=100 {
        let mut dice = Dice::new(seed);
        let fixes = drive(&mut dice, 300);
        let from = 40 + dice.below(60);
        let blind = from..from + 31 + dice.below(80);
        let live: Vec<Fix> = [&fixes[..blind.start], &fixes[blind.end..]].concat();
        let without = heard(&live);
        let mut with = Watched::over(road());
        let told_at = blind.start + 40 + dice.below(live.len() - blind.start - 40);
        for (n, second) in (0..live.len()).zip(10_000..) {
            if n == told_at {
                with.hear_at(second, &fixes[blind.clone()]);
            }
            with.hear_at(second, &live[n..=n]);
        }
        with.listen_until(11_000);
        let all = with.alerts();
        for alert in without.alerts() {
            let same = all.iter().find(|told| told.id == alert.id);
            assert_eq!(same, Some(&alert), "seed {seed}");
        }
        let new: Vec<_> = all.iter().filter(|a| a.rule != "signal.lost").collect();
        late += new.len() - without.alerts().len();
    }
    println!("100 late batches told of {late} episodes of their own");
    assert!(late >= 100);
}
