//! The line: the one handle by which everything else reaches the partitions.

mod open;
mod simulate;
mod track;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use arc_swap::{ArcSwap, ArcSwapOption};
use placard_domain::{AcceptedFix, Fix, Timestamp, VehicleNo};
use placard_engine::{VehicleView, World};
use placard_store::archive::BoundingBox;
use placard_store::sqlite::Folder;
use placard_store::{Archive, JournalReader, PartitionNo, Records, StoreError, Stores};
use tokio::sync::{mpsc, oneshot};

use crate::clock::Clock;
use crate::desk::Desk;
use crate::health::{Health, PartitionHealth};
use crate::judge::{Post, Task};
use crate::keeper::Kept;
use crate::live::{Hub, Live};
use crate::number::partition_of;
use crate::room::Room;
use crate::wires::Wires;
use crate::writer::{Batch, Durable, Order};

pub use open::OpenError;
pub use simulate::SimulateError;

/// How a line is run. Every bound is in fixes or in time, and documented with its setting.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Fixes that may be on the way at once, from the gateway to judged; senders wait for room.
    pub queue_fixes: u32,
    /// A chunk of the archive closes with this many fixes.
    pub chunk_fixes: usize,
    /// … or when its first fix is this old.
    pub chunk_age: Duration,
    /// A snapshot is taken after this many fixes …
    pub snapshot_fixes: u64,
    /// … or this long, whichever comes first.
    pub snapshot_age: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            queue_fixes: 65_536,
            chunk_fixes: 256,
            chunk_age: Duration::from_secs(3600),
            // A replay judges well over 100,000 fixes a second: some five seconds of it.
            snapshot_fixes: 500_000,
            snapshot_age: Duration::from_secs(3600),
        }
    }
}

/// Why fixes were not taken. None of the batch was, and none is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No room on the disk; the same batch may be sent again.
    #[error("the disk is full: nothing is taken until there is room")]
    DiskFull,
    /// Draining, or the writer has failed.
    #[error("not taking fixes: {0}")]
    Unavailable(&'static str),
}

const WRITER_GONE: Refused = Refused::Unavailable("the journal's writer is gone");

/// The line. Cheap to clone; when the last clone goes without [`Line::drain`], it stops as a killed
/// process would, in its own time; [`Line::abandon`] waits for that.
#[derive(Clone)]
pub struct Line(Arc<Inner>);

struct Inner {
    wires: ArcSwapOption<Wires>,
    work: Mutex<Work>,
    keeper: mpsc::Sender<Kept>,
    room: Arc<Room>,
    clock: Arc<dyn Clock>,
    world: ArcSwap<World>,
    desk: Arc<tokio::sync::Mutex<()>>,
    records: Arc<dyn Records>,
    archive: Arc<dyn Archive>,
    /// For simulations: whoever holds it runs the one.
    simulator: Arc<tokio::sync::Mutex<Box<dyn JournalReader>>>,
    posts: Vec<Arc<Post>>,
    as_of: Arc<Vec<AtomicI64>>,
    durable: Durable,
    live: Arc<Hub>,
    _folder: Option<Folder>,
}

/// What works for the line.
#[derive(Default)]
struct Work {
    writer: Option<JoinHandle<()>>,
    judges: Vec<JoinHandle<()>>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Inner {
    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.room.abandon();
        self.wires.store(None);
        let work = std::mem::take(&mut *self.work());
        work.tasks.iter().for_each(tokio::task::JoinHandle::abort);
        // The journal is closed before its folder is let go.
        if let Some(writer) = work.writer {
            let _ = writer.join();
        }
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").field("health", &self.health()).finish_non_exhaustive()
    }
}

/// Fixes on their way: resolves when they are durable.
#[derive(Debug)]
pub struct Pending(Option<oneshot::Receiver<Result<(), Refused>>>);

impl Pending {
    /// Waits until the fixes are durable.
    ///
    /// # Errors
    /// [`Refused`] where they are not, none of them.
    pub async fn durable(self) -> Result<(), Refused> {
        match self.0 {
            Some(done) => done.await.unwrap_or(Err(WRITER_GONE)),
            None => Ok(()),
        }
    }
}

impl Line {
    /// Opens the line over its stores: recovers every partition, takes its next epoch, and goes on.
    ///
    /// # Errors
    /// Where a store does not read, or its first entry cannot be written.
    pub async fn open(
        stores: Stores,
        options: Options,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        open::open(stores, options, clock).await
    }

    /// The world in force.
    #[must_use]
    pub fn world(&self) -> Arc<World> {
        self.0.world.load_full()
    }

    pub(crate) fn set_world(&self, world: Arc<World>) {
        self.0.world.store(world);
    }

    /// The receive clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// Queues fixes, waiting for room first: a caller that waits here reads no further from its
    /// socket.
    ///
    /// # Errors
    /// [`Refused`] where nothing is taken just now.
    pub async fn submit(&self, fixes: Vec<Fix>) -> Result<Pending, Refused> {
        if fixes.is_empty() {
            return Ok(Pending(None));
        }
        let room = self.0.room.enter(fixes.len()).await?;
        let (done, pending) = oneshot::channel();
        if self.order(Order::Fixes(Batch { fixes, room, done })) {
            Ok(Pending(Some(pending)))
        } else {
            Err(WRITER_GONE)
        }
    }

    /// Queues fixes and waits until they are durable.
    ///
    /// # Errors
    /// As [`Self::submit`].
    pub async fn accept(&self, fixes: Vec<Fix>) -> Result<(), Refused> {
        self.submit(fixes).await?.durable().await
    }

    /// The records, to read, and to write what is not part of the world.
    #[must_use]
    pub fn records(&self) -> &Arc<dyn Records> {
        &self.0.records
    }

    /// Waits for the one desk at which the world is changed: what is read while it is held is
    /// still so when its change is committed.
    pub async fn desk(&self) -> Desk<'_> {
        Desk::new(self, Arc::clone(&self.0.desk).lock_owned().await)
    }

    /// What the engine knows of a vehicle; `None` where it has not been heard of.
    ///
    /// # Errors
    /// Where its partition is gone.
    pub async fn view(&self, vehicle: VehicleNo) -> Result<Option<VehicleView>, Refused> {
        let (answer, view) = oneshot::channel();
        self.ask(vehicle, Task::View(vehicle, answer));
        view.await.map_err(|_| Refused::Unavailable("the vehicle's partition is gone"))
    }

    /// Watches where vehicles are.
    #[must_use]
    pub fn live(&self) -> Live {
        Live::new(Arc::clone(&self.0.live))
    }

    /// A vehicle's fixes with `from <= device time < to`, and in `within` where given, in order of
    /// acceptance, each once however often it was sent.
    ///
    /// # Errors
    /// Where the archive does not read.
    pub async fn track(
        &self,
        vehicle: VehicleNo,
        from: Timestamp,
        to: Timestamp,
        within: Option<BoundingBox>,
    ) -> Result<Vec<AcceptedFix>, StoreError> {
        // First what is not in the archive, then the archive: what moves meanwhile is seen twice
        // and told apart, never missed.
        let (answer, unshelved) = oneshot::channel();
        self.ask(vehicle, Task::Unshelved(vehicle, answer));
        let unshelved = unshelved.await.unwrap_or_default();
        let chunks = self.0.archive.chunks(vehicle, from, to, within).await?;
        track::join(chunks, unshelved, from, to, within)
    }

    /// How it stands.
    #[must_use]
    pub fn health(&self) -> Health {
        let durable = self.0.durable.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let partition = |(no, (post, as_of)): (usize, (&Arc<Post>, &AtomicI64))| PartitionHealth {
            held: post.held(),
            as_of: Timestamp::from_millis(as_of.load(Ordering::Acquire)),
            lag_fixes: post.lag(),
            durable: durable.get(no).map(|(_, offset)| *offset).unwrap_or_default(),
        };
        let room = &self.0.room;
        let posts = self.0.posts.iter().zip(self.0.as_of.iter());
        // A drained writer leaves in good order.
        let gone = self.0.work().writer.as_ref().is_none_or(JoinHandle::is_finished);
        Health {
            disk_full: room.is_disk_full(),
            failed: room.has_failed() || (gone && !room.is_draining()),
            draining: room.is_draining(),
            clock_steady: self.0.clock.is_steady(),
            fixes_on_the_way: room.on_the_way(),
            partitions: posts.enumerate().map(partition).collect(),
        }
    }

    /// Takes nothing more, finishes what was taken, writes that the partitions were released in
    /// good order, and saves a snapshot of each.
    pub async fn drain(&self) {
        self.0.room.drain();
        let (done, released) = oneshot::channel();
        self.order(Order::Drain(done));
        let _ = released.await;
        for p in 0..self.0.posts.len() as u16 {
            let (done, saved) = oneshot::channel();
            if self.task(PartitionNo(p), Task::Drain(done)) {
                let _ = saved.await;
            }
        }
        let (done, written) = oneshot::channel();
        if self.0.keeper.send(Kept::Flush(done)).await.is_ok() {
            let _ = written.await;
        }
        open::raise_high_water(&*self.0.records, &self.0.durable).await;
    }

    /// Stops at once, as a killed process would, leaving undone what is not done, and waits until
    /// nothing of it works any more: the stores may then be opened again.
    pub async fn abandon(self) {
        self.0.room.abandon();
        self.0.wires.store(None);
        let Work { writer, judges, tasks } = std::mem::take(&mut *self.0.work());
        for task in tasks {
            task.abort();
            let _ = task.await;
        }
        let threads = move || writer.into_iter().chain(judges).for_each(|one| drop(one.join()));
        let _ = tokio::task::spawn_blocking(threads).await;
    }

    pub(crate) fn order(&self, order: Order) -> bool {
        self.0.wires.load().as_ref().is_some_and(|wires| wires.order(order))
    }

    fn task(&self, partition: PartitionNo, task: Task) -> bool {
        self.0.wires.load().as_ref().is_some_and(|wires| wires.task(partition, task))
    }

    fn ask(&self, vehicle: VehicleNo, task: Task) {
        self.task(partition_of(vehicle, self.0.posts.len() as u16), task);
    }
}
