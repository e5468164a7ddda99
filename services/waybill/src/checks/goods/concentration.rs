//! `goods.concentration`: whether the share of the substance is one that the entry is for.
//!
//! **Finds** a concentration outside what the entry's description bounds, and the number that is
//! for it. Only bounds on the goods' own substance are read: `not less than 10% water` is of
//! another. What is given but cannot be held against the text is not checked, nor is a share that
//! the entry hangs on and the line leaves out.
//! **Clause** JT/T 617.3 table A.1 column 2, by order 29 of 2019 art. 10.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec, Suggestion};
use crate::checks::bounds::{self, Bounds};
use crate::checks::rows;
use crate::lists::GoodsRow;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.concentration",
    severity: Severity::Error,
    title: ("浓度", "concentration"),
    clause: (
        "《危险货物道路运输安全管理办法》第十条；JT/T 617.3-2018 表A.1 第2栏",
        "order 29 of 2019 art. 10; JT/T 617.3-2018 table A.1 column 2",
    ),
};

/// What dilutes or wets, and is never the substance itself.
const DILUENTS: &[&str] = &["water", "alcohol"];

/// Acids that the list calls by the dissolved gas.
const DISSOLVED: &[(&str, &str)] = &[("HYDROFLUORIC ACID", "hydrogen fluoride")];

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        if !rows::of(line).any(|row| row.name_en.contains('%')) {
            continue;
        }
        let share = line.goods.concentration_percent;
        let fits = |row: &GoodsRow| {
            let bounds = bounds(row);
            share.is_some_and(|share| bounds.iter().all(|bound| bound.allows(share)))
        };
        let is_clear = rows::all(line, |row| !bounds(row).is_empty());
        match share {
            Some(_) if !is_clear => unclear(line, out),
            Some(share) if !(0.0..=100.0).contains(&share) => impossible(line, share, out),
            Some(share) if !rows::of(line).any(fits) => outside(on, line, share, out),
            None if is_clear && !rows::of(line).any(|row| row.is_full_name(&line.goods.name)) => {
                lacking(line, out);
            }
            _ => {}
        }
    }
}

/// What a row bounds of its own substance; empty where it bounds nothing, or not clearly that.
pub(super) fn bounds(row: &GoodsRow) -> Bounds<'_> {
    let name = &*row.name_en;
    let head = name.split('%').next().unwrap_or_default();
    if head.len() == name.len() || head.contains(" AND ") || head.contains("MIXTURE") {
        return Bounds::new();
    }
    let is_own = |of: &str| {
        let dissolved = |(acid, gas): &(&str, &str)| head.starts_with(acid) && of == *gas;
        !of.is_empty()
            && !DILUENTS.contains(&of)
            && (rows::holds(head, of) || DISSOLVED.iter().any(dissolved))
    };
    let mut bounds = bounds::of(name, "%");
    bounds.retain(|bound| is_own(bound.of));
    let is_one = bounds.iter().all(|bound| bound.of == bounds[0].of);
    if is_one { bounds } else { Bounds::new() }
}

/// Whether a row clearly is for this share.
fn is_within(row: &GoodsRow, share: f64) -> bool {
    let bounds = bounds(row);
    !bounds.is_empty() && bounds.iter().all(|bound| bound.allows(share))
}

fn unclear(line: &Line<'_>, out: &mut Findings) {
    let text = Text::new(
        "未核对：品名表的含量限值不能与所填浓度直接比较",
        "not checked: the list bounds a share that the concentration given may not be",
    );
    out.not_checked(&SPEC, line.field("concentration_percent"), text);
}

fn impossible(line: &Line<'_>, share: f64, out: &mut Findings) {
    let text = Text::new(
        format!("浓度{share}%不成立，应在0至100之间"),
        format!("a concentration of {share}% cannot be: 0 to 100"),
    );
    out.push(&SPEC, line.field("concentration_percent"), text);
}

fn lacking(line: &Line<'_>, out: &mut Findings) {
    let Some(row) = rows::of(line).next() else { return };
    let (un, zh, en) = (row.un, &row.name_zh, &row.name_en);
    let text = Text::new(
        format!("未核对：未填写浓度，{un}仅适用于“{zh}”"),
        format!("not checked: no concentration is given, and {un} is for {en:?} alone"),
    );
    out.not_checked(&SPEC, line.field("concentration_percent"), text);
}

fn outside(on: &Subject<'_>, line: &Line<'_>, share: f64, out: &mut Findings) {
    let Some(row) = rows::of(line).next() else { return };
    let (un, zh, en) = (row.un, &row.name_zh, &row.name_en);
    let text = Text::new(
        format!("浓度{share}%不属{un}“{zh}”"),
        format!("{share}% is not {un} {en:?}"),
    );
    let found = out.push(&SPEC, line.field("concentration_percent"), text);
    if let Some(row) = right(on, line, share) {
        let un = row.un;
        let text = Text::new(format!("是否为{un}？"), format!("did you mean {un}?"));
        let (field, value) = (line.field("un"), String::from(un));
        found.suggestion = Some(Suggestion { field, value, text });
    }
}

/// What a description says before it goes into states and amounts.
fn head(row: &GoodsRow) -> &str {
    let name = &*row.name_en;
    let end = [",", " with ", " ("].iter().filter_map(|end| name.find(end)).min();
    &name[..end.unwrap_or(name.len())]
}

/// The one number whose goods have the line's name, in either language, and this share.
fn right<'a>(on: &Subject<'a>, line: &Line<'_>, share: f64) -> Option<&'a GoodsRow> {
    let name = rows::bare_name(line.goods);
    let is_right = |row: &&GoodsRow| {
        row.name_en.contains('%')
            && Some(row.un) != line.un
            && (rows::of(line).any(|meant| head(meant) == head(row))
                || on.lists.names_agree(row, name))
            && is_within(row, share)
    };
    let mut rows = on.lists.goods().ok()?.all().iter().filter(is_right);
    let first = rows.next()?;
    rows.all(|row| row.un == first.un).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::Lists;

    #[test]
    fn only_bounds_on_the_goods_own_substance_are_read() {
        let lists = Lists::embedded();
        let goods = lists.goods().unwrap();
        let told = |un: &str| -> Vec<Vec<f64>> {
            let rows = goods.rows(un.parse().unwrap()).iter();
            rows.map(|row| bounds(row).iter().map(|bound| bound.amount).collect()).collect()
        };
        assert_eq!(told("2014"), [vec![20.0, 60.0]]);
        assert_eq!(told("1830"), [vec![51.0]]);
        assert_eq!(told("1873"), [vec![50.0, 72.0]]);
        assert_eq!(told("2031"), [vec![70.0], vec![65.0, 70.0], vec![65.0]]);
        assert_eq!(told("1790"), [vec![85.0], vec![60.0, 85.0], vec![60.0]]);
        for un in ["1310", "2555", "1748", "2059", "3320", "1942", "1203", "1794", "1051", "3065"] {
            let clear: Vec<_> = told(un).into_iter().filter(|of| !of.is_empty()).collect();
            // Of cellulose nitrate's two bounds the one on itself is read, in each of four rows.
            let expected = if un == "2059" { vec![vec![55.0]; 4] } else { Vec::new() };
            assert_eq!(clear, expected, "{un}");
        }
    }
}
