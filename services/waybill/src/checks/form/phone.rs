//! `form.phone`: phone numbers of parties, carrier, crew, and the emergency phone.
//!
//! **Finds** a number that is neither a mobile's nor a landline's, and a public service's number
//! (119) where somebody's own belongs.
//! **Clause** order 29 of 2019 art. 24: the waybill has the phones; art. 14: the consignor answers
//! the emergency phone during the whole carriage. A warning: hotlines and foreign numbers exist.

use placard_domain::Text;
use placard_domain::identifier::{PhoneKind, phone};

use super::{text, uscc};
use crate::check::{Findings, Severity, Spec};
use crate::subject::{CREW_MAX, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "form.phone",
    severity: Severity::Warning,
    title: ("电话号码", "phone numbers"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

const EMERGENCY: (&str, &str) =
    ("《危险货物道路运输安全管理办法》第十四条", "order 29 of 2019 art. 14");

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for named in uscc::named(on) {
        one(out, || format!("{}.phone", named.holder), named.phone, SPEC.clause);
    }
    for (at, member) in on.waybill.crew.iter().take(CREW_MAX).enumerate() {
        one(out, || format!("crew[{at}].phone"), &member.phone, SPEC.clause);
    }
    one(out, || "emergency_phone".into(), &on.waybill.emergency_phone, EMERGENCY);
}

fn one(
    out: &mut Findings,
    field: impl FnOnce() -> String,
    number: &str,
    clause: (&str, &str),
) {
    if !text::is_code(number) {
        return;
    }
    match phone(number) {
        Ok(PhoneKind::Mobile | PhoneKind::Landline) => {}
        Ok(PhoneKind::Service) => {
            let (zh, en) = (
                format!("{number}是公共服务电话，应填写本人或本单位的电话"),
                format!("{number} is a public service's number: give one's own"),
            );
            out.push(&SPEC, field(), Text::new(zh, en)).under(clause);
        }
        Err(fault) => {
            text::tell(out, &SPEC, field(), &fault).under(clause);
        }
    }
}
