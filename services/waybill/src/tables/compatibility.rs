//! `compatibility.csv`: which compatibility groups of explosives may share a vehicle (ADR 7.5.2.2).

use placard_domain::Text;

use super::explosive::Group;
use super::matrix::Matrix;
use super::sheet::Edition;
use crate::fault::RowFaults;

/// The groups of the table. K is not carried by road and has no row.
pub const GROUPS: [&str; 12] = ["A", "B", "C", "D", "E", "F", "G", "H", "J", "L", "N", "S"];

/// What the table says of two groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// `X`: may share a vehicle.
    Allowed,
    /// `1`: only segregated: separate compartments or an approved containment system.
    IfSegregated,
    /// `2`: different kinds of 1.6N only if shown to add no risk, else they count as 1.1.
    IfShown,
    /// `2,3`: as `2`, and N counts as D.
    IfShownAsGroupD,
    /// `4`: only with the same kind.
    SameKindOnly,
    /// `-`, or not in the table.
    Forbidden,
}

impl Pairing {
    fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "X" => Self::Allowed,
            "1" => Self::IfSegregated,
            "2" => Self::IfShown,
            "2;3" => Self::IfShownAsGroupD,
            "4" => Self::SameKindOnly,
            "-" => Self::Forbidden,
            _ => return None,
        })
    }

    /// What must be seen to; `None` where all is allowed.
    #[must_use]
    pub fn text(self) -> Option<Text> {
        let (zh, en) = match self {
            Self::Allowed => return None,
            Self::IfSegregated => (
                "只有用隔舱或经批准的防护系统有效隔离后才可同车",
                "only in separate compartments or an approved containment system",
            ),
            Self::IfShown => (
                "不同种类的1.6N物品，经试验或类推证明不增加危险才可同车，否则按1.1项处理",
                "different kinds of 1.6N only if shown to add no risk, else they count as 1.1",
            ),
            Self::IfShownAsGroupD => (
                "经证明不增加危险才可同车，此时N组物品按D组处理",
                "only if shown to add no risk; group N then counts as group D",
            ),
            Self::SameKindOnly => ("L组只可与同类货物同车", "group L only with the same kind"),
            Self::Forbidden => ("配装组不允许同车", "these groups must not share a vehicle"),
        };
        Some(Text::new(zh, en))
    }
}

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compatibility(Matrix<Pairing, 12>);

impl Compatibility {
    /// Reads the file.
    pub fn parse(csv: &[u8]) -> Result<Self, RowFaults> {
        let blank = (Pairing::Forbidden, "X, -, 1, 2, 2;3, 4");
        Matrix::parse(csv, "group", &GROUPS, blank, Pairing::from_text).map(Self)
    }

    /// Where it comes from.
    #[must_use]
    pub fn edition(&self) -> &Edition {
        &self.0.edition
    }

    /// What it says of two groups.
    #[must_use]
    pub fn pairing(&self, a: Group, b: Group) -> Pairing {
        match (row(a), row(b)) {
            (Some(a), Some(b)) => self.0.cell(a, b),
            _ => Pairing::Forbidden,
        }
    }
}

/// The index of a group's row in [`GROUPS`].
const fn row(group: Group) -> Option<usize> {
    Some(match group.letter() {
        letter @ 'A'..='H' => letter as usize - 'A' as usize,
        'J' => 8,
        'L' => 9,
        'N' => 10,
        'S' => 11,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// What goes with each group, typed from facts/law.md 5.3 without its table's form.
    const WITH: [(&str, &str); 12] = [
        ("A", "A"),
        ("B", "B D1 S"),
        ("C", "C D E G N3 S"),
        ("D", "B1 C D E G N3 S"),
        ("E", "C D E G N3 S"),
        ("F", "F S"),
        ("G", "C D E G S"),
        ("H", "H S"),
        ("J", "J S"),
        ("L", "L4"),
        ("N", "C3 D3 E3 N2 S"),
        ("S", "B C D E F G H J N S"),
    ];

    fn expected(a: &str, b: char) -> Pairing {
        let row = WITH.iter().find(|row| row.0 == a).map_or("", |row| row.1);
        match row.split(' ').find(|part| part.starts_with(b)).map(|part| &part[1..]) {
            Some("") => Pairing::Allowed,
            Some("1") => Pairing::IfSegregated,
            Some("2") => Pairing::IfShown,
            Some("3") => Pairing::IfShownAsGroupD,
            Some("4") => Pairing::SameKindOnly,
            _ => Pairing::Forbidden,
        }
    }

    #[test]
    fn every_pair_of_groups_is_as_the_facts_have_it() {
        let table = &sample::tables().compatibility;
        let mut pairs = 0;
        for a in Group::ALL.chars() {
            for b in Group::ALL.chars() {
                let groups = (Group::from_letter(a).unwrap(), Group::from_letter(b).unwrap());
                let pairing = table.pairing(groups.0, groups.1);
                assert_eq!(pairing, expected(&a.to_string(), b), "{a} with {b}");
                assert_eq!(pairing, table.pairing(groups.1, groups.0), "{b} with {a}");
                pairs += 1;
            }
        }
        assert_eq!(pairs, 13 * 13, "K is asked too, and has no pair at all");
    }

    #[test]
    fn every_group_but_k_has_the_row_of_its_letter() {
        for letter in Group::ALL.chars() {
            let row = row(Group::from_letter(letter).unwrap()).map(|row| GROUPS[row]);
            assert_eq!(row, (letter != 'K').then_some(letter.to_string().as_str()));
        }
    }

    #[test]
    fn a_table_that_differs_between_its_two_ways_is_refused() {
        let shipped = std::str::from_utf8(sample::COMPATIBILITY).unwrap();
        let skewed = shipped.replacen(",A,X,-,", ",A,X,X,", 1);
        let faults = Compatibility::parse(skewed.as_bytes()).unwrap_err();
        assert!(faults.to_string().contains("B with A differs from A with B"), "{faults}");
        let short = shipped.lines().take(12).collect::<Vec<_>>().join("\n");
        let faults = Compatibility::parse(short.as_bytes()).unwrap_err();
        assert!(faults.to_string().contains("there is no row for S"), "{faults}");
    }
}
