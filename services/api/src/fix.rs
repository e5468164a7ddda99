//! Fixes in and out.

use placard_domain::fix::{Alarms, LoadState, Source, Status};
use placard_domain::{
    AcceptedFix, DatumName, Fix, Heading, Length, Position, Reason, Speed, VehicleId, VehicleNo,
    Violations, Wgs84,
};

use crate::read::{Reader, time_to};
use crate::v1;

/// The highest that a road goes, and the lowest, m: what is beyond is no altitude.
const ALTITUDE_M: std::ops::RangeInclusive<f64> = -1000.0..=20_000.0;
/// The largest sigma that is taken, m.
const ACCURACY_M: std::ops::RangeInclusive<f64> = 0.0..=10_000.0;
/// The largest odometer, km.
const ODOMETER_KM: std::ops::RangeInclusive<f64> = 0.0..=100_000_000.0;

/// Turns a place of any datum into WGS-84; `None` where it is nowhere.
pub type ToWgs84 = fn(DatumName, f64, f64) -> Option<Position<Wgs84>>;

/// Whose report it is, before anything else is read.
///
/// # Errors
/// Where there is no id, or it is none.
pub fn vehicle_id(fix: &v1::Fix) -> Result<VehicleId, Violations> {
    let mut reader = Reader::default();
    let id = reader.id_needed("vehicle_id", &fix.vehicle_id, VehicleId::new);
    id.ok_or(reader.found)
}

/// Reads a report of the vehicle with number `vehicle`, which reports in `own_datum` unless the
/// report says otherwise.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(
    fix: &v1::Fix,
    vehicle: VehicleNo,
    own_datum: DatumName,
    to_wgs84: ToWgs84,
) -> Result<Fix, Violations> {
    let mut r = Reader::default();
    let time = r.time_needed("device_time", fix.device_time.as_ref());
    let position = read_position(&mut r, fix, own_datum, to_wgs84);
    let speed = r.kmh("speed_kmh", fix.speed_kmh);
    let heading = r.number("heading_deg", fix.heading_deg, 0.0..=360.0, Heading::from_degrees);
    let altitude = r.metres("altitude_m", fix.altitude_m, ALTITUDE_M);
    let accuracy = r.metres("accuracy_m", fix.accuracy_m, ACCURACY_M);
    let load = r.known("load", fix.load).map_or(LoadState::Unknown, load_of);
    let satellites = read_satellites(&mut r, fix.satellites);
    let odometer = r
        .number("odometer_km", fix.odometer_km, ODOMETER_KM, |km| Some((km * 10.0).round() as u32));
    let Some(device_time) = time else { return Err(r.found) };
    r.found.or(Fix {
        vehicle,
        device_time,
        position,
        speed,
        heading,
        altitude,
        accuracy,
        load,
        acc_on: fix.acc_on,
        alarms: Alarms(fix.alarm_bits.unwrap_or(0)),
        status: Status(fix.status_bits.unwrap_or(0)),
        satellites,
        odometer,
        source: Source::Grpc,
        sequence: fix.sequence.unwrap_or(0),
    })
}

fn read_position(
    r: &mut Reader,
    fix: &v1::Fix,
    own_datum: DatumName,
    to_wgs84: ToWgs84,
) -> Option<Position<Wgs84>> {
    let datum = r.known("datum", fix.datum).map(|datum| datum_of(datum, own_datum));
    let (lon, lat) = match (fix.longitude, fix.latitude) {
        (None, None) => return None,
        (Some(lon), Some(lat)) => (lon, lat),
        (None, Some(_)) => {
            r.found.push("longitude", Reason::Required, "");
            return None;
        }
        (Some(_), None) => {
            r.found.push("latitude", Reason::Required, "");
            return None;
        }
    };
    if !(-90.0..=90.0).contains(&lat) {
        r.found.push("latitude", Reason::LatitudeOutOfRange, lat);
    }
    if !(-180.0..=180.0).contains(&lon) {
        r.found.push("longitude", Reason::LongitudeOutOfRange, lon);
    }
    to_wgs84(datum?, lon, lat)
}

fn read_satellites(r: &mut Reader, satellites: Option<u32>) -> Option<u8> {
    let count = satellites?;
    let read = u8::try_from(count).ok();
    if read.is_none() {
        r.found.push("satellites", Reason::OutOfRange, format_args!("{count} (0–255)"));
    }
    read
}

/// A datum by its value in the proto; unspecified is the vehicle's own.
#[must_use]
pub fn datum_of(datum: v1::fix::Datum, own: DatumName) -> DatumName {
    match datum {
        v1::fix::Datum::Unspecified => own,
        v1::fix::Datum::Wgs84 => DatumName::Wgs84,
        v1::fix::Datum::Gcj02 => DatumName::Gcj02,
        v1::fix::Datum::Bd09 => DatumName::Bd09,
    }
}

/// A datum's value in the proto.
#[must_use]
pub fn datum_to(datum: DatumName) -> v1::fix::Datum {
    match datum {
        DatumName::Wgs84 => v1::fix::Datum::Wgs84,
        DatumName::Gcj02 => v1::fix::Datum::Gcj02,
        DatumName::Bd09 => v1::fix::Datum::Bd09,
    }
}

/// What is said of a load, by its value in the proto.
#[must_use]
pub fn load_of(load: v1::fix::Load) -> LoadState {
    match load {
        v1::fix::Load::Unspecified | v1::fix::Load::Unknown => LoadState::Unknown,
        v1::fix::Load::Empty => LoadState::Empty,
        v1::fix::Load::Part => LoadState::Part,
        v1::fix::Load::Full => LoadState::Full,
    }
}

/// What is said of a load, in the proto; not known is unspecified.
#[must_use]
pub fn load_to(load: LoadState) -> v1::fix::Load {
    match load {
        LoadState::Unknown => v1::fix::Load::Unspecified,
        LoadState::Empty => v1::fix::Load::Empty,
        LoadState::Part => v1::fix::Load::Part,
        LoadState::Full => v1::fix::Load::Full,
    }
}

/// A fix as Placard keeps it.
#[must_use]
pub fn write(accepted: &AcceptedFix, vehicle: &VehicleId) -> v1::TrackFix {
    let fix = &accepted.fix;
    let source = match fix.source {
        Source::Jt808 => v1::fix::Source::Jt808,
        Source::Jt809 => v1::fix::Source::Jt809,
        Source::Grpc => v1::fix::Source::Grpc,
    };
    let written = v1::Fix {
        vehicle_id: vehicle.to_string(),
        device_time: Some(time_to(fix.device_time)),
        longitude: fix.position.map(Position::lon),
        latitude: fix.position.map(Position::lat),
        datum: fix.position.map_or(0, |_| v1::fix::Datum::Wgs84.into()),
        speed_kmh: fix.speed.map(Speed::kmh),
        heading_deg: fix.heading.map(Heading::degrees),
        altitude_m: fix.altitude.map(Length::metres),
        accuracy_m: fix.accuracy.map(Length::metres),
        load: load_to(fix.load).into(),
        acc_on: fix.acc_on,
        source: source.into(),
        sequence: Some(fix.sequence),
        alarm_bits: Some(fix.alarms.0),
        status_bits: Some(fix.status.0),
        satellites: fix.satellites.map(u32::from),
        odometer_km: fix.odometer.map(|hundreds| f64::from(hundreds) / 10.0),
    };
    v1::TrackFix {
        fix: Some(written),
        receive_time: Some(time_to(accepted.receive_time)),
        world_revision: accepted.revision.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_domain::Timestamp;

    fn plain(_: DatumName, lon: f64, lat: f64) -> Option<Position<Wgs84>> {
        Position::from_degrees(lon, lat)
    }

    fn full() -> v1::Fix {
        v1::Fix {
            vehicle_id: "v1".into(),
            device_time: Some(time_to(Timestamp::from_millis(1_764_000_000_000))),
            longitude: Some(111.69),
            latitude: Some(29.04),
            speed_kmh: Some(53.27),
            heading_deg: Some(271.5),
            altitude_m: Some(-3.5),
            accuracy_m: Some(8.0),
            load: v1::fix::Load::Full.into(),
            acc_on: Some(true),
            sequence: Some(7),
            alarm_bits: Some(1),
            status_bits: Some(3),
            satellites: Some(17),
            odometer_km: Some(12_345.6),
            ..v1::Fix::default()
        }
    }

    #[test]
    fn what_goes_in_comes_out() {
        let fix = read(&full(), VehicleNo(1), DatumName::Wgs84, plain).unwrap();
        let accepted = AcceptedFix {
            fix,
            receive_time: Timestamp::from_millis(1_764_000_000_500),
            revision: placard_domain::Revision(9),
        };
        let out = write(&accepted, &VehicleId::new("v1").unwrap());
        let expected = v1::Fix {
            datum: v1::fix::Datum::Wgs84.into(),
            source: v1::fix::Source::Grpc.into(),
            ..full()
        };
        assert_eq!(out.fix, Some(expected));
        assert_eq!(out.world_revision, 9);
    }

    #[test]
    fn absent_is_not_zero() {
        let bare = v1::Fix {
            vehicle_id: "v1".into(),
            device_time: Some(time_to(Timestamp::from_millis(0))),
            ..v1::Fix::default()
        };
        let fix = read(&bare, VehicleNo(1), DatumName::Wgs84, plain).unwrap();
        assert_eq!(fix, Fix::bare(VehicleNo(1), Timestamp::from_millis(0)));
    }

    #[test]
    fn everything_that_is_wrong_is_found_at_once() {
        let wrong = v1::Fix {
            device_time: None,
            latitude: Some(95.0),
            longitude: Some(200.0),
            speed_kmh: Some(-1.0),
            heading_deg: Some(f64::NAN),
            load: 99,
            ..full()
        };
        let found = read(&wrong, VehicleNo(1), DatumName::Wgs84, plain).unwrap_err();
        let fields: Vec<_> = found.as_slice().iter().map(|v| v.field.as_str()).collect();
        let expected = ["device_time", "latitude", "longitude", "speed_kmh", "heading_deg", "load"];
        assert_eq!(fields, expected);
        assert_eq!(found.as_slice()[1].reason, Reason::LatitudeOutOfRange);
    }

    #[test]
    fn half_a_position_is_none() {
        let half = v1::Fix { longitude: None, ..full() };
        let found = read(&half, VehicleNo(1), DatumName::Wgs84, plain).unwrap_err();
        assert_eq!(found.as_slice()[0].field, "longitude");
    }
}
