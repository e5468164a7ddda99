//! `tunnel_codes.csv`: which tunnels a load may not pass (ADR 8.6.4). Computed as the set of closed
//! tunnel categories, never as an order of codes. Chinese tunnels have no category in law: a tunnel
//! without one is not asked here.

use std::fmt;

use placard_domain::goods::{TunnelCode, UnNumber};

use super::sheet::{Edition, Row, Sheet, lacks_row};
use crate::fault::RowFaults;

/// A set of tunnel categories among B, C, D and E.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TunnelSet(u8);

const LETTERS: &str = "BCDE";

impl TunnelSet {
    /// Those in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it has the category of this letter. Category A is in no set: it bars nothing.
    #[must_use]
    pub fn contains(self, letter: char) -> bool {
        LETTERS.find(letter).is_some_and(|i| self.0 & 1 << i != 0)
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn from_text(text: &str) -> Option<Self> {
        text.chars().try_fold(Self(0), |set, letter| Some(Self(set.0 | 1 << LETTERS.find(letter)?)))
    }
}

impl fmt::Display for TunnelSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        LETTERS
            .chars()
            .filter(|&letter| self.contains(letter))
            .try_for_each(|letter| write!(f, "{letter}"))
    }
}

/// What the goods list prints for a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// A code.
    Code(TunnelCode),
    /// A dash: no tunnel is closed.
    Free,
    /// Nothing: not known.
    Lacking,
}

impl Listed {
    /// From the list's cell; what is neither code nor dash is not known.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        if text == "-" {
            return Self::Free;
        }
        let known = TunnelCode::ALL.iter().copied().find(|code| code.as_str() == text);
        known.map_or(Self::Lacking, Self::Code)
    }
}

/// How goods are carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// In a tank.
    Tank,
    /// In bulk.
    Bulk,
    /// In packages.
    Packages,
}

/// One line of a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TunnelLine {
    /// The UN number.
    pub un: UnNumber,
    /// What the goods list prints for its row.
    pub listed: Listed,
    /// How it is carried.
    pub mode: Mode,
}

/// What is closed to a load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// The tunnels that some line of it may not pass.
    pub tunnels: TunnelSet,
    /// Whether a line's code is not known, so that more may be closed.
    pub is_lacking: bool,
}

/// What one code closes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Rule {
    /// Above this net explosive mass `over_limit` is closed instead.
    limit_kg: Option<u32>,
    over_limit: TunnelSet,
    tank: TunnelSet,
    bulk: TunnelSet,
    other: TunnelSet,
}

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TunnelCodes {
    /// Where it comes from.
    pub edition: Edition,
    rules: Vec<Rule>,
    exempt: Vec<u16>,
}

impl TunnelCodes {
    /// Reads the file: a row a code, and the row of the dash with the UN numbers that no tunnel is
    /// closed to.
    pub fn parse(csv: &[u8]) -> Result<Self, RowFaults> {
        let columns =
            ["code", "explosive_limit_kg", "over_limit", "tank", "bulk", "other", "exempt_un"];
        let (sheet, mut faults) = Sheet::read(csv, &columns);
        let mut rules: Vec<Option<Rule>> = vec![None; TunnelCode::ALL.len()];
        let mut exempt = Vec::new();
        for row in sheet.rows() {
            let code = row.read("code", "B, B1000C, D/E, -", &mut faults, |text| {
                Some(Listed::from_text(text)).filter(|listed| *listed != Listed::Lacking)
            });
            let uns = row.read_uns("exempt_un", &mut faults);
            let rule = read_rule(&row, &mut faults);
            match (code, rule) {
                (Some(Listed::Code(code)), Some(rule)) => {
                    if rules[code as usize].replace(rule).is_some() {
                        row.repeats("code", &mut faults);
                    }
                }
                _ => exempt.extend(uns.unwrap_or_default()),
            }
        }
        for (code, rule) in TunnelCode::ALL.iter().zip(&rules) {
            if rule.is_none() {
                lacks_row("code", code.as_str(), &mut faults);
            }
        }
        exempt.sort_unstable();
        let rules = rules.into_iter().map(Option::unwrap_or_default).collect();
        faults.settle(Self { edition: sheet.edition, rules, exempt })
    }

    /// What a code closes to a vehicle with this much net explosive mass on it, in grams.
    #[must_use]
    pub fn closed_by(&self, code: TunnelCode, mode: Mode, net_explosive_g: u64) -> TunnelSet {
        let rule = self.rules[code as usize];
        if rule.limit_kg.is_some_and(|limit| net_explosive_g > u64::from(limit) * 1000) {
            return rule.over_limit;
        }
        match mode {
            Mode::Tank => rule.tank,
            Mode::Bulk => rule.bulk,
            Mode::Packages => rule.other,
        }
    }

    /// What is closed to a whole load: all that is closed to any line of it. `net_explosive_g` is
    /// that of the vehicle.
    #[must_use]
    pub fn closed(
        &self,
        load: impl IntoIterator<Item = TunnelLine>,
        net_explosive_g: u64,
    ) -> Closed {
        let mut closed = Closed::default();
        for line in load {
            match line.listed {
                _ if self.exempt.binary_search(&line.un.number()).is_ok() => {}
                Listed::Code(code) => {
                    let more = self.closed_by(code, line.mode, net_explosive_g);
                    closed.tunnels = closed.tunnels.union(more);
                }
                Listed::Free => {}
                Listed::Lacking => closed.is_lacking = true,
            }
        }
        closed
    }
}

fn read_rule(row: &Row<'_>, faults: &mut RowFaults) -> Option<Rule> {
    let limit_kg =
        row.read_or_blank("explosive_limit_kg", "1000", faults, |text| text.parse().ok());
    let [over_limit, tank, bulk, other] = ["over_limit", "tank", "bulk", "other"]
        .map(|column| row.read(column, "BCDE, DE", faults, TunnelSet::from_text));
    Some(Rule {
        limit_kg: limit_kg?,
        over_limit: over_limit?,
        tank: tank?,
        bulk: bulk?,
        other: other?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// Code, net explosive kg, in a tank, in bulk, in packages; typed from facts/law.md 5.5.
    const CLOSED: [(&str, u64, &str, &str, &str); 15] = [
        ("B", 0, "BCDE", "BCDE", "BCDE"),
        ("B1000C", 1000, "CDE", "CDE", "CDE"),
        ("B1000C", 1001, "BCDE", "BCDE", "BCDE"),
        ("B/D", 0, "BCDE", "DE", "DE"),
        ("B/E", 0, "BCDE", "E", "E"),
        ("C", 0, "CDE", "CDE", "CDE"),
        ("C5000D", 5000, "DE", "DE", "DE"),
        ("C5000D", 5001, "CDE", "CDE", "CDE"),
        ("C/D", 0, "CDE", "DE", "DE"),
        ("C/E", 0, "CDE", "E", "E"),
        ("D", 0, "DE", "DE", "DE"),
        ("D", 90_000, "DE", "DE", "DE"),
        ("D/E", 0, "DE", "DE", "E"),
        ("E", 0, "E", "E", "E"),
        ("E", 90_000, "E", "E", "E"),
    ];

    #[test]
    fn every_code_closes_what_the_facts_say() {
        let table = &sample::tables().tunnel_codes;
        for (code, kg, tank, bulk, packages) in CLOSED {
            let code: TunnelCode = code.parse().unwrap();
            let closed = |mode| table.closed_by(code, mode, kg * 1000).to_string();
            assert_eq!(closed(Mode::Tank), tank, "{code:?} {kg}");
            assert_eq!(closed(Mode::Bulk), bulk, "{code:?} {kg}");
            assert_eq!(closed(Mode::Packages), packages, "{code:?} {kg}");
        }
        for code in TunnelCode::ALL {
            assert!(CLOSED.iter().any(|row| row.0 == code.as_str()), "{code:?}");
        }
    }

    fn closed(load: &[(&str, &str, Mode)], kg: u64) -> (String, bool) {
        let lines = load.iter().map(|&(un, listed, mode)| TunnelLine {
            un: un.parse().unwrap(),
            listed: Listed::from_text(listed),
            mode,
        });
        let closed = sample::tables().tunnel_codes.closed(lines, kg * 1000);
        (closed.tunnels.to_string(), closed.is_lacking)
    }

    #[test]
    fn a_load_may_pass_what_every_line_may_pass() {
        let petrol = ("1203", "D/E", Mode::Packages);
        assert_eq!(closed(&[petrol], 0), ("E".to_owned(), false));
        let chlorine = ("1017", "C/D", Mode::Packages);
        assert_eq!(closed(&[petrol, chlorine], 0), ("DE".to_owned(), false));
        let explosive = ("0081", "B1000C", Mode::Packages);
        assert_eq!(closed(&[petrol, explosive], 1000), ("CDE".to_owned(), false));
        assert_eq!(closed(&[petrol, explosive], 1001), ("BCDE".to_owned(), false));
        assert_eq!(closed(&[petrol, ("1845", "", Mode::Packages)], 0), ("E".to_owned(), true));
        assert_eq!(closed(&[], 0), (String::new(), false));
    }

    #[test]
    fn what_tunnel_e_lets_through_is_exempt_and_dashed_in_the_goods_list() {
        for un in ["2919", "3291", "3331", "3359", "3373"] {
            assert_eq!(closed(&[(un, "E", Mode::Packages)], 0), (String::new(), false));
            assert!(sample::goods_of(un.parse().unwrap()).all(|row| row["tunnel_code"] == "-"));
        }
        let dashed: Vec<_> =
            sample::goods().iter().filter(|row| row["tunnel_code"] == "-").collect();
        assert_eq!(dashed.len(), 11);
        for row in dashed {
            let line = (row["un"].as_str(), "-", Mode::Bulk);
            assert_eq!(closed(&[line], 0), (String::new(), false), "{}", row["un"]);
        }
    }

    #[test]
    fn no_tunnel_of_category_a_is_closed() {
        assert!(!TunnelSet::from_text("BCDE").unwrap().contains('A'));
        assert!(TunnelSet::from_text("DE").unwrap().contains('E'));
        assert_eq!(TunnelSet::from_text("DA"), None);
    }
}
