//! Which vehicles a watcher wants, of those they may see.

use std::collections::BTreeSet;
use std::sync::Arc;

use placard_api::caller::Caller;
use placard_api::v1;
use placard_domain::vehicle::Vehicle;
use placard_domain::{CarrierId, Reason, VehicleId, Violations};
use placard_engine::World;
use placard_partition::Seen;
use placard_store::BoundingBox;

use crate::fleet::track::read_box;

/// Vehicles that a watcher may name.
const NAMED_MAX: usize = 1000;
/// Vehicles shown where the request does not say.
const SHOWN: usize = 5000;
/// The most vehicles shown to one watcher.
const SHOWN_MAX: usize = 20_000;

/// What a watcher wants.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    caller: Caller,
    within: Option<BoundingBox>,
    carrier: Option<CarrierId>,
    vehicles: BTreeSet<VehicleId>,
    /// At most so many.
    pub(super) most: usize,
}

impl Wish {
    /// Reads a request.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(super) fn read(
        caller: &Caller,
        request: v1::WatchVehiclesRequest,
    ) -> Result<Self, Violations> {
        let mut found = Violations::new();
        let within = request.r#box.as_ref().and_then(|area| found.keep("", read_box(area)));
        let carrier = match request.carrier_id.as_str() {
            "" => None,
            id => found.keep("carrier_id", CarrierId::new(id).map_err(|_| no_id())),
        };
        let named = request.vehicle_ids.len();
        if named > NAMED_MAX {
            found.push("vehicle_ids", Reason::TooLarge, format_args!("{named} > {NAMED_MAX}"));
        }
        let mut vehicles = BTreeSet::new();
        for (i, id) in request.vehicle_ids.iter().take(NAMED_MAX).enumerate() {
            let id = VehicleId::new(id).map_err(|_| no_id());
            vehicles.extend(found.keep(&format!("vehicle_ids[{i}]"), id));
        }
        let most = match usize::try_from(request.max_vehicles) {
            Ok(0) => SHOWN,
            Ok(most) if most <= SHOWN_MAX => most,
            _ => {
                let detail = format_args!("{} (1–{SHOWN_MAX})", request.max_vehicles).to_string();
                found.push("max_vehicles", Reason::OutOfRange, detail);
                SHOWN
            }
        };
        found.or(Self { caller: caller.clone(), within, carrier, vehicles, most })
    }

    /// The vehicle as it is registered, where it is one of those wanted.
    pub(super) fn agrees(&self, seen: &Seen, world: &World) -> Option<Arc<Vehicle>> {
        let vehicle = world.registered(seen.vehicle)?;
        let place = seen.view.last.position;
        let agrees = self.caller.sees(&vehicle.organisation)
            && (self.carrier.is_none() || self.carrier == vehicle.carrier)
            && (self.vehicles.is_empty() || self.vehicles.contains(&vehicle.id))
            && self.within.is_none_or(|area| area.contains(place.lon_units(), place.lat_units()));
        agrees.then(|| Arc::clone(vehicle))
    }
}

fn no_id() -> Violations {
    Violations::one("", Reason::InvalidId, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_api::caller::Role;

    #[test]
    fn everything_that_is_wrong_with_a_wish_is_found_at_once() {
        let caller = Caller { name: "li".into(), organisation: None, role: Role::Officer };
        let wrong = v1::WatchVehiclesRequest {
            r#box: Some(v1::Box { west: 200.0, south: 29.0, east: 112.0, north: 30.0 }),
            carrier_id: "no id".into(),
            vehicle_ids: vec!["v1".into(), "".into()],
            max_vehicles: 20_001,
        };
        let found = Wish::read(&caller, wrong).unwrap_err();
        let fields: Vec<_> = found.as_slice().iter().map(|v| v.field.as_str()).collect();
        let expected = ["box.west", "box.west", "carrier_id", "vehicle_ids[1]", "max_vehicles"];
        assert_eq!(fields, expected);
        let many = v1::WatchVehiclesRequest {
            vehicle_ids: vec!["v".into(); NAMED_MAX + 1],
            ..Default::default()
        };
        assert!(Wish::read(&caller, many).is_err());
        assert_eq!(Wish::read(&caller, Default::default()).unwrap().most, SHOWN);
    }
}
