//! The trips of a world, by the vehicles that make them.
//!
//! A trip stands from the day its waybill came into force to the day it ended, and those that
//! ended stay for the fixes that come late. Waybills are many: what no fix can reach is let go.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use placard_domain::fix::LoadState;
use placard_domain::trip::Trip;
use placard_domain::vehicle::Load;
use placard_domain::{OrganisationId, Timestamp, VehicleId, WaybillId};

use super::tables::{Keyed, Version, Versions};

/// One version of a trip, prepared for judging.
#[derive(Debug)]
pub struct TripVersion {
    /// As the records have it.
    pub trip: Trip,
    /// What is on board while it is in force.
    pub load: Load,
    /// In force from this device time on.
    pub since: Timestamp,
}

/// The trips of a world.
#[derive(Clone, Debug, Default)]
pub(super) struct Trips {
    of_vehicle: Keyed<VehicleId, Arc<Made>>,
    /// Every vehicle under which versions of a trip are kept: one, unless it was amended.
    named: Keyed<WaybillId, Arc<BTreeSet<VehicleId>>>,
    /// Since when each organisation has used waybills.
    used: Arc<BTreeMap<OrganisationId, Timestamp>>,
}

/// The trips of one vehicle.
#[derive(Clone, Debug, Default)]
struct Made {
    versions: Vec<(WaybillId, Versions<Arc<TripVersion>>)>,
    /// What follows from them.
    spans: Vec<Span>,
}

/// A version, and the instants between which it is in force: from, to before.
#[derive(Clone, Debug)]
struct Span {
    from: Timestamp,
    until: Timestamp,
    version: Arc<TripVersion>,
}

impl Trips {
    pub(super) fn put(&mut self, came: &Version<()>, trip: Trip) {
        let used = self.used.get(&trip.organisation);
        if used.is_none_or(|used| came.valid_from < *used) {
            Arc::make_mut(&mut self.used).insert(trip.organisation.clone(), came.valid_from);
        }
        let load = load_of(&trip, came.valid_from);
        let id = trip.id.clone();
        let version = TripVersion { trip, load, since: came.valid_from };
        self.push(&id, &came.with(Some(Arc::new(version))));
    }

    pub(super) fn remove(&mut self, came: &Version<()>, id: &WaybillId) {
        self.push(id, &came.with(None));
    }

    /// A version goes to the vehicle that makes the trip, and to those that an earlier one named.
    fn push(&mut self, id: &WaybillId, version: &Version<Arc<TripVersion>>) {
        let mut named = self.named.get(id).cloned().unwrap_or_default();
        if let Some(item) = &version.item {
            Arc::make_mut(&mut named).insert(item.trip.vehicle.clone());
            self.named.insert(id.clone(), Arc::clone(&named));
        }
        for vehicle in named.iter() {
            let item = version.item.clone().filter(|item| item.trip.vehicle == *vehicle);
            let mut made = self.of_vehicle.get(vehicle).cloned().unwrap_or_default();
            let gone = Arc::make_mut(&mut made).push(id, version.with(item));
            self.of_vehicle.insert(vehicle.clone(), made);
            gone.iter().for_each(|id| self.forget(id, vehicle));
        }
    }

    fn forget(&mut self, id: &WaybillId, vehicle: &VehicleId) {
        let mut named = self.named.get(id).cloned().unwrap_or_default();
        Arc::make_mut(&mut named).remove(vehicle);
        if named.is_empty() {
            self.named.remove(id);
        } else {
            self.named.insert(id.clone(), named);
        }
    }

    /// What is in force for a vehicle at `time`. Of several, the one that departs last before it;
    /// where none departs before it, the one that departs first.
    pub(super) fn of(&self, vehicle: &VehicleId, time: Timestamp) -> Option<&Arc<TripVersion>> {
        let spans = self.of_vehicle.get(vehicle)?.spans.iter();
        let in_force = spans.filter(|span| span.from <= time && time < span.until);
        in_force.map(|span| &span.version).max_by_key(|version| {
            let departs_at = version.trip.departs_at;
            let later = (departs_at - time).0.max(0);
            (std::cmp::Reverse(later), departs_at, &version.trip.id)
        })
    }

    /// When the last trip of a vehicle ended that had ended by `time`.
    pub(super) fn ended(&self, vehicle: &VehicleId, time: Timestamp) -> Option<Timestamp> {
        let spans = self.of_vehicle.get(vehicle)?.spans.iter();
        spans.map(|span| span.until).filter(|until| *until <= time).max()
    }

    /// Whether an organisation had used waybills by `time`.
    pub(super) fn are_used_by(&self, organisation: &OrganisationId, time: Timestamp) -> bool {
        self.used.get(organisation).is_some_and(|since| *since <= time)
    }
}

impl Made {
    /// Takes the next version. Returns the trips that are let go: those that ended so long ago
    /// that no fix can reach them. The one that is pushed stays, and so does its end.
    fn push(&mut self, id: &WaybillId, version: Version<Arc<TripVersion>>) -> Vec<WaybillId> {
        let horizon = version.horizon();
        let is_over = |versions: &Versions<Arc<TripVersion>>| {
            let mut spans = versions.spans();
            spans.all(|(version, _, until)| version.item.is_none() || until <= horizon)
        };
        let mut gone = Vec::new();
        self.versions.retain(|(known, versions)| {
            let goes = known != id && is_over(versions);
            gone.extend(goes.then(|| known.clone()));
            !goes
        });
        let at = self.versions.iter().position(|(known, _)| known == id).unwrap_or_else(|| {
            self.versions.push((id.clone(), Versions::default()));
            self.versions.len() - 1
        });
        self.versions[at].1.push(version);
        let spans = self.versions.iter().flat_map(|(_, versions)| versions.spans());
        let in_force = spans.filter_map(|(version, from, until)| {
            Some(Span { from, until, version: Arc::clone(version.item.as_ref()?) })
        });
        self.spans = in_force.collect();
        gone
    }
}

/// A waybill in force was loaded: its goods are on board, and that is newer than what the vehicle's
/// own record says.
fn load_of(trip: &Trip, since: Timestamp) -> Load {
    Load {
        state: LoadState::Full,
        cleaned: false,
        in_tank: trip.in_tank,
        goods: trip.goods.clone(),
        declared_at: Some(since),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_domain::{JurisdictionId, Millis, Revision};

    fn at(days: i64) -> Timestamp {
        Timestamp::from_millis(0) + Millis::from_days(days)
    }

    fn vehicle(n: u32) -> VehicleId {
        VehicleId::new(&format!("v{n}")).unwrap()
    }

    fn trip(id: &str, n: u32, departs: i64) -> Trip {
        Trip {
            id: WaybillId::new(id).unwrap(),
            number: id.into(),
            vehicle: vehicle(n),
            drivers: vec![],
            goods: vec![],
            in_tank: true,
            origin: None,
            drops: vec![],
            departs_at: at(departs),
            arrives_by: at(departs + 1),
            route: None,
            organisation: OrganisationId::new("changde").unwrap(),
            jurisdiction: JurisdictionId::new("CN-4307").unwrap(),
        }
    }

    /// A version that is committed on the day it begins.
    fn came(revision: u64, day: i64) -> Version<()> {
        let (committed_at, valid_from) = (at(day), at(day));
        Version { revision: Revision(revision), committed_at, valid_from, item: None }
    }

    fn of(trips: &Trips, n: u32, day: i64) -> Option<&str> {
        trips.of(&vehicle(n), at(day)).map(|version| version.trip.id.as_str())
    }

    #[test]
    fn a_trip_stands_from_its_loading_to_its_end() {
        let mut trips = Trips::default();
        trips.put(&came(1, 10), trip("a", 1, 10));
        trips.remove(&came(2, 12), &WaybillId::new("a").unwrap());
        let days = [9, 10, 11, 12].map(|day| of(&trips, 1, day));
        assert_eq!(days, [None, Some("a"), Some("a"), None]);
        assert_eq!(of(&trips, 2, 11), None);
        let ended = [11, 12, 40].map(|day| trips.ended(&vehicle(1), at(day)));
        assert_eq!(ended, [None, Some(at(12)), Some(at(12))]);
    }

    #[test]
    fn of_several_the_one_counts_that_departs_last_before_then() {
        let mut trips = Trips::default();
        trips.put(&came(1, 10), trip("b", 1, 12));
        trips.put(&came(2, 10), trip("c", 1, 14));
        trips.put(&came(3, 10), trip("a", 1, 16));
        let days = [10, 12, 13, 14, 15, 16, 90].map(|day| of(&trips, 1, day).unwrap());
        assert_eq!(days, ["b", "b", "b", "c", "c", "a", "a"]);
    }

    #[test]
    fn a_trip_that_is_amended_to_another_vehicle_leaves_the_first() {
        let mut trips = Trips::default();
        trips.put(&came(1, 10), trip("a", 1, 10));
        trips.put(&came(2, 11), trip("a", 2, 10));
        assert_eq!((of(&trips, 1, 10), of(&trips, 2, 10)), (Some("a"), None));
        assert_eq!((of(&trips, 1, 11), of(&trips, 2, 11)), (None, Some("a")));
        trips.remove(&came(3, 12), &WaybillId::new("a").unwrap());
        assert_eq!((of(&trips, 2, 11), of(&trips, 2, 12)), (Some("a"), None));
    }

    #[test]
    fn an_organisation_uses_waybills_from_its_first_on() {
        let mut trips = Trips::default();
        let ours = OrganisationId::new("changde").unwrap();
        assert!(!trips.are_used_by(&ours, at(10)));
        trips.put(&came(1, 10), trip("a", 1, 10));
        trips.put(&came(2, 20), trip("b", 1, 20));
        trips.remove(&came(3, 21), &WaybillId::new("b").unwrap());
        let used = [9, 10, 99].map(|day| trips.are_used_by(&ours, at(day)));
        assert_eq!(used, [false, true, true]);
        assert!(!trips.are_used_by(&OrganisationId::new("other").unwrap(), at(99)));
    }

    #[test]
    fn what_no_fix_can_reach_is_let_go() {
        let mut trips = Trips::default();
        for day in 0..100 {
            let id = format!("day-{day:03}");
            trips.put(&came(2 * day as u64 + 1, day), trip(&id, 1, day));
            trips.remove(&came(2 * day as u64 + 2, day + 1), &WaybillId::new(&id).unwrap());
        }
        let made = trips.of_vehicle.get(&vehicle(1)).unwrap();
        assert_eq!(made.versions.len(), 31, "those that ended in the last 31 days");
        assert!(trips.named.get(&WaybillId::new("day-000").unwrap()).is_none());
        trips.remove(&came(999, 100), &WaybillId::new("day-000").unwrap());
        assert_eq!(of(&trips, 1, 99), Some("day-099"), "an end that comes twice ends nothing");
    }
}
