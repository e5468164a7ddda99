//! What is no zone is refused with its field and its reason.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use placard_domain::zone::{Geometry, Polygon};
use placard_domain::{Length, Position, Reason, Violations, Wgs84};
use placard_geo::check;
use placard_geo::geojson::{read, read_features, write};
use serde_json::{Value, json};

/// Field and reason of each violation.
fn told(wrong: &Violations) -> Vec<(&str, Reason)> {
    wrong.as_slice().iter().map(|v| (v.field.as_str(), v.reason)).collect()
}

/// Field and reason of the one violation that a geometry has.
fn refused(geometry: &Value) -> (String, Reason) {
    let wrong = read(geometry, Some(20.0), Some(100.0)).unwrap_err();
    let [(field, reason)] = told(&wrong)[..] else { panic!("{wrong}") };
    (field.to_owned(), reason)
}

fn polygon(rings: &Value) -> Value {
    json!({"type": "Polygon", "coordinates": rings})
}

fn multi(parts: &Value) -> Value {
    json!({"type": "MultiPolygon", "coordinates": parts})
}

/// A square ring with its south-west corner here.
fn square(lon: f64, lat: f64, size: f64) -> Value {
    let (east, north) = (lon + size, lat + size);
    json!([[lon, lat], [east, lat], [east, north], [lon, north], [lon, lat]])
}

fn crossing(field: &str) -> (String, Reason) {
    (field.to_owned(), Reason::CrossesItself)
}

#[test]
fn a_polygon_that_crosses_itself() {
    let bow_tie = json!([[[111, 29], [112, 30], [112, 29], [111, 30], [111, 29]]]);
    assert_eq!(refused(&polygon(&bow_tie)), crossing("geometry.coordinates[0][0]"));
    let late = json!([[[111, 29], [112, 29], [112, 30], [111.5, 28.5], [111, 30], [111, 29]]]);
    assert_eq!(refused(&polygon(&late)), crossing("geometry.coordinates[0][0]"));
}

#[test]
fn a_polygon_that_touches_itself() {
    let waist = json!([[
        [111, 29],
        [111.5, 29.5],
        [112, 29],
        [112, 30],
        [111.5, 29.5],
        [111, 30],
        [111, 29]
    ]]);
    assert_eq!(refused(&polygon(&waist)), crossing("geometry.coordinates[0][0]"));
    let spike = json!([[[111, 29], [112, 29], [112, 30], [112, 29], [111, 30], [111, 29]]]);
    assert_eq!(refused(&polygon(&spike)).1, Reason::CrossesItself);
}

#[test]
fn a_polygon_of_two_points() {
    let two = json!([[[111, 29], [112, 30]]]);
    let expected = ("geometry.coordinates[0]".to_owned(), Reason::TooFewPositions);
    assert_eq!(refused(&polygon(&two)), expected);
    let none = json!([]);
    assert_eq!(refused(&polygon(&none)), expected);
    assert_eq!(refused(&multi(&none)).1, Reason::TooFewPositions);
}

#[test]
fn a_ring_that_is_not_closed() {
    let open = json!([[[111, 29], [112, 29], [112, 30], [111, 30]]]);
    let field = "geometry.coordinates[0][3]".to_owned();
    assert_eq!(refused(&polygon(&open)), (field, Reason::RingNotClosed));
}

#[test]
fn a_polygon_without_area() {
    let line = json!([[[111, 29], [111.5, 29.5], [112, 30], [111, 29]]]);
    let field = "geometry.coordinates[0]".to_owned();
    assert_eq!(refused(&polygon(&line)), (field.clone(), Reason::NoArea));
    let dot = json!([[[111, 29], [111, 29], [111, 29], [111, 29]]]);
    assert_eq!(refused(&polygon(&dot)), (field, Reason::NoArea));
}

#[test]
fn a_polygon_that_wraps_the_antimeridian() {
    let wraps = json!([[[179.5, 29], [-179.5, 29], [-179.5, 30], [179.5, 30], [179.5, 29]]]);
    let field = "geometry.coordinates[0][1]".to_owned();
    assert_eq!(refused(&polygon(&wraps)), (field, Reason::Antimeridian));
    let goes_on = json!([[[179.5, 29], [180.5, 29], [180, 30], [179.5, 29]]]);
    let field = "geometry.coordinates[0][1]".to_owned();
    assert_eq!(refused(&polygon(&goes_on)), (field, Reason::Antimeridian));
    let circle = json!({"type": "Point", "coordinates": [179.9999, 29]});
    let field = "geometry.coordinates".to_owned();
    assert_eq!(refused(&circle), (field, Reason::Antimeridian));
}

#[test]
fn a_latitude_of_95_and_a_longitude_of_400() {
    let north = json!([[[111, 29], [112, 29], [112, 95], [111, 29]]]);
    let field = "geometry.coordinates[0][2]".to_owned();
    assert_eq!(refused(&polygon(&north)), (field, Reason::LatitudeOutOfRange));
    let line = json!({"type": "LineString", "coordinates": [[111, 29], [400, 29]]});
    let field = "geometry.coordinates[1]".to_owned();
    assert_eq!(refused(&line), (field, Reason::LongitudeOutOfRange));
}

/// Latitude and longitude exchanged: told of for the first positions, not for ten thousand.
#[test]
fn columns_that_are_swapped() {
    let line: Vec<_> = (0..5000).map(|i| json!([29.0, 111.0 + f64::from(i) * 1e-5])).collect();
    let line = json!({"type": "LineString", "coordinates": line});
    let wrong = read(&line, Some(20.0), None).unwrap_err();
    assert_eq!(wrong.as_slice().len(), 20);
    assert!(wrong.as_slice().iter().all(|v| v.reason == Reason::LatitudeOutOfRange));
}

#[test]
fn geojson_of_the_wrong_type() {
    for kind in ["MultiPoint", "GeometryCollection", "Feature"] {
        let expected = ("geometry.type".to_owned(), Reason::GeometryType);
        assert_eq!(refused(&json!({"type": kind, "coordinates": [111, 29]})), expected);
    }
}

#[test]
fn what_is_no_geojson() {
    let not = |field: &str| (field.to_owned(), Reason::NotGeoJson);
    assert_eq!(refused(&json!("POINT (111 29)")), not("geometry"));
    assert_eq!(refused(&json!(null)), not("geometry"));
    assert_eq!(refused(&json!({"coordinates": [111, 29]})), not("geometry.type"));
    assert_eq!(refused(&json!({"type": "polygon", "coordinates": []})), not("geometry.type"));
    let point = |coordinates: Value| json!({"type": "Point", "coordinates": coordinates});
    assert_eq!(refused(&point(json!([111]))), not("geometry.coordinates"));
    assert_eq!(refused(&point(json!(["111", "29"]))), not("geometry.coordinates"));
    let flat = polygon(&json!([[111, 29], [112, 29], [112, 30], [111, 29]]));
    let wrong = read(&flat, None, None).unwrap_err();
    assert_eq!(told(&wrong)[0], ("geometry.coordinates[0][0]", Reason::NotGeoJson));
    let missing = json!({"type": "Polygon"});
    assert_eq!(refused(&missing), ("geometry.coordinates".to_owned(), Reason::Required));
}

#[test]
fn a_hole_outside_or_across_the_edge() {
    let whole = square(111.0, 29.0, 1.0);
    let outside = json!([whole, square(112.5, 29.5, 0.1)]);
    assert_eq!(refused(&polygon(&outside)), crossing("geometry.coordinates[1][0]"));
    let across = json!([whole, square(111.9, 29.5, 0.2)]);
    assert_eq!(refused(&polygon(&across)).1, Reason::CrossesItself);
    let in_a_hole = json!([whole, square(111.2, 29.2, 0.5), square(111.4, 29.4, 0.1)]);
    assert_eq!(refused(&polygon(&in_a_hole)), crossing("geometry.coordinates[2][0]"));
}

#[test]
fn parts_that_overlap_or_share_an_edge() {
    let (here, there) = (square(111.0, 29.0, 0.5), square(111.2, 29.2, 0.1));
    let inside = json!([[here], [there]]);
    assert_eq!(refused(&multi(&inside)), crossing("geometry.coordinates[1][0][0]"));
    let across = json!([[here], [square(111.4, 29.4, 0.5)]]);
    assert_eq!(refused(&multi(&across)).1, Reason::CrossesItself);
    let beside = json!([[here], [square(111.5, 29.0, 0.5)]]);
    assert_eq!(refused(&multi(&beside)).1, Reason::CrossesItself);
    let twice = json!([[here], [here]]);
    assert_eq!(refused(&multi(&twice)).1, Reason::CrossesItself);
}

#[test]
fn what_touches_in_a_point_alone_is_taken() {
    let corner = multi(&json!([[square(111.0, 29.0, 0.5)], [square(111.5, 29.5, 0.5)]]));
    assert!(read(&corner, None, None).is_ok());
    let hole_on_edge = json!([
        square(111.0, 29.0, 1.0),
        [[111.5, 29.0], [111.6, 29.4], [111.4, 29.4], [111.5, 29.0]]
    ]);
    assert!(read(&polygon(&hole_on_edge), None, None).is_ok());
    let island_in_lake = multi(&json!([
        [square(111.0, 29.0, 1.0), square(111.2, 29.2, 0.5)],
        [square(111.4, 29.4, 0.1)]
    ]));
    assert!(read(&island_in_lake, None, None).is_ok());
}

#[test]
fn what_is_too_large() {
    let wide = polygon(&json!([square(110.0, 27.0, 2.1)]));
    let field = "geometry.coordinates".to_owned();
    assert_eq!(refused(&wide), (field.clone(), Reason::TooLarge));
    let line: Vec<_> = (0..10_001).map(|i| json!([111.0 + f64::from(i) * 1e-5, 29.0])).collect();
    let long = json!({"type": "LineString", "coordinates": line});
    assert_eq!(refused(&long), (field, Reason::TooLarge));
    let within = json!({"type": "LineString", "coordinates": line[..10_000]});
    assert!(read(&within, Some(20.0), None).is_ok());
}

#[test]
fn a_width_or_a_radius_that_cannot_be() {
    let line = json!({"type": "LineString", "coordinates": [[111, 29], [111.1, 29]]});
    let point = json!({"type": "Point", "coordinates": [111, 29]});
    let of = |geometry, width, radius| {
        let wrong = read(geometry, width, radius).unwrap_err();
        told(&wrong).into_iter().map(|(field, reason)| (field.to_owned(), reason)).next().unwrap()
    };
    let width = |reason| ("width_m".to_owned(), reason);
    let radius = |reason| ("radius_m".to_owned(), reason);
    assert_eq!(of(&line, None, Some(5.0)), width(Reason::Required));
    assert_eq!(of(&point, Some(5.0), None), radius(Reason::Required));
    for bad in [0.0, 0.5, -3.0, 2001.0, 1e300, f64::NAN] {
        assert_eq!(of(&line, Some(bad), None), width(Reason::OutOfRange), "{bad}");
    }
    for bad in [0.0, 50_001.0, f64::INFINITY] {
        assert_eq!(of(&point, None, Some(bad)), radius(Reason::OutOfRange), "{bad}");
    }
    assert!(read(&line, Some(2000.0), None).is_ok() && read(&point, None, Some(50_000.0)).is_ok());
}

#[test]
fn a_line_that_goes_nowhere() {
    let still = json!({"type": "LineString", "coordinates": [[111, 29], [111, 29]]});
    let field = "geometry.coordinates".to_owned();
    assert_eq!(refused(&still), (field, Reason::TooFewPositions));
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let bad = json!({"type": "LineString", "coordinates": [[111, 95], [500, 29], [1]]});
    let wrong = read(&bad, None, None).unwrap_err();
    let expected = [
        ("geometry.coordinates[0]", Reason::LatitudeOutOfRange),
        ("geometry.coordinates[1]", Reason::LongitudeOutOfRange),
        ("geometry.coordinates[2]", Reason::NotGeoJson),
        ("width_m", Reason::Required),
    ];
    assert_eq!(told(&wrong), expected);
}

#[test]
fn a_feature_is_refused_for_itself() {
    let point = |lat: f64, radius: Value| {
        let geometry = json!({"type": "Point", "coordinates": [111.0, lat]});
        json!({"type": "Feature", "properties": {"radiusM": radius}, "geometry": geometry})
    };
    let collection = json!({"type": "FeatureCollection", "features": [
        point(29.0, json!(100)), point(95.0, json!(100)), point(29.0, json!("wide")), 7,
    ]});
    let read = read_features(&collection.to_string()).unwrap();
    assert_eq!(read[0].as_ref().unwrap().index, 0);
    let told: Vec<_> =
        read[1..].iter().map(|feature| told(feature.as_ref().unwrap_err())).collect();
    assert_eq!(told[0], [("geometry.coordinates", Reason::LatitudeOutOfRange)]);
    assert_eq!(told[1], [("radius_m", Reason::Malformed)]);
    assert_eq!(told[2], [("type", Reason::NotGeoJson)]);
}

#[test]
fn what_is_no_collection_is_refused_whole() {
    let whole = |text: &str| {
        let wrong = read_features(text).unwrap_err();
        wrong.as_slice().iter().map(|v| (v.field.clone(), v.reason)).next().unwrap()
    };
    assert_eq!(whole("{"), (String::new(), Reason::NotGeoJson));
    assert_eq!(whole("[]"), ("type".to_owned(), Reason::NotGeoJson));
    assert_eq!(whole(r#"{"type": "Feature"}"#), ("type".to_owned(), Reason::NotGeoJson));
    let no_list = r#"{"type": "FeatureCollection", "features": {}}"#;
    assert_eq!(whole(no_list), ("features".to_owned(), Reason::NotGeoJson));
    let crs = |name: &str| {
        let crs = json!({"type": "name", "properties": {"name": name}});
        json!({"type": "FeatureCollection", "crs": crs, "features": []}).to_string()
    };
    assert_eq!(whole(&crs("EPSG:4214")), ("crs".to_owned(), Reason::UnknownValue));
    assert!(read_features(&crs("urn:ogc:def:crs:OGC:1.3:CRS84")).is_ok());
}

/// A geometry that came from elsewhere than GeoJSON: the same check, the same paths.
#[test]
fn a_geometry_is_checked_wherever_it_comes_from() {
    let at = |lon, lat| Position::<Wgs84>::from_degrees(lon, lat).unwrap();
    let exterior = vec![at(111.0, 29.0), at(112.0, 29.0), at(111.0, 29.0)];
    let short = Geometry::Polygon(Polygon { exterior, holes: vec![] });
    let wrong = check(&short).unwrap_err();
    assert_eq!(told(&wrong), [("geometry.coordinates[0]", Reason::TooFewPositions)]);
    let circle = Geometry::Circle { centre: at(111.0, 29.0), radius: Length::ZERO };
    assert_eq!(told(&check(&circle).unwrap_err()), [("radius_m", Reason::OutOfRange)]);
}

/// What we write is GeoJSON to another reader (the `geojson` crate), and comes back the same.
#[test]
fn what_is_written_reads_back_the_same() {
    for zone in placard_geo::sample::mixed_zones(11, 200) {
        let drawn = write(&zone);
        drawn.geometry.to_string().parse::<geojson::Geometry>().unwrap();
        assert_eq!(read(&drawn.geometry, drawn.width_m, drawn.radius_m), Ok(zone));
    }
}
