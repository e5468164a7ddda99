//! Zones in GeoJSON (RFC 7946): a geometry with its width or radius, and collections of features.
//!
//! Coordinates are WGS-84 degrees, kept to 1e-7; a third number of a position (height) is passed
//! over. What cannot be a zone is refused with the path of the field, never mended.

mod features;
mod read;

use placard_domain::zone::{Geometry, Polygon};
use placard_domain::{Position, Wgs84};
use serde_json::{Value, json};

pub use features::{Feature, features, read_features};
pub use read::read;

/// A geometry as a zone's JSON has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// A GeoJSON Polygon, MultiPolygon, LineString or Point.
    pub geometry: Value,
    /// Full width of a LineString, m.
    pub width_m: Option<f64>,
    /// Radius of a Point, m.
    pub radius_m: Option<f64>,
}

/// Writes a geometry; [`read()`] gives the same one back.
#[must_use]
pub fn write(geometry: &Geometry) -> Drawn {
    let (kind, coordinates) = match geometry {
        Geometry::Polygon(polygon) => ("Polygon", rings(polygon)),
        Geometry::MultiPolygon(polygons) => {
            ("MultiPolygon", Value::Array(polygons.iter().map(rings).collect()))
        }
        Geometry::Corridor { line, .. } => ("LineString", positions(line)),
        Geometry::Circle { centre, .. } => ("Point", position(*centre)),
    };
    let (width_m, radius_m) = match geometry {
        Geometry::Corridor { width, .. } => (Some(width.metres()), None),
        Geometry::Circle { radius, .. } => (None, Some(radius.metres())),
        Geometry::Polygon(_) | Geometry::MultiPolygon(_) => (None, None),
    };
    Drawn { geometry: json!({"type": kind, "coordinates": coordinates}), width_m, radius_m }
}

fn rings(polygon: &Polygon) -> Value {
    let all = std::iter::once(&polygon.exterior).chain(&polygon.holes);
    Value::Array(all.map(|ring| positions(ring)).collect())
}

fn positions(line: &[Position<Wgs84>]) -> Value {
    Value::Array(line.iter().map(|p| position(*p)).collect())
}

fn position(p: Position<Wgs84>) -> Value {
    json!([p.lon(), p.lat()])
}
