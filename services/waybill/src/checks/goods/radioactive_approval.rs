//! `goods.radioactive_approval`: radioactive goods and their approval.
//!
//! **Finds** goods of class 7 without an approval that holds on every day of the trip. For excepted
//! packages (UN 2908 to 2911) whether one is needed was not read: a caution.
//! **Clause** order 29 of 2019 art. 15; regulation on radioactive goods art. 38.

use placard_domain::Text;
use placard_domain::goods::HazardClass;
use placard_domain::waybill::PaperKind;

use crate::check::{Findings, Severity, Spec};
use crate::checks::{papers, rows};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.radioactive_approval",
    severity: Severity::Error,
    title: ("放射性物品道路运输批准", "radioactive goods and their approval"),
    clause: (
        "《危险货物道路运输安全管理办法》第十五条；《放射性物品运输安全管理条例》第三十八条",
        "order 29 of 2019 art. 15; regulation on radioactive goods art. 38",
    ),
};

const APPROVAL: (PaperKind, &str, &str) =
    (PaperKind::RadioactiveApproval, "放射性物品道路运输批准文件", "radioactive goods approval");

/// Excepted packages.
const EXCEPTED: std::ops::RangeInclusive<u16> = 2908..=2911;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let radioactive = || on.lines.iter().filter(|line| is_radioactive(line));
    let Some(first) = radioactive().find(|line| !is_excepted(line)).or_else(|| radioactive().next())
    else {
        return;
    };
    let at = first.index + 1;
    let why = || {
        Text::new(format!("第{at}行是放射性物品"), format!("line {at} is radioactive"))
    };
    if let Some(found) = papers::demand(on, out, &SPEC, APPROVAL, why)
        && is_excepted(first)
    {
        found.lower(Severity::Caution);
    }
}

fn is_radioactive(line: &Line<'_>) -> bool {
    let class = rows::of(line).next().map(|row| row.class).or(line.class);
    let radioactive = "7".parse::<HazardClass>();
    class.is_some_and(|class| radioactive == Ok(class))
}

fn is_excepted(line: &Line<'_>) -> bool {
    line.un.is_some_and(|un| EXCEPTED.contains(&un.number()))
}
