//! A partition's judge: takes its entries as they become durable, on a thread of its own.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use placard_domain::alert::Detection;
use placard_domain::{AcceptedFix, Timestamp, VehicleNo};
use placard_engine::{SNAPSHOT_FORMAT, VehicleView, World};
use placard_store::archive::Shelf;
use placard_store::{ChainHash, Entry, Offset, PartitionNo, Snapshot, SnapshotHeader};
use tokio::sync::{mpsc, oneshot};

use crate::keeper::Kept;
use crate::live::{PULL_MAX, Part};
use crate::marks::Marks;
use crate::room::{Held, Room};
use crate::state::{At, State};

/// What a judge is given.
pub(crate) enum Task {
    /// An entry that is durable.
    Row(JournalRow),
    /// Receive time has come this far.
    Listened(Timestamp),
    /// Somebody asks what is known of a vehicle.
    View(VehicleNo, oneshot::Sender<Option<VehicleView>>),
    /// Somebody asks for what the archive may not have yet.
    Unshelved(VehicleNo, oneshot::Sender<Vec<(Offset, AcceptedFix)>>),
    /// Somebody watches where vehicles are.
    Live(oneshot::Sender<Part>),
    /// The oldest shelf on its way is durable.
    Shelved,
    /// Its detections contradict what was written before: it may say nothing more.
    Hold(String),
    /// To save a snapshot and stop.
    Drain(oneshot::Sender<()>),
}

/// A durable entry.
pub(crate) struct JournalRow {
    pub(crate) offset: Offset,
    pub(crate) hash: ChainHash,
    pub(crate) receive_time: Timestamp,
    pub(crate) entry: Entry,
    pub(crate) world: Option<Arc<World>>,
    /// The room on the line that its commit holds until all of it is judged.
    pub(crate) room: Arc<Vec<Held>>,
}

/// When a snapshot is due.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SnapshotDue {
    pub(crate) fixes: u64,
    pub(crate) age: Duration,
}

/// What others see of a judge.
#[derive(Debug, Default)]
pub(crate) struct Post {
    /// Fixes journalled and not yet judged.
    lag: AtomicU64,
    /// Why it is held.
    held: Mutex<Option<String>>,
}

impl Post {
    pub(crate) fn lag(&self) -> u64 {
        self.lag.load(Ordering::Relaxed)
    }

    pub(crate) fn journalled(&self, entry: &Entry) {
        if let Entry::Fixes { fixes, .. } = entry {
            self.lag.fetch_add(fixes.len() as u64, Ordering::Relaxed);
        }
    }

    pub(crate) fn held(&self) -> Option<String> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn hold(&self, partition: PartitionNo, why: String) {
        tracing::error!(%partition, why, "partition held: fixes are journalled, nothing is judged");
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }
}

/// A partition's judge.
pub(crate) struct Judge {
    pub(crate) partition: PartitionNo,
    pub(crate) state: State,
    /// Vehicles that changed since those who watch were last told.
    pub(crate) marks: Marks,
    pub(crate) keeper: mpsc::Sender<Kept>,
    pub(crate) shelves: mpsc::Sender<Shelf>,
    pub(crate) post: Arc<Post>,
    pub(crate) room: Arc<Room>,
    pub(crate) due: SnapshotDue,
    pub(crate) since_snapshot: u64,
    pub(crate) snapshot_at: Instant,
}

/// Says so when a judge's thread ends by a panic.
struct Alarm(PartitionNo, Arc<Post>);

impl Drop for Alarm {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.1.hold(self.0, "its judge has died: see the log".to_owned());
        }
    }
}

impl Judge {
    /// Runs until drained or let go.
    pub(crate) fn run(mut self, tasks: &Receiver<Task>) {
        let _alarm = Alarm(self.partition, Arc::clone(&self.post));
        let known = self.state.engine().map(|engine| engine.known()).unwrap_or_default();
        known.into_iter().for_each(|no| self.marks.set(no));
        while let Ok(task) = tasks.recv()
            && !self.room.is_abandoned()
        {
            match task {
                Task::Row(row) => self.row(row),
                Task::Listened(until) => self.listened(until),
                Task::View(vehicle, answer) => {
                    let engine = self.state.engine();
                    let _ = answer.send(engine.and_then(|engine| engine.view(vehicle)));
                }
                Task::Unshelved(vehicle, answer) => {
                    let _ = answer.send(self.state.binder.unshelved(vehicle));
                }
                Task::Live(answer) => {
                    let _ = answer.send(self.live());
                }
                Task::Shelved => self.state.binder.shelved(),
                Task::Hold(why) => {
                    self.post.hold(self.partition, why);
                    self.state.hold();
                }
                Task::Drain(done) => {
                    self.shelve();
                    self.save_snapshot();
                    let _ = done.send(());
                    return;
                }
            }
        }
    }

    fn row(&mut self, row: JournalRow) {
        let JournalRow { offset, hash, receive_time, entry, world, room } = row;
        let mut out = Vec::new();
        if let Entry::Fixes { fixes, .. } = &entry {
            fixes.iter().for_each(|fix| self.marks.set(fix.vehicle));
        }
        let began = Instant::now();
        let fixes = self.state.take(At { offset, hash, receive_time }, entry, world, &mut out);
        if fixes > 0 {
            metrics::histogram!("placard_judge_seconds").record(began.elapsed().as_secs_f64());
        }
        self.keep(receive_time, out);
        drop(room);
        self.post.lag.fetch_sub(fixes, Ordering::Relaxed);
        self.since_snapshot += fixes;
        if self.since_snapshot >= self.due.fixes {
            self.save_snapshot();
        }
    }

    fn listened(&mut self, until: Timestamp) {
        let mut out = Vec::new();
        self.state.listened(until, &mut out);
        self.keep(until, out);
        self.shelve();
        if self.since_snapshot > 0 && self.snapshot_at.elapsed() >= self.due.age {
            self.save_snapshot();
        }
    }

    fn shelve(&mut self) {
        if let Some(shelf) = self.state.binder.shelf() {
            let _ = self.shelves.blocking_send(shelf);
        }
    }

    fn live(&mut self) -> Part {
        let Some(engine) = self.state.engine() else { return Part::default() };
        let changed = self.marks.take(PULL_MAX);
        let more = changed.len() == PULL_MAX;
        let view = |no: VehicleNo| Some((no, engine.live(no)?));
        Part { views: changed.into_iter().filter_map(view).collect(), more }
    }

    fn keep(&mut self, as_of: Timestamp, detections: Vec<Detection>) {
        if let Some(engine) = self.state.engine() {
            // What silence brought, or the world, came without a fix.
            let world = engine.world();
            let told = detections.iter().filter_map(|d| world.number(&d.vehicle));
            told.for_each(|no| self.marks.set(no));
            let partition = self.partition;
            let _ = self.keeper.blocking_send(Kept::Judged { partition, as_of, detections });
        }
    }

    /// Hands a snapshot to the keeper, who saves it after all detections that came before it.
    fn save_snapshot(&mut self) {
        let Some(engine) = self.state.engine() else { return };
        let At { offset, hash, receive_time } = self.state.judged;
        let snapshot = Snapshot {
            header: SnapshotHeader {
                partition: self.partition,
                offset,
                hash,
                receive_time,
                format: SNAPSHOT_FORMAT,
                build: env!("CARGO_PKG_VERSION").to_owned(),
            },
            body: engine.snapshot(),
        };
        (self.since_snapshot, self.snapshot_at) = (0, Instant::now());
        let _ = self.keeper.blocking_send(Kept::Snapshot(snapshot));
    }
}
