//! The check of polygons against `geo`'s own (OGC validity), on polygons drawn on a grid so small
//! that everything touches, crosses and overlaps.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]
#![allow(clippy::print_stdout, reason = "a seeded run says its seed and what it covered")]

use geo::{Coord, LineString, MultiPolygon, Validation};
use placard_domain::zone::{Geometry, Polygon};
use placard_domain::{Position, Reason, Violations, Wgs84};
use placard_geo::check;
use placard_geo::sample::Dice;

/// A closed ring of 3 to 7 corners on a grid of `size` by `size` whose corner is at `from`.
fn ring(dice: &mut Dice, from: i32, size: usize) -> Vec<(i32, i32)> {
    let corners = 3 + dice.below(5);
    let mut step = || from + dice.below(size) as i32;
    let mut ring: Vec<_> = (0..corners).map(|_| (step(), step())).collect();
    ring.extend(ring.first().copied());
    ring
}

fn ours(parts: &[Vec<Vec<(i32, i32)>>]) -> Geometry {
    let at = |(x, y): &(i32, i32)| Position::<Wgs84>::from_units(*x, *y).unwrap();
    let ring = |ring: &Vec<(i32, i32)>| ring.iter().map(at).collect();
    let part = |rings: &Vec<Vec<(i32, i32)>>| Polygon {
        exterior: ring(&rings[0]),
        holes: rings[1..].iter().map(ring).collect(),
    };
    Geometry::MultiPolygon(parts.iter().map(part).collect())
}

/// From the inside out, since `geo` may panic over a whole whose parts are not valid.
fn theirs(parts: &[Vec<Vec<(i32, i32)>>]) -> bool {
    let ring = |ring: &Vec<(i32, i32)>| {
        LineString(ring.iter().map(|(x, y)| Coord { x: f64::from(*x), y: f64::from(*y) }).collect())
    };
    let part = |rings: &Vec<Vec<(i32, i32)>>| {
        geo::Polygon::new(ring(&rings[0]), rings[1..].iter().map(ring).collect())
    };
    let rings = || parts.iter().flatten().map(ring);
    let polygons = || parts.iter().map(part);
    rings().all(|ring| geo::Polygon::new(ring, vec![]).is_valid())
        && polygons().all(|polygon| polygon.is_valid())
        && MultiPolygon(polygons().collect()).is_valid()
}

/// `geo` has no word against a triangle of three corners in a row; we refuse it (`NO_AREA`, proved
/// in `bad_input.rs`).
fn is_flat(wrong: &Violations) -> bool {
    wrong.as_slice().iter().any(|v| v.reason == Reason::NoArea)
}

/// Draws areas until `enough` were valid; every verdict must be the other's.
fn race(seed: u64, enough: usize, draw: impl Fn(&mut Dice) -> Vec<Vec<Vec<(i32, i32)>>>) {
    let mut dice = Dice::new(seed);
    let (mut valid, mut drawn) = (0, 0);
    while valid < enough {
        let parts = draw(&mut dice);
        let verdict = check(&ours(&parts));
        if verdict.as_ref().is_err_and(is_flat) {
            continue;
        }
        let expected = theirs(&parts);
        assert_eq!(verdict.is_ok(), expected, "seed {seed}: {parts:?}\nours: {verdict:?}");
        valid += usize::from(verdict.is_ok());
        drawn += 1;
    }
    println!("seed {seed}: {valid} of {drawn} valid");
}

#[test]
fn single_rings() {
    race(1, 2000, |dice| vec![vec![ring(dice, 0, 5)]]);
}

#[test]
fn a_ring_and_a_hole() {
    race(2, 300, |dice| vec![vec![ring(dice, 0, 9), ring(dice, 2, 5)]]);
}

#[test]
fn a_ring_and_two_holes() {
    race(3, 50, |dice| vec![vec![ring(dice, 0, 12), ring(dice, 2, 5), ring(dice, 4, 5)]]);
}

#[test]
fn two_parts() {
    race(4, 300, |dice| vec![vec![ring(dice, 0, 5)], vec![ring(dice, 3, 5)]]);
}

#[test]
fn a_part_in_the_hole_of_another() {
    race(5, 30, |dice| vec![vec![ring(dice, 0, 12), ring(dice, 2, 7)], vec![ring(dice, 3, 4)]]);
}
