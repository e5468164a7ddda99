//! The ring of the server's public keys.

use placard_domain::Timestamp;
use sqlx::Row as _;
use sqlx::sqlite::{SqlitePool, SqliteRow};

use super::hash_of;
use crate::journal::StoreError;
use crate::records::KeptKey;

pub(super) async fn keys(pool: &SqlitePool) -> Result<Vec<KeptKey>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, public_key, valid_from, valid_until FROM signing_key ORDER BY valid_from, id",
    );
    rows.fetch_all(pool).await?.iter().map(key_from).collect()
}

pub(super) async fn enrol(pool: &SqlitePool, key: &KeptKey) -> Result<(), StoreError> {
    let mut transaction = pool.begin().await?;
    let row = sqlx::query("SELECT valid_until FROM signing_key WHERE id = ?").bind(&key.id);
    if let Some(row) = row.fetch_optional(&mut *transaction).await? {
        let replaced = row.get::<Option<i64>, _>(0).is_some();
        return if replaced { Err(key.is_old()) } else { Ok(()) };
    }
    // A key is in force for an instant at least.
    sqlx::query(
        "UPDATE signing_key SET valid_until = max(?, valid_from + 1) WHERE valid_until IS NULL",
    )
    .bind(key.valid_from.millis())
    .execute(&mut *transaction)
    .await?;
    sqlx::query("INSERT INTO signing_key VALUES (?, ?, ?, NULL)")
        .bind(&key.id)
        .bind(&key.public_key[..])
        .bind(key.valid_from.millis())
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

fn key_from(row: &SqliteRow) -> Result<KeptKey, StoreError> {
    Ok(KeptKey {
        id: row.get(0),
        public_key: hash_of(row.get(1))?,
        valid_from: Timestamp::from_millis(row.get(2)),
        valid_to: row.get::<Option<i64>, _>(3).map(Timestamp::from_millis),
    })
}
