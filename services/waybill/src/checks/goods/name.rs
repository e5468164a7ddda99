//! `goods.name`: whether the name is the number's.
//!
//! **Finds** a name that is none of the number's, official or of the chemicals catalogue; and the
//! number to which it belongs, where it is that of one. A row without a Chinese name (UN 3291)
//! agrees with any.
//! **Clause** order 29 of 2019 arts. 10 and 11: name and number by JT/T 617, nothing misdeclared.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec, Suggestion};
use crate::checks::rows;
use crate::lists::GoodsRow;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.name",
    severity: Severity::Error,
    title: ("运输名称", "proper shipping name"),
    clause: (
        "《危险货物道路运输安全管理办法》第十条、第十一条",
        "order 29 of 2019 arts. 10, 11",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        let Some(row) = rows::of(line).next() else { continue };
        if line.goods.name.trim().is_empty() || rows::is_named(on, line) {
            continue;
        }
        match rows::named_elsewhere(on, line) {
            Some(meant) => another(line, row, meant, out),
            None => wrong(line, row, out),
        }
    }
}

fn official<'a>(line: &Line<'_>, row: &'a GoodsRow) -> &'a str {
    if line.goods.name.is_ascii() || row.name_zh.is_empty() { &row.name_en } else { &row.name_zh }
}

fn another(line: &Line<'_>, row: &GoodsRow, meant: &GoodsRow, out: &mut Findings) {
    let (un, right) = (row.un, meant.un);
    let (name, said) = (official(line, row), shown(&line.goods.name));
    let text = Text::new(
        format!("“{said}”是{right}的名称，{un}为“{name}”：编号与名称必有一误"),
        format!("{said:?} is the name of {right}, {un} is {name:?}: one of the two is wrong"),
    );
    let found = out.push(&SPEC, line.field("name"), text);
    found.suggestion = Some(Suggestion {
        field: line.field("un"),
        value: String::from(right),
        text: Text::new(format!("是否为{right}？"), format!("did you mean {right}?")),
    });
}

fn wrong(line: &Line<'_>, row: &GoodsRow, out: &mut Findings) {
    let (un, name, said) = (row.un, official(line, row), shown(&line.goods.name));
    let text = Text::new(
        format!("“{said}”不是{un}的运输名称，品名表为“{name}”"),
        format!("{said:?} is not the name of {un}: the list has {name:?}"),
    );
    let found = out.push(&SPEC, line.field("name"), text);
    if rows::common(rows::of(line).map(|row| official(line, row))).is_some() {
        let text = Text::new(format!("改为“{name}”"), format!("make it {name:?}"));
        found.suggest(name, text);
    }
}

/// As much of a name as a message shows.
fn shown(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(64).collect()
}
