//! Text on the wire: GBK by the standard (JT/T 808-2013 4.2), now and then something else.

use std::fmt;

use encoding_rs::{GB18030, GBK};

use super::header::Version;

/// A text's bytes exactly as received, or as they will be sent.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WireText(pub Vec<u8>);

impl WireText {
    /// `text` in GBK; what GBK lacks becomes `?`, since a terminal knows nothing else.
    #[must_use]
    pub fn encode(text: &str) -> Self {
        let (bytes, _, lacking) = GBK.encode(text);
        if !lacking {
            return Self(bytes.into_owned());
        }
        let mut bytes = Vec::with_capacity(text.len());
        for character in text.chars() {
            let mut utf8 = [0; 4];
            match GBK.encode(character.encode_utf8(&mut utf8)) {
                (_, _, true) => bytes.push(b'?'),
                (encoded, _, false) => bytes.extend_from_slice(&encoded),
            }
        }
        Self(bytes)
    }

    /// What it says, without the zeros and spaces that pad it at both ends.
    ///
    /// Read as GB18030, of which GBK is a part; as UTF-8 where GB18030 fails or yields characters
    /// of private use, or where the bytes are Chinese in UTF-8 and no text in GB2312 (whose bytes
    /// of Chinese all lie above 0xa0, and which nearly all real GBK text is). What neither can
    /// read becomes `�`.
    #[must_use]
    pub fn decode(&self) -> String {
        let bytes = self.trimmed();
        let gb18030 = GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .filter(|text| !text.chars().any(is_private));
        let is_gb2312 = !bytes.iter().any(|byte| (0x80..=0xa0).contains(byte));
        let is_chinese = |text: &str| text.chars().all(|c| c.is_ascii() || is_cjk(c));
        match (gb18030, std::str::from_utf8(bytes)) {
            (Some(_), Ok(utf8)) if !is_gb2312 && is_chinese(utf8) => utf8.to_owned(),
            (Some(text), _) => text.into_owned(),
            (None, Ok(utf8)) => utf8.to_owned(),
            (None, Err(_)) => GB18030.decode_without_bom_handling(bytes).0.into_owned(),
        }
    }

    /// The bytes without padding.
    #[must_use]
    pub fn trimmed(&self) -> &[u8] {
        let is_text = |byte: &u8| !matches!(byte, 0 | b' ');
        let Some(first) = self.0.iter().position(is_text) else { return &[] };
        let last = self.0.iter().rposition(is_text).unwrap_or(first);
        &self.0[first..=last]
    }

    /// Appends it to the end of a body; in 2011 a zero ends it.
    pub(crate) fn emit_to_end(&self, version: Version, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
        if version == Version::V2011 {
            out.push(0);
        }
    }

    /// Appends it in a field of `width` bytes, zeros behind; what is longer is cut.
    pub(crate) fn emit_padded(&self, width: usize, out: &mut Vec<u8>) {
        let kept = &self.0[..self.0.len().min(width)];
        out.extend_from_slice(kept);
        out.resize(out.len() + width - kept.len(), 0);
    }

    /// Appends it behind its length in one byte; what is longer than 255 is cut.
    pub(crate) fn emit_prefixed(&self, out: &mut Vec<u8>) {
        let length = u8::try_from(self.0.len()).unwrap_or(u8::MAX);
        out.push(length);
        out.extend_from_slice(&self.0[..usize::from(length)]);
    }
}

fn is_private(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

/// Ideographs, their punctuation, and full-width forms.
fn is_cjk(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

impl From<&str> for WireText {
    fn from(text: &str) -> Self {
        Self::encode(text)
    }
}

impl fmt::Debug for WireText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WireText({:?})", self.decode())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_gbk_and_drops_the_padding() {
        let plate = WireText(b"\0 \xb2\xe2A888888 \0\0".to_vec());
        assert_eq!(plate.decode(), "测A888888");
        assert_eq!(WireText(vec![0; 8]).decode(), "");
    }

    #[test]
    fn reads_utf_8_where_it_cannot_be_gbk() {
        assert_eq!(WireText("湘J12345".as_bytes().to_vec()).decode(), "湘J12345");
        assert_eq!(WireText("危险品运输".as_bytes().to_vec()).decode(), "危险品运输");
        assert_eq!(WireText(vec![0x80, 0xff, b'A']).decode(), "\u{20ac}\u{fffd}A");
    }

    #[test]
    fn what_could_be_both_is_gbk() {
        let both = b"\xe6\xb6\xb0\xe7\xb3\xb0";
        assert_eq!(std::str::from_utf8(both), Ok("涰糰"));
        assert_eq!(WireText(both.to_vec()).decode(), "娑扮嘲");
    }

    #[test]
    fn what_gbk_lacks_is_sent_as_a_question_mark() {
        assert_eq!(WireText::encode("前方🚧禁行").decode(), "前方?禁行");
        assert_eq!(WireText::encode("前方禁行").0, b"\xc7\xb0\xb7\xbd\xbd\xfb\xd0\xd0");
    }

    #[test]
    fn a_field_has_its_width_whatever_is_put_in() {
        for (text, expected) in [("AB", &b"AB\0\0"[..]), ("ABCDEF", b"ABCD"), ("", b"\0\0\0\0")] {
            let mut out = Vec::new();
            WireText::encode(text).emit_padded(4, &mut out);
            assert_eq!(out, expected);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_read(bytes: Vec<u8>) {
            let _ = WireText(bytes).decode();
        }

        /// Of GB2312, which is nearly all that is sent.
        #[test]
        fn chinese_comes_back(
            pairs in prop::collection::vec((0xb0..=0xd6_u8, 0xa1..=0xfe_u8), 1..40),
        ) {
            let bytes: Vec<u8> = pairs.into_iter().flat_map(|(high, low)| [high, low]).collect();
            let text = WireText(bytes.clone()).decode();
            prop_assert_eq!(text.chars().count() * 2, bytes.len());
            prop_assert_eq!(WireText::encode(&text).0, bytes);
        }
    }
}
