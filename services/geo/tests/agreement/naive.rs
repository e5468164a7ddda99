//! The slow side: every zone whose box is near, asked through `geo`.

use std::collections::{BTreeMap, BTreeSet};

use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{
    BoundingRect, Coord, Distance, Euclidean, Geodesic, Intersects, Line, LineString, LinesIter,
    MultiPolygon, Point,
};
use placard_domain::zone::{Geometry, Polygon};
use placard_domain::{Length, Position, Wgs84};
use placard_geo::{Plane, Shape, Span};

/// Nearer to an edge than this a corridor or a circle is not asked.
pub(super) const BORDERLINE_MM: f64 = 2.0;

/// A way is sampled this often to find whether it enters a circle.
const SAMPLES: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Inside,
    Outside,
    Borderline,
}

impl Verdict {
    fn of(depth_mm: f64) -> Self {
        if depth_mm.abs() < BORDERLINE_MM {
            Self::Borderline
        } else if depth_mm > 0.0 {
            Self::Inside
        } else {
            Self::Outside
        }
    }
}

/// Zones as `geo` sees them, in cells of a tenth of a degree.
pub(super) struct Naive {
    zones: Vec<NaiveZone>,
    cells: BTreeMap<(i32, i32), Vec<u32>>,
}

const CELL_UNITS: i32 = 1_000_000;

impl Naive {
    pub(super) fn new(zones: &[Geometry]) -> Self {
        let zones: Vec<_> = zones.iter().map(NaiveZone::new).collect();
        let mut cells: BTreeMap<_, Vec<u32>> = BTreeMap::new();
        for (entry, zone) in (0..).zip(&zones) {
            for cell in cells_of(zone.low, zone.high) {
                cells.entry(cell).or_default().push(entry);
            }
        }
        Self { zones, cells }
    }

    /// Zones whose boxes the box round the way meets.
    pub(super) fn near(&self, a: Position<Wgs84>, b: Position<Wgs84>) -> BTreeSet<u32> {
        let low = [a.lon_units().min(b.lon_units()), a.lat_units().min(b.lat_units())];
        let high = [a.lon_units().max(b.lon_units()), a.lat_units().max(b.lat_units())];
        let in_cells = cells_of(low, high).filter_map(|cell| self.cells.get(&cell)).flatten();
        let meets = |entry: &&u32| {
            let zone = self.zone(**entry);
            (0..2).all(|i| zone.low[i] <= high[i] && low[i] <= zone.high[i])
        };
        in_cells.filter(meets).copied().collect()
    }

    pub(super) fn zone(&self, entry: u32) -> &NaiveZone {
        &self.zones[entry as usize]
    }
}

fn cells_of(low: [i32; 2], high: [i32; 2]) -> impl Iterator<Item = (i32, i32)> {
    let range = move |i: usize| low[i].div_euclid(CELL_UNITS)..=high[i].div_euclid(CELL_UNITS);
    range(0).flat_map(move |x| range(1).map(move |y| (x, y)))
}

pub(super) struct NaiveZone {
    low: [i32; 2],
    high: [i32; 2],
    form: Form,
}

enum Form {
    /// In whole 1e-7 degrees, so that `geo`'s robust predicates decide exactly.
    Area(MultiPolygon),
    /// In millimetres of the zone's plane.
    Corridor { line: LineString, half_width_mm: f64, plane: Plane },
    /// In degrees.
    Circle { centre: Point, radius_mm: f64 },
}

fn units(p: Position<Wgs84>) -> Coord {
    Coord { x: f64::from(p.lon_units()), y: f64::from(p.lat_units()) }
}

fn degrees(p: Position<Wgs84>) -> Point {
    Point::new(p.lon(), p.lat())
}

fn in_plane(plane: &Plane, p: Position<Wgs84>) -> Point {
    let place = plane.at(p);
    Point::new(place.x as f64, place.y as f64)
}

fn area(polygons: &[Polygon]) -> MultiPolygon {
    let ring = |ring: &Vec<Position<Wgs84>>| LineString(ring.iter().map(|p| units(*p)).collect());
    let part =
        |p: &Polygon| geo::Polygon::new(ring(&p.exterior), p.holes.iter().map(ring).collect());
    MultiPolygon(polygons.iter().map(part).collect())
}

impl NaiveZone {
    fn new(geometry: &Geometry) -> Self {
        // More than a width or radius reaches anywhere in China.
        let room = |reach: Length| (reach.metres() * 200.0) as i32 + 10;
        let around = |positions: &[Position<Wgs84>], room: i32| {
            let line = LineString(positions.iter().map(|p| units(*p)).collect());
            let rect = line.bounding_rect().unwrap();
            let corner = |c: Coord, room: i32| [c.x as i32 + room, c.y as i32 + room];
            (corner(rect.min(), -room), corner(rect.max(), room))
        };
        let outer = |polygons: &[Polygon]| -> Vec<_> {
            polygons.iter().flat_map(|p| p.exterior.iter().copied()).collect()
        };
        let ((low, high), form) = match geometry {
            Geometry::Polygon(polygon) => {
                let polygons = std::slice::from_ref(polygon);
                (around(&outer(polygons), 0), Form::Area(area(polygons)))
            }
            Geometry::MultiPolygon(polygons) => {
                (around(&outer(polygons), 0), Form::Area(area(polygons)))
            }
            Geometry::Corridor { line, width } => {
                let Shape::Corridor(corridor) = Shape::prepare(geometry) else { unreachable!() };
                let plane = *corridor.plane();
                let form = Form::Corridor {
                    line: line.iter().map(|p| in_plane(&plane, *p)).collect(),
                    half_width_mm: width.mm() as f64 / 2.0,
                    plane,
                };
                (around(line, room(*width)), form)
            }
            Geometry::Circle { centre, radius } => {
                let form = Form::Circle { centre: degrees(*centre), radius_mm: radius.mm() as f64 };
                (around(&[*centre], room(*radius)), form)
            }
        };
        Self { low, high, form }
    }

    pub(super) fn holds(&self, p: Position<Wgs84>) -> Verdict {
        match &self.form {
            Form::Area(area) if area.intersects(&units(p)) => Verdict::Inside,
            Form::Area(_) => Verdict::Outside,
            Form::Corridor { line, half_width_mm, plane } => {
                let gap = Euclidean.distance(&in_plane(plane, p), line);
                Verdict::of(half_width_mm - gap)
            }
            Form::Circle { .. } => Verdict::of(self.depth_in_circle(degrees(p))),
        }
    }

    pub(super) fn meets(&self, a: Position<Wgs84>, b: Position<Wgs84>) -> Verdict {
        match &self.form {
            Form::Area(area) if area.intersects(&Line::new(units(a), units(b))) => Verdict::Inside,
            Form::Area(_) => Verdict::Outside,
            Form::Corridor { line, half_width_mm, plane } => {
                let way = Line::new(in_plane(plane, a), in_plane(plane, b));
                Verdict::of(half_width_mm - Euclidean.distance(&way, line))
            }
            Form::Circle { .. } => {
                let depths = (0..=SAMPLES).map(|i| {
                    let fraction = i as f64 / SAMPLES as f64;
                    self.depth_in_circle(on_the_way(a, b, fraction))
                });
                let deepest = depths.fold(f64::NEG_INFINITY, f64::max);
                // Between two samples a way comes nearer by no more than half their gap.
                let gap = Geodesic.distance(degrees(a), degrees(b)) * 1000.0 / SAMPLES as f64;
                let unseen = deepest < 0.0 && deepest > -gap;
                if unseen { Verdict::Borderline } else { Verdict::of(deepest) }
            }
        }
    }

    /// The pieces of a way in an area, by `geo`'s crossings and its verdict between them.
    pub(super) fn pieces(&self, a: Position<Wgs84>, b: Position<Wgs84>) -> Option<Vec<Span>> {
        let Form::Area(area) = &self.form else { return None };
        let way = Line::new(units(a), units(b));
        let step = way.delta();
        let fraction = |c: Coord| {
            let wide = step.x.abs() >= step.y.abs();
            if wide { (c.x - way.start.x) / step.x } else { (c.y - way.start.y) / step.y }
        };
        let mut ends = vec![0.0, 1.0];
        for edge in area.lines_iter() {
            match line_intersection(way, edge) {
                Some(LineIntersection::SinglePoint { intersection, .. }) => {
                    ends.push(fraction(intersection));
                }
                Some(LineIntersection::Collinear { intersection }) => {
                    ends.extend([fraction(intersection.start), fraction(intersection.end)]);
                }
                None => {}
            }
        }
        ends.retain(|end| end.is_finite());
        ends.sort_by(f64::total_cmp);
        let inside = |pair: &&[f64]| {
            let middle = f64::midpoint(pair[0], pair[1]);
            area.intersects(&(way.start + step * middle))
        };
        let spans = ends.windows(2).filter(inside);
        Some(spans.map(|pair| Span { from: pair[0], to: pair[1] }).collect())
    }

    /// Holds pieces against the distance to a line or a centre: their ends lie on the edge or at
    /// the way's own ends, inside is inside and outside is outside.
    pub(super) fn hold_pieces(&self, a: Position<Wgs84>, b: Position<Wgs84>, spans: &[Span]) {
        let depth = |fraction: f64| self.depth_at(a, b, fraction);
        for span in spans {
            assert!(
                depth(f64::midpoint(span.from, span.to)) > -BORDERLINE_MM,
                "{a:?} {b:?} {span:?}"
            );
            for end in [span.from, span.to] {
                let slack = if end == 0.0 || end == 1.0 { f64::INFINITY } else { BORDERLINE_MM };
                let depth = depth(end);
                assert!(depth > -BORDERLINE_MM && depth < slack, "{a:?} {b:?} {span:?}: {depth}");
            }
        }
        let mut gaps = vec![0.0];
        gaps.extend(spans.iter().flat_map(|span| [span.from, span.to]));
        gaps.push(1.0);
        for gap in gaps.chunks(2).filter(|gap| gap[1] > gap[0]) {
            assert!(depth(f64::midpoint(gap[0], gap[1])) < BORDERLINE_MM, "{a:?} {b:?} {gap:?}");
        }
    }

    fn depth_at(&self, a: Position<Wgs84>, b: Position<Wgs84>, fraction: f64) -> f64 {
        match &self.form {
            Form::Area(_) => unreachable!("areas are held piece by piece"),
            Form::Corridor { line, half_width_mm, plane } => {
                let (from, to) = (in_plane(plane, a), in_plane(plane, b));
                half_width_mm - Euclidean.distance(&(from + (to - from) * fraction), line)
            }
            Form::Circle { .. } => self.depth_in_circle(on_the_way(a, b, fraction)),
        }
    }

    fn depth_in_circle(&self, p: Point) -> f64 {
        let Form::Circle { centre, radius_mm } = &self.form else { unreachable!() };
        radius_mm - Geodesic.distance(*centre, p) * 1000.0
    }
}

fn on_the_way(a: Position<Wgs84>, b: Position<Wgs84>, fraction: f64) -> Point {
    degrees(a) + (degrees(b) - degrees(a)) * fraction
}
