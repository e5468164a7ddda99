//! A table's file as rows of named cells. Columns are found by name, in any order; each file names
//! its edition and its source on every row, the same throughout.

use csv::StringRecord;
use placard_domain::Text;

use crate::fault::RowFaults;

/// Which text a table was taken from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// The edition, as reports name it.
    pub name: String,
    /// The clause or the document.
    pub source: String,
}

#[derive(Default)]
pub(super) struct Sheet {
    pub(super) edition: Edition,
    columns: StringRecord,
    rows: Vec<(u64, StringRecord)>,
}

impl Sheet {
    /// Reads a file that must have `edition`, `source` and the columns of `wanted`.
    pub(super) fn read(csv: &[u8], wanted: &[&str]) -> (Self, RowFaults) {
        let mut faults = RowFaults::default();
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv);
        let columns = match reader.headers() {
            Ok(columns) => columns.clone(),
            Err(error) => {
                faults.add(1, "", unreadable(&error));
                return (Self::default(), faults);
            }
        };
        for &column in ["edition", "source"].iter().chain(wanted) {
            if !columns.iter().any(|name| name == column) {
                faults.add(1, column, Text::new("缺少此列", "the column is missing"));
            }
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(cells) => {
                    let line = cells.position().map_or(0, csv::Position::line);
                    rows.push((line, cells));
                }
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    faults.add(line, "", unreadable(&error));
                }
            }
        }
        let mut sheet = Self { edition: Edition::default(), columns, rows };
        sheet.edition = sheet.read_edition(&mut faults);
        (sheet, faults)
    }

    fn read_edition(&self, faults: &mut RowFaults) -> Edition {
        let Some(first) = self.rows().next() else {
            faults.add(1, "", Text::new("没有数据行", "there are no rows"));
            return Edition::default();
        };
        for row in self.rows() {
            for column in ["edition", "source"] {
                let value = row.cell(column);
                if value.is_empty() || value != first.cell(column) {
                    let why = Text::new("各行应相同且不为空", "must be the same on every row");
                    faults.add(row.line, column, why);
                }
            }
        }
        let name = first.cell("edition").to_owned();
        Edition { name, source: first.cell("source").to_owned() }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row { line: *line, columns: &self.columns, cells })
    }
}

/// One row.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) line: u64,
    columns: &'a StringRecord,
    cells: &'a StringRecord,
}

impl<'a> Row<'a> {
    /// The cell of a column; empty where the file lacks the column, which is a fault of its header.
    pub(super) fn cell(&self, column: &str) -> &'a str {
        let index = self.columns.iter().position(|name| name == column);
        index.and_then(|index| self.cells.get(index)).unwrap_or_default()
    }

    /// Reads a cell, or notes that it should have been one of `expected`.
    pub(super) fn read<T>(
        &self,
        column: &str,
        expected: &str,
        faults: &mut RowFaults,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Option<T> {
        let text = self.cell(column);
        let value = read(text);
        if value.is_none() {
            let why = Text::new(
                format!("{text:?} 无效，应为：{expected}"),
                format!("{text:?} is not one of: {expected}"),
            );
            faults.add(self.line, column, why);
        }
        value
    }

    /// Reads a cell that may be empty; `None` twice over where it is wrong.
    pub(super) fn read_or_blank<T>(
        &self,
        column: &str,
        expected: &str,
        faults: &mut RowFaults,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.cell(column).is_empty() {
            return Some(None);
        }
        self.read(column, expected, faults, read).map(Some)
    }

    /// Reads the parts of a cell that are joined with `;`; none where it is empty.
    pub(super) fn read_list<T>(
        &self,
        column: &str,
        expected: &str,
        faults: &mut RowFaults,
        read: impl Fn(&'a str) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.read(column, expected, faults, |text| {
            if text.is_empty() { Some(Vec::new()) } else { text.split(';').map(read).collect() }
        })
    }

    /// UN numbers joined with `;`, in order.
    pub(super) fn read_uns(&self, column: &str, faults: &mut RowFaults) -> Option<Vec<u16>> {
        let mut uns = self.read_list(column, "1203;1202", faults, |text| {
            text.parse().ok().filter(|_| text.len() == 4)
        })?;
        uns.sort_unstable();
        Some(uns)
    }

    /// The cells `<column>_zh` and `<column>_en`, neither of which may be empty.
    pub(super) fn read_text(&self, column: &str, faults: &mut RowFaults) -> Option<Text> {
        let read = |text: &'a str| (!text.is_empty()).then_some(text);
        let zh = self.read(&format!("{column}_zh"), "中文", faults, read);
        let en = self.read(&format!("{column}_en"), "English", faults, read);
        Some(Text::new(zh?, en?))
    }

    /// Notes that a row of this key came before.
    pub(super) fn repeats(&self, column: &str, faults: &mut RowFaults) {
        let why = Text::new("与前面的行重复", "an earlier row says so already");
        faults.add(self.line, column, why);
    }
}

/// Notes that a file has no row for a key.
pub(super) fn lacks_row(column: &str, key: &str, faults: &mut RowFaults) {
    let why = Text::new(format!("缺少 {key} 的行"), format!("there is no row for {key}"));
    faults.add(1, column, why);
}

fn unreadable(error: &csv::Error) -> Text {
    Text::new(format!("无法读取：{error}"), format!("cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_file_is_told_with_its_place() {
        let csv = b"edition,source,a\nE,S,1\nF,S\nE,,2\n\xff,S,3\n";
        let (sheet, faults) = Sheet::read(csv, &["a", "b"]);
        let places: Vec<_> =
            faults.as_slice().iter().map(|fault| (fault.line, fault.column.as_str())).collect();
        assert_eq!(places, [(1, "b"), (3, ""), (5, ""), (4, "source")]);
        assert_eq!(sheet.rows().count(), 2);
        assert!(faults.to_string().starts_with("line 1, b: the column is missing / 缺少此列; "));
    }

    #[test]
    fn a_file_without_rows_is_no_table() {
        for csv in ["", "edition,source\n"] {
            assert!(!Sheet::read(csv.as_bytes(), &[]).1.as_slice().is_empty(), "{csv:?}");
        }
    }
}
