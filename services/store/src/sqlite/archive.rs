//! The archive in SQLite: the same chunk table that PostgreSQL will have.

use std::path::Path;

use async_trait::async_trait;
use placard_domain::{Timestamp, VehicleNo};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::migrations;
use super::pool::Pools;
use crate::archive::{Archive, BoundingBox, Chunk, Note, Shelf};
use crate::journal::{Entry, Offset, PartitionNo, StoreError};

/// The archive of a data folder.
#[derive(Debug)]
pub struct SqliteArchive {
    pools: Pools,
}

impl SqliteArchive {
    /// Opens the file at `path`, or makes it.
    ///
    /// # Errors
    /// Where it is not ours.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { pools: Pools::open(path, migrations::ARCHIVE).await? })
    }
}

#[async_trait]
impl Archive for SqliteArchive {
    async fn shelve(&self, shelf: &Shelf) -> Result<(), StoreError> {
        let mut transaction = self.pools.write.begin().await?;
        for chunk in &shelf.chunks {
            let bounds = chunk.bounds;
            sqlx::query(
                "INSERT OR IGNORE INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(chunk.vehicle.0)
            .bind(chunk.first.epoch)
            .bind(chunk.first.sequence.cast_signed())
            .bind(chunk.last.epoch)
            .bind(chunk.last.sequence.cast_signed())
            .bind(chunk.partition.0)
            .bind(chunk.start.millis())
            .bind(chunk.end.millis())
            .bind(bounds.map(|b| b.west))
            .bind(bounds.map(|b| b.south))
            .bind(bounds.map(|b| b.east))
            .bind(bounds.map(|b| b.north))
            .bind(chunk.count)
            .bind(&chunk.body)
            .execute(&mut *transaction)
            .await?;
        }
        for note in &shelf.notes {
            sqlx::query("INSERT OR IGNORE INTO note VALUES (?, ?, ?, ?, ?)")
                .bind(note.partition.0)
                .bind(note.offset.epoch)
                .bind(note.offset.sequence.cast_signed())
                .bind(note.receive_time.millis())
                .bind(note.entry.encode())
                .execute(&mut *transaction)
                .await?;
        }
        sqlx::query(
            "INSERT INTO archived VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (partition) DO UPDATE SET epoch = ?2, sequence = ?3, at = ?4
             WHERE (epoch, sequence) < (?2, ?3)",
        )
        .bind(shelf.partition.0)
        .bind(shelf.archived.epoch)
        .bind(shelf.archived.sequence.cast_signed())
        .bind(shelf.at.millis())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn archived(&self, partition: PartitionNo) -> Result<Offset, StoreError> {
        let row = sqlx::query("SELECT epoch, sequence FROM archived WHERE partition = ?")
            .bind(partition.0)
            .fetch_optional(&self.pools.read)
            .await?;
        Ok(row.map_or(Offset::ZERO, |row| offset_from(&row, 0)))
    }

    async fn shelved_beyond(
        &self,
        partition: PartitionNo,
        after: Offset,
    ) -> Result<Vec<(VehicleNo, Offset)>, StoreError> {
        let rows = sqlx::query(
            "SELECT vehicle_no, last_epoch, last_sequence FROM chunk
             WHERE partition = ? AND (last_epoch, last_sequence) > (?, ?)
             ORDER BY last_epoch, last_sequence",
        )
        .bind(partition.0)
        .bind(after.epoch)
        .bind(after.sequence.cast_signed())
        .fetch_all(&self.pools.read)
        .await?;
        Ok(rows.iter().map(|row| (VehicleNo(row.get(0)), offset_from(row, 1))).collect())
    }

    async fn chunks(
        &self,
        vehicle: VehicleNo,
        from: Timestamp,
        to: Timestamp,
        within: Option<BoundingBox>,
    ) -> Result<Vec<Chunk>, StoreError> {
        let rows = sqlx::query(
            "SELECT first_epoch, first_sequence, last_epoch, last_sequence, partition,
                    start_time, end_time, west, south, east, north, fixes, body
             FROM chunk WHERE vehicle_no = ?1 AND end_time >= ?2 AND start_time < ?3
             AND (?4 IS NULL OR (west <= ?6 AND ?4 <= east AND south <= ?7 AND ?5 <= north))
             ORDER BY first_epoch, first_sequence",
        )
        .bind(vehicle.0)
        .bind(from.millis())
        .bind(to.millis())
        .bind(within.map(|b| b.west))
        .bind(within.map(|b| b.south))
        .bind(within.map(|b| b.east))
        .bind(within.map(|b| b.north))
        .fetch_all(&self.pools.read)
        .await?;
        Ok(rows.iter().map(|row| chunk_from(vehicle, row)).collect())
    }

    async fn vehicles(&self, partition: PartitionNo) -> Result<Vec<VehicleNo>, StoreError> {
        let rows =
            sqlx::query("SELECT DISTINCT vehicle_no FROM chunk WHERE partition = ? ORDER BY 1")
                .bind(partition.0)
                .fetch_all(&self.pools.read)
                .await?;
        Ok(rows.iter().map(|row| VehicleNo(row.get(0))).collect())
    }

    async fn notes(&self, partition: PartitionNo) -> Result<Vec<Note>, StoreError> {
        let rows = sqlx::query(
            "SELECT epoch, sequence, receive_time, body FROM note WHERE partition = ?
             ORDER BY epoch, sequence",
        )
        .bind(partition.0)
        .fetch_all(&self.pools.read)
        .await?;
        rows.iter()
            .map(|row| {
                let body: Vec<u8> = row.get(3);
                let entry = Entry::decode(&body).map_err(|e| StoreError::Damaged(e.to_string()))?;
                let receive_time = Timestamp::from_millis(row.get(2));
                Ok(Note { partition, offset: offset_from(row, 0), receive_time, entry })
            })
            .collect()
    }

    async fn forget(&self, before: Timestamp) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM chunk WHERE end_time < ?")
            .bind(before.millis())
            .execute(&self.pools.write)
            .await?;
        Ok(done.rows_affected())
    }
}

fn offset_from(row: &SqliteRow, at: usize) -> Offset {
    Offset { epoch: row.get(at), sequence: row.get::<i64, _>(at + 1).cast_unsigned() }
}

fn chunk_from(vehicle: VehicleNo, row: &SqliteRow) -> Chunk {
    let bounds = row.get::<Option<i32>, _>(7).map(|west| BoundingBox {
        west,
        south: row.get(8),
        east: row.get(9),
        north: row.get(10),
    });
    Chunk {
        vehicle,
        partition: PartitionNo(row.get(4)),
        first: offset_from(row, 0),
        last: offset_from(row, 2),
        start: Timestamp::from_millis(row.get(5)),
        end: Timestamp::from_millis(row.get(6)),
        bounds,
        count: row.get(11),
        body: row.get(12),
    }
}
