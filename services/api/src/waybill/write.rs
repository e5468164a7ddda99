//! A waybill as its message.

use placard_domain::waybill::{
    CarrierRef, CrewMember, GoodsLine, Loading, LoadingCheck, LoadingPlace, OtherCargo, Paper,
    PartyRef, TankRef, Unloading, VehicleRef, Waybill,
};

use super::values::{
    carriage_to, crew_role_to, loading_item_to, other_cargo_kind_to, paper_kind_to, plate_color_to,
    quantity_unit_to, regime_to, tank_remains_to,
};
use crate::read::time_to;
use crate::v1;

/// Writes a waybill's document.
#[must_use]
pub fn write_waybill(from: &Waybill) -> v1::Waybill {
    v1::Waybill {
        id: from.id.clone(),
        number: from.number.clone(),
        issuer: from.issuer.clone(),
        issued_at: from.issued_at.map(time_to),
        consignor: Some(write_party_ref(&from.consignor)),
        consignee: Some(write_party_ref(&from.consignee)),
        loader: Some(write_party_ref(&from.loader)),
        carrier: Some(write_carrier_ref(&from.carrier)),
        departs_at: from.departs_at.map(time_to),
        arrives_by: from.arrives_by.map(time_to),
        origin: Some(write_loading_place(&from.origin)),
        destination: Some(write_loading_place(&from.destination)),
        city_delivery: from.city_delivery,
        drops: from.drops.iter().map(write_loading_place).collect(),
        by_inland_water: from.by_inland_water,
        vehicle: Some(write_vehicle_ref(&from.vehicle)),
        trailer: from.trailer.as_ref().map(write_vehicle_ref),
        tank: from.tank.as_ref().map(write_tank_ref),
        crew: from.crew.iter().map(write_crew_member).collect(),
        goods: from.goods.iter().map(write_goods_line).collect(),
        other_cargo: from.other_cargo.iter().map(write_other_cargo).collect(),
        papers: from.papers.iter().map(write_paper).collect(),
        route_id: from.route_id.clone(),
        emergency_phone: from.emergency_phone.clone(),
        dispatcher: from.dispatcher.clone(),
        dispatched_at: from.dispatched_at.map(time_to),
        remarks: from.remarks.clone(),
        loading: from.loading.as_ref().map(write_loading),
        unloading: from.unloading.as_ref().map(write_unloading),
    }
}

fn write_party_ref(from: &PartyRef) -> v1::PartyRef {
    v1::PartyRef {
        party_id: from.party_id.clone(),
        name: from.name.clone(),
        uscc: from.uscc.clone(),
        phone: from.phone.clone(),
        address: from.address.clone(),
    }
}

fn write_carrier_ref(from: &CarrierRef) -> v1::CarrierRef {
    v1::CarrierRef {
        carrier_id: from.carrier_id.clone(),
        name: from.name.clone(),
        uscc: from.uscc.clone(),
        licence: from.licence.clone(),
        phone: from.phone.clone(),
    }
}

fn write_vehicle_ref(from: &VehicleRef) -> v1::VehicleRef {
    v1::VehicleRef {
        vehicle_id: from.vehicle_id.clone(),
        plate: from.plate.clone(),
        plate_color: from.plate_color.map_or(0, |color| plate_color_to(color) as i32),
        permit_no: from.permit_no.clone(),
        vin: from.vin.clone(),
    }
}

fn write_tank_ref(from: &TankRef) -> v1::TankRef {
    v1::TankRef {
        tank_id: from.tank_id.clone(),
        number: from.number.clone(),
        volume_m3: from.volume_m3,
        code: from.code.clone(),
    }
}

fn write_crew_member(from: &CrewMember) -> v1::CrewMember {
    v1::CrewMember {
        person_id: from.person_id.clone(),
        role: crew_role_to(from.role) as i32,
        name: from.name.clone(),
        qualification: from.qualification.clone(),
        resident_id: from.resident_id.clone(),
        phone: from.phone.clone(),
    }
}

fn write_loading_place(from: &LoadingPlace) -> v1::LoadingPlace {
    v1::LoadingPlace {
        site_id: from.site_id.clone(),
        address: from.address.clone(),
        division_code: from.division_code.clone(),
        longitude: from.longitude,
        latitude: from.latitude,
    }
}

fn write_goods_line(from: &GoodsLine) -> v1::GoodsLine {
    v1::GoodsLine {
        un: from.un.clone(),
        name: from.name.clone(),
        technical_name: from.technical_name.clone(),
        class: from.class.clone(),
        subsidiary: from.subsidiary.clone(),
        packing_group: from.packing_group.clone(),
        cas: from.cas.clone(),
        concentration_percent: from.concentration_percent,
        flash_point_c: from.flash_point_c,
        carriage: carriage_to(from.carriage) as i32,
        package_code: from.package_code.clone(),
        package_size: from.package_size.clone(),
        packages: from.packages,
        quantity: from.quantity,
        unit: quantity_unit_to(from.unit) as i32,
        gross_mass_kg: from.gross_mass_kg,
        density_kg_l: from.density_kg_l,
        net_explosive_kg: from.net_explosive_kg,
        inner_quantity: from.inner_quantity,
        inner_unit: quantity_unit_to(from.inner_unit) as i32,
        regime: regime_to(from.regime) as i32,
        waste: from.waste,
        waste_code: from.waste_code.clone(),
        manifest_number: from.manifest_number.clone(),
        empty_uncleaned: from.empty_uncleaned,
        stabilised: from.stabilised,
        control_temperature_c: from.control_temperature_c,
        environmentally_hazardous: from.environmentally_hazardous,
    }
}

fn write_other_cargo(from: &OtherCargo) -> v1::OtherCargo {
    v1::OtherCargo {
        name: from.name.clone(),
        kind: other_cargo_kind_to(from.kind) as i32,
        mass_kg: from.mass_kg,
        separated: from.separated,
    }
}

fn write_paper(from: &Paper) -> v1::Paper {
    v1::Paper {
        kind: paper_kind_to(from.kind) as i32,
        number: from.number.clone(),
        issuer: from.issuer.clone(),
        valid_from: from.valid_from.map(|day| day.to_string()).unwrap_or_default(),
        valid_to: from.valid_to.map(|day| day.to_string()).unwrap_or_default(),
    }
}

fn write_loading(from: &Loading) -> v1::Loading {
    v1::Loading {
        checks: from.checks.iter().map(write_loading_check).collect(),
        began_at: from.began_at.map(time_to),
        ended_at: from.ended_at.map(time_to),
        mass_kg: from.mass_kg,
        volume_l: from.volume_l,
        seals: from.seals.clone(),
        confirmed_by: from.confirmed_by.clone(),
    }
}

fn write_loading_check(from: &LoadingCheck) -> v1::LoadingCheck {
    v1::LoadingCheck {
        item: loading_item_to(from.item) as i32,
        passed: from.passed,
        note: from.note.clone(),
    }
}

fn write_unloading(from: &Unloading) -> v1::Unloading {
    v1::Unloading {
        site_id: from.site_id.clone(),
        began_at: from.began_at.map(time_to),
        ended_at: from.ended_at.map(time_to),
        mass_kg: from.mass_kg,
        remains: tank_remains_to(from.remains) as i32,
        confirmed_by: from.confirmed_by.clone(),
    }
}
