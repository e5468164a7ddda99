//! `excepted_quantities.csv`: how much an excepted quantity (例外数量) may hold (617.3 column 7b,
//! ADR 3.5.1.2).

use std::str::FromStr;

use super::sheet::{Edition, Sheet, lacks_row};
use crate::fault::RowFaults;

/// A code of excepted quantities, E0 to E5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EqCode(u8);

/// A text that is no code of excepted quantities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a code of excepted quantities (E0-E5)")]
pub struct NoEqCode;

impl FromStr for EqCode {
    type Err = NoEqCode;
    fn from_str(text: &str) -> Result<Self, NoEqCode> {
        match text.as_bytes() {
            [b'E', digit @ b'0'..=b'5'] => Ok(Self(digit - b'0')),
            _ => Err(NoEqCode),
        }
    }
}

/// The most that packagings may hold, in grams of solids, millilitres of liquids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EqLimits {
    /// An inner packaging.
    pub inner: u32,
    /// An outer packaging.
    pub outer: u32,
}

/// Why a package is no excepted quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverExcepted {
    /// The code allows none (E0).
    NotAllowed,
    /// An inner packaging holds more than this.
    Inner(u32),
    /// An outer packaging holds more than this.
    Outer(u32),
}

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptedQuantities {
    /// Where it comes from.
    pub edition: Edition,
    limits: [Option<EqLimits>; 6],
}

impl ExceptedQuantities {
    /// Reads the file. A row without amounts allows none.
    pub fn parse(csv: &[u8]) -> Result<Self, RowFaults> {
        let (sheet, mut faults) = Sheet::read(csv, &["code", "inner", "outer"]);
        let mut limits: [Option<Option<EqLimits>>; 6] = [None; 6];
        for row in sheet.rows() {
            let code = row.read("code", "E0-E5", &mut faults, |text| text.parse::<EqCode>().ok());
            let inner = row.read_or_blank("inner", "30", &mut faults, |text| text.parse().ok());
            let outer = row.read("outer", "500, as inner", &mut faults, |text| {
                let outer = if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
                outer.filter(|outer| inner.is_none_or(|inner| inner.is_some() == outer.is_some()))
            });
            let (Some(EqCode(code)), Some(inner), Some(outer)) = (code, inner, outer) else {
                continue;
            };
            let limit = inner.zip(outer).map(|(inner, outer)| EqLimits { inner, outer });
            if limits[usize::from(code)].replace(limit).is_some() {
                row.repeats("code", &mut faults);
            }
        }
        for (code, limit) in ["E0", "E1", "E2", "E3", "E4", "E5"].iter().zip(&limits) {
            if limit.is_none() {
                lacks_row("code", code, &mut faults);
            }
        }
        faults.settle(Self { edition: sheet.edition, limits: limits.map(Option::flatten) })
    }

    /// What a code allows; `None` for E0.
    #[must_use]
    pub fn limits(&self, code: EqCode) -> Option<EqLimits> {
        self.limits[usize::from(code.0)]
    }

    /// Whether a package is an excepted quantity: its goods as (code, the most that one inner
    /// packaging holds), and the sum in the outer one, all in thousandths of a gram or millilitre.
    /// Of several codes the smallest outer limit holds.
    pub fn check(
        &self,
        inner: impl IntoIterator<Item = (EqCode, u64)>,
        outer: u64,
    ) -> Result<(), OverExcepted> {
        let mut least = None;
        for (code, amount) in inner {
            let limits = self.limits(code).ok_or(OverExcepted::NotAllowed)?;
            if amount > u64::from(limits.inner) * 1000 {
                return Err(OverExcepted::Inner(limits.inner));
            }
            least = Some(least.map_or(limits.outer, |least: u32| least.min(limits.outer)));
        }
        match least {
            Some(least) if outer > u64::from(least) * 1000 => Err(OverExcepted::Outer(least)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn check(inner: &[(&str, u64)], outer: u64) -> Result<(), OverExcepted> {
        let inner = inner.iter().map(|&(code, amount)| (code.parse().unwrap(), amount));
        sample::tables().excepted_quantities.check(inner, outer)
    }

    #[test]
    fn each_code_allows_what_the_facts_say() {
        for (code, inner, outer) in
            [("E1", 30, 1000), ("E2", 30, 500), ("E3", 30, 300), ("E4", 1, 500), ("E5", 1, 300)]
        {
            assert_eq!(check(&[(code, inner * 1000)], outer * 1000), Ok(()), "{code}");
            let over = check(&[(code, inner * 1000 + 1)], outer * 1000);
            assert_eq!(over, Err(OverExcepted::Inner(inner as u32)), "{code}");
            let over = check(&[(code, inner * 1000)], outer * 1000 + 1);
            assert_eq!(over, Err(OverExcepted::Outer(outer as u32)), "{code}");
        }
        assert_eq!(check(&[("E0", 0)], 0), Err(OverExcepted::NotAllowed));
    }

    #[test]
    fn of_several_codes_the_smallest_outer_limit_holds() {
        let mixed = [("E1", 30_000), ("E5", 1000), ("E2", 20_000)];
        assert_eq!(check(&mixed, 300_000), Ok(()));
        assert_eq!(check(&mixed, 300_001), Err(OverExcepted::Outer(300)));
    }

    #[test]
    fn every_code_of_the_goods_list_is_read() {
        for row in sample::goods() {
            let text = row["excepted_quantity"].as_str();
            let is_code = text.parse::<EqCode>().is_ok();
            assert!(is_code || matches!(text, "" | "SP340"), "{text}");
        }
    }
}
