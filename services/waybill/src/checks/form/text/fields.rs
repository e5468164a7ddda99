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

/// Who looks at texts.
pub(super) trait See {
    /// Looks at one.
    fn see(&mut self, place: Place, kind: Kind, text: &str);
}

/// Makes, of each row, a function that shows `eye` every text of one thing.
macro_rules! fields {
    ($($show:ident: $of:ty { $($kind:ident: $($field:ident)*;)* })*) => {$(
        fn $show(of: &$of, place: Place, eye: &mut impl See) {
            $($(
                let name = stringify!($field);
                eye.see(Place { name, ..place }, Kind::$kind, &of.$field);
            )*)*
        }
    )*};
}

fields! {
    whole: Waybill {
        Code: id number emergency_phone;
        Label: issuer route_id;
        Words: dispatcher;
        Remarks: remarks;
    }
    party: PartyRef { Code: party_id uscc phone; Words: name; Long: address; }
    carrier: CarrierRef { Code: carrier_id uscc licence phone; Words: name; }
    stop: LoadingPlace { Code: site_id division_code; Long: address; }
    vehicle: VehicleRef { Code: vehicle_id plate permit_no vin; }
    tank: TankRef { Code: tank_id code; Label: number; }
    crew: CrewMember { Code: person_id qualification resident_id phone; Words: name; }
    line: GoodsLine {
        Code: un class packing_group cas package_code waste_code manifest_number;
        Words: package_size;
        Long: name technical_name;
    }
    cargo: OtherCargo { Long: name; }
    paper: Paper { Label: number; Words: issuer; }
    loading: Loading { Words: confirmed_by; }
    loading_check: LoadingCheck { Remarks: note; }
    unloading: Unloading { Code: site_id; Words: confirmed_by; }
}

/// Shows the first `most` of several things.
fn each_of<T, E: See>(
    show: impl Fn(&T, Place, &mut E),
    all: &[T],
    most: usize,
    place: Place,
    eye: &mut E,
) {
    for (at, of) in all.iter().take(most).enumerate() {
        show(of, place.at(at), eye);
    }
}

/// Shows every text to `eye`, none beyond what is looked at of each.
pub(super) fn each(waybill: &Waybill, eye: &mut impl See) {
    let place = Place::of;
    whole(waybill, place(""), eye);
    party(&waybill.consignor, place("consignor"), eye);
    party(&waybill.consignee, place("consignee"), eye);
    party(&waybill.loader, place("loader"), eye);
    carrier(&waybill.carrier, place("carrier"), eye);
    stop(&waybill.origin, place("origin"), eye);
    stop(&waybill.destination, place("destination"), eye);
    each_of(stop, &waybill.drops, lines::ENTRIES_MAX, place("drops"), eye);
    vehicle(&waybill.vehicle, place("vehicle"), eye);
    if let Some(trailer) = &waybill.trailer {
        vehicle(trailer, place("trailer"), eye);
    }
    if let Some(named) = &waybill.tank {
        tank(named, place("tank"), eye);
    }
    each_of(crew, &waybill.crew, CREW_MAX, place("crew"), eye);
    each_of(line, &waybill.goods, LINES_MAX, place("goods"), eye);
    for (at, line) in waybill.goods.iter().take(LINES_MAX).enumerate() {
        let subsidiary = Place { name: "subsidiary", ..place("goods").at(at) };
        for (inner, hazard) in lines::subsidiary(line).iter().enumerate() {
            eye.see(Place { inner: Some(inner), ..subsidiary }, Kind::Code, hazard);
        }
    }
    each_of(cargo, &waybill.other_cargo, lines::ENTRIES_MAX, place("other_cargo"), eye);
    each_of(paper, &waybill.papers, lines::ENTRIES_MAX, place("papers"), eye);
    if let Some(begun) = &waybill.loading {
        loading(begun, place("loading"), eye);
        let most = lines::CONFIRMED_MAX;
        each_of(loading_check, &begun.checks, most, place("loading.checks"), eye);
        for (at, seal) in begun.seals.iter().take(most).enumerate() {
            eye.see(place("loading.seals").at(at), Kind::Label, seal);
        }
    }
    if let Some(ended) = &waybill.unloading {
        unloading(ended, place("unloading"), eye);
    }
}
