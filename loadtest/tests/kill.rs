//! SIGKILL at random moments: fifty of the two hundred that `loadtest faults kill` makes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use loadtest::city::OF_WAYBILLS;
use loadtest::faults::kill::{Setup, run};
use placard_engine::rules::SPECS;

const SEED: u64 = 20_261_125;

#[test]
fn nothing_acknowledged_is_lost_and_the_alerts_are_those_of_a_calm_run() {
    let outcome = run(&Setup::new(SEED, 50)).unwrap();
    let verdict = &outcome.verdict;
    assert!(verdict.holds(), "seed {SEED}: {verdict:#?}");
    assert!(outcome.alerts >= 1_000, "seed {SEED}: {} alerts", outcome.alerts);
    let rules = SPECS.iter().filter(|rule| !OF_WAYBILLS.contains(&rule.id)).count();
    assert_eq!(outcome.rules.len(), rules, "{:?}", outcome.rules);
}

#[test]
fn a_canary_that_acknowledges_before_the_commit_is_caught() {
    let canary = Setup { canary: true, vehicles: 20, ..Setup::new(SEED, 10) };
    let verdict = run(&canary).unwrap().verdict;
    assert!(verdict.lost > 0, "seed {SEED}: {verdict:#?}");
}
