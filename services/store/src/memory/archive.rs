//! The archive in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;
use placard_domain::{Timestamp, VehicleNo};

use super::lock;
use crate::archive::{Archive, BoundingBox, Chunk, Note, Shelf};
use crate::journal::{Offset, PartitionNo, StoreError};

/// Chunks and notes, in order.
#[derive(Debug, Default)]
pub struct MemoryArchive(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    chunks: BTreeMap<(VehicleNo, Offset), Chunk>,
    notes: BTreeMap<(PartitionNo, Offset), Note>,
    archived: BTreeMap<PartitionNo, Offset>,
}

#[async_trait]
impl Archive for MemoryArchive {
    async fn shelve(&self, shelf: &Shelf) -> Result<(), StoreError> {
        let mut state = lock(&self.0);
        for chunk in &shelf.chunks {
            state.chunks.entry((chunk.vehicle, chunk.first)).or_insert_with(|| chunk.clone());
        }
        for note in &shelf.notes {
            state.notes.entry((note.partition, note.offset)).or_insert_with(|| note.clone());
        }
        let archived = state.archived.entry(shelf.partition).or_default();
        *archived = shelf.archived.max(*archived);
        Ok(())
    }

    async fn archived(&self, partition: PartitionNo) -> Result<Offset, StoreError> {
        Ok(lock(&self.0).archived.get(&partition).copied().unwrap_or_default())
    }

    async fn shelved_beyond(
        &self,
        partition: PartitionNo,
        after: Offset,
    ) -> Result<Vec<(VehicleNo, Offset)>, StoreError> {
        let state = lock(&self.0);
        let of_partition = state.chunks.values().filter(|chunk| chunk.partition == partition);
        let beyond = of_partition.filter(|chunk| chunk.last > after);
        let mut found: Vec<_> = beyond.map(|chunk| (chunk.vehicle, chunk.last)).collect();
        found.sort_by_key(|(_, last)| *last);
        Ok(found)
    }

    async fn chunks(
        &self,
        vehicle: VehicleNo,
        from: Timestamp,
        to: Timestamp,
        within: Option<BoundingBox>,
    ) -> Result<Vec<Chunk>, StoreError> {
        let state = lock(&self.0);
        let here = |chunk: &&Chunk| {
            within.is_none_or(|within| chunk.bounds.is_some_and(|bounds| bounds.meets(&within)))
        };
        let then = |chunk: &&Chunk| chunk.end >= from && chunk.start < to;
        let of_vehicle = state.chunks.iter().filter(|((v, _), _)| *v == vehicle);
        Ok(of_vehicle.map(|(_, chunk)| chunk).filter(then).filter(here).cloned().collect())
    }

    async fn vehicles(&self, partition: PartitionNo) -> Result<Vec<VehicleNo>, StoreError> {
        let state = lock(&self.0);
        let mut found: Vec<_> = state
            .chunks
            .values()
            .filter(|chunk| chunk.partition == partition)
            .map(|chunk| chunk.vehicle)
            .collect();
        found.dedup();
        Ok(found)
    }

    async fn notes(&self, partition: PartitionNo) -> Result<Vec<Note>, StoreError> {
        let state = lock(&self.0);
        Ok(state.notes.values().filter(|note| note.partition == partition).cloned().collect())
    }

    async fn forget(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut state = lock(&self.0);
        let count = state.chunks.len();
        state.chunks.retain(|_, chunk| chunk.end >= before);
        Ok((count - state.chunks.len()) as u64)
    }
}
