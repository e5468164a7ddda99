//! `place.same_place`: whether a trip leads anywhere.
//!
//! **Finds** a destination that is the origin, where there is no drop between: by the site, else by
//! the address.
//! **Clause** order 29 of 2019 art. 24: a waybill for each trip, which names where it begins and
//! ends.

use placard_domain::Text;

use super::super::same::same_name;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "place.same_place",
    severity: Severity::Warning,
    title: ("起运地与目的地", "origin and destination differ"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let (from, to) = (&on.waybill.origin, &on.waybill.destination);
    if !on.waybill.drops.is_empty() {
        return;
    }
    let (field, is_same) = if from.site_id.is_empty() || to.site_id.is_empty() {
        ("destination.address", !to.address.is_empty() && same_name(&from.address, &to.address))
    } else {
        ("destination.site_id", from.site_id == to.site_id)
    };
    if is_same {
        let text = Text::new(
            "目的地与起运地相同，应填写实际卸货地点",
            "the destination is the origin: name the place of unloading",
        );
        out.push(&SPEC, field, text);
    }
}
