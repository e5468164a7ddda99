//! Opening a line: recovery of every partition side by side, then the threads and tasks.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use arc_swap::{ArcSwap, ArcSwapOption};
use placard_domain::Timestamp;
use placard_engine::World;
use placard_store::sqlite::Folder;
use placard_store::{Extent, Journal, Offset, PartitionNo, Records, StoreError, Stores};
use tokio::runtime::Handle;
use tokio::sync::mpsc as queue;

use super::{Inner, Line, Options, Refused, Work};
use crate::answers::{self, Answer};
use crate::binder::Closing;
use crate::clock::Clock;
use crate::cutter::Cutter;
use crate::judge::{Judge, Post, SnapshotDue, Task};
use crate::keeper::{KEEPER_QUEUE, Keeper, Kept};
use crate::live::{self, Hub};
use crate::marks::Marks;
use crate::recovery::{Recovered, Sources, recover};
use crate::room::Room;
use crate::shelver::{self, SHELVES_QUEUE};
use crate::wires::{Back, Wires};
use crate::worlds::Worlds;
use crate::writer::{Durable, Order, Writer};

/// The high water is raised in the records this often.
const HIGH_WATER_EVERY: Duration = Duration::from_secs(1);

/// Why a line was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store's own.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The first entries could not be written.
    #[error("the journal takes nothing: {0}")]
    Journal(#[from] Refused),
    /// A part of it died on the way.
    #[error("recovery died: {0}")]
    Died(String),
}

/// Everything recovered, nothing running yet.
struct Recovery {
    journal: Box<dyn Journal>,
    sources: Arc<Sources>,
    folder: Option<Folder>,
    world: Arc<World>,
    partitions: Vec<Recovered>,
    listened_until: Option<Timestamp>,
}

/// The queues that what runs reads from.
struct Inboxes {
    orders: mpsc::Receiver<Order>,
    judges: Vec<mpsc::Receiver<Task>>,
    kept: queue::Receiver<Kept>,
    answers: queue::UnboundedReceiver<Answer>,
}

pub(super) async fn open(
    stores: Stores,
    options: Options,
    clock: Arc<dyn Clock>,
) -> Result<Line, OpenError> {
    let recovery = recover_stores(stores, options).await?;
    let (orders, orders_in) = mpsc::channel();
    let (judges, judges_in): (Vec<_>, Vec<_>) =
        recovery.partitions.iter().map(|_| mpsc::channel::<Task>()).unzip();
    let (keeper, kept) = queue::channel(KEEPER_QUEUE);
    let posts: Vec<Arc<Post>> = judges.iter().map(|_| Arc::default()).collect();
    let judges_and_posts = judges.iter().cloned().zip(posts.iter().cloned()).collect();
    let wires = Wires::new(orders, judges);
    let simulator = Arc::new(tokio::sync::Mutex::new(recovery.journal.reader()?));
    let room = Arc::new(Room::new(options.queue_fixes));
    let durable = Durable::default();
    let lost = recovery.lost();
    let (answers, answers_in) = queue::unbounded_channel();
    let mut writer = Writer {
        journal: recovery.journal,
        pens: recovery.partitions.iter().map(|found| found.pen).collect(),
        judges: judges_and_posts,
        answers,
        clock: Arc::clone(&clock),
        room: Arc::clone(&room),
        world: Arc::new(World::default()),
        durable: Arc::clone(&durable),
        last: last_time(&recovery.partitions),
        deferred: Vec::new(),
        cuts: Vec::new(),
    };
    let inboxes = Inboxes { orders: orders_in, judges: judges_in, kept, answers: answers_in };
    writer.begin(recovery.listened_until, &lost, &recovery.world)?;
    let mut inner = Inner {
        wires: ArcSwapOption::new(Some(Arc::clone(&wires))),
        work: Mutex::default(),
        keeper,
        room,
        clock,
        world: ArcSwap::new(recovery.world),
        desk: Arc::default(),
        records: Arc::clone(&recovery.sources.records),
        archive: Arc::clone(&recovery.sources.archive),
        simulator,
        as_of: Arc::new(posts.iter().map(|_| AtomicI64::new(0)).collect()),
        live: Arc::new(Hub::new(posts.len())),
        posts,
        durable,
        _folder: recovery.folder,
    };
    let (sources, partitions) = (&recovery.sources, recovery.partitions);
    let work = start(&inner, &wires, sources, partitions, options, inboxes, writer)?;
    inner.work = Mutex::new(work);
    Ok(Line(Arc::new(inner)))
}

/// Reads what is there, partition by partition side by side, and drops unfinished ends.
async fn recover_stores(stores: Stores, options: Options) -> Result<Recovery, OpenError> {
    let Stores { mut journal, records, archive, snapshots, folder } = stores;
    let began = Instant::now();
    let worlds = Arc::new(Worlds::new(Arc::clone(&records)));
    let world = worlds.at(records.revision().await?).await?;
    let closing = Closing { fixes: options.chunk_fixes, age: options.chunk_age };
    let sources = Arc::new(Sources { records, archive, snapshots, worlds, closing });
    let mut reader = journal.reader()?;
    let (extents, listened_until) = (reader.extents()?, reader.listened_until()?);
    let partitions = recover_all(&sources, &*journal, &extents).await?;
    for found in &partitions {
        if let Some(after) = found.torn_after {
            journal.truncate(found.pen.partition, after)?;
        }
    }
    report(&partitions, began);
    Ok(Recovery { journal, sources, folder, world, partitions, listened_until })
}

impl Recovery {
    /// What was acknowledged once and is gone.
    fn lost(&self) -> Vec<(PartitionNo, Offset, Offset)> {
        let lost = |found: &Recovered| {
            let (first, last) = found.lost?;
            Some((found.pen.partition, first, last))
        };
        self.partitions.iter().filter_map(lost).collect()
    }
}

fn last_time(partitions: &[Recovered]) -> Timestamp {
    partitions.iter().map(|found| found.last_time).max().unwrap_or(Timestamp::MIN)
}

/// Starts the threads and tasks of a line.
fn start(
    inner: &Inner,
    wires: &Arc<Wires>,
    sources: &Sources,
    partitions: Vec<Recovered>,
    options: Options,
    inboxes: Inboxes,
    writer: Writer,
) -> Result<Work, StoreError> {
    let back = Back::to(wires);
    let cutter = Arc::new(Cutter::new(back.clone(), wires.partitions()));
    let (shelves, shelves_in) = queue::channel(SHELVES_QUEUE);
    for found in &partitions {
        cutter.snapshots(found.pen.partition, &found.snapshots);
        cutter.archived(found.pen.partition, found.archived);
    }
    let due = SnapshotDue { fixes: options.snapshot_fixes, age: options.snapshot_age };
    let Inboxes { orders, judges, kept, answers } = inboxes;
    let mut work = Work::default();
    for ((found, tasks), post) in partitions.into_iter().zip(judges).zip(&inner.posts) {
        let (hub, partition) = (Arc::clone(&inner.live), found.pen.partition);
        work.tasks.push(tokio::spawn(live::follow(hub, partition, back.clone())));
        let (keeper, shelves) = (inner.keeper.clone(), shelves.clone());
        let (post, room) = (Arc::clone(post), Arc::clone(&inner.room));
        let judge = judge_of(found, keeper, shelves, post, room, due);
        let name = format!("judge-{}", judge.partition.0);
        work.judges.push(spawn(&name, move || judge.run(&tasks))?);
    }
    let keeping = Keeper {
        records: Arc::clone(&inner.records),
        snapshots: Arc::clone(&sources.snapshots),
        back: back.clone(),
        as_of: Arc::clone(&inner.as_of),
        cutter: Arc::clone(&cutter),
        silenced: Vec::new(),
    };
    let shelving = shelver::run(Arc::clone(&inner.archive), cutter, back, shelves_in);
    let raising = keep_high_water(Arc::clone(&inner.records), Arc::downgrade(&inner.durable));
    work.tasks.extend([
        tokio::spawn(keeping.run(kept)),
        tokio::spawn(shelving),
        tokio::spawn(answers::tell(answers)),
        tokio::spawn(raising),
    ]);
    work.writer = Some(spawn("journal", move || writer.run(&orders))?);
    Ok(work)
}

async fn recover_all(
    sources: &Arc<Sources>,
    journal: &dyn Journal,
    extents: &[Extent],
) -> Result<Vec<Recovered>, OpenError> {
    let high: BTreeMap<PartitionNo, Offset> =
        sources.records.high_water().await?.into_iter().collect();
    let mut under_way = Vec::new();
    for extent in extents.iter().copied() {
        let (sources, mut reader) = (Arc::clone(sources), journal.reader()?);
        let high_water = high.get(&extent.partition).copied().unwrap_or_default();
        let handle = Handle::current();
        under_way.push(tokio::task::spawn_blocking(move || {
            handle.block_on(recover(&sources, &mut *reader, extent, high_water))
        }));
    }
    let mut recovered = Vec::new();
    for one in under_way {
        recovered.push(one.await.map_err(|died| OpenError::Died(died.to_string()))??);
    }
    Ok(recovered)
}

fn report(recovered: &[Recovered], began: Instant) {
    let replayed: u64 = recovered.iter().map(|found| found.replayed).sum();
    let took = began.elapsed().as_secs_f64();
    metrics::gauge!("placard_recovery_seconds").set(took);
    tracing::info!(replayed, took_s = took, partitions = recovered.len(), "recovered");
}

fn judge_of(
    found: Recovered,
    keeper: queue::Sender<Kept>,
    shelves: queue::Sender<placard_store::Shelf>,
    post: Arc<Post>,
    room: Arc<Room>,
    due: SnapshotDue,
) -> Judge {
    let partition = found.pen.partition;
    if let Some(why) = found.held {
        post.hold(partition, why);
    }
    Judge {
        partition,
        state: found.state,
        marks: Marks::default(),
        keeper,
        shelves,
        post,
        room,
        due,
        // What was replayed would be replayed again: it counts towards the next snapshot.
        since_snapshot: found.replayed,
        snapshot_at: Instant::now(),
    }
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    let io = |source| StoreError::Io { path: format!("thread {name}"), source };
    std::thread::Builder::new().name(name.to_owned()).spawn(run).map_err(io)
}

async fn keep_high_water(
    records: Arc<dyn Records>,
    durable: std::sync::Weak<Mutex<Vec<(PartitionNo, Offset)>>>,
) {
    loop {
        tokio::time::sleep(HIGH_WATER_EVERY).await;
        let Some(durable) = durable.upgrade() else { return };
        raise_high_water(&*records, &durable).await;
    }
}

pub(super) async fn raise_high_water(records: &dyn Records, durable: &Durable) {
    let marks = durable.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Err(error) = records.raise_high_water(&marks).await {
        tracing::warn!(%error, "high water not raised");
    }
}
