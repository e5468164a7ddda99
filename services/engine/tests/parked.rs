//! A truck parked on a zone's edge for a day: what its receiver's noise makes of it, here and by
//! "inside now against inside last time".

#![allow(clippy::unwrap_used, reason = "a test fails by it")]
#![allow(clippy::print_stdout, reason = "figures of the runs")]

mod common;

use common::{Watched, fix, place, rectangle, world, zone};
use placard_domain::zone::{Geometry, ZoneKind};
use placard_domain::{Fix, Length};
use placard_geo::sample::Dice;
use placard_geo::shape::Shape;

const SEEDS: u64 = 50;
const DAY: i64 = 86_400;
const EVERY: i64 = 30;

/// A closed block whose west edge runs through the corner, where the truck stands.
fn block() -> Geometry {
    rectangle(0.0, -500.0, 1000.0, 500.0)
}

/// A day of fixes round the corner. Noise of `sigma_m` on each axis fades over one to ten minutes:
/// x' = a·x + √(1 − a²)·g, a = exp(−30 s / that).
fn day(seed: u64, sigma_m: f64) -> Vec<Fix> {
    let mut dice = Dice::new(seed);
    let fading = dice.between(60.0, 600.0);
    let keep = libm::exp(-(EVERY as f64) / fading);
    let fresh = libm::sqrt(1.0 - keep * keep);
    let mut bell = || (0..12).map(|_| dice.between(-0.5, 0.5)).sum::<f64>();
    let (mut east, mut north) = (bell(), bell());
    (0..DAY)
        .step_by(EVERY as usize)
        .map(|second| {
            east = keep * east + fresh * bell();
            north = keep * north + fresh * bell();
            let told = fix(1, second, sigma_m * east, sigma_m * north);
            Fix { accuracy: Length::from_metres(sigma_m), ..told }
        })
        .collect()
}

/// How often "inside" turns into "outside" or back.
fn flaps(shape: &Shape, fixes: &[Fix]) -> usize {
    let inside = |fix: &Fix| shape.contains(fix.position.unwrap());
    fixes.windows(2).filter(|pair| inside(&pair[0]) != inside(&pair[1])).count()
}

fn run(sigma_m: f64) {
    let shape = Shape::prepare(&block());
    assert!(shape.contains(place(0.1, 0.0)) && !shape.contains(place(-0.1, 0.0)));
    let (mut most, mut alerts, mut least_flaps, mut all_flaps) = (0, 0, usize::MAX, 0);
    for seed in 1..=SEEDS {
        let fixes = day(seed, sigma_m);
        let naive = flaps(&shape, &fixes);
        (least_flaps, all_flaps) = (least_flaps.min(naive), all_flaps + naive);
        let mut watched = Watched::over(world([zone(1, ZoneKind::Other, block())]));
        watched.hear(fixes);
        let said = watched.alerts_of("zone.entered");
        assert!(said.len() <= 1, "seed {seed}, noise {sigma_m} m: {said:#?}");
        (most, alerts) = (most.max(said.len()), alerts + said.len());
    }
    println!(
        "noise {sigma_m} m, {SEEDS} seeds: {alerts} alerts, at most {most} a run; \
         inside now against inside last time {all_flaps}, at least {least_flaps} a run"
    );
    assert!(least_flaps >= 40, "the noise is too tame to show anything: {least_flaps}");
    assert!(all_flaps >= 100 * alerts.max(1));
}

#[test]
fn peers_01_a_day_parked_on_an_edge_in_noise_of_5_m_raises_at_most_one_alert() {
    run(5.0);
}

#[test]
fn peers_01_a_day_parked_on_an_edge_in_noise_of_10_m_raises_at_most_one_alert() {
    run(10.0);
}

#[test]
fn peers_01_a_day_parked_on_an_edge_in_noise_of_15_m_raises_at_most_one_alert() {
    run(15.0);
}
