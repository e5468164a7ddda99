//! What a watcher is shown: so many vehicles and no more, those of which something goes on first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use placard_domain::vehicle::Vehicle;
use placard_domain::{VehicleId, VehicleNo};
use placard_partition::Seen;

/// The vehicles on a watcher's map, and those that agree and have no room there.
#[derive(Debug)]
pub(super) struct Shown {
    most: usize,
    rows: BTreeMap<VehicleNo, Row>,
    waiting: BTreeSet<VehicleNo>,
    changed: BTreeSet<VehicleNo>,
    left: BTreeMap<VehicleNo, VehicleId>,
}

#[derive(Debug)]
struct Row {
    seen: Arc<Seen>,
    vehicle: Arc<Vehicle>,
}

/// What the watcher has to be told.
#[derive(Debug, Default)]
pub(super) struct Step {
    /// Vehicles that came or changed.
    pub(super) shown: Vec<(Arc<Seen>, Arc<Vehicle>)>,
    /// Vehicles to take away.
    pub(super) left: Vec<VehicleId>,
}

impl Row {
    fn is_urgent(&self) -> bool {
        !self.seen.view.episodes.is_empty()
    }
}

impl Shown {
    /// Nothing yet, of `most` vehicles.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            rows: BTreeMap::new(),
            waiting: BTreeSet::new(),
            changed: BTreeSet::new(),
            left: BTreeMap::new(),
        }
    }

    /// Takes a vehicle as it is now; `vehicle` where it is one of those wanted.
    pub(super) fn take(&mut self, seen: Arc<Seen>, vehicle: Option<Arc<Vehicle>>) {
        let no = seen.vehicle;
        let Some(vehicle) = vehicle else {
            self.waiting.remove(&no);
            return self.remove(no);
        };
        let row = Row { seen, vehicle };
        match self.rows.get(&no) {
            Some(old) if old.is_same(&row) => {}
            Some(_) => self.put(no, row),
            None if self.rows.len() < self.most => self.put(no, row),
            None => match self.least().filter(|_| row.is_urgent()) {
                Some(least) => {
                    self.remove(least);
                    self.waiting.insert(least);
                    self.put(no, row);
                }
                None => {
                    self.waiting.insert(no);
                }
            },
        }
    }

    /// A vehicle that waits, where there is room for it now.
    pub(super) fn next_waiting(&mut self) -> Option<VehicleNo> {
        if self.rows.len() < self.most { self.waiting.pop_first() } else { None }
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// What has come of it since the last step.
    pub(super) fn step(&mut self) -> Step {
        let changed = std::mem::take(&mut self.changed);
        let shown = changed.iter().filter_map(|no| self.rows.get(no));
        Step {
            shown: shown.map(|row| (Arc::clone(&row.seen), Arc::clone(&row.vehicle))).collect(),
            left: std::mem::take(&mut self.left).into_values().collect(),
        }
    }

    /// The last vehicle of which nothing goes on.
    fn least(&self) -> Option<VehicleNo> {
        self.rows.iter().rev().find(|(_, row)| !row.is_urgent()).map(|(no, _)| *no)
    }

    fn put(&mut self, no: VehicleNo, row: Row) {
        self.rows.insert(no, row);
        self.waiting.remove(&no);
        self.left.remove(&no);
        self.changed.insert(no);
    }

    fn remove(&mut self, no: VehicleNo) {
        if let Some(row) = self.rows.remove(&no) {
            self.changed.remove(&no);
            self.left.insert(no, row.vehicle.id.clone());
        }
    }
}

impl Row {
    fn is_same(&self, other: &Self) -> bool {
        self.seen.version == other.seen.version && Arc::ptr_eq(&self.vehicle, &other.vehicle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_domain::vehicle::{Load, PlateColor, VehicleKind};
    use placard_domain::{AlertId, DatumName, JurisdictionId, OrganisationId, Position, Timestamp};
    use placard_engine::{LiveView, Placed};

    fn vehicle(no: u32) -> Arc<Vehicle> {
        Arc::new(Vehicle {
            id: VehicleId::new(&format!("v{no}")).unwrap(),
            no: VehicleNo(no),
            plate: String::new(),
            plate_color: PlateColor::Yellow,
            carrier: None,
            kind: VehicleKind::Tanker,
            datum: DatumName::Wgs84,
            load: Load::default(),
            max_mass_kg: None,
            rated_load_kg: None,
            vin: String::new(),
            certificates: Vec::new(),
            dimensions: None,
            licences: vec![],
            organisation: OrganisationId::new("a").unwrap(),
            jurisdiction: JurisdictionId::new("CN").unwrap(),
        })
    }

    fn seen(no: u32, version: u64, urgent: bool) -> Arc<Seen> {
        let time = Timestamp::from_millis(0);
        let alert = AlertId::derive("r", &VehicleId::new("v").unwrap(), "", time);
        let position = Position::from_units(1, 1).unwrap();
        Arc::new(Seen {
            vehicle: VehicleNo(no),
            view: LiveView {
                last: Placed { time, position, speed: None, heading: None },
                previous: None,
                last_heard: time,
                stopped_since: None,
                episodes: urgent.then_some(alert).into_iter().collect(),
            },
            version,
        })
    }

    fn told(shown: &mut Shown) -> (Vec<u32>, Vec<String>) {
        let step = shown.step();
        let came = step.shown.iter().map(|(seen, _)| seen.vehicle.0).collect();
        (came, step.left.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_vehicle_comes_changes_and_leaves() {
        let mut shown = Shown::new(10);
        let first = vehicle(1);
        shown.take(seen(1, 1, false), Some(Arc::clone(&first)));
        assert_eq!(told(&mut shown), (vec![1], vec![]));
        shown.take(seen(1, 1, false), Some(Arc::clone(&first)));
        assert_eq!(told(&mut shown), (vec![], vec![]), "nothing changed");
        shown.take(seen(1, 2, false), Some(first));
        assert_eq!(told(&mut shown), (vec![1], vec![]));
        shown.take(seen(1, 2, false), Some(vehicle(1)));
        assert_eq!(told(&mut shown), (vec![1], vec![]), "its record changed");
        shown.take(seen(1, 3, false), None);
        assert_eq!(told(&mut shown), (vec![], vec!["v1".to_owned()]));
        shown.take(seen(1, 4, false), None);
        assert_eq!(told(&mut shown), (vec![], vec![]), "it was not there");
    }

    #[test]
    fn who_finds_no_room_waits_and_an_alert_is_never_left_out() {
        let mut shown = Shown::new(2);
        for no in 1..=4 {
            shown.take(seen(no, 1, false), Some(vehicle(no)));
        }
        assert_eq!(told(&mut shown), (vec![1, 2], vec![]));
        assert_eq!(shown.waiting(), 2);
        shown.take(seen(4, 2, true), Some(vehicle(4)));
        assert_eq!(told(&mut shown), (vec![4], vec!["v2".to_owned()]));
        assert_eq!(shown.waiting(), 2, "2 and 3");
        assert_eq!(shown.next_waiting(), None);
        shown.take(seen(1, 2, false), None);
        let next = shown.next_waiting().unwrap();
        assert_eq!(next, VehicleNo(2));
        shown.take(seen(2, 1, false), Some(vehicle(2)));
        assert_eq!(told(&mut shown), (vec![2], vec!["v1".to_owned()]));
        assert_eq!(shown.waiting(), 1);
    }

    #[test]
    fn within_one_step_a_vehicle_is_told_as_it_ends_up() {
        let mut shown = Shown::new(1);
        shown.take(seen(1, 1, false), Some(vehicle(1)));
        shown.take(seen(2, 1, true), Some(vehicle(2)));
        assert_eq!(told(&mut shown), (vec![2], vec!["v1".to_owned()]));
        shown.take(seen(2, 2, false), None);
        shown.take(seen(2, 3, false), Some(vehicle(2)));
        assert_eq!(told(&mut shown), (vec![2], vec![]));
    }
}
