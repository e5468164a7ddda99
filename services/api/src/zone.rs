//! Zones and permits, in and out. The geometry stays GeoJSON here: `placard-geo` reads it.

use jiff::civil::Weekday;
use placard_domain::goods::UnNumber;
use placard_domain::permit::Permit;
use placard_domain::window::{Days, Holidays, TimeOfDay, Window};
use placard_domain::zone::{Ban, Effect, Geometry, Zone, ZoneConfidence, ZoneKind};
use placard_domain::{
    Length, PermitId, Position, Reason, Revision, Timestamp, VehicleId, Violations, Wgs84, ZoneId,
    ZoneNo,
};
use prost_types::value::Kind;
use prost_types::{ListValue, Struct, Value};

use crate::item::{Owner, etag};
use crate::read::{Reader, time_to};
use crate::v1;

pub(crate) const TEXT_MAX: usize = 1000;
const BANS_MAX: usize = 32;
const WINDOWS_MAX: usize = 32;
const LIST_MAX: usize = 500;
const ZONES_OF_PERMIT_MAX: usize = 200;

/// Reads a GeoJSON geometry with its width or radius into the domain; `placard_geo::geojson` does.
pub type ReadGeometry<'a> =
    &'a dyn Fn(&serde_json::Value, Option<Length>, Option<Length>) -> Result<Geometry, Violations>;

/// Reads a zone under the id it has or gets; `now` is when it comes into force unless it says.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_zone(
    zone: &v1::Zone,
    id: ZoneId,
    owner: &Owner,
    now: Timestamp,
    read_geometry: ReadGeometry<'_>,
) -> Result<Zone, Violations> {
    let mut r = Reader::default();
    let name = r.text_needed("name", &zone.name, TEXT_MAX);
    let name_en = r.text("name_en", &zone.name_en, TEXT_MAX);
    let kind = read_kind(&mut r, zone.kind);
    let width = r.metres("width_m", zone.width_m, 1.0..=2000.0);
    let radius = r.metres("radius_m", zone.radius_m, 1.0..=50_000.0);
    let geometry = match &zone.geometry {
        None => {
            r.found.push("geometry", Reason::Required, "");
            None
        }
        Some(object) => {
            let json = json_of_struct(object);
            r.found.keep("", read_geometry(&json, width, radius))
        }
    };
    let bans = r.list("bans", &zone.bans, BANS_MAX, read_ban);
    let source = r.text("source", &zone.source, TEXT_MAX);
    let accuracy = r.metres("accuracy_m", zone.accuracy_m, 0.0..=100_000.0);
    let confidence = r.known("confidence", zone.confidence).map(confidence_of);
    let clause = r.text("clause", &zone.clause, TEXT_MAX);
    let effective_from = r.time("effective_from", zone.effective_from.as_ref()).unwrap_or(now);
    let effective_to = r.time("effective_to", zone.effective_to.as_ref());
    if effective_to.is_some_and(|to| to <= effective_from) {
        r.found.push("effective_to", Reason::OutOfRange, "effective_to <= effective_from");
    }
    let (organisation, jurisdiction) =
        owner.read(&mut r, &zone.organisation_id, &zone.jurisdiction_id);
    let (Some(kind), Some(geometry)) = (kind, geometry) else { return Err(r.found) };
    r.found.or(Zone {
        id,
        no: ZoneNo::default(),
        name,
        name_en,
        kind,
        geometry,
        bans,
        source,
        accuracy,
        confidence: confidence.unwrap_or_default(),
        clause,
        effective_from,
        effective_to,
        organisation,
        jurisdiction,
    })
}

fn read_kind(r: &mut Reader, value: i32) -> Option<ZoneKind> {
    let kind: v1::zone::Kind = r.known("kind", value)?;
    let known = kind_of(kind);
    if known.is_none() {
        r.found.push("kind", Reason::Required, "");
    }
    known
}

fn read_ban(ban: &v1::Ban) -> Result<Ban, Violations> {
    let mut r = Reader::default();
    let classes = r.list("classes", &ban.classes, LIST_MAX, |text| text.parse());
    let un_numbers = r.list("un_numbers", &ban.un_numbers, LIST_MAX, |text| read_un_number(text));
    let tunnel_codes = r.list("tunnel_codes", &ban.tunnel_codes, LIST_MAX, |text| text.parse());
    let windows = r.list("windows", &ban.windows, WINDOWS_MAX, read_window);
    let limit = r.kmh("speed_limit_kmh", ban.speed_limit_kmh);
    let effect = match r.known::<v1::ban::Effect>("effect", ban.effect) {
        Some(v1::ban::Effect::Forbid) => Some(Effect::Forbid),
        Some(v1::ban::Effect::NoStopping) => Some(Effect::NoStopping),
        Some(v1::ban::Effect::SpeedLimit) => {
            if ban.speed_limit_kmh.is_none() {
                r.found.push("speed_limit_kmh", Reason::Required, "");
            }
            limit.map(Effect::SpeedLimit)
        }
        Some(v1::ban::Effect::Unspecified) => {
            r.found.push("effect", Reason::Required, "");
            None
        }
        None => None,
    };
    let Some(effect) = effect else { return Err(r.found) };
    r.found.or(Ban { classes, un_numbers, tunnel_codes, windows, effect })
}

fn read_un_number(text: &str) -> Result<UnNumber, Violations> {
    let un: UnNumber = text.parse()?;
    if un.is_listed() { Ok(un) } else { Err(Violations::one("", Reason::UnknownUnNumber, un)) }
}

fn read_window(window: &v1::Window) -> Result<Window, Violations> {
    let mut r = Reader::default();
    let days = r.list("days", &window.days, 7, |value| {
        v1::window::Day::try_from(*value)
            .ok()
            .and_then(weekday_of)
            .ok_or_else(|| Violations::one("", Reason::UnknownValue, value))
    });
    let from = read_time_of_day(&mut r, "from", &window.from);
    let to = read_time_of_day(&mut r, "to", &window.to);
    let dates = r.list("dates", &window.dates, LIST_MAX, |text| text.parse());
    let holidays = match r.known("holidays", window.holidays) {
        Some(v1::window::Holidays::Only) => Holidays::Only,
        Some(v1::window::Holidays::Except) => Holidays::Except,
        _ => Holidays::Any,
    };
    let days = days.into_iter().fold(Days::default(), Days::with);
    r.found.or(Window { days, from, to, dates, holidays })
}

/// Empty is midnight: as `to`, the midnight that ends the day, since it is not after any `from`.
fn read_time_of_day(r: &mut Reader, field: &str, text: &str) -> TimeOfDay {
    if text.is_empty() {
        return TimeOfDay::default();
    }
    r.found.keep(field, text.parse()).unwrap_or_default()
}

/// A zone on its way out; `geometry` is its GeoJSON.
#[must_use]
pub fn write_zone(zone: &Zone, geometry: &serde_json::Value, revision: Revision) -> v1::Zone {
    let (width, radius) = match &zone.geometry {
        Geometry::Corridor { width, .. } => (Some(width.metres()), None),
        Geometry::Circle { radius, .. } => (None, Some(radius.metres())),
        Geometry::Polygon(_) | Geometry::MultiPolygon(_) => (None, None),
    };
    v1::Zone {
        id: zone.id.to_string(),
        name: zone.name.clone(),
        name_en: zone.name_en.clone(),
        kind: kind_to(zone.kind).into(),
        geometry: struct_of_json(geometry),
        width_m: width,
        radius_m: radius,
        bans: zone.bans.iter().map(write_ban).collect(),
        source: zone.source.clone(),
        accuracy_m: zone.accuracy.map(Length::metres),
        confidence: confidence_to(zone.confidence).into(),
        clause: zone.clause.clone(),
        effective_from: Some(time_to(zone.effective_from)),
        effective_to: zone.effective_to.map(time_to),
        revision: revision.0,
        organisation_id: zone.organisation.to_string(),
        jurisdiction_id: zone.jurisdiction.to_string(),
        etag: etag(revision),
    }
}

fn write_ban(ban: &Ban) -> v1::Ban {
    let (effect, limit) = match ban.effect {
        Effect::Forbid => (v1::ban::Effect::Forbid, None),
        Effect::NoStopping => (v1::ban::Effect::NoStopping, None),
        Effect::SpeedLimit(limit) => (v1::ban::Effect::SpeedLimit, Some(limit.kmh())),
    };
    v1::Ban {
        classes: ban.classes.iter().map(ToString::to_string).collect(),
        un_numbers: ban.un_numbers.iter().map(|un| String::from(*un)).collect(),
        tunnel_codes: ban.tunnel_codes.iter().map(|code| code.as_str().to_owned()).collect(),
        windows: ban.windows.iter().map(write_window).collect(),
        effect: effect.into(),
        speed_limit_kmh: limit,
    }
}

fn write_window(window: &Window) -> v1::Window {
    let holidays = match window.holidays {
        Holidays::Any => v1::window::Holidays::Any,
        Holidays::Only => v1::window::Holidays::Only,
        Holidays::Except => v1::window::Holidays::Except,
    };
    v1::Window {
        days: window.days.iter().map(|day| weekday_to(day).into()).collect(),
        from: window.from.to_string(),
        to: window.to.to_string(),
        dates: window.dates.iter().map(ToString::to_string).collect(),
        holidays: holidays.into(),
    }
}

/// Reads a permit under the id it has or gets.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_permit(permit: &v1::Permit, id: PermitId, owner: &Owner) -> Result<Permit, Violations> {
    let mut r = Reader::default();
    let vehicle = r.id_needed("vehicle_id", &permit.vehicle_id, VehicleId::new);
    let zones = r.list("zone_ids", &permit.zone_ids, ZONES_OF_PERMIT_MAX, |text| {
        ZoneId::new(text).map_err(|_| Violations::one("", Reason::InvalidId, ""))
    });
    if permit.zone_ids.is_empty() {
        r.found.push("zone_ids", Reason::Required, "");
    }
    let un_numbers =
        r.list("un_numbers", &permit.un_numbers, LIST_MAX, |text| read_un_number(text));
    let from = r.time_needed("valid_from", permit.valid_from.as_ref());
    let to = r.time_needed("valid_to", permit.valid_to.as_ref());
    if from.zip(to).is_some_and(|(from, to)| to <= from) {
        r.found.push("valid_to", Reason::OutOfRange, "valid_to <= valid_from");
    }
    let number = r.text("number", &permit.number, TEXT_MAX);
    let issuer = r.text("issuer", &permit.issuer, TEXT_MAX);
    let (organisation, jurisdiction) =
        owner.read(&mut r, &permit.organisation_id, &permit.jurisdiction_id);
    let (Some(vehicle), Some(valid_from), Some(valid_to)) = (vehicle, from, to) else {
        return Err(r.found);
    };
    r.found.or(Permit {
        id,
        vehicle,
        zones,
        un_numbers,
        valid_from,
        valid_to,
        number,
        issuer,
        organisation,
        jurisdiction,
    })
}

/// A permit on its way out.
#[must_use]
pub fn write_permit(permit: &Permit, revision: Revision) -> v1::Permit {
    v1::Permit {
        id: permit.id.to_string(),
        vehicle_id: permit.vehicle.to_string(),
        zone_ids: permit.zones.iter().map(ToString::to_string).collect(),
        un_numbers: permit.un_numbers.iter().map(|un| String::from(*un)).collect(),
        valid_from: Some(time_to(permit.valid_from)),
        valid_to: Some(time_to(permit.valid_to)),
        number: permit.number.clone(),
        issuer: permit.issuer.clone(),
        organisation_id: permit.organisation.to_string(),
        jurisdiction_id: permit.jurisdiction.to_string(),
        etag: etag(revision),
        revision: revision.0,
    }
}

/// A place on its way in.
///
/// # Errors
/// Where it is nowhere.
pub fn read_place(place: &v1::Place) -> Result<Position<Wgs84>, Violations> {
    let mut found = Violations::new();
    if !(-90.0..=90.0).contains(&place.latitude) {
        found.push("latitude", Reason::LatitudeOutOfRange, place.latitude);
    }
    if !(-180.0..=180.0).contains(&place.longitude) {
        found.push("longitude", Reason::LongitudeOutOfRange, place.longitude);
    }
    Position::from_degrees(place.longitude, place.latitude).ok_or(found)
}

/// A place on its way out.
#[must_use]
pub fn write_place(position: Position<Wgs84>) -> v1::Place {
    v1::Place { longitude: position.lon(), latitude: position.lat() }
}

/// A JSON object as protobuf has it; `None` where it is no object.
#[must_use]
pub fn struct_of_json(json: &serde_json::Value) -> Option<Struct> {
    let object = json.as_object()?;
    let fields = object.iter().map(|(key, value)| (key.clone(), value_of_json(value)));
    Some(Struct { fields: fields.collect() })
}

fn value_of_json(json: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    let kind = match json {
        Json::Null => Kind::NullValue(0),
        Json::Bool(value) => Kind::BoolValue(*value),
        Json::Number(value) => Kind::NumberValue(value.as_f64().unwrap_or(f64::NAN)),
        Json::String(value) => Kind::StringValue(value.clone()),
        Json::Array(values) => {
            Kind::ListValue(ListValue { values: values.iter().map(value_of_json).collect() })
        }
        Json::Object(_) => Kind::StructValue(struct_of_json(json).unwrap_or_default()),
    };
    Value { kind: Some(kind) }
}

/// A JSON object from protobuf's.
#[must_use]
pub fn json_of_struct(object: &Struct) -> serde_json::Value {
    let fields = object.fields.iter().map(|(key, value)| (key.clone(), json_of_value(value)));
    serde_json::Value::Object(fields.collect())
}

fn json_of_value(value: &Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match &value.kind {
        None | Some(Kind::NullValue(_)) => Json::Null,
        Some(Kind::BoolValue(value)) => Json::Bool(*value),
        Some(Kind::NumberValue(value)) => {
            serde_json::Number::from_f64(*value).map_or(Json::Null, Json::Number)
        }
        Some(Kind::StringValue(value)) => Json::String(value.clone()),
        Some(Kind::ListValue(list)) => Json::Array(list.values.iter().map(json_of_value).collect()),
        Some(Kind::StructValue(object)) => json_of_struct(object),
    }
}

fn kind_of(kind: v1::zone::Kind) -> Option<ZoneKind> {
    use v1::zone::Kind as P;
    Some(match kind {
        P::Unspecified => return None,
        P::Bridge => ZoneKind::Bridge,
        P::Tunnel => ZoneKind::Tunnel,
        P::WaterSource => ZoneKind::WaterSource,
        P::ParkingLot => ZoneKind::ParkingLot,
        P::ServiceArea => ZoneKind::ServiceArea,
        P::SensitiveReceptor => ZoneKind::SensitiveReceptor,
        P::CurfewArea => ZoneKind::CurfewArea,
        P::ChemicalPark => ZoneKind::ChemicalPark,
        P::Other => ZoneKind::Other,
    })
}

fn kind_to(kind: ZoneKind) -> v1::zone::Kind {
    use v1::zone::Kind as P;
    match kind {
        ZoneKind::Bridge => P::Bridge,
        ZoneKind::Tunnel => P::Tunnel,
        ZoneKind::WaterSource => P::WaterSource,
        ZoneKind::ParkingLot => P::ParkingLot,
        ZoneKind::ServiceArea => P::ServiceArea,
        ZoneKind::SensitiveReceptor => P::SensitiveReceptor,
        ZoneKind::CurfewArea => P::CurfewArea,
        ZoneKind::ChemicalPark => P::ChemicalPark,
        ZoneKind::Other => P::Other,
    }
}

/// A kind as the proto and the records name it, for filters.
#[must_use]
pub fn kind_name(value: i32) -> Option<&'static str> {
    v1::zone::Kind::try_from(value).ok().map(|kind| kind.as_str_name())
}

fn confidence_of(confidence: v1::zone::Confidence) -> ZoneConfidence {
    use v1::zone::Confidence as P;
    match confidence {
        P::Unspecified | P::Verified => ZoneConfidence::Verified,
        P::Known => ZoneConfidence::Known,
        P::Approximate => ZoneConfidence::Approximate,
        P::Schematic => ZoneConfidence::Schematic,
    }
}

fn confidence_to(confidence: ZoneConfidence) -> v1::zone::Confidence {
    use v1::zone::Confidence as P;
    match confidence {
        ZoneConfidence::Verified => P::Verified,
        ZoneConfidence::Known => P::Known,
        ZoneConfidence::Approximate => P::Approximate,
        ZoneConfidence::Schematic => P::Schematic,
    }
}

fn weekday_of(day: v1::window::Day) -> Option<Weekday> {
    use v1::window::Day as P;
    Some(match day {
        P::Unspecified => return None,
        P::Mon => Weekday::Monday,
        P::Tue => Weekday::Tuesday,
        P::Wed => Weekday::Wednesday,
        P::Thu => Weekday::Thursday,
        P::Fri => Weekday::Friday,
        P::Sat => Weekday::Saturday,
        P::Sun => Weekday::Sunday,
    })
}

fn weekday_to(day: Weekday) -> v1::window::Day {
    use v1::window::Day as P;
    match day {
        Weekday::Monday => P::Mon,
        Weekday::Tuesday => P::Tue,
        Weekday::Wednesday => P::Wed,
        Weekday::Thursday => P::Thu,
        Weekday::Friday => P::Fri,
        Weekday::Saturday => P::Sat,
        Weekday::Sunday => P::Sun,
    }
}

#[cfg(test)]
mod tests;
