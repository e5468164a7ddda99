//! 0x0001 终端通用应答, up (JT/T 808-2013 8.1).
//!
//! | off | field | type | note |
//! |---|---|---|---|
//! | 0 | replied flow id 应答流水号 | WORD | of the message answered |
//! | 2 | replied id 应答ID | WORD | of the message answered |
//! | 4 | result 结果 | BYTE | see [`ReplyResult`] |

use super::Body;
use crate::error::DecodeError;
use crate::jt808::field::{self, Field, Shown, coded};
use crate::jt808::header::Version;
use crate::jt808::reader::Reader;

/// A terminal's answer to a message that has no answer of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminalReply {
    /// Flow id of the message answered; of a message in packages, of any of them.
    pub replied_flow_id: u16,
    /// What is answered.
    pub replied_id: u16,
    /// How it went.
    pub result: ReplyResult,
}

/// The result of a general reply, as on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplyResult(pub u8);

impl ReplyResult {
    /// 成功/确认.
    pub const OK: Self = Self(0);
    /// 失败.
    pub const FAILED: Self = Self(1);
    /// 消息有误.
    pub const WRONG: Self = Self(2);
    /// 不支持.
    pub const UNSUPPORTED: Self = Self(3);
    /// 报警处理确认: the platform alone, from 2013 on.
    pub const ALARM_CONFIRMED: Self = Self(4);
}

impl Body for TerminalReply {
    const ID: u16 = 0x0001;
    const CLAUSE: &'static str = "JT/T 808-2013 8.1";

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

pub(super) static REPLIED_FLOW_ID: Field =
    Field::new("replied_flow_id", "应答流水号", "replied flow id", field::uint);
pub(super) static REPLIED_ID: Field =
    Field::new("replied_id", "应答ID", "replied message id", field::message_id);
pub(super) static RESULT: Field = Field::new("result", "结果", "result", result);

fn result(bytes: &[u8], _: Version) -> Shown {
    coded(
        bytes,
        &[
            (0, "成功/确认", "ok"),
            (1, "失败", "failed"),
            (2, "消息有误", "message wrong"),
            (3, "不支持", "not supported"),
            (4, "报警处理确认", "alarm handled"),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{emitted, parsed};
    use super::*;

    #[test]
    fn reads_and_writes() {
        let body = [0x00, 0x7b, 0x01, 0xc8, 0x03];
        let reply: TerminalReply = parsed(&body, Version::V2013).unwrap();
        assert_eq!((reply.replied_flow_id, reply.replied_id), (123, 456));
        assert_eq!(reply.result, ReplyResult::UNSUPPORTED);
        assert_eq!(emitted(&reply, Version::V2013), body);
    }

    /// jt808-0647 has two bytes more.
    #[test]
    fn a_tail_is_ignored() {
        let body = [0x03, 0xe8, 0x00, 0x02, 0x00, 0x00, 0xa8];
        let reply: TerminalReply = parsed(&body, Version::V2013).unwrap();
        assert_eq!(emitted(&reply, Version::V2013), body[..5]);
    }
}
