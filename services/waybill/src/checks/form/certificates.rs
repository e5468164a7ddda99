//! `form.certificates`: the forms of licence, permit and qualification numbers.
//!
//! **Finds** a number that is not of the form usually met. Whether it is in force, and whose it is,
//! the register says.
//! **Clause** order 29 of 2019 art. 24: the waybill has these numbers. Their forms were not found
//! in a text of law (law facts 4.5): a caution, never more.

use placard_domain::identifier::{Standing, qualification, road_licence, vehicle_permit};

use super::text;
use crate::check::{Findings, Severity, Spec};
use crate::subject::{CREW_MAX, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "form.certificates",
    severity: Severity::Caution,
    title: ("许可证与资格证编号", "licence, permit and qualification numbers"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let waybill = on.waybill;
    let licence = &waybill.carrier.licence;
    one(out, || "carrier.licence".into(), licence, road_licence);
    one(out, || "vehicle.permit_no".into(), &waybill.vehicle.permit_no, vehicle_permit);
    if let Some(trailer) = &waybill.trailer {
        one(out, || "trailer.permit_no".into(), &trailer.permit_no, vehicle_permit);
    }
    for (at, member) in waybill.crew.iter().take(CREW_MAX).enumerate() {
        // Often the two are one number: what is wrong with it is told where it is sure.
        if member.qualification != member.resident_id {
            let field = || format!("crew[{at}].qualification");
            one(out, field, &member.qualification, qualification);
        }
    }
}

fn one(
    out: &mut Findings,
    field: impl FnOnce() -> String,
    number: &str,
    read: fn(&str) -> Standing,
) {
    if !text::is_code(number) {
        return;
    }
    if let Standing::Doubtful(fault) | Standing::Wrong(fault) = read(number) {
        text::tell(out, &SPEC, field(), &fault);
    }
}
