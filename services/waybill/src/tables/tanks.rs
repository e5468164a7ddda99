//! `tank_hierarchy.csv`: tank codes of four parts, and which tank will do for which code
//! (ADR 4.3.3.1.2 for gases, 4.3.4.1.2 for the rest). In China the media list of the tank's own
//! certificate comes first (令29 art. 23).

use std::fmt;
use std::str::FromStr;

use placard_domain::Text;
use placard_domain::goods::HazardClass;

use super::sheet::{Edition, Sheet};
use crate::fault::RowFaults;

/// A part of a tank code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// L liquid, S solid; C, P, R compressed, liquefied, refrigerated gas.
    State,
    /// The least calculation or test pressure.
    Pressure,
    /// Openings and closures, A to D.
    Openings,
    /// Vents, V F N H.
    Closing,
}

impl Part {
    const ALL: [Self; 4] = [Self::State, Self::Pressure, Self::Openings, Self::Closing];

    const fn as_str(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Pressure => "pressure",
            Self::Openings => "openings",
            Self::Closing => "closing",
        }
    }

    /// What it is called.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::State => Text::new("物质状态", "state"),
            Self::Pressure => Text::new("计算压力", "calculation pressure"),
            Self::Openings => Text::new("开口", "openings"),
            Self::Closing => Text::new("安全阀/呼吸装置", "vents and safety valves"),
        }
    }
}

/// The pressure of a tank code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pressure {
    /// `G`: by static head.
    Static,
    /// In hundredths of a bar.
    Centibar(u16),
    /// `x`: by the gas (ADR 4.3.3.2.5), a table that is not loaded.
    ByGas,
}

impl Pressure {
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "G" => return Some(Self::Static),
            "x" => return Some(Self::ByGas),
            _ => {}
        }
        let (bar, fraction) = text.split_once('.').unwrap_or((text, "00"));
        let is_number = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
        if bar.is_empty() || !is_number(bar) || !is_number(fraction) {
            return None;
        }
        let fraction: u16 = match fraction.len() {
            1 => fraction.parse::<u16>().ok()? * 10,
            2 => fraction.parse().ok()?,
            _ => return None,
        };
        Some(Self::Centibar(bar.parse::<u16>().ok()?.checked_mul(100)?.checked_add(fraction)?))
    }
}

impl fmt::Display for Pressure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Static => f.write_str("G"),
            Self::ByGas => f.write_str("x"),
            Self::Centibar(value) => match (value / 100, value % 100) {
                (bar, 0) => write!(f, "{bar}"),
                (bar, fraction) if fraction % 10 == 0 => write!(f, "{bar}.{}", fraction / 10),
                (bar, fraction) => write!(f, "{bar}.{fraction:02}"),
            },
        }
    }
}

/// A tank code: `LGBF`, `S2.65AN(+)`, `PxBH(M)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TankCode {
    state: char,
    pressure: Pressure,
    openings: char,
    closing: char,
    /// `(+)`: no other code will do, unless the approval says so.
    pub is_fixed: bool,
    /// `(M)`: battery vehicles and MEGCs will do too.
    pub allows_batteries: bool,
}

impl TankCode {
    /// Whether it is a code of gases.
    #[must_use]
    pub const fn is_gas(&self) -> bool {
        matches!(self.state, 'C' | 'P' | 'R')
    }

    /// Whether the four parts are the same.
    fn is_same(&self, other: &Self) -> bool {
        (self.state, self.pressure, self.openings, self.closing)
            == (other.state, other.pressure, other.openings, other.closing)
    }
}

impl fmt::Display for TankCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { state, pressure, openings, closing, .. } = self;
        write!(f, "{state}{pressure}{openings}{closing}")?;
        f.write_str(if self.is_fixed { "(+)" } else { "" })?;
        f.write_str(if self.allows_batteries { "(M)" } else { "" })
    }
}

/// A text that is no tank code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a tank code (LGBF, S10AH, PxBN(M))")]
pub struct NoTankCode;

impl FromStr for TankCode {
    type Err = NoTankCode;
    fn from_str(text: &str) -> Result<Self, NoTankCode> {
        let (text, allows_batteries) = strip(text, "(M)");
        let (text, is_fixed) = strip(text, "(+)");
        let mut letters = text.chars();
        let (state, closing, openings) = (letters.next(), letters.next_back(), letters.next_back());
        let pressure = Pressure::from_text(letters.as_str()).ok_or(NoTankCode)?;
        let (Some(state), Some(closing), Some(openings)) = (state, closing, openings) else {
            return Err(NoTankCode);
        };
        let code = Self { state, pressure, openings, closing, is_fixed, allows_batteries };
        let fits = if code.is_gas() {
            matches!(openings, 'B'..='D')
                && matches!((state, closing), (_, 'N') | ('C' | 'P', 'H'))
                && pressure != Pressure::Static
        } else {
            matches!(state, 'L' | 'S')
                && matches!(openings, 'A'..='D')
                && matches!(closing, 'V' | 'F' | 'N' | 'H')
                && pressure != Pressure::ByGas
        };
        if fits { Ok(code) } else { Err(NoTankCode) }
    }
}

fn strip<'a>(text: &'a str, suffix: &str) -> (&'a str, bool) {
    text.strip_suffix(suffix).map_or((text, false), |text| (text, true))
}

/// The codes of a cell of the goods list, any of which will do: `S10AH;L10CH`.
pub fn alternatives(cell: &str) -> impl Iterator<Item = Result<TankCode, NoTankCode>> + '_ {
    cell.split(';').map(str::parse)
}

/// Why a tank will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// This part falls short.
    Short(Part),
    /// Only the very code will do: `(+)`, or goods of class 1, 5.2 or 7.
    OnlyTheSame,
    /// Whether this part is enough is not known.
    Unknown(Part),
}

impl Misfit {
    /// What it says to people.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Short(part) => {
                let part = part.text();
                Text::new(
                    format!("罐体的{}低于要求", part.zh),
                    format!("the tank's {} falls short", part.en),
                )
            }
            Self::OnlyTheSame => Text::new(
                "此货物只能使用所列罐体代码的罐体",
                "only a tank of the very code listed will do",
            ),
            Self::Unknown(part) => {
                let part = part.text();
                Text::new(
                    format!("罐体的{}是否足够无法判断", part.zh),
                    format!("whether the tank's {} is enough is not known", part.en),
                )
            }
        }
    }
}

/// The order of each part, the least strict first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TankHierarchy {
    /// Where it comes from.
    pub edition: Edition,
    states: Vec<char>,
    pressures: Vec<Pressure>,
    openings: Vec<char>,
    closings: Vec<char>,
    gas_openings: Vec<char>,
    gas_closings: Vec<char>,
    fixed: Vec<HazardClass>,
}

impl TankHierarchy {
    /// Reads the file. Rows of a part stand in order, and say so in `rank`.
    pub fn parse(csv: &[u8]) -> Result<Self, RowFaults> {
        let (sheet, mut faults) = Sheet::read(csv, &["kind", "part", "code", "rank"]);
        let mut table = Self {
            edition: sheet.edition.clone(),
            states: Vec::new(),
            pressures: Vec::new(),
            openings: Vec::new(),
            closings: Vec::new(),
            gas_openings: Vec::new(),
            gas_closings: Vec::new(),
            fixed: FIXED.iter().filter_map(|class| class.parse().ok()).collect(),
        };
        for row in sheet.rows() {
            let is_gas = row.read("kind", "tank, gas", &mut faults, |text| match text {
                "tank" => Some(false),
                "gas" => Some(true),
                _ => None,
            });
            let part =
                row.read("part", "state, pressure, openings, closing", &mut faults, |text| {
                    Part::ALL.into_iter().find(|part| part.as_str() == text)
                });
            let (Some(is_gas), Some(part)) = (is_gas, part) else { continue };
            let letters = match (part, is_gas) {
                (Part::State, false) => &mut table.states,
                (Part::Openings, false) => &mut table.openings,
                (Part::Closing, false) => &mut table.closings,
                (Part::Openings, true) => &mut table.gas_openings,
                (Part::Closing, true) => &mut table.gas_closings,
                (Part::Pressure, false) => {
                    let read = Pressure::from_text;
                    table.pressures.extend(row.read("code", "G, 1.5, 21", &mut faults, read));
                    check_rank(&row, table.pressures.len(), &mut faults);
                    continue;
                }
                (Part::State | Part::Pressure, true) => {
                    let why = Text::new("气体罐无此顺序", "tanks for gases have no such order");
                    faults.add(row.line, "part", why);
                    continue;
                }
            };
            letters.extend(row.read("code", "A, B, V, H", &mut faults, |text| {
                text.chars().next().filter(|letter| letter.len_utf8() == text.len())
            }));
            check_rank(&row, letters.len(), &mut faults);
        }
        faults.settle(table)
    }

    /// Whether a tank of code `actual` will do where `required` is asked for, for goods of a class.
    pub fn satisfies(
        &self,
        actual: &TankCode,
        required: &TankCode,
        class: HazardClass,
    ) -> Result<(), Misfit> {
        if actual.is_same(required) && required.pressure != Pressure::ByGas {
            return Ok(());
        }
        if actual.is_gas() != required.is_gas()
            || required.is_gas() && actual.state != required.state
        {
            return Err(Misfit::Short(Part::State));
        }
        if required.is_fixed || self.fixed.iter().any(|fixed| fixed.covers(class)) {
            return Err(Misfit::OnlyTheSame);
        }
        let (states, openings, closings): (&[char], _, _) = if required.is_gas() {
            (&[], &self.gas_openings, &self.gas_closings)
        } else {
            (&self.states, &self.openings, &self.closings)
        };
        reaches(states, actual.state, required.state, Part::State)?;
        reaches(openings, actual.openings, required.openings, Part::Openings)?;
        reaches(closings, actual.closing, required.closing, Part::Closing)?;
        if !required.is_gas() {
            return reaches(&self.pressures, actual.pressure, required.pressure, Part::Pressure);
        }
        match (actual.pressure, required.pressure) {
            (_, Pressure::ByGas) | (Pressure::ByGas, _) => Err(Misfit::Unknown(Part::Pressure)),
            (actual, required) if actual >= required => Ok(()),
            _ => Err(Misfit::Short(Part::Pressure)),
        }
    }

    /// Whether a tank will do for a cell of the goods list, any of whose codes will do. `None`
    /// where the cell holds no code that can be read.
    #[must_use]
    pub fn satisfies_any(
        &self,
        actual: &TankCode,
        cell: &str,
        class: HazardClass,
    ) -> Option<Result<(), Misfit>> {
        let answers = alternatives(cell)
            .filter_map(Result::ok)
            .map(|required| self.satisfies(actual, &required, class));
        answers.reduce(|best, next| match (best, next) {
            (Ok(()), _) | (Err(Misfit::Unknown(_)), Err(_)) => best,
            _ => next,
        })
    }
}

/// The classes of goods that take only the very code listed.
const FIXED: [&str; 3] = ["1", "5.2", "7"];

fn reaches<T: PartialEq>(order: &[T], actual: T, required: T, part: Part) -> Result<(), Misfit> {
    if actual == required {
        return Ok(());
    }
    let rank = |of: T| order.iter().position(|known| *known == of);
    match (rank(actual), rank(required)) {
        (Some(actual), Some(required)) if actual >= required => Ok(()),
        (Some(_), Some(_)) => Err(Misfit::Short(part)),
        _ => Err(Misfit::Unknown(part)),
    }
}

fn check_rank(row: &super::sheet::Row<'_>, count: usize, faults: &mut RowFaults) {
    let expected = count.saturating_sub(1).to_string();
    row.read("rank", &expected, faults, |text| (text == expected).then_some(()));
}

#[cfg(test)]
mod tests;
