//! Opening a line: recovery of every partition side by side, then the threads and tasks.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use arc_swap::{ArcSwap, ArcSwapOption};
use placard_domain::Timestamp;
use placard_engine::World;
use placard_store::{Extent, Journal, Offset, PartitionNo, Records, StoreError, Stores};
use tokio::runtime::Handle;
use tokio::sync::mpsc as queue;

use super::{Inner, Line, Options, Refused, Work};
use crate::binder::Closing;
use crate::clock::Clock;
use crate::cutter::Cutter;
use crate::judge::{Judge, Post, SnapshotDue, Task};
use crate::keeper::{KEEPER_QUEUE, Keeper};
use crate::recovery::{Recovered, Sources, recover};
use crate::room::Room;
use crate::shelver::{self, SHELVES_QUEUE};
use crate::wires::{Back, Wires};
use crate::worlds::Worlds;
use crate::writer::{Durable, Writer};

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

pub(super) async fn open(
    stores: Stores,
    options: Options,
    clock: Arc<dyn Clock>,
) -> Result<Line, OpenError> {
    let Stores { mut journal, records, archive, snapshots, folder } = stores;
    let began = Instant::now();
    let worlds = Arc::new(Worlds::new(Arc::clone(&records)));
    let world = worlds.at(records.revision().await?).await?;
    let closing = Closing { fixes: options.chunk_fixes, age: options.chunk_age };
    let sources = Sources {
        records: Arc::clone(&records),
        archive: Arc::clone(&archive),
        snapshots,
        worlds,
        closing,
    };
    let sources = Arc::new(sources);
    let mut reader = journal.reader()?;
    let (extents, listened_until) = (reader.extents()?, reader.listened_until()?);
    let recovered = recover_all(&sources, &*journal, &extents).await?;
    for found in &recovered {
        if let Some(after) = found.torn_after {
            journal.truncate(found.pen.partition, after)?;
        }
    }
    report(&recovered, began);

    let (orders, orders_in) = mpsc::channel();
    let (judges, judges_in): (Vec<_>, Vec<_>) =
        recovered.iter().map(|_| mpsc::channel::<Task>()).unzip();
    let wires = Wires::new(orders, judges.clone());
    let back = Back::to(&wires);
    let partitions = wires.partitions();
    let posts: Vec<Arc<Post>> = recovered.iter().map(|_| Arc::default()).collect();
    let room = Arc::new(Room::new(options.queue_fixes));
    let durable = Durable::default();
    let mut writer = Writer {
        journal,
        pens: recovered.iter().map(|found| found.pen).collect(),
        judges: judges.into_iter().zip(posts.iter().cloned()).collect(),
        clock: Arc::clone(&clock),
        room: Arc::clone(&room),
        world: Arc::new(World::default()),
        durable: Arc::clone(&durable),
        last: recovered.iter().map(|found| found.last_time).max().unwrap_or(Timestamp::MIN),
        deferred: Vec::new(),
        cuts: Vec::new(),
    };
    let lost: Vec<(PartitionNo, Offset, Offset)> = recovered
        .iter()
        .filter_map(|found| found.lost.map(|(first, last)| (found.pen.partition, first, last)))
        .collect();
    writer.begin(listened_until, &lost, &world)?;

    let cutter = Arc::new(Cutter::new(back.clone(), partitions));
    let as_of: Arc<Vec<AtomicI64>> = Arc::new((0..partitions).map(|_| AtomicI64::new(0)).collect());
    let (keeper, kept) = queue::channel(KEEPER_QUEUE);
    let (shelves, shelves_in) = queue::channel(SHELVES_QUEUE);
    for found in &recovered {
        cutter.snapshots(found.pen.partition, &found.snapshots);
        cutter.archived(found.pen.partition, found.archived);
    }
    let due = SnapshotDue { fixes: options.snapshot_fixes, age: options.snapshot_age };
    let mut work = Work::default();
    for ((found, tasks), post) in recovered.into_iter().zip(judges_in).zip(&posts) {
        let (keeper, shelves) = (keeper.clone(), shelves.clone());
        let judge = judge_of(found, keeper, shelves, Arc::clone(post), Arc::clone(&room), due);
        let name = format!("judge-{}", judge.partition.0);
        work.judges.push(spawn(&name, move || judge.run(&tasks))?);
    }
    let keeping = Keeper {
        records: Arc::clone(&records),
        snapshots: Arc::clone(&sources.snapshots),
        back: back.clone(),
        as_of: Arc::clone(&as_of),
        cutter: Arc::clone(&cutter),
        silenced: Vec::new(),
    };
    let shelving = shelver::run(Arc::clone(&archive), cutter, back, shelves_in);
    let raising = keep_high_water(Arc::clone(&records), Arc::downgrade(&durable));
    work.tasks.extend([
        tokio::spawn(keeping.run(kept)),
        tokio::spawn(shelving),
        tokio::spawn(raising),
    ]);
    work.writer = Some(spawn("journal", move || writer.run(&orders_in))?);
    Ok(Line(Arc::new(Inner {
        wires: ArcSwapOption::new(Some(wires)),
        work: Mutex::new(work),
        keeper,
        room,
        clock,
        world: ArcSwap::new(world),
        desk: Arc::default(),
        records,
        archive,
        posts,
        as_of,
        durable,
        _folder: folder,
    })))
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
    keeper: queue::Sender<crate::keeper::Kept>,
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
