//! `goods.flash_point`: whether the flash point goes with class and packing group.
//!
//! **Finds** a flash point that the entry's description excludes, one above 60 °C in class 3, one
//! below 23 °C in packing group III and one of 23 °C or more in I or II where flammability alone
//! makes the group. Viscous liquids and heated ones have descriptions of their own.
//! **Clause** JT/T 617.2, GB 6944 (packing groups of class 3), by order 29 of 2019 art. 10.

use placard_domain::Text;
use placard_domain::goods::PackingGroup;

use crate::check::{Findings, Severity, Spec, Suggestion};
use crate::checks::bounds::{self, Bounds};
use crate::checks::rows;
use crate::lists::GoodsRow;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.flash_point",
    severity: Severity::Error,
    title: ("闪点", "flash point"),
    clause: (
        "《危险货物道路运输安全管理办法》第十条；JT/T 617.2-2018；GB 6944",
        "order 29 of 2019 art. 10; JT/T 617.2-2018; GB 6944",
    ),
};

/// Below this a flammable liquid is of group I or II, °C.
const LOW: f64 = 23.0;
/// Above this a liquid is not of class 3, °C.
const HIGH: f64 = 60.0;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        let Some(flash) = line.goods.flash_point_c else { continue };
        let Some(row) = rows::of(line).next() else { continue };
        if rows::of(line).any(|row| !said(row).is_empty()) {
            let allows = |row: &GoodsRow| bounds(row).iter().all(|bound| bound.allows(flash));
            if !rows::of(line).any(allows) {
                excluded(line, row, flash, out);
            }
        } else if rows::all(line, |row| row.class.to_string() == "3") {
            by_class(on, line, row, flash, out);
        }
    }
}

/// What a description says of the flash point; empty where it says nothing.
fn said(row: &GoodsRow) -> &str {
    let name = &*row.name_en;
    let from = name.find("flash-point").or_else(|| name.find("flashpoint")).unwrap_or(name.len());
    name[from..].split(')').next().unwrap_or_default()
}

/// What a row bounds of the flash point.
pub(super) fn bounds(row: &GoodsRow) -> Bounds<'_> {
    bounds::of(said(row), "°C")
}

fn excluded(line: &Line<'_>, row: &GoodsRow, flash: f64, out: &mut Findings) {
    let (un, zh, en) = (row.un, &row.name_zh, &row.name_en);
    let text = Text::new(
        format!("闪点{flash}℃不属{un}“{zh}”（{en}）"),
        format!("a flash point of {flash} °C is not {un} {en:?}"),
    );
    out.push(&SPEC, line.field("flash_point_c"), text);
}

fn by_class(on: &Subject<'_>, line: &Line<'_>, row: &GoodsRow, flash: f64, out: &mut Findings) {
    let has = |group| {
        let listed = line.un.zip(on.lists.goods().ok()).map(|(un, list)| list.rows(un));
        listed.unwrap_or_default().iter().any(|row| row.packing_group == Some(group))
    };
    let is_plain = &*row.classification_code == "F1";
    match row.packing_group {
        _ if flash > HIGH => {
            let text = Text::new(
                format!("闪点{flash}℃高于60℃，不属第3类"),
                format!("a flash point of {flash} °C is above 60 °C: not class 3"),
            );
            out.push(&SPEC, line.field("flash_point_c"), text);
        }
        Some(PackingGroup::III) if flash < LOW => {
            let text = Text::new(
                format!("闪点{flash}℃低于23℃，包装类别不应为III"),
                format!("a flash point of {flash} °C is below 23 °C: not packing group III"),
            );
            let found = out.push(&SPEC, line.field("flash_point_c"), text);
            if has(PackingGroup::II) {
                group(line, found, "II");
            } else {
                found.lower(Severity::Warning);
            }
        }
        Some(PackingGroup::I | PackingGroup::II) if flash >= LOW && is_plain => {
            let text = Text::new(
                format!("闪点{flash}℃不低于23℃，按闪点包装类别为III"),
                format!("a flash point of {flash} °C makes packing group III"),
            );
            let found = out.push(&SPEC, line.field("flash_point_c"), text);
            if has(PackingGroup::III) {
                found.lower(Severity::Warning);
                group(line, found, "III");
            } else {
                found.lower(Severity::Caution);
            }
        }
        _ => {}
    }
}

fn group(line: &Line<'_>, found: &mut crate::check::Finding, value: &str) {
    let text = Text::new(format!("包装类别改为{value}"), format!("packing group {value}"));
    let field = line.field("packing_group");
    found.suggestion = Some(Suggestion { field, value: value.to_owned(), text });
}
