//! Opens the SQLite files that sqlx serves.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::migrations::{Step, migrator};
use crate::journal::StoreError;

/// Readers beside the one writer that SQLite has; more only wait for the two cores.
const READERS: u32 = 4;

/// A file with one connection that writes and some that read: a writer never waits for a
/// transaction of another connection, and readers never wait at all.
#[derive(Debug)]
pub(super) struct Pools {
    /// The one that writes.
    pub(super) write: SqlitePool,
    /// Those that read.
    pub(super) read: SqlitePool,
}

impl Pools {
    /// Opens the file at `path`, or makes it, and brings it up to date.
    pub(super) async fn open(path: &Path, steps: &[Step]) -> Result<Self, StoreError> {
        super::check_version()?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5));
        let write =
            SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        migrator(steps).run(&write).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.create_if_missing(false))
            .await?;
        Ok(Self { write, read })
    }
}
