//! `signal.lost` on small scenes: after how long, for whom, and what is no silence.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod common;

use std::collections::BTreeMap;

use common::{
    Watched, area, at, changde, cleaned, corridor, ending, fix, vehicle, world, world_for, zone,
};
use placard_domain::alert::{Detection, EndReason};
use placard_domain::rule::{Color, RuleSetting, RuleStatus};
use placard_domain::vehicle::Vehicle;
use placard_domain::zone::ZoneKind;
use placard_domain::{Fix, Speed, Timestamp, VehicleNo};
use placard_engine::world::{Gone, Item};

/// 72 km/h to the east, a fix each ten seconds; the last at `last`.
fn drive(first: i64, last: i64) -> Vec<Fix> {
    let one = |second: i64| Fix {
        speed: Speed::from_kmh(72.0),
        ..fix(1, second, 20.0 * second as f64, 0.0)
    };
    (first..=last).step_by(10).map(one).collect()
}

fn parked(first: i64, last: i64) -> Vec<Fix> {
    (first..=last).step_by(30).map(|second| fix(1, second, 0.0, 0.0)).collect()
}

fn heard(fixes: Vec<Fix>) -> Watched {
    let mut watched = Watched::over(world([]));
    watched.hear(fixes);
    watched
}

/// Each revision of the one alert: when it was said, and its colour.
fn told(watched: &Watched) -> Vec<(Timestamp, Color, bool)> {
    let one = |d: &Detection| (d.detected_at, d.color, d.ended.is_some());
    watched.said.iter().map(one).collect()
}

#[test]
fn a_moving_vehicle_is_lost_after_five_minutes() {
    let mut watched = heard(drive(0, 100));
    watched.listen_until(400);
    assert_eq!(watched.said, [], "299.5 s since it was heard");
    watched.listen_until(401);
    let alert = watched.only();
    assert_eq!((alert.rule.as_str(), alert.color), ("signal.lost", Color::Yellow));
    assert_eq!(alert.opened_at, at(100), "silent since its last fix");
    assert_eq!(alert.detected_at, at(401), "the first whole second of receive time past the limit");
    assert!(alert.summary.en.contains("last moving"), "{}", alert.summary.en);
}

#[test]
fn a_parked_vehicle_is_lost_after_thirty() {
    let mut watched = heard(parked(0, 300));
    watched.listen_until(300 + 1800);
    assert_eq!(watched.said, []);
    watched.listen_until(300 + 1801);
    assert_eq!(watched.only().detected_at, at(2101));
    assert!(watched.only().summary.en.contains("last standing"));
}

#[test]
fn one_last_seen_in_a_tunnel_has_ten_minutes_more() {
    let mut tunnel = zone(1, ZoneKind::Tunnel, corridor((1000.0, 0.0), (6000.0, 0.0), 12));
    tunnel.bans.clear();
    let mut watched = Watched::over(world([tunnel]));
    watched.hear(drive(0, 100));
    watched.listen_until(100 + 900);
    assert_eq!(watched.said, []);
    watched.listen_until(100 + 901);
    assert_eq!(watched.only().detected_at, at(1001));
}

#[test]
fn it_turns_orange_after_thirty_minutes_more_and_ends_with_any_report() {
    let mut watched = heard(drive(0, 100));
    watched.listen_until(401 + 1799);
    assert_eq!(watched.said.len(), 1);
    watched.listen_until(401 + 1801);
    // A report without a place is a sign of life too.
    watched.hear([Fix::bare(VehicleNo(1), at(2300))]);
    let expected = [
        (at(401), Color::Yellow, false),
        (at(401), Color::Orange, false),
        (at(401), Color::Orange, true),
    ];
    assert_eq!(told(&watched), expected);
    assert_eq!(ending(&watched.only()).reason, EndReason::Cleared);
    assert_eq!(seconds_of_end(&watched), 2300.5, "by Placard's clock");
}

fn seconds_of_end(watched: &Watched) -> f64 {
    common::seconds(ending(&watched.only()).at)
}

#[test]
fn a_blind_spot_told_later_ends_the_silence_and_does_not_undo_it() {
    let mut watched = heard(drive(0, 100));
    watched.listen_until(1000);
    watched.hear_at(1000, &drive(110, 990));
    let alert = watched.only();
    assert_eq!((alert.opened_at, ending(&alert).at), (at(100), at(1000)));
    assert_eq!(ending(&alert).reason, EndReason::Cleared, "Placard did not know it then");
}

#[test]
fn a_report_sent_again_is_no_sign_of_life() {
    let fixes = drive(0, 100);
    let again = fixes.last().cloned().unwrap();
    let mut watched = heard(fixes);
    watched.hear_at(300, &[again]);
    watched.listen_until(401);
    assert_eq!(watched.only().detected_at, at(401));
}

#[test]
fn silence_counts_only_while_placard_listened() {
    // Placard stops at 200 and starts again an hour later.
    let mut watched = heard(drive(0, 100));
    watched.engine.seal(at(3800), Some(at(200)), &mut watched.said);
    watched.listen_until(3800 + 200);
    assert_eq!(watched.said, [], "silent for 99.5 s before the gap and 200 s after it");
    watched.listen_until(3800 + 201);
    assert_eq!(watched.only().detected_at, at(4001));
}

#[test]
fn a_fix_after_a_gap_in_listening_breaks_no_silence() {
    let mut watched = heard(drive(0, 100));
    watched.engine.seal(at(90_000), Some(at(101)), &mut watched.said);
    watched.hear(drive(90_010, 90_100));
    assert_eq!(watched.said, []);
}

#[test]
fn an_empty_and_cleaned_tanker_may_be_silent() {
    let clean = Vehicle { load: cleaned(), ..vehicle(1) };
    let mut watched = Watched::over(world_for(clean, []));
    watched.hear(drive(0, 100));
    watched.listen_until(90_000);
    assert_eq!(watched.said, []);
}

#[test]
fn one_taken_off_the_register_is_awaited_no_longer() {
    let mut watched = heard(drive(0, 100));
    watched.listen_until(500);
    watched.change(505, [Item::Gone(Gone::Vehicle(VehicleNo(1)))]);
    watched.listen_until(90_000);
    assert_eq!(ending(&watched.only()).reason, EndReason::VehicleRemoved);
    assert_eq!(ending(&watched.only()).at, at(505));
}

fn setting(name: &str, value: i64) -> Item {
    Item::RuleSetting(RuleSetting {
        rule: "signal.lost".into(),
        jurisdiction: changde(),
        status: None,
        params: BTreeMap::from([(name.to_owned(), value)]),
    })
}

#[test]
fn a_city_sets_its_own_silence() {
    let mut watched = Watched::over(world([]));
    watched.change(1, [Item::Jurisdiction(area()), setting("moving_silence_s", 60)]);
    watched.hear(drive(10, 100));
    watched.listen_until(161);
    assert_eq!(watched.only().detected_at, at(161));
}

#[test]
fn a_shorter_silence_is_not_held_against_a_vehicle_before_it_was_set() {
    // In a closed square, so that the vehicle is asked when the world moves.
    let square = zone(1, ZoneKind::Other, common::rectangle(-50.0, -50.0, 50.0, 50.0));
    let mut watched = Watched::over(world([square]));
    watched.hear(parked(0, 300));
    watched.change(1300, [setting("parked_silence_s", 600)]);
    watched.listen_until(2000);
    let alerts = watched.alerts();
    let lost = alerts.iter().find(|alert| alert.rule == "signal.lost").unwrap();
    assert_eq!(lost.detected_at, at(1301), "the first whole second under the new limit");
}

#[test]
fn a_retired_rule_rings_nobody_and_ends_what_it_had_open() {
    let mut watched = heard(drive(0, 100));
    watched.listen_until(500);
    let retired = RuleSetting {
        rule: "signal.lost".into(),
        jurisdiction: changde(),
        status: Some(RuleStatus::Retired),
        params: BTreeMap::new(),
    };
    watched.change(505, [Item::RuleSetting(retired)]);
    assert_eq!(ending(&watched.only()).reason, EndReason::RuleRetired);
    watched.hear(drive(600, 700));
    watched.listen_until(90_000);
    assert_eq!(watched.alerts().len(), 1);
}
