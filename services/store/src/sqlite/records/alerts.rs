//! Alerts in SQL: two groups of columns, two writers, one change log.

use placard_domain::alert::{Case, Detection};
use placard_domain::rule::{Color, RuleStatus};
use placard_domain::{Alert, AlertId};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{QueryBuilder, Row as _, Sqlite, SqliteConnection};

use super::calls;
use crate::journal::StoreError;
use crate::records::{ActError, AlertFilter, Trace, UpsertError};

pub(super) async fn upsert(
    pool: &SqlitePool,
    detections: &[Detection],
) -> Result<Vec<Alert>, UpsertError> {
    let mut transaction = pool.begin().await.map_err(StoreError::from)?;
    let mut changed = Vec::new();
    for detection in detections {
        if let Some(alert) = upsert_one(&mut transaction, detection).await? {
            changed.push(alert);
        }
    }
    transaction.commit().await.map_err(StoreError::from)?;
    Ok(changed)
}

async fn upsert_one(
    connection: &mut SqliteConnection,
    detection: &Detection,
) -> Result<Option<Alert>, UpsertError> {
    let id = detection.id.to_string();
    let body = to_json(detection)?;
    let there =
        sqlx::query("SELECT detection_revision, detection, case_body FROM alert WHERE id = ?")
            .bind(&id)
            .fetch_optional(&mut *connection)
            .await
            .map_err(StoreError::from)?;
    let case = match &there {
        None => Case::default(),
        Some(row) => {
            let known: u32 = row.get(0);
            if known == detection.revision && row.get::<&str, _>(1) != body {
                return Err(UpsertError::Differs { id: detection.id, revision: known });
            }
            if known >= detection.revision {
                return Ok(None);
            }
            from_json(row.get(2))?
        }
    };
    let change = next_change(connection).await?;
    let sql = if there.is_some() {
        "UPDATE alert SET detection_revision = ?2, detection = ?3, rule = ?4, color = ?5,
                vehicle_id = ?6, zone_id = ?7, opened_at = ?8, ended_at = ?9, shadow = ?10,
                organisation_id = ?11, jurisdiction_id = ?12, change = ?13
         WHERE id = ?1"
    } else {
        "INSERT INTO alert VALUES
             (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?14, ?15, ?16, ?13)"
    };
    let query = sqlx::query(sql)
        .bind(&id)
        .bind(detection.revision)
        .bind(&body)
        .bind(&detection.rule)
        .bind(color_name(detection.color))
        .bind(detection.vehicle.as_str())
        .bind(detection.zone.as_ref().map(placard_domain::ZoneId::as_str))
        .bind(detection.opened_at.millis())
        .bind(detection.ended.map(|ending| ending.at.millis()))
        .bind(detection.status == RuleStatus::Shadow)
        .bind(detection.organisation.as_str())
        .bind(detection.jurisdiction.as_str())
        .bind(change);
    let query = if there.is_some() {
        query
    } else {
        query.bind(case.state.name()).bind(case.version.cast_signed()).bind(to_json(&case)?)
    };
    query.execute(&mut *connection).await.map_err(StoreError::from)?;
    Ok(Some(Alert { detection: detection.clone(), case, change: change.cast_unsigned() }))
}

async fn next_change(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("UPDATE alert_change SET no = no + 1 RETURNING no")
        .fetch_one(connection)
        .await?)
}

pub(super) async fn alert(pool: &SqlitePool, id: AlertId) -> Result<Option<Alert>, StoreError> {
    sqlx::query("SELECT detection, case_body, change FROM alert WHERE id = ?")
        .bind(id.to_string())
        .fetch_optional(pool)
        .await?
        .map(|row| alert_from(&row))
        .transpose()
}

pub(super) async fn alerts(
    pool: &SqlitePool,
    filter: &AlertFilter,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<Alert>, StoreError> {
    let mut sql =
        QueryBuilder::new("SELECT detection, case_body, change FROM alert WHERE change < ");
    sql.push_bind(before.map_or(i64::MAX, u64::cast_signed));
    narrow(&mut sql, filter);
    sql.push(" ORDER BY change DESC LIMIT ").push_bind(limit as i64);
    sql.build().fetch_all(pool).await?.iter().map(alert_from).collect()
}

pub(super) async fn changed_alerts(
    pool: &SqlitePool,
    filter: &AlertFilter,
    after: u64,
    limit: usize,
) -> Result<Vec<Alert>, StoreError> {
    let mut sql =
        QueryBuilder::new("SELECT detection, case_body, change FROM alert WHERE change > ");
    sql.push_bind(after.cast_signed());
    narrow(&mut sql, filter);
    sql.push(" ORDER BY change LIMIT ").push_bind(limit as i64);
    sql.build().fetch_all(pool).await?.iter().map(alert_from).collect()
}

pub(super) async fn newest_change(pool: &SqlitePool) -> Result<u64, StoreError> {
    let newest: i64 = sqlx::query_scalar("SELECT no FROM alert_change").fetch_one(pool).await?;
    Ok(newest.cast_unsigned())
}

/// Adds what a filter asks for.
fn narrow(sql: &mut QueryBuilder<Sqlite>, filter: &AlertFilter) {
    let colors: Vec<_> = filter.colors.iter().map(|color| color_name(*color)).collect();
    let rules: Vec<_> = filter.rules.iter().map(String::as_str).collect();
    for (column, values) in [("state", &filter.states), ("rule", &rules), ("color", &colors)] {
        if !values.is_empty() {
            sql.push(format!(" AND {column} IN ("));
            let mut list = sql.separated(", ");
            for value in values {
                list.push_bind((*value).to_owned());
            }
            sql.push(")");
        }
    }
    let exact = [
        (" AND vehicle_id = ", &filter.vehicle),
        (" AND zone_id = ", &filter.zone),
        (" AND organisation_id = ", &filter.organisation),
    ];
    for (clause, value) in exact {
        if let Some(value) = value {
            sql.push(clause).push_bind(value.clone());
        }
    }
    if !filter.include_shadow {
        sql.push(" AND shadow = 0");
    }
}

pub(super) async fn act(
    pool: &SqlitePool,
    id: AlertId,
    expected: u64,
    case: &Case,
    trace: &Trace,
) -> Result<Alert, ActError> {
    let mut transaction = pool.begin().await.map_err(StoreError::from)?;
    let alert = replace_case(&mut transaction, id, expected, case).await?;
    calls::leave_trace(&mut transaction, trace).await?;
    transaction.commit().await.map_err(StoreError::from)?;
    Ok(alert)
}

/// Replaces the officers' part, if its version is still `expected`.
pub(super) async fn replace_case(
    connection: &mut SqliteConnection,
    id: AlertId,
    expected: u64,
    case: &Case,
) -> Result<Alert, ActError> {
    let row = sqlx::query("SELECT detection, case_version FROM alert WHERE id = ?")
        .bind(id.to_string())
        .fetch_optional(&mut *connection)
        .await
        .map_err(StoreError::from)?
        .ok_or(ActError::NotFound(id))?;
    if row.get::<i64, _>(1).cast_unsigned() != expected {
        return Err(ActError::Moved(id));
    }
    let detection = from_json(row.get(0))?;
    let change = next_change(connection).await?;
    sqlx::query(
        "UPDATE alert SET state = ?, case_version = ?, case_body = ?, change = ? WHERE id = ?",
    )
    .bind(case.state.name())
    .bind(case.version.cast_signed())
    .bind(to_json(case)?)
    .bind(change)
    .bind(id.to_string())
    .execute(connection)
    .await
    .map_err(StoreError::from)?;
    Ok(Alert { detection, case: case.clone(), change: change.cast_unsigned() })
}

fn alert_from(row: &SqliteRow) -> Result<Alert, StoreError> {
    Ok(Alert {
        detection: from_json(row.get(0))?,
        case: from_json(row.get(1))?,
        change: row.get::<i64, _>(2).cast_unsigned(),
    })
}

const fn color_name(color: Color) -> &'static str {
    match color {
        Color::Blue => "BLUE",
        Color::Yellow => "YELLOW",
        Color::Orange => "ORANGE",
        Color::Red => "RED",
    }
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Damaged(error.to_string()))
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Damaged(error.to_string()))
}
