//! Exact answers about points and straight edges whose coordinates are whole 1e-7 degrees.

use placard_domain::{Position, Wgs84};

/// Longitude and latitude in 1e-7 degree.
pub(crate) type Vertex = [i32; 2];

/// The vertex at a position.
pub(crate) const fn vertex(position: Position<Wgs84>) -> Vertex {
    [position.lon_units(), position.lat_units()]
}

/// A straight edge from `a` to `b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) a: Vertex,
    pub(crate) b: Vertex,
}

/// Twice the signed area of the triangle `o`, `a`, `b`: above zero where `b` lies to the left of
/// the line from `o` to `a`, zero on it. Never overflows: differences have 33 bits.
pub(crate) fn cross(o: Vertex, a: Vertex, b: Vertex) -> i128 {
    let d = |to: Vertex, axis: usize| i128::from(i64::from(to[axis]) - i64::from(o[axis]));
    d(a, 0) * d(b, 1) - d(a, 1) * d(b, 0)
}

/// How two edges lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meeting {
    /// No point in common.
    Apart,
    /// One point in common, an end of at least one of them.
    Touch(Vertex),
    /// One point in common, inside both.
    Cross,
    /// A piece in common.
    Overlap,
}

impl Edge {
    /// Whether `p` lies in the box round the edge.
    fn boxes(&self, p: Vertex) -> bool {
        (0..2).all(|i| self.a[i].min(self.b[i]) <= p[i] && p[i] <= self.a[i].max(self.b[i]))
    }

    /// How this edge and another, neither of length zero, lie to each other.
    pub(crate) fn meets(&self, other: &Self) -> Meeting {
        let side = |edge: &Self, p| cross(edge.a, edge.b, p).signum();
        let [c, d] = [side(self, other.a), side(self, other.b)];
        let [a, b] = [side(other, self.a), side(other, self.b)];
        if c == 0 && d == 0 {
            return self.meets_on_its_line(other);
        }
        if c * d < 0 && a * b < 0 {
            return Meeting::Cross;
        }
        let ends = [(c, other.a, self), (d, other.b, self), (a, self.a, other), (b, self.b, other)];
        ends.into_iter()
            .find(|(side, end, edge)| *side == 0 && edge.boxes(*end))
            .map_or(Meeting::Apart, |(_, end, _)| Meeting::Touch(end))
    }

    fn meets_on_its_line(&self, other: &Self) -> Meeting {
        // Along one line the order of vertices by (longitude, latitude) is the order on the line.
        let sorted = |edge: &Self| (edge.a.min(edge.b), edge.a.max(edge.b));
        let ((first, last), (other_first, other_last)) = (sorted(self), sorted(other));
        let from = first.max(other_first);
        let to = last.min(other_last);
        match from.cmp(&to) {
            std::cmp::Ordering::Less => Meeting::Overlap,
            std::cmp::Ordering::Equal => Meeting::Touch(from),
            std::cmp::Ordering::Greater => Meeting::Apart,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(a: Vertex, b: Vertex) -> Edge {
        Edge { a, b }
    }

    #[test]
    fn edges_cross_touch_overlap_or_stay_apart() {
        let base = edge([0, 0], [10, 0]);
        assert_eq!(base.meets(&edge([5, -1], [5, 1])), Meeting::Cross);
        assert_eq!(base.meets(&edge([5, 0], [5, 1])), Meeting::Touch([5, 0]));
        assert_eq!(base.meets(&edge([10, 0], [20, 5])), Meeting::Touch([10, 0]));
        assert_eq!(base.meets(&edge([10, 0], [20, 0])), Meeting::Touch([10, 0]));
        assert_eq!(base.meets(&edge([20, 0], [9, 0])), Meeting::Overlap);
        assert_eq!(base.meets(&edge([11, 0], [20, 0])), Meeting::Apart);
        assert_eq!(base.meets(&edge([0, 1], [10, 1])), Meeting::Apart);
        assert_eq!(base.meets(&edge([5, 1], [5, 9])), Meeting::Apart);
    }

    #[test]
    fn the_ends_of_the_earth_do_not_overflow() {
        let [west, east] = [[-1_800_000_000, -900_000_000], [1_800_000_000, 900_000_000]];
        assert!(cross(west, east, [-1_800_000_000, 900_000_000]) > 0);
        assert_eq!(cross(west, east, [0, 0]), 0);
    }
}
