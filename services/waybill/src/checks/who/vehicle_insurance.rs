//! `who.vehicle_insurance`: whether the vehicle is insured.
//!
//! **Finds** a compulsory insurance (交强险) that does not hold on every day of the trip, and a
//! vehicle whose record has none. A trailer goes with the insurance of what draws it.
//! **Clause** 道路交通安全法; the article was not read, so that this is a warning.

use placard_domain::registry::CertificateKind;

use super::super::held::fault;
use super::super::scope::whole_law;
use super::vehicle::Unit;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.vehicle_insurance",
    severity: Severity::Warning,
    title: ("机动车强制保险", "the vehicle's compulsory insurance"),
    clause: ("《道路交通安全法》", "Road traffic safety law"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if !whole_law(on) {
        return;
    }
    for (unit, record) in Unit::recorded(on).filter(|(unit, _)| unit.path == "vehicle") {
        let kind = CertificateKind::CompulsoryInsurance;
        if let Some(fault) = fault(on, &record.certificates, kind, || unit.whose(record)) {
            fault.tell(&SPEC, unit.path, out);
        }
    }
}
