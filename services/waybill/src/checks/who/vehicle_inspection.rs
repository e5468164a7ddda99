//! `who.vehicle_inspection`: whether vehicle and trailer are within their inspection.
//!
//! **Finds** a driving permit (行驶证) of the vehicle or of the trailer whose inspection does not
//! hold on every day of the trip, and a record that has none.
//! **Clause** 道路交通安全法实施条例 art. 16: trucks are inspected yearly, and twice a year after
//! ten years; order 29 of 2019 art. 28, third check.

use placard_domain::registry::CertificateKind;

use super::super::held::fault;
use super::super::scope::whole_law;
use super::vehicle::Unit;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.vehicle_inspection",
    severity: Severity::Error,
    title: ("车辆检验", "inspection of vehicle and trailer"),
    clause: (
        "《道路交通安全法实施条例》第十六条；《危险货物道路运输安全管理办法》第二十八条",
        "Road traffic safety regulation art. 16; order 29 of 2019 art. 28",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if !whole_law(on) {
        return;
    }
    for (unit, record) in Unit::recorded(on) {
        let kind = CertificateKind::DrivingPermit;
        if let Some(fault) = fault(on, &record.certificates, kind, || unit.whose(record)) {
            fault.tell(&SPEC, unit.path, out);
        }
    }
}
