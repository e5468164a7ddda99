//! Explains bytes to a person: every field with its offset, value, meaning and clause; what is
//! wrong, and whose fault it is. This is what `placard decode` prints.
//!
//! Explaining goes on where a session would stop: a frame with a wrong check byte or length is
//! still taken apart as far as it can be read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use placard_domain::vehicle::Phone;
use placard_domain::{Text, Timestamp};
use serde_json::{Value, json};

use super::assemble::{Assembler, Assembly};
use super::field::{self, Field, to_hex};
use super::frame::{self, Deframer, FrameError, Rejected};
use super::header::{Header, Version};
use super::messages::Message;
use super::names;
use super::reader::Passed;
use crate::error::{DecodeError, Fault, Part};

/// One frame, or one message put together from several, explained.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The frame as received, between its flags; the body of a message put together.
    pub raw: Vec<u8>,
    /// How many packages the message was put together from; 1 for a frame.
    pub frames: u16,
    /// Its header, as far as there is one.
    pub header: Option<Header>,
    /// The message, where it could be read.
    pub message: Option<Message>,
    /// Its fields, in the order of the wire.
    pub lines: Vec<Line>,
    /// What is wrong with it.
    pub problems: Vec<DecodeError>,
}

/// One field.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What the offset counts from.
    pub part: Part,
    /// First byte.
    pub offset: usize,
    /// Bytes.
    pub length: usize,
    /// The bytes in hex.
    pub hex: String,
    /// The field, as a path: `items[2].latitude`.
    pub key: String,
    /// Its name.
    pub name: Text,
    /// Its value.
    pub value: Value,
    /// What that means, where the value alone does not say.
    pub meaning: Option<Text>,
    /// Where the standard describes it.
    pub clause: &'static str,
}

/// Explains one frame, with or without its flags. Takes any bytes at all.
#[must_use]
pub fn explain(bytes: &[u8]) -> Explanation {
    const FLAG: u8 = 0x7e;
    let inner = bytes.strip_prefix(&[FLAG]).unwrap_or(bytes);
    let end = inner.iter().position(|byte| *byte == FLAG).unwrap_or(inner.len());
    explain_run(&inner[..end])
}

/// Explains all frames of a stream, and each message in packages once more when it is whole.
#[must_use]
pub fn explain_all(stream: &[u8]) -> Vec<Explanation> {
    // Time stands still here: nothing is asked for again, and what stays incomplete is not shown.
    let now = Timestamp::from_millis(0);
    let mut assemblers: BTreeMap<Phone, Assembler> = BTreeMap::new();
    let (mut deframer, mut input) = (Deframer::new(), stream);
    let mut found = Vec::new();
    while let Some(candidate) = deframer.next_frame(&mut input) {
        let frame = match candidate {
            Ok(frame) => frame,
            Err(Rejected { error: FrameError::Checksum { .. }, raw, .. }) => {
                found.push(explain_run(raw));
                continue;
            }
            Err(Rejected { error, raw, .. }) => {
                found.push(Explanation { problems: vec![error.into()], ..Explanation::of(raw) });
                continue;
            }
        };
        found.push(explain_run(frame.raw));
        let Ok((header, body)) = Header::parse(frame.content) else { continue };
        let assembler = assemblers.entry(header.phone).or_default();
        match assembler.accept(now, &header, body) {
            Ok(Assembly::Whole(Cow::Owned(body))) => found.push(explain_whole(header, &body)),
            Ok(_) => {}
            Err(error) => found.last_mut().into_iter().for_each(|last| {
                last.problems.push(error.clone());
            }),
        }
    }
    found
}

/// The bytes of a text of hex digits, as people paste them: spaces and line breaks do not count.
/// `None` where anything else stands in it, or half a byte.
#[must_use]
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.chars().filter(|c| !c.is_whitespace());
    let digits: Vec<_> = digits.map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    if digits.len() % 2 == 1 {
        return None;
    }
    Some(digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect())
}

impl Explanation {
    fn of(raw: &[u8]) -> Self {
        Self {
            raw: raw.to_vec(),
            frames: 1,
            header: None,
            message: None,
            lines: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// What its message id stands for, where that is known.
    #[must_use]
    pub fn name(&self) -> Option<Text> {
        let name = names::of(self.header?.message_id)?;
        Some(Text::new(name.zh, name.en))
    }

    /// As one JSON object.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let header = self.header.as_ref();
        json!({
            "ok": self.problems.is_empty(),
            "raw": to_hex(&self.raw),
            "frames": self.frames,
            "messageId": header.map(|header| format!("0x{:04X}", header.message_id)),
            "name": self.name().as_ref().map(text_json),
            "version": header.map(|header| header.version().year()),
            "phone": header.map(|header| header.phone.to_string()),
            "flowId": header.map(|header| header.flow_id),
            "summary": self.message.as_ref().and_then(Message::summary).as_ref().map(text_json),
            "problems": self.problems.iter().map(problem_json).collect::<Vec<_>>(),
            "fields": self.lines.iter().map(Line::to_json).collect::<Vec<_>>(),
        })
    }

    fn push(&mut self, passed: &[Passed], bytes: &[u8], version: Version) {
        self.lines.extend(passed.iter().map(|passed| {
            let own = &bytes[passed.offset..passed.offset + passed.length];
            Line::new(passed, own, version)
        }));
    }
}

fn explain_run(raw: &[u8]) -> Explanation {
    let mut explanation = Explanation::of(raw);
    let mut scratch = Vec::new();
    let whole = match frame::unescape(raw, &mut scratch) {
        Ok(whole) => whole,
        Err(error) => {
            explanation.problems.push(error.into());
            return explanation;
        }
    };
    let Some((&check_byte, content)) = whole.split_last() else {
        explanation.problems.push(FrameError::Truncated { length: 0 }.into());
        return explanation;
    };
    if whole.len() > frame::MAX_UNESCAPED {
        let limit = frame::MAX_UNESCAPED;
        explanation.problems.push(FrameError::TooLong { limit }.into());
    }
    let mut passed = Vec::new();
    match Header::explain(content, &mut passed) {
        Ok((header, body)) => {
            explanation.header = Some(header);
            explanation.problems.extend(Header::parse(content).err());
            explanation.push(&passed, content, header.version());
            explain_body(&mut explanation, header, body);
        }
        Err(error) => {
            explanation.push(&passed, content, Version::V2013);
            explanation.problems.push(error);
        }
    }
    let expected = frame::check_byte(content);
    if expected != check_byte {
        let error = FrameError::Checksum { expected, found: check_byte };
        explanation.problems.push(error.into());
    }
    explanation.lines.push(Line::of_check_byte(raw, check_byte, expected));
    // The sender is known by now: a reply that is wrong is not the device's fault.
    if let Some(header) = explanation.header {
        for problem in &mut explanation.problems {
            problem.message_id = Some(header.message_id);
            if problem.fault != Fault::Us {
                problem.fault = Fault::of_sender(header.message_id);
            }
        }
    }
    explanation
}

fn explain_body(explanation: &mut Explanation, header: Header, body: &[u8]) {
    static PART: Field = Field::new("package", "分包内容", "part of the body", field::hex);
    let mut passed = Vec::new();
    if header.package.is_some_and(|package| package.total != 1) {
        passed.push(Passed {
            part: Part::Body,
            offset: 0,
            length: body.len(),
            head: 0,
            field: &PART,
            path: String::new(),
            clause: "JT/T 808-2013 7.12",
        });
    } else {
        match Message::walk(&header, header.version(), body, Some(&mut passed)) {
            Ok(message) => {
                explanation.problems.extend(message.faults());
                explanation.message = Some(message);
            }
            Err(error) => explanation.problems.push(error),
        }
    }
    explanation.push(&passed, body, header.version());
}

fn explain_whole(header: Header, body: &[u8]) -> Explanation {
    let frames = header.package.map_or(1, |package| package.total);
    let header = Header { package: None, ..header };
    let mut explanation = Explanation { frames, header: Some(header), ..Explanation::of(body) };
    explain_body(&mut explanation, header, body);
    explanation
}

impl Line {
    fn new(passed: &Passed, bytes: &[u8], version: Version) -> Self {
        let Field { key, zh, en, show } = passed.field;
        // An additional item is told by its id, its first byte.
        let id = match bytes.first() {
            Some(id) if passed.head > 0 => format!(" 0x{id:02X}"),
            _ => String::new(),
        };
        let shown = show(bytes.get(passed.head..).unwrap_or_default(), version);
        let dot = if passed.path.is_empty() { "" } else { "." };
        Self {
            part: passed.part,
            offset: passed.offset,
            length: passed.length,
            hex: to_hex(bytes),
            key: format!("{}{dot}{key}", passed.path),
            name: Text::new(format!("{zh}{id}"), format!("{en}{id}")),
            value: shown.value,
            meaning: shown.meaning,
            clause: passed.clause,
        }
    }

    fn of_check_byte(raw: &[u8], found: u8, expected: u8) -> Self {
        let length = if matches!(found, 0x7d | 0x7e) { 2 } else { 1 };
        let meaning = match found == expected {
            true => Text::new("正确", "right"),
            false => Text::new(format!("应为{expected:02x}"), format!("should be {expected:02x}")),
        };
        let offset = raw.len().saturating_sub(length);
        Self {
            part: Part::Frame,
            offset,
            length,
            hex: to_hex(&raw[offset..]),
            key: "check_byte".into(),
            name: Text::new("校验码", "check byte"),
            value: format!("{found:02x}").into(),
            meaning: Some(meaning),
            clause: "JT/T 808-2013 4.4.4",
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "part": self.part.to_string(),
            "offset": self.offset,
            "length": self.length,
            "hex": self.hex,
            "field": self.key,
            "name": text_json(&self.name),
            "value": self.value,
            "meaning": self.meaning.as_ref().map(text_json),
            "clause": self.clause,
        })
    }
}

fn text_json(text: &Text) -> Value {
    json!({ "zh": text.zh, "en": text.en })
}

fn problem_json(problem: &DecodeError) -> Value {
    let text = problem.violation().text();
    json!({
        "reason": problem.reason.code(),
        "fault": problem.fault.to_string(),
        "part": problem.part.to_string(),
        "offset": problem.offset,
        "field": problem.field,
        "clause": problem.clause,
        "detail": problem.detail,
        "zh": text.zh,
        "en": text.en,
    })
}

/// Hex digits of a field that a table shows; the rest is in JSON.
const HEX_SHOWN: usize = 24;

impl fmt::Display for Explanation {
    /// A table. Chinese stands last in each line, since its width differs between terminals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.header {
            Some(header) => {
                let name = self.name().unwrap_or_else(|| Text::new("未知消息", "unknown message"));
                write!(f, "0x{:04X} {name}", header.message_id)?;
                write!(f, "  JT/T 808-{}", header.version().year())?;
                write!(f, "  phone {}  flow id {}", header.phone, header.flow_id)?;
                match self.frames {
                    1 => writeln!(f)?,
                    frames => writeln!(f, "  put together from {frames} packages")?,
                }
            }
            None => writeln!(f, "no header can be read in {} bytes", self.raw.len())?,
        }
        let mut under = (None, "");
        for line in &self.lines {
            let path = line.key.rsplit_once('.').map_or("", |(path, _)| path);
            if under.0 != Some(line.part) {
                writeln!(f, "  {}", line.part)?;
            }
            if under.1 != path && !path.is_empty() {
                writeln!(f, "    {path}")?;
            }
            under = (Some(line.part), path);
            writeln!(f, "{line}")?;
        }
        if let Some(summary) = self.message.as_ref().and_then(Message::summary) {
            writeln!(f, "  = {}", both(&summary))?;
        }
        for problem in &self.problems {
            let DecodeError { reason, fault, field, part, offset, clause, .. } = problem;
            write!(f, "  ! {reason}: {field} at byte {offset} of the {part}; ")?;
            write!(f, "fault: {fault} {}; {clause}\n    ", fault.zh())?;
            writeln!(f, "{}", both(&problem.violation().text()))?;
        }
        Ok(())
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = match self.hex.get(..HEX_SHOWN) {
            Some(start) if self.hex.len() > HEX_SHOWN => format!("{start}…"),
            _ => self.hex.clone(),
        };
        let value = match &self.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let (offset, length, name) = (self.offset, self.length, &self.name.en);
        write!(f, "  {offset:>5} {length:>4}  {hex:<25}  {name:<27}  ")?;
        match &self.meaning {
            Some(meaning) => write!(f, "{value} = {}", both(meaning))?,
            None => f.write_str(&value)?,
        }
        write!(f, "  [{}]", self.name.zh)
    }
}

/// Both languages, once where they are the same.
fn both(text: &Text) -> Cow<'_, str> {
    if text.zh == text.en { Cow::Borrowed(&text.en) } else { Cow::Owned(text.to_string()) }
}

#[cfg(test)]
mod tests;
