//! `goods.explosives_permit`: civil explosives and their permit.
//!
//! **Finds** explosives other than fireworks without a permit that holds on every day of the trip.
//! Which articles of division 1.4 are civil explosives, a list says that is not loaded: a warning.
//! **Clause** order 29 of 2019 art. 15; regulation on civil explosives art. 26: one trip, one
//! permit.

use placard_domain::Text;
use placard_domain::goods::HazardClass;
use placard_domain::waybill::PaperKind;

use crate::check::{Findings, Severity, Spec};
use crate::checks::goods::fireworks_permit;
use crate::checks::{papers, rows};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.explosives_permit",
    severity: Severity::Error,
    title: ("民用爆炸物品运输许可证", "civil explosives and their permit"),
    clause: (
        "《危险货物道路运输安全管理办法》第十五条；《民用爆炸物品安全管理条例》第二十六条",
        "order 29 of 2019 art. 15; regulation on civil explosives art. 26",
    ),
};

const PERMIT: (PaperKind, &str, &str) =
    (PaperKind::CivilExplosivesPermit, "民用爆炸物品运输许可证", "civil explosives permit");

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let explosives = || on.lines.iter().filter(|line| is_explosive(line));
    let Some(first) = explosives().find(|line| !is_slight(line)).or_else(|| explosives().next())
    else {
        return;
    };
    let at = first.index + 1;
    let why = || {
        Text::new(format!("第{at}行是爆炸品"), format!("line {at} is an explosive"))
    };
    if let Some(found) = papers::demand(on, out, &SPEC, PERMIT, why)
        && is_slight(first)
    {
        found.lower(Severity::Warning);
    }
    papers::board_unseen(out, &SPEC);
}

/// By the list, else as declared.
fn class(line: &Line<'_>) -> Option<HazardClass> {
    rows::of(line).next().map(|row| row.class).or(line.class)
}

fn is_explosive(line: &Line<'_>) -> bool {
    let explosives = "1".parse::<HazardClass>();
    let is = |class| explosives.is_ok_and(|all| all.covers(class));
    class(line).is_some_and(is) && !fireworks_permit::is_firework(line)
}

/// No significant hazard: division 1.4.
fn is_slight(line: &Line<'_>) -> bool {
    class(line).is_some_and(|class| class.to_string() == "1.4")
}
