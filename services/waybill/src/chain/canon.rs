//! The canonical bytes: every value has one spelling, and every spelling is one value.
//!
//! Numbers are big-endian and of fixed width; a flag is one byte, 0 or 1; a text is its length in
//! bytes (u32) and UTF-8; an optional value is a flag and, after a 1, the value; a list is its
//! count (u32) and its items; an instant is its milliseconds since 1970 (i64); an enumeration is
//! its number (u8), as the life cycle lists it. Nothing is padded, nothing is left over.

use placard_domain::{Millis, OrganisationId, PersonId, Text, Timestamp, ZoneId};

use crate::lifecycle::{EventId, Fingerprint, WaybillId};

/// Bytes that are no canonical spelling of what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct Undecodable {
    /// Where, counted from the beginning.
    pub at: usize,
    /// What is wrong there.
    pub why: Flaw,
}

/// What is wrong with bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// They are something else.
    NotAChain,
    /// They are of a format that is not known here.
    Format,
    /// They end too early.
    Short,
    /// Something follows the end.
    Long,
    /// A value there has no such spelling.
    Value,
}

impl Undecodable {
    /// What to tell a person.
    #[must_use]
    pub fn text(&self) -> Text {
        let at = self.at;
        let (zh, en) = match self.why {
            Flaw::NotAChain => ("不是运单链", "not the chain of a waybill"),
            Flaw::Format => ("格式版本未知", "a format that is not known here"),
            Flaw::Short => ("数据不完整", "ends too early"),
            Flaw::Long => ("结尾之后还有数据", "something follows the end"),
            Flaw::Value => ("取值无效", "a value that is not valid"),
        };
        Text::new(format!("第{at}字节：{zh}"), format!("byte {at}: {en}"))
    }
}

/// Takes canonical bytes apart.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(crate) const fn fault(&self, why: Flaw) -> Undecodable {
        Undecodable { at: self.at, why }
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], Undecodable> {
        let rest = &self.bytes[self.at..];
        let taken = rest.get(..count).ok_or_else(|| self.fault(Flaw::Short))?;
        self.at += count;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Undecodable> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub(crate) const fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// Says that nothing may follow.
    pub(crate) const fn end(&self) -> Result<(), Undecodable> {
        if self.left() == 0 { Ok(()) } else { Err(self.fault(Flaw::Long)) }
    }
}

/// What has canonical bytes.
pub(crate) trait Canon: Sized {
    /// Appends the bytes.
    fn write(&self, out: &mut Vec<u8>);
    /// Reads what [`Canon::write`] wrote, and nothing else.
    fn read(from: &mut Reader<'_>) -> Result<Self, Undecodable>;
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl Canon for $type {
            fn write(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_be_bytes());
            }
            fn read(from: &mut Reader<'_>) -> Result<Self, Undecodable> {
                from.array().map(Self::from_be_bytes)
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64, i64);

impl Canon for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn read(from: &mut Reader<'_>) -> Result<Self, Undecodable> {
        match u8::read(from)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(from.fault(Flaw::Value)),
        }
    }
}

/// Appends a text.
pub(crate) fn write_text(text: &str, out: &mut Vec<u8>) {
    // No text of a waybill comes near 4 GB: the faces refuse it long before.
    u32::try_from(text.len()).unwrap_or(u32::MAX).write(out);
    out.extend_from_slice(text.as_bytes());
}

fn read_text<'a>(from: &mut Reader<'a>) -> Result<&'a str, Undecodable> {
    let length = u32::read(from)?;
    let bytes = from.take(usize::try_from(length).unwrap_or(usize::MAX))?;
    std::str::from_utf8(bytes).map_err(|_| from.fault(Flaw::Value))
}

impl Canon for String {
    fn write(&self, out: &mut Vec<u8>) {
        write_text(self, out);
    }
    fn read(from: &mut Reader<'_>) -> Result<Self, Undecodable> {
        read_text(from).map(str::to_owned)
    }
}

macro_rules! ids {
    ($($type:ty),*) => {$(
        impl Canon for $type {
            fn write(&self, out: &mut Vec<u8>) {
                write_text(self.as_str(), out);
            }
            fn read(from: &mut Reader<'_>) -> Result<Self, Undecodable> {
                Self::new(read_text(from)?).map_err(|_| from.fault(Flaw::Value))
            }
        }
    )*};
}

ids!(WaybillId, OrganisationId, PersonId, ZoneId);

macro_rules! arrays {
    ($($type:ident),*) => {$(
        impl Canon for $type {
            fn write(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.0);
            }
            fn read(from: &mut Reader<'_>) -> Result<Self, Undecodable> {
                from.array().map(Self)
            }
        }
    )*};
}

pub(crate) use arrays;

arrays!(EventId, Fingerprint);

impl Canon for Timestamp {
    fn write(&self, out: &mut Vec<u8>) {
        self.millis().write(out);
    }
    fn read(from: &mut Reader<'_>) -> Result<Self, Undecodable> {
        let millis = i64::read(from)?;
        let instant = Self::from_millis(millis);
        if instant.millis() == millis { Ok(instant) } else { Err(from.fault(Flaw::Value)) }
    }
}

impl Canon for Millis {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
    }
    fn read(from: &mut Reader<'_>) -> Result<Self, Undecodable> {
        i64::read(from).map(Self)
    }
}

impl<T: Canon> Canon for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.is_some().write(out);
        if let Some(value) = self {
            value.write(out);
        }
    }
    fn read(from: &mut Reader<'_>) -> Result<Self, Undecodable> {
        if bool::read(from)? { T::read(from).map(Some) } else { Ok(None) }
    }
}

impl<T: Canon> Canon for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        u32::try_from(self.len()).unwrap_or(u32::MAX).write(out);
        for item in self {
            item.write(out);
        }
    }
    fn read(from: &mut Reader<'_>) -> Result<Self, Undecodable> {
        let count = u32::read(from)?;
        // Grows as items are read: a count alone takes no memory.
        (0..count).map(|_| T::read(from)).collect()
    }
}

/// Enumerations that stand as their number.
macro_rules! tags {
    ($($type:ty),*) => {$(
        impl Canon for $type {
            fn write(&self, out: &mut Vec<u8>) {
                out.push(self.tag());
            }
            fn read(from: &mut Reader<'_>) -> Result<Self, Undecodable> {
                let tag = u8::read(from)?;
                Self::from_tag(tag).ok_or_else(|| from.fault($crate::chain::Flaw::Value))
            }
        }
    )*};
}

pub(crate) use tags;

/// A structure that stands as its fields in order.
macro_rules! fields {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl Canon for $type {
            fn write(&self, out: &mut Vec<u8>) {
                $(self.$field.write(out);)*
            }
            fn read(from: &mut Reader<'_>) -> Result<Self, Undecodable> {
                Ok(Self { $($field: Canon::read(from)?),* })
            }
        }
    };
}

pub(crate) use fields;

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: Canon>(bytes: &[u8]) -> Result<T, Undecodable> {
        let mut reader = Reader::new(bytes);
        let value = T::read(&mut reader)?;
        reader.end().map(|()| value)
    }

    #[test]
    fn values_come_back_and_other_spellings_are_refused() {
        let mut out = Vec::new();
        Some(vec!["湘J".to_owned(), String::new()]).write(&mut out);
        assert_eq!(out, b"\x01\0\0\0\x02\0\0\0\x04\xe6\xb9\x98J\0\0\0\0");
        assert_eq!(read(&out), Ok(Some(vec!["湘J".to_owned(), String::new()])));
        let mut longer = out.clone();
        longer.push(0);
        assert_eq!(read::<Option<Vec<String>>>(&longer).unwrap_err().at, out.len());
        for cut in 0..out.len() {
            assert!(read::<Option<Vec<String>>>(&out[..cut]).is_err(), "{cut}");
        }
        assert!(read::<bool>(&[2]).is_err());
        assert!(read::<Timestamp>(&i64::MAX.to_be_bytes()).is_err());
        assert!(read::<String>(b"\0\0\0\x01\xff").is_err());
        assert!(read::<Vec<u8>>(b"\xff\xff\xff\xff\x01").is_err());
    }
}
