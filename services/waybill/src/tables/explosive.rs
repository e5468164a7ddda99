//! Explosives as the goods list codes them: a division (项别) and a compatibility group (配装组),
//! `1.4S`.

use std::fmt;
use std::str::FromStr;

/// A division of class 1, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Division {
    /// 1.1: mass explosion.
    Mass,
    /// 1.5: very insensitive, mass explosion.
    InsensitiveMass,
    /// 1.2: projection.
    Projection,
    /// 1.3: fire, minor blast.
    Fire,
    /// 1.6: extremely insensitive.
    Insensitive,
    /// 1.4: no significant hazard.
    Minor,
}

impl Division {
    /// As the list prints it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mass => "1.1",
            Self::InsensitiveMass => "1.5",
            Self::Projection => "1.2",
            Self::Fire => "1.3",
            Self::Insensitive => "1.6",
            Self::Minor => "1.4",
        }
    }
}

/// A compatibility group: A to L without I, N and S.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group(u8);

impl Group {
    /// Every group there is, as printed.
    pub const ALL: &'static str = "ABCDEFGHJKLNS";

    /// From its letter.
    #[must_use]
    pub const fn from_letter(letter: char) -> Option<Self> {
        match letter {
            'A'..='H' | 'J'..='L' | 'N' | 'S' => Some(Self(letter as u8)),
            _ => None,
        }
    }

    /// Its letter.
    #[must_use]
    pub const fn letter(self) -> char {
        self.0 as char
    }
}

/// A classification code of class 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExplosiveCode {
    /// The division.
    pub division: Division,
    /// The compatibility group.
    pub group: Group,
}

impl fmt::Display for ExplosiveCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.division.as_str(), self.group.letter())
    }
}

/// A text that is no classification code of class 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a classification code of class 1 (1.1D, 1.4S)")]
pub struct NoExplosiveCode;

impl FromStr for ExplosiveCode {
    type Err = NoExplosiveCode;
    fn from_str(text: &str) -> Result<Self, NoExplosiveCode> {
        let [b'1', b'.', division, group] = *text.as_bytes() else { return Err(NoExplosiveCode) };
        let division = match division {
            b'1' => Division::Mass,
            b'2' => Division::Projection,
            b'3' => Division::Fire,
            b'4' => Division::Minor,
            b'5' => Division::InsensitiveMass,
            b'6' => Division::Insensitive,
            _ => return Err(NoExplosiveCode),
        };
        Ok(Self { division, group: Group::from_letter(group.into()).ok_or(NoExplosiveCode)? })
    }
}

/// The division that a whole load counts as: the worst of its goods, where 1.5D together with 1.2
/// counts as 1.1 (ADR 7.5.2.2). `None` for no explosives.
#[must_use]
pub fn worst_division(load: impl IntoIterator<Item = ExplosiveCode>) -> Option<Division> {
    let (mut worst, mut has_insensitive_mass, mut has_projection) = (None, false, false);
    for code in load {
        worst = Some(worst.map_or(code.division, |worst: Division| worst.min(code.division)));
        has_insensitive_mass |=
            code.division == Division::InsensitiveMass && code.group.letter() == 'D';
        has_projection |= code.division == Division::Projection;
    }
    if has_insensitive_mass && has_projection { Some(Division::Mass) } else { worst }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worst(codes: &[&str]) -> Option<&'static str> {
        worst_division(codes.iter().map(|code| code.parse().unwrap())).map(Division::as_str)
    }

    #[test]
    fn a_load_counts_as_its_worst_division() {
        let order = ["1.1D", "1.5D", "1.2G", "1.3C", "1.6N", "1.4S"];
        for (i, worse) in order.iter().enumerate() {
            for better in &order[i..] {
                let expected =
                    if (*worse, *better) == ("1.5D", "1.2G") { "1.1" } else { &worse[..3] };
                assert_eq!(worst(&[worse, better]), Some(expected), "{worse} {better}");
                assert_eq!(worst(&[better, worse]), Some(expected), "{better} {worse}");
            }
        }
        assert_eq!(worst(&["1.4S", "1.2G", "1.5D"]), Some("1.1"));
        assert_eq!(worst(&[]), None);
    }

    #[test]
    fn the_groups_are_those_of_the_alphabet_that_the_law_uses() {
        let groups = ('\0'..='\u{ff}').filter(|letter| Group::from_letter(*letter).is_some());
        assert_eq!(groups.collect::<String>(), Group::ALL);
    }

    #[test]
    fn a_code_is_read_and_printed_as_the_list_has_it() {
        for code in ["1.1A", "1.2K", "1.4S", "1.6N", "1.5D"] {
            assert_eq!(code.parse::<ExplosiveCode>().unwrap().to_string(), code);
        }
        for bad in ["", "S", "1.4", "1.7D", "1.4I", "1.4s", "14S", "1.4SS", "碱", "1.4Ｓ"] {
            assert_eq!(bad.parse::<ExplosiveCode>(), Err(NoExplosiveCode), "{bad:?}");
        }
    }
}
