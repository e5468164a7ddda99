//! Zone queries against a naive check, and how they grow with the number of zones.
//!
//! The zones are the standard set that the peers were measured with
//! ([`placard_geo::sample`]): stars of 50 vertices over 4° by 4°. Half of the questions lie within
//! 50 m of an edge, as the agreement test has it, so that most of them cannot be answered by a box.
//!
//! The naive check walks all zones, asks the box first (each box beside its polygon), then `geo`:
//! `intersects` of a polygon and a point or a line. For a way that is less than is asked of the
//! index, which also says where the way goes in and out: the comparison favours the peer.

use geo::{BoundingRect, Intersects, Line, LineString, Point, Polygon, Rect};
use placard_domain::zone::Geometry;
use placard_domain::{Position, Wgs84};
use placard_geo::sample::{Dice, REGION, star_zones};
use placard_geo::{Shape, ZoneIndex};

use super::timing::in_turn;
use crate::error::Error;
use crate::progress;
use crate::report::{Figure, Plan, Report};

/// How many zones the figures that stay are measured with.
const STANDARD: usize = 10_000;
/// How the index grows.
const GROWTH: [usize; 4] = [100, 1_000, 10_000, 100_000];
const PEER: &str = "every zone's box, then geo";

/// Runs the bench.
///
/// # Errors
/// Where the index and the naive check disagree: the figures would mean nothing.
pub fn run(plan: Plan) -> Result<Report, Error> {
    let bar = progress::bar("zones", GROWTH.len() as u64);
    let mut figures = Vec::new();
    for zones in GROWTH {
        let measured = measure(plan, zones)?;
        if zones == STANDARD {
            figures.splice(0..0, measured.figures(""));
        }
        figures.extend(measured.figures(&format!("_{zones}_zones")));
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(Report::new("zones", plan, figures))
}

struct Measured {
    points: (f64, f64),
    ways: (f64, f64),
}

impl Measured {
    fn figures(&self, suffix: &str) -> [Figure; 2] {
        let figure = |name: &str, (ours, naive)| {
            Figure::new(format!("{name}_queries_per_second{suffix}"), ours, "1/s")
                .beats(PEER, naive)
        };
        [figure("point", self.points), figure("segment", self.ways)]
    }
}

fn measure(plan: Plan, count: usize) -> Result<Measured, Error> {
    let zones = star_zones(plan.seed, count);
    let shapes = zones.iter().map(|zone| std::sync::Arc::new(Shape::prepare(zone)));
    let index = ZoneIndex::build((0_u32..).zip(shapes).collect());
    let naive = Naive::new(&zones);
    let mut dice = Dice::new(plan.seed ^ 0x9e37);
    let points: Vec<_> =
        (0..plan.pick(20_000, 100_000)).map(|_| place(&mut dice, &zones)).collect();
    let ways: Vec<_> = points.iter().map(|from| (*from, step(&mut dice, *from))).collect();
    // The naive check gets fewer questions of the same kind: it takes that much longer.
    let few = (plan.pick(4_000_000, 40_000_000) / count).clamp(200, points.len());

    let points_seconds = in_turn(
        || held(&index, &points),
        || points[..few].iter().map(|point| naive.holding(*point)).sum::<usize>(),
    );
    let ways_seconds = in_turn(
        || crossed(&index, &ways),
        || ways[..few].iter().map(|(a, b)| naive.crossed(*a, *b)).sum::<usize>(),
    );
    agree(&index, &naive, &points[..few], &ways[..few])?;
    let rate = |seconds: (f64, f64)| (points.len() as f64 / seconds.0, few as f64 / seconds.1);
    Ok(Measured { points: rate(points_seconds), ways: rate(ways_seconds) })
}

fn held(index: &ZoneIndex, points: &[Position<Wgs84>]) -> usize {
    let (mut found, mut hits) = (Vec::new(), 0);
    for point in points {
        found.clear();
        index.containing(*point, &mut found);
        hits += found.len();
    }
    hits
}

fn crossed(index: &ZoneIndex, ways: &[(Position<Wgs84>, Position<Wgs84>)]) -> usize {
    let (mut found, mut hits) = (Vec::new(), 0);
    for (a, b) in ways {
        found.clear();
        index.crossed(*a, *b, &mut found);
        hits += found.len();
    }
    hits
}

/// The naive check as a first version would have it.
struct Naive(Vec<(Rect<f64>, Polygon<f64>)>);

impl Naive {
    fn new(zones: &[Geometry]) -> Self {
        let polygon = |zone: &Geometry| {
            let Geometry::Polygon(polygon) = zone else { return None };
            let ring: LineString<f64> = polygon.exterior.iter().map(|p| coord(*p)).collect();
            let polygon = Polygon::new(ring, vec![]);
            Some((polygon.bounding_rect()?, polygon))
        };
        Self(zones.iter().filter_map(polygon).collect())
    }

    fn holding(&self, at: Position<Wgs84>) -> usize {
        let point = Point::from(coord(at));
        let hit = |(rect, polygon): &&(Rect<f64>, Polygon<f64>)| {
            rect.intersects(&point) && polygon.intersects(&point)
        };
        self.0.iter().filter(hit).count()
    }

    fn crossed(&self, a: Position<Wgs84>, b: Position<Wgs84>) -> usize {
        let line = Line::new(coord(a), coord(b));
        let rect = line.bounding_rect();
        let hit = |(bounds, polygon): &&(Rect<f64>, Polygon<f64>)| {
            bounds.intersects(&rect) && polygon.intersects(&line)
        };
        self.0.iter().filter(hit).count()
    }
}

/// In whole 1e-7 degrees, which an `f64` holds exactly: the naive check is not made wrong by
/// rounding.
fn coord(at: Position<Wgs84>) -> geo::Coord<f64> {
    geo::Coord { x: f64::from(at.lon_units()), y: f64::from(at.lat_units()) }
}

fn agree(
    index: &ZoneIndex,
    naive: &Naive,
    points: &[Position<Wgs84>],
    ways: &[(Position<Wgs84>, Position<Wgs84>)],
) -> Result<(), Error> {
    for point in points {
        if held(index, &[*point]) != naive.holding(*point) {
            return Err(format!("index and naive check disagree at {point:?}").into());
        }
    }
    for (a, b) in ways {
        if crossed(index, &[(*a, *b)]) != naive.crossed(*a, *b) {
            return Err(format!("index and naive check disagree from {a:?} to {b:?}").into());
        }
    }
    Ok(())
}

/// Half of them within 50 m of an edge (some 4,500 units), half anywhere.
fn place(dice: &mut Dice, zones: &[Geometry]) -> Position<Wgs84> {
    if dice.below(2) == 0 {
        return dice.place(&REGION);
    }
    let Geometry::Polygon(polygon) = &zones[dice.below(zones.len())] else {
        return dice.place(&REGION);
    };
    let vertex = polygon.exterior[dice.below(polygon.exterior.len())];
    away(dice, vertex, 4_500.0)
}

/// The next report of a truck: up to a kilometre off.
fn step(dice: &mut Dice, from: Position<Wgs84>) -> Position<Wgs84> {
    away(dice, from, 90_000.0)
}

fn away(dice: &mut Dice, from: Position<Wgs84>, most: f64) -> Position<Wgs84> {
    let mut off = |units: i32| units + dice.between(-most, most) as i32;
    Position::from_units(off(from.lon_units()), off(from.lat_units())).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_and_the_naive_check_answer_alike() {
        let plan = Plan { seed: 3, quick: true };
        let zones = star_zones(plan.seed, 200);
        let shapes = zones.iter().map(|zone| std::sync::Arc::new(Shape::prepare(zone)));
        let index = ZoneIndex::build((0_u32..).zip(shapes).collect());
        let mut dice = Dice::new(plan.seed);
        let points: Vec<_> = (0..500).map(|_| place(&mut dice, &zones)).collect();
        let ways: Vec<_> = points.iter().map(|from| (*from, step(&mut dice, *from))).collect();
        agree(&index, &Naive::new(&zones), &points, &ways).unwrap();
        let blind = Naive::new(&zones[..100]);
        assert!(agree(&index, &blind, &points, &ways).is_err(), "half of the zones are missing");
    }
}
