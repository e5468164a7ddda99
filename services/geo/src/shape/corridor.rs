//! Lines with a width: bridges, tunnels, roads.

use placard_domain::{Length, Position, Wgs84};
use smallvec::SmallVec;

use super::span::{Span, Spans, merged};
use crate::bounds::Bounds;
use crate::edges::{Edges, Walk};
use crate::exact::{Edge, Vertex, vertex};
use crate::plane::{Plane, between, real};

/// A line with a width, from mouth to mouth; the ends are rounded, the edge is inside.
#[derive(Clone, Debug)]
pub struct Corridor {
    edges: Edges,
    plane: Plane,
    bounds: Bounds,
    /// Half the width, mm, rounded down.
    half_width: i64,
    /// Chainage at the beginning of each edge, mm.
    chainages: Box<[f64]>,
    /// Length of the whole line, mm.
    length: f64,
}

/// A place against a corridor's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Along {
    /// How far along the line, from its first position, the nearest point of it lies.
    pub chainage: Length,
    /// How far from that point the place lies; never negative.
    pub offset: Length,
}

/// A piece of a way that runs within a corridor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// Which piece.
    pub span: Span,
    /// Chainage where it begins …
    pub enters_at: Length,
    /// … and where it ends: below `enters_at` where the way runs against the line.
    pub leaves_at: Length,
    /// The part of the piece between the mouths: a piece within half the width of an end, or within
    /// a margin, begins before the mouth and ends after it. Nothing of a piece that only touches
    /// the round of an end.
    pub between_mouths: Span,
}

/// Pieces of one way; two fit without a heap.
pub type Runs = SmallVec<[Run; 2]>;

impl Corridor {
    pub(super) fn new(line: &[Position<Wgs84>], width: Length) -> Self {
        let sides = line.windows(2);
        let edges = sides
            .map(|side| Edge { a: vertex(side[0]), b: vertex(side[1]) })
            .filter(|edge| edge.a != edge.b);
        let edges = Edges::new(edges.collect());
        let plane = Plane::around_vertex(edges.bounds().middle());
        let mut length = 0.0;
        let mut chainages = Vec::with_capacity(edges.as_slice().len());
        for edge in edges.as_slice() {
            chainages.push(length);
            length += size(plane.vector(real(edge.a), real(edge.b)));
        }
        let half_width = width.mm() / 2;
        let bounds = edges.bounds().padded(plane.units(half_width + 1));
        Self { edges, plane, bounds, half_width, chainages: chainages.into(), length }
    }

    /// The plane its distances are measured in.
    #[must_use]
    pub const fn plane(&self) -> &Plane {
        &self.plane
    }

    /// Length of its line.
    #[must_use]
    pub fn length(&self) -> Length {
        Length::from_mm(self.length.round() as i64)
    }

    /// Half its width.
    #[must_use]
    pub const fn half_width(&self) -> Length {
        Length::from_mm(self.half_width)
    }

    /// Where along the line a place lies; the first of several nearest points.
    #[must_use]
    pub fn locate(&self, p: Position<Wgs84>) -> Along {
        self.locate_at(real(vertex(p)))
    }

    /// The pieces of the straight way from `a` to `b` within half the width and `margin` of the
    /// line, as [`Shape::spans`](super::Shape::spans) has them, each with its chainages: a way that
    /// goes along the corridor has them far apart, one that crosses it sideways close together.
    #[must_use]
    pub fn runs(&self, a: Position<Wgs84>, b: Position<Wgs84>, margin: Length) -> Runs {
        let reach = self.half_width + margin.mm();
        let (a, b) = (vertex(a), vertex(b));
        let chainage = |fraction| self.locate_at(between(a, b, fraction)).chainage;
        let run = |span: Span| {
            let (enters_at, leaves_at) = (chainage(span.from), chainage(span.to));
            let from = self.mouth_on(a, b, enters_at, span.from, span.to);
            let to = self.mouth_on(a, b, leaves_at, span.to, span.from).max(from);
            Run { span, enters_at, leaves_at, between_mouths: Span { from, to } }
        };
        self.pieces(a, b, reach).into_iter().map(run).collect()
    }

    /// The fraction of the way from `a` to `b` at which it passes the mouth that the place at
    /// `end`, of this chainage, lies beyond; `end` itself where it lies beyond none. Not past
    /// `other`.
    fn mouth_on(&self, a: Vertex, b: Vertex, chainage: Length, end: f64, other: f64) -> f64 {
        let edges = self.edges.as_slice();
        let (Some(first), Some(last)) = (edges.first(), edges.last()) else { return end };
        let (mouth, inward) = if chainage == Length::ZERO {
            (first.a, first.b)
        } else if chainage == self.length() {
            (last.b, last.a)
        } else {
            return end;
        };
        let [x, y] = self.plane.vector(real(mouth), real(inward));
        let depth = |fraction| {
            let [east, north] = self.plane.vector(real(mouth), between(a, b, fraction));
            east * x + north * y
        };
        let (here, there) = (depth(end), depth(other));
        if here >= 0.0 {
            end
        } else if there <= 0.0 {
            other
        } else {
            end + (other - end) * (here / (here - there))
        }
    }

    pub(super) const fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    pub(super) fn contains(&self, p: Position<Wgs84>) -> bool {
        self.within(vertex(p), self.half_width)
    }

    pub(super) fn depth_mm(&self, p: Position<Wgs84>, cap: i64) -> i64 {
        let furthest = (self.half_width + cap) as f64;
        let nearest = self.nearest(real(vertex(p)), furthest);
        nearest.map_or(-cap, |found| (self.half_width as f64 - found.mm).floor() as i64)
    }

    pub(super) fn spans(&self, a: Position<Wgs84>, b: Position<Wgs84>) -> Spans {
        self.pieces(vertex(a), vertex(b), self.half_width)
    }

    fn within(&self, p: Vertex, reach: i64) -> bool {
        let reach = reach as f64;
        self.nearest(real(p), reach + 1.0).is_some_and(|found| found.mm <= reach)
    }

    fn locate_at(&self, place: [f64; 2]) -> Along {
        let mm = |value: f64| Length::from_mm(value.round() as i64);
        // A line without edges, which no check passes, has nothing to be near to.
        let Some(found) = self.nearest(place, f64::INFINITY) else {
            return Along { chainage: Length::ZERO, offset: Length::ZERO };
        };
        let edge = &self.edges.as_slice()[found.edge];
        let edge_mm = size(self.plane.vector(real(edge.a), real(edge.b)));
        let chainage = self.chainages[found.edge] + found.fraction * edge_mm;
        Along { chainage: mm(chainage), offset: mm(found.mm) }
    }

    /// The point of the line nearest to a place, where one lies no further than `furthest` mm.
    fn nearest(&self, place: [f64; 2], furthest: f64) -> Option<Nearest> {
        let mut search =
            Search { plane: &self.plane, place, limit: furthest * furthest, found: None };
        self.edges.walk(&mut search);
        search.found
    }

    fn pieces(&self, a: Vertex, b: Vertex, reach: i64) -> Spans {
        if reach < 0 {
            return Spans::new();
        }
        let window = self.edges.bounds().padded(self.plane.units(reach + 1));
        let Some((from, to)) = window.clip(a, b) else { return Spans::new() };
        let (start, end) = (between(a, b, from), between(a, b, to));
        let way = self.plane.vector(start, end);
        let mut capsules = Capsules {
            plane: &self.plane,
            pad: self.plane.units(reach + 1),
            start,
            way,
            reach: reach as f64,
            window: around(start, end),
            pieces: SmallVec::new(),
        };
        self.edges.walk(&mut capsules);
        let whole = |fraction: f64| from + fraction * (to - from);
        let mut pieces: SmallVec<[Span; 4]> = capsules
            .pieces
            .iter()
            .map(|piece| Span { from: whole(piece.from), to: whole(piece.to) })
            .collect();
        // Rounding shall not part the pieces from what `contains` says of the ends.
        let ends = [(a, 0.0), (b, 1.0)].into_iter().filter(|(end, _)| self.within(*end, reach));
        pieces.extend(ends.map(|(_, at)| Span { from: at, to: at }));
        let way_mm = size(self.plane.vector(real(a), real(b)));
        merged(pieces, 1.0 / way_mm.max(1.0))
    }
}

fn size([x, y]: [f64; 2]) -> f64 {
    (x * x + y * y).sqrt()
}

/// A box round two places given in fractions of 1e-7 degree.
fn around(a: [f64; 2], b: [f64; 2]) -> Bounds {
    Bounds {
        west: a[0].min(b[0]).floor() as i32,
        south: a[1].min(b[1]).floor() as i32,
        east: a[0].max(b[0]).ceil() as i32,
        north: a[1].max(b[1]).ceil() as i32,
    }
}

/// The nearest point of a line.
struct Nearest {
    mm: f64,
    edge: usize,
    /// How far along the edge, from 0 to 1.
    fraction: f64,
}

/// Looks for the nearest point of a line.
struct Search<'a> {
    plane: &'a Plane,
    place: [f64; 2],
    /// What it has to lie within, mm²; then what it has to beat.
    limit: f64,
    found: Option<Nearest>,
}

impl Walk for Search<'_> {
    fn enters(&mut self, bounds: &Bounds) -> bool {
        self.plane.gap_squared(self.place, bounds) <= self.limit
    }

    fn takes(&mut self, index: usize, edge: &Edge) {
        let (mm2, fraction) = self.plane.nearest(self.place, edge);
        if mm2 < self.limit || (mm2 <= self.limit && self.found.is_none()) {
            self.limit = mm2;
            self.found = Some(Nearest { mm: mm2.sqrt(), edge: index, fraction });
        }
    }
}

/// Collects the pieces of a way within reach of each edge.
struct Capsules<'a> {
    plane: &'a Plane,
    /// The reach in 1e-7 degrees.
    pad: [i32; 2],
    /// Where the way begins, 1e-7 degree.
    start: [f64; 2],
    /// From its beginning to its end, mm.
    way: [f64; 2],
    /// mm.
    reach: f64,
    window: Bounds,
    pieces: SmallVec<[Span; 4]>,
}

impl Walk for Capsules<'_> {
    fn enters(&mut self, bounds: &Bounds) -> bool {
        bounds.padded(self.pad).meets(&self.window)
    }

    fn takes(&mut self, _: usize, edge: &Edge) {
        if !self.enters(&Bounds::of_edge(edge)) {
            return;
        }
        let a = self.plane.vector(self.start, real(edge.a));
        let b = self.plane.vector(self.start, real(edge.b));
        // What lies within reach of an edge is a disc at either end and the strip between them.
        // The three are convex, and so is their union: one piece from the first to the last.
        let parts = [self.in_disc(a), self.in_disc(b), self.in_strip(a, b)];
        let pieces = parts.into_iter().flatten();
        let joined = pieces
            .reduce(|one, other| Span { from: one.from.min(other.from), to: one.to.max(other.to) });
        self.pieces.extend(joined);
    }
}

impl Capsules<'_> {
    /// The piece of the way within reach of a point.
    fn in_disc(&self, [x, y]: [f64; 2]) -> Option<Span> {
        let [dx, dy] = self.way;
        let square = dx * dx + dy * dy;
        let outside = x * x + y * y - self.reach * self.reach;
        if square == 0.0 {
            return (outside <= 0.0).then_some(Span::WHOLE);
        }
        let middle = x * dx + y * dy;
        let root = (middle * middle - square * outside).max(-1.0);
        if root < 0.0 {
            return None;
        }
        let (from, to) = ((middle - root.sqrt()) / square, (middle + root.sqrt()) / square);
        (from <= 1.0 && to >= 0.0).then(|| Span { from: from.max(0.0), to: to.min(1.0) })
    }

    /// The piece of the way beside an edge and within reach of it.
    fn in_strip(&self, a: [f64; 2], b: [f64; 2]) -> Option<Span> {
        let [ex, ey] = [b[0] - a[0], b[1] - a[1]];
        let length = size([ex, ey]);
        let [dx, dy] = self.way;
        let along = (-(a[0] * ex + a[1] * ey) / length, (dx * ex + dy * ey) / length);
        let across = ((a[0] * ey - a[1] * ex) / length, (dy * ex - dx * ey) / length);
        let beside = slab(along, 0.0, length)?;
        let near = slab(across, -self.reach, self.reach)?;
        let span = Span { from: beside.from.max(near.from), to: beside.to.min(near.to) };
        (span.from <= span.to).then_some(span)
    }
}

/// Where between 0 and 1 a value that starts at `start` and changes by `step` lies in a range.
fn slab((start, step): (f64, f64), low: f64, high: f64) -> Option<Span> {
    if step == 0.0 {
        return (low <= start && start <= high).then_some(Span::WHOLE);
    }
    let (one, other) = ((low - start) / step, (high - start) / step);
    let span = Span { from: one.min(other).max(0.0), to: one.max(other).min(1.0) };
    (span.from <= span.to).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: i32, lat: i32) -> Position<Wgs84> {
        Position::from_units(1_116_900_000 + lon, 290_300_000 + lat).unwrap()
    }

    /// About 500 m eastward, 12 m wide.
    fn bridge() -> Corridor {
        Corridor::new(&[at(0, 0), at(50_000, 0)], Length::from_whole_metres(12))
    }

    #[test]
    fn a_way_over_both_mouths_is_between_them_from_one_to_the_other() {
        let (a, b) = (at(-50_000, 0), at(150_000, 0));
        let runs = bridge().runs(a, b, Length::from_whole_metres(30));
        assert_eq!(runs.len(), 1);
        let Span { from, to } = runs[0].between_mouths;
        assert!((from - 0.25).abs() < 1e-6 && (to - 0.5).abs() < 1e-6, "{runs:?}");
        assert!(runs[0].span.from < 0.25 && runs[0].span.to > 0.5, "its ends are rounded");
        let back = bridge().runs(b, a, Length::ZERO)[0].between_mouths;
        assert!((back.from - 0.5).abs() < 1e-6 && (back.to - 0.75).abs() < 1e-6, "{back:?}");
    }

    #[test]
    fn a_way_past_the_end_has_nothing_between_the_mouths() {
        let runs =
            bridge().runs(at(-1000, -50_000), at(-1000, 50_000), Length::from_whole_metres(30));
        assert_eq!(runs.len(), 1);
        let Span { from, to } = runs[0].between_mouths;
        assert!(to <= from, "{runs:?}");
    }

    #[test]
    fn a_way_across_is_all_between_the_mouths() {
        let runs = bridge().runs(at(20_000, -50_000), at(20_000, 50_000), Length::ZERO);
        assert_eq!(runs[0].between_mouths, runs[0].span);
    }
}
