//! One suite for every store: what the traits promise, asked of each implementation.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests do I/O")]

mod suite;

use std::sync::Arc;

use placard_store::memory::{
    MemoryArchive, MemoryDisk, MemoryJournal, MemoryRecords, MemorySnapshots,
};
use placard_store::sqlite::{
    JournalOptions, SqliteArchive, SqliteJournal, SqliteRecords, SqliteSnapshots, Synchronous,
};

macro_rules! journal_suite {
    ($store:ident, $open:expr, [$($test:ident),* $(,)?]) => {
        mod $store {
            use super::*;
            $(#[test]
            fn $test() {
                suite::journal::$test(&mut $open);
            })*
        }
    };
}

macro_rules! store_suite {
    ($store:ident, $part:ident, $open:expr, [$($test:ident),* $(,)?]) => {
        mod $store {
            use super::*;
            $(#[tokio::test]
            async fn $test() {
                let (store, _keep) = $open;
                suite::$part::$test(&store).await;
            })*
        }
    };
}

macro_rules! journal_tests {
    ($store:ident, $open:expr) => {
        journal_suite!(
            $store,
            $open,
            [
                a_new_journal_is_empty,
                what_was_committed_is_read_after_reopening,
                partitions_do_not_mix,
                reading_stops_at_about_the_bytes_asked_for,
                cutting_remembers_where_and_with_which_hash,
                cutting_spares_what_is_beyond,
                an_unfinished_end_is_dropped_and_written_over,
                an_offset_is_never_used_twice,
            ]
        );
    };
}

macro_rules! archive_tests {
    ($store:ident, $open:expr) => {
        store_suite!(
            $store,
            archive,
            $open,
            [
                shelving_twice_changes_nothing,
                archived_only_goes_forward,
                chunks_are_found_by_time_and_box,
                shelved_beyond_tells_where_each_vehicle_ends,
                notes_come_back_in_order,
                forgetting_drops_what_is_too_old,
            ]
        );
    };
}

macro_rules! snapshot_tests {
    ($store:ident, $open:expr) => {
        store_suite!($store, snapshots, $open, [the_newest_two_are_kept, what_was_saved_is_loaded]);
    };
}

macro_rules! record_tests {
    ($store:ident, $open:expr) => {
        store_suite!(
            $store,
            records,
            $open,
            [
                each_commit_is_one_revision,
                a_commit_on_an_old_revision_is_refused,
                commands_wait_until_they_are_settled,
                a_text_stands_in_its_alerts_history_or_nowhere,
                an_items_history_says_who_and_when,
                a_number_belongs_to_an_id_for_ever,
                a_key_is_held_by_one,
                a_refused_commit_leaves_nothing,
                versions_tell_the_way_from_one_world_to_another,
                a_version_tells_when_it_was_committed,
                lists_are_in_order_of_id_and_filtered,
                what_holds_a_certificate_that_ends_is_found,
                every_kind_keeps_its_own,
                a_detection_goes_forward_only,
                the_same_revision_with_other_bytes_is_an_alarm,
                an_upsert_leaves_the_officers_part_alone,
                acting_on_an_old_version_is_refused,
                changes_are_numbered_in_one_log,
                whoever_watches_the_log_hears_how_far_it_has_come,
                alerts_are_filtered,
                an_answer_is_kept_for_its_caller,
                refusals_are_bounded_and_counted,
                high_water_only_rises,
            ]
        );
    };
}

macro_rules! waybill_tests {
    ($store:ident, $open:expr) => {
        store_suite!(
            $store,
            waybills,
            $open,
            [
                a_waybill_keeps_all_that_was_filed,
                whoever_comes_late_files_nothing,
                a_filing_moves_the_world_or_nothing,
                waybills_are_found_by_all_they_name,
                changes_of_waybills_have_a_log_of_their_own,
                what_is_taken_is_told_while_it_overlaps,
                what_is_due_comes_in_its_order,
                one_key_signs_at_a_time_and_old_ones_stay,
            ]
        );
    };
}

fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

struct SqliteJournals(tempfile::TempDir);

impl suite::journal::Opener for SqliteJournals {
    fn open(&mut self) -> Box<dyn placard_store::Journal> {
        let options = JournalOptions { partitions: 4, synchronous: Synchronous::Full };
        Box::new(SqliteJournal::open(&self.0.path().join("journal.db"), options).unwrap())
    }
}

struct MemoryJournals(MemoryDisk);

impl suite::journal::Opener for MemoryJournals {
    fn open(&mut self) -> Box<dyn placard_store::Journal> {
        Box::new(MemoryJournal::on(self.0.clone(), 4))
    }
}

journal_tests!(sqlite_journal, SqliteJournals(temporary()));
journal_tests!(memory_journal, MemoryJournals(MemoryDisk::default()));

archive_tests!(sqlite_archive, {
    let dir = temporary();
    (SqliteArchive::open(&dir.path().join("archive.db")).await.unwrap(), dir)
});
archive_tests!(memory_archive, (MemoryArchive::default(), ()));

snapshot_tests!(sqlite_snapshots, {
    let dir = temporary();
    (SqliteSnapshots::open(&dir.path().join("snapshots.db")).await.unwrap(), dir)
});
snapshot_tests!(memory_snapshots, (MemorySnapshots::default(), ()));

record_tests!(sqlite_records, {
    let dir = temporary();
    (SqliteRecords::open(&dir.path().join("records.db")).await.unwrap(), dir)
});
record_tests!(memory_records, (MemoryRecords::default(), ()));

waybill_tests!(sqlite_waybills, {
    let dir = temporary();
    (SqliteRecords::open(&dir.path().join("records.db")).await.unwrap(), dir)
});
waybill_tests!(memory_waybills, (MemoryRecords::default(), ()));

#[test]
fn a_folder_made_with_other_partitions_is_refused_by_name() {
    let dir = temporary();
    let path = dir.path().join("journal.db");
    let open = |partitions| {
        SqliteJournal::open(&path, JournalOptions { partitions, synchronous: Synchronous::Full })
    };
    drop(open(4).unwrap());
    let error = open(8).unwrap_err().to_string();
    assert!(error.contains("made with 4 partitions"), "{error}");
}

#[tokio::test]
async fn a_garbled_snapshot_is_as_good_as_none() {
    let dir = temporary();
    let path = dir.path().join("snapshots.db");
    let store = SqliteSnapshots::open(&path).await.unwrap();
    let store = Arc::new(store);
    let saved = suite::snapshots::snapshot(5);
    placard_store::Snapshots::save(&*store, &saved).await.unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute("UPDATE snapshot SET body = zeroblob(3)", []).unwrap();
    let header = &saved.header;
    let loaded = placard_store::Snapshots::load(&*store, header.partition, header.offset).await;
    assert_eq!(loaded.unwrap(), None);
}
