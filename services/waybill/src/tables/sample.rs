//! The shipped tables and the goods list, for tests.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Tables;
use super::load::{Load, Packed};
use crate::lists::Lists;

pub(super) const CAUTIONS: &[u8] = include_bytes!("../../data/cautions.csv");
pub(super) const COMPATIBILITY: &[u8] = include_bytes!("../../data/compatibility.csv");
pub(super) const MIXED_LOADING: &[u8] = include_bytes!("../../data/mixed_loading.csv");
pub(super) const TANK_HIERARCHY: &[u8] = include_bytes!("../../data/tank_hierarchy.csv");
const GOODS: &[u8] = include_bytes!("../../data/dangerous_goods.csv");

pub(super) fn tables() -> &'static Tables {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(Lists::embedded).tables().unwrap()
}

type GoodsRow = BTreeMap<String, String>;

/// Every row of the goods list, by column.
pub(super) fn goods() -> &'static [GoodsRow] {
    static ROWS: OnceLock<Vec<GoodsRow>> = OnceLock::new();
    ROWS.get_or_init(|| csv::Reader::from_reader(GOODS).deserialize().map(Result::unwrap).collect())
}

pub(super) fn goods_of(un: u16) -> impl Iterator<Item = &'static GoodsRow> {
    goods().iter().filter(move |row| row["un"].parse() == Ok(un))
}

/// `1203 3 F1 PETROL`: number, labels, code, then `LQ`, `EQ` or the name.
pub(super) fn load(text: &str) -> Load<'_> {
    let mut parts = text.splitn(4, ' ');
    let mut next = || parts.next().unwrap_or_default();
    let (un, labels, code, rest) = (next(), next(), next(), next());
    let packed = match rest {
        "LQ" => Packed::Limited,
        "EQ" => Packed::Excepted,
        _ => Packed::Fully,
    };
    let (un, labels) = (un.parse().unwrap(), labels.parse().unwrap());
    Load { un, labels, code, name_en: rest, packed }
}
