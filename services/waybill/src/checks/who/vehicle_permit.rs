//! `who.vehicle_permit`: whether vehicle and trailer hold their permits.
//!
//! **Finds** a permit (道路运输证) of the vehicle or of the trailer that does not hold on every day
//! of the trip, and a record that has none.
//! **Clause** order 29 of 2019 art. 28, first check: the transport permit of the vehicle is valid,
//! of the trailer as well.

use placard_domain::registry::CertificateKind;

use super::super::held::fault;
use super::super::scope::whole_law;
use super::vehicle::Unit;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.vehicle_permit",
    severity: Severity::Error,
    title: ("道路运输证", "permits of vehicle and trailer"),
    clause: ("《危险货物道路运输安全管理办法》第二十八条", "order 29 of 2019 art. 28"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if !whole_law(on) {
        return;
    }
    for (unit, record) in Unit::recorded(on) {
        let kind = CertificateKind::VehiclePermit;
        if let Some(fault) = fault(on, &record.certificates, kind, || unit.whose(record)) {
            fault.tell(&SPEC, unit.field("permit_no"), out);
        }
    }
}
