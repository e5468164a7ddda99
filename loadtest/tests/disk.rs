//! A real server on a real disk that is full to the last byte, twice.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "it says where it did not run")]

use loadtest::faults::disk::{Setup, is_possible, run};

const SEED: u64 = 20_261_125;

fn is_possible_here() -> bool {
    is_possible().inspect_err(|why| eprintln!("not run: {why}")).is_ok()
}

#[test]
fn a_full_disk_is_said_loses_nothing_and_needs_no_restart() {
    if !is_possible_here() {
        return;
    }
    let outcome = run(&Setup::new(SEED, 2)).unwrap();
    assert!(outcome.verdict.holds(), "seed {SEED}: {:#?}", outcome.verdict);
    assert!(outcome.refused >= 2 && outcome.alerts > 100, "seed {SEED}: {outcome:?}");
}

#[test]
fn a_canary_that_acknowledges_before_the_commit_is_caught() {
    if !is_possible_here() {
        return;
    }
    let canary = Setup { canary: true, vehicles: 20, ..Setup::new(SEED, 2) };
    let verdict = run(&canary).unwrap().verdict;
    assert!(verdict.lost > 0, "seed {SEED}: {verdict:?}");
}
