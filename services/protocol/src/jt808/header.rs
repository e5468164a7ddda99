//! The message header (消息头: JT/T 808-2013 4.4.3, -2019 4.4.3).
//!
//! | 2011, 2013 | 2019 | field | type |
//! |---|---|---|---|
//! | 0 | 0 | message id 消息ID | WORD |
//! | 2 | 2 | body attributes 消息体属性 | WORD |
//! | – | 4 | protocol version 协议版本号 | BYTE |
//! | 4 | 5 | terminal phone 终端手机号 | BCD\[6\], BCD\[10\] |
//! | 10 | 15 | flow id 消息流水号 | WORD |
//! | 12 | 17 | total packages 消息总包数 | WORD, if bit 13 |
//! | 14 | 19 | package index 包序号, from 1 | WORD, if bit 13 |
//!
//! Attributes: bits 0–9 body length of this frame, 10–12 encryption, 13 subpackaged, 14 the 2019
//! flag, 15 reserved.
//!
//! Bit 14 lies on some devices in either sense, so the layout is told by arithmetic: header and
//! declared body length must make up the frame, and only one of the two layouts can.

use placard_domain::Reason;
use placard_domain::vehicle::Phone;

use super::field::{self, Field, Shown};
use super::reader::{About, Passed, Reader};
use crate::error::{DecodeError, Part};

/// An edition of the standard, as far as it changes bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// JT/T 808-2011. Its header is that of 2013: only the registration tells (0x0100).
    V2011,
    /// JT/T 808-2013.
    V2013,
    /// JT/T 808-2019.
    V2019,
}

impl Version {
    /// The year.
    #[must_use]
    pub const fn year(self) -> u16 {
        match self {
            Self::V2011 => 2011,
            Self::V2013 => 2013,
            Self::V2019 => 2019,
        }
    }
}

/// A message header. The body's length is not in it: that is the body's to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// What the body is.
    pub message_id: u16,
    /// Encryption (bits 10–12): 0 none, 1 RSA, others reserved.
    pub encryption: u8,
    /// The 2019 flag (bit 14) as sent; [`Self::version`] goes by the layout instead.
    pub version_flag: bool,
    /// Bit 15 as sent.
    pub reserved_flag: bool,
    /// Protocol version (协议版本号), 1 so far; there is one in the 2019 layout alone.
    pub protocol_version: Option<u8>,
    /// Who speaks, or is spoken to.
    pub phone: Phone,
    /// Counts the sender's frames, wrapping.
    pub flow_id: u16,
    /// Which part of a message this is, where it comes in several.
    pub package: Option<Package>,
}

/// One of several frames that make up a message (分包).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Package {
    /// How many there are.
    pub total: u16,
    /// Which this is, from 1.
    pub index: u16,
}

const BODY_LENGTH: u16 = 0x03ff;
const PACKAGED: u16 = 1 << 13;
const VERSION_FLAG: u16 = 1 << 14;
const RESERVED_FLAG: u16 = 1 << 15;

/// Longest body of one frame: ten bits.
pub const MAX_BODY: usize = BODY_LENGTH as usize;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Short,
    Long,
}

impl Layout {
    const fn len(self, packaged: bool) -> usize {
        let bare = match self {
            Self::Short => 12,
            Self::Long => 17,
        };
        if packaged { bare + 4 } else { bare }
    }
}

impl Header {
    /// A header as a terminal of `version`, or a platform speaking to one, sends it. The 2011 and
    /// 2013 layouts hold the last twelve digits of `phone`.
    #[must_use]
    pub fn new(version: Version, phone: Phone, message_id: u16, flow_id: u16) -> Self {
        let is_2019 = version == Version::V2019;
        Self {
            message_id,
            encryption: 0,
            version_flag: is_2019,
            reserved_flag: false,
            protocol_version: is_2019.then_some(1),
            phone,
            flow_id,
            package: None,
        }
    }

    /// Takes a frame's unescaped content, check byte gone, apart into header and body.
    ///
    /// # Errors
    /// `FRAME_TRUNCATED` where it is shorter than its header, `FRAME_LENGTH` where no layout fits
    /// the declared body length.
    pub fn parse(content: &[u8]) -> Result<(Self, &[u8]), DecodeError> {
        let (about, attributes) = Self::glance(content)?;
        let packaged = attributes & PACKAGED != 0;
        let declared = usize::from(attributes & BODY_LENGTH);
        let fits = |layout: &Layout| content.len() == layout.len(packaged) + declared;
        let Some(layout) = [Layout::Long, Layout::Short].into_iter().find(fits) else {
            let header = presumed(attributes).len(packaged);
            let reader = Reader::new(content, about, None);
            return Err(match content.len().checked_sub(header) {
                Some(found) => {
                    let detail = format!("{found} B ≠ {declared} B");
                    reader.error(2, &ATTRIBUTES, Reason::FrameLength, detail)
                }
                None => {
                    let detail = format!("{} B < {header} B", content.len());
                    reader.error(2, &ATTRIBUTES, Reason::FrameTruncated, detail)
                }
            });
        };
        Self::read(content, about, layout, None)
    }

    /// The header as bit 14 has it and all that follows it as the body, whatever length was
    /// declared: to answer and explain a frame that [`Self::parse`] refuses. Its content is not to
    /// be trusted.
    ///
    /// # Errors
    /// `FRAME_TRUNCATED` where it is shorter than its header.
    pub fn presume(content: &[u8]) -> Result<(Self, &[u8]), DecodeError> {
        let (about, attributes) = Self::glance(content)?;
        Self::read(content, about, presumed(attributes), None)
    }

    /// As [`Self::parse`] where that succeeds, else as [`Self::presume`], telling `listener`.
    pub(crate) fn explain<'a>(
        content: &'a [u8],
        listener: &mut Vec<Passed>,
    ) -> Result<(Self, &'a [u8]), DecodeError> {
        let (about, attributes) = Self::glance(content)?;
        let layout = match Self::parse(content) {
            Ok((header, _)) if header.protocol_version.is_some() => Layout::Long,
            Ok(_) => Layout::Short,
            Err(_) => presumed(attributes),
        };
        Self::read(content, about, layout, Some(listener))
    }

    /// The first two fields, which all layouts share.
    fn glance(content: &[u8]) -> Result<(About, u16), DecodeError> {
        let about = About { part: Part::Header, message_id: None, clause: CLAUSE };
        let [id_high, id_low, attributes_high, attributes_low, ..] = *content else {
            let reader = Reader::new(content, about, None);
            let detail = format!("{} B < 12 B", content.len());
            return Err(reader.error(0, &MESSAGE_ID, Reason::FrameTruncated, detail));
        };
        let message_id = Some(u16::from_be_bytes([id_high, id_low]));
        let attributes = u16::from_be_bytes([attributes_high, attributes_low]);
        Ok((About { message_id, ..about }, attributes))
    }

    fn read<'a>(
        content: &'a [u8],
        about: About,
        layout: Layout,
        listener: Option<&mut Vec<Passed>>,
    ) -> Result<(Self, &'a [u8]), DecodeError> {
        let mut reader = Reader::new(content, about, listener);
        let cut = |error: DecodeError| DecodeError { reason: Reason::FrameTruncated, ..error };
        let header = Self::read_fields(&mut reader, layout).map_err(cut)?;
        Ok((header, &content[reader.offset()..]))
    }

    fn read_fields(reader: &mut Reader<'_>, layout: Layout) -> Result<Self, DecodeError> {
        let message_id = reader.u16(&MESSAGE_ID)?;
        let attributes = reader.u16(&ATTRIBUTES)?;
        let protocol_version = match layout {
            Layout::Long => Some(reader.u8(&PROTOCOL_VERSION)?),
            Layout::Short => None,
        };
        let phone = match layout {
            Layout::Long => reader.bytes(10, &PHONE)?,
            Layout::Short => reader.bytes(6, &PHONE)?,
        };
        let phone = Phone::from_bcd(phone).ok_or_else(|| {
            reader.error(4, &PHONE, Reason::FrameBcd, format!("{} B", phone.len()))
        })?;
        let flow_id = reader.u16(&FLOW_ID)?;
        let package = match attributes & PACKAGED != 0 {
            true => Some(Package { total: reader.u16(&TOTAL)?, index: reader.u16(&INDEX)? }),
            false => None,
        };
        Ok(Self {
            message_id,
            encryption: (attributes >> 10 & 0b111) as u8,
            version_flag: attributes & VERSION_FLAG != 0,
            reserved_flag: attributes & RESERVED_FLAG != 0,
            protocol_version,
            phone,
            flow_id,
            package,
        })
    }

    /// Appends the header of a frame whose body has `body_length` bytes; what is over
    /// [`MAX_BODY`] cannot be said and counts as [`MAX_BODY`].
    pub fn emit(&self, body_length: usize, out: &mut Vec<u8>) {
        let flag = |set: bool, bit: u16| if set { bit } else { 0 };
        let attributes = body_length.min(MAX_BODY) as u16
            | u16::from(self.encryption & 0b111) << 10
            | flag(self.package.is_some(), PACKAGED)
            | flag(self.version_flag, VERSION_FLAG)
            | flag(self.reserved_flag, RESERVED_FLAG);
        out.extend_from_slice(&self.message_id.to_be_bytes());
        out.extend_from_slice(&attributes.to_be_bytes());
        out.extend(self.protocol_version);
        out.extend_from_slice(self.phone_bytes());
        out.extend_from_slice(&self.flow_id.to_be_bytes());
        if let Some(Package { total, index }) = self.package {
            out.extend_from_slice(&total.to_be_bytes());
            out.extend_from_slice(&index.to_be_bytes());
        }
    }

    /// The phone exactly as it stands in the header: six or ten bytes, for replies to echo.
    #[must_use]
    pub fn phone_bytes(&self) -> &[u8] {
        let bytes = self.phone.bcd();
        if self.protocol_version.is_some() { bytes } else { &bytes[4..] }
    }

    /// The edition whose bodies to expect, by the layout of the header. What 2011 has else comes
    /// out at registration.
    #[must_use]
    pub const fn version(&self) -> Version {
        if self.protocol_version.is_some() { Version::V2019 } else { Version::V2013 }
    }

    /// A header for what is sent back over the same link: same layout, flags and phone.
    #[must_use]
    pub const fn reply(&self, message_id: u16, flow_id: u16) -> Self {
        Self { message_id, flow_id, encryption: 0, reserved_flag: false, package: None, ..*self }
    }
}

const fn presumed(attributes: u16) -> Layout {
    if attributes & VERSION_FLAG != 0 { Layout::Long } else { Layout::Short }
}

const CLAUSE: &str = "JT/T 808-2013 4.4.3";

static MESSAGE_ID: Field = Field::new("message_id", "消息ID", "message id", field::message_id);
static ATTRIBUTES: Field = Field::new("attributes", "消息体属性", "body attributes", attributes);
static PROTOCOL_VERSION: Field =
    Field::new("protocol_version", "协议版本号", "protocol version", field::uint);
static PHONE: Field = Field::new("phone", "终端手机号", "terminal phone", field::hex);
static FLOW_ID: Field = Field::new("flow_id", "消息流水号", "flow id", field::uint);
static TOTAL: Field = Field::new("package_total", "消息总包数", "total packages", field::uint);
static INDEX: Field = Field::new("package_index", "包序号", "package index", field::uint);

fn attributes(bytes: &[u8], _: Version) -> Shown {
    let attributes = field::number(bytes) as u16;
    let length = attributes & BODY_LENGTH;
    let mut zh = format!("消息体长度{length}");
    let mut en = format!("body length {length}");
    match attributes >> 10 & 0b111 {
        0 => {}
        1 => {
            zh.push_str("，RSA加密");
            en.push_str(", RSA encrypted");
        }
        other => {
            zh.push_str(&format!("，加密方式{other}"));
            en.push_str(&format!(", encryption {other}"));
        }
    }
    let flags = [
        (PACKAGED, "，分包", ", subpackaged"),
        (VERSION_FLAG, "，2019版标识", ", 2019 flag"),
        (RESERVED_FLAG, "，保留位15", ", reserved bit 15"),
    ];
    for (_, flag_zh, flag_en) in flags.iter().filter(|(bit, ..)| attributes & bit != 0) {
        zh.push_str(flag_zh);
        en.push_str(flag_en);
    }
    Shown::value(format!("0x{attributes:04x}")).meaning(zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        crate::jt808::print::from_hex(hex).unwrap()
    }

    #[test]
    fn the_two_layouts_are_told_apart_whatever_bit_14_says() {
        let short = "0002000001234567890100ff";
        let long = "00024000010000000001234567890100ff";
        for (hex, flag, version) in [
            (short, false, Version::V2013),
            (&short.replacen("00020000", "00024000", 1), true, Version::V2013),
            (long, true, Version::V2019),
            (&long.replacen("00024000", "00020000", 1), false, Version::V2019),
        ] {
            let content = bytes(hex);
            let (header, body) = Header::parse(&content).unwrap();
            assert_eq!((header.version_flag, header.version()), (flag, version), "{hex}");
            assert_eq!((header.phone, header.flow_id), ("12345678901".parse().unwrap(), 255));
            assert!(body.is_empty());
            let mut emitted = Vec::new();
            header.emit(0, &mut emitted);
            assert_eq!(emitted, content, "{hex}");
        }
    }

    #[test]
    fn a_reply_echoes_the_phone_and_the_layout() {
        // jt808-0510: the 2019 flag over a 2013 header.
        let content = bytes("0102400c0100300006810902 4a3130303330303030363831");
        let (header, body) = Header::parse(&content).unwrap();
        assert_eq!(body, b"J10030000681");
        let reply = header.reply(0x8001, 7);
        assert_eq!(reply.phone_bytes(), bytes("010030000681"));
        assert_eq!((reply.version(), reply.version_flag), (Version::V2013, true));
    }

    #[test]
    fn a_declared_length_that_no_layout_fits_is_an_error_and_can_still_be_answered() {
        let content = bytes("000200030123456789010007aabb");
        let error = Header::parse(&content).unwrap_err();
        assert_eq!((error.reason, error.offset), (Reason::FrameLength, 2));
        assert_eq!(error.detail, "2 B ≠ 3 B");
        let (header, body) = Header::presume(&content).unwrap();
        assert_eq!((header.message_id, header.flow_id), (2, 7));
        assert_eq!(body, [0xaa, 0xbb]);
    }

    #[test]
    fn a_header_cut_short_is_truncated() {
        for length in 0..12 {
            let content = bytes("0002000001234567890100ff");
            let error = Header::parse(&content[..length]).unwrap_err();
            assert_eq!(error.reason, Reason::FrameTruncated, "{length}");
            assert!(Header::presume(&content[..length]).is_err(), "{length}");
        }
    }
}
