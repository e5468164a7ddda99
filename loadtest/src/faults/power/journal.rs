//! Power cuts under the journal alone: thousands of them in the time that the whole line needs for
//! some.

use std::collections::BTreeMap;
use std::path::Path;

use placard_domain::Timestamp;
use placard_geo::sample::Dice;
use placard_store::sqlite::{JournalOptions, SqliteJournal, SqliteReader};
use placard_store::{ChainHash, Journal, JournalReader, Offset, PartitionNo, Row};

use super::platter::Platter;
use super::{Canary, Outcome, fuse, tear, vfs};
use crate::error::Error;

const PARTITIONS: u16 = 3;
/// A journal is thrown away after so many lives: reading it whole each time would go slower and
/// slower.
const LIVES: u64 = 10;

/// What was acknowledged: every row's hash at its place.
type Acknowledged = BTreeMap<(PartitionNo, Offset), ChainHash>;

/// Cuts the power `cuts` times.
///
/// # Errors
/// Where a journal does not open though the power is on: lost as a whole.
pub fn run(seed: u64, cuts: u64, canary: Canary) -> Result<Outcome, Error> {
    vfs::install()?;
    vfs::trust_sectors(canary == Canary::TrustedSectors);
    let mut dice = Dice::new(seed);
    let mut outcome = Outcome::default();
    while outcome.cuts < cuts && outcome.holds() {
        let folder = tempfile::tempdir()?;
        let mut acknowledged = Acknowledged::new();
        for life in 0..LIVES.min(cuts - outcome.cuts) {
            let here = folder.path().join(life.to_string());
            let next = folder.path().join((life + 1).to_string());
            std::fs::create_dir_all(&here)?;
            let platter = Platter::mount(&here, Some(fuse(&mut dice)));
            let before = acknowledged.len();
            live(&here, canary, &platter, &mut dice, &mut acknowledged);
            outcome.acknowledged += (acknowledged.len() - before) as u64;
            outcome.cuts += 1;
            platter.survivors(&next, tear(&mut dice), &mut dice)?;
            outcome.lost += lost(&next, &acknowledged);
            std::fs::remove_dir_all(&here)?;
        }
    }
    vfs::trust_sectors(false);
    Ok(outcome)
}

/// Writes until the power goes.
fn live(
    folder: &Path,
    canary: Canary,
    platter: &Platter,
    dice: &mut Dice,
    acknowledged: &mut Acknowledged,
) {
    let options = JournalOptions { partitions: PARTITIONS, synchronous: canary.synchronous() };
    let Ok(mut journal) = SqliteJournal::open(&folder.join("journal.db"), options) else { return };
    let Ok(mut reader) = journal.reader() else { return };
    let Ok(extents) = reader.extents() else { return };
    let mut chains = Vec::new();
    for extent in extents {
        let Ok(rows) = reader.read(extent.partition, Offset::ZERO, usize::MAX) else { return };
        let last = rows.last().map_or(ChainHash::GENESIS, |row| row.hash);
        chains.push((Offset { epoch: extent.epoch + 1, sequence: 0 }, last));
    }
    drop(reader);
    for second in 0.. {
        let rows: Vec<Row> =
            (0..1 + dice.below(3)).map(|_| row(&mut chains, second, dice)).collect();
        let places = rows.iter().map(|row| ((row.partition, row.offset), row.hash));
        if canary == Canary::AcknowledgedEarly {
            acknowledged.extend(places.clone());
        }
        if journal.commit(&rows, Timestamp::from_millis(second * 1000)).is_err() {
            return;
        }
        if !platter.is_dark() {
            acknowledged.extend(places);
        }
    }
}

fn row(chains: &mut [(Offset, ChainHash)], second: i64, dice: &mut Dice) -> Row {
    let partition = dice.below(chains.len());
    let (offset, previous) = &mut chains[partition];
    let body = (0..100 + dice.below(6000)).map(|_| dice.roll() as u8).collect();
    let at = Timestamp::from_millis(second * 1000);
    let row = Row::chained(PartitionNo(partition as u16), *offset, at, *previous, body);
    (*offset, *previous) = (offset.next(), row.hash);
    row
}

/// How many acknowledged rows are not there as they were written.
fn lost(folder: &Path, acknowledged: &Acknowledged) -> u64 {
    let found = found(folder).unwrap_or_default();
    let is_lost = |(at, hash): &(_, &ChainHash)| found.get(*at) != Some(*hash);
    acknowledged.iter().filter(is_lost).count() as u64
}

/// Every row that reads as it was written. Only looking: nothing is changed by it but what opening
/// changes.
fn found(folder: &Path) -> Option<Acknowledged> {
    let mut reader = SqliteReader::open(&folder.join("journal.db")).ok()?;
    let mut found = Acknowledged::new();
    for partition in (0..PARTITIONS).map(PartitionNo) {
        let rows = reader.read(partition, Offset::ZERO, usize::MAX).ok()?;
        let intact = rows.iter().filter(|row| row.is_intact());
        found.extend(intact.map(|row| ((partition, row.offset), row.hash)));
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_missing_or_other_counts_as_lost() {
        let folder = tempfile::tempdir().unwrap();
        let options = JournalOptions { partitions: PARTITIONS, synchronous: Default::default() };
        let mut journal = SqliteJournal::open(&folder.path().join("journal.db"), options).unwrap();
        let mut chains = [(Offset { epoch: 1, sequence: 0 }, ChainHash::GENESIS)];
        let row = row(&mut chains, 0, &mut Dice::new(1));
        journal.commit(std::slice::from_ref(&row), Timestamp::default()).unwrap();
        let mut acknowledged = Acknowledged::from([((row.partition, row.offset), row.hash)]);
        assert_eq!(lost(folder.path(), &acknowledged), 0);
        acknowledged.insert((row.partition, row.offset.next()), row.hash);
        assert_eq!(lost(folder.path(), &acknowledged), 1, "one was never written");
        acknowledged.insert((row.partition, row.offset), ChainHash([1; 8]));
        assert_eq!(lost(folder.path(), &acknowledged), 2, "one was written with other bytes");
    }
}
