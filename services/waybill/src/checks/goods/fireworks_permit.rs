//! `goods.fireworks_permit`: fireworks and their permit.
//!
//! **Finds** fireworks without a permit that holds on every day of the trip.
//! **Clause** order 29 of 2019 art. 15; regulation on fireworks art. 24.

use placard_domain::Text;
use placard_domain::waybill::PaperKind;

use crate::check::{Findings, Severity, Spec};
use crate::checks::papers;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.fireworks_permit",
    severity: Severity::Error,
    title: ("烟花爆竹道路运输许可证", "fireworks and their permit"),
    clause: (
        "《危险货物道路运输安全管理办法》第十五条；《烟花爆竹安全管理条例》第二十四条",
        "order 29 of 2019 art. 15; regulation on fireworks art. 24",
    ),
};

const PERMIT: (PaperKind, &str, &str) =
    (PaperKind::FireworksPermit, "烟花爆竹道路运输许可证", "fireworks permit");

/// UN 0333 to 0337: fireworks of divisions 1.1 to 1.4.
const FIREWORKS: std::ops::RangeInclusive<u16> = 333..=337;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(line) = on.lines.iter().find(|line| is_firework(line)) else { return };
    let at = line.index + 1;
    let why = || {
        Text::new(format!("第{at}行是烟花爆竹"), format!("line {at} is fireworks"))
    };
    papers::demand(on, out, &SPEC, PERMIT, why);
}

pub(super) fn is_firework(line: &Line<'_>) -> bool {
    line.un.is_some_and(|un| FIREWORKS.contains(&un.number()))
}
