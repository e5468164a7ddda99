//! The binder: gathers each vehicle's fixes into chunks for the archive.
//!
//! A vehicle's open chunk lives in memory and is made again from the journal at recovery, so the
//! journal keeps what stands in open chunks. A chunk closes when it is full or old, or when all
//! that is open together grows too large: the oldest goes first.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use ahash::AHashMap;
use placard_domain::{AcceptedFix, Fix, Millis, Revision, Timestamp, VehicleNo};
use placard_store::archive::{Chunk, Note, Shelf};
use placard_store::{Entry, Offset, PartitionNo};

/// Fixes in open chunks of one partition at most: some 60 MB.
const OPEN_MAX: usize = 500_000;

/// When a chunk closes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Closing {
    pub(crate) fixes: usize,
    pub(crate) age: Duration,
}

/// A partition's open chunks.
#[derive(Debug)]
pub(crate) struct Binder {
    partition: PartitionNo,
    closing: Closing,
    /// The last entry taken, and when it came.
    at: Offset,
    at_time: Timestamp,
    open: AHashMap<VehicleNo, Open>,
    /// Open chunks by the entry before their first.
    by_age: BTreeSet<(Offset, VehicleNo)>,
    open_fixes: usize,
    /// Closed, not yet handed over.
    closed: Vec<Chunk>,
    notes: Vec<Note>,
    /// Handed over, not yet known to be durable.
    on_the_way: VecDeque<Vec<Chunk>>,
    /// What the archive already has beyond the offset up to which it has everything.
    had: AHashMap<VehicleNo, Offset>,
}

#[derive(Debug)]
struct Open {
    before: Offset,
    first: Offset,
    last: Offset,
    since: Timestamp,
    fixes: Vec<(Offset, AcceptedFix)>,
}

impl Binder {
    /// Goes on after `archived`; `had` is what the archive has beyond it.
    pub(crate) fn new(
        partition: PartitionNo,
        closing: Closing,
        archived: Offset,
        had: impl IntoIterator<Item = (VehicleNo, Offset)>,
    ) -> Self {
        Self {
            partition,
            closing,
            at: archived,
            at_time: Timestamp::MIN,
            open: AHashMap::new(),
            by_age: BTreeSet::new(),
            open_fixes: 0,
            closed: Vec::new(),
            notes: Vec::new(),
            on_the_way: VecDeque::new(),
            had: had.into_iter().collect(),
        }
    }

    /// The last entry taken.
    pub(crate) fn at(&self) -> Offset {
        self.at
    }

    /// Takes the fixes of an entry.
    pub(crate) fn fixes(
        &mut self,
        offset: Offset,
        receive_time: Timestamp,
        revision: Revision,
        fixes: Vec<Fix>,
    ) {
        let mut full = Vec::new();
        for fix in fixes {
            let vehicle = fix.vehicle;
            if self.had.get(&vehicle).is_some_and(|had| offset <= *had) {
                continue;
            }
            let before = self.at;
            let open = self.open.entry(vehicle).or_insert_with(|| {
                self.by_age.insert((before, vehicle));
                Open { before, first: offset, last: offset, since: receive_time, fixes: vec![] }
            });
            open.last = offset;
            open.fixes.push((offset, AcceptedFix { fix, receive_time, revision }));
            self.open_fixes += 1;
            if open.fixes.len() == self.closing.fixes {
                full.push(vehicle);
            }
        }
        self.step(offset, receive_time);
        // A chunk always ends with an entry: it is closed once the entry is whole in it.
        full.into_iter().for_each(|vehicle| self.close(vehicle));
        while self.open_fixes > OPEN_MAX
            && let Some((_, oldest)) = self.by_age.first().copied()
        {
            self.close(oldest);
        }
    }

    /// Takes an entry that is not fixes.
    pub(crate) fn note(&mut self, offset: Offset, receive_time: Timestamp, entry: Entry) {
        self.notes.push(Note { partition: self.partition, offset, receive_time, entry });
        self.step(offset, receive_time);
    }

    fn step(&mut self, offset: Offset, receive_time: Timestamp) {
        (self.at, self.at_time) = (offset, receive_time);
    }

    /// Closes what has become old.
    pub(crate) fn close_old(&mut self, now: Timestamp) {
        let age = i64::try_from(self.closing.age.as_millis()).unwrap_or(i64::MAX);
        let horizon = now - Millis(age);
        while let Some((_, oldest)) = self.by_age.first().copied()
            && self.open.get(&oldest).is_some_and(|open| open.since <= horizon)
        {
            self.close(oldest);
        }
    }

    fn close(&mut self, vehicle: VehicleNo) {
        let Some(open) = self.open.remove(&vehicle) else { return };
        self.by_age.remove(&(open.before, vehicle));
        self.open_fixes -= open.fixes.len();
        let fixes: Vec<AcceptedFix> = open.fixes.into_iter().map(|(_, fix)| fix).collect();
        self.closed.push(Chunk::of(vehicle, self.partition, open.first, open.last, &fixes));
    }

    /// What is to go to the archive now, if anything is.
    pub(crate) fn shelf(&mut self) -> Option<Shelf> {
        if self.closed.is_empty() && self.notes.is_empty() {
            return None;
        }
        let chunks = std::mem::take(&mut self.closed);
        self.on_the_way.push_back(chunks.clone());
        let archived = self.by_age.first().map_or(self.at, |(before, _)| *before);
        Some(Shelf {
            partition: self.partition,
            archived,
            at: self.at_time,
            chunks,
            notes: std::mem::take(&mut self.notes),
        })
    }

    /// The oldest shelf that was on its way is durable.
    pub(crate) fn shelved(&mut self) {
        self.on_the_way.pop_front();
    }

    /// A vehicle's fixes that the archive may not have yet, in order of acceptance, each with the
    /// last entry of the chunk it is or may be in.
    pub(crate) fn unshelved(&self, vehicle: VehicleNo) -> Vec<(Offset, AcceptedFix)> {
        let waiting = self.on_the_way.iter().flatten().chain(&self.closed);
        let waiting = waiting.filter(|chunk| chunk.vehicle == vehicle);
        let mut found = Vec::new();
        for chunk in waiting {
            // Encoded a moment ago by this process: it reads.
            let fixes = chunk.fixes().unwrap_or_default();
            found.extend(fixes.into_iter().map(|fix| (chunk.last, fix)));
        }
        let open = self.open.get(&vehicle);
        found.extend(open.into_iter().flat_map(|open| open.fixes.iter().cloned()));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn binder(fixes: usize) -> Binder {
        Binder::new(PartitionNo(0), Closing { fixes, age: HOUR }, Offset::ZERO, [])
    }

    fn at(sequence: u64) -> Offset {
        Offset { epoch: 1, sequence }
    }

    fn add(binder: &mut Binder, sequence: u64, vehicles: &[u32]) {
        let time = Timestamp::from_millis(1_764_000_000_000 + sequence as i64 * 1000);
        let fixes = vehicles.iter().map(|no| Fix::bare(VehicleNo(*no), time)).collect();
        binder.fixes(at(sequence), time, Revision(1), fixes);
    }

    #[test]
    fn a_chunk_ends_with_an_entry_and_the_archive_lags_behind_the_oldest_open_one() {
        let mut binder = binder(3);
        add(&mut binder, 1, &[7]);
        add(&mut binder, 2, &[8]);
        assert!(binder.shelf().is_none(), "nothing is closed yet");
        add(&mut binder, 3, &[7, 7, 7]);
        let shelf = binder.shelf().unwrap();
        assert_eq!(shelf.chunks.len(), 1);
        assert_eq!((shelf.chunks[0].count, shelf.chunks[0].last), (4, at(3)));
        assert_eq!(shelf.archived, at(1), "vehicle 8 has been open since the entry after");
    }

    #[test]
    fn an_old_chunk_closes_and_then_everything_is_archived() {
        let mut binder = binder(100);
        add(&mut binder, 1, &[7]);
        add(&mut binder, 2, &[8]);
        binder.close_old(Timestamp::from_millis(1_764_000_001_000 + 3_600_000));
        let shelf = binder.shelf().unwrap();
        assert_eq!((shelf.chunks.len(), shelf.archived), (1, at(1)));
        binder.close_old(Timestamp::from_millis(1_764_000_002_000 + 3_600_000));
        assert_eq!(binder.shelf().unwrap().archived, at(2));
    }

    #[test]
    fn what_the_archive_had_is_not_bound_again() {
        let had = [(VehicleNo(7), at(2))];
        let closing = Closing { fixes: 100, age: HOUR };
        let mut binder = Binder::new(PartitionNo(0), closing, Offset::ZERO, had);
        for sequence in 1..=3 {
            add(&mut binder, sequence, &[7]);
        }
        assert_eq!(binder.unshelved(VehicleNo(7)).len(), 1);
    }

    #[test]
    fn a_fix_is_found_until_its_shelf_is_durable() {
        let mut binder = binder(2);
        add(&mut binder, 1, &[7]);
        add(&mut binder, 2, &[7]);
        add(&mut binder, 3, &[7]);
        assert_eq!(binder.unshelved(VehicleNo(7)).len(), 3);
        let _ = binder.shelf();
        assert_eq!(binder.unshelved(VehicleNo(7)).len(), 3);
        binder.shelved();
        assert_eq!(binder.unshelved(VehicleNo(7)).len(), 1);
    }
}
