//! The approved routes of a world, by the vehicles that have to keep to them.

use std::collections::BTreeSet;
use std::sync::Arc;

use placard_domain::route::ApprovedRoute;
use placard_domain::{Revision, RouteId, Timestamp, VehicleId};
use placard_geo::shape::Shape;

use super::tables::{Keyed, Version, Versions};

/// One version of an approved route, prepared for judging.
#[derive(Debug)]
pub struct RouteVersion {
    /// As the records have it.
    pub route: ApprovedRoute,
    /// Its corridor.
    pub shape: Shape,
    /// The revision that brought it.
    pub revision: Revision,
}

/// The routes of a world.
#[derive(Clone, Debug, Default)]
pub(super) struct Routes {
    of_vehicle: Keyed<VehicleId, Arc<Assigned>>,
    /// Every vehicle under which versions of a route are kept.
    named: Keyed<RouteId, Arc<BTreeSet<VehicleId>>>,
    /// Every route, whomever it names: a waybill may name it.
    by_id: Keyed<RouteId, Arc<Versions<Arc<RouteVersion>>>>,
}

/// The routes of one vehicle in order of id: a version that does not name it is `None`.
type Assigned = Vec<(RouteId, Versions<Arc<RouteVersion>>)>;

impl Routes {
    pub(super) fn put(&mut self, came: &Version<()>, route: ApprovedRoute) {
        let (id, revision) = (route.id.clone(), came.revision);
        let shape = Shape::prepare(&route.geometry());
        self.push(&id, &came.with(Some(Arc::new(RouteVersion { route, shape, revision }))));
    }

    pub(super) fn remove(&mut self, came: &Version<()>, id: &RouteId) {
        self.push(id, &came.with(None));
    }

    /// A version goes to every vehicle that it names, or that an earlier one named.
    fn push(&mut self, id: &RouteId, version: &Version<Arc<RouteVersion>>) {
        let mut named = self.named.get(id).cloned().unwrap_or_default();
        if let Some(of_route) = &version.item {
            let vehicles = of_route.route.assignments.iter().map(|a| a.vehicle.clone());
            Arc::make_mut(&mut named).extend(vehicles);
        }
        for vehicle in named.iter() {
            let item = version.item.clone().filter(|item| item.route.names(vehicle));
            self.push_for(vehicle, id, version.with(item));
        }
        self.named.insert(id.clone(), named);
        let mut versions = self.by_id.get(id).cloned().unwrap_or_default();
        Arc::make_mut(&mut versions).push(version.with(version.item.clone()));
        self.by_id.insert(id.clone(), versions);
    }

    /// A route that is approved at `time`.
    pub(super) fn approved(&self, id: &RouteId, time: Timestamp) -> Option<&Arc<RouteVersion>> {
        self.by_id.get(id)?.at(time).filter(|version| version.route.is_approved(time))
    }

    fn push_for(&mut self, vehicle: &VehicleId, id: &RouteId, version: Version<Arc<RouteVersion>>) {
        let mut assigned = self.of_vehicle.get(vehicle).cloned().unwrap_or_default();
        let list = Arc::make_mut(&mut assigned);
        let horizon = version.horizon();
        list.retain(|(known, versions)| known == id || !is_over(versions, vehicle, horizon));
        let at = list.binary_search_by(|(known, _)| known.cmp(id)).unwrap_or_else(|at| {
            list.insert(at, (id.clone(), Versions::default()));
            at
        });
        list[at].1.push(version);
        self.of_vehicle.insert(vehicle.clone(), assigned);
    }

    /// Routes that a vehicle has to keep to at `time`.
    pub(super) fn of(
        &self,
        vehicle: &VehicleId,
        time: Timestamp,
    ) -> impl Iterator<Item = &Arc<RouteVersion>> {
        let assigned = self.of_vehicle.get(vehicle).map_or(&[][..], |list| list.as_slice());
        let in_force = assigned.iter().filter_map(move |(_, versions)| versions.at(time));
        in_force.filter(move |version| version.route.binds(vehicle, time))
    }
}

/// Whether a route holds for a vehicle at no time from `horizon` on.
fn is_over(
    versions: &Versions<Arc<RouteVersion>>,
    vehicle: &VehicleId,
    horizon: Timestamp,
) -> bool {
    versions.spans().all(|(version, _, until)| {
        let ended = |to: Option<Timestamp>| to.is_some_and(|to| to <= horizon);
        until <= horizon
            || version.item.as_ref().is_none_or(|item| {
                let mut own = item.route.assignments.iter().filter(|a| a.vehicle == *vehicle);
                ended(item.route.effective_to) || own.all(|assignment| ended(assignment.to))
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_domain::route::Assignment;
    use placard_domain::{JurisdictionId, Length, Millis, OrganisationId, Position};

    fn at(days: i64) -> Timestamp {
        Timestamp::from_millis(0) + Millis::from_days(days)
    }

    fn vehicle(n: u32) -> VehicleId {
        VehicleId::new(&format!("v{n}")).unwrap()
    }

    fn route(id: &str, vehicles: &[u32], to: Option<i64>) -> ApprovedRoute {
        let assignment = |n: &u32| Assignment { vehicle: vehicle(*n), from: at(0), to: to.map(at) };
        ApprovedRoute {
            id: RouteId::new(id).unwrap(),
            name: id.into(),
            name_en: String::new(),
            line: [0, 1000].map(|lat| Position::from_units(0, lat).unwrap()).to_vec(),
            width: Length::from_whole_metres(100),
            assignments: vehicles.iter().map(assignment).collect(),
            source: "test".into(),
            clause: String::new(),
            carrier: None,
            effective_from: at(0),
            effective_to: None,
            organisation: OrganisationId::new("changde").unwrap(),
            jurisdiction: JurisdictionId::new("CN-4307").unwrap(),
        }
    }

    /// A version that is committed on the day it begins.
    fn came(revision: u64, day: i64) -> Version<()> {
        let (committed_at, valid_from) = (at(day), at(day));
        Version { revision: Revision(revision), committed_at, valid_from, item: None }
    }

    fn ids(routes: &Routes, n: u32, day: i64) -> Vec<String> {
        routes.of(&vehicle(n), at(day)).map(|version| version.route.id.to_string()).collect()
    }

    #[test]
    fn a_version_that_no_longer_names_a_vehicle_frees_it_from_its_day_on() {
        let mut routes = Routes::default();
        routes.put(&came(1, 10), route("b", &[1, 2], None));
        routes.put(&came(2, 10), route("a", &[1], None));
        routes.put(&came(3, 20), route("b", &[2], None));
        assert_eq!(ids(&routes, 1, 9), [""; 0]);
        assert_eq!(ids(&routes, 1, 19), ["a", "b"], "in order of id");
        assert_eq!(ids(&routes, 1, 20), ["a"]);
        assert_eq!(ids(&routes, 2, 20), ["b"]);
        routes.remove(&came(4, 30), &RouteId::new("b").unwrap());
        assert_eq!((ids(&routes, 2, 29), ids(&routes, 2, 30)), (vec!["b".into()], vec![]));
        routes.put(&came(5, 40), route("b", &[1], None));
        assert_eq!(
            (ids(&routes, 2, 40), ids(&routes, 1, 40)),
            (vec![], vec!["a".into(), "b".into()])
        );
    }

    #[test]
    fn what_no_fix_can_reach_is_let_go() {
        let mut routes = Routes::default();
        for day in 0..100 {
            let today = route(&format!("day-{day:03}"), &[1], Some(day + 1));
            routes.put(&came(day as u64 + 1, day), today);
        }
        let kept = routes.of_vehicle.get(&vehicle(1)).unwrap();
        assert_eq!(kept.len(), 32, "today's, and those that ended in the last 31 days");
        assert_eq!(kept[0].0.as_str(), "day-068");
    }
}
