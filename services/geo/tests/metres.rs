//! Metres in a plane and round a point against Karney's geodesic on the WGS-84 ellipsoid (`geo`):
//! the errors that `plane` states.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use geo::{Destination, Distance, Geodesic, Point};
use placard_domain::zone::Geometry;
use placard_domain::{Length, Position, Wgs84};
use placard_geo::{Plane, Shape, plane};
use proptest::prelude::*;

fn at(lon: f64, lat: f64) -> Position<Wgs84> {
    Position::from_degrees(lon, lat).unwrap()
}

fn point(p: Position<Wgs84>) -> Point {
    Point::new(p.lon(), p.lat())
}

/// The place so many metres from another on the ellipsoid, to 1e-7 degree.
fn away(p: Position<Wgs84>, bearing: f64, metres: f64) -> Position<Wgs84> {
    let there = Geodesic.destination(point(p), bearing, metres);
    at(there.x(), there.y())
}

fn mm(a: Position<Wgs84>, b: Position<Wgs84>) -> f64 {
    Geodesic.distance(point(a), point(b)) * 1000.0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_plane_errs_as_it_says(
        lon in 75.0..135.0,
        lat in 18.0..54.0,
        (off_lon, off_lat) in (-1.0..1.0, -1.0..1.0),
        shrink in 0.0..1.0_f64,
        bearing in 0.0..360.0,
        gap in 0.0..500.0,
    ) {
        let plane = Plane::around(at(lon, lat));
        let a = at(lon + off_lon * shrink, lat + off_lat * shrink);
        let b = away(a, bearing, gap);
        let truth = mm(a, b);
        let middle = (a.lat() + b.lat()) / 2.0;
        let off = (middle - lat).abs().to_radians();
        let steepest = libm::tan(middle.abs().max(lat).to_radians());
        let stated = truth * off * (steepest + 0.01) + 1.0;
        let error = (plane.distance(a, b).mm() as f64 - truth).abs();
        prop_assert!(error <= stated, "{} mm, stated {} mm", error, stated);
    }

    #[test]
    fn a_distance_errs_as_it_says(
        lon in 75.0..135.0,
        lat in 18.0..54.0,
        bearing in 0.0..360.0,
        gap in prop_oneof![0.0..500.0, 500.0..50_000.0_f64],
    ) {
        let a = at(lon, lat);
        let b = away(a, bearing, gap);
        let truth = mm(a, b);
        let error = (plane::distance(a, b).mm() as f64 - truth).abs();
        prop_assert!(error <= truth / 50_000.0 + 1.0, "{} mm of {}", error, truth);
        prop_assert_eq!(plane::distance(a, b), plane::distance(b, a));
    }

    #[test]
    fn places_of_a_plane_are_its_distances(
        lon in 110.0..112.0,
        lat in 28.0..30.0,
        bearing in 0.0..360.0,
    ) {
        let plane = Plane::around(at(111.0, 29.0));
        let (a, b) = (at(lon, lat), away(at(lon, lat), bearing, 300.0));
        let (from, to) = (plane.at(a), plane.at(b));
        let planar = (((to.x - from.x).pow(2) + (to.y - from.y).pow(2)) as f64).sqrt();
        // Each coordinate is rounded at both ends, 1 mm each way and so √2 mm across; the distance
        // by half a millimetre.
        let rounding = std::f64::consts::SQRT_2 + 0.5;
        prop_assert!((planar - plane.distance(a, b).mm() as f64).abs() <= rounding);
    }

    #[test]
    fn a_circle_errs_as_it_says(
        lon in 75.0..135.0,
        lat in 18.0..54.0,
        bearing in 0.0..360.0,
        radius in prop_oneof![1.0..500.0, 500.0..20_000.0, 20_000.0..50_000.0_f64],
    ) {
        let centre = at(lon, lat);
        let circle = Geometry::Circle { centre, radius: Length::from_metres(radius).unwrap() };
        let shape = Shape::prepare(&circle);
        let p = away(centre, bearing, radius);
        let truth = radius * 1000.0 - mm(centre, p);
        let stated = if radius <= 20_000.0 { 1.0 } else { 10.0 };
        let error = (shape.depth(p, Length::from_whole_metres(100)).mm() as f64 - truth).abs();
        // Half a millimetre for the radius, one for rounding down.
        prop_assert!(error <= stated + 1.5, "{} mm at {} m", error, radius);
        prop_assert!(shape.bounds().contains(away(centre, bearing, radius - 0.02)));
    }
}

/// The figures of the doc comment.
#[test]
fn at_changde_the_plane_errs_by_these() {
    let plane = Plane::around(at(111.7, 29.0));
    for (km, error_mm) in [(1.0, 50.0), (10.0, 500.0), (111.0, 5000.0)] {
        let a = away(at(111.7, 29.0), 0.0, km * 1000.0);
        let b = away(a, 90.0, 500.0);
        let error = (plane.distance(a, b).mm() as f64 - mm(a, b)).abs();
        assert!(error < error_mm && error > error_mm / 2.0, "{km} km: {error} mm");
    }
}
