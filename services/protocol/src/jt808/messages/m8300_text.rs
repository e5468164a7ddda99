//! 0x8300 文本信息下发, down (JT/T 808-2013 8.23).
//!
//! | off | field | 2011, 2013 | 2019 |
//! |---|---|---|---|
//! | 0 | flag 标志 | BYTE | BYTE |
//! | 1 | type 文本类型: 1 notice 通知, 2 service 服务 | – | BYTE |
//! | 1, 2 | text 文本信息 | STRING to the end | STRING to the end |
//!
//! Text: at most 1024 bytes of GBK (2011 prints 102).

use placard_domain::Text;

use super::Body;
use crate::error::DecodeError;
use crate::jt808::field::{self, Field, Shown, coded, listed};
use crate::jt808::header::Version;
use crate::jt808::reader::Reader;
use crate::jt808::text::WireText;

/// Longest text, in bytes of GBK.
pub const MAX_TEXT: usize = 1024;

/// A text for the driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriverText {
    /// Where it is shown, and how urgent it is, bit for bit.
    pub flag: u8,
    /// 1 notice, 2 service; sent in 2019 alone.
    pub kind: u8,
    /// What it says.
    pub text: WireText,
}

/// Bit 2: on the terminal's display.
const DISPLAY: u8 = 1 << 2;
/// Bit 3: read aloud.
const SPEAK: u8 = 1 << 3;

impl DriverText {
    /// A text that is shown and read aloud: urgent, or a notice. What GBK lacks becomes `?`, and
    /// what is over [`MAX_TEXT`] is cut between two characters.
    #[must_use]
    pub fn new(version: Version, urgent: bool, text: &str) -> Self {
        let urgency = match (version, urgent) {
            (Version::V2011 | Version::V2013, urgent) => u8::from(urgent),
            (Version::V2019, true) => 0b10,
            (Version::V2019, false) => 0b11,
        };
        let mut kept = WireText::default();
        for character in text.chars() {
            let next = WireText::encode(character.encode_utf8(&mut [0; 4]));
            if kept.0.len() + next.0.len() > MAX_TEXT {
                break;
            }
            kept.0.extend_from_slice(&next.0);
        }
        Self { flag: urgency | DISPLAY | SPEAK, kind: 1, text: kept }
    }
}

impl Body for DriverText {
    const ID: u16 = 0x8300;
    const CLAUSE: &'static str = "JT/T 808-2013 8.23";

    fn parse(reader: &mut Reader<'_>, version: Version) -> Result<Self, DecodeError> {
        let flag = reader.u8(&FLAG)?;
        let kind = match version {
            Version::V2011 | Version::V2013 => 1,
            Version::V2019 => reader.u8(&KIND)?,
        };
        Ok(Self { flag, kind, text: reader.text_to_end(version, &TEXT) })
    }

    fn emit(&self, version: Version, out: &mut Vec<u8>) {
        out.push(self.flag);
        if version == Version::V2019 {
            out.push(self.kind);
        }
        self.text.emit_to_end(version, out);
    }
}

static FLAG: Field = Field::new("flag", "标志", "flag", flag);
static KIND: Field = Field::new("kind", "文本类型", "type", kind);
static TEXT: Field = Field::new("text", "文本信息", "text", field::text);

fn flag(bytes: &[u8], version: Version) -> Shown {
    let flag = field::number(bytes);
    let is_2019 = version == Version::V2019;
    let urgency = match (is_2019, flag & 0b11) {
        (false, bits) if bits & 1 == 1 => Some(Text::new("紧急", "urgent")),
        (true, 0b01) => Some(Text::new("服务", "service")),
        (true, 0b10) => Some(Text::new("紧急", "urgent")),
        (true, 0b11) => Some(Text::new("通知", "notice")),
        _ => None,
    };
    let ways = [
        (2, Text::new("终端显示器显示", "display")),
        (3, Text::new("终端TTS播读", "read aloud")),
        (4, Text::new("广告屏显示", "ad screen")),
        (5, Text::new("CAN故障码信息", "CAN fault code")),
    ];
    let ways = ways.into_iter().filter(|(bit, _)| flag >> bit & 1 == 1 && !(is_2019 && *bit == 4));
    listed(bytes, &urgency.into_iter().chain(ways.map(|(_, way)| way)).collect::<Vec<_>>())
}

fn kind(bytes: &[u8], _: Version) -> Shown {
    coded(bytes, &[(1, "通知", "notice"), (2, "服务", "service")])
}

#[cfg(test)]
mod tests {
    use super::super::tests::{emitted, parsed};
    use super::*;

    #[test]
    fn a_warning_is_shown_and_spoken_in_every_edition() {
        for (version, start) in
            [(Version::V2013, &[0b0000_1101][..]), (Version::V2019, &[0b0000_1110, 1])]
        {
            let text = DriverText::new(version, true, "前方🚧禁行");
            let body = emitted(&text, version);
            assert!(body.starts_with(start), "{body:02x?}");
            let read: DriverText = parsed(&body, version).unwrap();
            assert_eq!(read.text.decode(), "前方?禁行");
            assert_eq!(read, text);
        }
    }

    #[test]
    fn a_long_text_is_cut_between_two_characters() {
        let text = DriverText::new(Version::V2019, false, &format!("A{}", "险".repeat(600)));
        assert_eq!(text.text.0.len(), 1023);
        assert!(text.text.decode().ends_with('险'));
    }
}
