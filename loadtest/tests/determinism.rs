//! One recorded input, receive times included, and every way of judging it: the live run with one
//! partition, with four and with sixteen; a replay, and another; a replay from the archive after
//! the journal was cut. All give the same alerts, byte for byte.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "the shell has a clock")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use loadtest::city::{City, Habits, OF_WAYBILLS};
use loadtest::{founding, history};
use placard_domain::{Fix, Millis, Timestamp};
use placard_engine::rules::SPECS;
use placard_partition::{Clock, Line, Options};
use placard_store::open::StoreUrl;
use placard_store::sqlite::{Folder, JournalOptions, SqliteReader, Synchronous};
use placard_store::{JournalReader, Offset};

const SEED: u64 = 20_261_125;
const VEHICLES: u32 = 40;
const REPORTS: usize = 240;
const EVERY: Millis = Millis::from_secs(10);
const BEGAN: Timestamp = Timestamp::from_millis(1_764_000_000_000);

/// A clock that goes by the recording.
#[derive(Debug)]
struct Recorded(AtomicI64);

impl Clock for Recorded {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
    fn is_steady(&self) -> bool {
        true
    }
}

impl Recorded {
    fn set(&self, time: Timestamp) {
        self.0.store(time.millis(), Ordering::SeqCst);
    }
}

/// Fixes and when they came in.
type Recording = Vec<(Timestamp, Vec<Fix>)>;

/// Everything the fleet sends, in rounds of ten seconds: duplicates, swaps, blind spots told later,
/// and trucks that are silent for ten minutes.
fn recording(city: &City) -> Recording {
    let habits = Habits { silence: 0.25 };
    let all: Vec<_> =
        (1..=VEHICLES).flat_map(|no| city.deliveries(no, BEGAN, REPORTS, &habits)).collect();
    let rounds = REPORTS as i64 + 1;
    (0..rounds)
        .map(|round| {
            let due = |at: f64| (at * REPORTS as f64).floor() as i64 == round;
            let fixes = all.iter().filter(|delivery| due(delivery.at));
            let fixes = fixes.flat_map(|delivery| delivery.fixes.clone()).collect();
            (BEGAN + Millis(EVERY.0 * round + 2_345), fixes)
        })
        .collect()
}

async fn open(folder: &Path, partitions: u16, eager: bool, clock: &Arc<Recorded>) -> Line {
    let options = JournalOptions { partitions, synchronous: Synchronous::Full };
    let stores = placard_store::open(&StoreUrl::Sqlite(folder.to_owned()), options).await.unwrap();
    let eagerly = Options {
        chunk_fixes: 16,
        chunk_age: Duration::from_secs(60),
        snapshot_fixes: 200,
        ..Options::default()
    };
    let options = if eager { eagerly } else { Options::default() };
    Line::open(stores, options, Arc::clone(clock) as Arc<dyn Clock>).await.unwrap()
}

/// Runs the recording, with an hour's rest in the middle in which nobody listened.
async fn live(folder: &Path, partitions: u16, eager: bool) {
    let city = City::new(SEED, 6, REPORTS);
    let clock = Arc::new(Recorded(AtomicI64::new(BEGAN.millis())));
    let line = open(folder, partitions, eager, &clock).await;
    founding::found(&line, &city, VEHICLES).await.unwrap();
    let recording = recording(&city);
    let (before, after) = recording.split_at(REPORTS / 2);
    run(&line, &clock, before, Millis::ZERO).await;
    line.drain().await;
    drop(line);
    let rest = Millis::from_hours(1);
    clock.set(after[0].0 + rest - Millis::from_secs(3));
    let line = open(folder, partitions, eager, &clock).await;
    run(&line, &clock, after, rest).await;
    clock.set(after[after.len() - 1].0 + rest + Millis::from_hours(2));
    line.drain().await;
}

async fn run(line: &Line, clock: &Recorded, rounds: &[(Timestamp, Vec<Fix>)], later: Millis) {
    for (time, fixes) in rounds {
        clock.set(*time + later);
        line.accept(fixes.clone()).await.unwrap();
    }
}

fn cut_partitions(folder: &Path) -> usize {
    let folder = Folder::take(folder).unwrap();
    let extents = SqliteReader::open(&folder.journal()).unwrap().extents().unwrap();
    extents.iter().filter(|extent| extent.cut > Offset::ZERO).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_way_of_judging_one_recording_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let [one, four, sixteen, cut] =
        ["one", "four", "sixteen", "cut"].map(|name| folder.path().join(name));
    live(&four, 4, false).await;
    let told = history::listed(&four).await.unwrap();
    assert!(told.len() > 300, "{} alerts", told.len());
    for rule in SPECS.iter().filter(|rule| !OF_WAYBILLS.contains(&rule.id)) {
        let count = told.iter().filter(|alert| alert.contains(rule.id)).count();
        assert!(count > 10, "{}: {count} alerts", rule.id);
    }
    assert!(told.iter().any(|alert| alert.contains("\"late\":true")), "none was late");

    let same = |what: &str, other: &[String]| {
        assert_eq!(history::first_difference(&told, other), None, "seed {SEED}: {what}");
    };
    for time in ["first", "second"] {
        same(&format!("{time} replay"), &history::replayed(&four).await.unwrap());
    }
    for (folder, partitions) in [(&one, 1), (&sixteen, 16)] {
        live(folder, partitions, false).await;
        let what = format!("{partitions} partitions");
        same(&what, &history::listed(folder).await.unwrap());
        same(&format!("replay, {what}"), &history::replayed(folder).await.unwrap());
    }
    live(&cut, 4, true).await;
    assert_eq!(cut_partitions(&four), 0, "the first run's journal is whole");
    assert_eq!(cut_partitions(&cut), 4, "this one's was cut in every partition");
    same("snapshots and cuts", &history::listed(&cut).await.unwrap());
    same("replay from the archive after the cut", &history::replayed(&cut).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_canary_that_hears_the_second_half_a_second_later_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let city = City::new(SEED, 6, 60);
    let clock = Arc::new(Recorded(AtomicI64::new(BEGAN.millis())));
    let mut told = Vec::new();
    for (name, later) in [("one", Millis::ZERO), ("other", Millis::from_secs(1))] {
        let folder = folder.path().join(name);
        clock.set(BEGAN);
        let line = open(&folder, 4, false, &clock).await;
        founding::found(&line, &city, 6).await.unwrap();
        for n in 0..60 {
            let fixes: Vec<Fix> = (1..=6).map(|no| city.drive(no, BEGAN, 60)[n].clone()).collect();
            let late = if n >= 30 { later } else { Millis::ZERO };
            clock.set(fixes[0].device_time + Millis::from_secs(2) + late);
            line.accept(fixes).await.unwrap();
        }
        line.drain().await;
        drop(line);
        told.push(history::listed(&folder).await.unwrap());
    }
    assert!(!told[0].is_empty());
    assert!(history::first_difference(&told[0], &told[1]).is_some());
}
