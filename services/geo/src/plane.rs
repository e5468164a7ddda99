//! Metres on the ground near a place: a plane for a zone, and a truer measure round a point.

use placard_domain::{Length, Position, Wgs84};

use crate::bounds::Bounds;
use crate::exact::{Edge, Vertex, vertex};

/// Semi-major axis of WGS-84, mm.
const A_MM: f64 = 6_378_137_000.0;
/// First eccentricity of WGS-84, squared: f (2 - f) with f = 1 / 298.257223563.
const E2: f64 = 0.006_694_379_990_141_316;
/// One 1e-7 degree in radians.
const RADIANS_PER_UNIT: f64 = std::f64::consts::PI / 180.0 / 1e7;
/// A scale is taken no nearer to a pole than this: 89 degrees.
const LAT_LIMIT_UNITS: f64 = 890_000_000.0;

/// Millimetres to 1e-7 degree of longitude and of latitude at a latitude in 1e-7 degree: the
/// ellipsoid's radius of the parallel and its radius of curvature along the meridian.
fn scale_at(lat_units: f64) -> [f64; 2] {
    let lat = lat_units.clamp(-LAT_LIMIT_UNITS, LAT_LIMIT_UNITS) * RADIANS_PER_UNIT;
    let (sin, cos) = libm::sincos(lat);
    let w2 = 1.0 - E2 * sin * sin;
    let w = w2.sqrt();
    [A_MM / w * cos * RADIANS_PER_UNIT, A_MM * (1.0 - E2) / (w2 * w) * RADIANS_PER_UNIT]
}

/// How far in 1e-7 degree of longitude and latitude `mm` can reach from a place that shares a zone
/// with `p`: never less than the truth. The parallel is taken a degree and the distance itself
/// nearer to the pole, so that no zone whose own plane lies there is missed.
pub(crate) fn reach_units(p: Position<Wgs84>, pad: Length) -> [i32; 2] {
    let mm = pad.mm().max(0) as f64;
    let far = f64::from(p.lat_units()).abs() + 1e7 + mm / 10.0;
    let units = |mm_per_unit: f64| (mm / mm_per_unit).ceil() as i32;
    let least_north = scale_at(0.0)[1];
    [units(scale_at(far)[0]), units(least_north)]
}

/// A place in a [`Plane`]: whole millimetres east and north of its middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Millimetres east.
    pub x: i64,
    /// Millimetres north.
    pub y: i64,
}

/// A local plane: linear in longitude and latitude, scaled by the ellipsoid's radii at its middle.
///
/// **Error** against the WGS-84 geodesic, for two places `d` apart whose middle lies `h` (an angle)
/// north or south of the plane's own: at most `d · tan(latitude) · h` east to west and a hundredth
/// of that north to south, beside the rounding of 1 mm. At Changde (29° N), between places 500 m
/// apart: 5 cm at 1 km from the middle, 50 cm at 10 km, 5 m at 111 km (half of the largest zone).
/// Without rounding the error grows in step with the distance and is none at zero, so a plane
/// never moves an edge: it only measures the gap to it a little long or short. Held by
/// `tests/metres.rs` from 18° to 54° N.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane {
    middle: Vertex,
    /// Millimetres to 1e-7 degree of longitude, of latitude.
    scale: [f64; 2],
}

impl Plane {
    /// The plane whose middle is here.
    #[must_use]
    pub fn around(middle: Position<Wgs84>) -> Self {
        Self::around_vertex(vertex(middle))
    }

    pub(crate) fn around_vertex(middle: Vertex) -> Self {
        Self { middle, scale: scale_at(f64::from(middle[1])) }
    }

    /// Where a position lies in the plane.
    #[must_use]
    pub fn at(&self, p: Position<Wgs84>) -> Place {
        let [x, y] = self.vector(real(self.middle), real(vertex(p)));
        Place { x: x.round() as i64, y: y.round() as i64 }
    }

    /// The planar distance between two positions.
    #[must_use]
    pub fn distance(&self, a: Position<Wgs84>, b: Position<Wgs84>) -> Length {
        let [x, y] = self.vector(real(vertex(a)), real(vertex(b)));
        Length::from_mm((x * x + y * y).sqrt().round() as i64)
    }

    /// Millimetres east and north from one place to another.
    pub(crate) fn vector(&self, from: [f64; 2], to: [f64; 2]) -> [f64; 2] {
        [(to[0] - from[0]) * self.scale[0], (to[1] - from[1]) * self.scale[1]]
    }

    /// 1e-7 degrees of longitude and latitude that cover `mm`.
    pub(crate) fn units(&self, mm: i64) -> [i32; 2] {
        self.scale.map(|scale| (mm as f64 / scale).ceil() as i32)
    }

    /// The squared distance in mm² from `p` to the nearest place of a box; zero inside.
    pub(crate) fn gap_squared(&self, p: [f64; 2], bounds: &Bounds) -> f64 {
        let beyond =
            |low: i32, at: f64, high: i32| (f64::from(low) - at).max(at - f64::from(high)).max(0.0);
        let x = beyond(bounds.west, p[0], bounds.east) * self.scale[0];
        let y = beyond(bounds.south, p[1], bounds.north) * self.scale[1];
        x * x + y * y
    }

    /// The point of an edge nearest to `p`: its distance squared in mm², and how far along the
    /// edge it lies, from 0 to 1.
    pub(crate) fn nearest(&self, p: [f64; 2], edge: &Edge) -> (f64, f64) {
        let [ax, ay] = self.vector(p, real(edge.a));
        let [bx, by] = self.vector(p, real(edge.b));
        let (dx, dy) = (bx - ax, by - ay);
        let length2 = dx * dx + dy * dy;
        let along =
            if length2 > 0.0 { (-(ax * dx + ay * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
        let (x, y) = (ax + along * dx, ay + along * dy);
        (x * x + y * y, along)
    }
}

/// The distance between two places on the way of one vehicle, in the plane of their middle.
/// **Error** against the WGS-84 geodesic from 18° to 54° N: under a part in 50,000 to 50 km
/// (`tests/metres.rs`).
#[must_use]
pub fn distance(a: Position<Wgs84>, b: Position<Wgs84>) -> Length {
    let half_way = |i: usize| ((i64::from(vertex(a)[i]) + i64::from(vertex(b)[i])) / 2) as i32;
    Plane::around_vertex([half_way(0), half_way(1)]).distance(a, b)
}

/// The place at a fraction of the straight way from `a` to `b`, to the nearest 1e-7 degree.
#[must_use]
pub fn on_the_way(a: Position<Wgs84>, b: Position<Wgs84>, fraction: f64) -> Position<Wgs84> {
    let [lon, lat] = between(vertex(a), vertex(b), fraction.clamp(0.0, 1.0));
    // Between two places lies a place: the fallback is never met.
    Position::from_units(lon.round() as i32, lat.round() as i32).unwrap_or(a)
}

/// A vertex as real numbers.
pub(crate) fn real(v: Vertex) -> [f64; 2] {
    v.map(f64::from)
}

/// The place at a fraction of the way from `a` to `b`, in 1e-7 degree.
pub(crate) fn between(a: Vertex, b: Vertex, fraction: f64) -> [f64; 2] {
    let ([ax, ay], [bx, by]) = (real(a), real(b));
    [ax + (bx - ax) * fraction, ay + (by - ay) * fraction]
}

/// Distances from one point, good to millimetres up to tens of kilometres.
///
/// The scale is that of the latitude half way (Gauss's mid-latitude formula), read off a parabola
/// through three latitudes; what the sphere's fourth order adds is taken off. **Error** against
/// the WGS-84 geodesic from 18° to 54° N: under 1 mm to 20 km, under 10 mm to 50 km
/// (`tests/metres.rs`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Range {
    centre: Vertex,
    /// Per axis: scale at the centre's latitude, its slope and curve for each 1e-7 degree.
    scale: [[f64; 3]; 2],
    /// Square of the tangent of the latitude.
    tan2: f64,
    /// Twelve times the product of the two radii of curvature, mm².
    twelve_r2: f64,
}

impl Range {
    /// How far from the centre's latitude the parabola is fitted: a quarter of a degree, half of
    /// what a circle of 50 km spans.
    const FIT_UNITS: f64 = 2.5e6;

    pub(crate) fn from(centre: Vertex) -> Self {
        let lat = f64::from(centre[1]);
        let [south, here, north] =
            [-1.0, 0.0, 1.0].map(|side| scale_at(lat + side * Self::FIT_UNITS));
        let fit = |axis: usize| {
            let slope = (north[axis] - south[axis]) / (2.0 * Self::FIT_UNITS);
            let curve = (north[axis] + south[axis] - 2.0 * here[axis])
                / (2.0 * Self::FIT_UNITS * Self::FIT_UNITS);
            [here[axis], slope, curve]
        };
        let (sin, cos) =
            libm::sincos(lat.clamp(-LAT_LIMIT_UNITS, LAT_LIMIT_UNITS) * RADIANS_PER_UNIT);
        let w2 = 1.0 - E2 * sin * sin;
        Self {
            centre,
            scale: [fit(0), fit(1)],
            tan2: (sin * sin) / (cos * cos),
            twelve_r2: 12.0 * A_MM * A_MM * (1.0 - E2) / (w2 * w2),
        }
    }

    /// Distance of a place from the centre, mm.
    pub(crate) fn to(&self, place: [f64; 2]) -> f64 {
        let [lon, lat] =
            [place[0] - f64::from(self.centre[0]), place[1] - f64::from(self.centre[1])];
        let half_way = lat / 2.0;
        let scale = |[here, slope, curve]: [f64; 3]| here + half_way * (slope + half_way * curve);
        let x = lon * scale(self.scale[0]);
        let y = lat * scale(self.scale[1]);
        let (x2, y2) = (x * x, y * y);
        let bulge = x2 * (y2 * (1.0 + 3.0 * self.tan2) + x2 * self.tan2) / self.twelve_r2;
        (x2 + y2 - bulge).max(0.0).sqrt()
    }

    /// 1e-7 degrees of longitude and latitude that cover `mm` on all sides of the centre.
    pub(crate) fn units(&self, mm: i64) -> [i32; 2] {
        let mm = mm as f64;
        let lat = (mm / self.scale[1][0] * 1.001).ceil();
        let poleward = f64::from(self.centre[1]).abs() + lat;
        [(mm / scale_at(poleward)[0] * 1.001).ceil() as i32, lat as i32]
    }
}
