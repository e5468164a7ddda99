//! A waybill in force as the engine's world takes it: a trip, put in when the loader releases the
//! vehicle and taken out when the goods are off, or the waybill is written anew or aborted.

use placard_domain::goods::UnNumber;
use placard_domain::trip::{Trip, TripPlace};
use placard_domain::vehicle::Goods;
use placard_domain::waybill::{Carriage, CrewRole, GoodsLine, LoadingPlace, Waybill};
use placard_domain::{Length, Position, RouteId, Timestamp, WaybillId};
use placard_store::records::{Change, Kind, Version};
use placard_waybill::lifecycle::State;
use placard_waybill::register::Register;
use tonic::Status;

use crate::fault;
use crate::hall::Hall;
use crate::records::of_item;

/// How far a place reaches that no site's record says more of, in metres.
const REACH_M: f64 = 500.0;

/// Whether a waybill in this state stands in the world.
pub(super) fn is_in_force(state: &str) -> bool {
    [State::Loaded, State::InTransit, State::Arrived].iter().any(|it| it.code() == state)
}

/// The trip that a waybill puts into the world as it comes into force. One whose vehicle is not
/// registered, or whose times are not given, is nothing to the engine.
pub(super) fn coming(
    hall: &Hall,
    document: &Waybill,
    register: &Register,
    at: Timestamp,
) -> Result<Vec<Change>, Status> {
    let Some(trip) = trip(hall, document, register)? else { return Ok(Vec::new()) };
    let belongs = (&trip.organisation, &trip.jurisdiction);
    let change = of_item(Kind::Trip, trip.id.as_str(), &trip, belongs, at)?;
    Ok(vec![Change { parent: Some(trip.vehicle.to_string()), ..change }])
}

/// What takes it out again, whatever the register says by then.
pub(super) async fn going(hall: &Hall, id: &str, at: Timestamp) -> Result<Vec<Change>, Status> {
    let there = hall.records().item(Kind::Trip, id).await.map_err(|error| fault::store(&error))?;
    let gone = |version: Version| Change {
        kind: Kind::Trip,
        id: version.id,
        key: None,
        parent: version.parent,
        valid_from: at,
        organisation: version.organisation,
        jurisdiction: version.jurisdiction,
        body: None,
    };
    Ok(there.into_iter().map(gone).collect())
}

fn trip(hall: &Hall, document: &Waybill, register: &Register) -> Result<Option<Trip>, Status> {
    let vehicle = register.vehicle(&document.vehicle);
    let times = document.departs_at.zip(document.arrives_by);
    let Some((vehicle, (departs_at, arrives_by))) = vehicle.zip(times) else { return Ok(None) };
    let carrier = register.carrier(&document.carrier);
    let drivers = document.crew.iter().filter(|one| one.role == CrewRole::Driver);
    let drops = document.drops.iter().chain(std::iter::once(&document.destination));
    let organisation = carrier.map_or(&vehicle.organisation, |carrier| &carrier.organisation);
    Ok(Some(Trip {
        id: WaybillId::new(&document.id).map_err(|error| fault::internal(&error))?,
        number: document.number.clone(),
        vehicle: vehicle.id.clone(),
        drivers: drivers.map(|one| one.qualification.clone()).collect(),
        goods: document.goods.iter().filter_map(goods_of).collect(),
        in_tank: document.goods.iter().any(|line| line.carriage == Carriage::Tank),
        origin: place_of(&document.origin, register),
        drops: drops.filter_map(|place| place_of(place, register)).collect(),
        departs_at,
        arrives_by,
        route: RouteId::new(&document.route_id).ok(),
        organisation: organisation.clone(),
        jurisdiction: hall.jurisdiction().clone(),
    }))
}

fn goods_of(line: &GoodsLine) -> Option<Goods> {
    let un: UnNumber = line.un.parse().ok()?;
    // Whole kilograms: what is beyond them is no matter of any rule.
    let mass = line.mass_kg().filter(|mass| (0.0..=f64::from(u32::MAX)).contains(mass));
    let mass_kg = mass.map(|mass| mass.round() as u32);
    Some(Goods { un, packing_group: line.packing_group.parse().ok(), mass_kg })
}

/// A place on the ground: its site's, else where the document says it is.
fn place_of(place: &LoadingPlace, register: &Register) -> Option<TripPlace> {
    if let Some(site) = register.site(&place.site_id) {
        let id = Some(site.id.clone());
        return Some(TripPlace { site: id, position: site.position, radius: site.radius });
    }
    let position = Position::from_degrees(place.longitude?, place.latitude?)?;
    Some(TripPlace { site: None, position, radius: Length::from_metres(REACH_M)? })
}
