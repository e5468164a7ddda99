//! 0x8001 平台通用应答, down (JT/T 808-2013 8.2).
//!
//! | off | field | type | note |
//! |---|---|---|---|
//! | 0 | replied flow id 应答流水号 | WORD | of the message answered |
//! | 2 | replied id 应答ID | WORD | of the message answered |
//! | 4 | result 结果 | BYTE | see [`ReplyResult`]; 4 from 2013 on |

use super::Body;
use super::m0001_terminal_reply::{REPLIED_FLOW_ID, REPLIED_ID, RESULT, ReplyResult};
use crate::error::DecodeError;
use crate::jt808::header::{Header, Version};
use crate::jt808::reader::Reader;

/// A platform's answer to a message that has no answer of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlatformReply {
    /// Flow id of the frame answered.
    pub replied_flow_id: u16,
    /// What is answered.
    pub replied_id: u16,
    /// How it went.
    pub result: ReplyResult,
}

impl PlatformReply {
    /// The answer to the frame that came with `header`.
    #[must_use]
    pub const fn to(header: &Header, result: ReplyResult) -> Self {
        Self { replied_flow_id: header.flow_id, replied_id: header.message_id, result }
    }
}

impl Body for PlatformReply {
    const ID: u16 = 0x8001;
    const CLAUSE: &'static str = "JT/T 808-2013 8.2";

    fn parse(reader: &mut Reader<'_>, _: Version) -> Result<Self, DecodeError> {
        Ok(Self {
            replied_flow_id: reader.u16(&REPLIED_FLOW_ID)?,
            replied_id: reader.u16(&REPLIED_ID)?,
            result: ReplyResult(reader.u8(&RESULT)?),
        })
    }

    fn emit(&self, _: Version, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.replied_flow_id.to_be_bytes());
        out.extend_from_slice(&self.replied_id.to_be_bytes());
        out.push(self.result.0);
    }
}

#[cfg(test)]
mod tests {
    use placard_domain::Reason;

    use super::super::tests::{emitted, parsed};
    use super::*;
    use crate::Fault;

    #[test]
    fn answers_the_frame_it_is_made_for() {
        let header = Header::new(Version::V2013, "139".parse().unwrap(), 0x0200, 100);
        let reply = PlatformReply::to(&header, ReplyResult::OK);
        let body = emitted(&reply, Version::V2013);
        assert_eq!(body, [0x00, 0x64, 0x02, 0x00, 0x00]);
        assert_eq!(parsed(&body, Version::V2013), Ok(reply));
    }

    /// jt808-0426 has no body at all.
    #[test]
    fn a_short_one_is_the_platforms_fault() {
        let error = parsed::<PlatformReply>(&[], Version::V2013).unwrap_err();
        assert_eq!((error.fault, error.reason), (Fault::Platform, Reason::FrameBody));
        assert_eq!((error.field.as_str(), error.offset), ("replied_flow_id", 0));
    }
}
