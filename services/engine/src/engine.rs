//! The engine of one partition: entries of its journal in, detections out.
//!
//! `(state, entry, world at its revision) → (state, detections)`. It has no clock: silence is
//! judged at whole seconds of receive time, and the caller says how far receive time has surely
//! come.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::sync::Arc;

use ahash::AHashMap;
use placard_domain::alert::Detection;
use placard_domain::{AlertId, Fix, Millis, Timestamp, VehicleNo};

use crate::snapshot::{self, EngineImage, SnapshotError};
use crate::vehicle::{LiveView, Placing, VehicleState, VehicleView};
use crate::world::World;

/// The state of a partition.
#[derive(Clone, Debug, Default)]
pub struct Engine {
    world: Arc<World>,
    /// Never iterated but in order of number.
    vehicles: AHashMap<VehicleNo, Box<VehicleState>>,
    /// Vehicles of which something goes on.
    busy: BTreeSet<VehicleNo>,
    /// When vehicles want a tick, on the listening clock. A vehicle goes by its soonest one here;
    /// the others are passed over.
    wakes: BinaryHeap<Reverse<(Millis, VehicleNo)>>,
    clock: ListeningClock,
    counts: Counts,
}

/// The receive clock with the gaps taken out in which nobody listened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct ListeningClock {
    gaps: Millis,
    /// No tick comes before this: when listening last began.
    resumed: Timestamp,
    /// Every tick up to here has been judged.
    ticked: Timestamp,
}

impl ListeningClock {
    fn reading(&self, receive_time: Timestamp) -> Millis {
        Millis(receive_time.millis()) - self.gaps
    }

    /// The first whole second of receive time, of those yet to be judged, at which the clock reads
    /// at least `reading`: a limit that was lowered is not held against what was before.
    fn tick_at(&self, reading: Millis) -> Timestamp {
        let due = Timestamp::from_millis((reading + self.gaps).0);
        due.max(self.resumed).ceil_second().max(self.ticked + Millis::from_secs(1))
    }
}

/// How many fixes went which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In order.
    pub in_order: u64,
    /// Put in place and judged again.
    pub rejudged: u64,
    /// Judged on a timeline of the past.
    pub late: u64,
    /// Sent again.
    pub repeats: u64,
}

impl Engine {
    /// The world in force.
    #[must_use]
    pub fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// What has been counted since it was made.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// How many vehicles it knows.
    #[must_use]
    pub fn vehicle_count(&self) -> usize {
        self.vehicles.len()
    }

    /// What it knows of a vehicle.
    #[must_use]
    pub fn view(&self, vehicle: VehicleNo) -> Option<VehicleView> {
        self.vehicles.get(&vehicle)?.view()
    }

    /// What a map shows of a vehicle; `None` where its place is not known.
    #[must_use]
    pub fn live(&self, vehicle: VehicleNo) -> Option<LiveView> {
        self.vehicles.get(&vehicle)?.live(vehicle)
    }

    /// The vehicles it knows, in order of number.
    #[must_use]
    pub fn known(&self) -> Vec<VehicleNo> {
        let mut known: Vec<_> = self.vehicles.keys().copied().collect();
        known.sort_unstable();
        known
    }

    /// An owner began at `receive_time`; the one before listened until `listened_until`.
    pub fn seal(
        &mut self,
        receive_time: Timestamp,
        listened_until: Option<Timestamp>,
        out: &mut Vec<Detection>,
    ) {
        let until = listened_until.unwrap_or(receive_time).min(receive_time);
        self.listened(until, out);
        self.clock.gaps = self.clock.gaps + (receive_time - until);
        self.clock.resumed = receive_time;
    }

    /// The world moved on at `receive_time`.
    pub fn world_moved(
        &mut self,
        receive_time: Timestamp,
        world: Arc<World>,
        out: &mut Vec<Detection>,
    ) {
        self.listened(receive_time, out);
        self.world = world;
        let busy: Vec<VehicleNo> = self.busy.iter().copied().collect();
        for no in busy {
            let world = Arc::clone(&self.world);
            if let Some(vehicle) = self.vehicles.get_mut(&no) {
                vehicle.world_moved(no, receive_time, &world, out);
                self.wakes.extend(vehicle.wake_sooner().map(|at| Reverse((at, no))));
            }
            self.keep_in_mind(no);
        }
    }

    /// Fixes were accepted at `receive_time`, under the world in force.
    pub fn fixes(&mut self, receive_time: Timestamp, fixes: &[Fix], out: &mut Vec<Detection>) {
        self.listened(receive_time, out);
        let listening = self.clock.reading(receive_time);
        let world = Arc::clone(&self.world);
        for fix in fixes {
            let from = out.len();
            let vehicle = self.vehicles.entry(fix.vehicle).or_default();
            let was_busy = vehicle.has_open_episodes();
            let placing = vehicle.accept(fix, receive_time, listening, &world, out);
            self.wakes.extend(vehicle.wake_sooner().map(|at| Reverse((at, fix.vehicle))));
            in_order_of_time(&mut out[from..]);
            let is_busy = vehicle.has_open_episodes();
            self.count(placing);
            if is_busy != was_busy {
                self.keep_in_mind(fix.vehicle);
            }
        }
    }

    /// Receive time has surely come to `until`: judges every whole second up to it.
    pub fn listened(&mut self, until: Timestamp, out: &mut Vec<Detection>) {
        let until = until.floor_second();
        if until <= self.clock.ticked {
            return;
        }
        let world = Arc::clone(&self.world);
        while let Some(Reverse((due, no))) = self.wakes.peek().copied()
            && self.clock.tick_at(due) <= until
        {
            self.wakes.pop();
            let tick = self.clock.tick_at(due);
            let listening = self.clock.reading(tick);
            let Some(vehicle) = self.vehicles.get_mut(&no) else { continue };
            if !vehicle.wakes_by(due) {
                continue;
            }
            if vehicle.wake_at().is_some_and(|at| at <= listening) {
                let from = out.len();
                vehicle.tick(no, tick, listening, &world, out);
                in_order_of_time(&mut out[from..]);
            }
            // Never twice in the same second: a rule that asks again at once waits for the next.
            let next = vehicle.wake_after(listening);
            self.wakes.extend(next.map(|at| Reverse((at, no))));
            self.keep_in_mind(no);
        }
        self.clock.ticked = until;
    }

    fn keep_in_mind(&mut self, no: VehicleNo) {
        if self.vehicles.get(&no).is_some_and(|vehicle| vehicle.has_open_episodes()) {
            self.busy.insert(no);
        } else {
            self.busy.remove(&no);
        }
    }

    fn count(&mut self, placing: Placing) {
        match placing {
            Placing::InOrder => self.counts.in_order += 1,
            Placing::Rejudged => self.counts.rejudged += 1,
            Placing::Late => self.counts.late += 1,
            Placing::Repeat => self.counts.repeats += 1,
        }
    }

    /// The state as bytes.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        let mut vehicles: Vec<_> =
            self.vehicles.iter().map(|(no, vehicle)| (*no, vehicle.image())).collect();
        vehicles.sort_by_key(|(no, _)| *no);
        snapshot::encode(&EngineImage {
            revision: self.world.revision(),
            clock: self.clock,
            vehicles,
        })
    }

    /// A state from its bytes; `world` gives the world at the revision it stood at.
    ///
    /// # Errors
    /// [`SnapshotError`] where the bytes are not a snapshot that this binary reads.
    pub fn restore<E>(
        bytes: &[u8],
        world: impl FnOnce(placard_domain::Revision) -> Result<Arc<World>, E>,
    ) -> Result<Result<Self, E>, SnapshotError> {
        let (image, numbering) = snapshot::decode(bytes)?;
        let world = match world(image.revision) {
            Ok(world) => world,
            Err(error) => return Ok(Err(error)),
        };
        let mut engine = Self { world, clock: image.clock, ..Self::default() };
        for (no, vehicle) in image.vehicles {
            let mut vehicle = VehicleState::from_image(vehicle, &numbering);
            engine.wakes.extend(vehicle.wake_sooner().map(|at| Reverse((at, no))));
            engine.vehicles.insert(no, Box::new(vehicle));
            engine.keep_in_mind(no);
        }
        Ok(Ok(engine))
    }
}

/// Puts what one fix or tick brought in the order in which it happened: at the same instant, what
/// ends comes before what begins.
fn in_order_of_time(detections: &mut [Detection]) {
    if detections.len() < 2 {
        return;
    }
    let begun_here: Vec<AlertId> =
        detections.iter().filter(|d| d.ended.is_none()).map(|d| d.id).collect();
    detections.sort_by_key(|d| match d.ended {
        None => (d.opened_at, 1),
        Some(ending) if begun_here.contains(&d.id) => (ending.at, 2),
        Some(ending) => (ending.at, 0),
    });
}
