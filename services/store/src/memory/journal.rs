//! The journal in memory, on a disk that can fail.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use placard_domain::Timestamp;

use super::lock;
use crate::journal::{
    ChainHash, CommitError, Extent, Journal, JournalReader, Offset, PartitionNo, Row, StoreError,
};

/// What outlives a [`MemoryJournal`]: clone it to open the journal again after a "crash".
#[derive(Clone, Debug, Default)]
pub struct MemoryDisk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    partitions: u16,
    rows: BTreeMap<(PartitionNo, Offset), Row>,
    cuts: BTreeMap<PartitionNo, (Offset, ChainHash)>,
    listened_until: Option<Timestamp>,
    faults: Faults,
}

/// How the disk fails, by seed: the same seed fails the same commits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// Where the failures begin.
    pub seed: u64,
    /// One commit in so many finds the disk full; 0: none.
    pub full_one_in: u64,
    /// One commit in so many fails, though it was written; 0: none.
    pub written_but_failed_one_in: u64,
    /// One commit in so many fails and leaves its last row torn; 0: none.
    pub torn_one_in: u64,
}

impl Faults {
    /// Marsaglia's xorshift64: enough to choose victims with, and needs no crate.
    fn next(&mut self) -> u64 {
        let mut x = self.seed | 1;
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.seed = x;
        x >> 8
    }

    fn strikes(&mut self, one_in: u64) -> bool {
        one_in > 0 && self.next().is_multiple_of(one_in)
    }
}

impl MemoryDisk {
    /// Fails from here on as `faults` say.
    pub fn set_faults(&self, faults: Faults) {
        lock(&self.0).faults = faults;
    }

    /// Flips one bit of a row that is there: bit rot.
    pub fn flip_a_bit(&self, partition: PartitionNo, offset: Offset) {
        if let Some(byte) =
            lock(&self.0).rows.get_mut(&(partition, offset)).and_then(|row| row.body.first_mut())
        {
            *byte ^= 1;
        }
    }

    /// Forgets the rows of a partition after `last`: a lost tail.
    pub fn lose_tail(&self, partition: PartitionNo, last: Offset) {
        lock(&self.0).rows.retain(|(p, offset), _| *p != partition || *offset <= last);
    }
}

/// A journal on a [`MemoryDisk`].
#[derive(Debug)]
pub struct MemoryJournal(MemoryDisk);

impl MemoryJournal {
    /// On a new disk.
    #[must_use]
    pub fn new(partitions: u16) -> Self {
        Self::on(MemoryDisk::default(), partitions)
    }

    /// On a disk, which remembers how many partitions it was made with.
    #[must_use]
    pub fn on(disk: MemoryDisk, partitions: u16) -> Self {
        {
            let mut state = lock(&disk.0);
            if state.partitions == 0 {
                state.partitions = partitions;
            }
        }
        Self(disk)
    }
}

impl Journal for MemoryJournal {
    fn commit(&mut self, rows: &[Row], listened_until: Timestamp) -> Result<(), CommitError> {
        let mut state = lock(&self.0.0);
        let Faults { full_one_in, written_but_failed_one_in, torn_one_in, .. } = state.faults;
        if state.faults.strikes(full_one_in) {
            return Err(CommitError::Full);
        }
        let unknown = |why: &str| CommitError::Unknown(StoreError::Damaged(why.to_owned()));
        if rows.iter().any(|row| state.rows.contains_key(&(row.partition, row.offset))) {
            return Err(unknown("an offset was used twice"));
        }
        let torn = state.faults.strikes(torn_one_in);
        for (i, row) in rows.iter().enumerate() {
            let mut row = row.clone();
            if torn && i + 1 == rows.len() {
                let half = row.body.len() / 2;
                row.body.truncate(half);
            }
            state.rows.insert((row.partition, row.offset), row);
        }
        if torn {
            return Err(unknown("a fault by seed"));
        }
        state.listened_until = Some(listened_until);
        if state.faults.strikes(written_but_failed_one_in) {
            return Err(unknown("a fault by seed"));
        }
        Ok(())
    }

    fn cut(
        &mut self,
        partition: PartitionNo,
        up_to: Offset,
        most: usize,
    ) -> Result<usize, StoreError> {
        let mut state = lock(&self.0.0);
        let range = (partition, Offset::ZERO)..=(partition, up_to);
        let doomed: Vec<_> = state.rows.range(range).take(most).map(|(key, _)| *key).collect();
        for key in &doomed {
            if let Some(row) = state.rows.remove(key) {
                state.cuts.insert(partition, (row.offset, row.hash));
            }
        }
        Ok(doomed.len())
    }

    fn truncate(&mut self, partition: PartitionNo, after: Offset) -> Result<(), StoreError> {
        lock(&self.0.0).rows.retain(|(p, offset), _| *p != partition || *offset <= after);
        Ok(())
    }

    fn reader(&self) -> Result<Box<dyn JournalReader>, StoreError> {
        Ok(Box::new(MemoryReader(self.0.clone())))
    }
}

#[derive(Debug)]
struct MemoryReader(MemoryDisk);

impl JournalReader for MemoryReader {
    fn extents(&mut self) -> Result<Vec<Extent>, StoreError> {
        let state = lock(&self.0.0);
        let extent = |p| {
            let partition = PartitionNo(p);
            let genesis = (Offset::ZERO, ChainHash::GENESIS);
            let (cut, cut_hash) = state.cuts.get(&partition).copied().unwrap_or(genesis);
            let all = (partition, Offset::ZERO)
                ..=(partition, Offset { epoch: u32::MAX, sequence: u64::MAX });
            let last = state.rows.range(all).next_back().map_or(cut, |((_, offset), _)| *offset);
            Extent { partition, cut, cut_hash, last, epoch: last.epoch }
        };
        Ok((0..state.partitions).map(extent).collect())
    }

    fn listened_until(&mut self) -> Result<Option<Timestamp>, StoreError> {
        Ok(lock(&self.0.0).listened_until)
    }

    fn read(
        &mut self,
        partition: PartitionNo,
        after: Offset,
        bytes: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let state = lock(&self.0.0);
        let from = (partition, after);
        let to = (partition, Offset { epoch: u32::MAX, sequence: u64::MAX });
        let mut size = 0;
        let rows = state.rows.range(from..=to).filter(|((_, offset), _)| *offset > after);
        Ok(rows
            .take_while(|(_, row)| {
                let room = size < bytes;
                size += row.body.len() + size_of::<Row>();
                room
            })
            .map(|(_, row)| row.clone())
            .collect())
    }
}
