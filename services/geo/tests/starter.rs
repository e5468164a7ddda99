//! The starter zones of Changde (`geodata/zones.geojson`) as Placard's own import reads them.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use placard_domain::zone::{Geometry, ZoneConfidence, ZoneKind};
use placard_domain::{Position, ZoneId};
use placard_geo::geojson::{Feature, read_features};
use placard_geo::{Shape, ZoneIndex};
use serde_json::{Value, json};

const ZONES: &str = include_str!("../../../geodata/zones.geojson");

fn starter() -> Vec<Feature> {
    let read = read_features(ZONES).unwrap();
    read.into_iter()
        .enumerate()
        .map(|(i, feature)| feature.unwrap_or_else(|wrong| panic!("feature {i}: {wrong}")))
        .collect()
}

fn text<'a>(feature: &'a Feature, property: &str) -> &'a str {
    feature.properties[property].as_str().unwrap()
}

fn of_id(id: &str) -> Feature {
    starter().into_iter().find(|feature| text(feature, "id") == id).unwrap()
}

fn bans(feature: &Feature) -> &Value {
    &feature.properties["bans"]
}

#[test]
fn every_zone_is_taken_and_counted() {
    let mut kinds = BTreeMap::new();
    for feature in starter() {
        let kind: ZoneKind = serde_json::from_value(feature.properties["kind"].clone()).unwrap();
        *kinds.entry(kind).or_insert(0) += 1;
    }
    let expected = [
        (ZoneKind::Bridge, 140),
        (ZoneKind::Tunnel, 8),
        (ZoneKind::WaterSource, 22),
        (ZoneKind::ServiceArea, 5),
        (ZoneKind::SensitiveReceptor, 12),
        (ZoneKind::CurfewArea, 1),
        (ZoneKind::ChemicalPark, 1),
    ];
    assert_eq!(kinds, BTreeMap::from(expected));
}

#[test]
fn ids_are_unique_and_can_stand_in_a_path() {
    let zones = starter();
    let ids: BTreeSet<_> =
        zones.iter().map(|zone| ZoneId::new(text(zone, "id")).unwrap()).collect();
    assert_eq!(ids.len(), zones.len());
}

#[test]
fn every_zone_says_what_it_rests_on() {
    for zone in starter() {
        let id = text(&zone, "id").to_owned();
        for property in ["name", "nameEn", "source"] {
            assert!(!text(&zone, property).is_empty(), "{id} {property}");
        }
        assert!(zone.properties["accuracyM"].as_f64().unwrap() >= 100.0, "{id}");
        let confidence = zone.properties["confidence"].clone();
        let _: ZoneConfidence = serde_json::from_value(confidence).unwrap();
        let kind: ZoneKind = serde_json::from_value(zone.properties["kind"].clone()).unwrap();
        let judged = kind.forbids_stopping() || bans(&zone) != &json!([]);
        assert_eq!(judged, !text(&zone, "clause").is_empty(), "{id}: a clause for what is judged");
    }
}

/// Bridges are to be avoided with notice, not closed (`facts/law.md` 8, 6); one tunnel is.
#[test]
fn only_what_a_notice_or_a_clause_closes_is_closed() {
    let zones = starter();
    let closed: Vec<_> =
        zones.iter().filter(|z| bans(z) != &json!([])).map(|z| text(z, "id")).collect();
    let closed_tunnels: Vec<_> = closed.iter().filter(|id| id.starts_with("tunnel")).collect();
    assert_eq!(closed_tunnels, [&"tunnel-0001"]);
    assert!(!closed.iter().any(|id| id.starts_with("bridge")));
    assert_eq!(closed.iter().filter(|id| id.starts_with("ws")).count(), 22);

    assert_eq!(bans(&of_id("tunnel-0001")), &json!([{"effect": "FORBID"}]));
    assert_eq!(text(&of_id("tunnel-0001"), "name"), "常德沅江隧道");
    assert_eq!(bans(&of_id("ws1-level1")), &json!([{"effect": "FORBID"}]));
    let level2 = json!([{"classes": ["6.1", "3"], "effect": "FORBID"}]);
    assert_eq!(bans(&of_id("ws1-level2")), &level2);
    let window = json!([{"windows": [{"from": "07:00", "to": "20:00"}], "effect": "FORBID"}]);
    assert_eq!(bans(&of_id("curfew-01")), &window);
}

#[test]
fn the_middle_of_the_river_tunnel_is_found() {
    let zones = starter();
    let shapes = zones.iter().map(|zone| Arc::new(Shape::prepare(&zone.geometry)));
    let index = ZoneIndex::build((0..).zip(shapes).collect());
    let Geometry::Corridor { line, .. } = &of_id("tunnel-0001").geometry else { panic!() };
    let [from, to] = [line[0], line[1]];
    let middle =
        Position::from_degrees((from.lon() + to.lon()) / 2.0, (from.lat() + to.lat()) / 2.0);

    let mut found = vec![];
    index.containing(middle.unwrap(), &mut found);
    let names: Vec<_> = found.iter().map(|entry| text(&zones[*entry as usize], "id")).collect();
    assert!(names.contains(&"tunnel-0001"), "{names:?}");
}

#[test]
fn the_starter_stays_small() {
    assert!(ZONES.len() < 500_000, "{} bytes", ZONES.len());
}
