//! Approved routes (核准路线): the line that vehicles have to keep to, and from when to when.

use serde::{Deserialize, Serialize};

use crate::id::{CarrierId, JurisdictionId, OrganisationId, RouteId, VehicleId};
use crate::position::{Position, Wgs84};
use crate::time::Timestamp;
use crate::unit::Length;
use crate::zone::Geometry;

/// A line with a width that vehicles are assigned to. A vehicle with several assignments at a time
/// may be on any of them: a way out and a way back, or a long way in pieces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovedRoute {
    /// Its id in paths.
    pub id: RouteId,
    /// What people call it.
    pub name: String,
    /// Its English name, where it has one.
    pub name_en: String,
    /// Two positions or more, in the order in which they are driven.
    pub line: Vec<Position<Wgs84>>,
    /// Full width, edge to edge, as of a zone's corridor.
    pub width: Length,
    /// Who has to keep to it; none: nobody yet.
    pub assignments: Vec<Assignment>,
    /// Who planned or approved it, from what: a permit's number, a plan.
    pub source: String,
    /// The law, permit or notice behind it.
    pub clause: String,
    /// Whose vehicles it is meant for, where it is for one carrier's.
    pub carrier: Option<CarrierId>,
    /// Approved from here …
    pub effective_from: Timestamp,
    /// … to before here; `None`: until it is changed.
    pub effective_to: Option<Timestamp>,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Where it was approved.
    pub jurisdiction: JurisdictionId,
}

/// A vehicle has to keep to a route for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Which vehicle.
    pub vehicle: VehicleId,
    /// From here …
    pub from: Timestamp,
    /// … to before here; `None`: until it is taken off.
    pub to: Option<Timestamp>,
}

impl ApprovedRoute {
    /// The most assignments of one route.
    pub const ASSIGNMENTS_MAX: usize = 1000;

    /// Its shape. Checked by `placard_geo::check` before it is built into a world.
    #[must_use]
    pub fn geometry(&self) -> Geometry {
        Geometry::Corridor { line: self.line.clone(), width: self.width }
    }

    /// Whether it names a vehicle, at whatever time.
    #[must_use]
    pub fn names(&self, vehicle: &VehicleId) -> bool {
        self.assignments.iter().any(|assignment| assignment.vehicle == *vehicle)
    }

    /// Whether it is approved at `time`, whoever has to keep to it.
    #[must_use]
    pub fn is_approved(&self, time: Timestamp) -> bool {
        holds(self.effective_from, self.effective_to, time)
    }

    /// Whether a vehicle has to keep to it at `time`.
    #[must_use]
    pub fn binds(&self, vehicle: &VehicleId, time: Timestamp) -> bool {
        self.is_approved(time)
            && self.assignments.iter().any(|assignment| {
                assignment.vehicle == *vehicle && holds(assignment.from, assignment.to, time)
            })
    }
}

fn holds(from: Timestamp, to: Option<Timestamp>, time: Timestamp) -> bool {
    from <= time && to.is_none_or(|end| time < end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: i64 = 1_764_000_000_000;

    fn vehicle(id: &str) -> VehicleId {
        VehicleId::new(id).unwrap()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_millis(T + second * 1000)
    }

    fn route() -> ApprovedRoute {
        let assignment = |id, from, to: Option<i64>| Assignment {
            vehicle: vehicle(id),
            from: at(from),
            to: to.map(at),
        };
        ApprovedRoute {
            id: RouteId::new("r").unwrap(),
            name: "路线".into(),
            name_en: String::new(),
            line: vec![],
            width: Length::from_whole_metres(160),
            assignments: vec![assignment("a", 10, Some(20)), assignment("b", 0, None)],
            source: "test".into(),
            clause: String::new(),
            carrier: None,
            effective_from: at(5),
            effective_to: Some(at(100)),
            organisation: OrganisationId::new("changde").unwrap(),
            jurisdiction: JurisdictionId::new("CN-4307").unwrap(),
        }
    }

    #[test]
    fn it_binds_whom_it_names_while_both_hold() {
        let route = route();
        let binds = |id, second| route.binds(&vehicle(id), at(second));
        assert_eq!([9, 10, 19, 20].map(|s| binds("a", s)), [false, true, true, false]);
        assert_eq!([4, 5, 99, 100].map(|s| binds("b", s)), [false, true, true, false]);
        assert!(!binds("c", 50) && route.names(&vehicle("b")) && !route.names(&vehicle("c")));
    }

    #[test]
    fn it_reads_its_own_writing() {
        let text = serde_json::to_string(&route()).unwrap();
        assert_eq!(serde_json::from_str::<ApprovedRoute>(&text).unwrap(), route());
    }
}
