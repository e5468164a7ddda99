//! `who.one_person`: whether everybody of the crew is somebody else.
//!
//! **Finds** the driver named as escort too, and anybody named twice: by their record, their
//! certificate or their resident ID.
//! **Clause** order 29 of 2019 art. 44: the escort goes along besides the driver.

use placard_domain::Text;

use super::driver::Member;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.one_person",
    severity: Severity::Error,
    title: ("驾驶员与押运员不得为同一人", "driver and escort are two people"),
    clause: ("《危险货物道路运输安全管理办法》第四十四条", "order 29 of 2019 art. 44"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for member in Member::all(on) {
        let mut before = Member::all(on).take(member.index);
        let Some(first) = before.find(|other| is_same(other, &member)) else { continue };
        let whose = first.whose();
        let text = if first.named.role == member.named.role {
            Text::new(format!("{}被重复填写", whose.zh), format!("{} is named twice", whose.en))
        } else {
            Text::new(
                format!("{}同时被填写为驾驶员和押运员，应为两人", whose.zh),
                format!("{} is named as driver and escort: these are two people", whose.en),
            )
        };
        out.push(&SPEC, format!("crew[{}]", member.index), text);
    }
}

fn is_same(a: &Member<'_>, b: &Member<'_>) -> bool {
    if let (Some(a), Some(b)) = (a.record, b.record) {
        return a.id == b.id;
    }
    let (a, b) = (a.named, b.named);
    let same = |a: &str, b: &str| !a.is_empty() && a == b;
    same(&a.person_id, &b.person_id)
        || same(&a.qualification, &b.qualification)
        || same(&a.resident_id, &b.resident_id)
}
