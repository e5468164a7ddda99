//! A replay: everything that was ever accepted, judged again, vehicle by vehicle.
//!
//! What the engine says of a vehicle hangs on that vehicle's fixes, their receive times, and what
//! the journal noted beside them. So a replay reads tracks from the archive, and from the journal
//! only what is not there yet, and needs no more memory than one vehicle's track and one engine's
//! state. That it gives the alerts of the live run, byte for byte, is tested.

pub mod simulate;

use std::collections::BTreeMap;
use std::sync::Arc;

use placard_domain::alert::Detection;
use placard_domain::{AcceptedFix, AlertId, Fix, Timestamp, VehicleNo};
use placard_engine::{Engine, World};
use placard_store::{Archive, Entry, JournalReader, Offset, PartitionNo, Records, StoreError};

use crate::worlds::Worlds;

/// Bytes of journal read at once.
const READ_BYTES: usize = 4 << 20;

/// What a replay reads.
pub struct Sources<'a> {
    /// For the worlds.
    pub records: Arc<dyn Records>,
    /// For the tracks.
    pub archive: Arc<dyn Archive>,
    /// For what is not in the archive yet.
    pub reader: &'a mut dyn JournalReader,
}

impl std::fmt::Debug for Sources<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sources").finish_non_exhaustive()
    }
}

/// What a replay found.
#[derive(Debug)]
pub struct Replayed {
    /// Each alert as it was last said, in order of id.
    pub detections: Vec<Detection>,
    /// Fixes judged.
    pub fixes: u64,
    /// Vehicles they were of.
    pub vehicles: u64,
}

/// Something of a partition's history that is not a fix.
struct Noted {
    receive_time: Timestamp,
    entry: Entry,
    world: Option<Arc<World>>,
}

/// What a partition noted, by where it stands, and when.
type Notes = BTreeMap<Offset, (Timestamp, Entry)>;

/// What a partition's journal has of each vehicle.
type Unshelved = BTreeMap<VehicleNo, Vec<(Offset, AcceptedFix)>>;

/// Judges everything again. `progress` is told how many of how many vehicles are done in a
/// partition.
///
/// # Errors
/// Where a store does not read.
pub async fn replay(
    sources: Sources<'_>,
    mut progress: impl FnMut(PartitionNo, usize, usize),
) -> Result<Replayed, StoreError> {
    let Sources { records, archive, reader } = sources;
    let worlds = Worlds::new(records);
    let until = reader.listened_until()?;
    let mut said: BTreeMap<AlertId, Detection> = BTreeMap::new();
    let (mut fixes, mut vehicles) = (0, 0);
    for extent in reader.extents()? {
        let partition = extent.partition;
        let (journal_notes, mut unshelved) = read_journal(reader, partition, extent.cut)?;
        let notes = notes_of(&*archive, partition, journal_notes).await?;
        let notes = with_worlds(&worlds, notes).await?;
        let mut numbers = archive.vehicles(partition).await?;
        numbers.extend(unshelved.keys().copied());
        numbers.sort_unstable();
        numbers.dedup();
        let total = numbers.len();
        for (done, vehicle) in numbers.into_iter().enumerate() {
            let rest = unshelved.remove(&vehicle).unwrap_or_default();
            let track = whole_track(&*archive, vehicle, rest).await?;
            fixes += track.len() as u64;
            judge(&track, &notes, until, &mut said);
            progress(partition, done + 1, total);
        }
        vehicles += total as u64;
    }
    Ok(Replayed { detections: said.into_values().collect(), fixes, vehicles })
}

fn read_journal(
    reader: &mut dyn JournalReader,
    partition: PartitionNo,
    cut: Offset,
) -> Result<(Notes, Unshelved), StoreError> {
    let (mut notes, mut unshelved) = (Notes::new(), Unshelved::new());
    let mut after = cut;
    loop {
        let rows = reader.read(partition, after, READ_BYTES)?;
        let Some(last) = rows.last() else { return Ok((notes, unshelved)) };
        after = last.offset;
        for row in rows.into_iter().filter(|row| row.is_intact()) {
            let (offset, receive_time) = (row.offset, row.receive_time);
            let entry = Entry::decode(&row.body)
                .map_err(|error| StoreError::Damaged(format!("entry {offset}: {error}")))?;
            let Entry::Fixes { revision, fixes } = entry else {
                notes.insert(offset, (receive_time, entry));
                continue;
            };
            for fix in fixes {
                let accepted = AcceptedFix { fix, receive_time, revision };
                unshelved.entry(accepted.fix.vehicle).or_default().push((offset, accepted));
            }
        }
    }
}

/// All that a partition noted: what the journal still has, and what the archive keeps.
async fn notes_of(
    archive: &dyn Archive,
    partition: PartitionNo,
    mut notes: Notes,
) -> Result<Notes, StoreError> {
    for note in archive.notes(partition).await? {
        notes.insert(note.offset, (note.receive_time, note.entry));
    }
    Ok(notes)
}

async fn with_worlds(worlds: &Worlds, notes: Notes) -> Result<Vec<Noted>, StoreError> {
    let mut all = Vec::with_capacity(notes.len());
    for (receive_time, entry) in notes.into_values() {
        let world = match &entry {
            Entry::World { revision } => Some(worlds.at(*revision).await?),
            _ => None,
        };
        all.push(Noted { receive_time, entry, world });
    }
    Ok(all)
}

async fn whole_track(
    archive: &dyn Archive,
    vehicle: VehicleNo,
    rest: Vec<(Offset, AcceptedFix)>,
) -> Result<Vec<AcceptedFix>, StoreError> {
    let chunks = archive.chunks(vehicle, Timestamp::MIN, Timestamp::MAX, None).await?;
    let archived = chunks.iter().map(|chunk| chunk.last).max().unwrap_or_default();
    let mut track = Vec::new();
    for chunk in &chunks {
        track.extend(chunk.fixes()?);
    }
    track.extend(rest.into_iter().filter(|(offset, _)| *offset > archived).map(|(_, fix)| fix));
    Ok(track)
}

/// Judges one vehicle's track among the partition's notes. Notes stand alone in their millisecond:
/// time alone tells what came first.
fn judge(
    track: &[AcceptedFix],
    notes: &[Noted],
    until: Option<Timestamp>,
    said: &mut BTreeMap<AlertId, Detection>,
) {
    let mut engine = Engine::default();
    let mut out = Vec::new();
    let mut notes = notes.iter().peekable();
    for together in track.chunk_by(|a, b| a.receive_time == b.receive_time) {
        let receive_time = together[0].receive_time;
        while let Some(note) = notes.next_if(|note| note.receive_time <= receive_time) {
            take_note(&mut engine, note, &mut out);
        }
        let fixes: Vec<Fix> = together.iter().map(|accepted| accepted.fix.clone()).collect();
        engine.fixes(receive_time, &fixes, &mut out);
        keep(&mut out, said);
    }
    notes.for_each(|note| take_note(&mut engine, note, &mut out));
    if let Some(until) = until {
        engine.listened(until, &mut out);
    }
    keep(&mut out, said);
}

fn take_note(engine: &mut Engine, note: &Noted, out: &mut Vec<Detection>) {
    crate::state::judge(engine, note.receive_time, &note.entry, note.world.clone(), out);
}

/// Keeps what was said last of each alert.
fn keep(out: &mut Vec<Detection>, said: &mut BTreeMap<AlertId, Detection>) {
    for detection in out.drain(..) {
        let older = said.get(&detection.id).is_none_or(|old| old.revision <= detection.revision);
        if older {
            said.insert(detection.id, detection);
        }
    }
}
