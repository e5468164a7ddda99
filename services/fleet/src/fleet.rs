//! The fleet: drives every truck by one clock, and gives each a terminal.

use std::net::SocketAddr;
use std::time::Duration;

use placard_domain::{Millis, Position, Timestamp, Wgs84};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::roads::Roads;
use crate::scripts::SCRIPTS;
use crate::terminal;
use crate::truck::{Registration, Truck};

/// Trucks that break each rule, in a fleet that is large enough.
const TRUCKS_A_SCRIPT: u32 = 2;
/// The clock is looked at this often.
const LOOK: Duration = Duration::from_millis(20);
/// Reports that wait for one terminal, at most: the newest are given up, as in a real one that
/// cannot be heard for long.
const WAITING_MAX: usize = 256;

/// The rules that want an approved route to be broken, no waybill, and one that wants too much.
const DEVIATION: &str = "route.deviation";
const MISSING: &str = "waybill.missing";
const OVERDUE: &str = "waybill.overdue";

/// Some 140 km from Changde's roads, north of Changsha.
const FAR_AWAY: (f64, f64) = (113.0, 28.4);
/// A demo may be left running: its waybills leave so much time.
const MONTH: Millis = Millis::from_days(30);

/// Where a truck's waybill wants it, and by when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Errand<'a> {
    /// Which truck.
    pub truck: &'a Registration,
    /// Where it is to be unloaded.
    pub to: Position<Wgs84>,
    /// How much time it has.
    pub within: Millis,
}

/// A fleet on its roads.
#[derive(Debug)]
pub struct Fleet {
    roads: Roads,
    trucks: Vec<Truck>,
}

impl Fleet {
    /// So many trucks, which have not set out.
    #[must_use]
    pub fn new(roads: Roads, seed: u64, trucks: u32) -> Self {
        let scripted = SCRIPTS.len() as u32 * TRUCKS_A_SCRIPT;
        let trucks = (1..=trucks).map(|no| Truck::new(seed, no, scripted)).collect();
        Self { roads, trucks }
    }

    /// Who the trucks are: to be registered before they drive.
    pub fn registrations(&self) -> impl Iterator<Item = &Registration> {
        self.trucks.iter().map(|truck| &truck.registration)
    }

    /// The approved route, and who has to keep to it.
    #[must_use]
    pub fn approved(&self) -> (Vec<Position<Wgs84>>, Vec<&str>) {
        let line = self.roads.line(&self.roads.places().approved.way);
        let bound = self.registrations().filter(|truck| truck.breaks == Some(DEVIATION));
        (line, bound.map(|truck| &*truck.id).collect())
    }

    /// What waybills say of the trucks: of each but those that drive without one.
    pub fn errands(&self) -> impl Iterator<Item = Errand<'_>> {
        let near = self.roads.line(&self.roads.places().approved.way).last().copied();
        let far = Position::from_degrees(FAR_AWAY.0, FAR_AWAY.1);
        let papered = self.registrations().filter(|truck| truck.breaks != Some(MISSING));
        papered.filter_map(move |truck| match truck.breaks {
            Some(OVERDUE) => Some(Errand { truck, to: far?, within: Millis::from_minutes(10) }),
            _ => Some(Errand { truck, to: near?, within: MONTH }),
        })
    }

    /// Sets out, and tells the platform at `at` of it for ever; `now` is the fleet's clock.
    pub async fn drive(mut self, at: SocketAddr, now: impl Fn() -> Timestamp) {
        let mut terminals = JoinSet::new();
        let lines: Vec<_> = (self.trucks.iter())
            .map(|truck| {
                let (line, sendings) = mpsc::channel(WAITING_MAX);
                terminals.spawn(terminal::tell(at, truck.registration.clone(), sendings));
                line
            })
            .collect();
        let began = now();
        self.trucks.iter_mut().for_each(|truck| truck.set_out(began));
        loop {
            let now = now();
            for (truck, line) in self.trucks.iter_mut().zip(&lines) {
                while truck.due <= now {
                    if let Some(sending) = truck.report(&self.roads) {
                        let _ = line.try_send(sending);
                    }
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}
