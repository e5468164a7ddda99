//! `zone.stopped` on small scenes: how long, where, and what ends it.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod common;

use common::{
    Watched, assert_near, at, ban, cleaned, corridor, ending, fix, rectangle, vehicle, world,
    world_for, zone,
};
use placard_domain::alert::{Detection, EndReason};
use placard_domain::vehicle::Vehicle;
use placard_domain::window::Window;
use placard_domain::zone::{Effect, Zone, ZoneKind};
use placard_domain::{Fix, Speed, ZoneNo};
use placard_engine::world::{Gone, Item};

/// A water source of 400 m round the corner: one may drive through, and not stop.
fn water() -> Zone {
    let mut water = zone(1, ZoneKind::WaterSource, rectangle(-200.0, -200.0, 200.0, 200.0));
    water.bans.clear();
    water
}

/// In from the west at 72 km/h, to stand at the corner from second 120 on, until `until`, and then
/// out to the east.
fn stop_until(until: i64) -> Vec<Fix> {
    let drive =
        |second: i64, east: f64| Fix { speed: Speed::from_kmh(72.0), ..fix(1, second, east, 0.0) };
    let mut fixes: Vec<_> =
        (0..6).map(|n| drive(60 + 10 * n, -1200.0 + 200.0 * n as f64)).collect();
    fixes.extend((120..until).step_by(10).map(|second| fix(1, second, (second % 7) as f64, 0.0)));
    fixes.extend((1..6).map(|n| drive(until + 10 * n, 200.0 * n as f64)));
    fixes
}

fn stops(watched: &Watched) -> Vec<Detection> {
    watched.alerts().into_iter().filter(|alert| alert.rule == "zone.stopped").collect()
}

#[test]
fn a_minute_at_a_water_source_is_a_stop_and_less_is_not() {
    let mut brief = Watched::over(world([water()]));
    brief.hear(stop_until(170));
    assert_eq!(brief.said, []);

    let mut long = Watched::over(world([water()]));
    long.hear(stop_until(400));
    let alert = long.only();
    assert_eq!(alert.rule, "zone.stopped");
    assert_eq!(alert.opened_at, at(120), "the condition began with the stop");
    assert_eq!(alert.evidence.values[0].limit, Some(60.0));
    // It left the place to the east, whose edge lies 200 m away.
    assert_near(ending(&alert).at, 410.0);
    assert_eq!(ending(&alert).reason, EndReason::Cleared);
}

#[test]
fn two_fixes_away_from_the_stop_end_it_within_the_zone() {
    let mut wide = zone(1, ZoneKind::WaterSource, rectangle(-2000.0, -2000.0, 2000.0, 2000.0));
    wide.bans.clear();
    let mut watched = Watched::over(world([wide]));
    let stray = fix(1, 300, 120.0, 0.0);
    let mut fixes = stop_until(400);
    fixes.retain(|fix| fix.device_time != stray.device_time);
    fixes.push(stray);
    fixes.sort_by_key(|fix| fix.device_time);
    watched.hear(fixes);
    assert_eq!(ending(&watched.only()).at, at(420), "the stray one at 300 ended nothing");
}

#[test]
fn standing_in_an_area_where_only_entry_is_banned_is_no_stop() {
    let closed = zone(1, ZoneKind::Other, rectangle(-200.0, -200.0, 200.0, 200.0));
    let mut watched = Watched::over(world([closed]));
    watched.hear(stop_until(400));
    assert_eq!(stops(&watched), []);
    assert_eq!(watched.only().rule, "zone.entered");
}

#[test]
fn a_stop_on_a_bridge_counts_and_one_under_it_does_not() {
    let mut bridge = zone(1, ZoneKind::Bridge, corridor((-300.0, 0.0), (300.0, 0.0), 12));
    bridge.bans.clear();
    let mut on_it = Watched::over(world([bridge.clone()]));
    on_it.hear(stop_until(400));
    assert_eq!(on_it.only().opened_at, at(120));

    let mut under = Watched::over(world([bridge]));
    let came = (0..6).map(|n| fix(1, 60 + 10 * n, 0.0, -300.0 + 50.0 * n as f64));
    let stood = (120..400).step_by(10).map(|second| fix(1, second, 0.0, 0.0));
    under.hear(came.chain(stood));
    assert_eq!(under.said, []);
}

#[test]
fn a_stop_that_a_receiver_says_is_a_crawl_is_none() {
    let mut watched = Watched::over(world([water()]));
    let crawl = |second: i64| {
        let east = -150.0 + (second - 100) as f64;
        Fix { speed: Speed::from_kmh(12.0), ..fix(1, second, east, 0.0) }
    };
    watched.hear((100..400).step_by(10).map(crawl));
    assert_eq!(watched.said, []);
}

#[test]
fn an_empty_and_cleaned_tanker_may_stop_anywhere() {
    let clean = Vehicle { load: cleaned(), ..vehicle(1) };
    let mut watched = Watched::over(world_for(clean, [water()]));
    watched.hear(stop_until(400));
    assert_eq!(watched.said, []);
}

#[test]
fn a_water_source_that_is_struck_from_the_list_leaves_nobody_stopped() {
    let mut watched = Watched::over(world([water()]));
    watched.hear(stop_until(400).into_iter().take(20));
    watched.change(320, [Item::Gone(Gone::Zone(ZoneNo(1)))]);
    assert_eq!(ending(&watched.only()).at, at(320));
    assert_eq!(ending(&watched.only()).reason, EndReason::NoLongerBanned);
}

#[test]
fn a_stop_of_two_nights_under_a_ban_of_the_night_is_two() {
    let mut quiet = zone(1, ZoneKind::Other, rectangle(-200.0, -200.0, 200.0, 200.0));
    let window = Window {
        from: "22:00".parse().unwrap(),
        to: "06:00".parse().unwrap(),
        ..Window::default()
    };
    quiet.bans = vec![ban(Effect::NoStopping)];
    quiet.bans[0].windows = vec![window];
    let mut watched = Watched::over(world([quiet]));
    let hour = 3600;
    watched.hear((20 * hour..52 * hour).step_by(60).map(|second| fix(1, second, 0.0, 0.0)));
    let spans: Vec<_> =
        stops(&watched).iter().map(|alert| (alert.opened_at, alert.ended.map(|e| e.at))).collect();
    let first = (at(22 * hour), Some(at(30 * hour)));
    assert_eq!(spans, [first, (at(46 * hour), None)]);
}
