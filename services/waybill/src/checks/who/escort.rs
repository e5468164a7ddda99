//! `who.escort`: whether the escorts are those that the register knows.
//!
//! **Finds** what `who.driver` finds, of the escorts (押运员).
//! **Clause** order 29 of 2019 art. 24: the waybill, on the ministry's form, names the escort and
//! the certificate.

use placard_domain::waybill::CrewRole;

use super::driver::check_all;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.escort",
    severity: Severity::Error,
    title: ("押运员登记", "the escort's record"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    check_all(&SPEC, on, CrewRole::Escort, out);
}
