//! `mixed_loading.csv` and its conditions: which goods may share a vehicle (ADR 7.5.2.1; 令29
//! art. 20 for limited and excepted quantities). Every label of each package is asked, subsidiary
//! ones included, and a pair that is not in the table is forbidden.

use placard_domain::Text;

use super::compatibility::{Compatibility, Pairing};
use super::explosive::{ExplosiveCode, Group};
use super::labels::{Label, LabelSet};
use super::load::{Load, Packed, pairs};
use super::matrix::Matrix;
use super::sheet::{Edition, Sheet, lacks_row};
use crate::fault::RowFaults;

/// The rows of the table.
pub const ROWS: [&str; 18] = [
    "1", "1.4", "1.5", "1.6", "2", "3", "4.1", "4.1+1", "4.2", "4.3", "5.1", "5.2", "5.2+1", "6.1",
    "6.2", "7", "8", "9",
];

/// A row of the table: a label, or a label with the explosive subsidiary one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row(u8);

impl Row {
    /// As the table prints it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        ROWS[usize::from(self.0)]
    }
}

/// What the table says of two loads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// May share a vehicle.
    Allowed,
    /// May share a vehicle, but the whole counts as blasting explosives for signs, segregation and
    /// mass.
    AsBlastingExplosives,
    /// May share a vehicle if what the groups ask for is seen to.
    If(Pairing),
    /// Not known: a package bears a label of class 1, and its compatibility group is not given.
    GroupUnknown,
    /// Not known: goods that bear no label have no row of the table, and the others bear one of
    /// class 1.
    Unlabelled,
    /// Must not share a vehicle.
    Forbidden(Why),
}

/// Why two loads must not share a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Two labels, by row of the table.
    Labels(Row, Row),
    /// Two compatibility groups.
    Groups(Group, Group),
    /// Limited quantities never go with explosives (令29 art. 20).
    LimitedWithExplosives,
}

impl Verdict {
    fn rank(self) -> u8 {
        match self {
            Self::Allowed => 0,
            Self::AsBlastingExplosives => 1,
            Self::If(_) => 2,
            Self::GroupUnknown | Self::Unlabelled => 3,
            Self::Forbidden(_) => 4,
        }
    }

    fn worse(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }

    /// What it says to people; `None` where all is allowed.
    #[must_use]
    pub fn text(self) -> Option<Text> {
        Some(match self {
            Self::Allowed => return None,
            Self::AsBlastingExplosives => Text::new(
                "全部货物按第1类爆破炸药处理（标志、隔离和载质量）",
                "the whole counts as blasting explosives: signs, segregation and mass",
            ),
            Self::If(pairing) => return pairing.text(),
            Self::GroupUnknown => {
                Text::new("配装组未给出，无法判断", "the compatibility group is not given")
            }
            Self::Unlabelled => Text::new(
                "无标志的货物不在混装表中，与爆炸品能否同车无法判断",
                "goods without a label are not in the table: not known with explosives",
            ),
            Self::Forbidden(Why::Labels(a, b)) => Text::new(
                format!("标志{}与标志{}的货物不得同车", a.as_str(), b.as_str()),
                format!("labels {} and {} must not share a vehicle", a.as_str(), b.as_str()),
            ),
            Self::Forbidden(Why::Groups(a, b)) => Text::new(
                format!("配装组{}与配装组{}不得同车", a.letter(), b.letter()),
                format!("groups {} and {} must not share a vehicle", a.letter(), b.letter()),
            ),
            Self::Forbidden(Why::LimitedWithExplosives) => Text::new(
                "有限数量包装的货物不得与爆炸品同车",
                "limited quantities must not share a vehicle with explosives",
            ),
        })
    }
}

/// A cell: letters of conditions as bits (`a` is 1), or one of the three signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Allowed,
    Forbidden,
    ByGroup,
    If(u8),
}

impl Cell {
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "X" => Some(Self::Allowed),
            "-" => Some(Self::Forbidden),
            "G" => Some(Self::ByGroup),
            "" => None,
            letters => letters
                .chars()
                .try_fold(0, |bits, letter| Some(bits | 1 << LETTERS.find(letter)?))
                .map(Self::If),
        }
    }
}

const LETTERS: &str = "abcd";
/// The condition under which the whole counts as blasting explosives.
const BLASTING: usize = 3;

/// When a lettered cell allows: an explosive of these with others of those.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Condition {
    /// UN numbers of the explosives; empty for any.
    explosives: Vec<u16>,
    /// The classification code it must have.
    code: Option<ExplosiveCode>,
    /// UN numbers of the other goods; empty for any.
    others: Vec<u16>,
}

impl Condition {
    fn holds(&self, explosive: &Load<'_>, other: &Load<'_>) -> bool {
        let has = |list: &[u16], load: &Load<'_>| {
            list.is_empty() || list.binary_search(&load.un.number()).is_ok()
        };
        has(&self.explosives, explosive)
            && has(&self.others, other)
            && self.code.is_none_or(|code| explosive.explosive() == Some(code))
    }
}

/// The table with its conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MixedLoading {
    cells: Matrix<Cell, 18>,
    conditions: [Condition; 4],
    conditions_edition: Edition,
}

impl MixedLoading {
    /// Reads the table and the file of its conditions.
    pub fn parse(table: &[u8], conditions: &[u8]) -> Result<Self, RowFaults> {
        let blank = (Cell::Forbidden, "X, -, G, a, b, c, d, abc");
        let cells = Matrix::parse(table, "label", &ROWS, blank, Cell::from_text)?;
        let (conditions, conditions_edition) = read_conditions(conditions)?;
        Ok(Self { cells, conditions, conditions_edition })
    }

    /// Where the table and its conditions come from.
    #[must_use]
    pub fn editions(&self) -> (&Edition, &Edition) {
        (&self.cells.edition, &self.conditions_edition)
    }

    /// Whether two loads may share a vehicle.
    #[must_use]
    pub fn may_share(&self, groups: &Compatibility, a: &Load<'_>, b: &Load<'_>) -> Verdict {
        if let Some(verdict) = by_quantity(a, b) {
            return verdict;
        }
        let has_no_row =
            |of: &Load<'_>, with: &Load<'_>| of.labels.is_empty() && with.labels.has_explosive();
        if has_no_row(a, b) || has_no_row(b, a) {
            return Verdict::Unlabelled;
        }
        pairs(rows(a.labels), rows(b.labels))
            .map(|(i, j)| self.pair(groups, (i, a), (j, b)))
            .fold(Verdict::Allowed, Verdict::worse)
    }

    fn pair(
        &self,
        groups: &Compatibility,
        (i, a): (usize, &Load<'_>),
        (j, b): (usize, &Load<'_>),
    ) -> Verdict {
        let forbidden = Verdict::Forbidden(Why::Labels(Row(i as u8), Row(j as u8)));
        match self.cells.cell(i, j) {
            Cell::Allowed => Verdict::Allowed,
            Cell::Forbidden => forbidden,
            Cell::ByGroup => by_group(groups, a, b),
            Cell::If(letters) => {
                let (explosive, other) = if i < j { (a, b) } else { (b, a) };
                let holds = |&letter: &usize| {
                    letters & 1 << letter != 0 && self.conditions[letter].holds(explosive, other)
                };
                match (0..LETTERS.len()).find(holds) {
                    Some(BLASTING) => Verdict::AsBlastingExplosives,
                    Some(_) => Verdict::Allowed,
                    None => forbidden,
                }
            }
        }
    }
}

/// Limited and excepted quantities bear no labels: they go with anything, but limited ones never
/// with explosives. Two explosives are left to their groups.
fn by_quantity(a: &Load<'_>, b: &Load<'_>) -> Option<Verdict> {
    let is_limited = |load: &Load<'_>| load.packed == Packed::Limited && !load.is_explosive();
    if is_limited(a) && b.is_explosive() || is_limited(b) && a.is_explosive() {
        return Some(Verdict::Forbidden(Why::LimitedWithExplosives));
    }
    let is_free = |load: &Load<'_>| is_limited(load) || load.packed == Packed::Excepted;
    (is_free(a) || is_free(b)).then_some(Verdict::Allowed)
}

fn by_group(groups: &Compatibility, a: &Load<'_>, b: &Load<'_>) -> Verdict {
    let (Some(code_a), Some(code_b)) = (a.explosive(), b.explosive()) else {
        return Verdict::GroupUnknown;
    };
    let forbidden = Verdict::Forbidden(Why::Groups(code_a.group, code_b.group));
    match groups.pairing(code_a.group, code_b.group) {
        Pairing::Allowed => Verdict::Allowed,
        Pairing::Forbidden => forbidden,
        Pairing::SameKindOnly if a.un != b.un => forbidden,
        pairing => Verdict::If(pairing),
    }
}

/// The rows that a package's labels fall under, as bits.
fn rows(labels: LabelSet) -> u32 {
    let has_explosive = labels.contains(Label::Explosive);
    let mut rows = labels.iter().fold(0, |rows, label| rows | 1 << row_of(label));
    for (label, with_explosive) in [(Label::FlammableSolid, 7), (Label::Peroxide, 12)] {
        if has_explosive && labels.contains(label) {
            rows = rows & !(1 << row_of(label)) & !(1 << row_of(Label::Explosive));
            rows |= 1 << with_explosive;
        }
    }
    rows
}

/// The index of a label's row in [`ROWS`].
const fn row_of(label: Label) -> usize {
    match label {
        Label::Explosive => 0,
        Label::Explosive14 => 1,
        Label::Explosive15 => 2,
        Label::Explosive16 => 3,
        Label::FlammableGas | Label::Gas | Label::ToxicGas => 4,
        Label::FlammableLiquid => 5,
        Label::FlammableSolid => 6,
        Label::SelfHeating => 8,
        Label::WaterReactive => 9,
        Label::Oxidiser => 10,
        Label::Peroxide => 11,
        Label::Toxic => 13,
        Label::Infectious => 14,
        Label::RadioactiveI
        | Label::RadioactiveII
        | Label::RadioactiveIII
        | Label::Radioactive
        | Label::Fissile => 15,
        Label::Corrosive => 16,
        Label::Miscellaneous | Label::LithiumBattery => 17,
    }
}

fn read_conditions(csv: &[u8]) -> Result<([Condition; 4], Edition), RowFaults> {
    let (sheet, mut faults) = Sheet::read(csv, &["condition", "explosives", "code", "others"]);
    let mut conditions: [Option<Condition>; 4] = Default::default();
    for row in sheet.rows() {
        let letter = row.read("condition", "a, b, c, d", &mut faults, |text| {
            LETTERS.find(text).filter(|_| text.len() == 1)
        });
        let explosives = row.read_uns("explosives", &mut faults);
        let code = row.read_or_blank("code", "1.4S", &mut faults, |text| text.parse().ok());
        let others = row.read_uns("others", &mut faults);
        let Some(letter) = letter else { continue };
        if conditions[letter].is_some() {
            row.repeats("condition", &mut faults);
        }
        if let (Some(explosives), Some(code), Some(others)) = (explosives, code, others) {
            conditions[letter] = Some(Condition { explosives, code, others });
        }
    }
    for (letter, condition) in LETTERS.split_inclusive(|_| true).zip(&conditions) {
        if condition.is_none() {
            lacks_row("condition", letter, &mut faults);
        }
    }
    faults.settle((conditions.map(Option::unwrap_or_default), sheet.edition))
}

#[cfg(test)]
mod tests;
