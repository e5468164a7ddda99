//! `who.carrier_licence`: whether the carrier's licence is in force.
//!
//! **Finds** a road transport licence that does not hold on every day of the trip, and a carrier
//! whose record has none.
//! **Clause** 道路运输条例 art. 24: who carries dangerous goods needs the licence of the city's
//! transport department; order 29 of 2019 art. 9: the consignor entrusts none but a licensee.

use placard_domain::Text;
use placard_domain::registry::CertificateKind;

use super::super::held::fault;
use super::super::scope::whole_law;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.carrier_licence",
    severity: Severity::Error,
    title: ("承运人许可证", "the carrier's licence"),
    clause: (
        "《道路运输条例》第二十四条；《危险货物道路运输安全管理办法》第九条",
        "Road transport regulation art. 24; order 29 of 2019 art. 9",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(carrier) = on.carrier.filter(|_| whole_law(on)) else { return };
    let whose = || {
        let name = &carrier.name;
        Text::new(format!("承运人{name}"), format!("the carrier {name}"))
    };
    let kind = CertificateKind::TransportLicence;
    if let Some(fault) = fault(on, &carrier.certificates, kind, whose) {
        fault.tell(&SPEC, "carrier.licence", out);
    }
}
