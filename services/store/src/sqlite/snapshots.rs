//! Snapshots in SQLite: a row each, so that a half-written one cannot be.

use std::path::Path;

use async_trait::async_trait;
use placard_domain::Timestamp;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::migrations;
use super::pool::Pools;
use crate::journal::{ChainHash, Offset, PartitionNo, StoreError};
use crate::snapshots::{KEPT, Snapshot, SnapshotHeader, Snapshots};

/// The snapshots of a data folder.
#[derive(Debug)]
pub struct SqliteSnapshots {
    pools: Pools,
}

impl SqliteSnapshots {
    /// Opens the file at `path`, or makes it.
    ///
    /// # Errors
    /// Where it is not ours.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { pools: Pools::open(path, migrations::SNAPSHOTS).await? })
    }
}

#[async_trait]
impl Snapshots for SqliteSnapshots {
    async fn save(&self, snapshot: &Snapshot) -> Result<(), StoreError> {
        let head = &snapshot.header;
        let mut transaction = self.pools.write.begin().await?;
        sqlx::query("INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(head.partition.0)
            .bind(head.offset.epoch)
            .bind(head.offset.sequence.cast_signed())
            .bind(head.hash.to_i64())
            .bind(head.receive_time.millis())
            .bind(head.format)
            .bind(&head.build)
            .bind(&snapshot.checksum()[..])
            .bind(&snapshot.body)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "DELETE FROM snapshot WHERE partition = ?1 AND (epoch, sequence) NOT IN (
                 SELECT epoch, sequence FROM snapshot WHERE partition = ?1
                 ORDER BY epoch DESC, sequence DESC LIMIT ?2)",
        )
        .bind(head.partition.0)
        .bind(KEPT as i64)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn list(&self, partition: PartitionNo) -> Result<Vec<SnapshotHeader>, StoreError> {
        let rows = sqlx::query(
            "SELECT epoch, sequence, hash, receive_time, format, build FROM snapshot
             WHERE partition = ? ORDER BY epoch DESC, sequence DESC",
        )
        .bind(partition.0)
        .fetch_all(&self.pools.read)
        .await?;
        Ok(rows.iter().map(|row| header_from(partition, row)).collect())
    }

    async fn load(
        &self,
        partition: PartitionNo,
        offset: Offset,
    ) -> Result<Option<Snapshot>, StoreError> {
        let row = sqlx::query(
            "SELECT epoch, sequence, hash, receive_time, format, build, checksum, body
             FROM snapshot WHERE partition = ? AND epoch = ? AND sequence = ?",
        )
        .bind(partition.0)
        .bind(offset.epoch)
        .bind(offset.sequence.cast_signed())
        .fetch_optional(&self.pools.read)
        .await?;
        Ok(row.and_then(|row| {
            let snapshot = Snapshot { header: header_from(partition, &row), body: row.get(7) };
            let checksum: Vec<u8> = row.get(6);
            (checksum == snapshot.checksum()).then_some(snapshot)
        }))
    }
}

fn header_from(partition: PartitionNo, row: &SqliteRow) -> SnapshotHeader {
    SnapshotHeader {
        partition,
        offset: Offset { epoch: row.get(0), sequence: row.get::<i64, _>(1).cast_unsigned() },
        hash: ChainHash::from_i64(row.get(2)),
        receive_time: Timestamp::from_millis(row.get(3)),
        format: row.get(4),
        build: row.get(5),
    }
}
