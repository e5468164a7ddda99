use placard_domain::Fix;
use placard_domain::alert::EndReason;
use placard_domain::route::{ApprovedRoute, Assignment};
use placard_domain::vehicle::Vehicle;
use placard_engine::World;
use placard_engine::world::{Gone, Item};

use super::at_speed;
use super::common::{Watched, at, cleaned, ending, route, vehicle, world_of};

/// Ten kilometres eastward, 80 m to either side.
fn main_road() -> ApprovedRoute {
    route(1, &[(0.0, 0.0), (10_000.0, 0.0)], 160, [1])
}

fn bound() -> World {
    world_of(vehicle(1), [Item::Route(main_road())])
}

/// Eastward at 72 km/h so far north of the road, a fix each ten seconds.
fn beside(seconds: std::ops::Range<i64>, north: f64) -> Vec<Fix> {
    let fix = |second: i64| at_speed(second, 20.0 * second as f64, north, 72.0);
    seconds.step_by(10).map(fix).collect()
}

#[test]
fn off_for_a_minute_and_300_m_opens_it_and_half_a_minute_back_ends_it() {
    let mut watched = Watched::over(bound());
    watched.hear(beside(0..50, 0.0));
    watched.hear(beside(50..110, 200.0));
    assert_eq!(watched.said, [], "fifty seconds");
    watched.hear(beside(110..150, 200.0));
    let alert = watched.only();
    assert_eq!(alert.rule, "route.deviation");
    super::common::assert_near(alert.opened_at, 44.0);
    assert_eq!(alert.detected_at.floor_second(), at(110));
    assert!(alert.summary.en.ends_with("120 m outside the approved route route 1"));
    let travelled = &alert.evidence.values[1];
    assert_eq!((travelled.name.as_str(), travelled.limit), ("travelled_outside", Some(300.0)));
    watched.hear(beside(150..180, 60.0));
    watched.hear(beside(180..210, 10.0));
    assert_eq!(watched.only().ended, None, "the edge is not well inside, and twenty seconds");
    watched.hear(beside(210..220, 10.0));
    assert_eq!(ending(&watched.only()).at, at(180));
}

#[test]
fn standing_beside_the_road_is_no_way_travelled() {
    let mut watched = Watched::over(bound());
    watched.hear(beside(0..50, 0.0));
    watched.hear((5..50).map(|n| at_speed(n * 10, 1000.0 + (n % 3) as f64 * 15.0, 150.0, 0.0)));
    assert_eq!(watched.said, []);
}

#[test]
fn within_a_sigma_of_the_edge_is_not_surely_outside() {
    let mut watched = Watched::over(bound());
    watched.hear(beside(0..500, 90.0));
    assert_eq!(watched.said, []);
}

#[test]
fn on_any_of_its_routes_is_on_its_route() {
    let street = route(2, &[(0.0, 500.0), (10_000.0, 500.0)], 160, [1]);
    let mut watched =
        Watched::over(world_of(vehicle(1), [Item::Route(main_road()), Item::Route(street)]));
    watched.hear(beside(0..50, 0.0));
    watched.hear(beside(60..500, 500.0));
    assert_eq!(watched.said, []);
}

#[test]
fn who_is_not_assigned_then_or_is_cleaned_may_go_where_he_likes() {
    let other = ApprovedRoute { assignments: vec![], ..main_road() };
    let later = Assignment { from: at(1000), ..main_road().assignments.remove(0) };
    let later = ApprovedRoute { assignments: vec![later], ..main_road() };
    let clean = Vehicle { load: cleaned(), ..vehicle(1) };
    let worlds = [
        world_of(vehicle(1), [Item::Route(other)]),
        world_of(vehicle(1), [Item::Route(later)]),
        world_of(clean, [Item::Route(main_road())]),
    ];
    for world in worlds {
        let mut watched = Watched::over(world);
        watched.hear(beside(0..500, 400.0));
        assert_eq!(watched.said, []);
    }
}

#[test]
fn a_route_that_is_taken_off_ends_it() {
    let mut watched = Watched::over(bound());
    watched.hear(beside(0..200, 400.0));
    watched.change(205, [Item::Gone(Gone::Route(main_road().id))]);
    assert_eq!(ending(&watched.only()).reason, EndReason::NoLongerBanned);
    watched.hear(beside(210..400, 400.0));
    assert_eq!(watched.alerts().len(), 1);
}

#[test]
fn the_routes_own_clause_stands_first() {
    let permitted = ApprovedRoute { clause: "常公交〔2026〕8号".into(), ..main_road() };
    let mut watched = Watched::over(world_of(vehicle(1), [Item::Route(permitted)]));
    watched.hear(beside(0..200, 400.0));
    assert!(watched.only().clause.zh.starts_with("常公交〔2026〕8号；"));
}
