//! Who is registered in these tests.

use placard_domain::vehicle::{Load, PlateColor, Quirks, Terminal, Vehicle, VehicleKind};
use placard_domain::{DatumName, Revision, Timestamp, VehicleNo};
use placard_engine::World;
use placard_engine::world::{Item, ItemVersion};

/// Where every sans-I/O test stands in time.
pub(crate) const NOW: &str = "2026-11-25T04:00:00Z";

/// A plain terminal on a vehicle that reports in WGS-84.
pub(crate) const PLAIN: &str = "13900000001";
/// On a vehicle that reports in GCJ-02.
pub(crate) const SHIFTED: &str = "13900000002";
/// Never authenticates.
pub(crate) const SHY: &str = "13900000003";
/// Its check byte is not to be trusted.
pub(crate) const SLOPPY: &str = "13900000004";
/// Its vehicle is not registered.
pub(crate) const ORPHAN: &str = "13900000005";
/// Nobody's.
pub(crate) const STRANGER: &str = "13999999999";

/// The code of every terminal.
pub(crate) const CODE: &str = "PL-4711";

pub(crate) fn now() -> Timestamp {
    NOW.parse().unwrap()
}

pub(crate) fn vehicle(n: u32) -> Vehicle {
    Vehicle {
        id: format!("v{n}").parse().unwrap(),
        no: VehicleNo(n),
        plate: format!("湘J1234{n}"),
        plate_color: PlateColor::Yellow,
        carrier: None,
        kind: VehicleKind::Tanker,
        datum: if n == 2 { DatumName::Gcj02 } else { DatumName::Wgs84 },
        load: Load::default(),
        max_mass_kg: None,
        rated_load_kg: None,
        vin: String::new(),
        certificates: Vec::new(),
        dimensions: None,
        licences: Vec::new(),
        organisation: if n == 1 { "carrier-a" } else { "carrier-b" }.parse().unwrap(),
        jurisdiction: "CN-4307".parse().unwrap(),
    }
}

pub(crate) fn terminal(n: u32) -> Terminal {
    Terminal {
        id: format!("t{n}").parse().unwrap(),
        phone: format!("1390000000{n}").parse().unwrap(),
        vehicle: format!("v{n}").parse().unwrap(),
        auth_code: CODE.to_owned(),
        quirks: Quirks { no_authentication: n == 3, ignore_checksum: n == 4, ..Quirks::default() },
        organisation: "carrier-a".parse().unwrap(),
        jurisdiction: "CN-4307".parse().unwrap(),
    }
}

pub(crate) fn vehicles() -> Vec<Vehicle> {
    (1..=4).map(vehicle).collect()
}

pub(crate) fn terminals() -> Vec<Terminal> {
    (1..=5).map(terminal).collect()
}

/// The world of the sans-I/O tests.
pub(crate) fn world() -> World {
    let vehicles = vehicles().into_iter().map(Item::Vehicle);
    let items = vehicles.chain(terminals().into_iter().map(Item::Terminal));
    let valid_from = now();
    let version =
        |item| ItemVersion { revision: Revision(1), committed_at: valid_from, valid_from, item };
    World::default().with(Revision(1), items.map(version).collect())
}
