//! Reading a list's CSV: every row is read, and everything that is wrong is named at once.

use std::collections::BTreeMap;
use std::str::FromStr;

use placard_domain::violation::{Reason, Violation, Violations};

use super::list::List;
use crate::fault::{RowFault, RowFaults};

/// The rows of a file and their lines, with the edition that its `edition` column says.
pub(super) struct Sheet<R> {
    pub(super) rows: Vec<R>,
    pub(super) edition: String,
}

impl<R> Sheet<R> {
    pub(super) fn into_list<L>(self, build: impl FnOnce(Vec<R>) -> L) -> Parsed<L> {
        Parsed { count: self.rows.len(), list: build(self.rows), edition: self.edition }
    }
}

/// A list that was read, its edition and how many rows it has.
pub(super) struct Parsed<L> {
    pub(super) list: L,
    pub(super) edition: String,
    pub(super) count: usize,
}

/// Reads every row of `csv` with `read`; `key` says what no two rows may share.
pub(super) fn read_all<R, K: Ord>(
    list: List,
    csv: &[u8],
    read: impl Fn(&mut Cells) -> Option<R>,
    key: impl Fn(&R) -> Option<K>,
) -> Result<Sheet<R>, RowFaults> {
    let csv = csv.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(csv);
    if let Err(error) = std::str::from_utf8(csv) {
        let at = format!("UTF-8, byte {}", error.valid_up_to() + 1);
        return Err(RowFaults::of_file("", Reason::Malformed, &at));
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
    let columns = columns(list, &mut reader)?;
    let mut cells =
        Cells { list, columns, record: csv::StringRecord::new(), wrong: Violations::new() };
    let mut faults = Vec::new();
    let mut rows = Vec::new();
    let mut editions: Vec<String> = Vec::new();
    let mut seen = BTreeMap::new();
    loop {
        match reader.read_record(&mut cells.record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push(RowFault::new(line, &Violation::new("", Reason::Malformed, error)));
                continue;
            }
        }
        let line = cells.record.position().map_or(0, csv::Position::line);
        // Where cells are missing or too many, no column is sure: nothing more is said of the row.
        if cells.has_its_width()
            && let Some(row) = read(&mut cells)
        {
            if let Some(key) = key(&row)
                && let Some(before) = seen.insert(key, line)
            {
                cells.wrong.push("", Reason::Duplicate, format_args!("line {before}"));
            }
            rows.push(row);
        }
        note_edition(&mut editions, cells.optional("edition"));
        faults.extend(cells.take_faults(line));
    }
    if faults.is_empty() && rows.is_empty() {
        return Err(RowFaults::of_file("", Reason::Required, ""));
    }
    if faults.is_empty() {
        Ok(Sheet { rows, edition: editions.join(", ") })
    } else {
        Err(RowFaults(faults))
    }
}

fn note_edition(editions: &mut Vec<String>, edition: &str) {
    if !edition.is_empty() && !editions.iter().any(|known| known == edition) {
        editions.push(edition.to_owned());
    }
}

/// Where each column of the list stands in the file.
fn columns(list: List, reader: &mut csv::Reader<&[u8]>) -> Result<Vec<usize>, RowFaults> {
    let header = match reader.headers() {
        Ok(header) => header,
        Err(error) => {
            return Err(RowFaults::of_file("", Reason::Malformed, &error.to_string()));
        }
    };
    let mut places = Vec::new();
    let mut faults = Vec::new();
    for column in list.columns() {
        match header.iter().position(|name| name.trim() == *column) {
            Some(place) => places.push(place),
            None => faults.push(RowFault::new(1, &Violation::new(*column, Reason::Required, ""))),
        }
    }
    for (place, name) in header.iter().enumerate() {
        if !places.contains(&place) {
            let reason = if list.columns().contains(&name.trim()) {
                Reason::Duplicate
            } else {
                Reason::UnknownField
            };
            faults.push(RowFault::new(1, &Violation::new(name, reason, name)));
        }
    }
    if faults.is_empty() { Ok(places) } else { Err(RowFaults(faults)) }
}

/// The cells of one row, and what was found wrong with them. A getter that finds a fault notes it
/// and goes on, so that a row says all its faults.
pub(super) struct Cells {
    list: List,
    columns: Vec<usize>,
    record: csv::StringRecord,
    wrong: Violations,
}

impl Cells {
    fn has_its_width(&mut self) -> bool {
        let (has, needs) = (self.record.len(), self.columns.len());
        if has != needs {
            self.wrong.push("", Reason::Malformed, format_args!("{has} of {needs} columns"));
        }
        has == needs
    }

    /// What was found wrong with the row, in the order of the list's columns.
    fn take_faults(&mut self, line: u64) -> Vec<RowFault> {
        let wrong = std::mem::take(&mut self.wrong);
        let mut faults: Vec<_> =
            wrong.as_slice().iter().map(|violation| RowFault::new(line, violation)).collect();
        let columns = self.list.columns();
        faults.sort_by_key(|fault| columns.iter().position(|column| *column == fault.column));
        faults
    }

    /// What stands there, without the blanks around it; may be empty. Empty too where the list has
    /// no such column.
    pub(super) fn optional(&self, column: &str) -> &str {
        let place = self.list.columns().iter().position(|name| *name == column);
        place.and_then(|place| self.record.get(self.columns[place])).map_or("", str::trim)
    }

    /// What stands there, which must not be empty.
    pub(super) fn required(&mut self, column: &str) -> Option<Box<str>> {
        let text = self.optional(column);
        if text.is_empty() {
            self.wrong.push(column, Reason::Required, "");
            return None;
        }
        Some(text.into())
    }

    /// Reads what stands there, which must not be empty.
    pub(super) fn parse<T: FromStr<Err = Violations>>(&mut self, column: &str) -> Option<T> {
        if self.optional(column).is_empty() {
            self.wrong.push(column, Reason::Required, "");
            return None;
        }
        self.parse_optional(column)
    }

    /// Reads what stands there; `None` where nothing does.
    pub(super) fn parse_optional<T: FromStr<Err = Violations>>(
        &mut self,
        column: &str,
    ) -> Option<T> {
        let text = self.optional(column);
        let read = (!text.is_empty()).then(|| text.parse::<T>())?;
        self.wrong.keep(column, read)
    }

    /// Reads each of the values that `;` joins.
    pub(super) fn parse_each<T: FromStr<Err = Violations>>(&mut self, column: &str) -> Vec<T> {
        let mut values = Vec::new();
        let mut wrong = Violations::new();
        for part in self.optional(column).split(';').filter(|part| !part.is_empty()) {
            values.extend(wrong.keep(column, part.trim().parse::<T>()));
        }
        self.wrong.absorb("", wrong);
        values
    }

    /// A whole number from `from` to `to`, which must be there.
    pub(super) fn number(&mut self, column: &str, from: u32, to: u32) -> Option<u32> {
        self.required(column)?;
        self.optional_number(column, from, to)
    }

    /// A whole number from `from` to `to`; `None` where nothing stands there.
    pub(super) fn optional_number(&mut self, column: &str, from: u32, to: u32) -> Option<u32> {
        let text = self.optional(column);
        if text.is_empty() {
            return None;
        }
        match text.parse::<u32>() {
            Ok(number) if (from..=to).contains(&number) => Some(number),
            Ok(_) => {
                let detail = format!("{text} ({from}–{to})");
                self.wrong.push(column, Reason::OutOfRange, detail);
                None
            }
            Err(_) => {
                let detail = format!("{text:?}");
                self.wrong.push(column, Reason::Malformed, detail);
                None
            }
        }
    }

    /// `0` or `1`.
    pub(super) fn flag(&mut self, column: &str) -> Option<bool> {
        Some(self.number(column, 0, 1)? == 1)
    }

    /// Keeps what a reader read by itself, or notes what was wrong with it.
    pub(super) fn keep<T>(&mut self, column: &str, read: Result<T, Violations>) -> Option<T> {
        self.wrong.keep(column, read)
    }

    /// Notes what a reader found wrong by itself.
    pub(super) fn wrong(&mut self, column: &str, reason: Reason, detail: &str) {
        self.wrong.push(column, reason, detail);
    }
}
