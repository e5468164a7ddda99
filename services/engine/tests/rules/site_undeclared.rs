use placard_domain::alert::{ConfidenceLevel, EndReason};
use placard_domain::fix::LoadState;
use placard_domain::rule::Color;
use placard_domain::trip::Trip;
use placard_domain::zone::{Zone, ZoneKind};
use placard_domain::{Fix, ZoneNo};
use placard_engine::world::{Gone, Item};

use super::common::{Watched, at, ending, rectangle, trip, trip_over, vehicle, world_of, zone};
use super::{at_speed, saying, setting, standing};

const RULE: &str = "site.undeclared";

/// Six hundred metres of a chemical park around the corner.
fn park() -> Zone {
    Zone {
        bans: vec![],
        ..zone(1, ZoneKind::ChemicalPark, rectangle(-300.0, -300.0, 300.0, 300.0))
    }
}

fn city() -> Watched {
    Watched::over(world_of(vehicle(1), [Item::Zone(park())]))
}

/// Under a waybill from elsewhere to elsewhere.
fn under_way() -> Watched {
    let mut watched = city();
    watched.change(0, [Item::Trip(trip(1, (-9000.0, 0.0), &[(9000.0, 0.0)]))]);
    watched
}

/// Driving off eastward from the corner, a fix each ten seconds.
fn off(seconds: std::ops::Range<i64>) -> Vec<Fix> {
    let first = seconds.start;
    let east = move |second: i64| 60.0 / 3.6 * (second - first + 10) as f64;
    seconds.step_by(10).map(|second| at_speed(second, east(second), 0.0, 60.0)).collect()
}

#[test]
fn a_quarter_of_an_hour_that_the_waybill_does_not_name_opens_it_and_leaving_ends_it() {
    let mut watched = under_way();
    watched.hear(standing(0..900, 0.0));
    assert_eq!(watched.said, [], "fourteen and a half minutes");
    watched.hear(standing(900..930, 0.0));
    let alert = watched.only();
    assert_eq!((alert.rule.as_str(), alert.color), (RULE, Color::Orange));
    assert_eq!((alert.opened_at, alert.detected_at.floor_second()), (at(0), at(900)));
    assert_eq!(alert.zone.as_ref().map(|zone| zone.as_str()), Some("z1"));
    assert_eq!(alert.confidence.level, ConfidenceLevel::High);
    watched.hear(standing(930..1500, 0.0));
    watched.hear(off(1510..1600));
    let ended = ending(&watched.only());
    assert_eq!((ended.at, ended.reason), (at(1470), EndReason::Cleared));
}

#[test]
fn a_waybill_that_names_a_place_in_the_park_declares_it() {
    // Anywhere in the park, or beside it where the vehicle stands.
    for (origin, drops) in [((250.0, 250.0), vec![]), ((9e3, 0.0), vec![(-310.0, 0.0)])] {
        let mut watched = city();
        watched.change(0, [Item::Trip(trip(1, origin, &drops))]);
        watched.hear(standing(0..3600, -200.0));
        watched.hear(off(3600..4000));
        assert_eq!(watched.alerts_of(RULE), [], "{origin:?}");
    }
}

#[test]
fn an_amendment_that_names_it_ends_it() {
    let mut watched = under_way();
    watched.hear(standing(0..1000, 0.0));
    watched.change(1005, [Item::Trip(trip(1, (0.0, 0.0), &[(9000.0, 0.0)]))]);
    let ended = ending(&watched.only());
    assert_eq!((ended.at, ended.reason), (at(1005), EndReason::Cleared));
    watched.hear(standing(1020..3000, 0.0));
    assert_eq!(watched.alerts().len(), 1);
}

#[test]
fn loading_without_one_opens_it_when_none_has_come_five_minutes_after() {
    let loaded = |everyone: i64| {
        let mut watched = city();
        watched.change(1, [setting(RULE, "everyone", everyone)]);
        watched.hear(standing(10..1210, 0.0));
        watched
    };
    let mut watched = loaded(1);
    watched.hear(off(1210..1470));
    assert_eq!(watched.alerts_of(RULE), [], "its waybill may still come");
    watched.hear(off(1210..1520).into_iter().filter(|fix| fix.device_time >= at(1470)));
    let alert = watched.only_of(RULE);
    assert_eq!((alert.opened_at, ending(&alert).at), (at(10), at(1180)));
    assert_eq!(alert.confidence.level, ConfidenceLevel::Medium);

    let mut watched = loaded(1);
    watched.change(1215, [Item::Trip(trip(1, (0.0, 0.0), &[(9000.0, 0.0)]))]);
    watched.hear(off(1220..2000));
    assert_eq!(watched.alerts_of(RULE), [], "it came when it was loaded");

    let mut watched = loaded(1);
    watched.hear(saying(LoadState::Empty, off(1210..2000)));
    assert_eq!(watched.alerts_of(RULE), [], "it left empty");

    let mut watched = loaded(0);
    watched.hear(off(1210..2000));
    assert_eq!(watched.alerts_of(RULE), [], "nobody uses waybills yet");
}

#[test]
fn a_stop_in_which_a_waybill_ended_was_one_of_unloading() {
    let mut watched = city();
    watched.change(0, [Item::Trip(trip(1, (9e3, 0.0), &[(0.0, 0.0)]))]);
    watched.hear(standing(0..600, 0.0));
    watched.change(605, [trip_over(1)]);
    watched.hear(standing(630..2400, 0.0));
    watched.hear(off(2400..3000));
    assert_eq!(watched.alerts_of(RULE), []);
}

#[test]
fn elsewhere_a_stop_is_none_of_this_rules_business() {
    let mut watched = under_way();
    watched.hear(standing(0..3600, 5000.0));
    assert_eq!(watched.alerts_of(RULE), []);
}

#[test]
fn a_park_that_is_gone_ends_it_with_the_stop() {
    let mut watched = under_way();
    watched.hear(standing(0..1000, 0.0));
    watched.change(1005, [Item::Gone(Gone::Zone(ZoneNo(1)))]);
    watched.hear(standing(1020..1200, 0.0));
    watched.hear(off(1200..1300));
    assert_eq!(ending(&watched.only_of(RULE)).reason, EndReason::Cleared);
}

#[test]
fn a_batch_that_comes_late_is_judged_by_the_waybill_of_its_time_and_once() {
    let mut watched = under_way();
    watched.hear(standing(8000..9000, 80_000.0));
    watched.change(9005, [trip_over(1)]);
    let mut batch = standing(0..1200, 0.0);
    batch.extend(off(1200..1300));
    watched.hear_at(9010, &batch);
    let alert = watched.only_of(RULE);
    assert!(alert.late && alert.opened_at == at(0));
    watched.hear_at(9020, &batch);
    assert_eq!(watched.alerts_of(RULE).len(), 1);
    let elsewhere =
        Trip { id: placard_domain::WaybillId::new("x").unwrap(), ..trip(1, (0.0, 0.0), &[]) };
    watched.change(9030, [Item::Trip(elsewhere)]);
    assert_eq!(watched.alerts_of(RULE).len(), 1);
}
