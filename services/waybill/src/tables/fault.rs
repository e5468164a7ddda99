//! What is wrong with a table's file: every fault at once, each with its place.

use std::fmt;

use placard_domain::Text;

/// One thing wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The line, from 1: the header is the first.
    pub line: u64,
    /// The column's name; empty where the row as a whole is wrong.
    pub column: String,
    /// What is wrong.
    pub why: Text,
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        write!(f, ": {}", self.why)
    }
}

/// All that is wrong with a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowFaults(Vec<RowFault>);

impl RowFaults {
    /// Every fault, in the order found.
    #[must_use]
    pub fn faults(&self) -> &[RowFault] {
        &self.0
    }

    pub(super) fn add(&mut self, line: u64, column: &str, why: Text) {
        self.0.push(RowFault { line, column: column.to_owned(), why });
    }

    /// The table, if nothing is wrong with its file.
    pub(super) fn settle<T>(self, table: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(table) } else { Err(self) }
    }
}

impl fmt::Display for RowFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("; ")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for RowFaults {}
