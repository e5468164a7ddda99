//! `who.trailer`: whether the trailer is the one that the register knows.
//!
//! **Finds** what `who.vehicle` finds, of the trailer; what is no trailer in the trailer's place; a
//! tractor without a trailer, which has nothing to carry goods in.
//! **Clause** order 29 of 2019 art. 24: a waybill for each vehicle and trip, on the ministry's
//! form, which names the trailer and its permit.

use placard_domain::Text;
use placard_domain::vehicle::VehicleKind;

use super::vehicle::Unit;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.trailer",
    severity: Severity::Error,
    title: ("挂车登记", "the trailer's record"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(unit) = Unit::trailer(on) else {
        if let Some(tractor) = on.vehicle.filter(|it| it.kind == VehicleKind::Tractor) {
            let plate = &tractor.plate;
            let (zh, en) = (
                format!("{plate}是牵引车，运单未填写挂车"),
                format!("{plate} is a tractor, and no trailer is named"),
            );
            out.push(&SPEC, "trailer", Text::new(zh, en));
        }
        return;
    };
    let Some(record) = unit.record else {
        unit.unknown(&SPEC, on, out);
        return;
    };
    unit.compare(&SPEC, on, record, out);
    if record.kind != VehicleKind::Trailer {
        let plate = &record.plate;
        let (zh, en) =
            (format!("{plate}登记的不是挂车"), format!("{plate} is not recorded as a trailer"));
        out.push(&SPEC, "trailer.plate", Text::new(zh, en));
    }
}
