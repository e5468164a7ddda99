//! A location report (0x0200, or an item of 0x0704) as a fix.

use placard_domain::fix::Source;
use placard_domain::vehicle::Quirks;
use placard_domain::{
    Bd09, DatumName, Fix, Gcj02, Position, VehicleNo, Violation, Violations, Wgs84,
};
use placard_geo::datum;
use placard_protocol::jt808::messages::LocationReport;
use placard_protocol::jt808::messages::m0200_location::NoPosition;

use crate::intake::Window;

/// Whose reports they are, and how that terminal writes them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reporter {
    /// The vehicle that the registered terminal speaks for.
    pub(super) vehicle: VehicleNo,
    /// The datum of what its terminal sends.
    pub(super) datum: DatumName,
    /// The terminal's habits.
    pub(super) quirks: Quirks,
}

/// The fix that a report stands for. A report without a position is one of alarms, status and life.
///
/// # Errors
/// All that is wrong with it, by the fields of the message.
pub(super) fn read(
    report: &LocationReport,
    reporter: &Reporter,
    flow_id: u16,
    window: Window,
) -> Result<Fix, Violations> {
    let mut found = Violations::new();
    let time = report.time(&reporter.quirks).map_err(|error| error.violation());
    let time = time.and_then(|time| window.admit("time", time).map(|()| time));
    let time = found.keep("", time.map_err(Violations::from));
    let place = found.keep("", place(report, reporter.datum).map_err(Violations::from));
    let (Some(device_time), Some(position)) = (time, place) else { return Err(found) };
    Ok(Fix {
        position,
        speed: report.speed(),
        heading: report.heading(),
        altitude: Some(report.altitude()),
        load: report.load(),
        acc_on: Some(report.acc_on()),
        alarms: report.alarms,
        status: report.status,
        satellites: report.satellites(),
        odometer: report.odometer(),
        source: Source::Jt808,
        sequence: u64::from(flow_id),
        ..Fix::bare(reporter.vehicle, device_time)
    })
}

/// Where, turned to WGS-84 by the vehicle's own setting.
fn place(report: &LocationReport, datum: DatumName) -> Result<Option<Position<Wgs84>>, Violation> {
    let place = match datum {
        DatumName::Wgs84 => report.position::<Wgs84>(),
        DatumName::Gcj02 => report.position::<Gcj02>().map(datum::wgs84_of_gcj02),
        DatumName::Bd09 => report.position::<Bd09>().map(datum::wgs84_of_bd09),
    };
    let degrees = |raw: u32| format!("{}.{:06}", raw / 1_000_000, raw % 1_000_000);
    match (place, place.err().and_then(NoPosition::reason)) {
        (Ok(place), _) => Ok(Some(place)),
        (Err(_), None) => Ok(None),
        (Err(NoPosition::Latitude), Some(reason)) => {
            Err(Violation::new("latitude", reason, degrees(report.latitude_raw)))
        }
        (Err(_), Some(reason)) => {
            Err(Violation::new("longitude", reason, degrees(report.longitude_raw)))
        }
    }
}

#[cfg(test)]
mod tests {
    use placard_domain::{Millis, Reason, Timestamp};
    use placard_protocol::jt808::time::WireTime;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-25T04:00:00Z".parse().unwrap()
    }

    fn reporter(datum: DatumName) -> Reporter {
        Reporter { vehicle: VehicleNo(7), datum, quirks: Quirks::default() }
    }

    fn report(lon: f64, lat: f64) -> LocationReport {
        let mut report =
            LocationReport { time: WireTime::from_instant(now()), ..LocationReport::default() };
        report.set_position(Position::<Wgs84>::from_degrees(lon, lat).unwrap());
        report
    }

    fn read_at(report: &LocationReport, datum: DatumName) -> Result<Fix, Violations> {
        read(report, &reporter(datum), 3, Window { now: now(), clock_steady: true })
    }

    #[test]
    fn a_place_comes_through_to_the_last_digit_of_the_wire() {
        let fix = read_at(&report(111.691_234, 29.041_567), DatumName::Wgs84).unwrap();
        let place = fix.position.unwrap();
        assert_eq!((place.lon_units(), place.lat_units()), (1_116_912_340, 290_415_670));
        assert_eq!((fix.vehicle, fix.device_time, fix.sequence), (VehicleNo(7), now(), 3));
    }

    #[test]
    fn a_vehicle_that_reports_in_gcj_02_is_brought_to_wgs_84() {
        let shifted = report(111.695_593, 29.036_967);
        let place = read_at(&shifted, DatumName::Gcj02).unwrap().position.unwrap();
        assert!((place.lon() - 111.69).abs() < 2e-6, "{place:?}");
        assert!((place.lat() - 29.04).abs() < 2e-6, "{place:?}");
    }

    #[test]
    fn a_report_without_a_fix_is_taken_without_a_place() {
        let silent = LocationReport { latitude_raw: 0, longitude_raw: 0, ..report(111.0, 29.0) };
        assert_eq!(read_at(&silent, DatumName::Wgs84).unwrap().position, None);
        let mut lost = report(111.0, 29.0);
        lost.status.0 = 0;
        assert_eq!(read_at(&lost, DatumName::Wgs84).unwrap().position, None);
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let future = WireTime::from_instant(now() + Millis::from_minutes(10));
        let wrong =
            LocationReport { latitude_raw: 95_000_000, time: future, ..report(111.0, 29.0) };
        let found = read_at(&wrong, DatumName::Wgs84).unwrap_err();
        let found: Vec<_> = found.as_slice().iter().map(|v| (v.field.as_str(), v.reason)).collect();
        let expected = [("time", Reason::TimeAhead), ("latitude", Reason::LatitudeOutOfRange)];
        assert_eq!(found, expected);
    }
}
