//! Commands in SQL.

use placard_domain::{Alert, Command};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{QueryBuilder, Row as _, SqliteConnection};

use super::{alerts, calls};
use crate::journal::StoreError;
use crate::records::{About, ActError, CommandFilter, KeptCommand, Trace};

/// Returns the alert that it is about, as the command leaves it.
pub(super) async fn queue(
    pool: &SqlitePool,
    command: &Command,
    about: Option<&About>,
    trace: &Trace,
) -> Result<Option<Alert>, ActError> {
    let mut transaction = pool.begin().await.map_err(StoreError::from)?;
    let told = match about {
        Some(About { alert, expected, case }) => {
            Some(alerts::replace_case(&mut transaction, *alert, *expected, case).await?)
        }
        None => None,
    };
    insert(&mut transaction, command).await?;
    calls::leave_trace(&mut transaction, trace).await?;
    transaction.commit().await.map_err(StoreError::from)?;
    Ok(told)
}

async fn insert(connection: &mut SqliteConnection, command: &Command) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO command
             (id, vehicle_id, organisation_id, jurisdiction_id, state, version, body)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(command.id.as_str())
    .bind(command.vehicle.as_str())
    .bind(command.organisation.as_str())
    .bind(command.jurisdiction.as_str())
    .bind(command.state.name())
    .bind(command.version.cast_signed())
    .bind(to_json(command)?)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn settle(
    pool: &SqlitePool,
    expected: u64,
    command: &Command,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE command SET state = ?, version = ?, body = ? WHERE id = ? AND version = ?",
    )
    .bind(command.state.name())
    .bind(command.version.cast_signed())
    .bind(to_json(command)?)
    .bind(command.id.as_str())
    .bind(expected.cast_signed())
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn command(pool: &SqlitePool, id: &str) -> Result<Option<Command>, StoreError> {
    let row = sqlx::query("SELECT no, body FROM command WHERE id = ?");
    let row = row.bind(id).fetch_optional(pool).await?;
    row.map(|row| kept(&row).map(|kept| kept.command)).transpose()
}

pub(super) async fn commands(
    pool: &SqlitePool,
    filter: &CommandFilter,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<KeptCommand>, StoreError> {
    let mut sql = QueryBuilder::new("SELECT no, body FROM command WHERE no < ");
    sql.push_bind(before.map_or(i64::MAX, u64::cast_signed));
    let exact = [
        (" AND vehicle_id = ", &filter.vehicle),
        (" AND organisation_id = ", &filter.organisation),
    ];
    for (clause, value) in exact {
        if let Some(value) = value {
            sql.push(clause).push_bind(value);
        }
    }
    if !filter.states.is_empty() {
        sql.push(" AND state IN (");
        let mut list = sql.separated(", ");
        for state in &filter.states {
            list.push_bind(*state);
        }
        sql.push(")");
    }
    sql.push(" ORDER BY no DESC LIMIT ").push_bind(limit as i64);
    sql.build().fetch_all(pool).await?.iter().map(kept).collect()
}

pub(super) async fn waiting(
    pool: &SqlitePool,
    after: u64,
    limit: usize,
) -> Result<Vec<KeptCommand>, StoreError> {
    let rows = sqlx::query(
        "SELECT no, body FROM command WHERE state IN ('QUEUED', 'SENT') AND no > ?
         ORDER BY no LIMIT ?",
    );
    let rows = rows.bind(after.cast_signed()).bind(limit as i64).fetch_all(pool).await?;
    rows.iter().map(kept).collect()
}

fn kept(row: &SqliteRow) -> Result<KeptCommand, StoreError> {
    let damaged = |error: serde_json::Error| StoreError::Damaged(format!("a command: {error}"));
    let command = serde_json::from_str(row.get(1)).map_err(damaged)?;
    Ok(KeptCommand { no: row.get::<i64, _>(0).cast_unsigned(), command })
}

fn to_json(command: &Command) -> Result<String, StoreError> {
    serde_json::to_string(command).map_err(|error| StoreError::Damaged(error.to_string()))
}
