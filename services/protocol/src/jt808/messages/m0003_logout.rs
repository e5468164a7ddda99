//! 0x0003 终端注销, up (JT/T 808-2013 8.7). No body.

use super::Body;
use crate::error::DecodeError;
use crate::jt808::header::Version;
use crate::jt808::reader::Reader;

/// A terminal that is to be removed or moved to another vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logout;

impl Body for Logout {
    const ID: u16 = 0x0003;
    const CLAUSE: &'static str = "JT/T 808-2013 8.7";

    fn parse(_: &mut Reader<'_>, _: Version) -> Result<Self, DecodeError> {
        Ok(Self)
    }

    fn emit(&self, _: Version, _: &mut Vec<u8>) {}
}

#[cfg(test)]
mod tests {
    use super::super::tests::{emitted, parsed};
    use super::*;

    #[test]
    fn bytes_behind_it_are_ignored() {
        assert_eq!(parsed(&[], Version::V2019), Ok(Logout));
        assert_eq!(parsed(&[100, 31, 1], Version::V2013), Ok(Logout));
        assert!(emitted(&Logout, Version::V2019).is_empty());
    }
}
