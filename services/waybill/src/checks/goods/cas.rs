//! `goods.cas`: whether the CAS number is that of the goods.
//!
//! **Finds** a number that is none, and one whose substance is goods of another UN number. What the
//! chemicals catalogue has not, or calls by a name that the goods list has not, is not checked.
//! **Clause** order 29 of 2019 art. 11: nothing misdeclared; the catalogue is the regulation's.

use placard_domain::Text;
use placard_domain::identifier::CasNumber;

use crate::check::{Findings, Severity, Spec};
use crate::checks::rows;
use crate::lists::{Cas, Chemical, Chemicals, GoodsRow};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.cas",
    severity: Severity::Warning,
    title: ("CAS号", "CAS number"),
    clause: (
        "《危险货物道路运输安全管理办法》第十一条；《危险化学品目录》",
        "order 29 of 2019 art. 11; hazardous chemicals catalogue",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in on.lines.iter().filter(|line| !line.goods.cas.is_empty()) {
        let written = line.goods.cas.trim();
        let (Ok(_), Ok(cas)) = (CasNumber::new(written), written.parse::<Cas>()) else {
            malformed(line, written, out);
            continue;
        };
        match on.lists.chemicals() {
            Err(missing) => {
                out.not_checked(&SPEC, line.field("cas"), missing.text());
            }
            Ok(chemicals) => compare(on, line, chemicals, cas, out),
        }
    }
}

fn malformed(line: &Line<'_>, written: &str, out: &mut Findings) {
    let Err(fault) = CasNumber::new(written) else { return };
    let found = out.push(&SPEC, line.field("cas"), fault.text());
    if let Some(meant) = fault.suggestion() {
        let text = Text::new(format!("是否为{meant}？"), format!("did you mean {meant}?"));
        found.suggest(meant, text);
    }
}

fn compare(on: &Subject<'_>, line: &Line<'_>, list: &Chemicals, cas: Cas, out: &mut Findings) {
    let Some(first) = list.by_cas(cas).next() else {
        let text = Text::new(
            format!("未核对：危险化学品目录中没有CAS号{cas}"),
            format!("not checked: the chemicals catalogue does not have CAS {cas}"),
        );
        out.not_checked(&SPEC, line.field("cas"), text);
        return;
    };
    if rows::of(line).next().is_none() || list.by_cas(cas).any(|it| is_it(on, line, list, it)) {
        return;
    }
    let other = list.by_cas(cas).find_map(|it| rows::bearers(on, &it.name_zh).next());
    let name = &first.name_zh;
    if let Some(row) = other.filter(|row| Some(row.un) != line.un) {
        let un = row.un;
        let text = Text::new(
            format!("CAS号{cas}是“{name}”（{un}），与本行货物不符"),
            format!("CAS {cas} is {name:?} ({un}), not the goods of this line"),
        );
        out.push(&SPEC, line.field("cas"), text);
    } else {
        let text = Text::new(
            format!("未核对：目录中CAS号{cas}为“{name}”，无法判断是否即本行货物"),
            format!("not checked: the catalogue has {name:?} for CAS {cas}; it may be these goods"),
        );
        out.not_checked(&SPEC, line.field("cas"), text);
    }
}

/// Whether an entry is the goods of a line, by name, technical name or number.
fn is_it(on: &Subject<'_>, line: &Line<'_>, list: &Chemicals, entry: &Chemical) -> bool {
    let goods = line.goods;
    let bears = |name: &str| list.by_name(name).any(|it| it.serial == entry.serial);
    let is_row = |row: &GoodsRow| {
        on.lists.names_agree(row, &entry.name_zh)
            || entry.aliases().any(|alias| on.lists.names_agree(row, alias))
    };
    // 氢氧化钠溶液 is of the substance 氢氧化钠.
    let is_solution = |row: &GoodsRow| {
        row.name_zh.strip_prefix(&*entry.name_zh).is_some_and(|rest| rest.starts_with("溶液"))
    };
    (entry.un_derived.is_some() && entry.un_derived == line.un)
        || rows::of(line).any(is_solution)
        || bears(rows::bare_name(goods))
        || bears(&goods.technical_name)
        || rows::of(line).any(is_row)
}
