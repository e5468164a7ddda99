//! What is wrong with bytes, where, by which clause, and whose fault it is.

use std::fmt;

use placard_domain::{Reason, Violation};

/// Bytes that cannot be read as what they should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} at byte {offset} of the {part}: {detail} ({reason}; fault: {fault}; {clause})")]
pub struct DecodeError {
    /// Who has to mend it.
    pub fault: Fault,
    /// The stable reason.
    pub reason: Reason,
    /// The message it happened in, where so much is known.
    pub message_id: Option<u16>,
    /// What [`Self::offset`] counts from.
    pub part: Part,
    /// First byte of the field, counted from the first byte of its part as the standard's tables
    /// do.
    pub offset: usize,
    /// The field, as a path: `time`, `items[2].latitude`; `frame` for a frame as a whole.
    pub field: String,
    /// Where the standard says how it should be.
    pub clause: &'static str,
    /// The limit, the value met, or a name.
    pub detail: String,
}

impl DecodeError {
    /// The same as the domain says it: field, reason, detail, with words in both languages.
    #[must_use]
    pub fn violation(&self) -> Violation {
        Violation::new(self.field.clone(), self.reason, &self.detail)
    }
}

/// Who has to mend an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The terminal sent it so.
    Device,
    /// The platform sent it so: ours, or the one whose traffic is being explained.
    Platform,
    /// It may be right; this codec cannot read it.
    Us,
}

impl Fault {
    /// Who sends messages of this id: bit 15 is set in what goes down, but for the terminals'
    /// own range 0xE000–0xEFFF (JT/T 808-2019, annex B).
    #[must_use]
    pub const fn of_sender(message_id: u16) -> Self {
        match message_id {
            0xE000..=0xEFFF | 0..=0x7FFF => Self::Device,
            _ => Self::Platform,
        }
    }

    /// The word for it in Chinese.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Device => "终端",
            Self::Platform => "平台",
            Self::Us => "本程序",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Device => "device",
            Self::Platform => "platform",
            Self::Us => "us",
        })
    }
}

/// What an offset counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The frame between its two flags, still escaped.
    Frame,
    /// The message header (消息头), unescaped.
    Header,
    /// The message body (消息体), unescaped and, where it came in packages, put together.
    Body,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Frame => "frame",
            Self::Header => "header",
            Self::Body => "body",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_and_whose_fault_in_one_line() {
        let error = DecodeError {
            fault: Fault::Device,
            reason: Reason::FrameBcd,
            message_id: Some(0x0200),
            part: Part::Body,
            offset: 22,
            field: "time".into(),
            clause: "JT/T 808-2013 8.18",
            detail: "18061b0f362e".into(),
        };
        assert_eq!(
            error.to_string(),
            "time at byte 22 of the body: 18061b0f362e (FRAME_BCD; fault: device; \
             JT/T 808-2013 8.18)"
        );
        assert_eq!(error.violation().field, "time");
        assert!(error.violation().text().zh.contains("18061b0f362e"));
    }

    #[test]
    fn the_id_tells_who_sent_it() {
        assert_eq!(Fault::of_sender(0x0200), Fault::Device);
        assert_eq!(Fault::of_sender(0x8300), Fault::Platform);
        assert_eq!(Fault::of_sender(0xE123), Fault::Device);
        assert_eq!(Fault::of_sender(0xF123), Fault::Platform);
    }
}
