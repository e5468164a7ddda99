//! Geometry on its way in: read and checked, for whatever noun has one.

use placard_domain::zone::Geometry;
use placard_domain::{Length, Violations};
use placard_geo::geojson;

/// Reads GeoJSON with its width or radius, and checks it.
pub(crate) fn read(
    json: &serde_json::Value,
    width: Option<Length>,
    radius: Option<Length>,
) -> Result<Geometry, Violations> {
    geojson::read(json, width.map(Length::metres), radius.map(Length::metres))
}
