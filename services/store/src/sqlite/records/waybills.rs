//! Waybills in SQL.
//!
//! A search is led by the rarest thing that is asked for, in `waybill_term`'s order; each other
//! thing is one look into the same table. Several states are as many searches, put together.

mod file;
mod find;
mod keys;

use async_trait::async_trait;
use placard_domain::Timestamp;
use sqlx::Row as _;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use tokio::sync::watch;

use super::SqliteRecords;
use crate::journal::StoreError;
use crate::records::{
    Engaged, FileRefused, Filed, Filing, KeptKey, KeptLink, KeptVersion, KeptWaybill, Moves, Place,
    Take, Trace, WaybillFilter, Waybills,
};

#[async_trait]
impl Waybills for SqliteRecords {
    async fn file(
        &self,
        filing: &Filing,
        world: Option<&Moves<'_>>,
        trace: &Trace,
    ) -> Result<Filed, FileRefused> {
        let filed = file::file(&self.pools.write, filing, world, trace).await?;
        self.waybill_log.committed(filed.waybill.change);
        Ok(filed)
    }

    async fn waybill(&self, id: &str) -> Result<Option<KeptWaybill>, StoreError> {
        let row = sqlx::query("SELECT * FROM waybill WHERE id = ?").bind(id);
        row.fetch_optional(&self.pools.read).await?.as_ref().map(waybill_from).transpose()
    }

    async fn waybill_version(
        &self,
        id: &str,
        version: u32,
    ) -> Result<Option<KeptVersion>, StoreError> {
        let row = sqlx::query(
            "SELECT version, hash, document FROM waybill_version
             WHERE waybill_id = ? AND version = ?",
        );
        let row = row.bind(id).bind(version).fetch_optional(&self.pools.read).await?;
        row.as_ref().map(version_from).transpose()
    }

    async fn waybill_versions(&self, id: &str) -> Result<Vec<KeptVersion>, StoreError> {
        let rows = sqlx::query(
            "SELECT version, hash, document FROM waybill_version
             WHERE waybill_id = ? ORDER BY version",
        );
        rows.bind(id).fetch_all(&self.pools.read).await?.iter().map(version_from).collect()
    }

    async fn waybill_links(&self, id: &str) -> Result<Vec<KeptLink>, StoreError> {
        let rows = sqlx::query(
            "SELECT bytes, figures FROM waybill_link WHERE waybill_id = ? ORDER BY sequence",
        );
        let rows = rows.bind(id).fetch_all(&self.pools.read).await?;
        Ok(rows.iter().map(|row| KeptLink { bytes: row.get(0), figures: row.get(1) }).collect())
    }

    async fn waybills(
        &self,
        filter: &WaybillFilter,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<KeptWaybill>, StoreError> {
        find::waybills(&self.pools.read, filter, after, limit).await
    }

    async fn changed_waybills(
        &self,
        filter: &WaybillFilter,
        after: u64,
        limit: usize,
    ) -> Result<Vec<KeptWaybill>, StoreError> {
        find::changed(&self.pools.read, filter, after, limit).await
    }

    fn waybill_changes(&self) -> watch::Receiver<u64> {
        self.waybill_log.watch()
    }

    async fn engagements(
        &self,
        what: &[String],
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Engaged>, StoreError> {
        let mut found = Vec::new();
        for what in what {
            let rows = sqlx::query(ENGAGED).bind(what).bind(to.millis()).bind(from.millis());
            let rows = rows.fetch_all(&self.pools.read).await?;
            found.extend(rows.iter().map(engaged_from));
        }
        found.sort_by(|a, b| (&a.take, &a.waybill).cmp(&(&b.take, &b.waybill)));
        Ok(found)
    }

    async fn due_waybills(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<KeptWaybill>, StoreError> {
        let rows = sqlx::query(DUE).bind(now.millis()).bind(limit as i64);
        rows.fetch_all(&self.pools.read).await?.iter().map(waybill_from).collect()
    }

    async fn signing_keys(&self) -> Result<Vec<KeptKey>, StoreError> {
        keys::keys(&self.pools.read).await
    }

    async fn enrol_key(&self, key: &KeptKey) -> Result<(), StoreError> {
        keys::enrol(&self.pools.write, key).await
    }
}

const ENGAGED: &str = "SELECT what, from_at, to_at, waybill_id, number
     FROM waybill_take JOIN waybill ON id = waybill_id
     WHERE what = ? AND from_at < ? AND to_at > ?";

const DUE: &str = "SELECT * FROM waybill WHERE due_at IS NOT NULL AND due_at <= ?
     ORDER BY due_at, id LIMIT ?";

pub(super) async fn newest_change(pool: &SqlitePool) -> Result<u64, StoreError> {
    let newest: i64 = sqlx::query_scalar("SELECT no FROM waybill_change").fetch_one(pool).await?;
    Ok(newest.cast_unsigned())
}

fn waybill_from(row: &SqliteRow) -> Result<KeptWaybill, StoreError> {
    let damaged = |error: serde_json::Error| StoreError::Damaged(error.to_string());
    Ok(KeptWaybill {
        id: row.get("id"),
        change: row.get::<i64, _>("change").cast_unsigned(),
        number: row.get("number"),
        issuer: row.get("issuer"),
        state: row.get("state"),
        version: row.get("version"),
        links: row.get::<i64, _>("links").cast_unsigned(),
        head: hash_of(row.get("head"))?,
        hash: hash_of(row.get("hash"))?,
        planned_at: Timestamp::from_millis(row.get("planned_at")),
        due_at: row.get::<Option<i64>, _>("due_at").map(Timestamp::from_millis),
        named: serde_json::from_str(row.get("named")).map_err(damaged)?,
        document: row.get("document"),
    })
}

fn version_from(row: &SqliteRow) -> Result<KeptVersion, StoreError> {
    Ok(KeptVersion { version: row.get(0), hash: hash_of(row.get(1))?, document: row.get(2) })
}

fn hash_of(bytes: &[u8]) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Damaged("a waybill's hash".to_owned()))
}

fn engaged_from(row: &SqliteRow) -> Engaged {
    let time = |column: usize| Timestamp::from_millis(row.get(column));
    let take = Take { what: row.get(0), from: time(1), to: time(2) };
    Engaged { waybill: row.get(3), number: row.get(4), take }
}
