//! Timing on a machine that others use too: short rounds in turn, and the middle one counts.

use std::time::Instant;

/// Rounds of each contestant.
const ROUNDS: usize = 7;

/// Seconds that `work` takes; what it finds is not optimised away.
pub(super) fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed().as_secs_f64()
}

/// Runs two pieces of work in turn, A B A B …, and gives the median seconds of each: what else the
/// machine does meanwhile falls on both.
pub(super) fn in_turn<A, B>(mut a: impl FnMut() -> A, mut b: impl FnMut() -> B) -> (f64, f64) {
    let _warm_up = (seconds(&mut a), seconds(&mut b));
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_a.push(seconds(&mut a));
        of_b.push(seconds(&mut b));
    }
    (median(of_a), median(of_b))
}

/// The middle of some numbers; of none, zero.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
