//! Snapshots of a partition's engine state, from which recovery replays.

use async_trait::async_trait;
use placard_domain::Timestamp;

use crate::journal::{ChainHash, Offset, PartitionNo, StoreError};

/// A partition's state after the entry at `offset`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Where it stands, and which build wrote it.
    pub header: SnapshotHeader,
    /// The state, as the partition encodes it.
    pub body: Vec<u8>,
}

/// Where a snapshot stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotHeader {
    /// Whose state.
    pub partition: PartitionNo,
    /// Every entry up to here is in it.
    pub offset: Offset,
    /// The chain's hash at `offset`.
    pub hash: ChainHash,
    /// Receive time of the entry at `offset`.
    pub receive_time: Timestamp,
    /// Version of the body's format.
    pub format: u16,
    /// Version of the binary that wrote it.
    pub build: String,
}

/// How many snapshots of a partition are kept. The journal may be cut only below the oldest, so
/// that a damaged newest one costs a longer replay and nothing else.
pub const KEPT: usize = 2;

/// A snapshot store.
#[async_trait]
pub trait Snapshots: Send + Sync {
    /// Keeps a snapshot, durable on return, and drops all but the newest [`KEPT`] of the partition.
    async fn save(&self, snapshot: &Snapshot) -> Result<(), StoreError>;

    /// What is kept of a partition, newest first.
    async fn list(&self, partition: PartitionNo) -> Result<Vec<SnapshotHeader>, StoreError>;

    /// One snapshot; `None` where it is not there or does not read as it was written.
    async fn load(
        &self,
        partition: PartitionNo,
        offset: Offset,
    ) -> Result<Option<Snapshot>, StoreError>;
}

impl Snapshot {
    /// Guards header and body; stored beside them.
    #[must_use]
    pub fn checksum(&self) -> [u8; 32] {
        let head = &self.header;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&head.partition.0.to_le_bytes());
        hasher.update(&head.offset.epoch.to_le_bytes());
        hasher.update(&head.offset.sequence.to_le_bytes());
        hasher.update(&head.hash.0);
        hasher.update(&head.receive_time.millis().to_le_bytes());
        hasher.update(&head.format.to_le_bytes());
        hasher.update(&self.body);
        let mut out = [0; 32];
        hasher.finalize_xof().fill(&mut out);
        out
    }
}
