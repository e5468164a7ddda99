//! The journal: what orders everything that the engine sees.
//!
//! A partition's journal is a chain of [`Row`]s. Each row holds one [`Entry`](entry::Entry) in its
//! body, the hash of the row before it and its own, so that damage is found where it is and a lost
//! tail is told from an empty one. The traits say what a store must guarantee; the chain itself is
//! made and checked here, alike for every store.

pub mod chain;
pub mod entry;

use std::fmt;

use placard_domain::Timestamp;

pub use chain::{ChainHash, Damage, Walk};
pub use entry::{Entry, EntryError};

/// A partition: 0 to one less than the number the data folder was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartitionNo(pub u16);

impl fmt::Display for PartitionNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{:02}", self.0)
    }
}

/// A place in a partition's journal: epoch first, then sequence. An owner that starts anew takes a
/// higher epoch, so an offset is never used twice, not even after a lost tail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset {
    /// Which owner wrote it.
    pub epoch: u32,
    /// Its place in that owner's writing, from 0 (the seal).
    pub sequence: u64,
}

impl Offset {
    /// Before everything: no entry stands here.
    pub const ZERO: Self = Self { epoch: 0, sequence: 0 };

    /// The place after this one, same epoch.
    #[must_use]
    pub const fn next(self) -> Self {
        Self { epoch: self.epoch, sequence: self.sequence + 1 }
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.epoch, self.sequence)
    }
}

/// One row of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whose journal.
    pub partition: PartitionNo,
    /// Where in it.
    pub offset: Offset,
    /// When the writer stamped it.
    pub receive_time: Timestamp,
    /// Hash of the row before; [`ChainHash::GENESIS`] for the first.
    pub previous: ChainHash,
    /// Hash of this row, `previous` included.
    pub hash: ChainHash,
    /// An encoded [`Entry`].
    pub body: Vec<u8>,
}

/// What a store knows of one partition's journal without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The partition.
    pub partition: PartitionNo,
    /// Everything up to here was cut; [`Offset::ZERO`]: nothing was.
    pub cut: Offset,
    /// Hash of the row at `cut`.
    pub cut_hash: ChainHash,
    /// The last row that is there; equals `cut` where none is.
    pub last: Offset,
    /// The highest epoch that a seal took.
    pub epoch: u32,
}

/// A journal store. One writer owns it; readers open it for themselves.
pub trait Journal: Send {
    /// Writes rows of any partitions and `listened_until`, all or none, **durable on return**.
    ///
    /// # Errors
    /// [`CommitError::Full`]: there was no room, nothing was written, the same call may be tried
    /// again. [`CommitError::Unknown`]: whether it was written is not known; this writer must write
    /// nothing more (`guarantees.md` P13).
    fn commit(&mut self, rows: &[Row], listened_until: Timestamp) -> Result<(), CommitError>;

    /// Drops up to `most` rows of a partition, oldest first, none beyond `up_to`. Returns how many.
    ///
    /// # Errors
    /// The store's own; nothing of it is half done.
    fn cut(
        &mut self,
        partition: PartitionNo,
        up_to: Offset,
        most: usize,
    ) -> Result<usize, StoreError>;

    /// Drops every row of a partition after `after`: what recovery found to be the unfinished end
    /// of a write that nobody was told of.
    ///
    /// # Errors
    /// The store's own; nothing of it is half done.
    fn truncate(&mut self, partition: PartitionNo, after: Offset) -> Result<(), StoreError>;

    /// Opens the journal for reading beside the writer.
    ///
    /// # Errors
    /// The store's own.
    fn reader(&self) -> Result<Box<dyn JournalReader>, StoreError>;
}

/// Reads a journal.
pub trait JournalReader: Send {
    /// What is there, one extent for each partition.
    ///
    /// # Errors
    /// The store's own.
    fn extents(&mut self) -> Result<Vec<Extent>, StoreError>;

    /// The last instant that a commit vouched for as listened to.
    ///
    /// # Errors
    /// The store's own.
    fn listened_until(&mut self) -> Result<Option<Timestamp>, StoreError>;

    /// Rows of a partition after `after`, in order, at least one where there is one, about
    /// `bytes` of them at most. Not verified: see [`Walk`].
    ///
    /// # Errors
    /// The store's own.
    fn read(
        &mut self,
        partition: PartitionNo,
        after: Offset,
        bytes: usize,
    ) -> Result<Vec<Row>, StoreError>;
}

/// Why a commit was not made.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// No room. Nothing was written; try again when there is.
    #[error("the disk is full")]
    Full,
    /// Whether it was written is not known.
    #[error("a commit failed and its outcome is not known")]
    Unknown(#[source] StoreError),
}

/// A store's own trouble: for the log, never for a client.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite, through rusqlite.
    #[error("sqlite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// SQL, through sqlx.
    #[error("sql: {0}")]
    Sql(#[from] sqlx::Error),
    /// Migrations.
    #[error("migration: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// Files.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: String,
        /// What.
        source: std::io::Error,
    },
    /// What was read is not what was written.
    #[error("damaged: {0}")]
    Damaged(String),
    /// The data folder does not fit this binary or these settings.
    #[error("{0}")]
    Unfit(String),
}
