//! `form.uscc`: unified social credit codes (统一社会信用代码).
//!
//! **Finds** a code of the wrong length, with a character it cannot have, or whose check character
//! does not follow from the others; as a warning, one whose organisation code inside breaks its
//! own check: some old individual businesses have such.
//! **Clause** GB 32100-2015; GB 11714 for the code inside. A code that is not given is not asked
//! for: the form does not have it.

use placard_domain::Text;
use placard_domain::identifier::CreditCode;
use placard_domain::waybill::PartyRef;

use super::text;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "form.uscc",
    severity: Severity::Error,
    title: ("统一社会信用代码", "unified social credit codes"),
    clause: ("国家标准GB 32100-2015", "national standard GB 32100-2015"),
};

/// A party or the carrier.
pub(super) struct Named<'a> {
    /// Its path.
    pub(super) holder: &'static str,
    /// Its name.
    pub(super) name: &'a str,
    /// Its code.
    pub(super) uscc: &'a str,
    /// Its phone.
    pub(super) phone: &'a str,
}

/// The parties and the carrier.
pub(super) fn named<'a>(on: &Subject<'a>) -> [Named<'a>; 4] {
    let waybill = on.waybill;
    let carrier = &waybill.carrier;
    let of = |holder, name, uscc, phone| Named { holder, name, uscc, phone };
    let party = |holder, party: &'a PartyRef| {
        of(holder, &party.name, &party.uscc, &party.phone)
    };
    [
        party("consignor", &waybill.consignor),
        party("consignee", &waybill.consignee),
        party("loader", &waybill.loader),
        of("carrier", &carrier.name, &carrier.uscc, &carrier.phone),
    ]
}

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    // Who sends often loads: what was right once is right again.
    let mut right = "";
    for Named { holder, uscc, .. } in named(on) {
        if uscc == right || !text::is_code(uscc) {
            continue;
        }
        match CreditCode::new(uscc) {
            Ok(code) if code.inner_agrees() && right.is_empty() => right = uscc,
            Ok(code) if code.inner_agrees() => {}
            Ok(_) => {
                let (zh, en) = (
                    format!("统一社会信用代码{uscc}内的组织机构代码校验位不符，请核对"),
                    format!("the organisation code inside {uscc} breaks its own check: look again"),
                );
                out.push(&SPEC, format!("{holder}.uscc"), Text::new(zh, en))
                    .lower(Severity::Warning)
                    .under(("国家标准GB 11714", "national standard GB 11714"));
            }
            Err(fault) => {
                text::tell(out, &SPEC, format!("{holder}.uscc"), &fault);
            }
        }
    }
}
