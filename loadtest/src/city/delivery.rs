//! How reports are sent: mostly one by one, some twice, some swapped, some late in a batch, and
//! some trucks fall silent for a while.

use placard_domain::Fix;
use placard_geo::sample::Dice;

/// What a vehicle's reports go out as.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// When, as a fraction of the run.
    pub at: f64,
    /// What.
    pub fixes: Vec<Fix>,
    /// Told later from a blind spot (JT/T 808 0x0704).
    pub is_blind_spot: bool,
}

/// How the fleet behaves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Habits {
    /// The part of the run for which one vehicle in ten is silent in the middle of it.
    pub silence: f64,
}

/// One report in so many goes out twice, is swapped with the next, or begins a blind spot.
const TWICE_ONE_IN: usize = 30;
const SWAP_ONE_IN: usize = 30;
const BLIND_ONE_IN: usize = 40;
/// Reports in a blind spot, and reports after it until they are told: beyond the window within
/// which the engine puts a report in its place.
const BLIND_REPORTS: std::ops::Range<usize> = 10..30;
const BLIND_LATER: usize = 20;

pub(super) fn deliveries(
    dice: &mut Dice,
    no: u32,
    drive: Vec<Fix>,
    habits: &Habits,
) -> Vec<Delivery> {
    let moments = moments(no, drive.len(), habits);
    let mut sent: Vec<Delivery> = Vec::new();
    let mut blind: Vec<Fix> = Vec::new();
    let (mut blind_until, mut told_at, mut swapped) = (0, usize::MAX, None);
    for (n, (fix, at)) in drive.into_iter().zip(moments).enumerate() {
        let one = |fix: Fix| Delivery { at, fixes: vec![fix], is_blind_spot: false };
        if n >= told_at {
            let fixes = std::mem::take(&mut blind);
            sent.push(Delivery { at, fixes, is_blind_spot: true });
            told_at = usize::MAX;
        }
        if n < blind_until {
            blind.push(fix);
            continue;
        }
        if blind.is_empty() && dice.below(BLIND_ONE_IN) == 0 {
            blind_until = n + BLIND_REPORTS.start + dice.below(BLIND_REPORTS.len());
            told_at = blind_until + BLIND_LATER;
            blind.push(fix);
            continue;
        }
        if swapped.is_none() && dice.below(SWAP_ONE_IN) == 0 {
            swapped = Some(fix);
            continue;
        }
        sent.push(one(fix.clone()));
        if let Some(earlier) = swapped.take() {
            sent.push(one(earlier));
        }
        if dice.below(TWICE_ONE_IN) == 0 {
            sent.push(one(fix));
        }
    }
    // What is still held back goes out at the end.
    let rest = swapped.map(|fix| Delivery { at: 1.0, fixes: vec![fix], is_blind_spot: false });
    sent.extend(rest);
    if !blind.is_empty() {
        sent.push(Delivery { at: 1.0, fixes: blind, is_blind_spot: true });
    }
    sent
}

/// When each of a vehicle's reports goes out. One vehicle in ten is silent in the middle, and one
/// in ten is through early.
fn moments(no: u32, reports: usize, habits: &Habits) -> Vec<f64> {
    let fraction = |n: usize| n as f64 / reports as f64;
    let moment = |n: usize| match no % 10 {
        3 => {
            let pause = if 2 * n < reports { 0.0 } else { habits.silence };
            fraction(n) * (1.0 - habits.silence) + pause
        }
        7 => fraction(n) / 2.0,
        _ => fraction(n),
    };
    (0..reports).map(moment).collect()
}
