//! Made-up fixes for the tests of this crate.

use placard_domain::fix::{Alarms, LoadState, Source, Status};
use placard_domain::{Fix, Heading, Length, Position, Speed, Timestamp, VehicleNo};
use proptest::prelude::*;

/// Any fix that a door lets in.
pub(crate) fn any_fix() -> impl Strategy<Value = Fix> {
    let place = (-1_800_000_000..=1_800_000_000, -900_000_000..=900_000_000)
        .prop_map(|(lon, lat)| Position::from_units(lon, lat));
    let position = prop_oneof![4 => place, 1 => Just(None)];
    let measured = (
        prop::option::of((0..1_000_000_u32).prop_map(Speed::from_metres_per_hour)),
        (0..40_000_u16).prop_map(Heading::from_centidegrees),
        prop::option::of((-500_000..9_000_000_i64).prop_map(Length::from_mm)),
        prop::option::of((0..10_000_000_i64).prop_map(Length::from_mm)),
        prop::option::of(any::<u8>()),
        prop::option::of(any::<u32>()),
    );
    let load = prop_oneof![
        Just(LoadState::Unknown),
        Just(LoadState::Empty),
        Just(LoadState::Part),
        Just(LoadState::Full)
    ];
    let source = prop_oneof![Just(Source::Jt808), Just(Source::Jt809), Just(Source::Grpc)];
    let said = (load, prop::option::of(any::<bool>()), source);
    let numbers =
        (any::<u32>(), 0..2_000_000_000_000_i64, any::<u32>(), any::<u32>(), any::<u64>());
    (position, measured, said, numbers).prop_map(|(position, m, said, numbers)| Fix {
        vehicle: VehicleNo(numbers.0),
        device_time: Timestamp::from_millis(numbers.1),
        position,
        speed: m.0,
        heading: m.1,
        altitude: m.2,
        accuracy: m.3,
        load: said.0,
        acc_on: said.1,
        alarms: Alarms(numbers.2),
        status: Status(numbers.3),
        satellites: m.4,
        odometer: m.5,
        source: said.2,
        sequence: numbers.4,
    })
}
