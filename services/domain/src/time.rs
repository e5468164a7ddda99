//! Instants and spans: UTC milliseconds inside, RFC 3339 at the door, a jurisdiction's wall clock
//! only where the law speaks of hours.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant: whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Serialised as RFC 3339 text in UTC where a person may read it (JSON), as an integer elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The least instant that is written: year 0001.
    pub const MIN: Self = Self(-62_135_596_800_000);
    /// The greatest instant that is written: the last millisecond of year 9999.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// From milliseconds since 1970, held within [`Self::MIN`] and [`Self::MAX`].
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        if millis < Self::MIN.0 {
            Self::MIN
        } else if millis > Self::MAX.0 {
            Self::MAX
        } else {
            Self(millis)
        }
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The whole second at or before this instant.
    #[must_use]
    pub const fn floor_second(self) -> Self {
        Self(self.0.div_euclid(1000) * 1000)
    }

    /// The whole second at or after this instant.
    #[must_use]
    pub const fn ceil_second(self) -> Self {
        Self(-((-self.0).div_euclid(1000)) * 1000)
    }

    /// The wall clock of `zone` at this instant.
    #[must_use]
    pub fn in_zone(self, zone: &TimeZone) -> jiff::civil::DateTime {
        zone.to_datetime(self.to_jiff())
    }

    /// The instant by the wall clock of `zone`, RFC 3339 with its offset.
    #[must_use]
    pub fn with_offset(self, zone: &TimeZone) -> String {
        let instant = self.to_jiff();
        instant.display_with_offset(zone.to_offset(instant)).to_string()
    }

    fn to_jiff(self) -> jiff::Timestamp {
        // MIN and MAX lie inside jiff's own range (years -9999 to 9999): the fallback is never met.
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl Add<Millis> for Timestamp {
    type Output = Self;
    fn add(self, span: Millis) -> Self {
        Self::from_millis(self.0.saturating_add(span.0))
    }
}

impl Sub<Millis> for Timestamp {
    type Output = Self;
    fn sub(self, span: Millis) -> Self {
        Self::from_millis(self.0.saturating_sub(span.0))
    }
}

impl Sub for Timestamp {
    type Output = Millis;
    fn sub(self, earlier: Self) -> Millis {
        Millis(self.0 - earlier.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let precision = if self.0.rem_euclid(1000) == 0 { 0 } else { 3 };
        write!(f, "{:.precision$}", self.to_jiff())
    }
}

/// The text is not an RFC 3339 instant between the years 0001 and 9999.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 time: {0:?}")]
pub struct TimeError(String);

impl FromStr for Timestamp {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let error = || TimeError(text.chars().take(40).collect());
        let instant: jiff::Timestamp = text.parse().map_err(|_| error())?;
        let millis = instant.as_millisecond();
        if (Self::MIN.0..=Self::MAX.0).contains(&millis) { Ok(Self(millis)) } else { Err(error()) }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            text.parse().map_err(serde::de::Error::custom)
        } else {
            i64::deserialize(deserializer).map(Self::from_millis)
        }
    }
}

/// A span of time in whole milliseconds; negative where the later instant came first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// `n` seconds.
    #[must_use]
    pub const fn from_secs(n: i64) -> Self {
        Self(n * 1000)
    }

    /// `n` minutes.
    #[must_use]
    pub const fn from_minutes(n: i64) -> Self {
        Self(n * 60_000)
    }

    /// `n` hours.
    #[must_use]
    pub const fn from_hours(n: i64) -> Self {
        Self(n * 3_600_000)
    }

    /// `n` days of 24 hours.
    #[must_use]
    pub const fn from_days(n: i64) -> Self {
        Self(n * 86_400_000)
    }

    /// Seconds, the rest as decimals.
    #[must_use]
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

impl Add for Millis {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Millis {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Millis {
    /// `2 h 05 min`, `4 min 12 s`, `37 s`: what an officer reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / 1000;
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if hours > 0 {
            write!(f, "{hours} h {minutes:02} min")
        } else if minutes > 0 {
            write!(f, "{minutes} min {rest:02} s")
        } else {
            write!(f, "{rest} s")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_rfc_3339() {
        let noon: Timestamp = "2026-11-24T12:00:00+08:00".parse().unwrap();
        assert_eq!(noon.to_string(), "2026-11-24T04:00:00Z");
        assert_eq!((noon + Millis(7)).to_string(), "2026-11-24T04:00:00.007Z");
        assert!("2026-11-24 12:00".parse::<Timestamp>().is_err());
        assert!("yesterday".parse::<Timestamp>().is_err());
    }

    #[test]
    fn whole_seconds_round_both_ways_before_1970_too() {
        assert_eq!(Timestamp(-1).floor_second(), Timestamp(-1000));
        assert_eq!(Timestamp(-1).ceil_second(), Timestamp(0));
        assert_eq!(Timestamp(1).ceil_second(), Timestamp(1000));
        assert_eq!(Timestamp(1000).ceil_second(), Timestamp(1000));
    }

    #[test]
    fn a_person_reads_text_and_a_machine_reads_a_number() {
        let instant = Timestamp::from_millis(1_764_000_000_123);
        let json = serde_json::to_string(&instant).unwrap();
        assert_eq!(json, "\"2025-11-24T16:00:00.123Z\"");
        assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), instant);
    }

    #[test]
    fn spans_are_told_as_people_tell_them() {
        assert_eq!(Millis::from_secs(37).to_string(), "37 s");
        assert_eq!(Millis::from_secs(252).to_string(), "4 min 12 s");
        assert_eq!(Millis::from_minutes(125).to_string(), "2 h 05 min");
    }
}
