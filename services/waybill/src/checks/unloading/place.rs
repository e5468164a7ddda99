//! `unloading.place`: whether the goods were unloaded where they were to go.
//!
//! **Finds** an unloading at a site that is neither the destination nor a drop.
//! **Clause** order 29 of 2019 art. 24: the waybill, on the ministry's form, names where the trip
//! ends; art. 33: the consignee takes the goods.

use placard_domain::Text;

use super::super::same::told;
use crate::check::{Findings, Severity, Spec};
use crate::subject::{LINES_MAX, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "unloading.place",
    severity: Severity::Error,
    title: ("卸货地点", "place of unloading"),
    clause: (
        "《危险货物道路运输安全管理办法》第二十四条、第三十三条",
        "order 29 of 2019 arts. 24, 33",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let waybill = on.waybill;
    let Some(unloading) = &waybill.unloading else { return };
    let (site, planned) = (&unloading.site_id, &waybill.destination.site_id);
    let drops = &mut waybill.drops.iter().take(LINES_MAX);
    if site.is_empty() || site == planned || drops.any(|drop| drop.site_id == *site) {
        return;
    }
    let name = on.asked.register.site(site).map_or_else(|| told(site), |it| it.name.clone());
    if planned.is_empty() {
        let text = Text::new(
            format!("未核对：目的地未关联装卸场所，无法与卸货地点{name}核对"),
            format!("not checked: the destination names no site to compare with {name}"),
        );
        out.not_checked(&SPEC, "unloading.site_id", text);
        return;
    }
    let goal = on.destination.map_or_else(|| told(planned), |it| it.name.clone());
    let text = Text::new(
        format!("在{name}卸货，运单目的地为{goal}；变更目的地应先修改运单"),
        format!("unloaded at {name}, and the destination is {goal}: amend the waybill first"),
    );
    out.push(&SPEC, "unloading.site_id", text);
}
