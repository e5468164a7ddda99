//! Reading a geometry.

use placard_domain::zone::{Geometry, Polygon};
use placard_domain::{Length, Position, Reason, Violations, Wgs84};
use serde_json::Value;

use crate::check::{COORDINATES, MAX_POSITIONS, check};

/// Positions that are told of before the rest goes unsaid: a file with its columns swapped shall
/// not answer with as many faults as it has positions.
const MOST_TOLD: usize = 20;

/// Types that GeoJSON has and a zone does not take.
const OTHER_TYPES: [&str; 5] =
    ["MultiPoint", "MultiLineString", "GeometryCollection", "Feature", "FeatureCollection"];

/// Reads a GeoJSON Polygon, MultiPolygon, LineString (with `width_m`) or Point (with `radius_m`)
/// and [checks](crate::check()) it. A width of what is no line, a radius of what is no point, are
/// passed over.
///
/// # Errors
/// All that is wrong, with paths `geometry.…`, `width_m`, `radius_m`.
pub fn read(
    geometry: &Value,
    width_m: Option<f64>,
    radius_m: Option<f64>,
) -> Result<Geometry, Violations> {
    let (kind, coordinates) = head(geometry)?;
    let mut reader = Reader::default();
    let read = match kind {
        "Polygon" => reader.polygon(COORDINATES, coordinates).map(Geometry::Polygon),
        "MultiPolygon" => {
            reader.list(COORDINATES, coordinates, Reader::polygon).map(Geometry::MultiPolygon)
        }
        "LineString" => {
            let line = reader.positions(COORDINATES, coordinates);
            let width = reader.length("width_m", width_m);
            line.zip(width).map(|(line, width)| Geometry::Corridor { line, width })
        }
        _ => {
            let centre = reader.position(COORDINATES, coordinates);
            let radius = reader.length("radius_m", radius_m);
            centre.zip(radius).map(|(centre, radius)| Geometry::Circle { centre, radius })
        }
    };
    match read {
        Some(geometry) if reader.wrong.is_empty() => check(&geometry).map(|()| geometry),
        _ => Err(reader.wrong),
    }
}

/// Its type, one that a zone takes, and its coordinates.
fn head(geometry: &Value) -> Result<(&str, &Value), Violations> {
    let Some(object) = geometry.as_object() else {
        return Err(Violations::one("geometry", Reason::NotGeoJson, name(geometry)));
    };
    let kind = object.get("type").unwrap_or(&Value::Null);
    let Some(kind) = kind.as_str() else {
        return Err(Violations::one("geometry.type", Reason::NotGeoJson, name(kind)));
    };
    if !["Polygon", "MultiPolygon", "LineString", "Point"].contains(&kind) {
        let known = OTHER_TYPES.contains(&kind);
        let reason = if known { Reason::GeometryType } else { Reason::NotGeoJson };
        let short: String = kind.chars().take(40).collect();
        return Err(Violations::one("geometry.type", reason, short));
    }
    match object.get("coordinates") {
        Some(coordinates) => Ok((kind, coordinates)),
        None => Err(Violations::one(COORDINATES, Reason::Required, "")),
    }
}

/// What a JSON value is, for a message.
fn name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Reads coordinates and notes what is wrong. A `None` has always been noted.
#[derive(Default)]
struct Reader {
    wrong: Violations,
    positions: usize,
}

impl Reader {
    fn note(&mut self, path: &str, reason: Reason, detail: impl std::fmt::Display) {
        if self.wrong.as_slice().len() < MOST_TOLD {
            self.wrong.push(path, reason, detail);
        }
    }

    fn list<T>(
        &mut self,
        path: &str,
        value: &Value,
        read: impl Fn(&mut Self, &str, &Value) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(items) = value.as_array() else {
            self.note(path, Reason::NotGeoJson, name(value));
            return None;
        };
        let read = items
            .iter()
            .enumerate()
            .map_while(|(i, item)| {
                let more =
                    self.wrong.as_slice().len() < MOST_TOLD && self.positions <= MAX_POSITIONS;
                more.then(|| read(self, &format!("{path}[{i}]"), item))
            })
            .collect::<Vec<_>>();
        read.into_iter().collect()
    }

    fn polygon(&mut self, path: &str, value: &Value) -> Option<Polygon> {
        let mut rings = self.list(path, value, Self::positions)?.into_iter();
        Some(Polygon { exterior: rings.next().unwrap_or_default(), holes: rings.collect() })
    }

    fn positions(&mut self, path: &str, value: &Value) -> Option<Vec<Position<Wgs84>>> {
        self.list(path, value, Self::position)
    }

    fn position(&mut self, path: &str, value: &Value) -> Option<Position<Wgs84>> {
        self.positions += 1;
        let numbers: Option<Vec<f64>> =
            value.as_array().and_then(|list| list.iter().map(Value::as_f64).collect());
        let Some([lon, lat, ..]) = numbers.as_deref() else {
            self.note(path, Reason::NotGeoJson, "[longitude, latitude]");
            return None;
        };
        let (lon, lat) = (*lon, *lat);
        if !(-90.0..=90.0).contains(&lat) {
            self.note(path, Reason::LatitudeOutOfRange, lat);
        }
        if !(-180.0..=180.0).contains(&lon) {
            // Longitudes that go on past 180° are how some programs write what wraps.
            let wraps = (-360.0..=360.0).contains(&lon);
            let reason = if wraps { Reason::Antimeridian } else { Reason::LongitudeOutOfRange };
            self.note(path, reason, lon);
        }
        Position::from_degrees(lon, lat)
    }

    fn length(&mut self, field: &str, metres: Option<f64>) -> Option<Length> {
        let Some(metres) = metres else {
            self.note(field, Reason::Required, "");
            return None;
        };
        let length = Length::from_metres(metres);
        if length.is_none() {
            self.note(field, Reason::OutOfRange, metres);
        }
        length
    }
}
