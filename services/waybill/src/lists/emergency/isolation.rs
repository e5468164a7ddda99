//! Table 1: initial isolation and protective distances.

use placard_domain::Length;
use placard_domain::goods::UnNumber;
use placard_domain::violation::Reason;

use super::{Distance, guide, kilometres, metres, must_kilometres, rows_of};
use crate::fault::RowFaults;
use crate::lists::list::List;
use crate::lists::sheet::{self, Cells, Parsed};

/// The distances of one UN number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IsolationRow {
    /// The UN number.
    pub un: UnNumber,
    /// Its name in the book.
    pub name: Box<str>,
    /// The guide's number.
    pub guide: u16,
    /// Whether it may polymerise when heated (the book's P).
    pub may_polymerise: bool,
    /// A small spill: up to 208 litres.
    pub small: Spill,
    /// A large spill.
    pub large: Large,
    /// Whether it gives off toxic gases in water (table 2).
    pub is_water_reactive: bool,
    /// What the source leaves in doubt.
    pub note: Box<str>,
}

/// How far to keep away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spill {
    /// Isolate in all directions.
    pub isolation: Length,
    /// Protect people downwind, by day.
    pub day: Distance,
    /// Protect people downwind, by night.
    pub night: Distance,
}

/// The distances of a large spill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Large {
    /// These.
    Spill(Spill),
    /// They depend on container and wind ([`super::LargeSpills`]).
    ByContainer,
}

/// The table.
#[derive(Clone, Debug)]
pub struct Isolation {
    rows: Vec<IsolationRow>,
}

impl Isolation {
    pub(in crate::lists) fn parse(csv: &[u8]) -> Result<Parsed<Self>, RowFaults> {
        let key = |row: &IsolationRow| Some(row.un);
        let mut sheet = sheet::read_all(List::EmergencyIsolation, csv, read_row, key)?;
        sheet.rows.sort_by_key(|row| row.un);
        Ok(sheet.into_list(|rows| Self { rows }))
    }

    /// Every row, by UN number.
    #[must_use]
    pub fn all(&self) -> &[IsolationRow] {
        &self.rows
    }

    /// The row of a UN number.
    #[must_use]
    pub fn of(&self, un: UnNumber) -> Option<&IsolationRow> {
        rows_of(&self.rows, un, |row| row.un).first()
    }
}

fn read_row(cells: &mut Cells) -> Option<IsolationRow> {
    let un = cells.parse("un");
    let name = cells.required("name");
    let printed = cells.required("guide").and_then(|text| cells.keep("guide", guide(&text)));
    let isolation = metres(cells, "small_isolation_m");
    let day = must_kilometres(cells, "small_day_km");
    let night = must_kilometres(cells, "small_night_km");
    let large = read_large(cells);
    let is_water_reactive = cells.flag("water_reactive");
    let (guide, may_polymerise) = printed?;
    Some(IsolationRow {
        note: cells.optional("note").into(),
        un: un?,
        name: name?,
        guide,
        may_polymerise,
        small: Spill { isolation: isolation?, day: day?, night: night? },
        large: large?,
        is_water_reactive: is_water_reactive?,
    })
}

fn read_large(cells: &mut Cells) -> Option<Large> {
    match cells.optional("large_ref") {
        "table3" => return Some(Large::ByContainer),
        "" => {}
        other => {
            let detail = format!("{other:?} (table3)");
            cells.wrong("large_ref", Reason::UnknownValue, &detail);
        }
    }
    let isolation = metres(cells, "large_isolation_m")?;
    let day = protective(cells, "large_day_km", isolation);
    let night = protective(cells, "large_night_km", isolation);
    Some(Large::Spill(Spill { isolation, day: day?, night: night? }))
}

/// A distance that the source could not read is the book's cap: it is missing beside the widest
/// isolation distances alone. Beside a smaller one it is a fault.
fn protective(cells: &mut Cells, column: &str, isolation: Length) -> Option<Distance> {
    if cells.optional(column).is_empty() && isolation >= Length::from_whole_metres(800) {
        Some(Distance::CAP)
    } else if cells.optional(column).is_empty() {
        cells.wrong(column, Reason::Required, "");
        None
    } else {
        kilometres(cells, column)
    }
}
