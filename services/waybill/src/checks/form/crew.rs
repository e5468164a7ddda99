//! `form.crew`: who goes along, and as what.
//!
//! **Finds** a waybill without a driver, and somebody whose task is not said. That an escort goes
//! along, and that nobody is named twice, is `who`'s.
//! **Clause** order 29 of 2019 art. 24: the waybill names driver and escort.

use placard_domain::Text;
use placard_domain::waybill::{CrewMember, CrewRole};

use super::readable;
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
    for at in (0..crew.len()).filter(|at| unsaid(&crew[*at])) {
        let (field, n) = (format!("crew[{at}].role"), at + 1);
        if !readable::tells(on, &field) {
            let (zh, en) = (
                format!("未说明第{n}名人员是驾驶员还是押运员"),
                format!("crew member {n} is neither called driver nor escort"),
            );
            out.push(&SPEC, field, Text::new(zh, en));
        }
    }
}

#[cfg(test)]
mod tests {
    use placard_domain::Violations;
    use placard_domain::waybill::Waybill;

    use super::super::readable::tests::found;
    use super::*;

    #[test]
    fn a_driver_is_wanted_and_everybody_has_a_task() {
        let told = |roles: &[CrewRole]| {
            let crew = roles.iter().map(|role| CrewMember { role: *role, ..Default::default() });
            let waybill = Waybill { crew: crew.collect(), ..Waybill::default() };
            let found = found(&waybill, &Violations::new(), &[check]);
            found.into_iter().map(|it| it.field).collect::<Vec<_>>()
        };
        assert_eq!(told(&[CrewRole::Driver, CrewRole::Escort]), Vec::<String>::new());
        assert_eq!(told(&[]), ["crew"]);
        assert_eq!(told(&[CrewRole::Escort]), ["crew"]);
        // Who has no task yet may be the driver: one fault, one finding.
        assert_eq!(told(&[CrewRole::Escort, CrewRole::Unspecified]), ["crew[1].role"]);
    }
}
