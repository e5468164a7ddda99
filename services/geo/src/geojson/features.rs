//! Reading a FeatureCollection of zones: each feature is taken or refused for itself.

use placard_domain::zone::Geometry;
use placard_domain::{Reason, Violations};
use serde_json::{Map, Value};

use super::read;

/// A feature whose geometry was read and checked. Its properties are for the caller to read.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Its place in the collection, from 0.
    pub index: usize,
    /// Its properties; empty where it has none.
    pub properties: Map<String, Value>,
    /// Its geometry; width and radius come from the properties `widthM` and `radiusM`.
    pub geometry: Geometry,
}

/// Reads the text of a FeatureCollection.
///
/// # Errors
/// As [`features`], and where the text is not JSON (line and column are named).
pub fn read_features(text: &str) -> Result<Vec<Result<Feature, Violations>>, Violations> {
    match serde_json::from_str(text) {
        Ok(collection) => features(&collection),
        Err(error) => Err(Violations::one("", Reason::NotGeoJson, error)),
    }
}

/// Reads a FeatureCollection: for each feature, in order, itself or why not, with paths from the
/// top of the feature's zone (`geometry.coordinates[0][3]`, `width_m`).
///
/// # Errors
/// Where the whole is no FeatureCollection, or says that it is not in WGS-84.
pub fn features(collection: &Value) -> Result<Vec<Result<Feature, Violations>>, Violations> {
    if collection.get("type").and_then(Value::as_str) != Some("FeatureCollection") {
        return Err(Violations::one("type", Reason::NotGeoJson, "FeatureCollection"));
    }
    check_crs(collection)?;
    let Some(features) = collection.get("features").and_then(Value::as_array) else {
        return Err(Violations::one("features", Reason::NotGeoJson, ""));
    };
    Ok(features.iter().enumerate().map(|(index, feature)| one(index, feature)).collect())
}

/// GeoJSON of before 2016 may name another reference system. RFC 7946 has only WGS-84; taking
/// Beijing 54 or GCJ-02 for it would put every zone a hundred metres or more off.
fn check_crs(collection: &Value) -> Result<(), Violations> {
    // CRS84 and EPSG:4326 are WGS-84; EPSG:4490 is CGCS2000, within centimetres of it.
    const SAME: [&str; 3] = ["CRS84", "4326", "4490"];
    let Some(crs) = collection.get("crs").filter(|crs| !crs.is_null()) else { return Ok(()) };
    let name = crs.pointer("/properties/name").and_then(Value::as_str).unwrap_or_default();
    if SAME.iter().any(|same| name.ends_with(same)) {
        return Ok(());
    }
    let short: String = name.chars().take(80).collect();
    Err(Violations::one("crs", Reason::UnknownValue, format_args!("{short:?} (EPSG:4326)")))
}

fn one(index: usize, feature: &Value) -> Result<Feature, Violations> {
    if feature.get("type").and_then(Value::as_str) != Some("Feature") {
        return Err(Violations::one("type", Reason::NotGeoJson, "Feature"));
    }
    let properties = match feature.get("properties") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(properties)) => properties.clone(),
        Some(_) => return Err(Violations::one("properties", Reason::NotGeoJson, "object")),
    };
    let mut wrong = Violations::new();
    let mut metres = |property: &str, field: &str| {
        let value = properties.get(property).filter(|value| !value.is_null())?;
        if !value.is_number() {
            wrong.push(field, Reason::Malformed, value);
        }
        value.as_f64()
    };
    let width_m = metres("widthM", "width_m");
    let radius_m = metres("radiusM", "radius_m");
    let geometry = feature.get("geometry").unwrap_or(&Value::Null);
    wrong.or(())?;
    let geometry = read(geometry, width_m, radius_m)?;
    Ok(Feature { index, properties, geometry })
}
