//! Vehicles and terminals, in and out.

use placard_domain::fix::LoadState;
use placard_domain::goods::UnNumber;
use placard_domain::vehicle::{
    Dimensions, Goods, Load, Phone, PlateColor, Quirks, Terminal, Vehicle, VehicleKind,
};
use placard_domain::{
    CarrierId, DatumName, Length, Reason, Revision, TerminalId, VehicleId, VehicleNo, Violations,
};

use crate::fix::{datum_of, datum_to, load_of, load_to};
use crate::item::{Owner, etag};
use crate::read::{Reader, TEXT_MAX, time_to};
use crate::registry::{read_certificates, write_certificates};
use crate::v1;
use crate::values::same_values;

/// The longest plate, in characters.
const PLATE_MAX: usize = 16;
/// The most kinds of goods on one vehicle.
const GOODS_MAX: usize = 50;

/// A vehicle as it was sent, and the phone of the terminal to register with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VehicleIn {
    /// The vehicle, its number not yet known.
    pub vehicle: Vehicle,
    /// Its terminal's phone, where given.
    pub phone: Option<Phone>,
}

/// Reads a vehicle under the id it has or gets.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_vehicle(
    vehicle: &v1::Vehicle,
    id: VehicleId,
    owner: &Owner,
) -> Result<VehicleIn, Violations> {
    let mut r = Reader::default();
    let plate = r.text_needed("plate", &vehicle.plate, PLATE_MAX);
    let plate_color = r.known("plate_color", vehicle.plate_color).map(plate_color_of);
    let phone = read_phone(&mut r, "terminal_phone", &vehicle.terminal_phone);
    let carrier = r.id("carrier_id", &vehicle.carrier_id, CarrierId::new);
    let kind = r.known("kind", vehicle.kind).map(kind_of);
    let datum = r.known("datum", vehicle.datum).map(|d| datum_of(d, DatumName::Wgs84));
    let load = vehicle.load.as_ref().map(read_load).transpose();
    let load = r.found.keep("load", load).flatten().unwrap_or_default();
    let dimensions = vehicle.dimensions.as_ref().map(read_dimensions).transpose();
    let dimensions = r.found.keep("dimensions", dimensions).flatten();
    let licences = r.list("licences", &vehicle.licences, 20, |text| {
        let mut r = Reader::default();
        let text = r.text_needed("", text, TEXT_MAX);
        r.found.or(text)
    });
    let vin = r.code("vin", &vehicle.vin, 17);
    let certificates = read_certificates(&mut r, &vehicle.certificates);
    let (organisation, jurisdiction) =
        owner.read(&mut r, &vehicle.organisation_id, &vehicle.jurisdiction_id);
    r.found.or(VehicleIn {
        vehicle: Vehicle {
            id,
            no: VehicleNo::default(),
            plate,
            plate_color: plate_color.unwrap_or_default(),
            carrier,
            kind: kind.unwrap_or_default(),
            datum: datum.unwrap_or_default(),
            load,
            max_mass_kg: vehicle.max_mass_kg,
            rated_load_kg: vehicle.rated_load_kg,
            vin,
            certificates,
            dimensions,
            licences,
            organisation,
            jurisdiction,
        },
        phone,
    })
}

fn read_phone(r: &mut Reader, field: &str, text: &str) -> Option<Phone> {
    if text.is_empty() { None } else { r.found.keep(field, text.parse()) }
}

/// Reads a load.
///
/// # Errors
/// Everything that is wrong with it: a UN number that the list lacks among it.
pub fn read_load(load: &v1::Load) -> Result<Load, Violations> {
    let mut r = Reader::default();
    let state = r.known("state", load.state).map_or(LoadState::Unknown, load_of);
    let goods = r.list("goods", &load.goods, GOODS_MAX, read_goods);
    let declared_at = r.time("declared_at", load.declared_at.as_ref());
    let Load { cleaned, in_tank, .. } =
        Load { cleaned: load.cleaned, in_tank: load.in_tank, ..Load::default() };
    r.found.or(Load { state, cleaned, in_tank, goods, declared_at })
}

fn read_goods(goods: &v1::Goods) -> Result<Goods, Violations> {
    let mut found = Violations::new();
    let un = found.keep("un_number", goods.un_number.parse::<UnNumber>());
    if let Some(un) = un
        && !un.is_listed()
    {
        found.push("un_number", Reason::UnknownUnNumber, un);
    }
    let group = (!goods.packing_group.is_empty()).then(|| goods.packing_group.parse());
    let packing_group = found.keep("packing_group", group.transpose()).flatten();
    let Some(un) = un else { return Err(found) };
    found.or(Goods { un, packing_group, mass_kg: goods.mass_kg })
}

fn read_dimensions(dimensions: &v1::Dimensions) -> Result<Dimensions, Violations> {
    let mut r = Reader::default();
    let length = r.metres("length_m", Some(dimensions.length_m), 0.1..=100.0);
    let width = r.metres("width_m", Some(dimensions.width_m), 0.1..=10.0);
    let height = r.metres("height_m", Some(dimensions.height_m), 0.1..=10.0);
    let or_zero = Option::unwrap_or_default;
    r.found.or(Dimensions {
        length: or_zero(length),
        width: or_zero(width),
        height: or_zero(height),
    })
}

/// A vehicle on its way out.
#[must_use]
pub fn write_vehicle(vehicle: &Vehicle, phone: Option<Phone>, revision: Revision) -> v1::Vehicle {
    let metres = Length::metres;
    v1::Vehicle {
        id: vehicle.id.to_string(),
        plate: vehicle.plate.clone(),
        plate_color: plate_color_to(vehicle.plate_color).into(),
        terminal_phone: phone.map(|phone| phone.to_string()).unwrap_or_default(),
        carrier_id: vehicle.carrier.as_ref().map(ToString::to_string).unwrap_or_default(),
        kind: kind_to(vehicle.kind).into(),
        datum: datum_to(vehicle.datum).into(),
        load: Some(write_load(&vehicle.load)),
        max_mass_kg: vehicle.max_mass_kg,
        dimensions: vehicle.dimensions.map(|d| v1::Dimensions {
            length_m: metres(d.length),
            width_m: metres(d.width),
            height_m: metres(d.height),
        }),
        licences: vehicle.licences.clone(),
        organisation_id: vehicle.organisation.to_string(),
        jurisdiction_id: vehicle.jurisdiction.to_string(),
        etag: etag(revision),
        revision: revision.0,
        rated_load_kg: vehicle.rated_load_kg,
        vin: vehicle.vin.clone(),
        certificates: write_certificates(&vehicle.certificates),
    }
}

/// What does not move of a vehicle on a map; where it is remains to be said.
#[must_use]
pub fn write_live(vehicle: &Vehicle) -> v1::LiveVehicle {
    v1::LiveVehicle {
        vehicle_id: vehicle.id.to_string(),
        plate: vehicle.plate.clone(),
        plate_color: plate_color_to(vehicle.plate_color).into(),
        kind: kind_to(vehicle.kind).into(),
        carrier_id: vehicle.carrier.as_ref().map(ToString::to_string).unwrap_or_default(),
        laden: vehicle.load.is_laden(),
        ..v1::LiveVehicle::default()
    }
}

fn write_load(load: &Load) -> v1::Load {
    let goods = load.goods.iter().map(|goods| v1::Goods {
        un_number: String::from(goods.un),
        packing_group: goods.packing_group.map(|g| format!("{g:?}")).unwrap_or_default(),
        mass_kg: goods.mass_kg,
    });
    v1::Load {
        state: load_to(load.state).into(),
        cleaned: load.cleaned,
        in_tank: load.in_tank,
        goods: goods.collect(),
        declared_at: load.declared_at.map(time_to),
    }
}

same_values!(
    plate_color_of, plate_color_to, v1::vehicle::PlateColor, PlateColor, Yellow;
    Yellow, Blue, Black, White, Green, YellowGreen, GradientGreen, Other
);
same_values!(
    kind_of, kind_to, v1::vehicle::Kind, VehicleKind, Tanker;
    Tanker, Box, Tractor, Trailer
);

/// Reads a terminal under the id it has or gets; `fresh_code` stands where it brings no code.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_terminal(
    terminal: &v1::Terminal,
    id: TerminalId,
    owner: &Owner,
    fresh_code: String,
) -> Result<Terminal, Violations> {
    let mut r = Reader::default();
    if terminal.phone.is_empty() {
        r.found.push("phone", Reason::Required, "");
    }
    let phone = read_phone(&mut r, "phone", &terminal.phone);
    let vehicle = r.id_needed("vehicle_id", &terminal.vehicle_id, VehicleId::new);
    let auth_code = r.text("auth_code", &terminal.auth_code, 100);
    let (organisation, jurisdiction) =
        owner.read(&mut r, &terminal.organisation_id, &terminal.jurisdiction_id);
    let quirks = terminal.quirks.unwrap_or_default();
    let (Some(phone), Some(vehicle)) = (phone, vehicle) else { return Err(r.found) };
    r.found.or(Terminal {
        id,
        phone,
        vehicle,
        auth_code: if auth_code.is_empty() { fresh_code } else { auth_code },
        quirks: Quirks {
            binary_time: quirks.binary_time,
            utc_time: quirks.utc_time,
            no_authentication: quirks.no_authentication,
            ignore_checksum: quirks.ignore_checksum,
        },
        organisation,
        jurisdiction,
    })
}

/// A terminal on its way out.
#[must_use]
pub fn write_terminal(terminal: &Terminal, revision: Revision) -> v1::Terminal {
    v1::Terminal {
        id: terminal.id.to_string(),
        phone: terminal.phone.to_string(),
        vehicle_id: terminal.vehicle.to_string(),
        auth_code: terminal.auth_code.clone(),
        quirks: Some(v1::terminal::Quirks {
            binary_time: terminal.quirks.binary_time,
            utc_time: terminal.quirks.utc_time,
            no_authentication: terminal.quirks.no_authentication,
            ignore_checksum: terminal.quirks.ignore_checksum,
        }),
        organisation_id: terminal.organisation.to_string(),
        jurisdiction_id: terminal.jurisdiction.to_string(),
        etag: etag(revision),
        revision: revision.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_domain::{JurisdictionId, OrganisationId, Timestamp};

    fn owner() -> Owner {
        Owner {
            organisation: OrganisationId::new("changde").unwrap(),
            jurisdiction: JurisdictionId::new("CN-4307").unwrap(),
        }
    }

    fn vehicle() -> v1::Vehicle {
        v1::Vehicle {
            id: "v1".into(),
            plate: "湘J·A1234".into(),
            plate_color: v1::vehicle::PlateColor::Yellow.into(),
            terminal_phone: "13912345678".into(),
            carrier_id: "c1".into(),
            kind: v1::vehicle::Kind::Tanker.into(),
            datum: v1::fix::Datum::Gcj02.into(),
            load: Some(v1::Load {
                state: v1::fix::Load::Full.into(),
                in_tank: true,
                goods: vec![v1::Goods {
                    un_number: "1203".into(),
                    packing_group: "II".into(),
                    mass_kg: Some(22_400),
                }],
                declared_at: Some(time_to(Timestamp::from_millis(1_764_000_000_000))),
                ..Default::default()
            }),
            max_mass_kg: Some(31_000),
            dimensions: Some(v1::Dimensions { length_m: 11.9, width_m: 2.5, height_m: 3.75 }),
            licences: vec!["430700123456".into()],
            organisation_id: "changde".into(),
            jurisdiction_id: "CN-4307".into(),
            etag: "\"3\"".into(),
            revision: 3,
            rated_load_kg: Some(22_500),
            vin: "LFWSRXRJ3K1F00001".into(),
            certificates: vec![v1::Certificate {
                kind: v1::certificate::Kind::VehiclePermit.into(),
                number: "430700123456".into(),
                scope: vec!["3".into(), "HAZARDOUS_WASTE".into()],
                valid_from: "2024-02-11".into(),
                valid_to: "2028-02-10".into(),
            }],
        }
    }

    #[test]
    fn a_vehicle_comes_out_as_it_went_in() {
        let id = VehicleId::new("v1").unwrap();
        let read = read_vehicle(&vehicle(), id, &owner()).unwrap();
        assert_eq!(write_vehicle(&read.vehicle, read.phone, Revision(3)), vehicle());
    }

    #[test]
    fn an_unknown_un_number_is_named_where_it_stands() {
        let mut wrong = vehicle();
        wrong.load.as_mut().unwrap().goods[0].un_number = "9999".into();
        wrong.plate = String::new();
        let id = VehicleId::new("v1").unwrap();
        let found = read_vehicle(&wrong, id, &owner()).unwrap_err();
        let told: Vec<_> = found.as_slice().iter().map(|v| (v.field.as_str(), v.reason)).collect();
        let expected =
            [("plate", Reason::Required), ("load.goods[0].un_number", Reason::UnknownUnNumber)];
        assert_eq!(told, expected);
    }

    #[test]
    fn what_is_not_said_is_the_callers_own() {
        let mut bare = vehicle();
        bare.organisation_id = String::new();
        bare.jurisdiction_id = String::new();
        let id = VehicleId::new("v1").unwrap();
        let read = read_vehicle(&bare, id, &owner()).unwrap().vehicle;
        assert_eq!(read.organisation.as_str(), "changde");
        assert_eq!(read.jurisdiction.as_str(), "CN-4307");
    }
}
