//! Whether a geometry can be a zone: everything that is wrong with it, each with its field.
//!
//! Polygons are judged as OGC Simple Features has it (rings do not cross or touch themselves,
//! holes lie inside, parts lie apart; two rings may touch in single points), in exact integer
//! arithmetic on 1e-7 degree. The one rule left out: a hole may cut the inside in two. Winding is
//! free, and a position given twice running counts once.

mod rings;

use placard_domain::zone::{Geometry, Polygon};
use placard_domain::{Length, Position, Reason, Violations, Wgs84};

use crate::bounds::Bounds;
use crate::shape::Shape;

/// The most positions in a geometry, rings and parts together.
pub const MAX_POSITIONS: usize = 10_000;
/// The widest that a polygon or a line may be, in longitude or latitude: 2 degrees.
pub const MAX_EXTENT_UNITS: i64 = 20_000_000;
/// The narrowest corridor.
pub const MIN_WIDTH: Length = Length::from_whole_metres(1);
/// The widest corridor.
pub const MAX_WIDTH: Length = Length::from_whole_metres(2000);
/// The smallest circle.
pub const MIN_RADIUS: Length = Length::from_whole_metres(1);
/// The largest circle.
pub const MAX_RADIUS: Length = Length::from_whole_metres(50_000);

/// Where positions stand in a request.
pub(crate) const COORDINATES: &str = "geometry.coordinates";

/// Checks a geometry before it becomes a zone.
///
/// # Errors
/// All that is wrong: `TOO_FEW_POSITIONS`, `RING_NOT_CLOSED`, `NO_AREA`, `CROSSES_ITSELF` (itself
/// crossed or touched, a hole outside, parts that overlap), `ANTIMERIDIAN`, `TOO_LARGE`,
/// `OUT_OF_RANGE`. Whether rings cross is looked at once each is sound for itself.
pub fn check(geometry: &Geometry) -> Result<(), Violations> {
    let mut wrong = Violations::new();
    match geometry {
        Geometry::Polygon(polygon) => check_area(std::slice::from_ref(polygon), false, &mut wrong),
        Geometry::MultiPolygon(polygons) => check_area(polygons, true, &mut wrong),
        Geometry::Corridor { line, width } => {
            check_line(line, &mut wrong);
            check_length("width_m", *width, MIN_WIDTH, MAX_WIDTH, &mut wrong);
        }
        Geometry::Circle { radius, .. } => {
            check_length("radius_m", *radius, MIN_RADIUS, MAX_RADIUS, &mut wrong);
        }
    }
    if wrong.is_empty() && matches!(geometry, Geometry::Corridor { .. } | Geometry::Circle { .. }) {
        check_reach(geometry, &mut wrong);
    }
    wrong.or(())
}

/// One ring of a polygon, and where it stands.
struct Ring<'a> {
    /// Holes follow the outer ring of their polygon.
    is_hole: bool,
    path: String,
    positions: &'a [Position<Wgs84>],
}

fn rings_of(polygons: &[Polygon], several: bool) -> Vec<Ring<'_>> {
    let mut rings = Vec::new();
    for (part, polygon) in polygons.iter().enumerate() {
        let all = std::iter::once(&polygon.exterior).chain(&polygon.holes);
        for (place, positions) in all.enumerate() {
            let path = if several {
                format!("{COORDINATES}[{part}][{place}]")
            } else {
                format!("{COORDINATES}[{place}]")
            };
            rings.push(Ring { is_hole: place > 0, path, positions });
        }
    }
    rings
}

fn check_area(polygons: &[Polygon], several: bool, wrong: &mut Violations) {
    if polygons.is_empty() {
        wrong.push(COORDINATES, Reason::TooFewPositions, 0);
        return;
    }
    let rings = rings_of(polygons, several);
    if !check_count(rings.iter().map(|ring| ring.positions.len()).sum(), wrong) {
        return;
    }
    for ring in &rings {
        check_ring(ring, wrong);
    }
    check_extent(rings.iter().flat_map(|ring| ring.positions), wrong);
    if wrong.is_empty() {
        rings::check(&rings, wrong);
    }
}

fn check_ring(ring: &Ring<'_>, wrong: &mut Violations) {
    let positions = ring.positions;
    if positions.len() < 4 {
        wrong.push(&ring.path, Reason::TooFewPositions, positions.len());
        return;
    }
    if positions.first() != positions.last() {
        wrong.push(format!("{}[{}]", ring.path, positions.len() - 1), Reason::RingNotClosed, "");
        return;
    }
    check_steps(&ring.path, positions, wrong);
    if rings::is_flat(positions) {
        wrong.push(&ring.path, Reason::NoArea, "");
    }
}

fn check_line(line: &[Position<Wgs84>], wrong: &mut Violations) {
    if !check_count(line.len(), wrong) {
        return;
    }
    let different = line.windows(2).filter(|side| side[0] != side[1]).count() + 1;
    if line.len() < 2 || different < 2 {
        wrong.push(COORDINATES, Reason::TooFewPositions, line.len().min(different));
        return;
    }
    check_steps(COORDINATES, line, wrong);
    check_extent(line.iter(), wrong);
}

fn check_count(positions: usize, wrong: &mut Violations) -> bool {
    if positions > MAX_POSITIONS {
        wrong.push(COORDINATES, Reason::TooLarge, format_args!("{positions} > {MAX_POSITIONS}"));
    }
    positions <= MAX_POSITIONS
}

/// An edge over half the world round is meant to go the other way, across the antimeridian.
fn check_steps(path: &str, positions: &[Position<Wgs84>], wrong: &mut Violations) {
    const HALF_ROUND: i64 = 1_800_000_000;
    let wraps = |side: &[Position<Wgs84>]| {
        (i64::from(side[0].lon_units()) - i64::from(side[1].lon_units())).abs() > HALF_ROUND
    };
    if let Some(edge) = positions.windows(2).position(wraps) {
        let [from, to] = [positions[edge].lon(), positions[edge + 1].lon()];
        let detail = format_args!("{from}° → {to}°");
        wrong.push(format!("{path}[{}]", edge + 1), Reason::Antimeridian, detail);
    }
}

fn check_extent<'a>(positions: impl Iterator<Item = &'a Position<Wgs84>>, wrong: &mut Violations) {
    if !wrong.is_empty() {
        return;
    }
    let bounds = positions.fold(Bounds::NOTHING, |sum, p| sum.union(&Bounds::of(*p, *p)));
    let wide = i64::from(bounds.east) - i64::from(bounds.west);
    let high = i64::from(bounds.north) - i64::from(bounds.south);
    let extent = wide.max(high);
    if extent > MAX_EXTENT_UNITS {
        let degrees = |units: i64| units as f64 / 1e7;
        let detail = format_args!("{}° > {}°", degrees(extent), degrees(MAX_EXTENT_UNITS));
        wrong.push(COORDINATES, Reason::TooLarge, detail);
    }
}

fn check_length(field: &str, length: Length, least: Length, most: Length, wrong: &mut Violations) {
    if !(least..=most).contains(&length) {
        let (met, least, most) = (length.metres(), least.metres(), most.metres());
        wrong.push(field, Reason::OutOfRange, format_args!("{met} ({least}–{most} m)"));
    }
}

/// What has a width or a radius must not reach over the antimeridian or a pole with it.
fn check_reach(geometry: &Geometry, wrong: &mut Violations) {
    let shape = Shape::prepare(geometry);
    let whole = Bounds {
        west: -1_800_000_000,
        south: -900_000_000,
        east: 1_800_000_000,
        north: 900_000_000,
    };
    if shape.bounds().union(&whole) != whole {
        wrong.push(COORDINATES, Reason::Antimeridian, "");
    }
}
