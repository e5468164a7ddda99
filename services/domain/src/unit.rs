//! Units as types. Each holds an integer fine enough that what a device or a platform sends comes
//! back unchanged.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A speed over ground in whole metres per hour: JT/T 808's tenth of a km/h and a decimal km/h both
/// fit without loss.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Speed(u32);

impl Speed {
    /// Faster than anything on a road: 1,000 km/h. What claims more is refused at the door.
    pub const LIMIT_KMH: f64 = 1000.0;

    /// From metres per hour.
    #[must_use]
    pub const fn from_metres_per_hour(value: u32) -> Self {
        Self(value)
    }

    /// From km/h; `None` below zero, over [`Self::LIMIT_KMH`], or not a number.
    #[must_use]
    pub fn from_kmh(kmh: f64) -> Option<Self> {
        (0.0..=Self::LIMIT_KMH).contains(&kmh).then(|| Self((kmh * 1000.0).round() as u32))
    }

    /// Metres per hour.
    #[must_use]
    pub const fn metres_per_hour(self) -> u32 {
        self.0
    }

    /// km/h.
    #[must_use]
    pub fn kmh(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

/// A direction of travel in hundredths of a degree, clockwise from true north, below 360°.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Heading(u16);

impl Heading {
    /// From degrees; 360 is north again. `None` outside 0–360 or not a number.
    #[must_use]
    pub fn from_degrees(degrees: f64) -> Option<Self> {
        (0.0..=360.0)
            .contains(&degrees)
            .then(|| Self(((degrees * 100.0).round() as u32 % 36_000) as u16))
    }

    /// From hundredths of a degree; `None` from 36,000 on.
    #[must_use]
    pub const fn from_centidegrees(value: u16) -> Option<Self> {
        if value < 36_000 { Some(Self(value)) } else { None }
    }

    /// Hundredths of a degree.
    #[must_use]
    pub const fn centidegrees(self) -> u16 {
        self.0
    }

    /// Degrees.
    #[must_use]
    pub fn degrees(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

/// A length, height or accuracy in whole millimetres.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Length(i64);

impl Length {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// From whole millimetres.
    #[must_use]
    pub const fn from_mm(mm: i64) -> Self {
        Self(mm)
    }

    /// From whole metres.
    #[must_use]
    pub const fn from_whole_metres(metres: i64) -> Self {
        Self(metres * 1000)
    }

    /// From metres; `None` beyond ±10,000 km or not a number.
    #[must_use]
    pub fn from_metres(metres: f64) -> Option<Self> {
        (-1e7..=1e7).contains(&metres).then(|| Self((metres * 1000.0).round() as i64))
    }

    /// Whole millimetres.
    #[must_use]
    pub const fn mm(self) -> i64 {
        self.0
    }

    /// Metres.
    #[must_use]
    pub fn metres(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.abs() < 10_000 {
            write!(f, "{:.1} m", self.metres())
        } else {
            write!(f, "{:.0} m", self.metres())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_tenth_of_a_kmh_comes_back(tenths in 0_u32..=10_000) {
            let kmh = f64::from(tenths) / 10.0;
            prop_assert_eq!(Speed::from_kmh(kmh).unwrap().kmh(), kmh);
        }

        #[test]
        fn a_hundredth_of_a_degree_comes_back(value in 0_u16..36_000) {
            let heading = Heading::from_centidegrees(value).unwrap();
            prop_assert_eq!(Heading::from_degrees(heading.degrees()), Some(heading));
        }
    }

    #[test]
    fn what_no_road_allows_is_refused() {
        assert_eq!(Speed::from_kmh(-0.1), None);
        assert_eq!(Speed::from_kmh(f64::NAN), None);
        assert_eq!(Speed::from_kmh(1000.1), None);
        assert_eq!(Heading::from_degrees(360.5), None);
        assert_eq!(Heading::from_degrees(360.0), Heading::from_degrees(0.0));
        assert_eq!(Length::from_metres(f64::INFINITY), None);
    }
}
