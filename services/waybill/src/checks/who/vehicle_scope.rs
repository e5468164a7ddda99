//! `who.vehicle_scope`: whether the permits of vehicle and trailer cover the goods.
//!
//! **Finds** a class or division, highly toxic chemicals, hazardous waste or medical waste that the
//! permit (道路运输证) of the vehicle or of the trailer does not name.
//! **Clause** order 29 of 2019 art. 23: vehicle and equipment fit the nature of the goods; art. 28,
//! first check: the permits are valid.

use placard_domain::registry::CertificateKind;

use super::carrier_scope::Permit;
use super::vehicle::Unit;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.vehicle_scope",
    severity: Severity::Error,
    title: ("道路运输证范围", "the scope of the vehicle's permit"),
    clause: (
        "《危险货物道路运输安全管理办法》第二十三条、第二十八条",
        "order 29 of 2019 arts. 23, 28",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for (unit, record) in Unit::recorded(on) {
        let permit = Permit {
            spec: &SPEC,
            field: unit.path,
            certificates: &record.certificates,
            kind: CertificateKind::VehiclePermit,
        };
        permit.check(on, out);
    }
}
