//! `unloading.signed`: whether the consignee signed for the goods.
//!
//! **Finds** an unloading that nobody signed by name.
//! **Clause** order 29 of 2019 art. 33: the consignee takes the goods.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "unloading.signed",
    severity: Severity::Error,
    title: ("收货签收", "the consignee's signature"),
    clause: ("《危险货物道路运输安全管理办法》第三十三条", "order 29 of 2019 art. 33"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(unloading) = &on.waybill.unloading else { return };
    if unloading.confirmed_by.trim().is_empty() {
        let text = Text::new("收货人未签收", "nobody has signed for the goods");
        out.push(&SPEC, "unloading.confirmed_by", text);
    }
}
