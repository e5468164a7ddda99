//! The memory of Placard: journal, records, archive and snapshots.
//!
//! **Holds** the storage traits in the words of the domain, the formats of what is written, and one
//! folder for each store: [`sqlite`] (the embedded default) and [`memory`] (which passes the same
//! suite, and breaks on purpose by seed).
//! **May know** `placard-domain`. It decides nothing: who may, what is judged, when to cut.
//!
//! Invariants:
//! - a write that returns is durable, or its trait says otherwise;
//! - writing the same thing twice changes nothing: shelves, detections and high water go forward
//!   only;
//! - old formats stay readable: `tests/formats/` keeps one file of each version for ever;
//! - one suite, `tests/conformance.rs`, runs over every store.
//!
//! Start reading at [`journal`].

#![allow(clippy::disallowed_methods, reason = "a store does I/O and has threads")]

pub mod archive;
pub mod journal;
pub mod memory;
pub mod open;
pub mod records;
pub mod snapshots;
pub mod sqlite;

#[cfg(test)]
mod sample;

pub use archive::{Archive, BoundingBox, Chunk, Note, Shelf};
pub use journal::{
    ChainHash, CommitError, Entry, Extent, Journal, JournalReader, Offset, PartitionNo, Row,
    StoreError,
};
pub use open::{Stores, open};
pub use records::Records;
pub use snapshots::{Snapshot, SnapshotHeader, Snapshots};
