//! `goods.packing_group`: whether the packing group is one that the number has.
//!
//! **Finds** what is no packing group, one that the number does not have, and none where it has
//! some.
//! **Clause** JT/T 617.3 table A.1, by order 29 of 2019 art. 10.

use placard_domain::Text;
use placard_domain::goods::PackingGroup;

use crate::check::{Findings, Severity, Spec};
use crate::checks::rows;
use crate::lists::{CarriageStatus, GoodsRow, Match};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.packing_group",
    severity: Severity::Error,
    title: ("包装类别", "packing group"),
    clause: (
        "《危险货物道路运输安全管理办法》第十条；JT/T 617.3-2018 表A.1",
        "order 29 of 2019 art. 10; JT/T 617.3-2018 table A.1",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        let written = &line.goods.packing_group;
        let is_malformed = !written.is_empty() && line.packing_group.is_none();
        if is_malformed {
            malformed(line, out);
        } else if let Some(Match::WrongGroup(rows)) = &line.found
            && !rows.iter().all(|row| row.carriage == CarriageStatus::Prohibited)
            && !rows::is_in_doubt(on, line)
        {
            wrong(line, rows, out);
        }
    }
}

/// A group as the list writes it; empty where a row has none.
fn written(group: Option<PackingGroup>) -> &'static str {
    match group {
        Some(PackingGroup::I) => "I",
        Some(PackingGroup::II) => "II",
        Some(PackingGroup::III) => "III",
        None => "",
    }
}

/// What another way to write a group means; `None` where it means nothing known.
fn meant(text: &str) -> Option<&'static str> {
    let letters = text.trim().trim_start_matches("PG").trim_start_matches("包装类别");
    match letters.trim().trim_end_matches(['类', '级']).trim() {
        "Ⅰ" | "1" | "i" | "１" | "一" | "Ｉ" | "I" => Some("I"),
        "Ⅱ" | "2" | "ii" | "２" | "二" | "ＩＩ" | "11" | "ll" | "Ii" | "II" => Some("II"),
        "Ⅲ" | "3" | "iii" | "３" | "三" | "ＩＩＩ" | "111" | "lll" | "Iii" | "III" => Some("III"),
        "" | "-" | "/" | "无" | "—" | "－" | "N/A" => Some(""),
        _ => None,
    }
}

fn malformed(line: &Line<'_>, out: &mut Findings) {
    let said: String = line.goods.packing_group.chars().take(16).collect();
    let text = Text::new(
        format!("“{said}”不是包装类别，应为I、II、III或留空"),
        format!("{said:?} is no packing group: I, II, III or empty"),
    );
    let found = out.push(&SPEC, line.field("packing_group"), text);
    let number = line.un.and_then(|_| meant(&line.goods.packing_group));
    let is_listed = |group: &str| {
        rows::of(line).next().is_none()
            || rows::of(line).any(|row| written(row.packing_group) == group)
    };
    if let Some(group) = number.filter(|group| is_listed(group)) {
        suggest(found, group);
    }
}

fn suggest(found: &mut crate::check::Finding, group: &'static str) {
    let text = if group.is_empty() {
        Text::new("留空", "leave it empty")
    } else {
        Text::new(format!("改为{group}"), format!("make it {group}"))
    };
    found.suggest(group, text);
}

fn wrong(line: &Line<'_>, rows: &[GoodsRow], out: &mut Findings) {
    let Some(un) = rows.first().map(|row| row.un) else { return };
    let groups = || rows.iter().map(|row| written(row.packing_group));
    let (zh, en) = rows::one_of(groups().filter(|group| !group.is_empty()));
    let said = &line.goods.packing_group;
    let text = if zh.is_empty() {
        Text::new(
            format!("{un}没有包装类别，运单写{said}"),
            format!("{un} has no packing group, the waybill says {said}"),
        )
    } else if said.is_empty() {
        Text::new(
            format!("未填写包装类别，{un}为{zh}"),
            format!("packing group is not given: {un} has {en}"),
        )
    } else {
        Text::new(
            format!("{un}没有包装类别{said}，品名表为{zh}"),
            format!("{un} has no packing group {said}: the list has {en}"),
        )
    };
    let found = out.push(&SPEC, line.field("packing_group"), text);
    if let Some(group) = rows::common(groups()) {
        suggest(found, group);
    }
}
