//! 0x8003 补传分包请求, down (JT/T 808-2013 8.4; not in 2011).
//!
//! | off | field | 2013 | 2019 |
//! |---|---|---|---|
//! | 0 | flow id of the first package 原始消息流水号 | WORD | WORD |
//! | 2 | count 重传包总数 n | BYTE | WORD |
//! | 3, 4 | package indexes 重传包ID列表 | WORD × n | WORD × n |
//!
//! (2013 prints the list's offset as 5.) The packages are sent again as they were: same flow ids,
//! same indexes.

use super::Body;
use crate::error::DecodeError;
use crate::jt808::field::{self, Field};
use crate::jt808::header::Version;
use crate::jt808::reader::Reader;

/// A platform lacks packages of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformResend {
    /// Flow id of the message's first package.
    pub first_flow_id: u16,
    /// What is missing, from 1. In 2013 at most 255 can be said: the rest is left for the next
    /// time.
    pub packages: Vec<u16>,
}

impl Body for PlatformResend {
    const ID: u16 = 0x8003;
    const CLAUSE: &'static str = "JT/T 808-2013 8.4";

    fn parse(reader: &mut Reader<'_>, version: Version) -> Result<Self, DecodeError> {
        let (first_flow_id, packages) = parse_list(reader, version)?;
        Ok(Self { first_flow_id, packages })
    }

    fn emit(&self, version: Version, out: &mut Vec<u8>) {
        emit_list(self.first_flow_id, &self.packages, version, out);
    }
}

/// The body that 0x8003 and 0x0005 share.
pub(super) fn parse_list(
    reader: &mut Reader<'_>,
    version: Version,
) -> Result<(u16, Vec<u16>), DecodeError> {
    let first_flow_id = reader.u16(&FIRST_FLOW_ID)?;
    let count = match version {
        Version::V2011 | Version::V2013 => usize::from(reader.u8(&COUNT)?),
        Version::V2019 => usize::from(reader.u16(&COUNT)?),
    };
    let list = reader.bytes(count * 2, &PACKAGES)?;
    let packages = list.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    Ok((first_flow_id, packages.collect()))
}

pub(super) fn emit_list(first: u16, packages: &[u16], version: Version, out: &mut Vec<u8>) {
    out.extend_from_slice(&first.to_be_bytes());
    let count = match version {
        Version::V2011 | Version::V2013 => {
            let count = u8::try_from(packages.len()).unwrap_or(u8::MAX);
            out.push(count);
            usize::from(count)
        }
        Version::V2019 => {
            let count = u16::try_from(packages.len()).unwrap_or(u16::MAX);
            out.extend_from_slice(&count.to_be_bytes());
            usize::from(count)
        }
    };
    out.extend(packages[..count].iter().flat_map(|index| index.to_be_bytes()));
}

static FIRST_FLOW_ID: Field =
    Field::new("first_flow_id", "原始消息流水号", "flow id of the first package", field::uint);
static COUNT: Field = Field::new("count", "重传包总数", "count of packages", field::uint);
static PACKAGES: Field = Field::new("packages", "重传包ID列表", "package indexes", indexes);

fn indexes(bytes: &[u8], _: Version) -> field::Shown {
    let list = bytes.chunks_exact(2).map(field::number);
    field::Shown::value(list.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{emitted, parsed};
    use super::*;

    #[test]
    fn the_count_is_a_byte_until_2019() {
        let resend = PlatformResend { first_flow_id: 4249, packages: vec![1, 2] };
        let old = emitted(&resend, Version::V2013);
        let new = emitted(&resend, Version::V2019);
        assert_eq!(old, [0x10, 0x99, 2, 0, 1, 0, 2]);
        assert_eq!(new, [0x10, 0x99, 0, 2, 0, 1, 0, 2]);
        assert_eq!(parsed(&old, Version::V2013).as_ref(), Ok(&resend));
        assert_eq!(parsed(&new, Version::V2019).as_ref(), Ok(&resend));
    }

    #[test]
    fn a_list_shorter_than_its_count_is_an_error_that_names_it() {
        let error = parsed::<PlatformResend>(&[0, 1, 2, 0, 1], Version::V2013).unwrap_err();
        assert_eq!((error.field.as_str(), error.offset), ("packages", 3));
        assert_eq!(error.detail, "2 B < 4 B");
    }

    #[test]
    fn what_a_byte_cannot_count_is_left_for_the_next_time() {
        let resend = PlatformResend { first_flow_id: 1, packages: (1..=300).collect() };
        let body = emitted(&resend, Version::V2013);
        assert_eq!((body[2], body.len()), (255, 3 + 2 * 255));
    }
}
