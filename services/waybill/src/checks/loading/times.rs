//! `loading.times`: when the goods were loaded.
//!
//! **Finds** an end before the beginning, a beginning before the waybill was issued, an end after
//! the arrival or still to come; a time that is not given, as a caution.
//! **Clause** order 29 of 2019 art. 31: the loader keeps a record of the loading; art. 24: the
//! waybill is made before the trip.

use placard_domain::Text;

use super::super::same::clock;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "loading.times",
    severity: Severity::Error,
    title: ("装货时间", "times of loading"),
    clause: (
        "《危险货物道路运输安全管理办法》第二十四条、第三十一条",
        "order 29 of 2019 arts. 24, 31",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let waybill = on.waybill;
    let Some(loading) = &waybill.loading else { return };
    if loading.began_at.is_none() {
        let text = Text::new("未填写装货开始时间", "the beginning of loading is not given");
        out.push(&SPEC, "loading.began_at", text).lower(Severity::Caution);
    }
    if loading.ended_at.is_none() {
        let text = Text::new("未填写装货结束时间", "the end of loading is not given");
        out.push(&SPEC, "loading.ended_at", text).lower(Severity::Caution);
    }
    if let (Some(began), Some(issued)) = (loading.began_at, waybill.issued_at)
        && began < issued
    {
        let (began, issued) = (clock(on, began), clock(on, issued));
        let text = Text::new(
            format!("装货于{began}开始，早于运单签发时间{issued}"),
            format!("loading began on {began}, before the waybill was issued on {issued}"),
        );
        out.push(&SPEC, "loading.began_at", text);
    }
    let Some(ended) = loading.ended_at else { return };
    let at = || clock(on, ended);
    if let Some(began) = loading.began_at.filter(|began| *began > ended) {
        let (began, ended) = (clock(on, began), at());
        let text = Text::new(
            format!("装货结束时间{ended}早于开始时间{began}"),
            format!("loading ended on {ended}, before it began on {began}"),
        );
        out.push(&SPEC, "loading.ended_at", text);
        return;
    }
    if let Some(arrives) = waybill.arrives_by.filter(|arrives| *arrives <= ended) {
        let (ended, arrives) = (at(), clock(on, arrives));
        let text = Text::new(
            format!("装货结束时间{ended}不早于到达时间{arrives}"),
            format!("loading ended on {ended}, not before the arrival on {arrives}"),
        );
        out.push(&SPEC, "loading.ended_at", text);
    } else if ended > on.asked.now {
        let ended = at();
        let text = Text::new(
            format!("装货结束时间{ended}尚未到"),
            format!("the end of loading on {ended} is still to come"),
        );
        out.push(&SPEC, "loading.ended_at", text).lower(Severity::Warning);
    }
}
