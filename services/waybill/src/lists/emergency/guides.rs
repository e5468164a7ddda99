//! The book's index: which guide is for which goods.

use placard_domain::goods::UnNumber;

use super::rows_of;
use crate::fault::RowFaults;
use crate::lists::list::List;
use crate::lists::sheet::{self, Cells, Parsed};

/// A line of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideRow {
    /// The UN number.
    pub un: UnNumber,
    /// Its name in the book.
    pub name: Box<str>,
    /// The guide's number.
    pub guide: u16,
    /// Whether it may polymerise when heated (the book's P).
    pub may_polymerise: bool,
    /// Whether it is toxic by inhalation.
    pub is_toxic_by_inhalation: bool,
}

/// The index.
#[derive(Clone, Debug)]
pub struct Guides {
    rows: Vec<GuideRow>,
}

impl Guides {
    pub(in crate::lists) fn parse(csv: &[u8]) -> Result<Parsed<Self>, RowFaults> {
        let key = |row: &GuideRow| Some((row.un, row.name.clone()));
        let mut sheet = sheet::read_all(List::EmergencyGuides, csv, read_row, key)?;
        sheet.rows.sort_by_key(|row| row.un);
        Ok(sheet.into_list(|rows| Self { rows }))
    }

    /// Every line, by UN number.
    #[must_use]
    pub fn all(&self) -> &[GuideRow] {
        &self.rows
    }

    /// The lines of a UN number.
    #[must_use]
    pub fn of(&self, un: UnNumber) -> &[GuideRow] {
        rows_of(&self.rows, un, |row| row.un)
    }
}

fn read_row(cells: &mut Cells) -> Option<GuideRow> {
    let un = cells.parse("un");
    let name = cells.required("name");
    let guide = cells.number("guide", 111, 199);
    let may_polymerise = cells.flag("polymerization");
    let is_toxic_by_inhalation = cells.flag("tih");
    Some(GuideRow {
        un: un?,
        name: name?,
        guide: u16::try_from(guide?).ok()?,
        may_polymerise: may_polymerise?,
        is_toxic_by_inhalation: is_toxic_by_inhalation?,
    })
}
