//! Stores in memory: no mocks. They pass the conformance suite, and break on purpose by seed.

mod archive;
mod journal;
mod records;
mod snapshots;
mod waybills;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use archive::MemoryArchive;
pub use journal::{Faults, MemoryDisk, MemoryJournal};
pub use records::MemoryRecords;
pub use snapshots::MemorySnapshots;

/// Locks; a thread that panicked while it held the lock left whole values behind, since every
/// change here is one assignment or one insertion.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
