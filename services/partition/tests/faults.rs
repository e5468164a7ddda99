//! What the line does when its stores fail it: a disk in memory that fills, tears and forgets.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::time::Duration;

use common::{
    Memory, PARTITIONS, TestClock, alerts, assert_all_there, drive, found, on_the_road, open,
    replayed, said,
};
use placard_domain::Millis;
use placard_partition::Refused;
use placard_store::memory::Faults;
use placard_store::{Entry, Offset, PartitionNo};

/// The partition that vehicles 1 and 3 live in (`number.rs`).
const BUSY: PartitionNo = PartitionNo(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_loses_nothing_and_goes_on_when_there_is_room() {
    let (memory, clock) = (Memory::new(), TestClock::new());
    let line = open(memory.stores(), &clock).await;
    found(&line).await;
    let mut acknowledged = drive(&line, &clock, 0..50).await;
    memory.disk.set_faults(Faults { full_one_in: 1, ..Faults::default() });
    assert_eq!(line.accept(vec![on_the_road(1, 60)]).await, Err(Refused::DiskFull));
    assert!(line.health().disk_full);
    assert_eq!(line.accept(vec![on_the_road(1, 60)]).await, Err(Refused::DiskFull), "and again");
    memory.disk.set_faults(Faults::default());
    clock.advance(Millis::from_secs(30));
    while line.health().disk_full {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    acknowledged.extend(drive(&line, &clock, 90..200).await);
    assert!(acknowledged.len() >= 4 * 16);
    assert_all_there(&line, &acknowledged).await;
    line.drain().await;
    let live = said(&*memory.records).await;
    assert!(!live.is_empty());
    assert_eq!(replayed(&mut memory.stores()).await, live);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_whose_outcome_is_not_known_is_the_writers_last() {
    let (memory, clock) = (Memory::new(), TestClock::new());
    let line = open(memory.stores(), &clock).await;
    found(&line).await;
    let acknowledged = drive(&line, &clock, 0..50).await;
    memory.disk.set_faults(Faults { written_but_failed_one_in: 1, ..Faults::default() });
    let refused = line.accept(vec![on_the_road(1, 60)]).await;
    assert!(matches!(refused, Err(Refused::Unavailable(_))), "{refused:?}");
    memory.disk.set_faults(Faults::default());
    let refused = line.accept(vec![on_the_road(1, 70)]).await;
    assert!(matches!(refused, Err(Refused::Unavailable(_))), "never tried again: {refused:?}");
    assert!(line.health().failed);
    line.abandon().await;
    let line = open(memory.stores(), &clock).await;
    assert_all_there(&line, &acknowledged).await;
    line.accept(vec![on_the_road(1, 60)]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_faults_by_seed_and_nothing_acknowledged_is_lost() {
    for seed in 1..=12 {
        let (memory, clock) = (Memory::new(), TestClock::new());
        let line = open(memory.stores(), &clock).await;
        found(&line).await;
        line.abandon().await;
        let mut acknowledged = Vec::new();
        for round in 0..8 {
            let line = open(memory.stores(), &clock).await;
            memory.disk.set_faults(Faults {
                seed: seed * 1000 + round,
                full_one_in: 9,
                written_but_failed_one_in: 11,
                torn_one_in: 13,
            });
            let from = i64::try_from(round).unwrap() * 200;
            acknowledged.extend(drive(&line, &clock, from..from + 190).await);
            memory.disk.set_faults(Faults::default());
            line.abandon().await;
        }
        let line = open(memory.stores(), &clock).await;
        let held: Vec<_> = line.health().partitions.into_iter().filter_map(|p| p.held).collect();
        assert!(held.is_empty(), "seed {seed}: a torn end is no damage: {held:?}");
        assert_all_there(&line, &acknowledged).await;
        line.drain().await;
        assert_eq!(replayed(&mut memory.stores()).await, said(&*memory.records).await, "{seed}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_without_a_snapshot_behind_it_holds_its_partition_and_no_other() {
    let (memory, clock) = (Memory::new(), TestClock::new());
    let line = open(memory.stores(), &clock).await;
    found(&line).await;
    drive(&line, &clock, 0..100).await;
    while alerts(&*memory.records).await.len() < 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    line.abandon().await;
    memory.disk.flip_a_bit(BUSY, Offset { epoch: 1, sequence: 6 });
    let line = open(memory.stores(), &clock).await;
    let health = line.health();
    let held = health.partitions[usize::from(BUSY.0)].held.as_deref().unwrap();
    assert!(held.contains("whole to 1-5"), "{held}");
    assert!(health.partitions[..3].iter().all(|p| p.held.is_none()), "the others go on");
    let later = drive(&line, &clock, 200..300).await;
    assert_eq!(later.len(), 40, "fixes are journalled all the same");
    assert_all_there(&line, &later).await;
    line.drain().await;
    let all = alerts(&*memory.records).await;
    let of = |ids: [&str; 2]| {
        all.iter().filter(|alert| ids.contains(&alert.detection.vehicle.as_str())).count()
    };
    assert_eq!(of(["v1", "v3"]), 2, "one each from before the damage");
    assert!(of(["v2", "v4"]) > 2, "the others are judged on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_tail_is_told_from_an_empty_one() {
    let (memory, clock) = (Memory::new(), TestClock::new());
    let line = open(memory.stores(), &clock).await;
    found(&line).await;
    drive(&line, &clock, 0..100).await;
    line.drain().await;
    line.abandon().await;
    memory.disk.lose_tail(BUSY, Offset { epoch: 1, sequence: 8 });
    let line = open(memory.stores(), &clock).await;
    line.abandon().await;
    let stores = memory.stores();
    let rows = stores.journal.reader().unwrap().read(BUSY, Offset::ZERO, usize::MAX).unwrap();
    let lost = rows.iter().find_map(|row| match Entry::decode(&row.body).unwrap() {
        Entry::Lost { first, .. } => Some(first),
        _ => None,
    });
    assert_eq!(lost, Some(Offset { epoch: 1, sequence: 9 }));
    let epochs: Vec<u32> = rows.iter().map(|row| row.offset.epoch).collect();
    assert!(epochs.is_sorted() && *epochs.last().unwrap() > 1, "no offset is used twice");
    assert_eq!(stores.journal.reader().unwrap().extents().unwrap().len(), usize::from(PARTITIONS));
}
