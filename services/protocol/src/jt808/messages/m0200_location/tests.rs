use placard_domain::{Gcj02, VehicleNo};
use proptest::prelude::*;

use super::super::tests::{emitted, parsed};
use super::*;
use crate::Fault;

/// A truck in Changde: 29.031673 N, 111.698497 E.
fn report() -> LocationReport {
    let mut report = LocationReport {
        status: Status(0b11 | 0b01 << 8),
        altitude_raw: 35,
        speed_raw: 532,
        direction_raw: 20,
        time: WireTime([0x24, 0x11, 0x27, 0x15, 0x42, 0x30]),
        ..LocationReport::default()
    };
    report.set_position(Position::<Wgs84>::from_units(1_116_984_970, 290_316_730).unwrap());
    report.items.push(items::ODOMETER, &204_u32.to_be_bytes());
    report.items.push(items::SATELLITES, &[9]);
    report
}

#[test]
fn says_what_it_means() {
    let body = emitted(&report(), Version::V2013);
    let read: LocationReport = parsed(&body, Version::V2013).unwrap();
    assert_eq!(read, report());
    let place = read.position::<Wgs84>().unwrap();
    assert_eq!((place.lat_units(), place.lon_units()), (290_316_730, 1_116_984_970));
    assert_eq!(read.time(&Quirks::default()).unwrap().to_string(), "2024-11-27T07:42:30Z");
    assert_eq!(read.speed().unwrap().kmh(), 53.2);
    assert_eq!(read.heading().unwrap().degrees(), 20.0);
    assert_eq!(read.altitude(), Length::from_whole_metres(35));
    assert_eq!((read.acc_on(), read.is_shifted()), (true, false));
    assert_eq!(read.load(), LoadState::Part);
    assert_eq!((read.odometer(), read.satellites()), (Some(204), Some(9)));
}

#[test]
fn what_the_wire_cannot_mean_means_nothing() {
    let odd = LocationReport {
        speed_raw: u16::MAX,
        direction_raw: 361,
        altitude_raw: (-154_i16) as u16,
        items: Items::default(),
        ..report()
    };
    assert_eq!((odd.speed(), odd.heading()), (None, None));
    assert_eq!(odd.altitude(), Length::from_whole_metres(-154));
    assert_eq!((odd.odometer(), odd.satellites()), (None, None));
    assert_eq!(LocationReport { direction_raw: 360, ..odd }.heading(), Heading::from_degrees(0.0));
}

#[test]
fn latitude_95_is_no_position() {
    let lost = LocationReport { latitude_raw: 95_000_000, ..report() };
    assert_eq!(lost.position::<Wgs84>(), Err(NoPosition::Latitude));
    assert_eq!(NoPosition::Latitude.reason(), Some(Reason::LatitudeOutOfRange));
    let lost = LocationReport { longitude_raw: 180_000_001, ..report() };
    assert_eq!(lost.position::<Wgs84>(), Err(NoPosition::Longitude));
}

#[test]
fn without_a_fix_or_at_zero_there_is_no_position() {
    let last_known = LocationReport { status: Status(1), ..report() };
    assert_eq!(last_known.position::<Wgs84>(), Err(NoPosition::NoFix));
    let zero = LocationReport { latitude_raw: 0, longitude_raw: 0, ..report() };
    assert_eq!(zero.position::<Wgs84>(), Err(NoPosition::NullIsland));
    assert_eq!((NoPosition::NoFix.reason(), NoPosition::NullIsland.reason()), (None, None));
}

#[test]
fn bad_bcd_names_the_field_time() {
    let binary =
        LocationReport { time: WireTime([0x18, 0x06, 0x1b, 0x0f, 0x36, 0x2e]), ..report() };
    let error = binary.time(&Quirks::default()).unwrap_err();
    assert_eq!((error.reason, error.field.as_str()), (Reason::FrameBcd, "time"));
    assert_eq!((error.offset, error.fault), (22, Fault::Device));
    let quirks = Quirks { binary_time: true, ..Quirks::default() };
    assert_eq!(binary.time(&quirks).unwrap().to_string(), "2024-06-27T07:54:46Z");
}

#[test]
fn a_body_cut_at_any_byte_names_the_field_it_lacks() {
    let body = emitted(&report(), Version::V2013);
    let mut named = Vec::new();
    for length in 0..BASIC_LENGTH {
        let error = parsed::<LocationReport>(&body[..length], Version::V2013).unwrap_err();
        assert!(error.offset <= length && error.reason == Reason::FrameBody, "{error}");
        named.push(error.field);
    }
    named.dedup();
    let all =
        ["alarms", "status", "latitude", "longitude", "altitude", "speed", "direction", "time"];
    assert_eq!(named, all);
    assert!(parsed::<LocationReport>(&body[..BASIC_LENGTH], Version::V2013).is_ok());
}

#[test]
fn a_broken_item_list_does_not_cost_the_report() {
    let mut body = emitted(&report(), Version::V2013);
    body.extend_from_slice(&[0xEB, 200, 1, 2, 3]);
    let read: LocationReport = parsed(&body, Version::V2013).unwrap();
    assert_eq!(read.satellites(), Some(9));
    assert_eq!(read.items.remainder(), [0xEB, 200, 1, 2, 3]);
    assert_eq!(emitted(&read, Version::V2013), body);
}

proptest! {
    #[test]
    fn a_position_comes_back_to_a_millionth_of_a_degree(
        lon in -1_800_000_000..=1_800_000_000_i32,
        lat in -900_000_000..=900_000_000_i32,
    ) {
        let place = Position::<Gcj02>::from_units(lon, lat).unwrap();
        let mut report = report();
        report.set_position(place);
        if (lon.abs() / 10, lat.abs() / 10) != (0, 0) {
            let back = report.position::<Gcj02>().unwrap();
            prop_assert!((back.lon_units() - lon).abs() <= 5);
            prop_assert!((back.lat_units() - lat).abs() <= 5);
        }
    }
}

#[test]
fn the_report_of_a_fix_says_what_the_fix_says() {
    let time = Timestamp::from_millis(1_764_000_000_000);
    let fix = Fix {
        position: Position::from_units(-1_116_912_340, -290_415_670),
        altitude: Some(Length::from_whole_metres(-12)),
        speed: Speed::from_kmh(60.5),
        heading: Heading::from_degrees(359.6),
        alarms: Alarms(1),
        status: Status(0b1),
        ..Fix::bare(VehicleNo(7), time)
    };
    let report = LocationReport::of(&fix);
    assert_eq!(report.position::<Wgs84>().ok(), fix.position);
    assert_eq!(Some(report.altitude()), fix.altitude);
    assert_eq!(report.speed(), fix.speed);
    assert_eq!(report.direction_raw, 0, "north again");
    assert_eq!(report.time(&Quirks::default()).unwrap(), time);
    assert_eq!(report.alarms, fix.alarms);
    assert!(report.acc_on());
    let bare = LocationReport::of(&Fix::bare(VehicleNo(7), time));
    assert_eq!(bare.position::<Wgs84>(), Err(NoPosition::NoFix));
}
