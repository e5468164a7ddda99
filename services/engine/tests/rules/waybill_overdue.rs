use placard_domain::alert::EndReason;
use placard_domain::rule::Color;
use placard_domain::trip::Trip;
use placard_domain::vehicle::Vehicle;
use placard_engine::world::Item;

use super::common::{Watched, at, cleaned, ending, trip, trip_over, vehicle, world, world_for};
use super::{drive, setting, standing};

const RULE: &str = "waybill.overdue";

/// 10 km, within the hour.
fn hour() -> Trip {
    Trip { arrives_by: at(3600), ..trip(1, (0.0, 0.0), &[(10_000.0, 0.0)]) }
}

fn under_way(trip: Trip) -> Watched {
    let mut watched = Watched::over(world([]));
    watched.change(0, [Item::Trip(trip)]);
    watched
}

#[test]
fn half_an_hour_after_the_latest_arrival_it_opens_and_arrival_ends_it() {
    let mut watched = under_way(hour());
    // A kilometre before: 45 s at 80 km/h.
    watched.hear(standing(0..5340, 9000.0));
    assert_eq!(watched.alerts_of(RULE), [], "it may still come");
    watched.hear(standing(5340..5460, 9000.0));
    let alert = watched.only_of(RULE);
    assert_eq!(alert.color, Color::Yellow);
    assert_eq!(alert.opened_at, at(5370), "the last from which 800 m were in time is past");
    watched.hear(standing(5460..5490, 9990.0));
    let ended = ending(&watched.only_of(RULE));
    assert_eq!((ended.at.floor_second(), ended.reason), (at(5460), EndReason::Cleared));
    watched.hear(drive(6000..9000, 60.0));
    assert_eq!(watched.alerts_of(RULE).len(), 1, "it had arrived: leaving again is nothing");
}

#[test]
fn the_tolerance_is_the_citys_to_set() {
    let mut watched = under_way(hour());
    watched.change(1, [setting(RULE, "tolerance_s", 0)]);
    watched.hear(standing(0..3700, 9900.0));
    assert_eq!(watched.alerts_of(RULE), [], "arrived");
    let mut watched = under_way(hour());
    watched.change(1, [setting(RULE, "tolerance_s", 0)]);
    watched.hear(standing(0..3700, 9700.0));
    assert_eq!(watched.only_of(RULE).opened_at, at(3600));
}

#[test]
fn a_vehicle_that_fell_silent_is_overdue_all_the_same() {
    let mut watched = under_way(hour());
    watched.hear(standing(0..60, 9000.0));
    watched.listen_until(5399);
    assert_eq!(watched.alerts_of(RULE), []);
    watched.listen_until(5400);
    let alert = watched.only_of(RULE);
    assert_eq!((alert.opened_at, alert.detected_at), (at(5400), at(5400)));
}

#[test]
fn it_opens_once_it_can_no_longer_be_met_though_the_time_is_not_up() {
    // 200 km in an hour and a half.
    let far = Trip { arrives_by: at(3600), ..trip(1, (0.0, 0.0), &[(200_000.0, 0.0)]) };
    let later = Trip { departs_at: at(600), ..far };
    let mut watched = under_way(later);
    watched.hear(standing(0..600, 0.0));
    assert_eq!(watched.alerts_of(RULE), [], "it has not departed");
    watched.hear(drive(600..620, 60.0));
    let alert = watched.only_of(RULE);
    assert_eq!(alert.opened_at, at(600));
    assert!(alert.summary.en.contains("can no longer arrive"), "{}", alert.summary.en);
    // It is amended, and there is time again.
    let longer = Trip { arrives_by: at(86_400), ..trip(1, (0.0, 0.0), &[(200_000.0, 0.0)]) };
    watched.change(625, [Item::Trip(longer)]);
    assert_eq!(ending(&watched.only_of(RULE)).reason, EndReason::Cleared);
}

#[test]
fn it_ends_with_its_waybill_and_the_next_one_is_judged_by_its_own_time() {
    let mut watched = under_way(hour());
    watched.hear(standing(0..60, 9000.0));
    watched.listen_until(6000);
    watched.change(6001, [trip_over(1)]);
    assert_eq!(ending(&watched.only_of(RULE)).at, at(6001));
    watched.hear(standing(6030..20_000, 9000.0));
    assert_eq!(watched.alerts_of(RULE).len(), 1);
}

#[test]
fn without_a_place_of_unloading_the_time_alone_is_judged() {
    let mut watched = under_way(Trip { drops: vec![], ..hour() });
    watched.hear(standing(0..5370, 0.0));
    assert_eq!(watched.alerts_of(RULE), []);
    watched.listen_until(5400);
    assert_eq!(watched.only_of(RULE).opened_at, at(5400));
}

#[test]
fn what_the_vehicle_is_declared_to_carry_changes_nothing() {
    let mut watched = Watched::over(world_for(Vehicle { load: cleaned(), ..vehicle(1) }, []));
    watched.change(0, [Item::Trip(hour())]);
    watched.hear(standing(0..60, 9000.0));
    watched.listen_until(5400);
    assert_eq!(watched.alerts_of(RULE).len(), 1);
}

#[test]
fn an_upload_of_the_past_is_no_arrival_and_ends_nothing() {
    let mut watched = under_way(hour());
    watched.hear(standing(0..60, 9000.0));
    watched.listen_until(5400);
    watched.hear(standing(5400..5430, 9000.0));
    let batch = standing(0..60, 10_000.0);
    watched.hear_at(5440, &batch);
    assert_eq!(watched.only_of(RULE).ended, None);
}
