//! Approved routes, in and out. The geometry stays GeoJSON here: `placard-geo` reads it.

use placard_domain::route::{ApprovedRoute, Assignment};
use placard_domain::zone::Geometry;
use placard_domain::{
    CarrierId, Length, Reason, Revision, RouteId, Timestamp, VehicleId, Violations,
};

use crate::item::{Owner, etag};
use crate::read::{Reader, time_to};
use crate::v1;
use crate::zone::{ReadGeometry, TEXT_MAX, json_of_struct, struct_of_json};

/// Reads a route under the id it has or gets; `now` is when it is approved unless it says.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_route(
    route: &v1::Route,
    id: RouteId,
    owner: &Owner,
    now: Timestamp,
    read_geometry: ReadGeometry<'_>,
) -> Result<ApprovedRoute, Violations> {
    let mut r = Reader::default();
    let name = r.text_needed("name", &route.name, TEXT_MAX);
    let name_en = r.text("name_en", &route.name_en, TEXT_MAX);
    let width = r.metres("width_m", route.width_m, 1.0..=2000.0);
    let line = read_line(&mut r, route, width, read_geometry);
    let most = ApprovedRoute::ASSIGNMENTS_MAX;
    let assignments =
        r.list("assignments", &route.assignments, most, |one| read_assignment(one, now));
    let source = r.text("source", &route.source, TEXT_MAX);
    let clause = r.text("clause", &route.clause, TEXT_MAX);
    let carrier = r.id("carrier_id", &route.carrier_id, CarrierId::new);
    let effective_from = r.time("effective_from", route.effective_from.as_ref()).unwrap_or(now);
    let effective_to = r.time("effective_to", route.effective_to.as_ref());
    if effective_to.is_some_and(|to| to <= effective_from) {
        r.found.push("effective_to", Reason::OutOfRange, "effective_to <= effective_from");
    }
    let (organisation, jurisdiction) =
        owner.read(&mut r, &route.organisation_id, &route.jurisdiction_id);
    let Some((line, width)) = line else { return Err(r.found) };
    r.found.or(ApprovedRoute {
        id,
        name,
        name_en,
        line,
        width,
        assignments,
        source,
        clause,
        carrier,
        effective_from,
        effective_to,
        organisation,
        jurisdiction,
    })
}

type Line = Vec<placard_domain::Position<placard_domain::Wgs84>>;

/// A line with its width: what else GeoJSON has is no route.
fn read_line(
    r: &mut Reader,
    route: &v1::Route,
    width: Option<Length>,
    read_geometry: ReadGeometry<'_>,
) -> Option<(Line, Length)> {
    let Some(object) = &route.geometry else {
        r.found.push("geometry", Reason::Required, "");
        return None;
    };
    let json = json_of_struct(object);
    let kind = json.get("type").and_then(serde_json::Value::as_str);
    if let Some(other) = kind.filter(|kind| *kind != "LineString") {
        let short: String = other.chars().take(40).collect();
        r.found.push("geometry", Reason::GeometryType, format_args!("{short} (LineString)"));
        return None;
    }
    // A width that is out of its bounds is named already: the line is read as if it had one.
    let any = width.or_else(|| route.width_m.and(Length::from_metres(1.0)));
    match r.found.keep("", read_geometry(&json, any, None))? {
        Geometry::Corridor { line, .. } => Some((line, width?)),
        Geometry::Polygon(_) | Geometry::MultiPolygon(_) | Geometry::Circle { .. } => None,
    }
}

/// Reads an assignment; one that does not say begins now.
fn read_assignment(
    assignment: &v1::route::Assignment,
    now: Timestamp,
) -> Result<Assignment, Violations> {
    let mut r = Reader::default();
    let vehicle = r.id_needed("vehicle_id", &assignment.vehicle_id, VehicleId::new);
    let from = r.time("start_time", assignment.start_time.as_ref()).unwrap_or(now);
    let to = r.time("end_time", assignment.end_time.as_ref());
    if to.is_some_and(|to| to <= from) {
        r.found.push("end_time", Reason::OutOfRange, "end_time <= start_time");
    }
    let Some(vehicle) = vehicle else { return Err(r.found) };
    r.found.or(Assignment { vehicle, from, to })
}

/// A route on its way out, with its geometry as GeoJSON.
#[must_use]
pub fn write_route(
    route: &ApprovedRoute,
    geometry: &serde_json::Value,
    revision: Revision,
) -> v1::Route {
    let assignment = |assignment: &Assignment| v1::route::Assignment {
        vehicle_id: assignment.vehicle.to_string(),
        start_time: Some(time_to(assignment.from)),
        end_time: assignment.to.map(time_to),
    };
    v1::Route {
        id: route.id.to_string(),
        name: route.name.clone(),
        name_en: route.name_en.clone(),
        geometry: struct_of_json(geometry),
        width_m: Some(route.width.metres()),
        assignments: route.assignments.iter().map(assignment).collect(),
        source: route.source.clone(),
        clause: route.clause.clone(),
        carrier_id: route.carrier.as_ref().map(ToString::to_string).unwrap_or_default(),
        effective_from: Some(time_to(route.effective_from)),
        effective_to: route.effective_to.map(time_to),
        organisation_id: route.organisation.to_string(),
        jurisdiction_id: route.jurisdiction.to_string(),
        etag: etag(revision),
        revision: revision.0,
    }
}
