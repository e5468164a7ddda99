//! A simulation: what it says of the past, what it leaves alone, and that there is one at a time.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use common::{START, TestClock, alerts, change, drive, found, open, sqlite, trace};
use placard_domain::rule::{RuleSetting, RuleStatus};
use placard_domain::{JurisdictionId, Millis, Timestamp, VehicleNo};
use placard_partition::replay::Sources;
use placard_partition::replay::simulate::{Trial, simulate};
use placard_partition::{Line, SimulateError};
use placard_store::records::{Change, Kind};

/// `zone.entered` in the city.
fn entered(status: RuleStatus) -> RuleSetting {
    RuleSetting {
        rule: "zone.entered".into(),
        jurisdiction: JurisdictionId::new("CN-4307").unwrap(),
        status: Some(status),
        params: BTreeMap::new(),
    }
}

/// The seconds from `from` to before `to`, under other settings.
fn trial(from: i64, to: i64, settings: Vec<RuleSetting>) -> Trial {
    let at = |second: i64| Timestamp::from_millis(START) + Millis::from_secs(second);
    Trial { from: at(from), to: at(to), settings, vehicles: vec![] }
}

/// What was really said of alerts that began in these seconds.
async fn live(line: &Line, from: i64, to: i64) -> Vec<String> {
    let Trial { from, to, .. } = trial(from, to, vec![]);
    let all = alerts(&**line.records()).await.into_iter().map(|alert| alert.detection);
    let within = all.filter(|said| from <= said.opened_at && said.opened_at < to);
    within.map(|said| serde_json::to_string(&said).unwrap()).collect()
}

fn json<'a>(found: impl IntoIterator<Item = &'a placard_domain::alert::Detection>) -> Vec<String> {
    found.into_iter().map(|said| serde_json::to_string(said).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_is_judged_as_it_was_and_as_it_is_tried_and_nothing_is_kept() {
    let (dir, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let line = open(sqlite(dir.path()).await, &clock).await;
    found(&line).await;
    drive(&line, &clock, 0..600).await;
    line.drain().await;
    let all = live(&line, 0, 600).await;
    assert_eq!(all.len(), 12, "four vehicles, three rounds");

    let retired = vec![entered(RuleStatus::Retired)];
    let whole = line.simulate(trial(0, 600, retired.clone())).await.unwrap();
    assert_eq!(json(whole.as_was.values()), all, "as the line itself said");
    assert!(whole.as_tried.is_empty(), "{:?}", whole.as_tried);
    assert_eq!((whole.vehicles, whole.fixes), (4, 4 * 60));

    let second = line.simulate(trial(200, 400, retired.clone())).await.unwrap();
    let expected = live(&line, 200, 400).await;
    assert_eq!((json(second.as_was.values()), expected.len()), (expected, 4), "the second round");

    let one = Trial { vehicles: vec![VehicleNo(2)], ..trial(0, 600, retired) };
    let one = line.simulate(one).await.unwrap();
    assert_eq!((one.as_was.len(), one.vehicles), (3, 1));
    assert_eq!(live(&line, 0, 600).await, all, "nothing of it is kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_tried_holds_all_along_over_what_was_set_meanwhile() {
    let (dir, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let line = open(sqlite(dir.path()).await, &clock).await;
    found(&line).await;
    drive(&line, &clock, 0..200).await;
    let setting = entered(RuleStatus::Retired);
    let from = Timestamp::from_millis(START + 195_000);
    let retired = change(Kind::RuleSetting, "zone.entered@CN-4307", &setting);
    let retired = Change { valid_from: from, ..retired };
    line.desk().await.commit(&[retired], &trace()).await.unwrap();
    drive(&line, &clock, 200..600).await;
    line.drain().await;

    let tried = trial(0, 600, vec![entered(RuleStatus::Active)]);
    let found = line.simulate(tried).await.unwrap();
    assert_eq!(json(found.as_was.values()), live(&line, 0, 600).await);
    assert_eq!((found.as_was.len(), found.as_tried.len()), (4, 12), "of three rounds, one rang");
    assert!(found.as_was.keys().all(|id| found.as_tried.contains_key(id)), "the same, and more");
}

#[tokio::test]
async fn one_runs_at_a_time() {
    let (dir, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let line = open(sqlite(dir.path()).await, &clock).await;
    found(&line).await;
    drive(&line, &clock, 0..200).await;
    // The first cannot end before the second has asked: it rests on this thread's clock.
    let ask = || line.simulate(trial(0, 200, vec![]));
    let (first, second) = tokio::join!(ask(), ask());
    assert_eq!(first.unwrap().vehicles, 4);
    assert!(matches!(second, Err(SimulateError::Busy)));
    assert_eq!(ask().await.unwrap().vehicles, 4, "then the next");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_is_stopped_says_nothing() {
    let (dir, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let line = open(sqlite(dir.path()).await, &clock).await;
    found(&line).await;
    drive(&line, &clock, 0..200).await;
    line.abandon().await;
    let stores = sqlite(dir.path()).await;
    let mut reader = stores.journal.reader().unwrap();
    for (stop, says) in [(true, false), (false, true)] {
        let (records, archive) = (Arc::clone(&stores.records), Arc::clone(&stores.archive));
        let sources = Sources { records, archive, reader: &mut *reader };
        let trial = trial(0, 200, vec![]);
        let found = simulate(sources, &trial, &AtomicBool::new(stop)).await.unwrap();
        assert_eq!(found.is_some(), says);
    }
}
