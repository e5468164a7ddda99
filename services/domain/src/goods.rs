//! Dangerous goods: UN numbers, hazard classes, tunnel restriction codes, and the columns of the
//! list that judging needs (`data/README.md` names the edition and the sources).

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::violation::{Reason, Violations};

/// A UN number (联合国编号): four digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UnNumber(u16);

impl UnNumber {
    /// The number alone.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }

    /// Whether the list in use has it.
    #[must_use]
    pub fn is_listed(self) -> bool {
        !entries(self).is_empty()
    }
}

impl fmt::Display for UnNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UN {:04}", self.0)
    }
}

impl FromStr for UnNumber {
    type Err = Violations;
    /// Takes `1203`, `UN1203` and `UN 1203`.
    fn from_str(text: &str) -> Result<Self, Violations> {
        let digits = text.trim().trim_start_matches("UN").trim_start();
        if digits.len() == 4
            && let Ok(number) = digits.parse()
        {
            Ok(Self(number))
        } else {
            Err(Violations::one("", Reason::Malformed, format_args!("{text:?} (UN 1203)")))
        }
    }
}

impl TryFrom<String> for UnNumber {
    type Error = Violations;
    fn try_from(text: String) -> Result<Self, Violations> {
        text.parse()
    }
}

impl From<UnNumber> for String {
    fn from(un: UnNumber) -> Self {
        format!("{:04}", un.0)
    }
}

/// A class or division (类别、项别) of GB 6944: `3`, `2.1`, `1.4`; a class stands for all its
/// divisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HazardClass {
    class: u8,
    division: u8,
}

impl HazardClass {
    /// How many divisions each class has (GB 6944-2012 clause 4), by class number less one.
    const DIVISIONS: [u8; 9] = [6, 3, 0, 3, 2, 2, 0, 0, 0];

    /// Whether goods of class `goods` fall under this one: `2` covers `2.3`, `2.3` does not cover
    /// `2`.
    #[must_use]
    pub const fn covers(self, goods: Self) -> bool {
        self.class == goods.class && (self.division == 0 || self.division == goods.division)
    }

    /// Whether these are explosives (class 1) or toxic (divisions 2.3 and 6.1).
    #[must_use]
    pub const fn is_explosive_or_toxic(self) -> bool {
        matches!((self.class, self.division), (1, _) | (2, 3) | (6, 1))
    }
}

impl fmt::Display for HazardClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.division == 0 {
            write!(f, "{}", self.class)
        } else {
            write!(f, "{}.{}", self.class, self.division)
        }
    }
}

impl FromStr for HazardClass {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        let parts = text.split_once('.').unwrap_or((text, "0"));
        if let (Ok(class @ 1..=9), Ok(division)) = (parts.0.parse::<u8>(), parts.1.parse::<u8>())
            && division <= Self::DIVISIONS[usize::from(class) - 1]
            && (division > 0 || !text.contains('.'))
        {
            Ok(Self { class, division })
        } else {
            Err(Violations::one("", Reason::UnknownValue, format_args!("{text:?} (3, 2.1, 6.1)")))
        }
    }
}

impl TryFrom<String> for HazardClass {
    type Error = Violations;
    fn try_from(text: String) -> Result<Self, Violations> {
        text.parse()
    }
}

impl From<HazardClass> for String {
    fn from(class: HazardClass) -> Self {
        class.to_string()
    }
}

macro_rules! tunnel_codes {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// A tunnel restriction code (隧道限制代码) of ADR 8.6.4, as the goods list prints it.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum TunnelCode {
            $(#[doc = concat!("`", $text, "`.")] #[serde(rename = $text)] $name),*
        }

        impl TunnelCode {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// As the list prints it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

tunnel_codes! {
    B = "B", B1000C = "B1000C", BD = "B/D", BE = "B/E", C = "C", C5000D = "C5000D",
    CD = "C/D", CE = "C/E", D = "D", DE = "D/E", E = "E",
}

impl FromStr for TunnelCode {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text).ok_or_else(|| {
            Violations::one("", Reason::UnknownValue, format_args!("{text:?} (B/D, D/E, E)"))
        })
    }
}

/// A packing group (包装类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PackingGroup {
    /// Great danger.
    I,
    /// Medium danger.
    II,
    /// Minor danger.
    III,
}

impl FromStr for PackingGroup {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        match text {
            "I" => Ok(Self::I),
            "II" => Ok(Self::II),
            "III" => Ok(Self::III),
            _ => Err(Violations::one(
                "",
                Reason::UnknownValue,
                format_args!("{text:?} (I, II, III)"),
            )),
        }
    }
}

/// One row of the list. A UN number has several where packing group or division decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GoodsEntry {
    /// The UN number.
    pub un: UnNumber,
    /// Packing group, where the row has one.
    pub packing_group: Option<PackingGroup>,
    /// Class or division.
    pub class: HazardClass,
    /// Tunnel restriction code; `None` where the list gives none or prints a dash.
    pub tunnel_code: Option<TunnelCode>,
}

/// The edition of the list in use, named wherever a verdict rests on it.
pub const LIST_EDITION: &str = "ADR 2017/2025 + GB 12268-2025";

/// The rows of a UN number; empty where the list lacks it.
#[must_use]
pub fn entries(un: UnNumber) -> &'static [GoodsEntry] {
    let list = list();
    let from = list.partition_point(|entry| entry.un < un);
    let to = list.partition_point(|entry| entry.un <= un);
    &list[from..to]
}

fn list() -> &'static [GoodsEntry] {
    static LIST: OnceLock<Vec<GoodsEntry>> = OnceLock::new();
    LIST.get_or_init(|| {
        let rows = include_str!("../data/goods.csv").lines().skip(1);
        let mut list: Vec<_> = rows.filter_map(read_row).collect();
        list.sort_by_key(|entry| entry.un);
        list
    })
}

fn read_row(row: &str) -> Option<GoodsEntry> {
    let mut cells = row.split(',');
    Some(GoodsEntry {
        un: cells.next()?.parse().ok()?,
        packing_group: cells.next()?.parse().ok(),
        class: cells.next()?.parse().ok()?,
        tunnel_code: cells.next()?.parse().ok(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_file_is_read() {
        let rows = include_str!("../data/goods.csv").lines().count() - 1;
        assert_eq!(list().len(), rows);
        let with_code = list().iter().filter(|entry| entry.tunnel_code.is_some()).count();
        let printed = include_str!("../data/goods.csv")
            .lines()
            .skip(1)
            .filter(|row| !row.ends_with(',') && !row.ends_with('-'))
            .count();
        assert_eq!(with_code, printed);
    }

    #[test]
    fn petrol_and_chlorine_are_what_the_law_says() {
        let petrol = entries("UN 1203".parse().unwrap());
        assert_eq!(petrol.len(), 1);
        assert_eq!(petrol[0].class.to_string(), "3");
        assert_eq!(petrol[0].tunnel_code, Some(TunnelCode::DE));
        let chlorine = entries("1017".parse().unwrap());
        assert!("2".parse::<HazardClass>().unwrap().covers(chlorine[0].class));
        assert!(!"2.1".parse::<HazardClass>().unwrap().covers(chlorine[0].class));
    }

    #[test]
    fn what_is_no_class_or_number_is_refused() {
        for bad in ["0", "10", "3.1", "2.4", "2.", "2.0", "x", ""] {
            assert!(bad.parse::<HazardClass>().is_err(), "{bad:?}");
        }
        for bad in ["120", "12033", "UN", "abcd", ""] {
            assert!(bad.parse::<UnNumber>().is_err(), "{bad:?}");
        }
        assert!(!"9999".parse::<UnNumber>().unwrap().is_listed());
    }
}
