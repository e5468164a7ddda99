use placard_domain::alert::EndReason;
use placard_domain::rule::Color;
use placard_domain::vehicle::Vehicle;
use placard_domain::zone::{Effect, Zone, ZoneKind};
use placard_domain::{Fix, Speed};
use placard_engine::world::Item;

use super::common::{
    Watched, at, ban, cleaned, ending, rectangle, vehicle, world, world_for, zone,
};
use super::{at_speed, drive, setting, told};

fn slow_zone(kmh: f64) -> Zone {
    let square = zone(1, ZoneKind::Other, rectangle(1000.0, -200.0, 3000.0, 200.0));
    let limit = Effect::SpeedLimit(Speed::from_kmh(kmh).unwrap());
    Zone { bans: vec![ban(limit)], clause: "通告〔2026〕1号".into(), ..square }
}

#[test]
fn three_fixes_over_open_it_and_two_within_end_it() {
    let mut watched = Watched::over(world([]));
    watched.hear(drive(0..30, 90.0));
    let alert = watched.only();
    assert_eq!((alert.rule.as_str(), alert.color), ("speed.limit", Color::Yellow));
    assert_eq!((alert.opened_at, alert.zone), (at(0), None));
    assert_eq!(alert.evidence.values[0].value, 90.0);
    assert_eq!(alert.evidence.fixes.len(), 3);
    assert!(alert.clause.zh.contains("第四十六条"), "{}", alert.clause.zh);
    watched.hear([at_speed(30, 750.0, 0.0, 80.0), at_speed(40, 970.0, 0.0, 80.0)]);
    assert_eq!(ending(&watched.only()).at, at(30), "the limit itself is within");
}

#[test]
fn two_fixes_half_a_minute_apart_open_it_too() {
    let mut watched = Watched::over(world([]));
    watched.hear([0, 30].map(|second| at_speed(second, 25.0 * second as f64, 0.0, 90.0)));
    assert_eq!(watched.only().opened_at, at(0));
}

#[test]
fn within_the_tolerance_nothing_opens_and_nothing_ends() {
    let mut watched = Watched::over(world([]));
    watched.hear(drive(0..100, 85.0));
    assert_eq!(watched.said, []);
    let mut watched = Watched::over(world([]));
    watched.hear(drive(0..50, 86.0));
    watched.hear(drive(50..200, 83.0));
    assert_eq!(watched.only().ended, None);
}

#[test]
fn the_colour_rises_with_the_second_highest_speed_and_never_falls() {
    let mut watched = Watched::over(world([]));
    let speeds = [90.0, 90.0, 90.0, 130.0, 100.0, 125.0, 90.0];
    watched.hear((0..).zip(speeds).map(|(n, kmh)| at_speed(n * 10, 280.0 * n as f64, 0.0, kmh)));
    let colors: Vec<_> = told(&watched).into_iter().map(|told| told.0).collect();
    assert_eq!(colors, [Color::Yellow, Color::Orange, Color::Red]);
}

#[test]
fn speeds_that_the_places_refute_colour_no_alert() {
    let mut watched = Watched::over(world([]));
    watched.hear(drive(0..50, 90.0));
    // Two that are wrong: at 400 km/h it would have come four times as far.
    watched.hear(
        drive(50..70, 90.0).into_iter().map(|fix| Fix { speed: Speed::from_kmh(400.0), ..fix }),
    );
    watched.hear(drive(70..100, 90.0));
    assert_eq!(told(&watched), [(Color::Yellow, false)]);
}

#[test]
fn a_device_that_no_longer_tells_speeds_ends_it_with_the_last_one() {
    let mut watched = Watched::over(world([]));
    watched.hear(drive(0..100, 90.0));
    let silent = |fix: Fix| Fix { speed: None, ..fix };
    watched.hear(drive(100..390, 90.0).into_iter().map(silent));
    assert_eq!(watched.only().ended, None);
    watched.hear(drive(390..410, 90.0).into_iter().map(silent));
    assert_eq!(ending(&watched.only()).at, at(90));
}

#[test]
fn a_zone_has_its_own_limit_which_alone_counts_there() {
    let mut watched = Watched::over(world([slow_zone(40.0)]));
    watched.hear(drive(0..200, 90.0));
    let alerts = watched.alerts();
    let zones: Vec<_> = alerts.iter().map(|alert| alert.zone.is_some()).collect();
    assert_eq!(zones, [false, true], "the general limit, broken before, goes on");
    assert!(alerts[1].clause.zh.starts_with("通告〔2026〕1号；"));
    assert_eq!(alerts[1].color, Color::Red);
    super::common::assert_near(alerts[1].opened_at, 40.0);
    super::common::assert_near(ending(&alerts[1]).at, 120.0);
    assert_eq!(alerts[0].ended, None);
    // Broken first within the zone, it is one breach there.
    let mut watched = Watched::over(world([slow_zone(40.0)]));
    watched.hear((6..10).map(|n| at_speed(n * 10, 250.0 * n as f64, 0.0, 90.0)));
    assert!(watched.only().zone.is_some());
}

#[test]
fn an_empty_and_cleaned_tanker_is_under_no_limit_of_dangerous_goods() {
    let clean = Vehicle { load: cleaned(), ..vehicle(1) };
    let mut watched = Watched::over(world_for(clean, [slow_zone(40.0)]));
    watched.hear(drive(0..300, 95.0));
    assert_eq!(watched.said, []);
}

#[test]
fn it_ends_when_the_limit_is_lifted_and_before_a_long_silence() {
    let mut watched = Watched::over(world([slow_zone(40.0)]));
    watched.hear(drive(0..100, 60.0));
    let free = Zone { bans: vec![], ..slow_zone(40.0) };
    watched.change(105, [Item::Zone(free)]);
    assert_eq!(ending(&watched.only()).reason, EndReason::NoLongerBanned);

    let mut watched = Watched::over(world([]));
    watched.hear(drive(0..100, 90.0));
    watched.hear(drive(700..720, 90.0));
    assert_eq!(ending(&watched.only_of("speed.limit")).at, at(90));
}

#[test]
fn a_city_sets_its_own_limit() {
    let mut watched = Watched::over(world([]));
    watched.change(1, [Item::Jurisdiction(super::common::area())]);
    watched.change(2, [setting("speed.limit", "general_kmh", 60)]);
    watched.hear(drive(10..100, 72.0));
    assert_eq!(watched.only().evidence.values[0].limit, Some(60.0));
}
