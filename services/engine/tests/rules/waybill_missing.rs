use placard_domain::alert::{ConfidenceLevel, EndReason};
use placard_domain::fix::LoadState;
use placard_domain::rule::Color;
use placard_domain::vehicle::{Load, Vehicle};
use placard_domain::zone::{Zone, ZoneKind};
use placard_domain::{Fix, OrganisationId};
use placard_engine::world::Item;

use super::common::{
    Watched, at, cleaned, ending, load, rectangle, trip, trip_over, vehicle, world_of, zone,
};
use super::{drive, saying, setting, standing};

const RULE: &str = "waybill.missing";

/// A city where a waybill is due from everybody.
fn due_from_all(load: Load) -> Watched {
    due_with(load, [])
}

fn due_with(load: Load, zones: impl IntoIterator<Item = Zone>) -> Watched {
    let everyone = setting(RULE, "everyone", 1);
    let zones = zones.into_iter().map(Item::Zone);
    let others = std::iter::once(everyone).chain(zones);
    Watched::over(world_of(Vehicle { load, ..vehicle(1) }, others))
}

fn dated() -> Load {
    Load { declared_at: Some(at(-600)), ..load("1203") }
}

#[test]
fn five_minutes_on_the_road_open_it_and_a_waybill_ends_it() {
    let mut watched = due_from_all(dated());
    watched.hear(drive(0..300, 60.0));
    assert_eq!(watched.said, [], "290 s");
    watched.hear(drive(300..320, 60.0));
    let alert = watched.only();
    assert_eq!((alert.rule.as_str(), alert.color), (RULE, Color::Red));
    assert_eq!((alert.opened_at, alert.detected_at.floor_second()), (at(0), at(300)));
    assert_eq!(alert.confidence.level, ConfidenceLevel::High);
    watched.change(325, [Item::Trip(trip(1, (0.0, 0.0), &[]))]);
    let ending = ending(&watched.only_of(RULE));
    assert_eq!((ending.at, ending.reason), (at(325), EndReason::Cleared));
    watched.hear(drive(330..2000, 60.0));
    assert_eq!(watched.alerts_of(RULE).len(), 1);
}

#[test]
fn a_load_that_nobody_declared_is_presumed_and_no_sign() {
    for load in [Load::default(), cleaned(), Load { state: LoadState::Empty, ..load("1203") }] {
        let mut watched = due_from_all(load.clone());
        watched.hear(drive(0..3000, 60.0));
        assert_eq!(watched.said, [], "{load:?}");
    }
    let mut watched = due_from_all(load("1203"));
    watched.hear(drive(0..400, 60.0));
    assert_eq!(watched.only().confidence.level, ConfidenceLevel::Medium, "nobody knows since when");
}

#[test]
fn what_the_terminal_reports_is_a_sign_either_way() {
    let mut watched = due_from_all(Load::default());
    watched.hear(saying(LoadState::Part, drive(0..400, 60.0)));
    assert_eq!(watched.only().confidence.level, ConfidenceLevel::High);
    watched.hear(drive(400..410, 60.0));
    let ended = ending(&watched.only());
    assert_eq!((ended.at, ended.reason), (at(400), EndReason::Unladen), "it no longer says so");
    let mut watched = due_from_all(dated());
    watched.hear(saying(LoadState::Empty, drive(0..3000, 60.0)));
    assert_eq!(watched.said, [], "what was declared is overtaken");
}

#[test]
fn until_everyone_is_held_to_it_those_are_whose_organisation_has_had_one() {
    let city = || Watched::over(world_of(Vehicle { load: dated(), ..vehicle(1) }, []));
    let mut watched = city();
    watched.hear(drive(0..3000, 60.0));
    assert_eq!(watched.said, [], "nobody has");
    for (organisation, alerts) in [("changde", 1), ("other", 0)] {
        let mut watched = city();
        let organisation = OrganisationId::new(organisation).unwrap();
        let of_another = placard_domain::trip::Trip { organisation, ..trip(2, (0.0, 0.0), &[]) };
        watched.change(0, [Item::Trip(of_another)]);
        watched.hear(drive(10..400, 60.0));
        assert_eq!(watched.alerts_of(RULE).len(), alerts);
    }
}

#[test]
fn standing_is_not_counted_and_a_long_stand_ends_it() {
    let lot = Zone {
        bans: vec![],
        ..zone(1, ZoneKind::ParkingLot, rectangle(3000.0, -100.0, 3600.0, 100.0))
    };
    let mut watched = due_with(dated(), [lot]);
    watched.hear(drive(0..200, 60.0));
    watched.hear(standing(210..900, 3317.0));
    assert_eq!(watched.said, [], "three minutes, and a halt");
    let on = |from: i64, to: i64| -> Vec<Fix> {
        drive(from..to, 60.0).into_iter().map(|fix| moved(fix, from, 3317.0)).collect()
    };
    watched.hear(on(900, 1060));
    let alert = watched.only();
    assert_eq!(alert.opened_at, at(0), "the halt was no end");
    watched.hear(standing(1070..1940, 6000.0));
    assert_eq!(watched.only_of(RULE).ended, None, "fourteen and a half minutes");
    watched.hear(standing(1940..2030, 6000.0));
    let ended = ending(&watched.only_of(RULE));
    assert_eq!((ended.at, ended.reason), (at(1070), EndReason::Cleared));
}

/// The same as of a drive that begins at a place at a second.
fn moved(fix: Fix, second: i64, east: f64) -> Fix {
    let since = (fix.device_time - at(second)).seconds();
    super::at_speed(second + since as i64, east + since / 3.6 * 60.0, 0.0, 60.0)
}

#[test]
fn after_a_waybill_its_end_overtakes_what_was_declared_before() {
    let mut watched = due_from_all(dated());
    watched.change(0, [Item::Trip(trip(1, (0.0, 0.0), &[]))]);
    watched.hear(drive(0..600, 60.0));
    watched.change(605, [trip_over(1)]);
    watched.hear(drive(610..3000, 60.0));
    assert_eq!(watched.alerts_of(RULE), [], "unloaded");
    let loaded =
        Vehicle { load: Load { declared_at: Some(at(3000)), ..load("1203") }, ..vehicle(1) };
    watched.change(3005, [Item::Vehicle(loaded)]);
    watched.hear(drive(3010..3400, 60.0));
    assert_eq!(watched.only_of(RULE).opened_at, at(3010), "and loaded again");
}

#[test]
fn a_stop_of_loading_length_in_a_park_is_a_sign_unless_it_was_one_of_unloading() {
    let park = || Zone {
        bans: vec![],
        ..zone(1, ZoneKind::ChemicalPark, rectangle(-300.0, -300.0, 300.0, 300.0))
    };
    let off = |from: i64, to: i64| -> Vec<Fix> {
        drive(from..to, 60.0).into_iter().map(|fix| moved(fix, from, 0.0)).collect()
    };
    let mut watched = due_with(Load::default(), [park()]);
    watched.hear(standing(0..870, 0.0));
    watched.hear(off(870, 1300));
    assert_eq!(watched.alerts_of(RULE), [], "fourteen minutes");
    let mut watched = due_with(Load::default(), [park()]);
    watched.hear(standing(0..930, 0.0));
    watched.hear(off(930, 1300));
    assert_eq!(watched.only_of(RULE).confidence.level, ConfidenceLevel::Medium);
    let mut watched = due_with(Load::default(), [park()]);
    watched.change(0, [Item::Trip(trip(1, (-9e3, 0.0), &[(0.0, 0.0)]))]);
    watched.hear(standing(0..600, 0.0));
    watched.change(600, [trip_over(1)]);
    watched.hear(standing(630..1200, 0.0));
    watched.hear(off(1200, 1700));
    assert_eq!(watched.alerts_of(RULE), [], "it was unloaded there");
}

#[test]
fn a_batch_that_comes_late_is_judged_by_the_waybills_of_its_time_and_twice_says_nothing_new() {
    let mut watched = due_from_all(dated());
    watched.hear(standing(4000..5000, 90_000.0));
    let batch = drive(0..600, 60.0);
    watched.hear_at(5010, &batch);
    let late = watched.only_of(RULE);
    assert!(late.late && late.opened_at == at(0));
    watched.hear_at(5020, &batch);
    assert_eq!(watched.alerts_of(RULE).len(), 1);

    let mut watched = due_from_all(dated());
    watched.change(0, [Item::Trip(trip(1, (0.0, 0.0), &[]))]);
    watched.hear(standing(4000..4500, 90_000.0));
    watched.change(4600, [trip_over(1)]);
    watched.hear_at(5010, &batch);
    assert_eq!(watched.alerts_of(RULE), [], "there was one then");
}
