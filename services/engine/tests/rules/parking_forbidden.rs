use placard_domain::alert::{ConfidenceLevel, EndReason};
use placard_domain::rule::Color;
use placard_domain::vehicle::Vehicle;
use placard_domain::zone::{Zone, ZoneKind};
use placard_engine::world::{Gone, Item};

use super::common::{
    Watched, at, cleaned, ending, load, rectangle, trip, trip_over, vehicle, world, world_for, zone,
};
use super::{at_speed, standing};

fn place_of(kind: ZoneKind) -> Zone {
    Zone { bans: vec![], ..zone(1, kind, rectangle(-100.0, -100.0, 100.0, 100.0)) }
}

#[test]
fn ten_minutes_by_the_road_open_it_and_driving_on_ends_it() {
    let mut watched = Watched::over(world([]));
    watched.hear(standing(0..600, 0.0));
    assert_eq!(watched.said, [], "nine and a half");
    watched.hear(standing(600..900, 0.0));
    let alert = watched.only();
    assert_eq!((alert.rule.as_str(), alert.color), ("parking.forbidden", Color::Orange));
    assert_eq!((alert.opened_at, alert.detected_at.floor_second()), (at(0), at(600)));
    assert_eq!(alert.confidence.level, ConfidenceLevel::Medium, "a waybill may name the place");
    watched.hear([at_speed(900, 300.0, 0.0, 50.0), at_speed(910, 600.0, 0.0, 60.0)]);
    assert_eq!(ending(&watched.only()).reason, EndReason::Cleared);
}

#[test]
fn lots_service_areas_and_parks_are_for_parking() {
    for kind in [ZoneKind::ParkingLot, ZoneKind::ServiceArea, ZoneKind::ChemicalPark] {
        // In it, and within a sigma of its edge.
        for east in [0.0, 110.0] {
            let mut watched = Watched::over(world([place_of(kind)]));
            watched.hear(standing(0..3600, east));
            assert_eq!(watched.said, [], "{kind:?}, {east} m");
        }
    }
    let mut watched = Watched::over(world([place_of(ZoneKind::ParkingLot)]));
    watched.hear(standing(0..3600, 120.0));
    assert_eq!(watched.only().rule, "parking.forbidden", "twenty metres beside it");
}

#[test]
fn three_minutes_beside_a_school_are_red() {
    let mut watched = Watched::over(world([place_of(ZoneKind::SensitiveReceptor)]));
    watched.hear(standing(0..210, 190.0));
    let alert = watched.only();
    assert_eq!((alert.color, alert.opened_at), (Color::Red, at(0)));
    assert!(alert.summary.en.contains("near zone 1"), "{}", alert.summary.en);
    let mut watched = Watched::over(world([place_of(ZoneKind::SensitiveReceptor)]));
    watched.hear(standing(0..600, 210.0));
    assert_eq!(watched.said, [], "further than 100 m off");
}

#[test]
fn explosives_and_toxic_goods_are_red_anywhere() {
    for un in ["0004", "1017", "1541"] {
        let loaded = Vehicle { load: load(un), ..vehicle(1) };
        let mut watched = Watched::over(world_for(loaded, []));
        watched.hear(standing(0..630, 0.0));
        assert_eq!(watched.only().color, Color::Red, "UN {un}");
    }
}

#[test]
fn a_lot_that_is_opened_ends_it_and_one_that_is_closed_begins_another() {
    let mut watched = Watched::over(world([]));
    watched.hear(standing(0..900, 0.0));
    watched.change(905, [Item::Zone(place_of(ZoneKind::ParkingLot))]);
    assert_eq!(ending(&watched.only()).reason, EndReason::NoLongerBanned);
    watched.hear(standing(930..1230, 0.0));
    assert_eq!(watched.alerts().len(), 1);
    watched.change(1205, [Item::Gone(Gone::Zone(placard_domain::ZoneNo(1)))]);
    watched.hear(standing(1230..1800, 0.0));
    assert_eq!(watched.alerts().len(), 1, "it was allowed until 1200");
    watched.hear(standing(1800..1830, 0.0));
    let again = watched.alerts().swap_remove(1);
    assert_eq!((again.opened_at, again.ended), (at(1200), None));
    assert_eq!(again.evidence.values[0].value, 600.0);
}

#[test]
fn a_tanker_that_is_loaded_where_it_stands_has_its_ten_minutes_from_then_on() {
    let clean = Vehicle { load: cleaned(), ..vehicle(1) };
    let mut watched = Watched::over(world_for(clean, []));
    watched.hear(standing(0..1200, 0.0));
    watched.change(1205, [Item::Vehicle(vehicle(1))]);
    watched.hear(standing(1230..1770, 0.0));
    assert_eq!(watched.said, []);
    watched.hear(standing(1770..1830, 0.0));
    assert_eq!(watched.only().opened_at, at(1170));
}

#[test]
fn at_the_waybills_own_sites_it_may_stand_and_nowhere_else() {
    let under_way = || {
        let mut watched = Watched::over(world([]));
        watched.change(0, [Item::Trip(trip(1, (0.0, 0.0), &[(5000.0, 0.0)]))]);
        watched
    };
    for east in [0.0, 210.0, 5000.0] {
        let mut watched = under_way();
        watched.hear(standing(0..3600, east));
        assert_eq!(watched.alerts_of("parking.forbidden"), [], "{east} m");
    }
    let mut watched = under_way();
    watched.hear(standing(0..1200, 230.0));
    let alert = watched.only_of("parking.forbidden");
    assert_eq!(alert.confidence.level, ConfidenceLevel::High, "all its sites are known");

    // Where its waybill ends while it stands there, it has ten minutes from then on.
    let mut watched = under_way();
    watched.hear(standing(0..1200, 0.0));
    watched.change(1185, [trip_over(1)]);
    watched.hear(standing(1200..1770, 0.0));
    assert_eq!(watched.alerts_of("parking.forbidden"), []);
    watched.hear(standing(1770..1830, 0.0));
    assert_eq!(watched.only_of("parking.forbidden").opened_at, at(1170));
}

#[test]
fn a_waybill_that_names_the_place_ends_it() {
    let mut watched = Watched::over(world([]));
    watched.hear(standing(0..900, 0.0));
    watched.change(905, [Item::Trip(trip(1, (0.0, 0.0), &[]))]);
    assert_eq!(ending(&watched.only_of("parking.forbidden")).reason, EndReason::NoLongerBanned);
}

#[test]
fn the_waybills_goods_count_and_not_those_declared() {
    let loaded = Vehicle { load: load("1203"), ..vehicle(1) };
    let mut watched = Watched::over(world_for(loaded, []));
    let chlorine =
        placard_domain::trip::Trip { goods: load("1017").goods, ..trip(1, (9e3, 0.0), &[]) };
    watched.change(0, [Item::Trip(chlorine)]);
    watched.hear(standing(0..630, 0.0));
    assert_eq!(watched.only_of("parking.forbidden").color, Color::Red, "toxic");
    let clean = Vehicle { load: cleaned(), ..vehicle(1) };
    let mut watched = Watched::over(world_for(clean, []));
    watched.change(0, [Item::Trip(trip(1, (9e3, 0.0), &[]))]);
    watched.hear(standing(0..630, 0.0));
    assert_eq!(watched.alerts_of("parking.forbidden").len(), 1, "it was loaded since");
}
