//! Power cuts: a seeded sample. The whole is `loadtest faults power`.
//!
//! One process, one VFS: what a canary breaks must not break the others, so they run in turn.

use std::sync::Mutex;

use loadtest::faults::power::{Canary, run_journal, run_line};

const SEED: u64 = 20_261_125;
static IN_TURN: Mutex<()> = Mutex::new(());

#[test]
fn nothing_acknowledged_is_lost_when_the_power_goes() {
    let _turn = IN_TURN.lock().unwrap();
    let outcome = run_journal(SEED, 400, Canary::None).unwrap();
    assert!(outcome.holds(), "seed {SEED}: {outcome:?}");
    assert!(outcome.acknowledged > 1_000, "seed {SEED}: hardly anything was written: {outcome:?}");
}

#[test]
fn a_canary_without_syncs_is_caught() {
    let _turn = IN_TURN.lock().unwrap();
    let outcome = run_journal(SEED, 400, Canary::SynchronousNormal).unwrap();
    assert!(outcome.lost > 0, "seed {SEED}: {outcome:?}");
}

#[test]
fn a_canary_that_acknowledges_before_the_commit_is_caught() {
    let _turn = IN_TURN.lock().unwrap();
    let outcome = run_journal(SEED, 400, Canary::AcknowledgedEarly).unwrap();
    assert!(outcome.lost > 0, "seed {SEED}: {outcome:?}");
}

#[test]
fn a_canary_that_trusts_the_device_with_its_sectors_is_caught() {
    let _turn = IN_TURN.lock().unwrap();
    let outcome = run_journal(SEED, 4_000, Canary::TrustedSectors).unwrap();
    assert!(outcome.lost > 0, "seed {SEED}: {outcome:?}");
}

#[test]
fn the_whole_line_loses_nothing_when_the_power_goes() {
    let _turn = IN_TURN.lock().unwrap();
    let outcome = run_line(SEED, 60, Canary::None).unwrap();
    assert!(outcome.holds(), "seed {SEED}: {outcome:?}");
    assert!(outcome.acknowledged > 1_000, "seed {SEED}: hardly anything was written: {outcome:?}");
}

#[test]
fn a_canary_without_syncs_is_caught_under_the_whole_line() {
    let _turn = IN_TURN.lock().unwrap();
    let outcome = run_line(SEED, 60, Canary::SynchronousNormal).unwrap();
    assert!(outcome.lost > 0, "seed {SEED}: {outcome:?}");
}

#[test]
fn a_canary_that_acknowledges_what_is_only_queued_is_caught_under_the_whole_line() {
    let _turn = IN_TURN.lock().unwrap();
    let outcome = run_line(SEED, 60, Canary::AcknowledgedEarly).unwrap();
    assert!(outcome.lost > 0, "seed {SEED}: {outcome:?}");
}
