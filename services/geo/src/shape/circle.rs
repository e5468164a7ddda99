//! Circles.

use placard_domain::{Length, Position, Wgs84};

use super::span::{Span, Spans};
use crate::bounds::Bounds;
use crate::exact::vertex;
use crate::plane::{Range, between};

/// A point with a radius; the edge is inside.
#[derive(Clone, Debug)]
pub struct Circle {
    radius: i64,
    range: Range,
    bounds: Bounds,
}

impl Circle {
    pub(super) fn new(centre: Position<Wgs84>, radius: Length) -> Self {
        let range = Range::from(vertex(centre));
        let bounds = Bounds::of(centre, centre).padded(range.units(radius.mm()));
        Self { radius: radius.mm(), range, bounds }
    }

    /// Its radius.
    #[must_use]
    pub const fn radius(&self) -> Length {
        Length::from_mm(self.radius)
    }

    pub(super) const fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    pub(super) fn contains(&self, p: Position<Wgs84>) -> bool {
        self.depth_at(vertex(p).map(f64::from)) >= 0.0
    }

    pub(super) fn depth_mm(&self, p: Position<Wgs84>, cap: i64) -> i64 {
        if !self.bounds.padded(self.range.units(cap)).contains(p) {
            return -cap;
        }
        self.depth_at(vertex(p).map(f64::from)) as i64
    }

    /// Depth in whole millimetres, rounded down.
    fn depth_at(&self, place: [f64; 2]) -> f64 {
        (self.radius as f64 - self.range.to(place)).floor()
    }

    /// Along a way the distance to the centre falls, then rises: the nearest place is found by
    /// thirds, the edge on either side of it by halves.
    pub(super) fn spans(&self, a: Position<Wgs84>, b: Position<Wgs84>) -> Spans {
        let (a, b) = (vertex(a), vertex(b));
        let Some((from, to)) = self.bounds.clip(a, b) else { return Spans::new() };
        let depth = |fraction: f64| self.depth_at(between(a, b, fraction));
        let inside = |fraction: f64| depth(fraction) >= 0.0;
        let [starts_inside, ends_inside] = [inside(from), inside(to)];
        let deepest = match (starts_inside, ends_inside) {
            (true, _) => from,
            (_, true) => to,
            _ => self.nearest(a, b, (from, to)),
        };
        if !inside(deepest) {
            return Spans::new();
        }
        let edge = |outside: f64| self.edge(a, b, outside, deepest);
        let from = if starts_inside { from } else { edge(from) };
        let to = if ends_inside { to } else { edge(to) };
        std::iter::once(Span { from, to }).collect()
    }

    /// The fraction at which the way is nearest to the centre, to a millimetre of way.
    fn nearest(&self, a: [i32; 2], b: [i32; 2], (mut from, mut to): (f64, f64)) -> f64 {
        let distance = |fraction: f64| self.range.to(between(a, b, fraction));
        for _ in 0..steps(self.bounds, 1.5) {
            let third = (to - from) / 3.0;
            if distance(from + third) <= distance(to - third) {
                to -= third;
            } else {
                from += third;
            }
        }
        from + (to - from) / 2.0
    }

    /// The fraction at which the way meets the edge, between one outside and one inside; the last
    /// that was found inside.
    fn edge(&self, a: [i32; 2], b: [i32; 2], mut outside: f64, mut inside: f64) -> f64 {
        for _ in 0..steps(self.bounds, 2.0) + 8 {
            let middle = outside + (inside - outside) / 2.0;
            if self.depth_at(between(a, b, middle)) >= 0.0 {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        inside
    }
}

/// How many times a piece of way within the box is to be divided by `factor` until it is shorter
/// than a millimetre: the box is at most some 11 mm to the unit across.
fn steps(bounds: Bounds, factor: f64) -> u32 {
    let wide = i64::from(bounds.east) - i64::from(bounds.west);
    let high = i64::from(bounds.north) - i64::from(bounds.south);
    let mut mm = (wide + high) as f64 * 11.2;
    let mut steps = 0;
    while mm > 1.0 {
        mm /= factor;
        steps += 1;
    }
    steps
}
