//! 0x0704 定位数据批量上传, up (JT/T 808-2013 8.49; not in 2011).
//!
//! | off | field | type | note |
//! |---|---|---|---|
//! | 0 | item count 数据项个数 | WORD | over 0; not to be relied on |
//! | 2 | type 位置数据类型 | BYTE | 0 normal batch, 1 blind-area re-report 盲区补报 |
//! | 3 | items 位置汇报数据项 | to the end | length WORD, body of a 0x0200 of that length |
//!
//! (2013 and 2019 print the type's offset as 1, the items' as 2.) Items may be older than what is
//! known, and may repeat.

use super::Body;
use super::m0200_location::{BASIC_LENGTH, LocationReport};
use crate::error::DecodeError;
use crate::jt808::field::{self, Field, Shown, coded};
use crate::jt808::header::Version;
use crate::jt808::reader::Reader;

use placard_domain::{Reason, Text};

/// Location reports that could not be sent when they were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// How many items the terminal says there are.
    pub declared: u16,
    /// 0 normal, 1 re-report of a blind area.
    pub kind: u8,
    /// The items there are.
    pub items: Vec<BatchItem>,
    /// What stands behind the last item that can be read.
    pub rest: Vec<u8>,
}

/// An item of a batch. One that cannot be read does not cost the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchItem {
    /// A location report.
    Report(LocationReport),
    /// Too short for one; and why.
    Unreadable(Vec<u8>, DecodeError),
}

impl Batch {
    /// A batch as a terminal sends it.
    #[must_use]
    pub fn new(is_blind_area: bool, reports: Vec<LocationReport>) -> Self {
        Self {
            declared: u16::try_from(reports.len()).unwrap_or(u16::MAX),
            kind: u8::from(is_blind_area),
            items: reports.into_iter().map(BatchItem::Report).collect(),
            rest: Vec::new(),
        }
    }

    /// The reports that can be read, in the order sent.
    pub fn reports(&self) -> impl Iterator<Item = &LocationReport> {
        self.items.iter().filter_map(|item| match item {
            BatchItem::Report(report) => Some(report),
            BatchItem::Unreadable(..) => None,
        })
    }

    /// Why there are items that cannot be read.
    pub fn unreadable(&self) -> impl Iterator<Item = &DecodeError> {
        self.items.iter().filter_map(|item| match item {
            BatchItem::Report(_) => None,
            BatchItem::Unreadable(_, error) => Some(error),
        })
    }

    /// Whether it is a re-report of a blind area (盲区补报).
    #[must_use]
    pub const fn is_blind_area(&self) -> bool {
        self.kind == 1
    }
}

impl Body for Batch {
    const ID: u16 = 0x0704;
    const CLAUSE: &'static str = "JT/T 808-2013 8.49";

    /// Fails where not a single report can be read.
    fn parse(reader: &mut Reader<'_>, version: Version) -> Result<Self, DecodeError> {
        let declared = reader.u16(&COUNT)?;
        let kind = reader.u8(&KIND)?;
        let mut items = Vec::new();
        while let Some(length) = next_length(reader) {
            reader.u16(&LENGTH)?;
            let start = reader.offset();
            let path = ("items", items.len());
            let report = reader.within(length, path, |item| LocationReport::parse(item, version));
            items.push(match report {
                Ok(report) => BatchItem::Report(report),
                Err(error) => {
                    let bytes = reader.whole()[start..start + length].to_vec();
                    BatchItem::Unreadable(bytes, error)
                }
            });
        }
        let start = reader.offset();
        let batch = Self { declared, kind, items, rest: reader.rest(&REST).to_vec() };
        if batch.reports().next().is_some() {
            return Ok(batch);
        }
        Err(batch.unreadable().next().cloned().unwrap_or_else(|| {
            let detail = format!("{} B < {BASIC_LENGTH} B", batch.rest.len().saturating_sub(2));
            reader.error(start, &REST, Reason::FrameBody, detail)
        }))
    }

    fn emit(&self, version: Version, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.declared.to_be_bytes());
        out.push(self.kind);
        for item in &self.items {
            let start = out.len();
            out.extend_from_slice(&[0, 0]);
            match item {
                BatchItem::Report(report) => report.emit(version, out),
                BatchItem::Unreadable(bytes, _) => out.extend_from_slice(bytes),
            }
            // What the length cannot say is cut: over 64 KiB of items in one report.
            let length = u16::try_from(out.len() - start - 2).unwrap_or(u16::MAX);
            out.truncate(start + 2 + usize::from(length));
            out[start..start + 2].copy_from_slice(&length.to_be_bytes());
        }
        out.extend_from_slice(&self.rest);
    }

    fn faults(&self) -> Vec<DecodeError> {
        let mut found = Vec::new();
        let mut offset = 3;
        for (index, item) in self.items.iter().enumerate() {
            offset += 2;
            match item {
                BatchItem::Unreadable(bytes, error) => {
                    found.push(error.clone());
                    offset += bytes.len();
                }
                BatchItem::Report(report) => {
                    found.extend(report.faults().into_iter().map(|fault| DecodeError {
                        message_id: Some(Self::ID),
                        offset: offset + fault.offset,
                        field: format!("items[{index}].{}", fault.field),
                        ..fault
                    }));
                    offset += BASIC_LENGTH + report.items.bytes().len();
                }
            }
        }
        if !self.rest.is_empty() {
            let detail = format!("{} B", self.rest.len());
            found.push(Self::error(offset, &REST, Reason::FrameBody, detail));
        }
        found
    }

    fn print(&self) -> Option<Text> {
        let (reports, declared) = (self.reports().count(), self.declared);
        Some(Text::new(
            format!("声明{declared}项，可读{reports}项"),
            format!("{declared} items declared, {reports} can be read"),
        ))
    }
}

/// Length of the next item, where all of it is there.
fn next_length(reader: &Reader<'_>) -> Option<usize> {
    let [high, low, after @ ..] = &reader.whole()[reader.offset()..] else { return None };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    (length > 0 && length <= after.len()).then_some(length)
}

static COUNT: Field = Field::new("count", "数据项个数", "item count", field::uint);
static KIND: Field = Field::new("kind", "位置数据类型", "type", kind);
static LENGTH: Field =
    Field::new("length", "位置汇报数据体长度", "length of the item", field::uint);
static REST: Field = Field::new("rest", "无法识别的数据项", "what is no item", field::hex);

fn kind(bytes: &[u8], _: Version) -> Shown {
    let kinds = [(0, "正常位置批量汇报", "normal batch"), (1, "盲区补报", "blind-area re-report")];
    coded(bytes, &kinds)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{emitted, parsed};
    use super::*;
    use crate::jt808::time::WireTime;

    fn report(speed_raw: u16) -> LocationReport {
        LocationReport { speed_raw, ..LocationReport::default() }
    }

    #[test]
    fn the_count_is_not_believed() {
        let mut batch = Batch::new(true, vec![report(1), report(2), report(3)]);
        for declared in [0, 2, 9] {
            batch.declared = declared;
            let body = emitted(&batch, Version::V2013);
            assert_eq!(body.len(), 3 + 3 * (2 + BASIC_LENGTH));
            assert_eq!(parsed(&body, Version::V2013).as_ref(), Ok(&batch));
        }
        assert!(batch.is_blind_area());
    }

    #[test]
    fn a_short_item_does_not_cost_the_others() {
        let whole = emitted(&Batch::new(false, vec![report(1), report(2)]), Version::V2013);
        let mut body = whole[..3 + 2 + BASIC_LENGTH].to_vec();
        body.extend_from_slice(&[0, 5, 1, 2, 3, 4, 5]);
        body.extend_from_slice(&whole[3 + 2 + BASIC_LENGTH..]);
        let batch: Batch = parsed(&body, Version::V2013).unwrap();
        assert_eq!(batch.reports().map(|r| r.speed_raw).collect::<Vec<_>>(), [1, 2]);
        let error = batch.unreadable().next().unwrap();
        assert_eq!(error.field, "items[1].status");
        assert_eq!(error.offset, 3 + 2 + BASIC_LENGTH + 2 + 4);
        assert_eq!(emitted(&batch, Version::V2013), body);
    }

    #[test]
    fn faults_are_told_with_the_item_they_are_in() {
        let real = WireTime([0x24, 0x11, 0x27, 0x15, 0x42, 0x30]);
        let good = LocationReport { time: real, ..report(1) };
        let batch = Batch::new(false, vec![good, report(2)]);
        let faults = batch.faults();
        assert_eq!(faults.len(), 1);
        assert_eq!(
            (faults[0].field.as_str(), faults[0].reason),
            ("items[1].time", Reason::FrameBcd)
        );
        assert_eq!(faults[0].offset, 3 + (2 + BASIC_LENGTH) + 2 + 22);
    }

    #[test]
    fn an_item_cut_by_the_end_is_kept_as_rest() {
        let whole = emitted(&Batch::new(false, vec![report(1), report(2)]), Version::V2013);
        let cut = &whole[..whole.len() - 1];
        let batch: Batch = parsed(cut, Version::V2013).unwrap();
        assert_eq!((batch.reports().count(), batch.rest.len()), (1, 2 + BASIC_LENGTH - 1));
        assert_eq!(emitted(&batch, Version::V2013), cut);
    }

    #[test]
    fn without_a_single_report_it_is_an_error() {
        let error = parsed::<Batch>(&[0, 1, 0], Version::V2013).unwrap_err();
        assert_eq!((error.field.as_str(), error.offset), ("rest", 3));
        let error = parsed::<Batch>(&[0, 1, 0, 0, 2, 9, 9], Version::V2013).unwrap_err();
        assert_eq!((error.field.as_str(), error.offset), ("items[0].alarms", 5));
    }
}
