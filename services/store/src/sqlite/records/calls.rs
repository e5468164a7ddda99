//! What calls leave behind: audit, answers, refusals, high water.

use placard_domain::Timestamp;
use sqlx::sqlite::SqlitePool;
use sqlx::{Row as _, SqliteConnection};

use crate::journal::{Offset, PartitionNo, StoreError};
use crate::records::{Answer, AuditEntry, REFUSALS_KEPT, Refusal, Trace};

pub(super) async fn leave_trace(
    connection: &mut SqliteConnection,
    trace: &Trace,
) -> Result<(), StoreError> {
    audit(connection, &trace.audit).await?;
    if let Some((key, answer)) = &trace.answer {
        sqlx::query("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)")
            .bind(&trace.audit.actor)
            .bind(key)
            .bind(answer.at.millis())
            .bind(&answer.request[..])
            .bind(&answer.response)
            .execute(&mut *connection)
            .await?;
        sqlx::query("DELETE FROM answer WHERE at < ?")
            .bind((answer.at - placard_domain::Millis::from_hours(24)).millis())
            .execute(connection)
            .await?;
    }
    Ok(())
}

pub(super) async fn audit(
    connection: &mut SqliteConnection,
    entry: &AuditEntry,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO audit (at, actor, method, resource, outcome) VALUES (?, ?, ?, ?, ?)")
        .bind(entry.at.millis())
        .bind(&entry.actor)
        .bind(&entry.method)
        .bind(&entry.resource)
        .bind(&entry.outcome)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn audited(
    pool: &SqlitePool,
    limit: usize,
) -> Result<Vec<AuditEntry>, StoreError> {
    let rows = sqlx::query(
        "SELECT at, actor, method, resource, outcome FROM audit ORDER BY no DESC LIMIT ?",
    )
    .bind(limit as i64)
    .fetch_all(pool)
    .await?;
    Ok(rows
        .iter()
        .map(|row| AuditEntry {
            at: Timestamp::from_millis(row.get(0)),
            actor: row.get(1),
            method: row.get(2),
            resource: row.get(3),
            outcome: row.get(4),
        })
        .collect())
}

pub(super) async fn answered(
    pool: &SqlitePool,
    caller: &str,
    key: &str,
    since: Timestamp,
) -> Result<Option<Answer>, StoreError> {
    let row = sqlx::query(
        "SELECT at, request, response FROM answer WHERE caller = ? AND key = ? AND at >= ?",
    )
    .bind(caller)
    .bind(key)
    .bind(since.millis())
    .fetch_optional(pool)
    .await?;
    row.map(|row| {
        let request: Vec<u8> = row.get(1);
        let request = request
            .try_into()
            .map_err(|_| StoreError::Damaged("an answer's request hash".to_owned()))?;
        let at = Timestamp::from_millis(row.get(0));
        Ok(Answer { at, request, response: row.get(2) })
    })
    .transpose()
}

pub(super) async fn refuse(pool: &SqlitePool, refusal: &Refusal) -> Result<u32, StoreError> {
    let mut transaction = pool.begin().await?;
    sqlx::query("INSERT INTO refusal (sender, at, reason, text, report) VALUES (?, ?, ?, ?, ?)")
        .bind(&refusal.sender)
        .bind(refusal.at.millis())
        .bind(&refusal.reason)
        .bind(&refusal.text)
        .bind(&refusal.report)
        .execute(&mut *transaction)
        .await?;
    sqlx::query(
        "DELETE FROM refusal WHERE sender = ?1 AND no NOT IN (
             SELECT no FROM refusal WHERE sender = ?1 ORDER BY no DESC LIMIT ?2)",
    )
    .bind(&refusal.sender)
    .bind(REFUSALS_KEPT as i64)
    .execute(&mut *transaction)
    .await?;
    let times = sqlx::query_scalar("SELECT count(*) FROM refusal WHERE sender = ? AND report = ?")
        .bind(&refusal.sender)
        .bind(&refusal.report)
        .fetch_one(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(times)
}

pub(super) async fn refusals(pool: &SqlitePool, sender: &str) -> Result<Vec<Refusal>, StoreError> {
    let rows = sqlx::query(
        "SELECT at, reason, text, report FROM refusal WHERE sender = ? ORDER BY no DESC",
    )
    .bind(sender)
    .fetch_all(pool)
    .await?;
    Ok(rows
        .iter()
        .map(|row| Refusal {
            sender: sender.to_owned(),
            at: Timestamp::from_millis(row.get(0)),
            reason: row.get(1),
            text: row.get(2),
            report: row.get(3),
        })
        .collect())
}

pub(super) async fn raise_high_water(
    pool: &SqlitePool,
    marks: &[(PartitionNo, Offset)],
) -> Result<(), StoreError> {
    let mut transaction = pool.begin().await?;
    for (partition, offset) in marks {
        sqlx::query(
            "INSERT INTO high_water VALUES (?1, ?2, ?3)
             ON CONFLICT (partition) DO UPDATE SET epoch = ?2, sequence = ?3
             WHERE (epoch, sequence) < (?2, ?3)",
        )
        .bind(partition.0)
        .bind(offset.epoch)
        .bind(offset.sequence.cast_signed())
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(())
}

pub(super) async fn high_water(
    pool: &SqlitePool,
) -> Result<Vec<(PartitionNo, Offset)>, StoreError> {
    let rows = sqlx::query("SELECT partition, epoch, sequence FROM high_water ORDER BY partition")
        .fetch_all(pool)
        .await?;
    Ok(rows
        .iter()
        .map(|row| {
            let offset =
                Offset { epoch: row.get(1), sequence: row.get::<i64, _>(2).cast_unsigned() };
            (PartitionNo(row.get(0)), offset)
        })
        .collect())
}
