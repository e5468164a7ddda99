//! The list of hazardous wastes (国家危险废物名录): codes, categories, and what makes them dangerous.

use std::str::FromStr;

use placard_domain::Text;
use placard_domain::violation::{Reason, Violations};
use smallvec::SmallVec;

use super::list::List;
use super::sheet::{self, Cells, Parsed};
use crate::fault::RowFaults;

/// One waste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waste {
    /// Its code: `900-249-08`; the last two digits are its category.
    pub code: Box<str>,
    /// Its category: `HW08`.
    pub category: Box<str>,
    /// The category's name.
    pub category_name_zh: Box<str>,
    /// The industry that it comes from.
    pub industry_zh: Box<str>,
    /// What it is.
    pub description_zh: Box<str>,
    /// What makes it dangerous.
    pub hazards: WasteHazards,
}

/// A hazardous property (危险特性).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WasteHazard {
    /// `T`.
    Toxic,
    /// `C`.
    Corrosive,
    /// `I`.
    Ignitable,
    /// `R`.
    Reactive,
    /// `In`.
    Infectious,
}

impl WasteHazard {
    const ALL: [(&'static str, Self); 5] = [
        ("T", Self::Toxic),
        ("C", Self::Corrosive),
        ("I", Self::Ignitable),
        ("R", Self::Reactive),
        ("In", Self::Infectious),
    ];

    /// The words for it.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Toxic => Text::new("毒性", "toxic"),
            Self::Corrosive => Text::new("腐蚀性", "corrosive"),
            Self::Ignitable => Text::new("易燃性", "ignitable"),
            Self::Reactive => Text::new("反应性", "reactive"),
            Self::Infectious => Text::new("感染性", "infectious"),
        }
    }
}

/// The properties of a waste (note 1 of the list).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WasteHazards {
    /// The properties, in the order of the list.
    pub all: SmallVec<[WasteHazard; 4]>,
    /// The first holds for sure, the others may hold; otherwise one or several of them hold.
    pub is_first_sure: bool,
}

impl FromStr for WasteHazards {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        let separator = if text.contains('/') { '/' } else { ',' };
        let one = |part: &str| {
            WasteHazard::ALL.iter().find(|(code, _)| *code == part).map(|(_, hazard)| *hazard)
        };
        let all: Option<SmallVec<_>> = text.split(separator).map(one).collect();
        all.map(|all| Self { all, is_first_sure: separator == ',' }).ok_or_else(|| {
            Violations::one("", Reason::UnknownValue, format_args!("{text:?} (T; C,T; T/In)"))
        })
    }
}

/// The list.
#[derive(Clone, Debug)]
pub struct WasteCodes {
    rows: Vec<Waste>,
}

impl WasteCodes {
    pub(super) fn parse(csv: &[u8]) -> Result<Parsed<Self>, RowFaults> {
        let key = |row: &Waste| Some(row.code.clone());
        let mut sheet = sheet::read_all(List::WasteCodes, csv, read_row, key)?;
        sheet.rows.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(sheet.into_list(|rows| Self { rows }))
    }

    /// Every waste, by code.
    #[must_use]
    pub fn all(&self) -> &[Waste] {
        &self.rows
    }

    /// The waste of that code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Waste> {
        let place = self.rows.binary_search_by(|row| (*row.code).cmp(code)).ok()?;
        Some(&self.rows[place])
    }
}

/// Whether this has the form of a code: `900-249-08`.
pub(super) fn is_code(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(i, byte)| match i {
            3 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn read_row(cells: &mut Cells) -> Option<Waste> {
    let code = cells.required("code");
    let category = cells.required("category");
    let hazards = cells.parse("hazard_properties");
    let texts = ["category_name_zh", "industry_zh", "description_zh"];
    let [name, industry, description] = texts.map(|column| cells.required(column));
    if let (Some(code), Some(category)) = (&code, &category) {
        if !is_code(code) {
            cells.wrong("code", Reason::Malformed, &format!("{code:?} (900-249-08)"));
        } else if **category != format!("HW{}", &code[8..]) {
            cells.wrong("category", Reason::UnknownValue, &format!("{category} ({code})"));
        }
    }
    Some(Waste {
        code: code?,
        category: category?,
        category_name_zh: name?,
        industry_zh: industry?,
        description_zh: description?,
        hazards: hazards?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_makes_the_first_hazard_sure_and_a_slash_none() {
        let sure: WasteHazards = "C,T".parse().unwrap();
        assert!(sure.is_first_sure);
        assert_eq!(sure.all[..], [WasteHazard::Corrosive, WasteHazard::Toxic]);
        assert!(!"T/In".parse::<WasteHazards>().unwrap().is_first_sure);
        assert!("T,X".parse::<WasteHazards>().is_err() && "".parse::<WasteHazards>().is_err());
    }

    #[test]
    fn a_category_that_is_not_its_codes_is_named() {
        let csv = "code,category,category_name_zh,industry_zh,description_zh,hazard_properties,\
                   edition,source\n900-249-08,HW09,油,非特定行业,废油,T,2021,x\n\
                   900-24-08,HW08,油,非特定行业,废油,Q,2021,x\n";
        let faults = WasteCodes::parse(csv.as_bytes()).err().unwrap();
        let named: Vec<_> =
            faults.as_slice().iter().map(|fault| (fault.line, fault.column.as_str())).collect();
        assert_eq!(named, [(2, "category"), (3, "code"), (3, "hazard_properties")]);
    }
}
