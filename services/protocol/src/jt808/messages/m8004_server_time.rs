//! 0x8004 查询服务器时间应答, down (JT/T 808-2019). New in 2019.
//!
//! | off | field | type | note |
//! |---|---|---|---|
//! | 0 | server time 服务器时间 | BCD\[6\] | YY MM DD hh mm ss, **UTC**, alone of all times |

use placard_domain::{Reason, Text, Timestamp};

use super::Body;
use crate::error::DecodeError;
use crate::jt808::field::{self, Field};
use crate::jt808::header::Version;
use crate::jt808::reader::Reader;
use crate::jt808::time::{TimeError, WireTime};

/// What time the platform has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerTime {
    /// UTC, in BCD.
    pub time: WireTime,
}

impl ServerTime {
    /// The answer at `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { time: WireTime::from_utc(now) }
    }
}

impl Body for ServerTime {
    const ID: u16 = 0x8004;
    const CLAUSE: &'static str = "JT/T 808-2019";

    fn parse(reader: &mut Reader<'_>, _: Version) -> Result<Self, DecodeError> {
        Ok(Self { time: WireTime(reader.array(&TIME)?) })
    }

    fn emit(&self, _: Version, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.time.0);
    }

    fn faults(&self) -> Vec<DecodeError> {
        let wrong = |error: TimeError| Self::error(0, &TIME, Reason::FrameBcd, error.digits());
        self.time.utc().map_err(wrong).err().into_iter().collect()
    }

    fn print(&self) -> Option<Text> {
        let instant = self.time.utc().ok()?.to_string();
        Some(Text::new(instant.clone(), instant))
    }
}

static TIME: Field = Field::new("time", "服务器时间", "server time", field::time_utc);

#[cfg(test)]
mod tests {
    use super::super::tests::{emitted, parsed};
    use super::*;

    /// jt808-0659.
    #[test]
    fn is_utc() {
        let now: Timestamp = "2019-12-02T10:10:10Z".parse().unwrap();
        let body = emitted(&ServerTime::at(now), Version::V2019);
        assert_eq!(body, [0x19, 0x12, 0x02, 0x10, 0x10, 0x10]);
        let read: ServerTime = parsed(&body, Version::V2019).unwrap();
        assert_eq!(read.time.utc(), Ok(now));
    }
}
