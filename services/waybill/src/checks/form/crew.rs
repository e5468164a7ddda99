//! `form.crew`: who goes along, and as what.
//!
//! **Finds** a waybill without a driver, somebody whose task is not said, and one person named
//! twice for the same task. That an escort goes along, and is not the driver, is `who`'s.
//! **Clause** order 29 of 2019 art. 24: the waybill names driver and escort.

use placard_domain::Text;
use placard_domain::waybill::{CrewMember, CrewRole};

use super::{readable, required};
use crate::check::{Findings, Severity, Spec};
use crate::subject::{CREW_MAX, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "form.crew",
    severity: Severity::Error,
    title: ("驾驶员与押运员", "drivers and escorts"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let crew = &on.waybill.crew[..on.waybill.crew.len().min(CREW_MAX)];
    let unsaid = |member: &CrewMember| member.role == CrewRole::Unspecified;
    let driver = crew.iter().any(|member| member.role == CrewRole::Driver || unsaid(member));
    if !driver && !readable::tells(on, "crew") {
        out.push(&SPEC, "crew", Text::new("未填写驾驶员", "no driver is named"));
    }
    for (at, member) in crew.iter().enumerate() {
        if unsaid(member) {
            let field = format!("crew[{at}].role");
            if !readable::tells(on, &field) {
                let n = at + 1;
                let (zh, en) = (
                    format!("未说明第{n}名人员是驾驶员还是押运员"),
                    format!("crew member {n} is neither called driver nor escort"),
                );
                out.push(&SPEC, field, Text::new(zh, en));
            }
        } else if let Some(first) =
            crew[..at].iter().position(|other| other.role == member.role && same(other, member))
        {
            let (n, first) = (at + 1, first + 1);
            let (zh, en) = (
                format!("第{n}名人员与第{first}名人员是同一人"),
                format!("crew members {first} and {n} are one person"),
            );
            out.push(&SPEC, format!("crew[{at}]"), Text::new(zh, en));
        }
    }
}

/// Whether two are one by what names a person alone.
fn same(a: &CrewMember, b: &CrewMember) -> bool {
    let one = |a: &str, b: &str| a == b && !required::blank(a);
    one(&a.person_id, &b.person_id)
        || one(&a.qualification, &b.qualification)
        || one(&a.resident_id, &b.resident_id)
}
