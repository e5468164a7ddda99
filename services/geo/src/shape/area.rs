//! Polygons.

use placard_domain::zone::Polygon;
use placard_domain::{Position, Wgs84};
use smallvec::SmallVec;

use super::span::{Span, Spans, merged};
use crate::bounds::Bounds;
use crate::edges::{Edges, Walk};
use crate::exact::{Edge, Vertex, cross, vertex};
use crate::plane::{Plane, real};

/// One polygon or several, with or without holes: inside is where a ray to infinity crosses an odd
/// number of edges, and every edge itself.
#[derive(Clone, Debug)]
pub struct Area {
    edges: Edges,
    plane: Plane,
}

impl Area {
    pub(super) fn new(polygons: &[Polygon]) -> Self {
        let rings =
            polygons.iter().flat_map(|p| std::iter::once(&p.exterior).chain(p.holes.iter()));
        let sides = rings.flat_map(|ring| ring.windows(2));
        let edges = sides
            .map(|side| Edge { a: vertex(side[0]), b: vertex(side[1]) })
            .filter(|edge| edge.a != edge.b);
        let edges = Edges::new(edges.collect());
        let plane = Plane::around_vertex(edges.bounds().middle());
        Self { edges, plane }
    }

    /// The plane its depths are measured in.
    #[must_use]
    pub const fn plane(&self) -> &Plane {
        &self.plane
    }

    /// How many edges it has, holes included.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.edges.as_slice().len()
    }

    pub(super) const fn bounds(&self) -> &Bounds {
        self.edges.bounds()
    }

    pub(super) fn contains(&self, p: Position<Wgs84>) -> bool {
        let mut ray = Ray { from: vertex(p), odd: false, on_edge: false };
        self.edges.walk(&mut ray);
        ray.odd || ray.on_edge
    }

    pub(super) fn depth_mm(&self, p: Position<Wgs84>, cap: i64) -> i64 {
        let cap_mm = cap as f64;
        let mut gap = Gap { plane: &self.plane, p: real(vertex(p)), least: cap_mm * cap_mm };
        self.edges.walk(&mut gap);
        let mm = gap.least.sqrt();
        if self.bounds().contains(p) && self.contains(p) {
            mm.floor() as i64
        } else {
            // An edge nearer than the f64 can tell is still not reached.
            -(mm.ceil() as i64).max(1)
        }
    }

    pub(super) fn spans(&self, a: Position<Wgs84>, b: Position<Wgs84>) -> Spans {
        if a == b {
            return self.contains(a).then_some(Span::WHOLE).into_iter().collect();
        }
        let mut way = Way::new(vertex(a), vertex(b));
        self.edges.walk(&mut way);
        way.spans()
    }
}

/// A ray to the east, and what it has crossed.
struct Ray {
    from: Vertex,
    odd: bool,
    on_edge: bool,
}

impl Walk for Ray {
    fn enters(&mut self, bounds: &Bounds) -> bool {
        let [lon, lat] = self.from;
        bounds.south <= lat && lat <= bounds.north && lon <= bounds.east
    }

    fn takes(&mut self, _: usize, &Edge { a, b }: &Edge) {
        let [lon, lat] = self.from;
        let rises = a[1] <= lat && lat < b[1];
        let falls = b[1] <= lat && lat < a[1];
        if rises || falls {
            let side = cross(a, b, self.from);
            self.odd ^= (rises && side > 0) || (falls && side < 0);
            self.on_edge |= side == 0;
        } else if lat == a[1] && lat == b[1] {
            self.on_edge |= a[0].min(b[0]) <= lon && lon <= a[0].max(b[0]);
        } else {
            self.on_edge |= self.from == a || self.from == b;
        }
    }
}

/// The squared distance to the nearest edge so far, mm².
struct Gap<'a> {
    plane: &'a Plane,
    p: [f64; 2],
    least: f64,
}

impl Walk for Gap<'_> {
    fn enters(&mut self, bounds: &Bounds) -> bool {
        self.plane.gap_squared(self.p, bounds) < self.least
    }

    fn takes(&mut self, _: usize, edge: &Edge) {
        self.least = self.least.min(self.plane.nearest(self.p, edge).0);
    }
}

/// A way and where it crosses edges.
///
/// The closed area meets the way where the way shifted a hair to its left is inside, or the way
/// shifted a hair to its right: a shifted way passes no vertex and runs along no edge, so that each
/// edge it meets turns outside into inside and back. In the limit a vertex that the way grazes
/// leaves a piece of length zero on one side, and an edge that it runs along is inside on one side.
/// Sides, and before and after the way's ends, are decided in integers; only the places of the
/// crossings along the way are divided out, so they alone are rounded.
struct Way {
    a: Vertex,
    b: Vertex,
    left: Side,
    right: Side,
}

/// What one shifted copy of a way has crossed.
#[derive(Default)]
struct Side {
    /// Whether it is inside at its beginning: an odd number of edges lie before.
    inside: bool,
    /// Crossings along the way, as fractions of it.
    at: SmallVec<[f64; 8]>,
}

impl Walk for Way {
    fn enters(&mut self, bounds: &Bounds) -> bool {
        bounds.straddles(self.a, self.b)
    }

    fn takes(&mut self, _: usize, edge: &Edge) {
        let start = cross(self.a, self.b, edge.a);
        let end = cross(self.a, self.b, edge.b);
        let left = (start > 0) != (end > 0);
        let right = (start < 0) != (end < 0);
        if !left && !right {
            return;
        }
        let (numerator, denominator) = match (start, end) {
            (0, _) => self.fraction_of(edge.a),
            (_, 0) => self.fraction_of(edge.b),
            _ => self.fraction_across(edge),
        };
        for side in [(left, &mut self.left), (right, &mut self.right)] {
            match side {
                (true, side) if numerator < 0 => side.inside = !side.inside,
                (true, side) if numerator <= denominator => {
                    side.at.push(numerator as f64 / denominator as f64);
                }
                _ => {}
            }
        }
    }
}

impl Way {
    fn new(a: Vertex, b: Vertex) -> Self {
        Self { a, b, left: Side::default(), right: Side::default() }
    }

    /// Where on the way a vertex of its line lies, as a fraction with a denominator above zero.
    fn fraction_of(&self, v: Vertex) -> (i128, i128) {
        let step = |to: Vertex, axis: usize| i128::from(to[axis]) - i128::from(self.a[axis]);
        let axis = usize::from(self.a[0] == self.b[0]);
        let [numerator, denominator] = [step(v, axis), step(self.b, axis)];
        if denominator < 0 { (-numerator, -denominator) } else { (numerator, denominator) }
    }

    /// Where on the way an edge that has its ends on either side of its line lies.
    fn fraction_across(&self, edge: &Edge) -> (i128, i128) {
        let numerator = cross(edge.a, edge.b, self.a);
        let denominator = numerator - cross(edge.a, edge.b, self.b);
        if denominator < 0 { (-numerator, -denominator) } else { (numerator, denominator) }
    }

    fn spans(self) -> Spans {
        let mut pieces = SmallVec::new();
        if self.left.inside == self.right.inside && self.left.at == self.right.at {
            self.left.pieces(&mut pieces);
        } else {
            self.left.pieces(&mut pieces);
            self.right.pieces(&mut pieces);
        }
        merged(pieces, 0.0)
    }
}

impl Side {
    fn pieces(mut self, pieces: &mut SmallVec<[Span; 4]>) {
        self.at.sort_unstable_by(f64::total_cmp);
        let mut entered = self.inside.then_some(0.0);
        for at in self.at {
            match entered.take() {
                Some(from) => pieces.push(Span { from, to: at }),
                None => entered = Some(at),
            }
        }
        pieces.extend(entered.map(|from| Span { from, to: 1.0 }));
    }
}
