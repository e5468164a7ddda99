//! What the register says of a document: whose its parties are, by what it is found, and what it
//! takes for its time.
//!
//! A party without a record is stood for by the authority that runs the server: it alone may act
//! in that party's part.

use placard_domain::waybill::{Carriage, CrewRole, PartyRef, Waybill};
use placard_domain::{OrganisationId, Timestamp};
use placard_store::records::{NamedBy, Take};
use placard_waybill::lifecycle::{Parties, Standing, State};
use placard_waybill::register::Register;

use super::document::Document;

/// Whose the parties of a document are.
pub(super) fn parties(
    document: &Waybill,
    register: &Register,
    authority: &OrganisationId,
) -> Parties {
    let party = |named: &PartyRef| {
        register.party(named).map_or_else(|| authority.clone(), |it| it.organisation.clone())
    };
    let carrier = register.carrier(&document.carrier);
    let drivers = document.crew.iter().filter(|one| one.role == CrewRole::Driver);
    Parties {
        consignor: party(&document.consignor),
        carrier: carrier.map_or_else(|| authority.clone(), |it| it.organisation.clone()),
        loader: party(&document.loader),
        consignee: party(&document.consignee),
        drivers: drivers
            .filter_map(|one| register.person(one))
            .map(|person| person.id.clone())
            .collect(),
    }
}

/// By what a document is found.
pub(super) fn named_by(document: &Waybill, register: &Register, parties: &Parties) -> NamedBy {
    let party = |named: &PartyRef| register.party(named).map(|it| it.id.to_string());
    let organisations = [&parties.consignor, &parties.carrier, &parties.loader, &parties.consignee];
    let mut organisations: Vec<_> = organisations.map(ToString::to_string).into();
    organisations.sort();
    organisations.dedup();
    let carrier = register.carrier(&document.carrier).map(|it| it.id.to_string());
    let vehicle = register.vehicle(&document.vehicle).map(|it| it.id.to_string());
    let mut un: Vec<_> = document.goods.iter().map(|line| line.un.clone()).collect();
    un.sort();
    un.dedup();
    NamedBy {
        organisations,
        consignor: party(&document.consignor).unwrap_or_default(),
        carrier: carrier.unwrap_or_default(),
        loader: party(&document.loader).unwrap_or_default(),
        consignee: party(&document.consignee).unwrap_or_default(),
        vehicle: vehicle.unwrap_or_default(),
        un,
    }
}

/// What a document takes, by the register.
pub(super) fn taken(document: &Waybill, register: &Register) -> Vec<String> {
    let vehicles = std::iter::once(&document.vehicle).chain(&document.trailer);
    let vehicles = vehicles.filter_map(|named| register.vehicle(named));
    let mut taken: Vec<_> = vehicles.map(|vehicle| format!("vehicle:{}", vehicle.id)).collect();
    let tank = document.tank.as_ref().and_then(|named| register.tank(named));
    taken.extend(tank.map(|tank| format!("tank:{}", tank.id)));
    let people = document.crew.iter().filter_map(|one| register.person(one));
    taken.extend(people.map(|person| format!("person:{}", person.id)));
    taken.sort();
    taken.dedup();
    taken
}

/// From when to when a document takes what it takes, where its times are given in order.
pub(super) fn span(document: &Waybill) -> Option<(Timestamp, Timestamp)> {
    let (from, to) = (document.departs_at?, document.arrives_by?);
    (from < to).then_some((from, to))
}

/// What a waybill takes as it stands: from its submission until the goods are off.
pub(super) fn takes(document: &Waybill, register: &Register, standing: &Standing) -> Vec<Take> {
    let holds = matches!(
        standing.state,
        State::Submitted
            | State::Accepted
            | State::Loading
            | State::Loaded
            | State::InTransit
            | State::Arrived
    );
    let Some((from, to)) = span(document).filter(|_| holds) else { return Vec::new() };
    let take = |what| Take { what, from, to };
    taken(document, register).into_iter().map(take).collect()
}

/// Whether any of the goods go in a tank.
pub(super) fn is_tank(document: &Document) -> bool {
    document.waybill.goods.iter().any(|line| line.carriage == Carriage::Tank)
}
