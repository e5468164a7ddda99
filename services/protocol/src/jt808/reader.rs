//! Walks over bytes field by field, and tells a listener what it passes: one walk parses, finds
//! errors with their place, and explains.

use placard_domain::Reason;

use super::field::Field;
use super::header::Version;
use super::text::WireText;
use crate::error::{DecodeError, Fault, Part};

/// What is being read, for errors.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About {
    pub(crate) part: Part,
    pub(crate) message_id: Option<u16>,
    pub(crate) clause: &'static str,
}

/// A field that was passed.
#[derive(Clone, Debug)]
pub(crate) struct Passed {
    pub(crate) part: Part,
    pub(crate) offset: usize,
    pub(crate) length: usize,
    /// So many of the bytes are not the value: id and length of an additional item.
    pub(crate) head: usize,
    pub(crate) field: &'static Field,
    /// Where it is nested: `items[2]`; empty at the top.
    pub(crate) path: String,
    pub(crate) clause: &'static str,
}

/// A position in a header or body.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    about: About,
    path: Option<(&'static str, usize)>,
    listener: Option<&'a mut Vec<Passed>>,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(
        bytes: &'a [u8],
        about: About,
        listener: Option<&'a mut Vec<Passed>>,
    ) -> Self {
        Self { bytes, at: 0, about, path: None, listener }
    }

    /// Bytes not read yet.
    pub(crate) fn remaining(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// Where the next byte stands in its part.
    pub(crate) const fn offset(&self) -> usize {
        self.at
    }

    /// All of the part, read or not: for layouts that are told apart by arithmetic.
    pub(crate) const fn whole(&self) -> &'a [u8] {
        self.bytes
    }

    /// The next `length` bytes.
    pub(crate) fn bytes(
        &mut self,
        length: usize,
        field: &'static Field,
    ) -> Result<&'a [u8], DecodeError> {
        if length > self.remaining() {
            let detail = format!("{} B < {length} B", self.remaining());
            return Err(self.error(self.at, field, Reason::FrameBody, detail));
        }
        Ok(self.pass(length, field))
    }

    /// The next `N` bytes.
    pub(crate) fn array<const N: usize>(
        &mut self,
        field: &'static Field,
    ) -> Result<[u8; N], DecodeError> {
        let mut array = [0; N];
        array.copy_from_slice(self.bytes(N, field)?);
        Ok(array)
    }

    /// BYTE.
    pub(crate) fn u8(&mut self, field: &'static Field) -> Result<u8, DecodeError> {
        self.array::<1>(field).map(u8::from_be_bytes)
    }

    /// WORD.
    pub(crate) fn u16(&mut self, field: &'static Field) -> Result<u16, DecodeError> {
        self.array(field).map(u16::from_be_bytes)
    }

    /// DWORD.
    pub(crate) fn u32(&mut self, field: &'static Field) -> Result<u32, DecodeError> {
        self.array(field).map(u32::from_be_bytes)
    }

    /// Everything that is left.
    pub(crate) fn rest(&mut self, field: &'static Field) -> &'a [u8] {
        self.pass(self.remaining(), field)
    }

    /// STRING to the end of the body. In 2011 one zero ends it, which is not of the text.
    pub(crate) fn text_to_end(&mut self, version: Version, field: &'static Field) -> WireText {
        match self.rest(field) {
            [text @ .., 0] if version == Version::V2011 => WireText(text.to_vec()),
            text => WireText(text.to_vec()),
        }
    }

    /// STRING\[width\]: the zeros that pad it behind are not of the text.
    pub(crate) fn text_padded(
        &mut self,
        width: usize,
        field: &'static Field,
    ) -> Result<WireText, DecodeError> {
        let bytes = self.bytes(width, field)?;
        let length = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        Ok(WireText(bytes[..length].to_vec()))
    }

    /// BYTE length, and a STRING of that length.
    pub(crate) fn text_prefixed(
        &mut self,
        length_field: &'static Field,
        field: &'static Field,
    ) -> Result<WireText, DecodeError> {
        let length = self.u8(length_field)?;
        Ok(WireText(self.bytes(usize::from(length), field)?.to_vec()))
    }

    /// Everything that is left, of which the listener is told elsewhere.
    pub(crate) fn rest_silently(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        self.at = self.bytes.len();
        rest
    }

    /// Reads what `inner` finds in the next `length` bytes, under the path `name[index]`. The
    /// caller has made sure that they are there.
    pub(crate) fn within<T>(
        &mut self,
        length: usize,
        path: (&'static str, usize),
        inner: impl FnOnce(&mut Reader<'_>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let end = self.at + length;
        let mut nested = Reader {
            bytes: &self.bytes[..end],
            at: self.at,
            about: self.about,
            path: Some(path),
            listener: self.listener.as_deref_mut(),
        };
        let found = inner(&mut nested);
        self.at = end;
        found
    }

    /// Tells the listener of bytes that were read by other means.
    pub(crate) fn tell(
        &mut self,
        offset: usize,
        length: usize,
        head: usize,
        field: &'static Field,
    ) {
        if !self.is_heard() {
            return;
        }
        let (path, About { part, clause, .. }) = (self.path_text(), self.about);
        if let Some(listener) = self.listener.as_deref_mut() {
            listener.push(Passed { part, offset, length, head, field, path, clause });
        }
    }

    /// Whether anyone listens: whatever is done for the listener alone can be left out.
    pub(crate) const fn is_heard(&self) -> bool {
        self.listener.is_some()
    }

    /// What is wrong with `field`, which begins at `offset`.
    pub(crate) fn error(
        &self,
        offset: usize,
        field: &'static Field,
        reason: Reason,
        detail: String,
    ) -> DecodeError {
        let path = self.path_text();
        let dot = if path.is_empty() { "" } else { "." };
        DecodeError {
            fault: self.about.message_id.map_or(Fault::Device, Fault::of_sender),
            reason,
            message_id: self.about.message_id,
            part: self.about.part,
            offset,
            field: format!("{path}{dot}{}", field.key),
            clause: self.about.clause,
            detail,
        }
    }

    fn pass(&mut self, length: usize, field: &'static Field) -> &'a [u8] {
        let start = self.at;
        if length > 0 {
            self.tell(start, length, 0, field);
        }
        self.at += length;
        &self.bytes[start..self.at]
    }

    fn path_text(&self) -> String {
        self.path.map_or_else(String::new, |(name, index)| format!("{name}[{index}]"))
    }
}
