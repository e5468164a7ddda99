//! Places. The datum is part of the type: a GCJ-02 place cannot enter a WGS-84 function.

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

/// A geodetic datum, as a type.
pub trait Datum: Copy + fmt::Debug + Eq + Ord + std::hash::Hash + Default + 'static {
    /// Its value where a datum is data.
    const NAME: DatumName;
}

/// WGS-84, the one datum inside Placard (CGCS2000 lies within centimetres of it).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wgs84;

/// GCJ-02 (国测局坐标): the shifted datum of Chinese map services; about 640 m off in Changde.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gcj02;

/// BD-09 (百度坐标): GCJ-02 with a further shift on top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bd09;

impl Datum for Wgs84 {
    const NAME: DatumName = DatumName::Wgs84;
}
impl Datum for Gcj02 {
    const NAME: DatumName = DatumName::Gcj02;
}
impl Datum for Bd09 {
    const NAME: DatumName = DatumName::Bd09;
}

/// A datum as a value: what a fleet or a terminal says of its own positions.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DatumName {
    /// WGS-84.
    #[default]
    Wgs84,
    /// GCJ-02.
    Gcj02,
    /// BD-09.
    Bd09,
}

/// A place on the ellipsoid: longitude and latitude in whole 1e-7 degree (1.1 cm of latitude).
///
/// East and north are positive. Longitude lies in ±180°, latitude in ±90°, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Position<D: Datum> {
    lon: i32,
    lat: i32,
    #[serde(skip)]
    datum: PhantomData<D>,
}

/// Units of a [`Position`] in one degree.
pub const UNITS_PER_DEGREE: i32 = 10_000_000;

impl<D: Datum> Position<D> {
    /// From 1e-7 degree; `None` where longitude or latitude is out of range.
    #[must_use]
    pub const fn from_units(lon: i32, lat: i32) -> Option<Self> {
        const LON: i32 = 180 * UNITS_PER_DEGREE;
        const LAT: i32 = 90 * UNITS_PER_DEGREE;
        if lon < -LON || lon > LON || lat < -LAT || lat > LAT {
            return None;
        }
        Some(Self { lon, lat, datum: PhantomData })
    }

    /// From degrees, rounded to 1e-7; `None` out of range or not a number.
    #[must_use]
    pub fn from_degrees(lon: f64, lat: f64) -> Option<Self> {
        if !((-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)) {
            return None;
        }
        let units = |degrees: f64| (degrees * f64::from(UNITS_PER_DEGREE)).round() as i32;
        Self::from_units(units(lon), units(lat))
    }

    /// Longitude in 1e-7 degree.
    #[must_use]
    pub const fn lon_units(self) -> i32 {
        self.lon
    }

    /// Latitude in 1e-7 degree.
    #[must_use]
    pub const fn lat_units(self) -> i32 {
        self.lat
    }

    /// Longitude in degrees.
    #[must_use]
    pub fn lon(self) -> f64 {
        f64::from(self.lon) / f64::from(UNITS_PER_DEGREE)
    }

    /// Latitude in degrees.
    #[must_use]
    pub fn lat(self) -> f64 {
        f64::from(self.lat) / f64::from(UNITS_PER_DEGREE)
    }

    /// Whether this is 0° N 0° E, which a device without a fix sends (JT/T 808 practice).
    #[must_use]
    pub const fn is_null_island(self) -> bool {
        self.lon == 0 && self.lat == 0
    }
}

impl<D: Datum> fmt::Debug for Position<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({:.7}, {:.7})", D::NAME, self.lon(), self.lat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn degrees_and_units_agree(
            lon in -1_800_000_000..=1_800_000_000,
            lat in -900_000_000..=900_000_000,
        ) {
            let place = Position::<Wgs84>::from_units(lon, lat).unwrap();
            prop_assert_eq!(Position::from_degrees(place.lon(), place.lat()), Some(place));
        }
    }

    #[test]
    fn beyond_the_poles_is_nowhere() {
        assert_eq!(Position::<Wgs84>::from_degrees(111.7, 95.0), None);
        assert_eq!(Position::<Wgs84>::from_degrees(180.1, 29.0), None);
        assert_eq!(Position::<Wgs84>::from_degrees(f64::NAN, 29.0), None);
        assert!(Position::<Wgs84>::from_degrees(-180.0, 90.0).is_some());
    }
}
