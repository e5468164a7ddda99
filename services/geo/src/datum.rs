//! Datums turned into one another: GCJ-02 and BD-09 to WGS-84 and back.
//!
//! The forward formula of GCJ-02 is the published one (`eviltransform` and its many ports; the
//! constants are Krasovsky 1940's); the true algorithm is secret, and how far the formula strays
//! from it was not measured here. The way back has no formula and is found by iteration.
//!
//! **Error** of the way back against the formula: below 1e-10 degree before the result is rounded
//! to 1e-7 degree, so a round trip moves a place by at most 1e-7 degree for each rounding. Outside
//! the box that map services call China (72.004–137.8347° E, 0.8293–55.8271° N) GCJ-02 is WGS-84;
//! within a shift's width (about 0.01°) outside that box the way back has two answers and gives
//! the one inside.

use std::f64::consts::PI;

use placard_domain::{Bd09, DatumName, Gcj02, Position, Wgs84};

/// Longitude and latitude in degrees.
type Degrees = [f64; 2];

/// What a device or a caller says in its own datum, as WGS-84; `None` out of range or no number.
#[must_use]
pub fn to_wgs84(datum: DatumName, lon_deg: f64, lat_deg: f64) -> Option<Position<Wgs84>> {
    if !((-180.0..=180.0).contains(&lon_deg) && (-90.0..=90.0).contains(&lat_deg)) {
        return None;
    }
    let [lon, lat] = match datum {
        DatumName::Wgs84 => [lon_deg, lat_deg],
        DatumName::Gcj02 => gcj02_to_wgs84([lon_deg, lat_deg]),
        DatumName::Bd09 => gcj02_to_wgs84(bd09_to_gcj02([lon_deg, lat_deg])),
    };
    Position::from_degrees(lon, lat)
}

/// A GCJ-02 place as WGS-84.
#[must_use]
pub fn wgs84_of_gcj02(place: Position<Gcj02>) -> Position<Wgs84> {
    held(gcj02_to_wgs84([place.lon(), place.lat()]))
}

/// A WGS-84 place as GCJ-02, as a Chinese web map wants it.
#[must_use]
pub fn gcj02_of_wgs84(place: Position<Wgs84>) -> Position<Gcj02> {
    held(wgs84_to_gcj02([place.lon(), place.lat()]))
}

/// A BD-09 place as WGS-84.
#[must_use]
pub fn wgs84_of_bd09(place: Position<Bd09>) -> Position<Wgs84> {
    held(gcj02_to_wgs84(bd09_to_gcj02([place.lon(), place.lat()])))
}

/// A WGS-84 place as BD-09, as a Baidu map wants it.
#[must_use]
pub fn bd09_of_wgs84(place: Position<Wgs84>) -> Position<Bd09> {
    held(gcj02_to_bd09(wgs84_to_gcj02([place.lon(), place.lat()])))
}

/// The position at these degrees, held within the world: BD-09 shifts even its corners.
fn held<D: placard_domain::Datum>([lon, lat]: Degrees) -> Position<D> {
    Position::from_degrees(lon.clamp(-180.0, 180.0), lat.clamp(-90.0, 90.0))
        .unwrap_or_else(|| unreachable!("no transform of a position gives NaN"))
}

fn in_china([lon, lat]: Degrees) -> bool {
    (72.004..=137.8347).contains(&lon) && (0.8293..=55.8271).contains(&lat)
}

fn wgs84_to_gcj02(place: Degrees) -> Degrees {
    if in_china(place) { shifted(place) } else { place }
}

fn gcj02_to_wgs84(place: Degrees) -> Degrees {
    let found = undo(shifted, place);
    if in_china(found) { found } else { place }
}

/// Semi-major axis of Krasovsky 1940, m, and the square of its eccentricity, as the formula has it.
const KRASOVSKY_A: f64 = 6_378_245.0;
const KRASOVSKY_E2: f64 = 0.006_693_421_622_965_943;

/// The published shift of GCJ-02.
fn shifted([lon, lat]: Degrees) -> Degrees {
    let sin = libm::sin;
    let (x, y) = (lon - 105.0, lat - 35.0);
    let root = x.abs().sqrt();
    let common = (20.0 * sin(6.0 * x * PI) + 20.0 * sin(2.0 * x * PI)) * 2.0 / 3.0;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + common
        + (20.0 * sin(y * PI) + 40.0 * sin(y / 3.0 * PI)) * 2.0 / 3.0
        + (160.0 * sin(y / 12.0 * PI) + 320.0 * sin(y * PI / 30.0)) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + common
        + (20.0 * sin(x * PI) + 40.0 * sin(x / 3.0 * PI)) * 2.0 / 3.0
        + (150.0 * sin(x / 12.0 * PI) + 300.0 * sin(x / 30.0 * PI)) * 2.0 / 3.0;
    let radians = lat * PI / 180.0;
    let w2 = 1.0 - KRASOVSKY_E2 * sin(radians) * sin(radians);
    let w = w2.sqrt();
    let parallel = KRASOVSKY_A / w * libm::cos(radians);
    let meridian = KRASOVSKY_A * (1.0 - KRASOVSKY_E2) / (w2 * w);
    [lon + east * 180.0 / (parallel * PI), lat + north * 180.0 / (meridian * PI)]
}

/// The turn that BD-09's formula takes its sines of.
const BD_TURN: f64 = PI * 3000.0 / 180.0;

fn gcj02_to_bd09([lon, lat]: Degrees) -> Degrees {
    let radius = (lon * lon + lat * lat).sqrt() + 0.000_02 * libm::sin(lat * BD_TURN);
    let angle = libm::atan2(lat, lon) + 0.000_003 * libm::cos(lon * BD_TURN);
    [radius * libm::cos(angle) + 0.0065, radius * libm::sin(angle) + 0.006]
}

fn bd09_to_gcj02(place: Degrees) -> Degrees {
    undo(gcj02_to_bd09, place)
}

/// The place that `transform` takes to `target`, by fixed-point iteration. The shifts change by
/// less than a hundredth of the distance gone, so each step gains two digits; twelve are plenty.
fn undo(transform: impl Fn(Degrees) -> Degrees, target: Degrees) -> Degrees {
    let mut place = target;
    for _ in 0..12 {
        let there = transform(place);
        place = [place[0] + target[0] - there[0], place[1] + target[1] - there[1]];
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// WGS-84 and GCJ-02 of the same places, degrees: from `to_gcj` of the starter data's
    /// `gcj02.py`, run with Python 3.11, whose sines are the platform's.
    const GOLDEN: [(f64, f64, f64, f64); 12] = [
        (111.69, 29.04, 111.695_592_888, 29.036_967_397),
        (111.676025, 29.021351, 111.681_585_386, 29.018_277_401),
        (110.4, 28.3, 110.404_991_626, 28.296_804_314),
        (112.4, 30.2, 112.405_894_920, 30.197_616_966),
        (116.39, 39.91, 116.396_240_777, 39.911_400_727),
        (121.4737, 31.2304, 121.478_223_059, 31.228_457_738),
        (87.6168, 43.8256, 87.619_649_949, 43.826_805_393),
        (91.11, 29.97, 91.111_572_408, 29.967_325_593),
        (113.2644, 23.1291, 113.269_729_592, 23.126_423_340),
        (126.6424, 45.7567, 126.648_369_816, 45.758_651_102),
        (109.5, 18.25, 109.504_118_444, 18.248_331_521),
        (104.0665, 30.5723, 104.069_004_906, 30.569_845_541),
    ];

    #[test]
    fn gcj02_as_the_published_formula_has_it() {
        for (lon, lat, gcj_lon, gcj_lat) in GOLDEN {
            let there = wgs84_to_gcj02([lon, lat]);
            assert!((there[0] - gcj_lon).abs() < 1e-9, "{lon} {lat}: {there:?}");
            assert!((there[1] - gcj_lat).abs() < 1e-9, "{lon} {lat}: {there:?}");
            let back = to_wgs84(DatumName::Gcj02, gcj_lon, gcj_lat);
            assert_eq!(back, Position::from_degrees(lon, lat));
        }
    }

    /// The worked example of `coordtransform` (wandergis), repeated in its many ports.
    #[test]
    fn bd09_lies_another_step_beyond() {
        let given = [116.404, 39.915];
        let near = |[lon, lat]: Degrees, expected: Degrees| {
            (lon - expected[0]).abs() < 1e-9 && (lat - expected[1]).abs() < 1e-9
        };
        let gcj = wgs84_to_gcj02(given);
        let bd = gcj02_to_bd09(given);
        assert!(near(gcj, [116.410_244_499_169_38, 39.916_404_281_501_64]), "{gcj:?}");
        assert!(near(bd, [116.410_369_493_710_29, 39.921_336_993_510_21]), "{bd:?}");
        assert!(near(bd09_to_gcj02(bd), given), "{bd:?}");
    }

    #[test]
    fn outside_china_gcj02_is_wgs84() {
        for (lon, lat) in
            [(2.35, 48.85), (139.7, 35.7), (111.7, -29.0), (-111.7, 29.0), (180.0, 90.0)]
        {
            let place = Position::from_degrees(lon, lat);
            assert_eq!(to_wgs84(DatumName::Gcj02, lon, lat), place);
            assert_eq!(place.map(gcj02_of_wgs84).map(|p| (p.lon(), p.lat())), Some((lon, lat)));
        }
    }

    #[test]
    fn what_is_no_place_is_refused_in_every_datum() {
        for datum in [DatumName::Wgs84, DatumName::Gcj02, DatumName::Bd09] {
            assert_eq!(to_wgs84(datum, 111.7, 95.0), None);
            assert_eq!(to_wgs84(datum, 181.0, 29.0), None);
            assert_eq!(to_wgs84(datum, f64::NAN, 29.0), None);
        }
        assert!(to_wgs84(DatumName::Wgs84, 111.7, 29.0).is_some());
    }

    proptest! {
        /// Two roundings of half a unit, and BD-09's two more: within 1e-6 degree by far.
        #[test]
        fn there_and_back_is_the_same_place(
            lon in 730_000_000..1_350_000_000,
            lat in 180_000_000..540_000_000,
        ) {
            let place = Position::<Wgs84>::from_units(lon, lat).unwrap();
            for back in [
                wgs84_of_gcj02(gcj02_of_wgs84(place)),
                wgs84_of_bd09(bd09_of_wgs84(place)),
            ] {
                prop_assert!((back.lon_units() - lon).abs() <= 2, "{:?} {:?}", back, place);
                prop_assert!((back.lat_units() - lat).abs() <= 2, "{:?} {:?}", back, place);
            }
        }

        #[test]
        fn no_place_on_earth_is_too_much(
            lon in -1_800_000_000..=1_800_000_000,
            lat in -900_000_000..=900_000_000,
        ) {
            let place = Position::<Wgs84>::from_units(lon, lat).unwrap();
            let _ = (gcj02_of_wgs84(place), bd09_of_wgs84(place));
            for datum in [DatumName::Gcj02, DatumName::Bd09] {
                prop_assert!(to_wgs84(datum, place.lon(), place.lat()).is_some());
            }
        }
    }
}
