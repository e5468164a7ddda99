//! 0x0102 终端鉴权, up (JT/T 808-2013 8.8).
//!
//! | field | 2011, 2013 | 2019 |
//! |---|---|---|
//! | length of the auth code 鉴权码长度 n | – | 0 BYTE |
//! | auth code 鉴权码 | 0 STRING to the end | 1 STRING\[n\] |
//! | IMEI | – | 1+n BYTE\[15\] |
//! | software version 软件版本号 | – | 16+n BYTE\[20\], zeros behind |
//!
//! (2019 prints the offsets of the code, IMEI and version as n, n+1 and n+9.)

use placard_domain::Reason;

use super::Body;
use crate::error::DecodeError;
use crate::jt808::field::{self, Field};
use crate::jt808::header::Version;
use crate::jt808::reader::Reader;
use crate::jt808::text::WireText;

/// A terminal shows the code that its registration was answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticate {
    /// The code.
    pub auth_code: WireText,
    /// What the terminal says of itself; in the 2019 form alone.
    pub device: Option<Device>,
}

/// What a terminal of 2019 says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// IMEI, 15 characters.
    pub imei: WireText,
    /// Version of its software.
    pub software: WireText,
}

const IMEI_WIDTH: usize = 15;
const SOFTWARE_WIDTH: usize = 20;

impl Body for Authenticate {
    const ID: u16 = 0x0102;
    const CLAUSE: &'static str = "JT/T 808-2013 8.8";

    /// Behind a 2019 header some terminals send the bare code of 2013: printable from the first
    /// byte, which as a length would not fit the body.
    fn parse(reader: &mut Reader<'_>, version: Version) -> Result<Self, DecodeError> {
        let body = reader.whole();
        let length = usize::from(body.first().copied().unwrap_or_default());
        let is_2019 = body.len() >= 1 + length + IMEI_WIDTH + SOFTWARE_WIDTH;
        let is_bare = body.iter().all(|byte| matches!(byte, b' '..=b'~'));
        if version != Version::V2019 || (!is_2019 && is_bare) {
            return Ok(Self { auth_code: reader.text_to_end(version, &AUTH_CODE), device: None });
        }
        if !is_2019 {
            let wanted = 1 + length + IMEI_WIDTH + SOFTWARE_WIDTH;
            let detail = format!("{length}: {} B < {wanted} B", body.len());
            return Err(reader.error(0, &LENGTH, Reason::FrameBody, detail));
        }
        let auth_code = reader.text_prefixed(&LENGTH, &AUTH_CODE)?;
        let imei = reader.text_padded(IMEI_WIDTH, &IMEI)?;
        let software = reader.text_padded(SOFTWARE_WIDTH, &SOFTWARE)?;
        Ok(Self { auth_code, device: Some(Device { imei, software }) })
    }

    /// In the form that it has: with a device that of 2019, without one that of 2013.
    fn emit(&self, version: Version, out: &mut Vec<u8>) {
        let Some(Device { imei, software }) = &self.device else {
            return self.auth_code.emit_to_end(version, out);
        };
        self.auth_code.emit_prefixed(out);
        imei.emit_padded(IMEI_WIDTH, out);
        software.emit_padded(SOFTWARE_WIDTH, out);
    }
}

static LENGTH: Field =
    Field::new("auth_code_length", "鉴权码长度", "length of the auth code", field::uint);
static AUTH_CODE: Field = Field::new("auth_code", "鉴权码", "auth code", field::text);
static IMEI: Field = Field::new("imei", "终端IMEI", "IMEI", field::text);
static SOFTWARE: Field = Field::new("software", "软件版本号", "software version", field::text);

#[cfg(test)]
mod tests {
    use super::super::tests::{emitted, parsed};
    use super::*;

    #[test]
    fn reads_and_writes_both_forms() {
        let old = Authenticate { auth_code: "45612".into(), device: None };
        assert_eq!(emitted(&old, Version::V2013), b"45612");
        assert_eq!(parsed(b"45612", Version::V2013).as_ref(), Ok(&old));

        let device = Device { imei: "1234567890abcde".into(), software: "v2.0.0".into() };
        let new = Authenticate { device: Some(device), ..old };
        let body = emitted(&new, Version::V2019);
        assert_eq!(body.len(), 36 + 5);
        assert_eq!(parsed(&body, Version::V2019).as_ref(), Ok(&new));
    }

    #[test]
    fn a_bare_code_behind_a_2019_header_is_taken() {
        let bare: Authenticate = parsed(b"17299841738", Version::V2019).unwrap();
        assert_eq!(bare, Authenticate { auth_code: "17299841738".into(), device: None });
    }

    #[test]
    fn the_2019_form_is_taken_though_all_of_it_can_be_printed() {
        let device = Device { imei: "123456789012345".into(), software: WireText(vec![b'v'; 20]) };
        let auth_code = WireText(vec![b'c'; usize::from(b',')]);
        let full = Authenticate { auth_code, device: Some(device) };
        let body = emitted(&full, Version::V2019);
        assert!(body.is_ascii() && body[0] == b',');
        assert_eq!(parsed(&body, Version::V2019), Ok(full));
    }

    #[test]
    fn a_code_cut_short_names_its_length() {
        let error = parsed::<Authenticate>(b"\x0545612", Version::V2019).unwrap_err();
        assert_eq!((error.field.as_str(), error.reason), ("auth_code_length", Reason::FrameBody));
    }
}
