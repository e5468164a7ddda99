//! `segregation.csv`: how far apart classes are kept in store and when parked (IMDG 7.2.4). On one
//! vehicle this is a caution, never an offence.

use placard_domain::Text;

use super::explosive::Division;
use super::labels::Label;
use super::load::{Load, pairs};
use super::matrix::Matrix;
use super::sheet::Edition;
use crate::fault::RowFaults;

/// The rows of the table.
pub const ROWS: [&str; 17] = [
    "1.1 1.2 1.5",
    "1.3 1.6",
    "1.4",
    "2.1",
    "2.2",
    "2.3",
    "3",
    "4.1",
    "4.2",
    "4.3",
    "5.1",
    "5.2",
    "6.1",
    "6.2",
    "7",
    "8",
    "9",
];

/// How far apart, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Apart {
    /// `0`: no general rule; the entry's own provisions decide.
    NoRule,
    /// `1`: away from.
    Away,
    /// `2`: separated from.
    Separate,
    /// `3`: a whole compartment between.
    Compartment,
    /// `4`: far, lengthwise.
    Far,
    /// `*`: explosives, by their compatibility groups.
    ByGroup,
}

impl Apart {
    fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "0" => Self::NoRule,
            "1" => Self::Away,
            "2" => Self::Separate,
            "3" => Self::Compartment,
            "4" => Self::Far,
            "*" => Self::ByGroup,
            _ => return None,
        })
    }

    /// The least distance in metres, on deck; `None` where the table gives none.
    #[must_use]
    pub const fn metres(self) -> Option<u16> {
        match self {
            Self::NoRule | Self::ByGroup => None,
            Self::Away => Some(3),
            Self::Separate => Some(6),
            Self::Compartment => Some(12),
            Self::Far => Some(24),
        }
    }

    /// What it asks for.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::NoRule => Text::new("无一般隔离要求", "no general rule"),
            Self::Away => Text::new("远离（不少于3米）", "away from (3 m or more)"),
            Self::Separate => Text::new("隔离（不少于6米）", "separated from (6 m or more)"),
            Self::Compartment => {
                Text::new("隔一整舱（不少于12米）", "a compartment between (12 m or more)")
            }
            Self::Far => Text::new("纵向远隔（不少于24米）", "far lengthwise (24 m or more)"),
            Self::ByGroup => Text::new("按配装组", "by compatibility group"),
        }
    }
}

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segregation(Matrix<Apart, 17>);

impl Segregation {
    /// Reads the file.
    pub fn parse(csv: &[u8]) -> Result<Self, RowFaults> {
        let blank = (Apart::ByGroup, "0, 1, 2, 3, 4, *");
        Matrix::parse(csv, "class", &ROWS, blank, Apart::from_text).map(Self)
    }

    /// Where it comes from.
    #[must_use]
    pub fn edition(&self) -> &Edition {
        &self.0.edition
    }

    /// How far apart two loads are kept: the farthest that any of their labels asks for.
    #[must_use]
    pub fn apart(&self, a: &Load<'_>, b: &Load<'_>) -> Apart {
        pairs(rows(a), rows(b)).map(|(i, j)| self.0.cell(i, j)).max().unwrap_or(Apart::NoRule)
    }
}

fn rows(load: &Load<'_>) -> u32 {
    load.labels.iter().fold(0, |rows, label| rows | 1 << row_of(label, load))
}

/// The index of a label's row in [`ROWS`]. The explosive subsidiary label counts as 1.3, the label
/// of goods whose division is not known as the worst.
fn row_of(label: Label, load: &Load<'_>) -> usize {
    let is_subsidiary =
        load.labels.contains(Label::FlammableSolid) || load.labels.contains(Label::Peroxide);
    match label {
        Label::Explosive => match load.explosive().map(|code| code.division) {
            Some(Division::Fire | Division::Insensitive) => 1,
            Some(_) => 0,
            None => usize::from(is_subsidiary),
        },
        Label::Explosive15 => 0,
        Label::Explosive16 => 1,
        Label::Explosive14 => 2,
        Label::FlammableGas => 3,
        Label::Gas => 4,
        Label::ToxicGas => 5,
        Label::FlammableLiquid => 6,
        Label::FlammableSolid => 7,
        Label::SelfHeating => 8,
        Label::WaterReactive => 9,
        Label::Oxidiser => 10,
        Label::Peroxide => 11,
        Label::Toxic => 12,
        Label::Infectious => 13,
        Label::RadioactiveI
        | Label::RadioactiveII
        | Label::RadioactiveIII
        | Label::Radioactive
        | Label::Fissile => 14,
        Label::Corrosive => 15,
        Label::Miscellaneous | Label::LithiumBattery => 16,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, load};
    use super::*;

    /// What stands below and on the diagonal, typed row by row from facts/law.md 5.10; the upper
    /// half is asked of the same digits.
    const LOWER: [&str; 17] = [
        "*",
        "**",
        "***",
        "4420",
        "22100",
        "221000",
        "4422120",
        "43210000",
        "432212210",
        "4420001010",
        "44220021220",
        "442212222220",
        "2200000010110",
        "44442233323310",
        "222211222212030",
        "4221000111220320",
        "00000000000000000",
    ];

    #[test]
    fn every_pair_of_classes_is_as_the_facts_have_it() {
        let table = &sample::tables().segregation;
        let mut pairs = 0;
        for (i, row) in LOWER.iter().enumerate() {
            assert_eq!(row.len(), i + 1, "{}", ROWS[i]);
            for (j, digit) in row.char_indices() {
                let expected = Apart::from_text(&digit.to_string()).unwrap();
                assert_eq!(table.0.cell(i, j), expected, "{} from {}", ROWS[i], ROWS[j]);
                assert_eq!(table.0.cell(j, i), expected, "{} from {}", ROWS[j], ROWS[i]);
                pairs += 1;
            }
        }
        assert_eq!(pairs, 17 * 18 / 2);
    }

    #[test]
    fn every_label_has_the_row_of_its_name() {
        for &label in Label::ALL {
            let row = ROWS[row_of(label, &load("1203 3 F1"))];
            let stands = row.split(' ').any(|name| label.as_str().starts_with(name));
            assert!(stands || label == Label::Explosive, "{label:?}: {row}");
        }
        for (code, row) in [("1.1D", 0), ("1.2G", 0), ("1.3C", 1), ("?", 0)] {
            assert_eq!(row_of(Label::Explosive, &load(&format!("0027 1 {code}"))), row, "{code}");
        }
        assert_eq!(row_of(Label::Explosive, &load("3101 5.2;1 P1")), 1);
    }

    #[test]
    fn the_farthest_that_any_label_asks_for_is_kept() {
        let apart = |a, b| {
            let table = &sample::tables().segregation;
            assert_eq!(table.apart(&load(a), &load(b)), table.apart(&load(b), &load(a)));
            table.apart(&load(a), &load(b))
        };
        assert_eq!(apart("1203 3 F1", "1830 8 C1"), Apart::NoRule);
        assert_eq!(apart("1203 3 F1", "2014 5.1;8 OC1"), Apart::Separate);
        assert_eq!(apart("1203 3 F1", "1017 2.3;5.1;8 2TOC").metres(), Some(6));
        assert_eq!(apart("0027 1 1.1D", "1203 3 F1").metres(), Some(24));
        assert_eq!(apart("0027 1 1.1D", "0012 1.4 1.4S"), Apart::ByGroup);
        assert_eq!(apart("2922 8;6.1 CT1", "2922 8;6.1 CT1"), Apart::NoRule);
        let metres = ["0", "1", "2", "3", "4"].map(|text| Apart::from_text(text).unwrap().metres());
        assert_eq!(metres, [None, Some(3), Some(6), Some(12), Some(24)]);
    }
}
