//! Emergency sheets: what the Emergency Response Guidebook says of a UN number. Its distances are
//! first steps for responders, of US guidance; China has no table of the kind that binds.

mod guides;
mod isolation;
mod large_spill;
mod water_reactive;

use std::fmt;

use placard_domain::Length;
use placard_domain::violation::{Reason, Violations};
use smallvec::SmallVec;

pub use guides::{GuideRow, Guides};
pub use isolation::{Isolation, IsolationRow, Large, Spill};
pub use large_spill::{ByWind, Container, LargeSpillRow, LargeSpills};
pub use water_reactive::{Gas, WaterReactive, WaterReactiveRow};

use super::list::NotLoaded;
use super::sheet::Cells;

/// A protective distance. The book caps them and prints the cap with a plus sign: then it is at
/// least that far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Distance {
    /// How far.
    pub length: Length,
    /// Whether it may be farther: to be printed as `11.0+ km`.
    pub is_at_least: bool,
}

impl Distance {
    /// The book's cap: at least 11 km.
    pub const CAP: Self = Self { length: Length::from_whole_metres(11_000), is_at_least: true };

    /// A distance as the book prints it; at or over the cap, at least that.
    const fn of(length: Length) -> Self {
        Self { length, is_at_least: length.mm() >= Self::CAP.length.mm() }
    }
}

impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plus = if self.is_at_least { "+" } else { "" };
        write!(f, "{:.1}{plus} km", self.length.metres() / 1000.0)
    }
}

/// Everything that the loaded lists say of a UN number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmergencySheet<'a> {
    /// Its lines in the book's index, each with its guide.
    pub guides: &'a [GuideRow],
    /// Isolation and protective distances, where the book gives any.
    pub isolation: Option<&'a IsolationRow>,
    /// Distances of large spills by container and wind, for the gases that have them.
    pub large_spills: &'a [LargeSpillRow],
    /// Toxic gases that it gives off in water.
    pub water_reactive: &'a [WaterReactiveRow],
    /// The lists that are not loaded: what they say is not known.
    pub missing: SmallVec<[NotLoaded; 4]>,
}

impl EmergencySheet<'_> {
    /// The numbers of its guides, each once.
    #[must_use]
    pub fn guide_numbers(&self) -> SmallVec<[u16; 2]> {
        let mut numbers: SmallVec<[u16; 2]> = self.guides.iter().map(|row| row.guide).collect();
        if let Some(row) = self.isolation {
            numbers.push(row.guide);
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The toxic gases that it gives off in water, each once.
    #[must_use]
    pub fn gases(&self) -> SmallVec<[Gas; 4]> {
        let mut gases: SmallVec<[Gas; 4]> =
            self.water_reactive.iter().flat_map(|row| row.gases.iter().copied()).collect();
        gases.sort_unstable();
        gases.dedup();
        gases
    }
}

/// The rows of a UN number in rows that are sorted by it.
fn rows_of<R, K: Ord>(rows: &[R], key: K, of: impl Fn(&R) -> K) -> &[R] {
    let from = rows.partition_point(|row| of(row) < key);
    let to = rows.partition_point(|row| of(row) <= key);
    &rows[from..to]
}

/// Distances in kilometres with decimals; `None` where nothing stands there.
fn kilometres(cells: &mut Cells, column: &str) -> Option<Distance> {
    let text = cells.optional(column);
    if text.is_empty() {
        return None;
    }
    let metres = text.parse::<f64>().ok().map(|km| km * 1000.0);
    match metres.filter(|metres| (1.0..=100_000.0).contains(metres)) {
        Some(metres) => Length::from_metres(metres).map(Distance::of),
        None => {
            let detail = format!("{text:?} (0.1–100 km)");
            cells.wrong(column, Reason::OutOfRange, &detail);
            None
        }
    }
}

/// Distances in kilometres, which must be there.
fn must_kilometres(cells: &mut Cells, column: &str) -> Option<Distance> {
    cells.required(column)?;
    kilometres(cells, column)
}

/// Whole metres, which must be there.
fn metres(cells: &mut Cells, column: &str) -> Option<Length> {
    cells.number(column, 1, 10_000).map(|metres| Length::from_whole_metres(metres.into()))
}

/// A guide's number, with the book's `P` where the substance may polymerise.
fn guide(text: &str) -> Result<(u16, bool), Violations> {
    let (number, may_polymerise) =
        text.strip_suffix('P').map_or((text, false), |number| (number, true));
    match number.parse() {
        Ok(number @ 111..=199) => Ok((number, may_polymerise)),
        _ => {
            let detail = format!("{text:?} (111–199, 131P)");
            Err(Violations::one("", Reason::UnknownValue, detail))
        }
    }
}
