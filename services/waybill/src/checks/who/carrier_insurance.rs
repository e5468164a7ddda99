//! `who.carrier_insurance`: whether the carrier is insured.
//!
//! **Finds** a liability insurance that does not hold on every day of the trip, and a carrier whose
//! record has none.
//! **Clause** 道路运输条例 art. 35: who carries dangerous goods takes out carrier's liability
//! insurance.

use placard_domain::Text;
use placard_domain::registry::CertificateKind;

use super::super::held::fault;
use super::super::scope::whole_law;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.carrier_insurance",
    severity: Severity::Error,
    title: ("承运人责任险", "the carrier's liability insurance"),
    clause: ("《道路运输条例》第三十五条", "Road transport regulation art. 35"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(carrier) = on.carrier.filter(|_| whole_law(on)) else { return };
    let whose = || {
        let name = &carrier.name;
        Text::new(format!("承运人{name}"), format!("the carrier {name}"))
    };
    let kind = CertificateKind::LiabilityInsurance;
    if let Some(fault) = fault(on, &carrier.certificates, kind, whose) {
        fault.tell(&SPEC, "carrier", out);
    }
}
