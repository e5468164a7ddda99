//! `form.resident_id`: resident ID numbers (公民身份号码) of the crew.
//!
//! **Finds** a number of the wrong length, with a character it cannot have, of no province, with a
//! birth date that cannot be, or whose check character does not follow from the others.
//! **Clause** GB 11643-1999. A number that is not given is not asked for: the form does not have
//! it. It is personal data: no message repeats it.

use placard_domain::identifier::ResidentId;

use super::text;
use crate::check::{Findings, Severity, Spec};
use crate::subject::{CREW_MAX, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "form.resident_id",
    severity: Severity::Error,
    title: ("公民身份号码", "resident ID numbers"),
    clause: ("国家标准GB 11643-1999", "national standard GB 11643-1999"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for (at, member) in on.waybill.crew.iter().take(CREW_MAX).enumerate() {
        if text::is_code(&member.resident_id)
            && let Err(fault) = ResidentId::new(&member.resident_id)
        {
            text::tell(out, &SPEC, format!("crew[{at}].resident_id"), &fault);
        }
    }
}
