//! The embedded stores: four SQLite files in one data folder that belongs to one process.
//!
//! What each setting promises, and how it was tried, is in `docs/reliability.md`. The journal has a
//! connection and a thread of its own through rusqlite (a quarter faster than sqlx there); records,
//! archive and snapshots share the code that PostgreSQL will use, through sqlx.

mod archive;
mod folder;
mod journal;
mod migrations;
mod pool;
mod records;
mod snapshots;

pub use archive::SqliteArchive;
pub use folder::{Folder, FolderError};
pub use journal::{JournalOptions, SqliteJournal, SqliteReader, Synchronous};
pub use records::SqliteRecords;
pub use snapshots::SqliteSnapshots;

/// The least SQLite that is let near a data folder: 3.7.0 to 3.51.2 can lose committed pages when a
/// checkpoint meets a writer (the WAL-reset bug, fixed in 3.51.3).
const LEAST_VERSION: i32 = 3_051_003;

/// The version of SQLite that is linked in.
#[must_use]
pub fn version() -> &'static str {
    rusqlite::version()
}

/// Fails where the SQLite linked in is too old.
///
/// # Errors
/// With what it may lose.
pub fn check_version() -> Result<(), crate::journal::StoreError> {
    if rusqlite::version_number() >= LEAST_VERSION {
        return Ok(());
    }
    let found = rusqlite::version();
    let why = format!("SQLite {found} can lose committed pages: 3.51.3 or later is needed");
    Err(crate::journal::StoreError::Unfit(why))
}

impl crate::journal::StoreError {
    /// Whether there was no room on the disk.
    #[must_use]
    pub fn is_full(&self) -> bool {
        // SQLITE_FULL, by either way to SQLite.
        match self {
            Self::Sqlite(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            Self::Sql(sqlx::Error::Database(error)) => error.code().as_deref() == Some("13"),
            Self::Io { source, .. } => source.kind() == std::io::ErrorKind::StorageFull,
            _ => false,
        }
    }
}

/// A path as it stands in a `file:` URI.
pub(crate) fn uri_path(path: &std::path::Path) -> String {
    let plain = |c: &u8| c.is_ascii_alphanumeric() || b"/._-".contains(c);
    path.as_os_str()
        .as_encoded_bytes()
        .iter()
        .map(|c| if plain(c) { char::from(*c).to_string() } else { format!("%{c:02X}") })
        .collect()
}
