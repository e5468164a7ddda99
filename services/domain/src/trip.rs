//! Trips (行程): what a waybill in force says of a vehicle's way, as the engine's world takes it.
//!
//! A waybill is on paper until it is loaded and after it is unloaded; between the two it stands in
//! the world as a trip, and what the road shows is held against it.

use serde::{Deserialize, Serialize};

use crate::id::{JurisdictionId, OrganisationId, RouteId, SiteId, VehicleId, WaybillId};
use crate::position::{Position, Wgs84};
use crate::time::Timestamp;
use crate::unit::Length;
use crate::vehicle::Goods;

/// A waybill in force, as far as the road can be held against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trip {
    /// The waybill.
    pub id: WaybillId,
    /// Its number, as people read it.
    pub number: String,
    /// The vehicle that reports.
    pub vehicle: VehicleId,
    /// Qualifications (从业资格证号) of its drivers, as a driver's card shows them.
    pub drivers: Vec<String>,
    /// What is on board.
    pub goods: Vec<Goods>,
    /// Whether it is in a tank.
    pub in_tank: bool,
    /// Where it was loaded; `None` where no place is known.
    pub origin: Option<TripPlace>,
    /// Where it is to be unloaded, in order, the destination last.
    pub drops: Vec<TripPlace>,
    /// Planned departure.
    pub departs_at: Timestamp,
    /// Arrival at the latest.
    pub arrives_by: Timestamp,
    /// The approved route it is to follow.
    pub route: Option<RouteId>,
    /// Whose record it is: the carrier's.
    pub organisation: OrganisationId,
    /// Whose law it is judged by.
    pub jurisdiction: JurisdictionId,
}

/// A place of loading or unloading on the ground.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TripPlace {
    /// Its record; `None`: a position alone.
    pub site: Option<SiteId>,
    /// Its middle.
    pub position: Position<Wgs84>,
    /// How far it reaches.
    pub radius: Length,
}
