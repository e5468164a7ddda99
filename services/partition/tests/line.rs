//! What the line promises while it runs, over real SQLite.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::Arc;

use common::{
    START, TestClock, alerts, assert_all_there, change, drive, found, on_the_road, open, replayed,
    said, sqlite, trace, track, zone,
};
use placard_domain::alert::{Act, EndReason};
use placard_domain::{Fix, Millis, Timestamp, VehicleNo};
use placard_partition::Refused;
use placard_store::records::{Change, Kind};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fix_in_a_closed_zone_becomes_an_alert() {
    let (dir, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let line = open(sqlite(dir.path()).await, &clock).await;
    found(&line).await;
    let acknowledged = drive(&line, &clock, 0..200).await;
    assert_all_there(&line, &acknowledged).await;
    let view = line.view(VehicleNo(1)).await.unwrap().unwrap();
    assert_eq!(view.newest.fix, on_the_road(1, 190));
    line.drain().await;
    let all = alerts(&**line.records()).await;
    let entered: Vec<_> =
        all.iter().filter(|alert| alert.detection.rule == "zone.entered").collect();
    assert_eq!(entered.len(), 4, "one each, however many fixes it spans");
    let reason = entered[0].detection.ended.unwrap().reason;
    assert_eq!(reason, EndReason::Cleared);
    assert_eq!(line.accept(vec![on_the_road(1, 300)]).await, Err(Refused::Unavailable("draining")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_a_kill_and_the_alerts_are_those_of_one_replay() {
    let (dir, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let line = open(sqlite(dir.path()).await, &clock).await;
    found(&line).await;
    let mut acknowledged = drive(&line, &clock, 0..190).await;
    line.abandon().await;
    for from in [200, 400, 600] {
        let line = open(sqlite(dir.path()).await, &clock).await;
        acknowledged.extend(drive(&line, &clock, from..from + 190).await);
        line.abandon().await;
    }
    let line = open(sqlite(dir.path()).await, &clock).await;
    assert_all_there(&line, &acknowledged).await;
    line.drain().await;
    let live = said(&**line.records()).await;
    line.abandon().await;
    let mut stores = sqlite(dir.path()).await;
    assert!(live.len() >= 16, "{}", live.len());
    assert_eq!(replayed(&mut stores).await, live);
    assert_eq!(replayed(&mut stores).await, live, "and again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_that_was_cut_still_tells_all_with_the_archive() {
    let (dir, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let line = open(sqlite(dir.path()).await, &clock).await;
    found(&line).await;
    let acknowledged = drive(&line, &clock, 0..4000).await;
    clock.advance(Millis::from_minutes(2));
    tokio::time::sleep(std::time::Duration::from_millis(2500)).await;
    assert_all_there(&line, &acknowledged).await;
    line.drain().await;
    let live = said(&**line.records()).await;
    line.abandon().await;
    let mut stores = sqlite(dir.path()).await;
    let mut reader = stores.journal.reader().unwrap();
    let cut = reader.extents().unwrap().iter().filter(|e| e.cut.sequence > 50).count();
    assert_eq!(cut, 3, "those with vehicles: {:?}", reader.extents().unwrap());
    drop(reader);
    assert!(live.len() >= 80, "{}", live.len());
    assert_eq!(replayed(&mut stores).await, live);
    let line = open(stores, &clock).await;
    assert_all_there(&line, &acknowledged).await;
    line.drain().await;
    assert_eq!(said(&**line.records()).await, live, "recovery says nothing else");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_the_world_counts_from_the_next_fix_on() {
    let (dir, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let line = open(sqlite(dir.path()).await, &clock).await;
    found(&line).await;
    drive(&line, &clock, 0..80).await;
    let gone = Change {
        valid_from: Timestamp::from_millis(START + 75_000),
        body: None,
        ..change(Kind::Zone, "closed", &zone())
    };
    line.desk().await.commit(&[gone], &trace()).await.unwrap();
    drive(&line, &clock, 80..400).await;
    line.drain().await;
    let all = alerts(&**line.records()).await;
    assert_eq!(all.len(), 4, "none for the second round");
    let reasons: Vec<_> = all.iter().map(|alert| alert.detection.ended.unwrap().reason).collect();
    assert_eq!(reasons, [EndReason::NoLongerBanned; 4]);
    line.abandon().await;
    let mut stores = sqlite(dir.path()).await;
    let from_the_archive = replayed(&mut stores).await;
    assert_eq!(from_the_archive.len(), 4);
    assert_eq!(said(&*stores.records).await, from_the_archive);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recovery_never_undoes_a_person() {
    let (dir, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let line = open(sqlite(dir.path()).await, &clock).await;
    found(&line).await;
    drive(&line, &clock, 0..200).await;
    while alerts(&**line.records()).await.len() < 4 {
        tokio::task::yield_now().await;
    }
    let alert = alerts(&**line.records()).await.remove(0);
    let at = Timestamp::from_millis(START);
    let case = alert.case.act(Act::Acknowledge, "li", at, "").unwrap();
    line.records().act(alert.detection.id, alert.case.version, &case, &trace()).await.unwrap();
    line.abandon().await;
    let line = open(sqlite(dir.path()).await, &clock).await;
    drive(&line, &clock, 200..260).await;
    line.drain().await;
    let again = line.records().alert(alert.detection.id).await.unwrap().unwrap();
    assert_eq!(again.case.owner(), Some("li"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_counts_only_while_placard_listens() {
    let (dir, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let line = open(sqlite(dir.path()).await, &clock).await;
    found(&line).await;
    drive(&line, &clock, 0..60).await;
    line.abandon().await;
    clock.advance(Millis::from_hours(3));
    let line = open(sqlite(dir.path()).await, &clock).await;
    tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
    assert!(alerts(&**line.records()).await.is_empty(), "nobody listened for three hours");
    clock.advance(Millis::from_minutes(6));
    tokio::time::sleep(std::time::Duration::from_millis(2500)).await;
    line.drain().await;
    let all = alerts(&**line.records()).await;
    assert_eq!(all.len(), 4);
    assert!(all.iter().all(|alert| alert.detection.rule == "signal.lost"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_set_back_reorders_nothing() {
    let (dir, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let line = open(sqlite(dir.path()).await, &clock).await;
    found(&line).await;
    line.accept(vec![on_the_road(1, 0)]).await.unwrap();
    clock.set(Timestamp::from_millis(START - 3_600_000));
    line.accept(vec![on_the_road(1, 10)]).await.unwrap();
    line.abandon().await;
    let line = open(sqlite(dir.path()).await, &clock).await;
    line.accept(vec![on_the_road(1, 20)]).await.unwrap();
    let all = line.track(VehicleNo(1), Timestamp::MIN, Timestamp::MAX, None).await.unwrap();
    let times: Vec<Timestamp> = all.iter().map(|accepted| accepted.receive_time).collect();
    assert_eq!(times.len(), 3);
    assert!(times.is_sorted() && times[0] >= Timestamp::from_millis(START), "{times:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_senders_at_once_lose_nothing_and_mix_nothing_up() {
    let (dir, clock) = (tempfile::tempdir().unwrap(), TestClock::new());
    let line = open(sqlite(dir.path()).await, &clock).await;
    found(&line).await;
    clock.advance(Millis::from_hours(2));
    let send = |no: u32| {
        let line = line.clone();
        async move {
            let mut sent = Vec::new();
            for second in 0..300 {
                let fix: Fix = on_the_road(no, second);
                line.accept(vec![fix.clone()]).await.unwrap();
                sent.push(fix);
            }
            sent
        }
    };
    let senders: Vec<_> = (1..=4).map(|no| tokio::spawn(send(no))).collect();
    for (no, sender) in (1..=4).zip(senders) {
        let sent = sender.await.unwrap();
        assert_eq!(track(&line, no).await, sent, "in the order of acceptance");
    }
    let _ = Arc::strong_count(&clock);
}
