//! A GeoJSON FeatureCollection as zones: each feature for itself, or why not.
//!
//! A feature's properties are named as the fields of a zone in JSON (`nameEn`, `widthM`,
//! `bans`, …), and read by the same reader as a request's body: a name that is no field is a fault,
//! since a misspelt `bans` would otherwise lift them.

use placard_api::v1;
use placard_api::zone::struct_of_json;
use placard_domain::{Reason, Violations};
use placard_geo::geojson;
use serde_json::{Value, json};

use crate::import::Row;
use crate::json::read_message;

/// Reads a collection.
///
/// # Errors
/// Where the whole is no FeatureCollection, with paths from its top.
pub(crate) fn read(collection: &Value) -> Result<Vec<Row<v1::Zone>>, Violations> {
    let features = collection.get("features").filter(|features| features.is_array());
    // The envelope alone: each feature is read below, by the reader of zones.
    let envelope = json!({
        "type": collection.get("type"),
        "crs": collection.get("crs"),
        "features": features.map(|_| json!([])),
    });
    geojson::features(&envelope)?;
    let features = features.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Ok(features.iter().map(row).collect())
}

fn row(feature: &Value) -> Row<v1::Zone> {
    let id = feature.pointer("/properties/id").and_then(Value::as_str).unwrap_or_default();
    Row { id: id.to_owned(), proto: zone(feature) }
}

fn zone(feature: &Value) -> Result<v1::Zone, Violations> {
    if feature.get("type").and_then(Value::as_str) != Some("Feature") {
        return Err(Violations::one("type", Reason::NotGeoJson, "Feature"));
    }
    let properties = match feature.get("properties") {
        None | Some(Value::Null) => json!({}),
        Some(properties) if properties.is_object() => properties.clone(),
        Some(_) => return Err(Violations::one("properties", Reason::NotGeoJson, "object")),
    };
    let mut found = Violations::new();
    if properties.get("geometry").is_some() {
        found.push("geometry", Reason::UnknownField, "properties.geometry");
    }
    let geometry = feature.get("geometry").unwrap_or(&Value::Null);
    match found.keep("", read_message::<v1::Zone>("Zone", &properties)) {
        Some(mut zone) => {
            zone.geometry = struct_of_json(geometry);
            if zone.geometry.is_none() {
                found.push("geometry", Reason::NotGeoJson, "object");
            }
            found.or(zone)
        }
        None => {
            // The zone is not read any further: what is wrong with its geometry is told all the
            // same.
            let metres = |name: &str| properties.get(name).and_then(Value::as_f64);
            found.keep("", geojson::read(geometry, metres("widthM"), metres("radiusM")));
            Err(found)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::{Draft, Noun as _};
    use crate::zones::ZoneItems;
    use placard_api::item::Owner;
    use placard_domain::{JurisdictionId, OrganisationId, Timestamp};

    const NOW: Timestamp = Timestamp::from_millis(1_764_000_000_000);

    fn owner() -> Owner {
        Owner {
            organisation: OrganisationId::new("changde").unwrap(),
            jurisdiction: JurisdictionId::new("CN-4307").unwrap(),
        }
    }

    fn feature(properties: Value, geometry: Value) -> Value {
        json!({"type": "Feature", "properties": properties, "geometry": geometry})
    }

    fn square() -> Value {
        let ring =
            json!([[111.0, 29.0], [111.1, 29.0], [111.1, 29.1], [111.0, 29.1], [111.0, 29.0]]);
        json!({"type": "Polygon", "coordinates": [ring]})
    }

    fn faults(feature: Value) -> Vec<(String, Reason)> {
        let collection = json!({"type": "FeatureCollection", "features": [feature]});
        let row = read(&collection).unwrap().remove(0);
        let owner = owner();
        let draft = Draft { id: &row.id, owner: &owner, now: NOW, old: None, named: &[] };
        let zone = row.proto.and_then(|proto| ZoneItems::read(&proto, &draft));
        let found = zone.err().unwrap_or_default();
        found.as_slice().iter().map(|v| (v.field.clone(), v.reason)).collect()
    }

    fn named() -> Value {
        json!({"id": "z", "name": "区", "kind": "OTHER"})
    }

    #[test]
    fn every_kind_of_bad_geometry_is_named() {
        let polygon = |ring: Value| json!({"type": "Polygon", "coordinates": [ring]});
        let bow = polygon(json!([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]));
        let two = polygon(json!([[0, 0], [1, 1]]));
        let wraps = polygon(json!([[179, 0], [-179, 0], [-179, 1], [179, 1], [179, 0]]));
        let many = json!({"type": "MultiPoint", "coordinates": [[0, 0]]});
        let expected = [
            (bow, Reason::CrossesItself),
            (two, Reason::TooFewPositions),
            (wraps, Reason::Antimeridian),
            (many, Reason::GeometryType),
            (json!({"type": "Circle"}), Reason::NotGeoJson),
            (json!(null), Reason::NotGeoJson),
        ];
        for (geometry, reason) in expected {
            let found = faults(feature(named(), geometry.clone()));
            assert!(found.iter().any(|(_, r)| *r == reason), "{geometry}: {found:?}");
            assert!(found.iter().all(|(field, _)| field.starts_with("geometry")), "{found:?}");
        }
    }

    #[test]
    fn faults_of_properties_and_of_the_geometry_are_told_together() {
        let bans = json!([{"effect": "FORBID", "unNumbers": ["9999"]}]);
        let properties = json!({"id": "z", "kind": "OTHER", "bans": bans});
        let ring = json!([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]);
        let bow = json!({"type": "Polygon", "coordinates": [ring]});
        let found: Vec<_> = faults(feature(properties, bow)).into_iter().map(|(_, r)| r).collect();
        for reason in [Reason::Required, Reason::UnknownUnNumber, Reason::CrossesItself] {
            assert!(found.contains(&reason), "{found:?}");
        }
    }

    #[test]
    fn a_misspelt_property_is_a_fault_and_a_good_feature_is_a_zone() {
        assert_eq!(faults(feature(named(), square())), []);
        let misspelt = json!({"id": "z", "name": "区", "kind": "OTHER", "bann": []});
        let expected = [("bann".to_owned(), Reason::UnknownField)];
        assert_eq!(faults(feature(misspelt, square())), expected);
    }

    #[test]
    fn what_is_no_collection_is_refused_whole() {
        for wrong in [json!([]), square(), json!({"type": "FeatureCollection"})] {
            assert!(read(&wrong).is_err(), "{wrong}");
        }
    }
}
