//! Made-up zones, places and ways for tests and benchmarks: the same from the same seed on any
//! machine. The standard set is the one that the peers were measured with
//! (`facts/telemetry-peers.md` 1): star-shaped polygons of 50 vertices, 0.002° to 0.02° in radius,
//! over 4° by 4° of Hunan; a set of 1,000 is the beginning of the set of 10,000.

use placard_domain::zone::{Geometry, Polygon};
use placard_domain::{Length, Position, Wgs84};

use crate::bounds::Bounds;

/// Where made-up zones lie: 110° to 114° E, 26° to 30° N.
pub const REGION: Bounds =
    Bounds { west: 1_100_000_000, south: 260_000_000, east: 1_140_000_000, north: 300_000_000 };

/// SplitMix64 (Steele, Lea, Flood 2014): a number from a seed, and the next, and the next.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Numbers that depend on the seed alone.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to below `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        let fraction = (self.roll() >> 11) as f64 / (1_u64 << 53) as f64;
        low + fraction * (high - low)
    }

    /// A whole number below `end`, which is above zero.
    pub fn below(&mut self, end: usize) -> usize {
        (self.roll() % end as u64) as usize
    }

    /// A place anywhere in a box.
    pub fn place(&mut self, bounds: &Bounds) -> Position<Wgs84> {
        let lon = self.between(f64::from(bounds.west), f64::from(bounds.east));
        let lat = self.between(f64::from(bounds.south), f64::from(bounds.north));
        at(lon, lat)
    }
}

/// The position at 1e-7 degrees, rounded; held within the world.
fn at(lon_units: f64, lat_units: f64) -> Position<Wgs84> {
    let lon = lon_units.clamp(-1.8e9, 1.8e9).round() as i32;
    let lat = lat_units.clamp(-9e8, 9e8).round() as i32;
    Position::from_units(lon, lat).unwrap_or_else(|| unreachable!("held within the world"))
}

/// The first `n` of the standard set: star-shaped polygons of 50 vertices.
#[must_use]
pub fn star_zones(seed: u64, n: usize) -> Vec<Geometry> {
    let mut dice = Dice::new(seed);
    (0..n).map(|_| Geometry::Polygon(star(&mut dice))).collect()
}

/// The first `n` of a set that has every kind of geometry: of each ten seven stars, a MultiPolygon
/// whose first part has a hole, a corridor of 2 to 8 positions, a circle.
#[must_use]
pub fn mixed_zones(seed: u64, n: usize) -> Vec<Geometry> {
    let mut dice = Dice::new(seed);
    (0..n)
        .map(|i| match i % 10 {
            7 => two_parts(&mut dice),
            8 => corridor(&mut dice),
            9 => circle(&mut dice),
            _ => Geometry::Polygon(star(&mut dice)),
        })
        .collect()
}

/// Vertices of a star.
const STAR_VERTICES: usize = 50;

fn star(dice: &mut Dice) -> Polygon {
    let centre = dice.place(&REGION);
    let radius = dice.between(20_000.0, 200_000.0);
    Polygon { exterior: star_ring(dice, centre, 0.6 * radius, radius), holes: vec![] }
}

/// A closed ring, seen whole from its centre, between two distances from it (1e-7 degree).
fn star_ring(
    dice: &mut Dice,
    centre: Position<Wgs84>,
    least: f64,
    most: f64,
) -> Vec<Position<Wgs84>> {
    let corner = |i: usize, radius: f64| {
        let angle = std::f64::consts::TAU * i as f64 / STAR_VERTICES as f64;
        let (sin, cos) = libm::sincos(angle);
        at(
            f64::from(centre.lon_units()) + radius * cos,
            f64::from(centre.lat_units()) + radius * sin,
        )
    };
    let mut ring: Vec<_> =
        (0..STAR_VERTICES).map(|i| corner(i, dice.between(least, most))).collect();
    ring.extend(ring.first().copied());
    ring
}

fn two_parts(dice: &mut Dice) -> Geometry {
    let centre = dice.place(&REGION);
    let radius = dice.between(20_000.0, 200_000.0);
    let exterior = star_ring(dice, centre, 0.6 * radius, radius);
    let hole = star_ring(dice, centre, 0.2 * radius, 0.5 * radius);
    let beside = at(
        f64::from(centre.lon_units()) + 2.5 * radius,
        f64::from(centre.lat_units()) + dice.between(-radius, radius),
    );
    let second = star_ring(dice, beside, 0.3 * radius, radius);
    Geometry::MultiPolygon(vec![
        Polygon { exterior, holes: vec![hole] },
        Polygon { exterior: second, holes: vec![] },
    ])
}

fn corridor(dice: &mut Dice) -> Geometry {
    let mut last = dice.place(&REGION);
    let mut line = vec![last];
    for _ in 0..=dice.below(7) {
        let step = |dice: &mut Dice| dice.between(-30_000.0, 30_000.0);
        last =
            at(f64::from(last.lon_units()) + step(dice), f64::from(last.lat_units()) + step(dice));
        line.push(last);
    }
    let width = Length::from_mm(dice.between(10_000.0, 100_000.0) as i64);
    Geometry::Corridor { line, width }
}

fn circle(dice: &mut Dice) -> Geometry {
    let centre = dice.place(&REGION);
    let radius = Length::from_mm(dice.between(50_000.0, 2_000_000.0) as i64);
    Geometry::Circle { centre, radius }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;

    #[test]
    fn every_made_up_zone_passes_the_check() {
        for (i, zone) in mixed_zones(7, 2000).iter().enumerate() {
            assert_eq!(check(zone), Ok(()), "zone {i} of seed 7");
        }
    }

    #[test]
    fn a_small_set_is_the_beginning_of_a_large_one() {
        assert_eq!(star_zones(7, 100), star_zones(7, 1000)[..100]);
        assert_ne!(star_zones(7, 1), star_zones(8, 1));
    }
}
