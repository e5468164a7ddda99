//! A jurisdiction (管辖区): an area of the law with its parent, time zone, languages and holidays.

use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

use crate::id::JurisdictionId;
use crate::text::Text;
use crate::violation::{Reason, Violations};

/// An area of the law. Parameters are looked up most local first, then up the parents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jurisdiction {
    /// `CN`, `CN-43`, `CN-4307`: country, then GB/T 2260 digits.
    pub id: JurisdictionId,
    /// The area it lies in.
    pub parent: Option<JurisdictionId>,
    /// What people call it.
    pub name: Text,
    /// IANA name of its wall clock.
    pub time_zone: ZoneName,
    /// Public holidays, by local date.
    pub holidays: Vec<Date>,
}

/// An IANA time zone that the bundled database knows. The machine's own database is never read: a
/// replay must find the same hours anywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ZoneName(String);

impl ZoneName {
    /// Checks that the name is known.
    ///
    /// # Errors
    /// `UNKNOWN_VALUE` where it is not.
    pub fn new(name: &str) -> Result<Self, Violations> {
        match TimeZoneDatabase::bundled().get(name) {
            Ok(_) => Ok(Self(name.to_owned())),
            Err(_) => Err(Violations::one("", Reason::UnknownValue, format_args!("{name:?}"))),
        }
    }

    /// The rules behind the name.
    #[must_use]
    pub fn rules(&self) -> TimeZone {
        TimeZoneDatabase::bundled().get(&self.0).unwrap_or(TimeZone::UTC)
    }
}

impl TryFrom<String> for ZoneName {
    type Error = Violations;
    fn try_from(name: String) -> Result<Self, Violations> {
        Self::new(&name)
    }
}

impl From<ZoneName> for String {
    fn from(name: ZoneName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn changde_is_eight_hours_ahead() {
        let zone = ZoneName::new("Asia/Shanghai").unwrap().rules();
        let noon: Timestamp = "2026-11-24T04:00:00Z".parse().unwrap();
        assert_eq!(noon.in_zone(&zone).hour(), 12);
        assert!(ZoneName::new("Asia/Changde").is_err());
    }
}
