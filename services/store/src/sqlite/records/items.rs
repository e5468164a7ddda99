//! Items and their versions in SQL.

use placard_domain::{Revision, Timestamp};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _, SqliteConnection};

use super::calls;
use crate::journal::StoreError;
use crate::records::{Change, CommitRefused, Committed, ItemFilter, Kind, Made, Trace, Version};

pub(super) async fn revision(pool: &SqlitePool) -> Result<Revision, StoreError> {
    let newest: Option<i64> =
        sqlx::query_scalar("SELECT max(revision) FROM world_revision").fetch_one(pool).await?;
    Ok(Revision(newest.unwrap_or(0).cast_unsigned()))
}

pub(super) async fn commit(
    pool: &SqlitePool,
    current: Revision,
    at: Timestamp,
    changes: &[Change],
    trace: &Trace,
) -> Result<Committed, CommitRefused> {
    let mut transaction = pool.begin().await.map_err(StoreError::from)?;
    let committed = write_world(&mut transaction, current, at, changes, &trace.audit.actor).await?;
    calls::leave_trace(&mut transaction, trace).await?;
    transaction.commit().await.map_err(StoreError::from)?;
    Ok(committed)
}

/// Writes the revision after `current`, within a transaction.
pub(super) async fn write_world(
    connection: &mut SqliteConnection,
    current: Revision,
    at: Timestamp,
    changes: &[Change],
    actor: &str,
) -> Result<Committed, CommitRefused> {
    let newest: Option<i64> = sqlx::query_scalar("SELECT max(revision) FROM world_revision")
        .fetch_one(&mut *connection)
        .await
        .map_err(StoreError::from)?;
    let newest = Revision(newest.unwrap_or(0).cast_unsigned());
    if newest != current {
        return Err(CommitRefused::Moved(newest));
    }
    let revision = current.next();
    sqlx::query("INSERT INTO world_revision VALUES (?, ?, ?)")
        .bind(revision.0.cast_signed())
        .bind(at.millis())
        .bind(actor)
        .execute(&mut *connection)
        .await
        .map_err(StoreError::from)?;
    let mut versions = Vec::with_capacity(changes.len());
    for change in changes {
        versions.push(write_change(connection, revision, at, change).await?);
    }
    versions.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    Ok(Committed { revision, versions })
}

async fn write_change(
    connection: &mut SqliteConnection,
    revision: Revision,
    at: Timestamp,
    change: &Change,
) -> Result<Version, CommitRefused> {
    let table = change.kind.table();
    if let (Some(key), true) = (&change.key, change.body.is_some()) {
        refuse_taken_key(connection, change, key).await?;
    }
    let no = number(connection, change.kind, &change.id).await?;
    // Tables are named by `Kind::table` alone, never by a caller.
    let retire = format!("UPDATE {table} SET current = 0 WHERE id = ? AND current = 1");
    sqlx::query(AssertSqlSafe(retire))
        .bind(&change.id)
        .execute(&mut *connection)
        .await
        .map_err(StoreError::from)?;
    let insert = format!("INSERT INTO {table} VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?)");
    sqlx::query(AssertSqlSafe(insert))
        .bind(&change.id)
        .bind(revision.0.cast_signed())
        .bind(no)
        .bind(change.valid_from.millis())
        .bind(&change.organisation)
        .bind(&change.jurisdiction)
        .bind(&change.key)
        .bind(&change.parent)
        .bind(&change.body)
        .execute(&mut *connection)
        .await
        .map_err(StoreError::from)?;
    Ok(Version {
        kind: change.kind,
        id: change.id.clone(),
        no,
        revision,
        committed_at: at,
        valid_from: change.valid_from,
        organisation: change.organisation.clone(),
        jurisdiction: change.jurisdiction.clone(),
        parent: change.parent.clone(),
        body: change.body.clone(),
    })
}

async fn refuse_taken_key(
    connection: &mut SqliteConnection,
    change: &Change,
    key: &str,
) -> Result<(), CommitRefused> {
    let table = change.kind.table();
    let sql = format!(
        "SELECT id FROM {table} WHERE key = ? AND current = 1 AND body IS NOT NULL AND id <> ?"
    );
    let holder: Option<String> = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(key)
        .bind(&change.id)
        .fetch_optional(&mut *connection)
        .await
        .map_err(StoreError::from)?;
    match holder {
        Some(holder) => {
            Err(CommitRefused::KeyTaken { kind: change.kind, key: key.to_owned(), holder })
        }
        None => Ok(()),
    }
}

async fn number(
    connection: &mut SqliteConnection,
    kind: Kind,
    id: &str,
) -> Result<u32, StoreError> {
    let known = sqlx::query_scalar("SELECT no FROM item_number WHERE kind = ? AND id = ?")
        .bind(kind.table())
        .bind(id)
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(no) = known {
        return Ok(no);
    }
    Ok(sqlx::query_scalar(
        "INSERT INTO item_number
         SELECT ?1, ?2, coalesce((SELECT max(no) FROM item_number WHERE kind = ?1), 0) + 1
         RETURNING no",
    )
    .bind(kind.table())
    .bind(id)
    .fetch_one(&mut *connection)
    .await?)
}

/// A version's columns; its table is called `item`.
const COLUMNS: &str =
    "id, revision, no, valid_from, organisation_id, jurisdiction_id, parent, body,
     (SELECT committed_at FROM world_revision AS came WHERE came.revision = item.revision)";

pub(super) async fn versions(
    pool: &SqlitePool,
    after: Revision,
    up_to: Revision,
) -> Result<Vec<Version>, StoreError> {
    let mut found = Vec::new();
    for kind in Kind::ALL {
        let table = kind.table();
        let sql =
            format!("SELECT {COLUMNS} FROM {table} AS item WHERE revision > ? AND revision <= ?");
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(after.0.cast_signed())
            .bind(up_to.0.cast_signed())
            .fetch_all(pool)
            .await?;
        found.extend(rows.iter().map(|row| version_from(kind, row)));
    }
    found.sort_by(|a, b| (a.revision, a.kind, &a.id).cmp(&(b.revision, b.kind, &b.id)));
    Ok(found)
}

pub(super) async fn item(
    pool: &SqlitePool,
    kind: Kind,
    id: &str,
) -> Result<Option<Version>, StoreError> {
    let table = kind.table();
    let sql = format!(
        "SELECT {COLUMNS} FROM {table} AS item WHERE id = ? AND current = 1 AND body IS NOT NULL"
    );
    let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(pool).await?;
    Ok(row.map(|row| version_from(kind, &row)))
}

pub(super) async fn last(
    pool: &SqlitePool,
    kind: Kind,
    id: &str,
) -> Result<Option<Version>, StoreError> {
    let table = kind.table();
    let sql = format!(
        "SELECT {COLUMNS} FROM {table} AS item WHERE id = ? ORDER BY revision DESC LIMIT 1"
    );
    let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(pool).await?;
    Ok(row.map(|row| version_from(kind, &row)))
}

pub(super) async fn history(
    pool: &SqlitePool,
    kind: Kind,
    id: &str,
    limit: usize,
) -> Result<Vec<Made>, StoreError> {
    let table = kind.table();
    let sql = format!(
        "SELECT {COLUMNS}, actor FROM {table} AS item JOIN world_revision USING (revision)
         WHERE id = ? ORDER BY revision DESC LIMIT ?"
    );
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(id).bind(limit as i64).fetch_all(pool).await?;
    let made = |row: &SqliteRow| Made { version: version_from(kind, row), actor: row.get("actor") };
    Ok(rows.iter().map(made).collect())
}

pub(super) async fn items(
    pool: &SqlitePool,
    kind: Kind,
    filter: &ItemFilter,
    after: &str,
    limit: usize,
) -> Result<Vec<Version>, StoreError> {
    let table = kind.table();
    let mut sql = QueryBuilder::new(format!(
        "SELECT {COLUMNS} FROM {table} AS item WHERE current = 1 AND body IS NOT NULL AND id > "
    ));
    sql.push_bind(after);
    let exact = [
        (" AND organisation_id = ", &filter.organisation),
        (" AND key = ", &filter.key),
        (" AND parent = ", &filter.parent),
    ];
    for (clause, value) in exact {
        if let Some(value) = value {
            sql.push(clause).push_bind(value);
        }
    }
    if !filter.kinds.is_empty() {
        sql.push(" AND json_extract(body, '$.kind') IN (");
        let mut list = sql.separated(", ");
        for kind in &filter.kinds {
            list.push_bind(kind);
        }
        sql.push(")");
    }
    if let Some(day) = &filter.ends_by {
        sql.push(
            " AND EXISTS (SELECT 1 FROM json_each(body, '$.certificates')
              WHERE json_extract(value, '$.valid_to') <= ",
        );
        sql.push_bind(day).push(")");
    }
    sql.push(" ORDER BY id LIMIT ").push_bind(limit as i64);
    let rows = sql.build().fetch_all(pool).await?;
    Ok(rows.iter().map(|row| version_from(kind, row)).collect())
}

fn version_from(kind: Kind, row: &SqliteRow) -> Version {
    Version {
        kind,
        id: row.get(0),
        revision: Revision(row.get::<i64, _>(1).cast_unsigned()),
        no: row.get(2),
        valid_from: Timestamp::from_millis(row.get(3)),
        organisation: row.get(4),
        jurisdiction: row.get(5),
        parent: row.get(6),
        body: row.get(7),
        committed_at: Timestamp::from_millis(row.get(8)),
    }
}
