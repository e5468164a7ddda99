//! A simulation: a past window judged twice, as the rules stood and with other settings.
//!
//! Both runs have the same fixes, worlds and notes, and begin [`WARM_UP`] before the window with
//! nothing known: what differs between them, the settings made. Nothing of it is written. It rests
//! as long as it works, so that on two cores the line keeps more than one and a half.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use placard_domain::alert::Detection;
use placard_domain::rule::RuleSetting;
use placard_domain::{AcceptedFix, AlertId, Millis, Revision, Timestamp, VehicleNo};
use placard_engine::World;
use placard_engine::world::{Item, ItemVersion};
use placard_store::{Archive, Entry, Offset, PartitionNo, StoreError};

use super::{Noted, Notes, Sources, judge, notes_of, read_journal, with_worlds};
use crate::worlds::Worlds;

/// What is judged before the window begins, so that stops and episodes that reach into it are
/// known.
pub const WARM_UP: Millis = Millis::from_hours(24);
/// Device times may be this far ahead of the receive time.
const AHEAD: Millis = Millis::from_secs(300);

/// What is tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Alerts that began at this instant or later …
    pub from: Timestamp,
    /// … and before this one.
    pub to: Timestamp,
    /// Settings, each in place of what its jurisdiction has had of its rule all along.
    pub settings: Vec<RuleSetting>,
    /// Of these vehicles; none: of all.
    pub vehicles: Vec<VehicleNo>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Simulated {
    /// What was flagged as the rules stood.
    pub as_was: BTreeMap<AlertId, Detection>,
    /// What would have been flagged.
    pub as_tried: BTreeMap<AlertId, Detection>,
    /// Fixes judged.
    pub fixes: u64,
    /// Vehicles they were of.
    pub vehicles: u64,
}

/// Judges the window twice. `None` once `stop` is set.
///
/// # Errors
/// Where a store does not read.
pub async fn simulate(
    sources: Sources<'_>,
    trial: &Trial,
    stop: &AtomicBool,
) -> Result<Option<Simulated>, StoreError> {
    let Sources { records, archive, reader } = sources;
    let worlds = Worlds::new(records);
    let start = trial.from - WARM_UP;
    let mut found = Simulated::default();
    for extent in reader.extents()? {
        let partition = extent.partition;
        let (journal_notes, mut unshelved) = read_journal(reader, partition, extent.cut)?;
        let notes = notes_of(&*archive, partition, journal_notes).await?;
        let notes = with_worlds(&worlds, within(notes, start, trial.to)).await?;
        let tried = with_settings(&notes, &trial.settings);
        for vehicle in vehicles(&*archive, partition, trial, unshelved.keys().copied()).await? {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let began = Instant::now();
            let rest = unshelved.remove(&vehicle).unwrap_or_default();
            let track = track(&*archive, vehicle, rest, start, trial.to).await?;
            if track.is_empty() {
                continue;
            }
            found.fixes += track.len() as u64;
            found.vehicles += 1;
            judge(&track, &notes, Some(trial.to), &mut found.as_was);
            judge(&track, &tried, Some(trial.to), &mut found.as_tried);
            tokio::time::sleep(began.elapsed()).await;
        }
    }
    for said in [&mut found.as_was, &mut found.as_tried] {
        said.retain(|_, d| trial.from <= d.opened_at && d.opened_at < trial.to);
    }
    Ok(Some(found))
}

async fn vehicles(
    archive: &dyn Archive,
    partition: PartitionNo,
    trial: &Trial,
    unshelved: impl Iterator<Item = VehicleNo>,
) -> Result<Vec<VehicleNo>, StoreError> {
    let mut numbers = archive.vehicles(partition).await?;
    numbers.extend(unshelved);
    numbers.sort_unstable();
    numbers.dedup();
    numbers.retain(|no| trial.vehicles.is_empty() || trial.vehicles.contains(no));
    Ok(numbers)
}

/// The notes up to `to`; of the worlds before `start`, the last.
fn within(notes: Notes, start: Timestamp, to: Timestamp) -> Notes {
    let is_world = |entry: &Entry| matches!(entry, Entry::World { .. });
    let before = |time: &Timestamp| *time <= start;
    let last_before = notes
        .iter()
        .filter(|(_, (time, entry))| before(time) && is_world(entry))
        .map(|(offset, _)| *offset)
        .next_back();
    let wanted = |offset: &Offset, time: &Timestamp, entry: &Entry| {
        let overtaken = is_world(entry) && before(time) && Some(*offset) != last_before;
        *time <= to && !overtaken
    };
    notes.into_iter().filter(|(offset, (time, entry))| wanted(offset, time, entry)).collect()
}

/// The same notes, with worlds in which the settings have held all along.
fn with_settings(notes: &[Noted], settings: &[RuleSetting]) -> Vec<Noted> {
    let mut made: BTreeMap<Revision, Arc<World>> = BTreeMap::new();
    let mut tried = |world: &Arc<World>| {
        let revision = world.revision();
        let make = || {
            let version = |setting: &RuleSetting| ItemVersion {
                revision,
                valid_from: Timestamp::MIN,
                committed_at: Timestamp::MIN,
                item: Item::RuleSetting(setting.clone()),
            };
            Arc::new(world.with(revision, settings.iter().map(version).collect()))
        };
        Arc::clone(made.entry(revision).or_insert_with(make))
    };
    let note = |note: &Noted| Noted {
        receive_time: note.receive_time,
        entry: note.entry.clone(),
        world: note.world.as_ref().map(&mut tried),
    };
    notes.iter().map(note).collect()
}

/// What was received of a vehicle from `start` to `to`, in the order of acceptance.
async fn track(
    archive: &dyn Archive,
    vehicle: VehicleNo,
    rest: Vec<(Offset, AcceptedFix)>,
    start: Timestamp,
    to: Timestamp,
) -> Result<Vec<AcceptedFix>, StoreError> {
    let chunks = archive.chunks(vehicle, start, to + AHEAD, None).await?;
    let archived = chunks.iter().map(|chunk| chunk.last).max().unwrap_or_default();
    let mut track = Vec::new();
    for chunk in &chunks {
        track.extend(chunk.fixes()?);
    }
    track.extend(rest.into_iter().filter(|(offset, _)| *offset > archived).map(|(_, fix)| fix));
    track.retain(|fix| start <= fix.receive_time && fix.receive_time <= to);
    Ok(track)
}
