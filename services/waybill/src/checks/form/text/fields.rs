//! Every text of a waybill, with what kind of text it is: the one table of how long each may be.

use std::fmt;

use placard_domain::waybill::{
    CarrierRef, CrewMember, GoodsLine, Loading, LoadingCheck, LoadingPlace, OtherCargo, Paper,
    PartyRef, TankRef, Unloading, VehicleRef, Waybill,
};

use crate::checks::form::lines;
use crate::subject::{CREW_MAX, LINES_MAX};

/// A kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number or code that another check reads: that one looks at its characters.
    Code,
    /// A number that is kept as it is, whatever its form.
    Label,
    /// A name, or a few words.
    Words,
    /// An address, or a name of goods: the longest of the dangerous-goods list has 335 characters.
    Long,
    /// What somebody writes freely, on lines of their own.
    Remarks,
}

impl Kind {
    /// How many characters it may have. Names and remarks: facts 3.2; the others are ours.
    pub(super) const fn most(self) -> usize {
        match self {
            Self::Code | Self::Label => 64,
            Self::Words => 128,
            Self::Long | Self::Remarks => 512,
        }
    }
}

/// Where a text stands: `remarks`, `consignor.name`, `goods[2].un`, `goods[2].subsidiary[0]`.
#[derive(Clone, Copy)]
pub(super) struct Place {
    holder: &'static str,
    at: Option<usize>,
    name: &'static str,
    inner: Option<usize>,
}

impl Place {
    const fn of(holder: &'static str) -> Self {
        Self { holder, at: None, name: "", inner: None }
    }

    const fn at(self, at: usize) -> Self {
        Self { at: Some(at), ..self }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.holder)?;
        if let Some(at) = self.at {
            write!(f, "[{at}]")?;
        }
        let dot = if self.holder.is_empty() || self.name.is_empty() { "" } else { "." };
        write!(f, "{dot}{}", self.name)?;
        self.inner.map_or(Ok(()), |at| write!(f, "[{at}]"))
    }
}

/// A text that a `T` has.
struct Field<T> {
    name: &'static str,
    kind: Kind,
    text: fn(&T) -> &str,
}

macro_rules! fields {
    ($($table:ident: $of:ty { $($kind:ident: $($field:ident)*;)* })*) => {$(
        const $table: &[Field<$of>] = &[$($(Field {
            name: stringify!($field),
            kind: Kind::$kind,
            text: |of| &of.$field,
        },)*)*];
    )*};
}

fields! {
    WAYBILL: Waybill {
        Code: id number emergency_phone;
        Label: issuer route_id;
        Words: dispatcher;
        Remarks: remarks;
    }
    PARTY: PartyRef { Code: party_id uscc phone; Words: name; Long: address; }
    CARRIER: CarrierRef { Code: carrier_id uscc licence phone; Words: name; }
    PLACE: LoadingPlace { Code: site_id division_code; Long: address; }
    VEHICLE: VehicleRef { Code: vehicle_id plate permit_no vin; }
    TANK: TankRef { Code: tank_id code; Label: number; }
    CREW: CrewMember { Code: person_id qualification resident_id phone; Words: name; }
    GOODS: GoodsLine {
        Code: un class packing_group cas package_code waste_code manifest_number;
        Words: package_size;
        Long: name technical_name;
    }
    CARGO: OtherCargo { Long: name; }
    PAPER: Paper { Label: number; Words: issuer; }
    LOADING: Loading { Words: confirmed_by; }
    LOADING_CHECK: LoadingCheck { Remarks: note; }
    UNLOADING: Unloading { Code: site_id; Words: confirmed_by; }
}

/// Who looks at texts.
pub(super) trait See {
    /// Looks at one.
    fn see(&mut self, place: Place, kind: Kind, text: &str);
}

fn look<T>(fields: &[Field<T>], of: &T, place: Place, eye: &mut impl See) {
    for field in fields {
        eye.see(Place { name: field.name, ..place }, field.kind, (field.text)(of));
    }
}

fn look_each<T>(fields: &[Field<T>], all: &[T], most: usize, place: Place, eye: &mut impl See) {
    for (at, of) in all.iter().take(most).enumerate() {
        look(fields, of, place.at(at), eye);
    }
}

/// Shows every text to `eye`, none beyond what is looked at of each.
pub(super) fn each(waybill: &Waybill, eye: &mut impl See) {
    let place = Place::of;
    look(WAYBILL, waybill, place(""), eye);
    look(PARTY, &waybill.consignor, place("consignor"), eye);
    look(PARTY, &waybill.consignee, place("consignee"), eye);
    look(PARTY, &waybill.loader, place("loader"), eye);
    look(CARRIER, &waybill.carrier, place("carrier"), eye);
    look(PLACE, &waybill.origin, place("origin"), eye);
    look(PLACE, &waybill.destination, place("destination"), eye);
    look_each(PLACE, &waybill.drops, lines::ENTRIES_MAX, place("drops"), eye);
    look(VEHICLE, &waybill.vehicle, place("vehicle"), eye);
    if let Some(trailer) = &waybill.trailer {
        look(VEHICLE, trailer, place("trailer"), eye);
    }
    if let Some(tank) = &waybill.tank {
        look(TANK, tank, place("tank"), eye);
    }
    look_each(CREW, &waybill.crew, CREW_MAX, place("crew"), eye);
    look_each(GOODS, &waybill.goods, LINES_MAX, place("goods"), eye);
    for (at, line) in waybill.goods.iter().take(LINES_MAX).enumerate() {
        let subsidiary = Place { name: "subsidiary", ..place("goods").at(at) };
        for (inner, hazard) in lines::subsidiary(line).iter().enumerate() {
            eye.see(Place { inner: Some(inner), ..subsidiary }, Kind::Code, hazard);
        }
    }
    look_each(CARGO, &waybill.other_cargo, lines::ENTRIES_MAX, place("other_cargo"), eye);
    look_each(PAPER, &waybill.papers, lines::ENTRIES_MAX, place("papers"), eye);
    if let Some(loading) = &waybill.loading {
        look(LOADING, loading, place("loading"), eye);
        let most = lines::CONFIRMED_MAX;
        look_each(LOADING_CHECK, &loading.checks, most, place("loading.checks"), eye);
        for (at, seal) in loading.seals.iter().take(most).enumerate() {
            eye.see(place("loading.seals").at(at), Kind::Label, seal);
        }
    }
    if let Some(unloading) = &waybill.unloading {
        look(UNLOADING, unloading, place("unloading"), eye);
    }
}
