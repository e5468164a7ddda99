//! `who.escort_needed`: whether somebody watches over the goods.
//!
//! **Finds** a waybill that names no escort (押运员) besides the driver.
//! **Clause** order 29 of 2019 art. 44: an escort goes along besides the driver, and the goods are
//! always under the escort's watch.

use placard_domain::Text;
use placard_domain::waybill::CrewRole;

use super::super::scope::whole_law;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.escort_needed",
    severity: Severity::Error,
    title: ("配备押运员", "an escort goes along"),
    clause: ("《危险货物道路运输安全管理办法》第四十四条", "order 29 of 2019 art. 44"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let is_escort = |role| role == CrewRole::Escort;
    if on.waybill.crew.iter().any(|member| is_escort(member.role)) || !whole_law(on) {
        return;
    }
    let text = Text::new(
        "未填写押运员：除驾驶员外应另有押运员随车监管",
        "no escort is named: one goes along besides the driver",
    );
    out.push(&SPEC, "crew", text);
}
