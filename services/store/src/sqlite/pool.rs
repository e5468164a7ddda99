//! Opens the SQLite files that sqlx serves.

use std::path::Path;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
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
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .after_release(|connection, _| Box::pin(is_out_of_transaction(connection)))
            .connect_with(options.clone())
            .await?;
        migrator(steps).run(&write).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.create_if_missing(false))
            .await?;
        Ok(Self { write, read })
    }
}

/// Whether a connection may be used again. On a full disk SQLite rolls back by itself; the rollback
/// of sqlx then fails, and sqlx counts one transaction too many. The next one is a savepoint to it:
/// taken back, it leaves a transaction open that nobody ends, and all that is written later is in
/// it. Such a connection is closed.
async fn is_out_of_transaction(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // A rollback that was only queued is done when this is answered.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use super::super::migrations::ARCHIVE;
    use super::*;

    async fn note(pools: &Pools, sequence: i64, bytes: i64) -> Result<(), sqlx::Error> {
        let mut transaction = pools.write.begin().await?;
        sqlx::query("INSERT INTO note VALUES (0, 0, ?, 0, zeroblob(?))")
            .bind(sequence)
            .bind(bytes)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    #[tokio::test]
    async fn after_a_full_disk_what_is_written_is_committed() {
        let folder = tempfile::tempdir().unwrap();
        let pools = Pools::open(&folder.path().join("archive.db"), ARCHIVE).await.unwrap();
        // No more pages than there are: SQLite itself says that the disk is full.
        sqlx::query("PRAGMA max_page_count = 1").execute(&pools.write).await.unwrap();
        let error = StoreError::from(note(&pools, 1, 100_000).await.unwrap_err());
        assert!(error.is_full(), "{error}");
        // Whatever is taken back after that, for whatever reason, left its transaction open.
        pools.write.begin().await.unwrap().rollback().await.unwrap();
        sqlx::query("PRAGMA max_page_count = 1000000").execute(&pools.write).await.unwrap();
        note(&pools, 2, 100).await.unwrap();
        let count: i64 =
            sqlx::query_scalar("SELECT count(*) FROM note").fetch_one(&pools.read).await.unwrap();
        assert_eq!(count, 1, "a reader sees it");
    }
}
