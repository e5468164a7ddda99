use placard_domain::Fix;
use placard_domain::alert::EndReason;
use placard_domain::fix::LoadState;
use placard_domain::rule::Color;
use placard_domain::trip::Trip;
use placard_domain::vehicle::{Load, Vehicle};
use placard_engine::world::Item;

use super::common::{Watched, at, ending, load, trip, trip_over, trip_place, vehicle, world, zone};
use super::{at_speed, drive, saying, standing};
use placard_domain::zone::{Zone, ZoneKind};

const RULE: &str = "waybill.mismatch";

/// Lots wherever a scene stands, which are no places of the waybill.
fn lots() -> Zone {
    let lot = super::common::rectangle(-50_000.0, -300.0, 50_000.0, 300.0);
    Zone { bans: vec![], ..zone(1, ZoneKind::ParkingLot, lot) }
}

/// From 0 to 30 km east.
fn under_way() -> Watched {
    let mut watched = Watched::over(world([lots()]));
    watched.change(0, [Item::Trip(trip(1, (0.0, 0.0), &[(30_000.0, 0.0)]))]);
    watched
}

#[test]
fn three_reports_of_empty_on_the_way_open_it_and_three_of_laden_end_it() {
    let mut watched = under_way();
    watched.hear(saying(LoadState::Full, drive(10..100, 60.0)));
    watched.hear(saying(LoadState::Empty, drive(100..120, 60.0)));
    watched.hear(saying(LoadState::Full, drive(120..130, 60.0)));
    watched.hear(saying(LoadState::Empty, drive(130..150, 60.0)));
    assert_eq!(watched.said, [], "never three running");
    watched.hear(saying(LoadState::Empty, drive(150..160, 60.0)));
    let alert = watched.only();
    assert_eq!((alert.rule.as_str(), alert.color), (RULE, Color::Orange));
    assert_eq!((alert.opened_at, alert.detected_at.floor_second()), (at(130), at(150)));
    assert!(alert.summary.zh.contains("YD-0001"), "{}", alert.summary.zh);
    watched.hear(saying(LoadState::Full, drive(160..180, 60.0)));
    watched.hear(drive(180..200, 60.0));
    assert_eq!(watched.only().ended, None, "two, and what says nothing");
    watched.hear(saying(LoadState::Full, drive(200..210, 60.0)));
    let ended = ending(&watched.only());
    assert_eq!((ended.at, ended.reason), (at(200), EndReason::Cleared));
}

#[test]
fn once_it_has_stood_at_its_destination_it_may_be_empty() {
    let mut watched = under_way();
    watched.hear(saying(LoadState::Full, standing(0..60, 30_000.0)));
    watched.hear(saying(LoadState::Empty, standing(60..2000, 30_000.0)));
    let home = drive(2000..3000, 60.0).into_iter();
    let home: Vec<Fix> = home.map(|fix| Fix { load: LoadState::Empty, ..fix }).collect();
    watched.hear(home);
    assert_eq!(watched.alerts_of(RULE), [], "unloaded, and its papers not signed yet");
}

#[test]
fn a_load_that_falls_in_a_long_stop_elsewhere_was_unloaded_there() {
    let stop = |until: i64| {
        let mut watched = under_way();
        watched.hear(saying(LoadState::Full, standing(0..300, 9000.0)));
        watched.hear(saying(LoadState::Part, standing(300..until, 9000.0)));
        watched
    };
    assert_eq!(stop(900).said, [], "fourteen and a half minutes");
    let mut watched = stop(930);
    let alert = watched.only();
    assert_eq!((alert.rule.as_str(), alert.opened_at), (RULE, at(0)));
    assert!(alert.summary.en.contains("its load fell"), "{}", alert.summary.en);
    watched.hear(saying(LoadState::Part, standing(930..3000, 9000.0)));
    assert_eq!(watched.only().ended, None, "said once");
    // The waybill is amended: it names the place.
    let amended = trip(1, (0.0, 0.0), &[(9000.0, 0.0), (30_000.0, 0.0)]);
    watched.change(3005, [Item::Trip(amended)]);
    assert_eq!(ending(&watched.only()).reason, EndReason::Cleared);
}

#[test]
fn at_its_own_sites_a_load_may_fall_and_rise() {
    for east in [0.0, 30_000.0] {
        let mut watched = under_way();
        watched.hear(saying(LoadState::Part, standing(0..600, east)));
        watched.hear(saying(LoadState::Full, standing(600..1500, east)));
        watched.hear(saying(LoadState::Part, standing(1500..3000, east)));
        assert_eq!(watched.said, [], "{east} m");
    }
}

#[test]
fn a_load_that_rises_in_a_long_stop_elsewhere_was_loaded_there() {
    let mut watched = under_way();
    watched.hear(saying(LoadState::Part, standing(0..600, 9000.0)));
    watched.hear(saying(LoadState::Full, standing(600..930, 9000.0)));
    assert!(watched.only().summary.en.contains("its load rose"));
    watched.change(1000, [trip_over(1)]);
    let ended = ending(&watched.only());
    assert_eq!((ended.at, ended.reason), (at(1000), EndReason::Cleared), "with the waybill");
}

#[test]
fn other_goods_declared_since_it_came_into_force_open_it_until_they_agree() {
    let mut watched = under_way();
    let declared = |un: &str, second: i64| {
        let load = Load { declared_at: Some(at(second)), ..load(un) };
        Item::Vehicle(Vehicle { load, ..vehicle(1) })
    };
    watched.change(5, [declared("1017", -60)]);
    watched.hear(drive(10..100, 60.0));
    assert_eq!(watched.said, [], "declared before");
    watched.change(105, [declared("1203", 100)]);
    watched.hear(drive(110..200, 60.0));
    assert_eq!(watched.said, [], "the same goods");
    watched.change(205, [declared("1017", 200)]);
    watched.hear(drive(210..300, 60.0));
    let alert = watched.only();
    assert_eq!((alert.rule.as_str(), alert.opened_at), (RULE, at(210)));
    assert!(alert.summary.en.contains("UN 1017") || alert.summary.en.contains("1017"));
    watched.change(305, [declared("1203", 300)]);
    watched.hear(drive(310..320, 60.0));
    assert_eq!(ending(&watched.only()).at, at(310));
}

#[test]
fn one_fault_hides_no_other() {
    let mut watched = under_way();
    let load = Load { declared_at: Some(at(5)), ..load("1017") };
    watched.change(5, [Item::Vehicle(Vehicle { load, ..vehicle(1) })]);
    watched.hear(saying(LoadState::Empty, drive(10..60, 60.0)));
    assert_eq!(watched.alerts_of(RULE).len(), 2, "empty, and other goods");
}

#[test]
fn another_waybill_is_judged_afresh() {
    let mut watched = under_way();
    watched.hear(saying(LoadState::Empty, drive(10..60, 60.0)));
    let next = Trip {
        id: placard_domain::WaybillId::new("next").unwrap(),
        departs_at: at(60),
        origin: Some(trip_place((9000.0, 0.0))),
        ..trip(1, (0.0, 0.0), &[(40_000.0, 0.0)])
    };
    watched.change(65, [trip_over(1), Item::Trip(next)]);
    assert_eq!(ending(&watched.only()).at, at(65));
    watched.hear(saying(LoadState::Empty, drive(70..90, 60.0)));
    assert_eq!(watched.alerts_of(RULE).len(), 1, "two of its own");
    watched.hear(saying(LoadState::Empty, drive(90..100, 60.0)));
    assert_eq!(watched.alerts_of(RULE).len(), 2);
}

#[test]
fn a_batch_that_comes_late_and_comes_twice_opens_it_once() {
    let mut watched = under_way();
    watched.hear(vec![at_speed(4000, 60_000.0, 0.0, 60.0), at_speed(4400, 66_000.0, 0.0, 60.0)]);
    watched.hear((0..20).map(|n| at_speed(4410 + 10 * n, 66_000.0, 0.0, 0.0)));
    let batch = saying(LoadState::Empty, drive(100..200, 60.0));
    watched.hear_at(5010, &batch);
    let alert = watched.only_of(RULE);
    assert!(alert.late && alert.opened_at == at(100));
    watched.hear_at(5020, &batch);
    assert_eq!(watched.alerts_of(RULE).len(), 1);
}
