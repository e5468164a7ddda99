//! A waybill out of its message: whatever it says is kept, wrong or right; only what cannot be read
//! at all is noted, with its path.

use jiff::civil::Date;
use placard_domain::vehicle::PlateColor;
use placard_domain::waybill::{
    Carriage, CarrierRef, CrewMember, CrewRole, GoodsLine, Loading, LoadingCheck, LoadingItem,
    LoadingPlace, OtherCargo, OtherCargoKind, Paper, PaperKind, PartyRef, QuantityUnit, Regime,
    TankRef, TankRemains, Unloading, VehicleRef, Waybill,
};
use placard_domain::{Reason, Violations};

use super::values::{
    carriage_of, crew_role_of, loading_item_of, other_cargo_kind_of, paper_kind_of, plate_color_of,
    quantity_unit_of, regime_of, tank_remains_of,
};
use crate::read::Reader;
use crate::v1;

/// Reads a waybill, and says what could not be read: instants and days that are none, and values
/// of later versions of the contract.
#[must_use]
pub fn read_waybill(waybill: &v1::Waybill) -> (Waybill, Violations) {
    let mut r = Reader::default();
    let read = read_document(&mut r, waybill);
    (read, r.found)
}

fn read_document(r: &mut Reader, from: &v1::Waybill) -> Waybill {
    Waybill {
        id: from.id.clone(),
        number: from.number.clone(),
        issuer: from.issuer.clone(),
        issued_at: r.time("issued_at", from.issued_at.as_ref()),
        consignor: inner(r, "consignor", from.consignor.as_ref(), read_party_ref),
        consignee: inner(r, "consignee", from.consignee.as_ref(), read_party_ref),
        loader: inner(r, "loader", from.loader.as_ref(), read_party_ref),
        carrier: inner(r, "carrier", from.carrier.as_ref(), read_carrier_ref),
        departs_at: r.time("departs_at", from.departs_at.as_ref()),
        arrives_by: r.time("arrives_by", from.arrives_by.as_ref()),
        origin: inner(r, "origin", from.origin.as_ref(), read_loading_place),
        destination: inner(r, "destination", from.destination.as_ref(), read_loading_place),
        city_delivery: from.city_delivery,
        drops: each(r, "drops", &from.drops, read_loading_place),
        by_inland_water: from.by_inland_water,
        vehicle: inner(r, "vehicle", from.vehicle.as_ref(), read_vehicle_ref),
        trailer: from.trailer.as_ref().map(|it| below(r, "trailer", it, read_vehicle_ref)),
        tank: from.tank.as_ref().map(|it| below(r, "tank", it, read_tank_ref)),
        crew: each(r, "crew", &from.crew, read_crew_member),
        goods: each(r, "goods", &from.goods, read_goods_line),
        other_cargo: each(r, "other_cargo", &from.other_cargo, read_other_cargo),
        papers: each(r, "papers", &from.papers, read_paper),
        route_id: from.route_id.clone(),
        emergency_phone: from.emergency_phone.clone(),
        dispatcher: from.dispatcher.clone(),
        dispatched_at: r.time("dispatched_at", from.dispatched_at.as_ref()),
        remarks: from.remarks.clone(),
        loading: from.loading.as_ref().map(|it| below(r, "loading", it, read_loading)),
        unloading: from.unloading.as_ref().map(|it| below(r, "unloading", it, read_unloading)),
    }
}

fn read_party_ref(_: &mut Reader, from: &v1::PartyRef) -> PartyRef {
    PartyRef {
        party_id: from.party_id.clone(),
        name: from.name.clone(),
        uscc: from.uscc.clone(),
        phone: from.phone.clone(),
        address: from.address.clone(),
    }
}

fn read_carrier_ref(_: &mut Reader, from: &v1::CarrierRef) -> CarrierRef {
    CarrierRef {
        carrier_id: from.carrier_id.clone(),
        name: from.name.clone(),
        uscc: from.uscc.clone(),
        licence: from.licence.clone(),
        phone: from.phone.clone(),
    }
}

fn read_vehicle_ref(r: &mut Reader, from: &v1::VehicleRef) -> VehicleRef {
    VehicleRef {
        vehicle_id: from.vehicle_id.clone(),
        plate: from.plate.clone(),
        plate_color: plate_color(r, from.plate_color),
        permit_no: from.permit_no.clone(),
        vin: from.vin.clone(),
    }
}

fn read_tank_ref(_: &mut Reader, from: &v1::TankRef) -> TankRef {
    TankRef {
        tank_id: from.tank_id.clone(),
        number: from.number.clone(),
        volume_m3: from.volume_m3,
        code: from.code.clone(),
    }
}

fn read_crew_member(r: &mut Reader, from: &v1::CrewMember) -> CrewMember {
    CrewMember {
        person_id: from.person_id.clone(),
        role: r.known("role", from.role).map_or(CrewRole::default(), crew_role_of),
        name: from.name.clone(),
        qualification: from.qualification.clone(),
        resident_id: from.resident_id.clone(),
        phone: from.phone.clone(),
    }
}

fn read_loading_place(_: &mut Reader, from: &v1::LoadingPlace) -> LoadingPlace {
    LoadingPlace {
        site_id: from.site_id.clone(),
        address: from.address.clone(),
        division_code: from.division_code.clone(),
        longitude: from.longitude,
        latitude: from.latitude,
    }
}

fn read_goods_line(r: &mut Reader, from: &v1::GoodsLine) -> GoodsLine {
    GoodsLine {
        un: from.un.clone(),
        name: from.name.clone(),
        technical_name: from.technical_name.clone(),
        class: from.class.clone(),
        subsidiary: from.subsidiary.clone(),
        packing_group: from.packing_group.clone(),
        cas: from.cas.clone(),
        concentration_percent: from.concentration_percent,
        flash_point_c: from.flash_point_c,
        carriage: r.known("carriage", from.carriage).map_or(Carriage::default(), carriage_of),
        package_code: from.package_code.clone(),
        package_size: from.package_size.clone(),
        packages: from.packages,
        quantity: from.quantity,
        unit: r.known("unit", from.unit).map_or(QuantityUnit::default(), quantity_unit_of),
        gross_mass_kg: from.gross_mass_kg,
        density_kg_l: from.density_kg_l,
        net_explosive_kg: from.net_explosive_kg,
        inner_quantity: from.inner_quantity,
        inner_unit: r
            .known("inner_unit", from.inner_unit)
            .map_or(QuantityUnit::default(), quantity_unit_of),
        regime: r.known("regime", from.regime).map_or(Regime::default(), regime_of),
        waste: from.waste,
        waste_code: from.waste_code.clone(),
        manifest_number: from.manifest_number.clone(),
        empty_uncleaned: from.empty_uncleaned,
        stabilised: from.stabilised,
        control_temperature_c: from.control_temperature_c,
        environmentally_hazardous: from.environmentally_hazardous,
    }
}

fn read_other_cargo(r: &mut Reader, from: &v1::OtherCargo) -> OtherCargo {
    OtherCargo {
        name: from.name.clone(),
        kind: r.known("kind", from.kind).map_or(OtherCargoKind::default(), other_cargo_kind_of),
        mass_kg: from.mass_kg,
        separated: from.separated,
    }
}

fn read_paper(r: &mut Reader, from: &v1::Paper) -> Paper {
    Paper {
        kind: r.known("kind", from.kind).map_or(PaperKind::default(), paper_kind_of),
        number: from.number.clone(),
        issuer: from.issuer.clone(),
        valid_from: date(r, "valid_from", &from.valid_from),
        valid_to: date(r, "valid_to", &from.valid_to),
    }
}

fn read_loading(r: &mut Reader, from: &v1::Loading) -> Loading {
    Loading {
        checks: each(r, "checks", &from.checks, read_loading_check),
        began_at: r.time("began_at", from.began_at.as_ref()),
        ended_at: r.time("ended_at", from.ended_at.as_ref()),
        mass_kg: from.mass_kg,
        volume_l: from.volume_l,
        seals: from.seals.clone(),
        confirmed_by: from.confirmed_by.clone(),
    }
}

fn read_loading_check(r: &mut Reader, from: &v1::LoadingCheck) -> LoadingCheck {
    LoadingCheck {
        item: r.known("item", from.item).map_or(LoadingItem::default(), loading_item_of),
        passed: from.passed,
        note: from.note.clone(),
    }
}

fn read_unloading(r: &mut Reader, from: &v1::Unloading) -> Unloading {
    Unloading {
        site_id: from.site_id.clone(),
        began_at: r.time("began_at", from.began_at.as_ref()),
        ended_at: r.time("ended_at", from.ended_at.as_ref()),
        mass_kg: from.mass_kg,
        remains: r.known("remains", from.remains).map_or(TankRemains::default(), tank_remains_of),
        confirmed_by: from.confirmed_by.clone(),
    }
}

/// A message inside this one; a missing one says nothing.
fn inner<T, U: Default>(
    r: &mut Reader,
    field: &str,
    from: Option<&T>,
    read: fn(&mut Reader, &T) -> U,
) -> U {
    from.map(|from| below(r, field, from, read)).unwrap_or_default()
}

/// A message inside this one, its faults under its field.
fn below<T, U>(r: &mut Reader, field: &str, from: &T, read: fn(&mut Reader, &T) -> U) -> U {
    let mut inner = Reader::default();
    let read = read(&mut inner, from);
    if !inner.found.is_empty() {
        r.found.absorb(field, inner.found);
    }
    read
}

/// A list of messages, the faults of each under its index.
fn each<T, U>(r: &mut Reader, field: &str, from: &[T], read: fn(&mut Reader, &T) -> U) -> Vec<U> {
    let mut one = |(index, from): (usize, &T)| {
        let mut inner = Reader::default();
        let read = read(&mut inner, from);
        if !inner.found.is_empty() {
            r.found.absorb(&format!("{field}[{index}]"), inner.found);
        }
        read
    };
    from.iter().enumerate().map(&mut one).collect()
}

/// A day, `2026-02-11`; empty: none.
fn date(r: &mut Reader, field: &str, text: &str) -> Option<Date> {
    if text.is_empty() {
        return None;
    }
    let read = text.parse();
    if read.is_err() {
        r.found.push(field, Reason::Malformed, format_args!("{text:?} (2026-02-11)"));
    }
    read.ok()
}

/// A plate colour; none where it is not said, so that a check can ask for it.
fn plate_color(r: &mut Reader, value: i32) -> Option<PlateColor> {
    let said = (value != 0).then(|| r.known("plate_color", value));
    said.flatten().map(plate_color_of)
}
