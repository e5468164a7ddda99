//! Framing (消息结构, 标识位, 转义, 校验码: JT/T 808-2013 4.4.1, 4.4.2, 4.4.4).
//!
//! ```text
//! 7e | header | body | check byte | 7e      between the flags: 7d -> 7d 01, 7e -> 7d 02
//! ```
//!
//! The check byte is the XOR of all unescaped bytes before it.
//!
//! A stream is cut at every 0x7e. What lies between two of them is one candidate: a frame, or a
//! named error. So one flag may end a frame and begin the next, a lost flag costs its own frame
//! only, and whatever went wrong, the next good frame is found.

use placard_domain::Reason;

use crate::error::{DecodeError, Fault, Part};

const FLAG: u8 = 0x7e;
const ESCAPE: u8 = 0x7d;
const CLAUSE: &str = "JT/T 808-2013 4.4";

/// Longest frame, unescaped, without flags: header 21, body 1023, check byte 1.
pub const MAX_UNESCAPED: usize = 21 + 1023 + 1;
/// Longest frame, every byte escaped, without flags.
pub const MAX_ESCAPED: usize = 2 * MAX_UNESCAPED;
/// Shortest frame, unescaped, without flags: a 2013 header, no body, check byte.
pub const MIN_UNESCAPED: usize = 12 + 1;

/// Finds frames in a stream of bytes.
///
/// Holds at most one unfinished frame ([`MAX_ESCAPED`] bytes) and one unescaped copy, however much
/// is fed to it. A frame that lies whole in the input and holds no escape is lent from there.
#[derive(Debug, Default)]
pub struct Deframer {
    /// The device's check byte is not to be trusted
    /// ([`Quirks::ignore_checksum`](placard_domain::vehicle::Quirks)).
    pub ignore_check_byte: bool,
    state: State,
    held: Vec<u8>,
    /// What is held was handed out and goes with the next call.
    spent: bool,
    unescaped: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// No flag was seen yet; so many bytes were skipped.
    Lost { skipped: usize },
    /// After a flag.
    Within,
    /// After a flag, and longer than any frame: already reported, skipping to the next flag.
    Overlong,
}

impl Default for State {
    fn default() -> Self {
        Self::Lost { skipped: 0 }
    }
}

/// A frame with a right check byte (or a device whose check byte is not asked).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Header and body, unescaped, without the check byte: for
    /// [`Header::parse`](super::Header::parse).
    pub content: &'a [u8],
    /// All between the flags, as received: what to keep when the frame is refused later.
    pub raw: &'a [u8],
}

/// What stood between two flags and is no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejected<'a> {
    /// Why not.
    pub error: FrameError,
    /// What is still held of it, as received.
    pub raw: &'a [u8],
    /// Header and body where only the check byte is wrong. The session may look up the sender's
    /// quirks by it, and take it all the same.
    pub content: Option<&'a [u8]>,
}

/// Why bytes are no frame. Each stands for one candidate, and is to be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Bytes before the first flag of the stream.
    #[error("{bytes} bytes before the first 0x7e")]
    Noise {
        /// How many.
        bytes: usize,
    },
    /// Shorter than the shortest header and a check byte.
    #[error("{length} bytes, the shortest frame has {MIN_UNESCAPED}")]
    Truncated {
        /// Its length, unescaped.
        length: usize,
    },
    /// Longer than the longest header, body and check byte. Reported when it is found; the rest, up
    /// to the next flag, is skipped without another word.
    #[error("over {limit} bytes without a 0x7e")]
    TooLong {
        /// The limit it passed.
        limit: usize,
    },
    /// 0x7d, and after it neither 0x01 nor 0x02.
    #[error("0x7d followed by {}", Followed(*.found))]
    Escape {
        /// Where the 0x7d stands between the flags.
        offset: usize,
        /// What follows it; nothing where the flag does.
        found: Option<u8>,
    },
    /// The XOR differs.
    #[error("check byte is {found:02x}, the XOR is {expected:02x}")]
    Checksum {
        /// XOR of header and body.
        expected: u8,
        /// The check byte received.
        found: u8,
    },
}

struct Followed(Option<u8>);

impl std::fmt::Display for Followed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(byte) => write!(f, "0x{byte:02x}"),
            None => f.write_str("the end of the frame"),
        }
    }
}

impl FrameError {
    /// The stable reason.
    #[must_use]
    pub const fn reason(self) -> Reason {
        match self {
            Self::Noise { .. } | Self::Truncated { .. } => Reason::FrameTruncated,
            Self::TooLong { .. } => Reason::FrameTooLong,
            Self::Escape { .. } => Reason::FrameEscape,
            Self::Checksum { .. } => Reason::FrameChecksum,
        }
    }

    /// The values met, without words: they go into both languages.
    fn detail(self) -> String {
        match self {
            Self::Noise { bytes } => format!("0x7e @ {bytes}"),
            Self::Truncated { length } => format!("{length} B < {MIN_UNESCAPED} B"),
            Self::TooLong { limit } => format!("> {limit} B"),
            Self::Escape { found: Some(byte), .. } => format!("7d {byte:02x}"),
            Self::Escape { found: None, .. } => "7d 7e".to_owned(),
            Self::Checksum { expected, found } => format!("{found:02x} ≠ {expected:02x}"),
        }
    }
}

impl From<FrameError> for DecodeError {
    fn from(error: FrameError) -> Self {
        let offset = match error {
            FrameError::Escape { offset, .. } => offset,
            _ => 0,
        };
        Self {
            fault: Fault::Device,
            reason: error.reason(),
            message_id: None,
            part: Part::Frame,
            offset,
            field: "frame".into(),
            clause: CLAUSE,
            detail: error.detail(),
        }
    }
}

/// Where the next candidate's bytes are.
enum Run<'i> {
    Lent(&'i [u8]),
    Held,
    Bad(FrameError),
}

impl Deframer {
    /// At the beginning of a stream.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The next frame or bad candidate in `input`, which is moved past it. `None`: all of `input`
    /// was taken in, more is needed. Call it until then.
    pub fn next_frame<'s, 'i: 's>(
        &'s mut self,
        input: &mut &'i [u8],
    ) -> Option<Result<Frame<'s>, Rejected<'s>>> {
        let raw = match self.next_run(input)? {
            Run::Lent(raw) => raw,
            Run::Held => &self.held,
            Run::Bad(error) => {
                return Some(Err(Rejected { error, raw: &self.held, content: None }));
            }
        };
        Some(examine(raw, &mut self.unescaped, self.ignore_check_byte))
    }

    fn next_run<'i>(&mut self, input: &mut &'i [u8]) -> Option<Run<'i>> {
        if std::mem::take(&mut self.spent) {
            self.held.clear();
        }
        loop {
            let Some(flag) = input.iter().position(|byte| *byte == FLAG) else {
                return self.take_in_unfinished(input);
            };
            let run = &input[..flag];
            *input = &input[flag + 1..];
            match std::mem::replace(&mut self.state, State::Within) {
                State::Lost { skipped } if skipped + run.len() > 0 => {
                    return Some(Run::Bad(FrameError::Noise { bytes: skipped + run.len() }));
                }
                State::Lost { .. } | State::Overlong => {}
                State::Within if self.held.len() + run.len() > MAX_ESCAPED => {
                    self.spent = true;
                    return Some(Run::Bad(FrameError::TooLong { limit: MAX_ESCAPED }));
                }
                State::Within if !self.held.is_empty() => {
                    self.held.extend_from_slice(run);
                    self.spent = true;
                    return Some(Run::Held);
                }
                // Two flags in a row: the end of one frame and the start of the next.
                State::Within if run.is_empty() => {}
                State::Within => return Some(Run::Lent(run)),
            }
        }
    }

    /// No flag in what is left of the input: remember what the next input needs to know of it.
    fn take_in_unfinished<'i>(&mut self, input: &mut &'i [u8]) -> Option<Run<'i>> {
        let run = std::mem::take(input);
        match &mut self.state {
            State::Lost { skipped } => *skipped = skipped.saturating_add(run.len()),
            State::Overlong => {}
            State::Within if self.held.len() + run.len() > MAX_ESCAPED => {
                self.state = State::Overlong;
                self.spent = true;
                return Some(Run::Bad(FrameError::TooLong { limit: MAX_ESCAPED }));
            }
            State::Within => self.held.extend_from_slice(run),
        }
        None
    }
}

/// Unescapes a candidate and checks it.
fn examine<'a>(
    raw: &'a [u8],
    scratch: &'a mut Vec<u8>,
    ignore_check_byte: bool,
) -> Result<Frame<'a>, Rejected<'a>> {
    let reject = |error| Rejected { error, raw, content: None };
    let whole = unescape(raw, scratch).map_err(reject)?;
    if whole.len() > MAX_UNESCAPED {
        return Err(reject(FrameError::TooLong { limit: MAX_UNESCAPED }));
    }
    if whole.len() < MIN_UNESCAPED {
        return Err(reject(FrameError::Truncated { length: whole.len() }));
    }
    let (content, found) = (&whole[..whole.len() - 1], whole[whole.len() - 1]);
    let expected = check_byte(content);
    if expected != found && !ignore_check_byte {
        let error = FrameError::Checksum { expected, found };
        return Err(Rejected { error, raw, content: Some(content) });
    }
    Ok(Frame { content, raw })
}

/// XOR of all bytes (校验码).
#[must_use]
pub fn check_byte(content: &[u8]) -> u8 {
    content.iter().fold(0, |check, byte| check ^ byte)
}

/// Undoes the escapes between two flags. Lends `raw` where there are none, else fills `scratch`.
pub(crate) fn unescape<'a>(
    raw: &'a [u8],
    scratch: &'a mut Vec<u8>,
) -> Result<&'a [u8], FrameError> {
    let Some(first) = raw.iter().position(|byte| *byte == ESCAPE) else {
        return Ok(raw);
    };
    scratch.clear();
    scratch.extend_from_slice(&raw[..first]);
    let mut at = first;
    while let Some(&byte) = raw.get(at) {
        if byte != ESCAPE {
            scratch.push(byte);
            at += 1;
            continue;
        }
        match raw.get(at + 1) {
            Some(0x01) => scratch.push(ESCAPE),
            Some(0x02) => scratch.push(FLAG),
            found => return Err(FrameError::Escape { offset: at, found: found.copied() }),
        }
        at += 2;
    }
    Ok(scratch)
}

/// Appends `content` (header and body) as a frame: check byte, escapes, flags.
pub fn enclose(content: &[u8], out: &mut Vec<u8>) {
    out.push(FLAG);
    for &byte in content.iter().chain(std::iter::once(&check_byte(content))) {
        match byte {
            ESCAPE => out.extend_from_slice(&[ESCAPE, 0x01]),
            FLAG => out.extend_from_slice(&[ESCAPE, 0x02]),
            plain => out.push(plain),
        }
    }
    out.push(FLAG);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of all three editions, 4.4.2.
    #[test]
    fn escapes_as_the_standard_shows() {
        let mut out = Vec::new();
        enclose(&[0x30, 0x7e, 0x08, 0x7d], &mut out);
        // The example's last byte 0x55 is no check byte: ours is the XOR of the four.
        assert_eq!(out, [0x7e, 0x30, 0x7d, 0x02, 0x08, 0x7d, 0x01, 0x3b, 0x7e]);
        let mut scratch = Vec::new();
        let raw = [0x30, 0x7d, 0x02, 0x08, 0x7d, 0x01, 0x55];
        assert_eq!(unescape(&raw, &mut scratch), Ok(&[0x30, 0x7e, 0x08, 0x7d, 0x55][..]));
    }

    #[test]
    fn lends_from_the_input_what_needs_no_unescaping() {
        let mut stream = Vec::new();
        enclose(&[1; 20], &mut stream);
        let (mut deframer, mut input) = (Deframer::new(), &stream[..]);
        let frame = deframer.next_frame(&mut input).unwrap().unwrap();
        assert_eq!(frame.content.as_ptr(), stream[1..].as_ptr());
        assert_eq!(deframer.held.capacity() + deframer.unescaped.capacity(), 0);
    }

    #[test]
    fn a_megabyte_of_noise_costs_bounded_memory_and_yields_counted_errors() {
        // A cheap generator (the low bits of a linear congruence repeat: take the high ones).
        let mut seed = 1_u32;
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        let bytes: Vec<u8> = (0..1 << 20).map(|_| noise()).collect();
        let flags = bytes.iter().filter(|byte| **byte == FLAG).count();
        let (mut deframer, mut errors, mut frames) = (Deframer::new(), 0, 0);
        for chunk in bytes.chunks(4096) {
            let mut input = chunk;
            while let Some(found) = deframer.next_frame(&mut input) {
                errors += usize::from(found.is_err());
                frames += usize::from(found.is_ok());
            }
            assert!(deframer.held.capacity() <= 2 * MAX_ESCAPED);
            assert!(deframer.unescaped.capacity() <= 2 * MAX_ESCAPED);
        }
        assert!(errors > 3000 && errors + frames <= flags, "{errors} of {flags}");
        assert!(frames < flags / 100, "one in 256 may look right: {frames}");

        let mut input = &[0_u8; 1 << 20][..];
        let found: Vec<_> = std::iter::from_fn(|| {
            deframer.next_frame(&mut input).map(|found| found.unwrap_err().error)
        })
        .collect();
        assert_eq!(found, [FrameError::TooLong { limit: MAX_ESCAPED }]);
        assert!(deframer.held.capacity() <= 2 * MAX_ESCAPED);
    }
}
