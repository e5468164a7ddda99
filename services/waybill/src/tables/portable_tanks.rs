//! `portable_tanks.csv`: portable tank instructions and those that may stand in for them
//! (ADR 4.2.5.2.5).

use std::str::FromStr;

use super::sheet::{Edition, Sheet};
use crate::fault::RowFaults;

/// A portable tank instruction: `T11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instruction(u8);

impl Instruction {
    const fn bit(self) -> u128 {
        1 << self.0
    }
}

/// A text that is no portable tank instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a portable tank instruction (T1-T23, T50, T75)")]
pub struct NoInstruction;

impl FromStr for Instruction {
    type Err = NoInstruction;
    fn from_str(text: &str) -> Result<Self, NoInstruction> {
        let digits = text.strip_prefix('T').ok_or(NoInstruction)?;
        if digits.starts_with('0') || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(NoInstruction);
        }
        match digits.parse() {
            Ok(number @ (1..=23 | 50 | 75)) => Ok(Self(number)),
            _ => Err(NoInstruction),
        }
    }
}

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortableTanks {
    /// Where it comes from.
    pub edition: Edition,
    /// By instruction: those that may stand in, as bits.
    stand_ins: Vec<(Instruction, u128)>,
}

impl PortableTanks {
    /// Reads the file.
    pub fn parse(csv: &[u8]) -> Result<Self, RowFaults> {
        let (sheet, mut faults) = Sheet::read(csv, &["instruction", "replaced_by"]);
        let mut stand_ins: Vec<(Instruction, u128)> = Vec::new();
        for row in sheet.rows() {
            let read = |text: &str| text.parse::<Instruction>().ok();
            let instruction = row.read("instruction", "T1-T23, T50, T75", &mut faults, read);
            let others = row.read_list("replaced_by", "T2;T3", &mut faults, read);
            if let (Some(instruction), Some(others)) = (instruction, others) {
                if stand_ins.iter().any(|known| known.0 == instruction) {
                    row.repeats("instruction", &mut faults);
                }
                let bits = others.iter().fold(0, |bits, other| bits | other.bit());
                stand_ins.push((instruction, bits));
            }
        }
        faults.settle(Self { edition: sheet.edition, stand_ins })
    }

    /// Whether a tank of instruction `actual` will do where `required` is asked for.
    #[must_use]
    pub fn satisfies(&self, actual: Instruction, required: Instruction) -> bool {
        actual == required
            || self
                .stand_ins
                .iter()
                .any(|&(instruction, bits)| instruction == required && bits & actual.bit() != 0)
    }

    /// Whether a tank will do for a cell of the goods list, which may hold bulk codes and
    /// references beside. `None` where the cell asks for no instruction.
    #[must_use]
    pub fn satisfies_any(&self, actual: Instruction, cell: &str) -> Option<bool> {
        cell.split(';')
            .filter_map(|part| part.parse().ok())
            .map(|required| self.satisfies(actual, required))
            .reduce(|any, next| any || next)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// What may not stand in for each instruction among those above it, up to T22; typed from
    /// facts/law.md 5.7, which lists what may.
    const NEVER: [(u8, &[u8]); 21] = [
        (1, &[]),
        (2, &[3, 6]),
        (3, &[]),
        (4, &[6]),
        (5, &[6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 18, 21]),
        (6, &[]),
        (7, &[]),
        (8, &[11, 12, 15, 16, 17, 18]),
        (9, &[11, 12, 15, 16, 17, 18]),
        (10, &[11, 12, 13, 15, 16, 17, 18, 21]),
        (11, &[]),
        (12, &[13, 15, 17, 21]),
        (13, &[15, 16, 17, 18]),
        (14, &[15, 16, 17, 18, 21]),
        (15, &[]),
        (16, &[17, 21]),
        (17, &[]),
        (18, &[21]),
        (19, &[21]),
        (20, &[21]),
        (21, &[]),
    ];

    #[test]
    fn every_pair_of_instructions_is_as_the_facts_have_it() {
        let table = &sample::tables().portable_tanks;
        let mut pairs = 0;
        for required in (1..=23).chain([50, 75]) {
            for actual in (1..=23).chain([50, 75]) {
                let never = NEVER.iter().find(|row| row.0 == required).map(|row| row.1);
                let stands_in = never.is_some_and(|never| {
                    actual > required && actual <= 22 && !never.contains(&actual)
                });
                assert_eq!(
                    table.satisfies(Instruction(actual), Instruction(required)),
                    actual == required || stands_in,
                    "T{actual} for T{required}"
                );
                pairs += 1;
            }
        }
        assert_eq!(pairs, 25 * 25);
    }

    #[test]
    fn every_instruction_of_the_goods_list_is_read() {
        let table = &sample::tables().portable_tanks;
        let mut asked = 0;
        for row in sample::goods() {
            let cell = &row["portable_tank_instructions"];
            for part in cell.split(';').filter(|part| part.starts_with('T')) {
                let instruction = part.parse().unwrap();
                assert_eq!(table.satisfies_any(instruction, cell), Some(true), "{cell}");
                asked += 1;
            }
        }
        assert!(asked > 2000, "{asked}");
        assert_eq!(table.satisfies_any(Instruction(22), "BK1;BK2"), None);
        assert_eq!(table.satisfies_any(Instruction(3), "T4;BK2"), Some(false));
    }

    #[test]
    fn what_is_no_instruction_is_refused() {
        for bad in ["", "T", "T0", "T01", "T24", "T+1", "t1", "11", "T300", "T五"] {
            assert_eq!(bad.parse::<Instruction>(), Err(NoInstruction), "{bad:?}");
        }
    }
}
