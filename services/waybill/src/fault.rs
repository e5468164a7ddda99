//! What is wrong with a list's file: every fault at once, each with its place.

use std::fmt;

use placard_domain::Text;
use placard_domain::violation::{Reason, Violation};

/// One wrong cell, row or header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The line of the file, from 1, the header's; 0 where the file as a whole is meant.
    pub line: u64,
    /// The column, as the header names it; empty where the row as a whole is meant.
    pub column: String,
    /// What is wrong.
    pub text: Text,
}

impl RowFault {
    pub(crate) fn new(line: u64, violation: &Violation) -> Self {
        Self { line, column: violation.field.clone(), text: violation.text() }
    }
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        write!(f, ": {}", self.text)
    }
}

/// Everything that is wrong with a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowFaults(pub(crate) Vec<RowFault>);

impl RowFaults {
    /// A fault of the file as a whole.
    #[must_use]
    pub fn of_file(column: &str, reason: Reason, detail: &str) -> Self {
        Self(vec![RowFault::new(0, &Violation::new(column, reason, detail))])
    }

    /// Every fault, in the order found.
    #[must_use]
    pub fn as_slice(&self) -> &[RowFault] {
        &self.0
    }

    pub(crate) fn add(&mut self, line: u64, column: &str, text: Text) {
        self.0.push(RowFault { line, column: column.to_owned(), text });
    }

    /// The table, if nothing is wrong with its file.
    pub(crate) fn settle<T>(self, table: T) -> Result<T, Self> {
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
