//! Which store a URL means: the list of stores.

use std::path::PathBuf;
use std::sync::Arc;

use crate::archive::Archive;
use crate::journal::{Journal, StoreError};
use crate::memory::{MemoryArchive, MemoryJournal, MemoryRecords, MemorySnapshots};
use crate::records::Records;
use crate::snapshots::Snapshots;
use crate::sqlite::{
    Folder, FolderError, JournalOptions, SqliteArchive, SqliteJournal, SqliteRecords,
    SqliteSnapshots,
};

/// Everything that one process keeps.
pub struct Stores {
    /// What orders everything.
    pub journal: Box<dyn Journal>,
    /// What people keep.
    pub records: Arc<dyn Records>,
    /// Tracks.
    pub archive: Arc<dyn Archive>,
    /// Engine states.
    pub snapshots: Arc<dyn Snapshots>,
    /// The lock on the data folder, where there is one.
    pub folder: Option<Folder>,
}

impl std::fmt::Debug for Stores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stores").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// Where to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreUrl {
    /// `sqlite:FOLDER`: the embedded default.
    Sqlite(PathBuf),
    /// `memory:`: nothing outlives the process.
    Memory,
}

impl std::str::FromStr for StoreUrl {
    type Err = StoreError;
    fn from_str(url: &str) -> Result<Self, StoreError> {
        match url.split_once(':') {
            Some(("sqlite", folder)) if !folder.is_empty() => Ok(Self::Sqlite(folder.into())),
            Some(("memory", "")) => Ok(Self::Memory),
            _ => Err(StoreError::Unfit(format!("{url:?} is no store: sqlite:FOLDER or memory:"))),
        }
    }
}

/// Opens the stores of a URL, or makes them.
///
/// # Errors
/// Where the folder is held by another process, or does not fit this binary.
pub async fn open(url: &StoreUrl, options: JournalOptions) -> Result<Stores, FolderError> {
    match url {
        StoreUrl::Sqlite(path) => open_sqlite(path, options).await,
        StoreUrl::Memory => Ok(Stores {
            journal: Box::new(MemoryJournal::new(options.partitions)),
            records: Arc::new(MemoryRecords::default()),
            archive: Arc::new(MemoryArchive::default()),
            snapshots: Arc::new(MemorySnapshots::default()),
            folder: None,
        }),
    }
}

async fn open_sqlite(
    path: &std::path::Path,
    options: JournalOptions,
) -> Result<Stores, FolderError> {
    let folder = Folder::take(path)?;
    Ok(Stores {
        journal: Box::new(SqliteJournal::open(&folder.journal(), options)?),
        records: Arc::new(SqliteRecords::open(&folder.records()).await?),
        archive: Arc::new(SqliteArchive::open(&folder.archive()).await?),
        snapshots: Arc::new(SqliteSnapshots::open(&folder.snapshots()).await?),
        folder: Some(folder),
    })
}
