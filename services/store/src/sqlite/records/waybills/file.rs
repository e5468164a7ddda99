//! A filing: the waybill's row, its terms, versions, links and takes, and what becomes of the
//! world, in one transaction.

use sqlx::sqlite::SqlitePool;
use sqlx::{Row as _, SqliteConnection};

use super::super::{calls, items};
use super::waybill_from;
use crate::journal::StoreError;
use crate::records::{FileRefused, Filed, Filing, KeptWaybill, Moves, Trace};

pub(super) async fn file(
    pool: &SqlitePool,
    filing: &Filing,
    world: Option<&Moves<'_>>,
    trace: &Trace,
) -> Result<Filed, FileRefused> {
    let mut transaction = pool.begin().await.map_err(StoreError::from)?;
    let before = check(&mut transaction, filing).await?;
    let committed = match world {
        None => None,
        Some(Moves { current, changes }) => {
            let (at, actor) = (trace.audit.at, &trace.audit.actor);
            Some(items::write_world(&mut transaction, *current, at, changes, actor).await?)
        }
    };
    let waybill = write(&mut transaction, filing, before.as_ref()).await?;
    calls::leave_trace(&mut transaction, trace).await?;
    transaction.commit().await.map_err(StoreError::from)?;
    Ok(Filed { waybill, committed })
}

/// The waybill as it was, where the filing may be done.
async fn check(
    connection: &mut SqliteConnection,
    filing: &Filing,
) -> Result<Option<KeptWaybill>, FileRefused> {
    let new = &filing.waybill;
    let row = sqlx::query("SELECT * FROM waybill WHERE id = ?").bind(&new.id);
    let row = row.fetch_optional(&mut *connection).await.map_err(StoreError::from)?;
    let before = row.as_ref().map(waybill_from).transpose()?;
    if before.as_ref().map_or(0, |before| before.links) != filing.expected {
        return Err(FileRefused::Moved(new.id.clone()));
    }
    let row = sqlx::query("SELECT id FROM waybill WHERE issuer = ? AND number = ? AND id <> ?");
    let row = row.bind(&new.issuer).bind(&new.number).bind(&new.id);
    match row.fetch_optional(connection).await.map_err(StoreError::from)? {
        Some(row) => {
            Err(FileRefused::NumberTaken { number: new.number.clone(), holder: row.get(0) })
        }
        None => Ok(before),
    }
}

async fn write(
    connection: &mut SqliteConnection,
    filing: &Filing,
    before: Option<&KeptWaybill>,
) -> Result<KeptWaybill, StoreError> {
    let change: i64 = sqlx::query_scalar("UPDATE waybill_change SET no = no + 1 RETURNING no")
        .fetch_one(&mut *connection)
        .await?;
    let waybill = KeptWaybill { change: change.cast_unsigned(), ..filing.waybill.clone() };
    write_row(connection, &waybill).await?;
    write_terms(connection, &waybill, before).await?;
    if let Some(version) = &filing.version {
        sqlx::query("INSERT INTO waybill_version VALUES (?, ?, ?, ?)")
            .bind(&waybill.id)
            .bind(version.version)
            .bind(&version.hash[..])
            .bind(&version.document)
            .execute(&mut *connection)
            .await?;
    }
    for (link, sequence) in filing.links.iter().zip(filing.expected..) {
        sqlx::query("INSERT INTO waybill_link VALUES (?, ?, ?, ?)")
            .bind(&waybill.id)
            .bind(sequence.cast_signed())
            .bind(&link.bytes)
            .bind(&link.figures)
            .execute(&mut *connection)
            .await?;
    }
    write_takes(connection, filing).await?;
    Ok(waybill)
}

async fn write_row(
    connection: &mut SqliteConnection,
    waybill: &KeptWaybill,
) -> Result<(), StoreError> {
    let named = serde_json::to_string(&waybill.named);
    let named = named.map_err(|error| StoreError::Damaged(error.to_string()))?;
    sqlx::query("INSERT OR REPLACE INTO waybill VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(&waybill.id)
        .bind(waybill.change.cast_signed())
        .bind(&waybill.number)
        .bind(&waybill.issuer)
        .bind(&waybill.state)
        .bind(waybill.version)
        .bind(waybill.links.cast_signed())
        .bind(&waybill.head[..])
        .bind(&waybill.hash[..])
        .bind(waybill.planned_at.millis())
        .bind(waybill.due_at.map(placard_domain::Timestamp::millis))
        .bind(named)
        .bind(&waybill.document)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes by what it is found now, and takes away by what it is found no longer.
async fn write_terms(
    connection: &mut SqliteConnection,
    waybill: &KeptWaybill,
    before: Option<&KeptWaybill>,
) -> Result<(), StoreError> {
    let terms = |waybill: &KeptWaybill| {
        let planned_at = waybill.planned_at.millis();
        let terms = waybill.terms().into_iter();
        terms.map(|(kind, value)| (kind, value, planned_at)).collect::<Vec<_>>()
    };
    let (old, new) = (before.map(terms).unwrap_or_default(), terms(waybill));
    let gone = "DELETE FROM waybill_term
                WHERE kind = ? AND value = ? AND planned_at = ? AND waybill_id = ?";
    let come = "INSERT INTO waybill_term VALUES (?, ?, ?, ?)";
    let gone = old.iter().filter(|term| !new.contains(term)).map(|term| (gone, term));
    let come = new.iter().filter(|term| !old.contains(term)).map(|term| (come, term));
    for (sql, (kind, value, planned_at)) in gone.chain(come) {
        sqlx::query(sql)
            .bind(*kind)
            .bind(value)
            .bind(*planned_at)
            .bind(&waybill.id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn write_takes(connection: &mut SqliteConnection, filing: &Filing) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM waybill_take WHERE waybill_id = ?")
        .bind(&filing.waybill.id)
        .execute(&mut *connection)
        .await?;
    for take in &filing.takes {
        // Named twice, a thing is taken once.
        sqlx::query("INSERT OR IGNORE INTO waybill_take VALUES (?, ?, ?, ?)")
            .bind(&take.what)
            .bind(take.from.millis())
            .bind(take.to.millis())
            .bind(&filing.waybill.id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
