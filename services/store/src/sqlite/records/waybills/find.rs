//! Searches of waybills.

use sqlx::sqlite::SqlitePool;
use sqlx::{QueryBuilder, Sqlite};

use super::waybill_from;
use crate::journal::StoreError;
use crate::records::{KeptWaybill, Place, WaybillFilter};

pub(super) async fn waybills(
    pool: &SqlitePool,
    filter: &WaybillFilter,
    after: Option<&Place>,
    limit: usize,
) -> Result<Vec<KeptWaybill>, StoreError> {
    let states: Vec<Option<&str>> = match filter.states.as_slice() {
        [] => vec![None],
        states => states.iter().map(|state| Some(state.as_str())).collect(),
    };
    let mut found: Vec<KeptWaybill> = Vec::new();
    for state in states {
        let rows = listing(filter, state, after, limit).build().fetch_all(pool).await?;
        for row in &rows {
            found.push(waybill_from(row)?);
        }
    }
    found.sort_by_key(|waybill| std::cmp::Reverse(waybill.place()));
    found.dedup_by(|a, b| a.id == b.id);
    found.truncate(limit);
    Ok(found)
}

/// The search for one state, or for any.
fn listing(
    filter: &WaybillFilter,
    state: Option<&str>,
    after: Option<&Place>,
    limit: usize,
) -> QueryBuilder<Sqlite> {
    let mut terms = filter.terms();
    terms.extend(state.map(|state| ("state", state)));
    let (mut sql, id) = match terms.first() {
        None => (QueryBuilder::new("SELECT * FROM waybill AS lead WHERE 1"), "id"),
        Some((kind, value)) => {
            // CROSS JOIN: led by the terms, as they are written.
            let mut sql = QueryBuilder::new(
                "SELECT waybill.* FROM waybill_term AS lead
                 CROSS JOIN waybill ON waybill.id = lead.waybill_id WHERE lead.kind = ",
            );
            sql.push_bind(*kind).push(" AND lead.value = ").push_bind((*value).to_owned());
            (sql, "waybill_id")
        }
    };
    for (kind, value) in terms.iter().skip(1) {
        probe(&mut sql, kind, value, "lead.planned_at", &format!("lead.{id}"));
    }
    if let Some(from) = filter.from {
        sql.push(" AND lead.planned_at >= ").push_bind(from.millis());
    }
    if let Some(to) = filter.to {
        sql.push(" AND lead.planned_at < ").push_bind(to.millis());
    }
    if let Some(after) = after {
        sql.push(format!(" AND (lead.planned_at, lead.{id}) < ("));
        sql.push_bind(after.planned_at.millis()).push(", ").push_bind(after.id.clone()).push(")");
    }
    sql.push(format!(" ORDER BY lead.planned_at DESC, lead.{id} DESC LIMIT "));
    sql.push_bind(limit as i64);
    sql
}

pub(super) async fn changed(
    pool: &SqlitePool,
    filter: &WaybillFilter,
    after: u64,
    limit: usize,
) -> Result<Vec<KeptWaybill>, StoreError> {
    let rows = changes(filter, after, limit).build().fetch_all(pool).await?;
    rows.iter().map(waybill_from).collect()
}

fn changes(filter: &WaybillFilter, after: u64, limit: usize) -> QueryBuilder<Sqlite> {
    let mut sql = QueryBuilder::new("SELECT * FROM waybill WHERE change > ");
    sql.push_bind(after.cast_signed());
    for (kind, value) in filter.terms() {
        probe(&mut sql, kind, value, "waybill.planned_at", "waybill.id");
    }
    if !filter.states.is_empty() {
        sql.push(" AND state IN (");
        let mut list = sql.separated(", ");
        for state in &filter.states {
            list.push_bind(state.clone());
        }
        sql.push(")");
    }
    // A plus keeps SQLite from going by that index: the order of change leads.
    if let Some(from) = filter.from {
        sql.push(" AND +planned_at >= ").push_bind(from.millis());
    }
    if let Some(to) = filter.to {
        sql.push(" AND +planned_at < ").push_bind(to.millis());
    }
    sql.push(" ORDER BY change LIMIT ").push_bind(limit as i64);
    sql
}

/// Adds one more thing that a waybill must be found by.
fn probe(sql: &mut QueryBuilder<Sqlite>, kind: &str, value: &str, planned_at: &str, id: &str) {
    sql.push(" AND EXISTS (SELECT 1 FROM waybill_term AS term WHERE term.kind = ");
    sql.push_bind(kind.to_owned()).push(" AND term.value = ").push_bind(value.to_owned());
    sql.push(format!(" AND term.planned_at = {planned_at} AND term.waybill_id = {id})"));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use placard_domain::Timestamp;
    use sqlx::{AssertSqlSafe, Row as _};

    use super::super::super::super::migrations;
    use super::super::super::super::pool::Pools;
    use super::super::{DUE, ENGAGED};
    use super::*;

    /// How SQLite would go about it, a line for each step.
    async fn plan(pool: &SqlitePool, sql: &str) -> Vec<String> {
        let explain = format!("EXPLAIN QUERY PLAN {sql}");
        let rows = sqlx::query(AssertSqlSafe(explain)).fetch_all(pool).await.unwrap();
        rows.iter().map(|row| row.get("detail")).collect()
    }

    #[tokio::test]
    async fn every_search_goes_by_an_index_and_sorts_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("records.db");
        let pools = Pools::open(&path, migrations::RECORDS).await.unwrap();
        let given = || Some("x".to_owned());
        let any = WaybillFilter::default;
        let filters = [
            any(),
            WaybillFilter { vehicle: given(), ..any() },
            WaybillFilter { carrier: given(), consignor: given(), consignee: given(), ..any() },
            WaybillFilter { un: given(), organisation: given(), ..any() },
            WaybillFilter { number: given(), ..any() },
            WaybillFilter {
                from: Some(Timestamp::from_millis(1)),
                to: Some(Timestamp::from_millis(2)),
                ..any()
            },
        ];
        let place = Place { planned_at: Timestamp::from_millis(5), id: "w".to_owned() };
        let mut asked = vec![ENGAGED.to_owned(), DUE.to_owned()];
        for filter in &filters {
            for (state, after) in [(None, None), (Some("DRAFT"), Some(&place))] {
                asked.push(listing(filter, state, after, 10).sql().as_str().to_owned());
            }
            asked.push(changes(filter, 7, 10).sql().as_str().to_owned());
        }
        for sql in asked {
            let steps = plan(&pools.read, &sql).await;
            for step in steps.iter().filter(|step| !step.contains("SUBQUERY")) {
                let indexed = step.contains("USING") && step.contains("INDEX")
                    || step.contains("USING PRIMARY KEY");
                assert!(indexed, "{sql}\n{steps:#?}");
            }
            assert!(!steps.is_empty() && !steps.iter().any(|s| s.contains("TEMP")), "{sql}");
        }
    }
}
