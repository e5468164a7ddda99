//! Snapshots in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;

use super::lock;
use crate::journal::{Offset, PartitionNo, StoreError};
use crate::snapshots::{KEPT, Snapshot, SnapshotHeader, Snapshots};

/// The newest snapshots of each partition.
#[derive(Debug, Default)]
pub struct MemorySnapshots(Mutex<BTreeMap<PartitionNo, BTreeMap<Offset, Snapshot>>>);

#[async_trait]
impl Snapshots for MemorySnapshots {
    async fn save(&self, snapshot: &Snapshot) -> Result<(), StoreError> {
        let mut all = lock(&self.0);
        let kept = all.entry(snapshot.header.partition).or_default();
        kept.insert(snapshot.header.offset, snapshot.clone());
        while kept.len() > KEPT {
            kept.pop_first();
        }
        Ok(())
    }

    async fn list(&self, partition: PartitionNo) -> Result<Vec<SnapshotHeader>, StoreError> {
        let all = lock(&self.0);
        let kept = all.get(&partition).into_iter().flatten().rev();
        Ok(kept.map(|(_, snapshot)| snapshot.header.clone()).collect())
    }

    async fn load(
        &self,
        partition: PartitionNo,
        offset: Offset,
    ) -> Result<Option<Snapshot>, StoreError> {
        Ok(lock(&self.0).get(&partition).and_then(|kept| kept.get(&offset)).cloned())
    }
}
