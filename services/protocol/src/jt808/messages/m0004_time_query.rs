//! 0x0004 查询服务器时间请求, up (JT/T 808-2019). No body; new in 2019.

use super::Body;
use crate::error::DecodeError;
use crate::jt808::header::Version;
use crate::jt808::reader::Reader;

/// A terminal asks for the time; the answer is 0x8004.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeQuery;

impl Body for TimeQuery {
    const ID: u16 = 0x0004;
    const CLAUSE: &'static str = "JT/T 808-2019";

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
        assert_eq!(parsed(&[], Version::V2019), Ok(TimeQuery));
        assert_eq!(parsed(&[100, 31, 1], Version::V2013), Ok(TimeQuery));
        assert!(emitted(&TimeQuery, Version::V2019).is_empty());
    }
}
