//! `form.dispatch`: who dispatched the vehicle, and when.
//!
//! **Finds** a dispatcher or dispatch time that is missing, and a dispatch after the departure.
//! **Clause** order 29 of 2019 art. 24: the carrier makes the waybill before the trip; art. 25: it
//! looks over vehicle and people before the trip and records it.

use placard_domain::Text;

use super::{readable, required};
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "form.dispatch",
    severity: Severity::Error,
    title: ("调度人与调度时间", "dispatcher and time of dispatch"),
    clause: (
        "《危险货物道路运输安全管理办法》第二十四条、第二十五条",
        "order 29 of 2019 arts. 24 and 25",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let waybill = on.waybill;
    if required::blank(&waybill.dispatcher) && !readable::tells(on, "dispatcher") {
        out.push(&SPEC, "dispatcher", Text::new("未填写调度人", "the dispatcher is not given"));
    }
    let Some(dispatched) = waybill.dispatched_at else {
        if !readable::tells(on, "dispatched_at") {
            let text = Text::new("未填写调度时间", "the time of dispatch is not given");
            out.push(&SPEC, "dispatched_at", text);
        }
        return;
    };
    if let Some(departs) = waybill.departs_at
        && dispatched > departs
    {
        let zone = on.asked.zone;
        let (dispatched, departs) = (dispatched.with_offset(zone), departs.with_offset(zone));
        let (zh, en) = (
            format!("调度时间{dispatched}晚于起运时间{departs}"),
            format!("dispatched at {dispatched}, after the departure at {departs}"),
        );
        out.push(&SPEC, "dispatched_at", Text::new(zh, en));
    }
}
