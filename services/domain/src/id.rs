//! Identities: a type for each thing, so that a zone's id never stands where a vehicle's should.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The most characters an id has.
pub const ID_MAX: usize = 64;

/// Why a text is no id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id has 1 to 64 characters out of A-Z a-z 0-9 . _ - and begins with a letter or digit")]
pub struct IdError;

fn check(text: &str) -> Result<(), IdError> {
    let bytes = text.as_bytes();
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    match bytes.first() {
        Some(first)
            if first.is_ascii_alphanumeric()
                && bytes.len() <= ID_MAX
                && bytes.iter().all(plain) =>
        {
            Ok(())
        }
        _ => Err(IdError),
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks the text and takes it.
            ///
            /// # Errors
            /// [`IdError`] where the text cannot stand in a path.
            pub fn new(text: &str) -> Result<Self, IdError> {
                check(text).map(|()| Self(text.into()))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }
    )*};
}

ids! {
    /// A vehicle, as its owner names it in paths; the Chinese plate is a field.
    VehicleId,
    /// A telematics terminal (车载终端).
    TerminalId,
    /// A zone.
    ZoneId,
    /// A permit that lifts a zone's ban.
    PermitId,
    /// An approved route.
    RouteId,
    /// A carrier (承运人).
    CarrierId,
    /// A driver, escort or other person.
    PersonId,
    /// A consignor, consignee or loader.
    PartyId,
    /// A place of loading or unloading.
    SiteId,
    /// A tank.
    TankId,
    /// A waybill.
    WaybillId,
    /// A command to a device.
    CommandId,
    /// Who a record belongs to: a police force, a carrier's firm, an agency.
    OrganisationId,
    /// An area of the law with its own parameters: `CN`, `CN-43`, `CN-4307`.
    JurisdictionId,
}

pub use crate::alert::AlertId;

/// A vehicle's number inside: given once by the records, never used again for another.
///
/// The journal, the engine and the archive speak of vehicles by number alone.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct VehicleNo(pub u32);

/// A zone's number inside: given once by the records, never used again for another.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ZoneNo(pub u32);

/// A revision of the world: rises by one with each change of what the engine judges by.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Revision(pub u64);

impl Revision {
    /// The world before anything was in it.
    pub const ZERO: Self = Self(0);

    /// The revision after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_can_stand_in_a_path() {
        assert!(VehicleId::new("xiang-J.A1234_5").is_ok());
        for bad in ["", "湘J·A1234", "a/b", "a b", ".hidden", &"x".repeat(65)] {
            assert_eq!(VehicleId::new(bad), Err(IdError), "{bad:?}");
        }
    }
}
