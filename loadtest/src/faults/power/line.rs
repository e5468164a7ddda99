//! Power cuts under the whole line: journal, records, archive and snapshots on one disk that
//! forgets.
//!
//! A life: the line opens on what the cut before has left, recovers, and takes fixes of the city in
//! small batches until the power goes, which it may also do while it recovers. What was not
//! acknowledged is sent again in the next life. Between two lives the line is opened with steady
//! power and looked at: every acknowledged fix is there, once. After the last the alerts in the
//! records are held against a replay, byte for byte.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use placard_domain::{Fix, Timestamp, VehicleNo};
use placard_geo::sample::Dice;
use placard_partition::{Line, Options, Pending, Refused, SteadyClock};
use placard_store::open::StoreUrl;
use placard_store::sqlite::JournalOptions;

use super::platter::Platter;
use super::{Canary, Outcome, fuse, tear, vfs};
use crate::city::City;
use crate::error::Error;
use crate::{founding, history, progress};

const PARTITIONS: u16 = 4;
const VEHICLES: u32 = 8;
const REPORTS: usize = 400;
/// Lives of one data folder: looking at everything each time would go slower and slower.
const LIVES: u64 = 10;
/// Chunks, snapshots and cuts come often, so that the power goes in the middle of them.
const EAGER: Options = Options {
    queue_fixes: 4096,
    chunk_fixes: 16,
    chunk_age: Duration::from_secs(60),
    snapshot_fixes: 60,
    snapshot_age: Duration::from_secs(3600),
};

/// Cuts the power `cuts` times.
///
/// # Errors
/// Where a line does not open though the power is steady, or a replay gives other alerts.
pub fn run(seed: u64, cuts: u64, canary: Canary) -> Result<Outcome, Error> {
    vfs::install()?;
    let bar = progress::bar("power cuts", cuts);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut dice = Dice::new(seed);
    let mut outcome = Outcome::default();
    while outcome.cuts < cuts && outcome.holds() {
        let folder = tempfile::tempdir()?;
        let lives = LIVES.min(cuts - outcome.cuts);
        let seed = seed + outcome.cuts;
        runtime.block_on(folder_of_lives(
            folder.path(),
            lives,
            seed,
            canary,
            &mut dice,
            &mut outcome,
        ))?;
        bar.set_position(outcome.cuts);
    }
    bar.finish_and_clear();
    Ok(outcome)
}

/// What the fleet has sent, and what of it was acknowledged.
struct Fleet {
    waiting: VecDeque<Fix>,
    acknowledged: Vec<Fix>,
}

async fn folder_of_lives(
    folder: &Path,
    lives: u64,
    seed: u64,
    canary: Canary,
    dice: &mut Dice,
    outcome: &mut Outcome,
) -> Result<(), Error> {
    let city = City::new(seed, 4, REPORTS);
    let mut fleet = Fleet { waiting: sent(&city), acknowledged: Vec::new() };
    let mut here = folder.join("0");
    let mut platter = Platter::mount(&here, None);
    let line = open(&here, canary).await?;
    founding::found(&line, &city, VEHICLES).await?;
    drop(line);
    for life in 1..=lives {
        let before = fleet.acknowledged.len();
        platter.arm(fuse(dice));
        live(&here, canary, &platter, dice, &mut fleet).await;
        outcome.acknowledged += (fleet.acknowledged.len() - before) as u64;
        outcome.cuts += 1;
        let next = folder.join(life.to_string());
        platter.survivors(&next, tear(dice), dice)?;
        (here, platter) = (next.clone(), Platter::mount(&next, None));
        let line = open(&here, Canary::None).await?;
        look(&line, &fleet.acknowledged, outcome).await?;
        if life == lives && outcome.holds() {
            line.drain().await;
            drop(line);
            agree(&here).await?;
        }
        if !outcome.holds() {
            break;
        }
    }
    // Whatever still runs over this disk has no power any more.
    platter.survivors(&folder.join("end"), super::Tear::Nothing, dice)?;
    Ok(())
}

/// Everything that the fleet sends, vehicle by vehicle in turn, duplicates and late batches among
/// it.
fn sent(city: &City) -> VecDeque<Fix> {
    let began = Timestamp::from_millis(1_793_491_200_000);
    let mut queues: Vec<VecDeque<Fix>> = (1..=VEHICLES)
        .map(|no| {
            let deliveries = city.deliveries(no, began, REPORTS, &Default::default());
            deliveries.into_iter().flat_map(|delivery| delivery.fixes).collect()
        })
        .collect();
    let mut all = VecDeque::new();
    while queues.iter().any(|queue| !queue.is_empty()) {
        all.extend(queues.iter_mut().filter_map(VecDeque::pop_front));
    }
    all
}

async fn open(folder: &Path, canary: Canary) -> Result<Line, Error> {
    let options = JournalOptions { partitions: PARTITIONS, synchronous: canary.synchronous() };
    let stores = placard_store::open(&StoreUrl::Sqlite(folder.to_owned()), options).await?;
    Ok(Line::open(stores, EAGER, Arc::new(SteadyClock::default())).await?)
}

/// Sends until the power goes, a few batches on the way at once.
async fn live(
    folder: &Path,
    canary: Canary,
    platter: &Platter,
    dice: &mut Dice,
    fleet: &mut Fleet,
) {
    let Ok(line) = open(folder, canary).await else { return };
    let mut on_the_way = VecDeque::new();
    let mut unanswered = Vec::new();
    while !platter.is_dark() && !fleet.waiting.is_empty() && unanswered.is_empty() {
        while on_the_way.len() < 4 && !fleet.waiting.is_empty() {
            let count = (1 + dice.below(12)).min(fleet.waiting.len());
            let batch: Vec<Fix> = fleet.waiting.drain(..count).collect();
            let pending = line.submit(batch.clone()).await;
            on_the_way.push_back((batch, pending));
        }
        if let Some(first) = on_the_way.pop_front() {
            answer(first, canary, &mut fleet.acknowledged, &mut unanswered).await;
        }
    }
    for sent in on_the_way {
        answer(sent, canary, &mut fleet.acknowledged, &mut unanswered).await;
    }
    // Not acknowledged: sent again, in the same order, before anything else.
    unanswered.into_iter().rev().for_each(|fix| fleet.waiting.push_front(fix));
}

async fn answer(
    (batch, pending): (Vec<Fix>, Result<Pending, Refused>),
    canary: Canary,
    acknowledged: &mut Vec<Fix>,
    unanswered: &mut Vec<Fix>,
) {
    let durable = match pending {
        Ok(_) if canary == Canary::AcknowledgedEarly => true,
        Ok(pending) => pending.durable().await.is_ok(),
        Err(_) => false,
    };
    if durable { acknowledged.extend(batch) } else { unanswered.extend(batch) }
}

/// Holds what was acknowledged against the tracks.
async fn look(line: &Line, acknowledged: &[Fix], outcome: &mut Outcome) -> Result<(), Error> {
    let mut wanted: BTreeMap<VehicleNo, Vec<&Fix>> = BTreeMap::new();
    for fix in acknowledged {
        wanted.entry(fix.vehicle).or_default().push(fix);
    }
    for (vehicle, wanted) in wanted {
        let track = line.track(vehicle, Timestamp::MIN, Timestamp::MAX, None).await?;
        let mut times: BTreeMap<Timestamp, u64> = BTreeMap::new();
        for known in &track {
            *times.entry(known.fix.device_time).or_default() += 1;
        }
        outcome.doubled += times.values().filter(|times| **times > 1).count() as u64;
        let is_lost = |fix: &&&Fix| !track.iter().any(|known| known.fix.is_repeat_of(fix));
        outcome.lost += wanted.iter().filter(is_lost).count() as u64;
    }
    Ok(())
}

/// The alerts of the records are those of a replay.
async fn agree(folder: &Path) -> Result<(), Error> {
    let (live, replayed) = (history::listed(folder).await?, history::replayed(folder).await?);
    match history::first_difference(&live, &replayed) {
        None => Ok(()),
        Some(difference) => Err(format!("after power cuts: {difference}").into()),
    }
}
