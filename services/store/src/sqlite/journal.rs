//! The journal in SQLite: WAL, `synchronous=FULL`, `psow=0`, one commit for all partitions.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use placard_domain::Timestamp;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, params};

use super::migrations::JOURNAL;
use crate::journal::{
    ChainHash, CommitError, Extent, Journal, JournalReader, Offset, PartitionNo, Row, StoreError,
};

/// A passive checkpoint runs this often beside the writer, so that none falls into a commit.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(100);
/// A WAL larger than this the writer itself resets: one that never pauses would grow without end.
const WAL_MAX: u64 = 64 << 20;

/// How a commit is made durable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronous {
    /// One sync of the WAL before each commit returns.
    #[default]
    Full,
    /// No sync at a commit. Breaks promise P1: the canary of the power-cut harness, nothing else.
    BrokenNormal,
}

/// How a journal is opened.
#[derive(Clone, Copy, Debug)]
pub struct JournalOptions {
    /// For a new folder; an old one must have been made with as many.
    pub partitions: u16,
    /// How commits are made durable.
    pub synchronous: Synchronous,
}

/// The journal of a data folder, held by its one writer.
#[derive(Debug)]
pub struct SqliteJournal {
    path: PathBuf,
    connection: Connection,
    checkpointer: Checkpointer,
}

impl SqliteJournal {
    /// Opens the journal at `path`, or makes it.
    ///
    /// # Errors
    /// Where SQLite is too old, the file is not ours, or it was made with another number of
    /// partitions.
    pub fn open(path: &Path, options: JournalOptions) -> Result<Self, StoreError> {
        super::check_version()?;
        drop_cached_pages(path);
        let mut connection = connect(path, OpenFlags::default())?;
        let synchronous = match options.synchronous {
            Synchronous::Full => "FULL",
            Synchronous::BrokenNormal => "NORMAL",
        };
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", synchronous)?;
        connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        migrate(&mut connection)?;
        fit_partitions(&connection, options.partitions)?;
        let checkpointer = Checkpointer::start(path)?;
        Ok(Self { path: path.to_owned(), connection, checkpointer })
    }

    fn write(&mut self, rows: &[Row], listened_until: Timestamp) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO entry (partition, epoch, sequence, receive_time, previous, hash, body)
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
            )?;
            for row in rows {
                insert.execute(params![
                    row.partition.0,
                    row.offset.epoch,
                    row.offset.sequence.cast_signed(),
                    row.receive_time.millis(),
                    row.previous.to_i64(),
                    row.hash.to_i64(),
                    row.body,
                ])?;
            }
            transaction
                .prepare_cached("UPDATE journal SET listened_until = ?")?
                .execute([listened_until.millis()])?;
        }
        transaction.commit()
    }

    fn hold_wal_down(&self) {
        let wal = self.path.with_extension("db-wal");
        if std::fs::metadata(wal).is_ok_and(|file| file.len() > WAL_MAX) {
            // A reader in the way only puts it off to the next commit.
            let reset = self.connection.query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(()));
            if let Err(error) = reset {
                self.checkpointer.report(&error);
            }
        }
    }
}

impl Journal for SqliteJournal {
    fn commit(&mut self, rows: &[Row], listened_until: Timestamp) -> Result<(), CommitError> {
        if self.checkpointer.has_failed() {
            let why = "a checkpoint could not be synced: the file may lack committed pages";
            return Err(CommitError::Unknown(StoreError::Damaged(why.to_owned())));
        }
        match self.write(rows, listened_until) {
            Ok(()) => {
                self.hold_wal_down();
                Ok(())
            }
            Err(error) if is_full(&error) => Err(CommitError::Full),
            Err(error) => Err(CommitError::Unknown(error.into())),
        }
    }

    fn cut(
        &mut self,
        partition: PartitionNo,
        up_to: Offset,
        most: usize,
    ) -> Result<usize, StoreError> {
        let transaction = self.connection.transaction()?;
        let dropped = {
            let mut select = transaction.prepare_cached(
                "SELECT id, epoch, sequence, hash FROM entry
                 WHERE partition = ? AND (epoch, sequence) <= (?, ?)
                 ORDER BY epoch, sequence LIMIT ?",
            )?;
            let found = select.query_map(
                params![partition.0, up_to.epoch, up_to.sequence.cast_signed(), most as i64],
                |row| Ok((row.get::<_, i64>(0)?, (row.get(1)?, row.get(2)?, row.get(3)?))),
            )?;
            let mut last: Option<(u32, i64, i64)> = None;
            let mut dropped = 0;
            for row in found {
                let (id, at) = row?;
                transaction.prepare_cached("DELETE FROM entry WHERE id = ?")?.execute([id])?;
                last = Some(at);
                dropped += 1;
            }
            if let Some((epoch, sequence, hash)) = last {
                transaction
                    .prepare_cached("INSERT OR REPLACE INTO cut VALUES (?, ?, ?, ?)")?
                    .execute(params![partition.0, epoch, sequence, hash])?;
            }
            dropped
        };
        transaction.commit()?;
        Ok(dropped)
    }

    fn truncate(&mut self, partition: PartitionNo, after: Offset) -> Result<(), StoreError> {
        self.connection.execute(
            "DELETE FROM entry WHERE partition = ? AND (epoch, sequence) > (?, ?)",
            params![partition.0, after.epoch, after.sequence.cast_signed()],
        )?;
        Ok(())
    }

    fn reader(&self) -> Result<Box<dyn JournalReader>, StoreError> {
        Ok(Box::new(SqliteReader::open(&self.path)?))
    }
}

/// Reads a journal beside its writer.
#[derive(Debug)]
pub struct SqliteReader {
    connection: Connection,
}

impl SqliteReader {
    /// Opens the journal at `path`.
    ///
    /// # Errors
    /// Where there is none.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        super::check_version()?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(Self { connection: connect(path, flags)? })
    }
}

impl JournalReader for SqliteReader {
    fn extents(&mut self) -> Result<Vec<Extent>, StoreError> {
        let partitions: u16 =
            self.connection.query_row("SELECT partitions FROM journal", [], |row| row.get(0))?;
        (0..partitions).map(|p| extent(&self.connection, PartitionNo(p))).collect()
    }

    fn listened_until(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let millis: Option<i64> =
            self.connection
                .query_row("SELECT listened_until FROM journal", [], |row| row.get(0))?;
        Ok(millis.map(Timestamp::from_millis))
    }

    fn read(
        &mut self,
        partition: PartitionNo,
        after: Offset,
        bytes: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let mut select = self.connection.prepare_cached(
            "SELECT epoch, sequence, receive_time, previous, hash, body FROM entry
             WHERE partition = ? AND (epoch, sequence) > (?, ?)
             ORDER BY epoch, sequence",
        )?;
        let mut found =
            select.query(params![partition.0, after.epoch, after.sequence.cast_signed()])?;
        let (mut rows, mut size) = (Vec::new(), 0);
        while let Some(row) = found.next()? {
            let row = row_from(partition, row)?;
            size += row.body.len() + size_of::<Row>();
            rows.push(row);
            if size >= bytes {
                break;
            }
        }
        Ok(rows)
    }
}

fn row_from(partition: PartitionNo, row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        partition,
        offset: Offset { epoch: row.get(0)?, sequence: row.get::<_, i64>(1)?.cast_unsigned() },
        receive_time: Timestamp::from_millis(row.get(2)?),
        previous: ChainHash::from_i64(row.get(3)?),
        hash: ChainHash::from_i64(row.get(4)?),
        body: row.get(5)?,
    })
}

fn extent(connection: &Connection, partition: PartitionNo) -> Result<Extent, StoreError> {
    let offset = |epoch, sequence: i64| Offset { epoch, sequence: sequence.cast_unsigned() };
    let (cut, cut_hash) = connection
        .prepare_cached("SELECT epoch, sequence, hash FROM cut WHERE partition = ?")?
        .query_row([partition.0], |row| {
            let hash = ChainHash::from_i64(row.get(2)?);
            Ok((offset(row.get(0)?, row.get(1)?), hash))
        })
        .optional()?
        .unwrap_or((Offset::ZERO, ChainHash::GENESIS));
    let last = connection
        .prepare_cached(
            "SELECT epoch, sequence FROM entry WHERE partition = ?
             ORDER BY epoch DESC, sequence DESC LIMIT 1",
        )?
        .query_row([partition.0], |row| Ok(offset(row.get(0)?, row.get(1)?)))
        .optional()?
        .unwrap_or(cut);
    Ok(Extent { partition, cut, cut_hash, last, epoch: last.epoch })
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    // psow=0: SQLite must not trust the device to leave the rest of a sector alone while it writes
    // there. With psow=1, 430 of 6,516 crash images lost acknowledged rows; with 0, none of 9,804.
    let uri = format!("file:{}?psow=0", super::uri_path(path));
    let connection = Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let done: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = done as usize;
    if done > JOURNAL.len() {
        let why = format!("the journal is of version {done}, this binary knows {}", JOURNAL.len());
        return Err(StoreError::Unfit(why));
    }
    for (i, step) in JOURNAL.iter().enumerate().skip(done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step.sql)?;
        transaction.pragma_update(None, "user_version", i as u32 + 1)?;
        transaction.commit()?;
    }
    Ok(())
}

fn fit_partitions(connection: &Connection, wanted: u16) -> Result<(), StoreError> {
    connection.execute("INSERT OR IGNORE INTO journal VALUES (1, ?, NULL)", [wanted])?;
    let made: u16 = connection.query_row("SELECT partitions FROM journal", [], |row| row.get(0))?;
    if made == wanted {
        return Ok(());
    }
    let why = format!("the data folder was made with {made} partitions, the settings say {wanted}");
    Err(StoreError::Unfit(why))
}

fn is_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
}

/// After a failed sync the kernel may serve pages that never reached the disk; they are clean, so
/// asking it to forget them makes the next read go to the device (`guarantees.md` 1.3).
fn drop_cached_pages(path: &Path) {
    for file in [path.to_owned(), path.with_extension("db-wal")] {
        if let Ok(file) = std::fs::File::open(file) {
            let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
        }
    }
}

/// Runs passive checkpoints on a thread of its own until dropped.
#[derive(Debug)]
struct Checkpointer {
    state: Arc<CheckpointerState>,
    thread: Option<std::thread::JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct CheckpointerState {
    stop: AtomicBool,
    failed: AtomicBool,
}

impl Checkpointer {
    fn start(path: &Path) -> Result<Self, StoreError> {
        let connection = connect(path, OpenFlags::default())?;
        let state = Arc::new(CheckpointerState::default());
        let shared = Arc::clone(&state);
        let thread = std::thread::Builder::new()
            .name("checkpoint".to_owned())
            .spawn(move || checkpoint_until_stopped(&connection, &shared))
            .map_err(|source| StoreError::Io { path: path.display().to_string(), source })?;
        Ok(Self { state, thread: Some(thread) })
    }

    fn has_failed(&self) -> bool {
        self.state.failed.load(Ordering::Acquire)
    }

    fn report(&self, error: &rusqlite::Error) {
        self.state.report(error);
    }
}

impl CheckpointerState {
    /// A full disk or a busy file only puts a checkpoint off. A failed write or sync must never be
    /// tried again: the second sync may say yes over lost pages.
    fn report(&self, error: &rusqlite::Error) {
        let harmless = [ErrorCode::DiskFull, ErrorCode::DatabaseBusy, ErrorCode::DatabaseLocked];
        if error.sqlite_error_code().is_some_and(|code| harmless.contains(&code)) {
            tracing::debug!(%error, "checkpoint put off");
        } else {
            tracing::error!(%error, "checkpoint failed: the journal takes nothing more");
            self.failed.store(true, Ordering::Release);
        }
    }
}

fn checkpoint_until_stopped(connection: &Connection, state: &CheckpointerState) {
    while !state.stop.load(Ordering::Acquire) && !state.failed.load(Ordering::Acquire) {
        std::thread::park_timeout(CHECKPOINT_EVERY);
        let done = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        if let Err(error) = done {
            state.report(&error);
        }
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.state.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}
