//! `goods.listed`: whether the dangerous-goods list has what a line names.
//!
//! **Finds** a UN number that is none, one that the list lacks, one whose rows differ where the
//! line does not say which it is. A line is never taken for a row by its number alone.
//! **Clause** order 29 of 2019 art. 10: the consignor classifies by JT/T 617; JT/T 617.3 table A.1
//! is the list.

use placard_domain::Text;
use placard_domain::goods::{HazardClass, UnNumber};

use crate::check::{Findings, Severity, Spec};
use crate::checks::goods::{concentration, flash_point};
use crate::checks::rows;
use crate::lists::{Difference, GoodsRow, Match};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.listed",
    severity: Severity::Error,
    title: ("联合国编号与品名表", "the dangerous-goods list"),
    clause: (
        "《危险货物道路运输安全管理办法》第十条；JT/T 617.3-2018 表A.1",
        "order 29 of 2019 art. 10; JT/T 617.3-2018 table A.1",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if let Err(missing) = on.lists.goods()
        && !on.lines.is_empty()
    {
        out.not_checked(&SPEC, "goods", missing.text());
    }
    for line in &on.lines {
        match &line.found {
            _ if line.goods.un.trim().is_empty() => {}
            None if line.un.is_none() => malformed(line, out),
            Some(Match::Unlisted) => unlisted(on, line, out),
            Some(Match::Several { rows, by }) if !is_settled(line, rows) => {
                several(line, rows, by, out);
            }
            _ => {}
        }
    }
}

fn malformed(line: &Line<'_>, out: &mut Findings) {
    let text = Text::new(
        "联合国编号应为四位数字，例：1203",
        "a UN number has four digits: 1203",
    );
    let meant: String = line.goods.un.chars().take(64).filter_map(digit).collect();
    let found = out.push(&SPEC, line.field("un"), text);
    if meant.parse::<UnNumber>().is_ok() {
        let text = Text::new(format!("是否为{meant}？"), format!("did you mean {meant}?"));
        found.suggest(meant, text);
    }
}

/// A digit in half width.
fn digit(letter: char) -> Option<char> {
    let value = letter.to_digit(10).or_else(|| {
        (u32::from(letter)).checked_sub(u32::from('０')).filter(|value| *value < 10)
    })?;
    char::from_digit(value, 10)
}

fn unlisted<'a>(on: &Subject<'a>, line: &Line<'a>, out: &mut Findings) {
    let un = line.goods.un.trim();
    let text = Text::new(
        format!("危险货物品名表中没有{un}"),
        format!("{un} is not on the dangerous-goods list"),
    );
    let found = out.push(&SPEC, line.field("un"), text);
    if let Some(row) = rows::named_elsewhere(on, line) {
        let un = row.un;
        let text = Text::new(format!("品名属{un}，是否为{un}？"), format!("did you mean {un}?"));
        found.suggest(String::from(un), text);
    }
}

/// Whether what the line says points to one row alone.
fn is_settled(line: &Line<'_>, rows: &[&GoodsRow]) -> bool {
    rows.iter().filter(|row| fits(line, row)).count() == 1
}

/// Whether what the line says beside class, group and name points to this row of several.
fn fits(line: &Line<'_>, row: &GoodsRow) -> bool {
    let goods = line.goods;
    let declared = || goods.subsidiary.iter().map(|text| text.parse::<HazardClass>());
    let subsidiary = row.subsidiary_hazards.len() == goods.subsidiary.len()
        && declared().all(|one| one.is_ok_and(|one| row.subsidiary_hazards.contains(&one)));
    let flash = |value| flash_point::bounds(row).iter().all(|bound| bound.allows(value));
    let share = |value| concentration::bounds(row).iter().all(|bound| bound.allows(value));
    subsidiary
        && goods.flash_point_c.is_none_or(flash)
        && goods.concentration_percent.is_none_or(share)
}

/// The national list often has one row where the road table has several, told apart by what a
/// waybill has no field for: which it is was then not checked. Else the consignor has to say it.
fn several(line: &Line<'_>, rows: &[&GoodsRow], by: &[Difference], out: &mut Findings) {
    let (Some(first), Some(_)) = (rows.first(), by.first()) else { return };
    let texts: Vec<Text> = by.iter().map(|one| one.text()).collect();
    let (zh, en) = (join(&texts, |text| &text.zh, "、"), join(&texts, |text| &text.en, ", "));
    let (un, count) = (first.un, rows.len());
    let text = Text::new(
        format!("{un}在品名表中有{count}行符合，按{zh}才能区分，运单未写明"),
        format!("{count} rows of {un} fit, told apart by {en}: the waybill does not say which"),
    );
    let can_say = |one: &Difference| matches!(one, Difference::Class | Difference::ChineseName);
    let severity = if by.iter().any(can_say) { Severity::Warning } else { Severity::NotChecked };
    out.push(&SPEC, line.field("name"), text).lower(severity);
}

fn join(texts: &[Text], of: fn(&Text) -> &String, between: &str) -> String {
    texts.iter().map(|text| of(text).as_str()).collect::<Vec<_>>().join(between)
}
