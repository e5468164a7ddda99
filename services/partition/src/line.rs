//! The line: the one handle by which everything else reaches the partitions.

use std::sync::Arc;
use std::time::Duration;

use placard_domain::{AcceptedFix, Fix, Timestamp, VehicleNo};
use placard_engine::{VehicleView, World};
use placard_store::archive::BoundingBox;
use placard_store::records::{Change, CommitRefused, Committed, Trace};
use placard_store::{Records, StoreError, Stores};

use crate::clock::Clock;

/// How a line is run. Every bound is in fixes or in time, and documented with its setting.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Partitions; fixed when the data folder is made.
    pub partitions: u16,
    /// Fixes that may be on the way at once, from the gateway to judged; senders wait for room.
    pub queue_fixes: u32,
    /// A chunk of the archive closes with this many fixes.
    pub chunk_fixes: usize,
    /// … or when its first fix is this old.
    pub chunk_age: Duration,
    /// A snapshot is taken after this many fixes …
    pub snapshot_fixes: u64,
    /// … or this long, whichever comes first.
    pub snapshot_age: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            partitions: 4,
            queue_fixes: 65_536,
            chunk_fixes: 256,
            chunk_age: Duration::from_secs(3600),
            // The engine replays well over 100,000 fixes a second: some five seconds.
            snapshot_fixes: 500_000,
            snapshot_age: Duration::from_secs(3600),
        }
    }
}

/// Why a line was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store's own.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why fixes were not taken. None of the batch was, and none is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No room on the disk; the same batch may be sent again.
    #[error("the disk is full: nothing is taken until there is room")]
    DiskFull,
    /// Draining, or the writer has failed.
    #[error("not taking fixes: {0}")]
    Unavailable(&'static str),
}

/// The line. Cheap to clone.
#[derive(Clone)]
pub struct Line(Arc<()>);

/// Fixes on their way: resolves when they are durable.
#[derive(Debug)]
pub struct Pending(());

impl Pending {
    /// Waits until the fixes are durable.
    ///
    /// # Errors
    /// [`Refused`] where they are not, none of them.
    pub async fn durable(self) -> Result<(), Refused> {
        unimplemented!()
    }
}

impl Line {
    /// Opens the line over its stores: takes every partition's next epoch, recovers, and goes on.
    ///
    /// # Errors
    /// Where a store does not read.
    pub async fn open(
        _stores: Stores,
        _options: Options,
        _clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        unimplemented!()
    }

    /// The world in force.
    #[must_use]
    pub fn world(&self) -> Arc<World> {
        unimplemented!()
    }

    /// The receive clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        unimplemented!()
    }

    /// Queues fixes, waiting for room first: a caller that waits here reads no further from its
    /// socket. At most [`Options::queue_fixes`] at once.
    ///
    /// # Errors
    /// [`Refused`] where nothing is taken just now.
    pub async fn submit(&self, _fixes: Vec<Fix>) -> Result<Pending, Refused> {
        unimplemented!()
    }

    /// Queues fixes and waits until they are durable.
    ///
    /// # Errors
    /// As [`Self::submit`].
    pub async fn accept(&self, fixes: Vec<Fix>) -> Result<(), Refused> {
        self.submit(fixes).await?.durable().await
    }

    /// The records, to read, and to write what is not part of the world.
    #[must_use]
    pub fn records(&self) -> &Arc<dyn Records> {
        unimplemented!()
    }

    /// Waits for the one desk at which the world is changed: what is read while it is held is
    /// still so when its change is committed.
    pub async fn desk(&self) -> Desk<'_> {
        unimplemented!()
    }

    /// What the engine knows of a vehicle; `None` where it has not been heard of.
    ///
    /// # Errors
    /// Where its partition is held or gone.
    pub async fn view(&self, _vehicle: VehicleNo) -> Result<Option<VehicleView>, Refused> {
        unimplemented!()
    }

    /// A vehicle's fixes with `from <= device time < to`, and in `within` where given, in order of
    /// acceptance, each once however often it was sent.
    ///
    /// # Errors
    /// Where the archive does not read.
    pub async fn track(
        &self,
        _vehicle: VehicleNo,
        _from: Timestamp,
        _to: Timestamp,
        _within: Option<BoundingBox>,
    ) -> Result<Vec<AcceptedFix>, StoreError> {
        unimplemented!()
    }

    /// How it stands.
    #[must_use]
    pub fn health(&self) -> Health {
        unimplemented!()
    }

    /// Takes nothing more, finishes what was taken, saves a snapshot of every partition, and
    /// writes that they were released in good order.
    pub async fn drain(&self) {
        unimplemented!()
    }
}

/// The right to change the world, held by one at a time.
pub struct Desk<'a>(&'a Line);

impl Desk<'_> {
    /// The world as it is while the desk is held.
    #[must_use]
    pub fn world(&self) -> Arc<World> {
        self.0.world()
    }

    /// The records.
    #[must_use]
    pub fn records(&self) -> &Arc<dyn Records> {
        self.0.records()
    }

    /// Commits changes with their trace, builds the next world, and returns when every partition
    /// has noted it.
    ///
    /// # Errors
    /// [`CommitRefused`] where the records say no: nothing changed.
    pub async fn commit(
        &mut self,
        _changes: &[Change],
        _trace: &Trace,
    ) -> Result<Committed, CommitRefused> {
        unimplemented!()
    }
}

/// How the line stands: what `/readyz` and each answer's `as_of` are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// The disk has no room: nothing is taken.
    pub disk_full: bool,
    /// The writer has failed, or the line is draining: nothing is taken any more.
    pub closed: bool,
    /// The machine's clock is followed.
    pub clock_steady: bool,
    /// Each partition.
    pub partitions: Vec<PartitionHealth>,
}

/// How a partition stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionHealth {
    /// Why its engine does not run, where it does not: fixes are journalled all the same.
    pub held: Option<String>,
    /// Receive time up to which everything has been judged and its alerts written.
    pub as_of: Timestamp,
    /// Fixes on the way from journalled to judged.
    pub lag_fixes: u64,
}
