//! Recovery of a partition: read in one pass, classified, decided by the table, done.

mod scan;
mod table;

use std::sync::Arc;

use placard_domain::{Timestamp, alert::Detection};
use placard_engine::{Engine, SNAPSHOT_FORMAT, World};
use placard_store::journal::Row;
use placard_store::{
    Archive, ChainHash, Entry, Extent, JournalReader, Offset, PartitionNo, Records, Snapshot,
    Snapshots, StoreError,
};

use crate::binder::{Binder, Closing};
use crate::keeper;
use crate::state::{At, State};
use crate::worlds::Worlds;
use crate::writer::Pen;
use scan::{READ_BYTES, Scan, scan};
use table::{ArchiveDoes, ArchiveFound, EngineDoes, Found, JournalFound, SnapshotFound};

/// Rows that a short journal may lack before it is taken for another volume's.
const LOST_MAX: u64 = 100_000;

/// What recovery reads from and writes to.
pub(crate) struct Sources {
    pub(crate) records: Arc<dyn Records>,
    pub(crate) archive: Arc<dyn Archive>,
    pub(crate) snapshots: Arc<dyn Snapshots>,
    pub(crate) worlds: Arc<Worlds>,
    pub(crate) closing: Closing,
}

/// A partition as it stands again.
pub(crate) struct Recovered {
    pub(crate) state: State,
    pub(crate) pen: Pen,
    /// Receive time of its last row.
    pub(crate) last_time: Timestamp,
    /// Why its engine does not run, where it does not.
    pub(crate) held: Option<String>,
    /// Acknowledged once, and gone.
    pub(crate) lost: Option<(Offset, Offset)>,
    /// An unfinished last row is to be dropped: everything after this offset.
    pub(crate) torn_after: Option<Offset>,
    /// The snapshots that are kept, newest first.
    pub(crate) snapshots: Vec<Offset>,
    pub(crate) archived: Offset,
    /// Fixes that were judged again.
    pub(crate) replayed: u64,
}

/// A snapshot that reads.
struct Loaded {
    engine: Engine,
    at: At,
}

/// Recovers one partition. `high_water` is what the records vouch for.
pub(crate) async fn recover(
    sources: &Sources,
    reader: &mut dyn JournalReader,
    extent: Extent,
    high_water: Offset,
) -> Result<Recovered, StoreError> {
    let partition = extent.partition;
    let headers = sources.snapshots.list(partition).await?;
    let offsets: Vec<Offset> = headers.iter().map(|header| header.offset).collect();
    let scan = scan(reader, &extent, &offsets)?;
    let archived = sources.archive.archived(partition).await?;
    let loaded = load_newest(sources, partition, &offsets, &scan).await?;
    let witness = offsets.iter().copied().chain([archived, high_water]).max().unwrap_or_default();
    let journal = journal_found(&scan, witness);
    let found = Found {
        snapshot: snapshot_found(&offsets, loaded.as_ref(), &extent, &scan, journal),
        journal,
        cut: extent.cut > Offset::ZERO,
        archive: archive_found(archived, &extent, &scan),
    };
    debug_assert!(found.is_possible(), "{found:?}");
    tracing::info!(%partition, ?found, whole = %scan.whole, %witness, "recovering");
    let mut recovered = begin(sources, partition, found, loaded, &scan, &extent, archived).await?;
    recovered.snapshots = offsets;
    if journal == JournalFound::Short {
        note_loss(&mut recovered, &scan, witness);
    }
    replay(sources, reader, &mut recovered, &extent).await?;
    Ok(recovered)
}

async fn begin(
    sources: &Sources,
    partition: PartitionNo,
    found: Found,
    loaded: Option<Loaded>,
    scan: &Scan,
    extent: &Extent,
    archived: Offset,
) -> Result<Recovered, StoreError> {
    let had = sources.archive.shelved_beyond(partition, archived).await?;
    let from = match found.archive() {
        ArchiveDoes::GoOn | ArchiveDoes::Keep => archived,
        ArchiveDoes::GoOnAfterCut => {
            tracing::error!(%partition, %archived, cut = %extent.cut, "the archive has a hole");
            extent.cut
        }
    };
    let binder = Binder::new(partition, sources.closing, from, had);
    let nothing =
        At { offset: Offset::ZERO, hash: ChainHash::GENESIS, receive_time: Timestamp::MIN };
    let (engine, judged, held) = match (found.engine(), loaded) {
        (EngineDoes::Resume | EngineDoes::ResumeBeyond, Some(Loaded { engine, at })) => {
            (engine, at, None)
        }
        (EngineDoes::Begin | EngineDoes::ReplayAll, _) => (Engine::default(), nothing, None),
        (EngineDoes::Hold, _) | (_, None) => (
            Engine::default(),
            nothing,
            Some(format!("{found:?}: journal whole to {}", scan.whole)),
        ),
    };
    let mut state = State::new(engine, judged, binder);
    if held.is_some() {
        state.hold();
    }
    let torn_after = (found.journal == JournalFound::Torn).then_some(scan.whole);
    let (end, hash) = match torn_after {
        Some(whole) => (whole, scan.whole_hash),
        None => (scan.last, scan.last_hash),
    };
    Ok(Recovered {
        state,
        pen: Pen::at(partition, end, hash),
        last_time: scan.last_time,
        held,
        lost: None,
        torn_after,
        snapshots: Vec::new(),
        archived,
        replayed: 0,
    })
}

/// The newest snapshot that reads, fits this binary, and stands on the chain where the chain is
/// there to tell.
async fn load_newest(
    sources: &Sources,
    partition: PartitionNo,
    offsets: &[Offset],
    scan: &Scan,
) -> Result<Option<Loaded>, StoreError> {
    for offset in offsets {
        let Some(snapshot) = sources.snapshots.load(partition, *offset).await? else {
            tracing::error!(%partition, %offset, "snapshot does not read");
            continue;
        };
        let on_chain = scan.hashes.get(offset).is_none_or(|hash| *hash == snapshot.header.hash);
        if !on_chain || snapshot.header.format != SNAPSHOT_FORMAT {
            tracing::error!(%partition, %offset, on_chain, "snapshot does not fit");
            continue;
        }
        if let Some(loaded) = restore(sources, snapshot).await? {
            return Ok(Some(loaded));
        }
    }
    Ok(None)
}

async fn restore(sources: &Sources, snapshot: Snapshot) -> Result<Option<Loaded>, StoreError> {
    let header = &snapshot.header;
    let at = At { offset: header.offset, hash: header.hash, receive_time: header.receive_time };
    let newest = sources.records.revision().await?;
    // The world is built between two looks at the bytes: the first only asks for the revision.
    let mut wanted = None;
    let probe = Engine::restore(&snapshot.body, |revision| {
        wanted = Some(revision);
        Err::<Arc<World>, ()>(())
    });
    let (Ok(_), Some(revision)) = (probe, wanted) else {
        tracing::error!(partition = %header.partition, offset = %at.offset, "snapshot is garbled");
        return Ok(None);
    };
    if revision > newest {
        tracing::error!(%revision, %newest, "the records are older than the snapshot");
        return Ok(None);
    }
    let world = sources.worlds.at(revision).await?;
    match Engine::restore(&snapshot.body, |_| Ok::<_, ()>(world)) {
        Ok(Ok(engine)) => Ok(Some(Loaded { engine, at })),
        _ => Ok(None),
    }
}

fn journal_found(scan: &Scan, witness: Offset) -> JournalFound {
    match scan.damage {
        Some(_) if scan.goes_on || scan.whole < witness => JournalFound::Hurt,
        Some(_) => JournalFound::Torn,
        None if scan.last == Offset::ZERO && witness == Offset::ZERO => JournalFound::New,
        None if scan.whole < witness => JournalFound::Short,
        None => JournalFound::Whole,
    }
}

fn snapshot_found(
    offsets: &[Offset],
    loaded: Option<&Loaded>,
    extent: &Extent,
    scan: &Scan,
    journal: JournalFound,
) -> SnapshotFound {
    let Some(loaded) = loaded else {
        return if offsets.is_empty() { SnapshotFound::None } else { SnapshotFound::Bad };
    };
    let offset = loaded.at.offset;
    let beyond_damage = scan.damage.is_some_and(|damage| offset >= damage);
    if offset < extent.cut {
        SnapshotFound::Old
    } else if journal == JournalFound::Hurt && beyond_damage
        || journal == JournalFound::Short && offset > scan.whole
    {
        SnapshotFound::Ahead
    } else {
        SnapshotFound::Good
    }
}

fn archive_found(archived: Offset, extent: &Extent, scan: &Scan) -> ArchiveFound {
    if archived < extent.cut {
        ArchiveFound::Hole
    } else if archived > scan.whole && archived > Offset::ZERO {
        ArchiveFound::Ahead
    } else {
        ArchiveFound::In
    }
}

/// The journal ends before something that vouches for more: its promise was broken by the disk, or
/// it is another volume's.
fn note_loss(recovered: &mut Recovered, scan: &Scan, witness: Offset) {
    let (partition, whole) = (recovered.pen.partition, scan.whole);
    tracing::error!(%partition, %whole, %witness, "acknowledged entries are lost: promise broken");
    recovered.lost = Some((whole.next(), witness));
    // The next epoch must be higher than any that was ever used.
    let end = Offset { epoch: witness.epoch.max(whole.epoch), ..recovered.pen.offset };
    recovered.pen = Pen::at(partition, end, scan.last_hash);
    let same_epoch = witness.epoch == whole.epoch;
    if !same_epoch || witness.sequence - whole.sequence > LOST_MAX {
        let why = format!("the journal ends at {whole}, {witness} was durable: the wrong volume?");
        recovered.state.hold();
        recovered.held = Some(why);
    }
}

/// Replays what engine and binder have not had, good rows only, and writes what the engine says.
async fn replay(
    sources: &Sources,
    reader: &mut dyn JournalReader,
    recovered: &mut Recovered,
    extent: &Extent,
) -> Result<(), StoreError> {
    let partition = extent.partition;
    let engine_from = recovered.state.judged.offset;
    let mut after = engine_from.min(recovered.state.binder.at()).max(extent.cut);
    let mut out = Vec::new();
    loop {
        let rows = reader.read(partition, after, READ_BYTES)?;
        let Some(last) = rows.last() else { break };
        after = last.offset;
        for row in rows {
            let is_torn = recovered.torn_after.is_some_and(|whole| row.offset > whole);
            if !is_torn && row.is_intact() {
                recovered.replayed += replay_row(sources, recovered, row, &mut out).await?;
            }
        }
        write(sources, recovered, &mut out).await;
    }
    Ok(())
}

async fn replay_row(
    sources: &Sources,
    recovered: &mut Recovered,
    row: Row,
    out: &mut Vec<Detection>,
) -> Result<u64, StoreError> {
    let entry = Entry::decode(&row.body).map_err(|error| {
        StoreError::Damaged(format!("entry {} of {}: {error}", row.offset, row.partition))
    })?;
    let world = match &entry {
        Entry::World { revision } => Some(sources.worlds.at(*revision).await?),
        _ => None,
    };
    let at = At { offset: row.offset, hash: row.hash, receive_time: row.receive_time };
    let is_judged = at.offset > recovered.state.judged.offset;
    let fixes = recovered.state.take(at, entry, world, out);
    Ok(if is_judged { fixes } else { 0 })
}

async fn write(sources: &Sources, recovered: &mut Recovered, out: &mut Vec<Detection>) {
    let said = std::mem::take(out);
    if let Err(why) = keeper::upsert(&*sources.records, &said).await {
        recovered.state.hold();
        recovered.held.get_or_insert(why.to_string());
    }
}
