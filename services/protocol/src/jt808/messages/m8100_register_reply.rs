//! 0x8100 终端注册应答, down (JT/T 808-2013 8.6).
//!
//! | off | field | type | note |
//! |---|---|---|---|
//! | 0 | replied flow id 应答流水号 | WORD | of the registration |
//! | 2 | result 结果 | BYTE | see [`RegisterResult`] |
//! | 3 | auth code 鉴权码 | STRING to the end | only with result 0 |

use super::Body;
use super::m0001_terminal_reply::REPLIED_FLOW_ID;
use crate::error::DecodeError;
use crate::jt808::field::{self, Field, Shown, coded};
use crate::jt808::header::Version;
use crate::jt808::reader::Reader;
use crate::jt808::text::WireText;

/// A platform's answer to a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterReply {
    /// Flow id of the registration.
    pub replied_flow_id: u16,
    /// How it went.
    pub result: RegisterResult,
    /// What the terminal shall show at each connection; sent where the result is 0.
    pub auth_code: WireText,
}

/// The result of a registration, as on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegisterResult(pub u8);

impl RegisterResult {
    /// 成功.
    pub const OK: Self = Self(0);
    /// 车辆已被注册.
    pub const VEHICLE_TAKEN: Self = Self(1);
    /// 数据库中无该车辆.
    pub const NO_SUCH_VEHICLE: Self = Self(2);
    /// 终端已被注册.
    pub const TERMINAL_TAKEN: Self = Self(3);
    /// 数据库中无该终端.
    pub const NO_SUCH_TERMINAL: Self = Self(4);
}

impl Body for RegisterReply {
    const ID: u16 = 0x8100;
    const CLAUSE: &'static str = "JT/T 808-2013 8.6";

    fn parse(reader: &mut Reader<'_>, version: Version) -> Result<Self, DecodeError> {
        let replied_flow_id = reader.u16(&REPLIED_FLOW_ID)?;
        let result = RegisterResult(reader.u8(&RESULT)?);
        let auth_code = match result {
            RegisterResult::OK => reader.text_to_end(version, &AUTH_CODE),
            _ => WireText::default(),
        };
        Ok(Self { replied_flow_id, result, auth_code })
    }

    fn emit(&self, version: Version, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.replied_flow_id.to_be_bytes());
        out.push(self.result.0);
        if self.result == RegisterResult::OK {
            self.auth_code.emit_to_end(version, out);
        }
    }
}

static AUTH_CODE: Field = Field::new("auth_code", "鉴权码", "auth code", field::text);
static RESULT: Field = Field::new("result", "结果", "result", result);

fn result(bytes: &[u8], _: Version) -> Shown {
    coded(
        bytes,
        &[
            (0, "成功", "ok"),
            (1, "车辆已被注册", "vehicle already registered"),
            (2, "数据库中无该车辆", "no such vehicle"),
            (3, "终端已被注册", "terminal already registered"),
            (4, "数据库中无该终端", "no such terminal"),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{emitted, parsed};
    use super::*;

    #[test]
    fn only_success_carries_a_code() {
        let code = WireText::encode("湘J-4711");
        let ok = RegisterReply {
            replied_flow_id: 100,
            result: RegisterResult::OK,
            auth_code: code.clone(),
        };
        let body = emitted(&ok, Version::V2013);
        assert_eq!(body[..5], [0, 100, 0, 0xcf, 0xe6]);
        assert_eq!(parsed(&body, Version::V2013), Ok(ok.clone()));
        let no = RegisterReply { result: RegisterResult::NO_SUCH_VEHICLE, ..ok };
        assert_eq!(emitted(&no, Version::V2013), [0, 100, 2]);
    }

    #[test]
    fn in_2011_a_text_ends_in_a_zero() {
        let body = [0, 100, 0, b'A', b'B', 0];
        let reply: RegisterReply = parsed(&body, Version::V2011).unwrap();
        assert_eq!(reply.auth_code.0, b"AB");
        assert_eq!(emitted(&reply, Version::V2011), body);
        assert_eq!(emitted(&reply, Version::V2013), body[..5]);
    }
}
