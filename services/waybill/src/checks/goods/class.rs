//! `goods.class`: whether class or division are those of the list.
//!
//! **Finds** what is no class, a class or compatibility group that the number does not have, the
//! subsidiary hazard in place of the class, a class where the division is wanted.
//! **Clause** order 29 of 2019 art. 10: class, division, name and number by JT/T 617. Which of
//! several hazards comes first is settled in the list.

use std::fmt;

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::checks::rows;
use crate::lists::GoodsRow;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.class",
    severity: Severity::Error,
    title: ("类别、项别", "class and division"),
    clause: (
        "《危险货物道路运输安全管理办法》第十条；JT/T 617.3-2018 表A.1",
        "order 29 of 2019 art. 10; JT/T 617.3-2018 table A.1",
    ),
};

/// A row's class as a waybill has it: explosives with their compatibility group.
struct Whole<'a>(&'a GoodsRow);

impl fmt::Display for Whole<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.class)?;
        self.0.compatibility_group().map_or(Ok(()), |group| write!(f, "{group}"))
    }
}

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        if line.goods.class.trim().is_empty() || rows::of(line).any(|row| is_whole(line, row)) {
            continue;
        }
        let is_listed = rows::of(line).next().is_some();
        if line.class.is_some() && (!is_listed || rows::is_in_doubt(on, line)) {
            continue;
        }
        tell(line, out);
    }
}

fn group<'a>(line: &Line<'a>) -> &'a str {
    let text = &line.goods.class;
    &text[text.trim_end_matches(|c: char| c.is_ascii_uppercase()).len()..]
}

fn is_whole(line: &Line<'_>, row: &GoodsRow) -> bool {
    let group = group(line).chars();
    line.class == Some(row.class) && group.eq(row.compatibility_group())
}

/// Right as far as it goes: the division or the compatibility group is left out.
fn is_part(line: &Line<'_>, row: &GoodsRow) -> bool {
    line.class.is_some_and(|class| class.covers(row.class)) && group(line).is_empty()
}

fn tell(line: &Line<'_>, out: &mut Findings) {
    let declared: String = line.goods.class.chars().take(16).collect();
    let (zh, en) = rows::one_of(rows::of(line).map(Whole));
    let is_part = rows::of(line).any(|row| is_part(line, row));
    let is_subsidiary = line.class.is_some_and(|class| {
        rows::of(line).any(|row| row.subsidiary_hazards.contains(&class))
    });
    let text = if zh.is_empty() {
        Text::new(
            format!("“{declared}”不是类别或项别"),
            format!("{declared:?} is no class or division"),
        )
    } else if is_part {
        Text::new(
            format!("类别“{declared}”不完整，品名表为{zh}"),
            format!("class {declared} is not whole: the list has {en}"),
        )
    } else if is_subsidiary {
        Text::new(
            format!("{declared}是次要危险性，类别应为{zh}"),
            format!("{declared} is the subsidiary hazard: the class is {en}"),
        )
    } else {
        Text::new(
            format!("类别“{declared}”与品名表不符，应为{zh}"),
            format!("class {declared:?} does not agree with the list, which has {en}"),
        )
    };
    let found = out.push(&SPEC, line.field("class"), text);
    if is_part {
        found.lower(Severity::Warning);
    }
    if let Some(class) = rows::common(rows::of(line).map(|row| Whole(row).to_string())) {
        let text = Text::new(format!("改为{class}"), format!("make it {class}"));
        found.suggest(class, text);
    }
}
