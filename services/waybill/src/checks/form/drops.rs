//! `form.drops`: further places of unloading.
//!
//! **Finds** drops on a waybill that is none of city delivery, and, as a warning, a site that is
//! named for two of the stops.
//! **Clause** order 29 of 2019 art. 24: one waybill for one vehicle and trip; the form has several
//! drops for city delivery (城市配送) alone.

use placard_domain::Text;

use super::{lines, required};
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "form.drops",
    severity: Severity::Error,
    title: ("多点卸货", "several drops"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let (waybill, drops) = (on.waybill, lines::drops(on));
    if !drops.is_empty() && !waybill.city_delivery {
        let (zh, en) = (
            format!("另有{}个卸货点，只有城市配送才能多点卸货", waybill.drops.len()),
            format!("{} further drops: only city delivery may have them", waybill.drops.len()),
        );
        let text = Text::new("如确为城市配送，勾选该项", "if it is city delivery, say so");
        out.push(&SPEC, "city_delivery", Text::new(zh, en)).suggest("true", text);
    }
    for (at, drop) in drops.iter().enumerate() {
        let same = |other: &str| other == drop.site_id && !required::blank(other);
        if same(&waybill.destination.site_id) || drops[..at].iter().any(|it| same(&it.site_id)) {
            let (zh, en) = (
                format!("卸货点{}重复", drop.site_id),
                format!("the site {} is named for two stops", drop.site_id),
            );
            let field = format!("drops[{at}].site_id");
            out.push(&SPEC, field, Text::new(zh, en)).lower(Severity::Warning);
        }
    }
}
