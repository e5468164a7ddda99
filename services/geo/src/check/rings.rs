//! How the rings of an area lie to themselves and to each other. Exact.

use std::ops::Range;

use placard_domain::{Position, Reason, Violations, Wgs84};

use super::Ring;
use crate::bounds::Bounds;
use crate::edges::{Edges, Walk};
use crate::exact::{Edge, Meeting, Vertex, cross, vertex};

/// Whether all positions lie on one straight line.
pub(super) fn is_flat(positions: &[Position<Wgs84>]) -> bool {
    let mut vertices = positions.iter().map(|p| vertex(*p));
    let Some(first) = vertices.next() else { return true };
    let Some(second) = vertices.find(|v| *v != first) else { return true };
    vertices.all(|v| cross(first, second, v) == 0)
}

/// Checks rings that are closed and not flat. One violation for each ring that is wrong, at the
/// first position from which an edge goes wrong.
pub(super) fn check(rings: &[Ring<'_>], wrong: &mut Violations) {
    let net = Net::new(rings);
    let touches = net.check_edges(rings, wrong);
    if wrong.is_empty() {
        net.check_nesting(rings, &touches, wrong);
    }
}

/// All edges of an area, and whose they are.
struct Net {
    edges: Edges,
    sides: Vec<Side>,
    /// First edge of each ring, and the end of the last.
    starts: Vec<usize>,
    /// Rings of each polygon.
    parts: Vec<Range<usize>>,
}

/// Which ring an edge is of, and which position of it the edge begins at.
#[derive(Clone, Copy)]
struct Side {
    ring: usize,
    position: usize,
}

/// Two rings touch: an edge of one has the point in common with the other.
struct Touch {
    edge: usize,
    at: Vertex,
}

impl Net {
    fn new(rings: &[Ring<'_>]) -> Self {
        let mut edges = Vec::new();
        let mut sides = Vec::new();
        let mut starts = vec![0];
        for (ring, Ring { positions, .. }) in rings.iter().enumerate() {
            for (position, pair) in positions.windows(2).enumerate() {
                let edge = Edge { a: vertex(pair[0]), b: vertex(pair[1]) };
                if edge.a != edge.b {
                    edges.push(edge);
                    sides.push(Side { ring, position });
                }
            }
            starts.push(edges.len());
        }
        let firsts = (0..rings.len()).filter(|ring| !rings[*ring].is_hole);
        let ends = firsts.clone().skip(1).chain(std::iter::once(rings.len()));
        let parts = firsts.zip(ends).map(|(first, end)| first..end).collect();
        Self { edges: Edges::new(edges), sides, starts, parts }
    }

    fn ring(&self, ring: usize) -> &[Edge] {
        &self.edges.as_slice()[self.starts[ring]..self.starts[ring + 1]]
    }

    fn path(&self, rings: &[Ring<'_>], edge: usize) -> String {
        let Side { ring, position } = self.sides[edge];
        format!("{}[{position}]", rings[ring].path)
    }

    /// Whether the second edge follows the first on their ring, so that they share a vertex.
    fn follows(&self, first: usize, second: usize) -> bool {
        let ring = self.sides[first].ring;
        let (start, end) = (self.starts[ring], self.starts[ring + 1]);
        second == if first + 1 == end { start } else { first + 1 }
    }

    /// Holds every pair of edges against each other; gives where different rings touch.
    fn check_edges(&self, rings: &[Ring<'_>], wrong: &mut Violations) -> Vec<Touch> {
        let mut touches = Vec::new();
        let mut told = vec![false; rings.len()];
        for (index, edge) in self.edges.as_slice().iter().enumerate() {
            let ring = self.sides[index].ring;
            if told[ring] {
                continue;
            }
            let bounds = Bounds::of_edge(edge);
            let mut pairs =
                Pairs { net: self, index, edge, bounds, touches: &mut touches, bad: None };
            self.edges.walk(&mut pairs);
            if let Some(other) = pairs.bad {
                told[ring] = true;
                told[self.sides[other].ring] = true;
                let detail = self.path(rings, other);
                wrong.push(self.path(rings, index), Reason::CrossesItself, detail);
            }
        }
        touches
    }

    /// With no two rings crossing, each stretch of a ring between the points where it touches
    /// others lies on one side of each of them. So the pieces of edges next to those points, or
    /// any one edge of a ring that touches nothing, tell where the whole ring lies.
    fn check_nesting(&self, rings: &[Ring<'_>], touches: &[Touch], wrong: &mut Violations) {
        let mut points = vec![Vec::new(); self.sides.len()];
        for touch in touches {
            points[touch.edge].push(touch.at);
        }
        for (ring, start) in self.starts.iter().take(rings.len()).enumerate() {
            let edges = *start..self.starts[ring + 1];
            let misplaced =
                edges.filter(|edge| edge == start || !points[*edge].is_empty()).find(|edge| {
                    let middles = middles(&self.edges.as_slice()[*edge], &points[*edge]);
                    middles.into_iter().any(|middle| self.is_misplaced(rings, ring, middle))
                });
            if let Some(edge) = misplaced {
                wrong.push(self.path(rings, edge), Reason::CrossesItself, "");
            }
        }
    }

    /// Whether a piece of a ring, given by its doubled middle, lies where it must not: a hole not
    /// inside its own polygon's outer ring and outside its other holes, or an outer ring inside
    /// another polygon.
    fn is_misplaced(&self, rings: &[Ring<'_>], ring: usize, middle: [i64; 2]) -> bool {
        let inside = |part: &Range<usize>| {
            let others = part.clone().filter(|other| *other != ring);
            others.filter(|other| holds(self.ring(*other), middle)).count() % 2 == 1
        };
        if rings[ring].is_hole {
            let own = self.parts.iter().find(|part| part.contains(&ring));
            return !own.is_some_and(inside);
        }
        self.parts.iter().filter(|part| !part.contains(&ring)).any(inside)
    }
}

/// Holds one edge against those after it.
struct Pairs<'a> {
    net: &'a Net,
    index: usize,
    edge: &'a Edge,
    bounds: Bounds,
    touches: &'a mut Vec<Touch>,
    bad: Option<usize>,
}

impl Walk for Pairs<'_> {
    fn enters(&mut self, bounds: &Bounds) -> bool {
        self.bad.is_none() && bounds.meets(&self.bounds)
    }

    fn takes(&mut self, index: usize, other: &Edge) {
        if index <= self.index || self.bad.is_some() {
            return;
        }
        let same_ring = self.net.sides[index].ring == self.net.sides[self.index].ring;
        let neighbours = same_ring
            && (self.net.follows(self.index, index) || self.net.follows(index, self.index));
        match self.edge.meets(other) {
            Meeting::Apart => {}
            Meeting::Touch(_) if neighbours => {}
            Meeting::Touch(at) if !same_ring => {
                self.touches.push(Touch { edge: self.index, at });
                self.touches.push(Touch { edge: index, at });
            }
            Meeting::Touch(_) | Meeting::Cross | Meeting::Overlap => self.bad = Some(index),
        }
    }
}

/// The middles of the pieces into which points on it cut an edge, doubled so as to be whole.
fn middles(edge: &Edge, points: &[Vertex]) -> Vec<[i64; 2]> {
    let mut cuts: Vec<Vertex> = points.to_vec();
    cuts.extend([edge.a, edge.b]);
    // Along one line the order of vertices is the order on the line.
    cuts.sort_unstable();
    cuts.dedup();
    let wide = |v: Vertex, axis: usize| i64::from(v[axis]);
    let middle = |pair: &[Vertex]| [0, 1].map(|axis| wide(pair[0], axis) + wide(pair[1], axis));
    cuts.windows(2).map(middle).collect()
}

/// Whether a ring holds a place that is not on it, given with doubled coordinates.
fn holds(ring: &[Edge], [lon, lat]: [i64; 2]) -> bool {
    let twice = |v: i32| 2 * i64::from(v);
    let mut odd = false;
    for Edge { a, b } in ring {
        let rises = twice(a[1]) <= lat && lat < twice(b[1]);
        let falls = twice(b[1]) <= lat && lat < twice(a[1]);
        if !rises && !falls {
            continue;
        }
        let d = |to: i64, from: i32| i128::from(to - twice(from));
        let side = d(twice(b[0]), a[0]) * d(lat, a[1]) - d(twice(b[1]), a[1]) * d(lon, a[0]);
        odd ^= if rises { side > 0 } else { side < 0 };
    }
    odd
}
