//! The dangerous-goods list: every column of the road table, and the Chinese names.
//!
//! A UN number has several rows where packing group, concentration or flash point decides: ask
//! [`DangerousGoods::find`], which never guesses.

mod cells;
mod find;

use placard_domain::goods::{HazardClass, PackingGroup, TunnelCode, UnNumber};
use placard_domain::violation::Reason;
use smallvec::SmallVec;

pub use cells::{
    CarriageStatus, ChineseName, Codes, ExceptedQuantity, Given, Label, LimitedQuantity,
    TransportCategory,
};
pub use find::{Difference, Match};

use super::list::List;
use super::names::{self, Written};
use super::sheet::{self, Cells, Parsed};
use crate::fault::RowFaults;
use cells::{Hazard, LabelCell, SubsidiaryCell};

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodsRow {
    /// The UN number.
    pub un: UnNumber,
    /// The English name (column 2).
    pub name_en: Box<str>,
    /// The Chinese name; empty where there is none.
    pub name_zh: Box<str>,
    /// How the row came by its Chinese name.
    pub chinese_name: ChineseName,
    /// Division, or class where the class has none.
    pub class: HazardClass,
    /// Classification code (column 3b): `F1`, `1.1D`, `2TOC`.
    pub classification_code: Box<str>,
    /// Subsidiary hazards.
    pub subsidiary_hazards: SmallVec<[HazardClass; 2]>,
    /// Packing group, where the row has one.
    pub packing_group: Option<PackingGroup>,
    /// Hazard labels (column 5).
    pub labels: SmallVec<[Label; 4]>,
    /// The list names a paragraph that decides the subsidiary hazards or labels.
    pub hazards_by_paragraph: bool,
    /// Special provisions (column 6).
    pub special_provisions: Codes,
    /// Limited quantity (column 7a).
    pub limited_quantity: LimitedQuantity,
    /// Excepted quantity (column 7b).
    pub excepted_quantity: ExceptedQuantity,
    /// Packing instructions (column 8).
    pub packing_instructions: Codes,
    /// Special packing provisions (column 9a).
    pub special_packing_provisions: Codes,
    /// Mixed packing provisions (column 9b).
    pub mixed_packing_provisions: Codes,
    /// Portable-tank and bulk-container instructions (column 10).
    pub portable_tank_instructions: Codes,
    /// Portable-tank special provisions (column 11).
    pub portable_tank_special_provisions: Codes,
    /// Tank codes (column 12), as text; empty: not to be carried in a tank.
    pub tank_code: Codes,
    /// Tank special provisions (column 13).
    pub tank_special_provisions: Codes,
    /// Vehicle for tank carriage (column 14): `FL`, `AT`, `EX/III`.
    pub tank_vehicle: Box<str>,
    /// Transport category (column 15).
    pub transport_category: Given<TransportCategory>,
    /// Tunnel restriction code (column 15).
    pub tunnel_code: Given<TunnelCode>,
    /// Provisions for packages (column 16).
    pub package_provisions: Codes,
    /// Provisions for bulk (column 17).
    pub bulk_provisions: Codes,
    /// Provisions for loading, unloading and handling (column 18).
    pub handling_provisions: Codes,
    /// Provisions for operation (column 19).
    pub operation_provisions: Codes,
    /// Hazard identification number (column 20); empty where there is none.
    pub hazard_number: Box<str>,
    /// Whether the goods may be carried at all.
    pub carriage: CarriageStatus,
    /// Which sources the row is from.
    pub source: Box<str>,
    /// The keys of the official names and of what they may be shortened to.
    names: RowNames,
    /// Where the row stands in the list.
    pub(super) place: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct RowNames {
    zh: Box<str>,
    en: Box<str>,
    short: Box<[Box<str>]>,
}

impl GoodsRow {
    /// The compatibility group (配装组) of an explosive.
    #[must_use]
    pub fn compatibility_group(&self) -> Option<char> {
        let explosive = self.classification_code.strip_prefix("1.")?;
        explosive.chars().nth(1).filter(char::is_ascii_uppercase)
    }

    /// Whether `written` is one of the two official names in full, but for width, case, blanks and
    /// punctuation.
    #[must_use]
    pub fn is_full_name(&self, written: &str) -> bool {
        [&self.name_zh, &self.name_en].iter().any(|name| ***name == *written)
            || [&self.names.zh, &self.names.en]
                .iter()
                .any(|key| !key.is_empty() && names::has_key(written, key))
    }

    /// Whether `written` is an official name, in full or shortened. A row without a Chinese name
    /// agrees with anything.
    pub(super) fn official_name_agrees(&self, written: &Written<'_>) -> bool {
        self.chinese_name == ChineseName::None
            || written.agrees(&self.names.zh)
            || written.agrees(&self.names.en)
            || self.short_names().any(|short| written.agrees(short))
    }

    /// The keys of what the official names may be shortened to.
    pub(super) fn short_names(&self) -> impl Iterator<Item = &str> {
        self.names.short.iter().map(AsRef::as_ref)
    }
}

/// The list.
#[derive(Clone, Debug)]
pub struct DangerousGoods {
    rows: Vec<GoodsRow>,
}

impl DangerousGoods {
    pub(super) fn parse(csv: &[u8]) -> Result<Parsed<Self>, RowFaults> {
        let sheet = sheet::read_all(List::DangerousGoods, csv, read_row, |_| None::<u8>)?;
        Ok(sheet.into_list(|mut rows| {
            rows.sort_by_key(|row| row.un);
            for (place, row) in rows.iter_mut().enumerate() {
                row.place = place;
            }
            Self { rows }
        }))
    }

    /// Every row, by UN number.
    #[must_use]
    pub fn all(&self) -> &[GoodsRow] {
        &self.rows
    }

    /// The rows of a UN number; empty where the list lacks it.
    #[must_use]
    pub fn rows(&self, un: UnNumber) -> &[GoodsRow] {
        let from = self.rows.partition_point(|row| row.un < un);
        let count = self.rows[from..].iter().take_while(|row| row.un == un).count();
        &self.rows[from..from + count]
    }
}

fn read_row(cells: &mut Cells) -> Option<GoodsRow> {
    let un = cells.parse("un");
    let name_en = cells.required("name_en");
    let whole = cells.parse::<HazardClass>("class");
    let class = cells.parse_optional::<HazardClass>("division").or(whole);
    if let (Some(whole), Some(class)) = (whole, class)
        && !whole.covers(class)
    {
        cells.wrong("division", Reason::UnknownValue, &format!("{class} ({whole})"));
    }
    let subsidiary = cells.parse_each::<SubsidiaryCell>("subsidiary_hazards");
    let labels = cells.parse_each::<LabelCell>("labels");
    let by_paragraph =
        subsidiary.contains(&Hazard::Paragraph) || labels.contains(&Hazard::Paragraph);
    let codes = |cells: &Cells, column: &str| Codes::new(cells.optional(column));
    let chinese_name = cells.parse_optional("zh_match").unwrap_or(ChineseName::None);
    let name_zh: Box<str> = cells.optional("name_zh").into();
    if cells.optional("zh_match").is_empty() != name_zh.is_empty() {
        cells.wrong("zh_match", Reason::Required, "");
    }
    Some(GoodsRow {
        names: row_names(&name_zh, name_en.as_deref().unwrap_or_default()),
        name_zh,
        chinese_name,
        classification_code: cells.optional("classification_code").into(),
        subsidiary_hazards: ones(&subsidiary).collect(),
        packing_group: cells.parse_optional("packing_group"),
        labels: ones(&labels).collect(),
        hazards_by_paragraph: by_paragraph,
        special_provisions: codes(cells, "special_provisions"),
        limited_quantity: cells
            .parse_optional("limited_quantity")
            .unwrap_or(LimitedQuantity::Unsaid),
        excepted_quantity: cells
            .parse_optional("excepted_quantity")
            .unwrap_or(ExceptedQuantity::Unsaid),
        packing_instructions: codes(cells, "packing_instructions"),
        special_packing_provisions: codes(cells, "special_packing_provisions"),
        mixed_packing_provisions: codes(cells, "mixed_packing_provisions"),
        portable_tank_instructions: codes(cells, "portable_tank_instructions"),
        portable_tank_special_provisions: codes(cells, "portable_tank_special_provisions"),
        tank_code: codes(cells, "tank_code"),
        tank_special_provisions: codes(cells, "tank_special_provisions"),
        tank_vehicle: cells.optional("tank_vehicle").into(),
        transport_category: cells.parse_optional("transport_category").unwrap_or(Given::Unsaid),
        tunnel_code: cells.parse_optional("tunnel_code").unwrap_or(Given::Unsaid),
        package_provisions: codes(cells, "sp_packages"),
        bulk_provisions: codes(cells, "sp_bulk"),
        handling_provisions: codes(cells, "sp_handling"),
        operation_provisions: codes(cells, "sp_operation"),
        hazard_number: cells.optional("hazard_identification_number").into(),
        carriage: cells.parse_optional("carriage_status").unwrap_or(CarriageStatus::Unsaid),
        source: cells.optional("source").into(),
        place: 0,
        un: un?,
        name_en: name_en?,
        class: class?,
    })
}

fn ones<T: Copy>(cells: &[Hazard<T>]) -> impl Iterator<Item = T> {
    cells.iter().filter_map(|cell| match cell {
        Hazard::One(value) => Some(*value),
        Hazard::Nothing | Hazard::Paragraph => None,
    })
}

fn row_names(zh: &str, en: &str) -> RowNames {
    let short = names::short_chinese(zh).into_iter().chain(names::short_english(en));
    let trade = names::trade_names(zh);
    let short = short.chain(trade.iter().map(String::as_str));
    let mut short: Vec<Box<str>> = short.map(names::key).collect();
    short.sort_unstable();
    short.dedup();
    RowNames { zh: names::key(zh), en: names::key(en), short: short.into() }
}
