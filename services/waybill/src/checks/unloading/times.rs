//! `unloading.times`: when the goods were unloaded.
//!
//! **Finds** an end before the beginning and a beginning before the loading ended; as a warning,
//! one before the departure, an end after the planned arrival or still to come; a time that is not
//! given, as a caution.
//! **Clause** order 29 of 2019 art. 33: the consignee takes the goods promptly.

use placard_domain::waybill::Unloading;
use placard_domain::{Text, Timestamp};

use super::super::same::clock;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "unloading.times",
    severity: Severity::Error,
    title: ("卸货时间", "times of unloading"),
    clause: ("《危险货物道路运输安全管理办法》第三十三条", "order 29 of 2019 art. 33"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(unloading) = &on.waybill.unloading else { return };
    match unloading.began_at {
        Some(began) => check_beginning(on, began, out),
        None => {
            let text = Text::new("未填写卸货开始时间", "the beginning of unloading is not given");
            out.push(&SPEC, "unloading.began_at", text).lower(Severity::Caution);
        }
    }
    match unloading.ended_at {
        Some(ended) => check_end(on, unloading, ended, out),
        None => {
            let text = Text::new("未填写卸货结束时间", "the end of unloading is not given");
            out.push(&SPEC, "unloading.ended_at", text).lower(Severity::Caution);
        }
    }
}

fn check_beginning(on: &Subject<'_>, began: Timestamp, out: &mut Findings) {
    let loaded = on.waybill.loading.as_ref().and_then(|loading| loading.ended_at);
    if let Some(loaded) = loaded.filter(|loaded| began < *loaded) {
        let (began, loaded) = (clock(on, began), clock(on, loaded));
        let text = Text::new(
            format!("卸货于{began}开始，早于装货结束时间{loaded}"),
            format!("unloading began on {began}, before loading ended on {loaded}"),
        );
        out.push(&SPEC, "unloading.began_at", text);
    } else if let Some(departs) = on.waybill.departs_at.filter(|departs| began < *departs) {
        let (began, departs) = (clock(on, began), clock(on, departs));
        let text = Text::new(
            format!("卸货于{began}开始，早于计划起运时间{departs}"),
            format!("unloading began on {began}, before the planned departure on {departs}"),
        );
        out.push(&SPEC, "unloading.began_at", text).lower(Severity::Warning);
    }
}

fn check_end(on: &Subject<'_>, unloading: &Unloading, ended: Timestamp, out: &mut Findings) {
    if let Some(began) = unloading.began_at.filter(|began| ended < *began) {
        let (began, ended) = (clock(on, began), clock(on, ended));
        let text = Text::new(
            format!("卸货结束时间{ended}早于开始时间{began}"),
            format!("unloading ended on {ended}, before it began on {began}"),
        );
        out.push(&SPEC, "unloading.ended_at", text);
    } else if ended > on.asked.now {
        let ended = clock(on, ended);
        let text = Text::new(
            format!("卸货结束时间{ended}尚未到"),
            format!("the end of unloading on {ended} is still to come"),
        );
        out.push(&SPEC, "unloading.ended_at", text).lower(Severity::Warning);
    } else if let Some(arrives) = on.waybill.arrives_by.filter(|arrives| *arrives < ended) {
        let (ended, arrives) = (clock(on, ended), clock(on, arrives));
        let text = Text::new(
            format!("卸货于{ended}结束，晚于计划到达时间{arrives}"),
            format!("unloading ended on {ended}, after the planned arrival on {arrives}"),
        );
        out.push(&SPEC, "unloading.ended_at", text).lower(Severity::Warning);
    }
}
