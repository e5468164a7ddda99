//! 0x0002 心跳, up (JT/T 808-2013 8.3). No body.

use super::Body;
use crate::error::DecodeError;
use crate::jt808::header::Version;
use crate::jt808::reader::Reader;

/// A terminal that has nothing else to say is still there. Some put battery and signal behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heartbeat;

impl Body for Heartbeat {
    const ID: u16 = 0x0002;
    const CLAUSE: &'static str = "JT/T 808-2013 8.3";

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
        assert_eq!(parsed(&[], Version::V2019), Ok(Heartbeat));
        assert_eq!(parsed(&[100, 31, 1], Version::V2013), Ok(Heartbeat));
        assert!(emitted(&Heartbeat, Version::V2019).is_empty());
    }
}
