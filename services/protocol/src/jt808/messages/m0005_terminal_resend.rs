//! 0x0005 终端补传分包请求, up (JT/T 808-2019). New in 2019; seen with the count of 2013 as well.
//!
//! | off | field | type |
//! |---|---|---|
//! | 0 | flow id of the first package 原始消息流水号 | WORD |
//! | 2 | count 重传包总数 n | WORD |
//! | 4 | package indexes 重传包ID列表 | WORD × n |

use super::Body;
use super::m8003_platform_resend::{emit_list, parse_list};
use crate::error::DecodeError;
use crate::jt808::header::Version;
use crate::jt808::reader::Reader;

/// A terminal lacks packages of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalResend {
    /// Flow id of the message's first package.
    pub first_flow_id: u16,
    /// What is missing, from 1.
    pub packages: Vec<u16>,
}

impl Body for TerminalResend {
    const ID: u16 = 0x0005;
    const CLAUSE: &'static str = "JT/T 808-2019";

    fn parse(reader: &mut Reader<'_>, version: Version) -> Result<Self, DecodeError> {
        let (first_flow_id, packages) = parse_list(reader, version)?;
        Ok(Self { first_flow_id, packages })
    }

    fn emit(&self, version: Version, out: &mut Vec<u8>) {
        emit_list(self.first_flow_id, &self.packages, version, out);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{emitted, parsed};
    use super::*;

    /// jt808-0486, behind a 2013 header.
    #[test]
    fn reads_and_writes() {
        let body = [0x04, 0xd2, 0x02, 0x01, 0x02, 0x02, 0x03];
        let resend: TerminalResend = parsed(&body, Version::V2013).unwrap();
        assert_eq!((resend.first_flow_id, &resend.packages[..]), (1234, &[258, 515][..]));
        assert_eq!(emitted(&resend, Version::V2013), body);
        assert_eq!(emitted(&resend, Version::V2019)[2..4], [0, 2]);
    }
}
