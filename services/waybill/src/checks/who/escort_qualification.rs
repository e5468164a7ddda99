//! `who.escort_qualification`: whether the escorts may watch over these goods.
//!
//! **Finds** an escort without an escort's qualification for dangerous goods, a driver's alone
//! among them; one that does not hold on every day of the trip; training that lapses, as a warning.
//! **Clause** 危险化学品安全管理条例 arts. 43, 44: escorts are certified; order 29 of 2019 art. 28,
//! second check; on training art. 7.

use placard_domain::registry::CertificateKind;
use placard_domain::waybill::CrewRole;

use super::driver_qualification::check_role;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.escort_qualification",
    severity: Severity::Error,
    title: ("押运员从业资格", "the escort's qualification"),
    clause: (
        "《危险化学品安全管理条例》第四十三、四十四条；《危险货物道路运输安全管理办法》第二十八条",
        "Regulation on hazardous chemicals arts. 43, 44; order 29 of 2019 art. 28",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    check_role(&SPEC, on, CrewRole::Escort, CertificateKind::EscortQualification, out);
}
