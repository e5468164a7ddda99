//! `unloading.loaded`: whether what was unloaded had been loaded.
//!
//! **Finds** an unloading confirmed on a waybill whose loading never was.
//! **Clause** order 29 of 2019 art. 31: the loader records the loading with the waybill's number.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "unloading.loaded",
    severity: Severity::Error,
    title: ("先装后卸", "loading comes before unloading"),
    clause: ("《危险货物道路运输安全管理办法》第三十一条", "order 29 of 2019 art. 31"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if on.waybill.unloading.is_some() && on.waybill.loading.is_none() {
        let text = Text::new(
            "已填写卸货记录，但没有装货记录",
            "the unloading is confirmed, and the loading never was",
        );
        out.push(&SPEC, "loading", text);
    }
}
