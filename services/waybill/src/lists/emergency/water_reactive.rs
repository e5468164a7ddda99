//! Table 2: what gives off toxic gases when it meets water.

use std::str::FromStr;

use placard_domain::Text;
use placard_domain::goods::UnNumber;
use placard_domain::violation::{Reason, Violations};
use smallvec::SmallVec;

use super::rows_of;
use crate::fault::RowFaults;
use crate::lists::list::List;
use crate::lists::sheet::{self, Cells, Parsed};

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaterReactiveRow {
    /// The UN number.
    pub un: UnNumber,
    /// Its name in the book.
    pub name: Box<str>,
    /// The guide's number.
    pub guide: u16,
    /// The gases that it gives off.
    pub gases: SmallVec<[Gas; 3]>,
}

macro_rules! gases {
    ($($name:ident = $formula:literal: $zh:literal, $en:literal;)*) => {
        /// A toxic gas.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Gas {
            $(#[doc = concat!("`", $formula, "`.")] $name,)*
        }

        impl Gas {
            /// Its formula.
            #[must_use]
            pub const fn formula(self) -> &'static str {
                match self { $(Self::$name => $formula,)* }
            }

            /// Its name.
            #[must_use]
            pub fn text(self) -> Text {
                match self { $(Self::$name => Text::new($zh, $en),)* }
            }
        }

        impl FromStr for Gas {
            type Err = Violations;
            fn from_str(text: &str) -> Result<Self, Violations> {
                match text {
                    $($formula => Ok(Self::$name),)*
                    _ => {
                        let detail = format!("{text:?} (HCl, H2S, PH3)");
                        Err(Violations::one("", Reason::UnknownValue, detail))
                    }
                }
            }
        }
    };
}

gases! {
    Bromine = "Br2": "溴", "bromine";
    Chlorine = "Cl2": "氯", "chlorine";
    HydrogenBromide = "HBr": "溴化氢", "hydrogen bromide";
    HydrogenChloride = "HCl": "氯化氢", "hydrogen chloride";
    HydrogenCyanide = "HCN": "氰化氢", "hydrogen cyanide";
    HydrogenFluoride = "HF": "氟化氢", "hydrogen fluoride";
    HydrogenIodide = "HI": "碘化氢", "hydrogen iodide";
    HydrogenSulphide = "H2S": "硫化氢", "hydrogen sulphide";
    Ammonia = "NH3": "氨", "ammonia";
    NitrogenDioxide = "NO2": "二氧化氮", "nitrogen dioxide";
    Phosphine = "PH3": "磷化氢", "phosphine";
    SulphurDioxide = "SO2": "二氧化硫", "sulphur dioxide";
}

/// The table.
#[derive(Clone, Debug)]
pub struct WaterReactive {
    rows: Vec<WaterReactiveRow>,
}

impl WaterReactive {
    pub(in crate::lists) fn parse(csv: &[u8]) -> Result<Parsed<Self>, RowFaults> {
        let key = |row: &WaterReactiveRow| Some((row.un, row.name.clone()));
        let mut sheet = sheet::read_all(List::EmergencyWaterReactive, csv, read_row, key)?;
        sheet.rows.sort_by_key(|row| row.un);
        Ok(sheet.into_list(|rows| Self { rows }))
    }

    /// Every line, by UN number.
    #[must_use]
    pub fn all(&self) -> &[WaterReactiveRow] {
        &self.rows
    }

    /// The lines of a UN number.
    #[must_use]
    pub fn of(&self, un: UnNumber) -> &[WaterReactiveRow] {
        rows_of(&self.rows, un, |row| row.un)
    }
}

fn read_row(cells: &mut Cells) -> Option<WaterReactiveRow> {
    let un = cells.parse("un");
    let name = cells.required("name");
    let guide = cells.number("guide", 111, 199);
    if cells.optional("toxic_gases").is_empty() {
        cells.wrong("toxic_gases", Reason::Required, "");
    }
    Some(WaterReactiveRow {
        gases: cells.parse_each("toxic_gases").into(),
        un: un?,
        name: name?,
        guide: u16::try_from(guide?).ok()?,
    })
}
