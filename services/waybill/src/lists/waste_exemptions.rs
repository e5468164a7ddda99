//! What is not managed as hazardous waste at one stage of its way (危险废物豁免管理清单). An exemption
//! holds under its condition alone: that the condition is met is for people to say.

use std::str::FromStr;

use placard_domain::violation::{Reason, Violations};

use super::list::List;
use super::sheet::{self, Cells, Parsed};
use super::waste_codes;
use crate::fault::RowFaults;

/// One exemption at one stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WasteExemption {
    /// The number of the item.
    pub serial: u32,
    /// Which wastes it is for.
    pub scope: WasteScope,
    /// What the waste is.
    pub waste_zh: Box<str>,
    /// At which stage.
    pub stage: WasteStage,
    /// Under which condition.
    pub condition_zh: Box<str>,
    /// What is not asked for then.
    pub effect_zh: Box<str>,
}

/// Which wastes an exemption is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WasteScope {
    /// A category: `HW01`.
    Category(Box<str>),
    /// Codes.
    Codes(Box<[Box<str>]>),
    /// A description: no code decides.
    Described(Box<str>),
}

impl FromStr for WasteScope {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        let is_category = text
            .strip_prefix("HW")
            .is_some_and(|rest| rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit()));
        if is_category {
            return Ok(Self::Category(text.into()));
        }
        if text.split(';').all(waste_codes::is_code) {
            return Ok(Self::Codes(text.split(';').map(Into::into).collect()));
        }
        if text.contains(|c: char| c.is_ascii_digit()) {
            let detail = format!("{text:?} (HW01; 900-249-08)");
            return Err(Violations::one("", Reason::Malformed, detail));
        }
        Ok(Self::Described(text.into()))
    }
}

macro_rules! stages {
    ($($(#[$doc:meta])* $name:ident = $zh:literal;)*) => {
        /// A stage of a waste's way.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum WasteStage {
            $($(#[$doc])* $name,)*
        }

        impl FromStr for WasteStage {
            type Err = Violations;
            fn from_str(text: &str) -> Result<Self, Violations> {
                match text {
                    $($zh => Ok(Self::$name),)*
                    _ => {
                        let detail = format!("{text:?} (运输、收集、利用、处置、全部环节)");
                        Err(Violations::one("", Reason::UnknownValue, detail))
                    }
                }
            }
        }
    };
}

stages! {
    /// 收集.
    Collection = "收集";
    /// 运输.
    Transport = "运输";
    /// 利用.
    Use = "利用";
    /// 处置.
    Disposal = "处置";
    /// 利用、处置.
    UseOrDisposal = "利用、处置";
    /// 全部环节.
    All = "全部环节";
}

impl WasteStage {
    /// Whether the way on the road is meant.
    #[must_use]
    pub const fn is_transport(self) -> bool {
        matches!(self, Self::Transport | Self::All)
    }
}

/// The list.
#[derive(Clone, Debug)]
pub struct WasteExemptions {
    rows: Vec<WasteExemption>,
}

impl WasteExemptions {
    pub(super) fn parse(csv: &[u8]) -> Result<Parsed<Self>, RowFaults> {
        let sheet = sheet::read_all(List::WasteExemptions, csv, read_row, |_| None::<u8>)?;
        Ok(sheet.into_list(|rows| Self { rows }))
    }

    /// Every exemption, in the order of the list.
    #[must_use]
    pub fn all(&self) -> &[WasteExemption] {
        &self.rows
    }

    /// The exemptions that may free a waste of this code on the road, if their condition is met.
    pub fn of_transport(&self, code: &str) -> impl Iterator<Item = &WasteExemption> {
        self.rows.iter().filter(move |row| row.stage.is_transport() && row.scope.covers(code))
    }

    /// The exemptions for transport that no code decides: people must read them.
    pub fn described(&self) -> impl Iterator<Item = &WasteExemption> {
        let is_described = |scope: &WasteScope| matches!(scope, WasteScope::Described(_));
        self.rows.iter().filter(move |row| row.stage.is_transport() && is_described(&row.scope))
    }
}

impl WasteScope {
    /// Whether a waste of this code is meant.
    #[must_use]
    pub fn covers(&self, code: &str) -> bool {
        match self {
            Self::Category(category) => {
                waste_codes::is_code(code) && category.ends_with(&code[code.len() - 2..])
            }
            Self::Codes(codes) => codes.iter().any(|known| **known == *code),
            Self::Described(_) => false,
        }
    }
}

fn read_row(cells: &mut Cells) -> Option<WasteExemption> {
    let serial = cells.number("serial", 1, 999);
    let scope = cells.parse("category_or_codes");
    let stage = cells.parse("stage_zh");
    let texts = ["waste_zh", "condition_zh", "effect_zh"];
    let [waste, condition, effect] = texts.map(|column| cells.required(column));
    Some(WasteExemption {
        serial: serial?,
        scope: scope?,
        waste_zh: waste?,
        stage: stage?,
        condition_zh: condition?,
        effect_zh: effect?,
    })
}
