//! `form.times`: when a trip begins and ends.
//!
//! **Finds** a departure or arrival that is missing, an arrival not after the departure, a
//! departure before the waybill was issued, one too far ahead, a trip too long to be one.
//! **Clause** order 29 of 2019 art. 24: the carrier makes the waybill before the trip, one for
//! each. How far ahead and how long are settings: the law has no number.

use placard_domain::{Millis, Text, Timestamp};

use super::readable;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "form.times",
    severity: Severity::Error,
    title: ("起运与到达时间", "times of departure and arrival"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let (waybill, settings) = (on.waybill, on.asked.settings);
    if waybill.departs_at.is_none() && !readable::tells(on, "departs_at") {
        out.push(&SPEC, "departs_at", Text::new("未填写起运时间", "departure is not given"));
    }
    if waybill.arrives_by.is_none() && !readable::tells(on, "arrives_by") {
        out.push(&SPEC, "arrives_by", Text::new("未填写到达时间", "arrival is not given"));
    }
    let Some(departs) = waybill.departs_at else { return };
    let said = |at: Timestamp| at.with_offset(on.asked.zone);
    if let Some(issued) = waybill.issued_at
        && departs < issued
    {
        let (departs, issued) = (said(departs), said(issued));
        let (zh, en) = (
            format!("起运时间{departs}早于签发时间{issued}"),
            format!("departure at {departs} lies before the waybill was issued at {issued}"),
        );
        out.push(&SPEC, "departs_at", Text::new(zh, en));
    }
    if departs - on.asked.now > Millis::from_days(settings.ahead_max_days) {
        let (departs, days) = (said(departs), settings.ahead_max_days);
        let (zh, en) = (
            format!("起运时间{departs}超过提前申报上限{days}天"),
            format!("departure at {departs} lies more than {days} days ahead"),
        );
        out.push(&SPEC, "departs_at", Text::new(zh, en)).lower(Severity::Warning);
    }
    let Some(arrives) = waybill.arrives_by else { return };
    if arrives <= departs {
        let (departs, arrives) = (said(departs), said(arrives));
        let (zh, en) = (
            format!("到达时间{arrives}不晚于起运时间{departs}"),
            format!("arrival at {arrives} does not lie after departure at {departs}"),
        );
        out.push(&SPEC, "arrives_by", Text::new(zh, en));
    } else if arrives - departs > Millis::from_days(settings.trip_max_days) {
        let days = settings.trip_max_days;
        let (zh, en) =
            (format!("行程超过{days}天"), format!("the trip takes more than {days} days"));
        out.push(&SPEC, "arrives_by", Text::new(zh, en)).lower(Severity::Warning);
    }
}
