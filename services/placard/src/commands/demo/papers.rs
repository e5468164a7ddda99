//! Puts the fleet's waybills in force, in the records themselves: a waybill's own door asks for
//! parties, people and licences that a demo's trucks do not have.

use placard_domain::trip::{Trip, TripPlace};
use placard_domain::vehicle::Goods;
use placard_domain::{Length, Timestamp, VehicleId, WaybillId};
use placard_fleet::Errand;
use placard_partition::Line;
use placard_store::records::{AuditEntry, Change, Kind, Trace};

use crate::settings::Office;

/// About a place of unloading.
const RADIUS: Length = Length::from_whole_metres(300);

/// Puts a trip in force for each errand, from `from` on.
///
/// # Errors
/// The records', and the first errand that is none.
pub(super) async fn put(
    line: &Line,
    office: &Office,
    errands: impl Iterator<Item = Errand<'_>>,
    from: Timestamp,
) -> Result<(), String> {
    let changes: Vec<_> = errands
        .zip(1..)
        .map(|(errand, no)| change(&trip(&errand, no, office, from)?, from))
        .collect::<Result<_, String>>()?;
    let audit = AuditEntry {
        at: from,
        actor: "demo".to_owned(),
        method: "placard demo".to_owned(),
        resource: "trips".to_owned(),
        outcome: "OK".to_owned(),
    };
    let mut desk = line.desk().await;
    let committed = desk.commit(&changes, &Trace { audit, answer: None }).await;
    committed.map(drop).map_err(|error| error.to_string())
}

fn trip(errand: &Errand<'_>, no: u32, office: &Office, from: Timestamp) -> Result<Trip, String> {
    let said = |error: &dyn std::fmt::Display| format!("{}: {error}", errand.truck.id);
    let goods = Goods {
        un: errand.truck.un_number.parse().map_err(|error| said(&error))?,
        packing_group: errand.truck.packing_group.parse().ok(),
        mass_kg: None,
    };
    Ok(Trip {
        id: WaybillId::new(&format!("demo-waybill-{no:04}")).map_err(|error| said(&error))?,
        number: format!("DEMO{no:04}"),
        vehicle: VehicleId::new(&errand.truck.id).map_err(|error| said(&error))?,
        drivers: Vec::new(),
        goods: vec![goods],
        in_tank: true,
        origin: None,
        drops: vec![TripPlace { site: None, position: errand.to, radius: RADIUS }],
        departs_at: from,
        arrives_by: from + errand.within,
        route: None,
        organisation: office.organisation.clone(),
        jurisdiction: office.jurisdiction.clone(),
    })
}

fn change(trip: &Trip, from: Timestamp) -> Result<Change, String> {
    Ok(Change {
        kind: Kind::Trip,
        id: trip.id.to_string(),
        key: None,
        parent: Some(trip.vehicle.to_string()),
        valid_from: from,
        organisation: trip.organisation.to_string(),
        jurisdiction: trip.jurisdiction.to_string(),
        body: Some(serde_json::to_string(trip).map_err(|error| error.to_string())?),
    })
}
