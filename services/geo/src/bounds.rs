//! Boxes in 1e-7 degree: the cheap question before an exact one.

use placard_domain::{Position, Wgs84};

use crate::exact::{Edge, Vertex, vertex};

/// A box in longitude and latitude, 1e-7 degree of WGS-84, its edges included. It does not wrap
/// the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Least longitude.
    pub west: i32,
    /// Least latitude.
    pub south: i32,
    /// Greatest longitude.
    pub east: i32,
    /// Greatest latitude.
    pub north: i32,
}

impl Bounds {
    /// A box that holds nothing.
    pub const NOTHING: Self =
        Self { west: i32::MAX, south: i32::MAX, east: i32::MIN, north: i32::MIN };

    /// The least box round two places.
    #[must_use]
    pub fn of(a: Position<Wgs84>, b: Position<Wgs84>) -> Self {
        Self::NOTHING.with(vertex(a)).with(vertex(b))
    }

    /// Whether the place lies in it.
    #[must_use]
    pub fn contains(&self, p: Position<Wgs84>) -> bool {
        self.holds(vertex(p))
    }

    /// Whether the two boxes have a point in common.
    #[must_use]
    pub const fn meets(&self, other: &Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    /// Whether the straight way from `a` to `b` has a point in the box. Exact.
    #[must_use]
    pub fn meets_way(&self, a: Position<Wgs84>, b: Position<Wgs84>) -> bool {
        self.meets(&Self::of(a, b)) && self.straddles(vertex(a), vertex(b))
    }

    /// The box with more room on each side, in 1e-7 degree; held within what an `i32` holds.
    #[must_use]
    pub fn padded(&self, [lon, lat]: [i32; 2]) -> Self {
        Self {
            west: self.west.saturating_sub(lon),
            south: self.south.saturating_sub(lat),
            east: self.east.saturating_add(lon),
            north: self.north.saturating_add(lat),
        }
    }

    /// As much of it as can be kept on one side of another box, and still holds `p`; all of it
    /// where the two do not meet. `None` where the other box holds `p`.
    pub(crate) fn without(&self, other: &Self, p: Position<Wgs84>) -> Option<Self> {
        if !self.meets(other) {
            return Some(*self);
        }
        let sides = [
            Self { west: other.east.saturating_add(1), ..*self },
            Self { east: other.west.saturating_sub(1), ..*self },
            Self { south: other.north.saturating_add(1), ..*self },
            Self { north: other.south.saturating_sub(1), ..*self },
        ];
        let area = |side: &Self| {
            let wide = i64::from(side.east) - i64::from(side.west);
            wide * (i64::from(side.north) - i64::from(side.south))
        };
        sides.into_iter().filter(|side| side.contains(p)).max_by_key(area)
    }

    pub(crate) fn with(self, v: Vertex) -> Self {
        Self {
            west: self.west.min(v[0]),
            south: self.south.min(v[1]),
            east: self.east.max(v[0]),
            north: self.north.max(v[1]),
        }
    }

    pub(crate) fn of_edge(edge: &Edge) -> Self {
        Self::NOTHING.with(edge.a).with(edge.b)
    }

    pub(crate) fn union(self, other: &Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    pub(crate) const fn holds(&self, v: Vertex) -> bool {
        self.west <= v[0] && v[0] <= self.east && self.south <= v[1] && v[1] <= self.north
    }

    /// The middle, rounded towards the south-west.
    pub(crate) fn middle(&self) -> Vertex {
        let half = |low: i32, high: i32| ((i64::from(low) + i64::from(high)).div_euclid(2)) as i32;
        [half(self.west, self.east), half(self.south, self.north)]
    }

    /// Whether the endless line through `a` and `b` has a point in the box. Exact.
    pub(crate) fn straddles(&self, a: Vertex, b: Vertex) -> bool {
        let wide = |low: i32, from: i32| i128::from(i64::from(low) - i64::from(from));
        let [dx, dy] = [wide(b[0], a[0]), wide(b[1], a[1])];
        let [west, east] = [wide(self.west, a[0]), wide(self.east, a[0])];
        let [south, north] = [wide(self.south, a[1]), wide(self.north, a[1])];
        // cross = dx * y - dy * x is least and greatest at two opposite corners.
        let (y_low, y_high) = if dx >= 0 { (south, north) } else { (north, south) };
        let (x_low, x_high) = if dy >= 0 { (east, west) } else { (west, east) };
        dx * y_low - dy * x_low <= 0 && dx * y_high - dy * x_high >= 0
    }

    /// The fractions of the way from `a` to `b` between which it lies in the box; 0 and 1 where
    /// an end lies inside.
    pub(crate) fn clip(&self, a: Vertex, b: Vertex) -> Option<(f64, f64)> {
        let mut from = 0.0_f64;
        let mut to = 1.0_f64;
        let sides = [(0, self.west, self.east), (1, self.south, self.north)];
        for (axis, low, high) in sides {
            let start = i64::from(a[axis]);
            let step = i64::from(b[axis]) - start;
            if step == 0 {
                if start < i64::from(low) || start > i64::from(high) {
                    return None;
                }
                continue;
            }
            let at = |side: i32| (i64::from(side) - start) as f64 / step as f64;
            let (enters, leaves) = if step > 0 { (at(low), at(high)) } else { (at(high), at(low)) };
            from = from.max(enters);
            to = to.min(leaves);
        }
        (from <= to).then_some((from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Bounds = Bounds { west: 0, south: 0, east: 10, north: 10 };

    fn at(lon: i32, lat: i32) -> Position<Wgs84> {
        Position::from_units(lon, lat).unwrap()
    }

    #[test]
    fn a_way_past_the_corner_does_not_meet_the_box() {
        assert!(BOX.meets_way(at(-5, 5), at(5, 15)));
        assert!(!BOX.meets_way(at(-6, 5), at(5, 16)));
        assert!(BOX.meets_way(at(-5, 5), at(15, 5)));
        assert!(!BOX.meets_way(at(-5, 5), at(-1, 5)));
    }

    #[test]
    fn a_way_is_clipped_to_the_box() {
        assert_eq!(BOX.clip([-10, 5], [30, 5]), Some((0.25, 0.5)));
        assert_eq!(BOX.clip([30, 5], [-10, 5]), Some((0.5, 0.75)));
        assert_eq!(BOX.clip([5, 5], [5, 5]), Some((0.0, 1.0)));
        assert_eq!(BOX.clip([11, 5], [11, 50]), None);
    }
}
