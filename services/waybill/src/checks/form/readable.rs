//! `form.readable`: what of a document could not be read at all.
//!
//! **Finds** each field whose value is none of its kind: a day that the calendar does not have, a
//! choice of a later contract, a text where a number belongs. Such a field came in empty; the
//! other checks of the form do not call it missing as well.
//! **Clause** order 29 of 2019 art. 24: the carrier makes the waybill, which is to be read.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "form.readable",
    severity: Severity::Error,
    title: ("可读取的内容", "what can be read"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for unread in on.asked.unread.as_slice() {
        let why = unread.text();
        let (zh, en) = (
            format!("该项内容无法读取：{}", why.zh),
            format!("this field could not be read: it {}", why.en),
        );
        out.push(&SPEC, unread.field.as_str(), Text::new(zh, en));
    }
}

/// Whether a field came in unreadable: it is empty for that reason, and told here.
pub(super) fn tells(on: &Subject<'_>, field: &str) -> bool {
    on.asked.unread.as_slice().iter().any(|unread| unread.field == field)
}

#[cfg(test)]
pub(super) mod tests {
    use jiff::tz::TimeZone;
    use placard_domain::violation::Reason;
    use placard_domain::waybill::Waybill;
    use placard_domain::{Timestamp, Violations};

    use super::*;
    use crate::check::Finding;
    use crate::checks::form::times;
    use crate::lists::Lists;
    use crate::register::Register;
    use crate::settings::Settings;
    use crate::subject::{Asked, RouteVerdict};

    /// What checks find in a document, with nothing loaded.
    pub(in crate::checks::form) fn found(
        waybill: &Waybill,
        unread: &Violations,
        checks: &[fn(&Subject<'_>, &mut Findings)],
    ) -> Vec<Finding> {
        let asked = Asked {
            lists: &Lists::default(),
            register: &Register::default(),
            settings: &Settings::default(),
            now: Timestamp::default(),
            zone: &TimeZone::UTC,
            engagements: &[],
            route: &RouteVerdict::Legal,
            unread,
        };
        let on = Subject::new(waybill, asked);
        let mut findings = Findings::default();
        checks.iter().for_each(|check| check(&on, &mut findings));
        findings.done().0
    }

    #[test]
    fn a_day_that_is_none_is_told_as_unreadable_and_not_as_missing() {
        let unread = Violations::one("departs_at", Reason::Malformed, "2026-02-30T08:00:00Z");
        let found = found(&Waybill::default(), &unread, &[check, times::check]);
        let told: Vec<_> = found.iter().map(|it| (it.check, it.field.as_str())).collect();
        assert_eq!(told, [("form.readable", "departs_at"), ("form.times", "arrives_by")]);
        assert!(found[0].message.zh.contains("2026-02-30"), "{:?}", found[0].message);
    }
}
