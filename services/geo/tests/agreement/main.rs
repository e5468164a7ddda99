//! The index and its shapes against a naive check by `geo`: a million places and a hundred
//! thousand ways, half of them within 50 m of an edge, against the starter zones of Changde and
//! against 10,000 made-up ones.
//!
//! `cargo test` runs a tenth; the whole is `cargo test -p placard-geo --test agreement --
//! --ignored --nocapture`. Seeds are printed; the same seed asks the same questions anywhere.
//!
//! **Areas** must agree without exception: both sides are exact on whole 1e-7 degrees. For
//! **corridors and circles** a question whose naive distance lies within [`naive::BORDERLINE_MM`]
//! of the edge is no question and is counted apart: the naive side is in floating point, in
//! another order of operations. It measures corridors in the zone's plane (whose own error
//! `metres.rs` holds) and circles by Karney's geodesic.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]
#![allow(clippy::print_stdout, reason = "a seeded run says its seed and what it covered")]

mod naive;
mod questions;

use std::sync::Arc;

use naive::{Naive, Verdict};
use placard_domain::zone::Geometry;
use placard_domain::{Position, Wgs84};
use placard_geo::geojson::read_features;
use placard_geo::sample::mixed_zones;
use placard_geo::{Crossed, Shape, Span, ZoneIndex};
use questions::Questions;

/// How much of a way two lists of pieces may disagree about.
const SPAN_TOLERANCE: f64 = 1e-7;

fn starter() -> Vec<Geometry> {
    let text = include_str!("../../../../geodata/zones.geojson");
    read_features(text).unwrap().into_iter().map(|feature| feature.unwrap().geometry).collect()
}

struct Race {
    zones: Vec<Geometry>,
    index: ZoneIndex,
    naive: Naive,
    borderline: usize,
    inside: usize,
}

impl Race {
    fn new(zones: Vec<Geometry>) -> Self {
        let shapes = zones.iter().map(|zone| Arc::new(Shape::prepare(zone)));
        let index = ZoneIndex::build((0..).zip(shapes).collect());
        let naive = Naive::new(&zones);
        Self { zones, index, naive, borderline: 0, inside: 0 }
    }

    fn run(mut self, name: &str, seed: u64, places: usize, ways: usize) {
        let mut questions = Questions::new(seed);
        let mut found = vec![];
        for _ in 0..places {
            let p = questions.place(&self.zones);
            found.clear();
            self.index.containing(p, &mut found);
            self.hold_place(p, &found);
        }
        let places_inside = std::mem::take(&mut self.inside);
        let mut crossed = vec![];
        for _ in 0..ways {
            let (a, b) = questions.way(&self.zones);
            crossed.clear();
            self.index.crossed(a, b, &mut crossed);
            self.hold_way(a, b, &crossed);
        }
        println!(
            "{name}, seed {seed}: {places} places, {places_inside} times inside; {ways} ways, {} \
             crossings; {} borderline",
            self.inside, self.borderline
        );
        assert!(places_inside > places / 20 && self.inside > ways / 20, "asks too far off");
        assert!(self.borderline < (places + ways) / 1000, "{} borderline", self.borderline);
    }

    fn hold_place(&mut self, p: Position<Wgs84>, found: &[u32]) {
        assert!(found.is_sorted());
        let near = self.naive.near(p, p);
        assert!(found.iter().all(|entry| near.contains(entry)), "{p:?}");
        for entry in near {
            let ours = found.contains(&entry);
            self.inside += usize::from(ours);
            match self.naive.zone(entry).holds(p) {
                Verdict::Inside => assert!(ours, "zone {entry} holds {p:?}"),
                Verdict::Outside => assert!(!ours, "zone {entry} does not hold {p:?}"),
                Verdict::Borderline => self.borderline += 1,
            }
        }
    }

    fn hold_way(&mut self, a: Position<Wgs84>, b: Position<Wgs84>, found: &[Crossed]) {
        assert!(found.is_sorted_by_key(|crossed| crossed.entry));
        let near = self.naive.near(a, b);
        assert!(found.iter().all(|crossed| near.contains(&crossed.entry)), "{a:?} {b:?}");
        for entry in near {
            let spans = found.iter().find(|crossed| crossed.entry == entry);
            let spans = spans.map_or(&[][..], |crossed| &crossed.spans[..]);
            self.inside += usize::from(!spans.is_empty());
            hold_order(spans);
            let zone = self.naive.zone(entry);
            match zone.meets(a, b) {
                Verdict::Inside => assert!(!spans.is_empty(), "{entry} meets {a:?} {b:?}"),
                Verdict::Outside => assert!(spans.is_empty(), "{entry} apart from {a:?} {b:?}"),
                Verdict::Borderline => {
                    self.borderline += 1;
                    continue;
                }
            }
            if let Some(expected) = zone.pieces(a, b) {
                let off = difference(spans, &expected);
                assert!(
                    off < SPAN_TOLERANCE,
                    "zone {entry}, {a:?} {b:?}: {spans:?}, naive {expected:?}"
                );
            } else {
                zone.hold_pieces(a, b, spans);
            }
        }
    }
}

/// Pieces are in order, apart, and within the way.
fn hold_order(spans: &[Span]) {
    let ends: Vec<f64> = spans.iter().flat_map(|span| [span.from, span.to]).collect();
    assert!(ends.is_sorted() && ends.iter().all(|end| (0.0..=1.0).contains(end)), "{spans:?}");
    assert!(spans.windows(2).all(|pair| pair[0].to < pair[1].from), "{spans:?}");
}

/// How much of the way is in one list of pieces and not in the other.
fn difference(ours: &[Span], theirs: &[Span]) -> f64 {
    let mut ends: Vec<f64> = ours.iter().chain(theirs).flat_map(|s| [s.from, s.to]).collect();
    ends.sort_by(f64::total_cmp);
    let has = |list: &[Span], at: f64| list.iter().any(|s| s.from <= at && at <= s.to);
    let differs = |pair: &&[f64]| {
        let middle = f64::midpoint(pair[0], pair[1]);
        has(ours, middle) != has(theirs, middle)
    };
    ends.windows(2).filter(differs).map(|pair| pair[1] - pair[0]).sum()
}

fn made_up() -> Vec<Geometry> {
    mixed_zones(1, 10_000)
}

#[test]
fn a_tenth_against_the_starter_zones() {
    Race::new(starter()).run("starter", 11, 100_000, 10_000);
}

#[test]
fn a_tenth_against_made_up_zones() {
    Race::new(made_up()).run("made up", 12, 100_000, 10_000);
}

#[test]
#[ignore = "a million places: some half a minute"]
fn the_whole_against_the_starter_zones() {
    Race::new(starter()).run("starter", 21, 1_000_000, 100_000);
}

#[test]
#[ignore = "a million places: some half a minute"]
fn the_whole_against_made_up_zones() {
    Race::new(made_up()).run("made up", 22, 1_000_000, 100_000);
}
