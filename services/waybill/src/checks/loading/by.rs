//! `loading.by`: whether somebody answers for the loading.
//!
//! **Finds** a loading that nobody confirmed by name.
//! **Clause** order 29 of 2019 art. 31: the loader keeps a record of the loading.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "loading.by",
    severity: Severity::Error,
    title: ("装货确认人", "who confirmed the loading"),
    clause: ("《危险货物道路运输安全管理办法》第三十一条", "order 29 of 2019 art. 31"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(loading) = &on.waybill.loading else { return };
    if loading.confirmed_by.trim().is_empty() {
        let text = Text::new(
            "装货记录没有确认人",
            "the loading is confirmed by nobody: name who did the checks",
        );
        out.push(&SPEC, "loading.confirmed_by", text);
    }
}
