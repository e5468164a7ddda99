//! `loading.seals`: whether the tank was sealed.
//!
//! **Finds** goods loaded into a tank without a seal number (铅封号), and a number given twice.
//! **Clause** order 29 of 2019 art. 30: the loader hands over with the closures of the tank shut. A
//! seal shows that they stay so; it is good practice.

use placard_domain::Text;

use super::super::same::told;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "loading.seals",
    severity: Severity::Caution,
    title: ("铅封", "seals"),
    clause: ("《危险货物道路运输安全管理办法》第三十条", "order 29 of 2019 art. 30"),
};

/// The most seals that are looked at.
const SEALS_MAX: usize = 50;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(loading) = &on.waybill.loading else { return };
    let seals = &loading.seals[..loading.seals.len().min(SEALS_MAX)];
    if seals.iter().all(|seal| seal.trim().is_empty()) {
        if on.lines.iter().any(|line| line.in_tank()) {
            let text = Text::new(
                "罐体未填写铅封号，无法证明罐口阀门关闭后未被开启",
                "no seal number is given for the tank: nothing shows that its closures stay shut",
            );
            out.push(&SPEC, "loading.seals", text);
        }
        return;
    }
    for (index, seal) in seals.iter().enumerate() {
        if !seal.trim().is_empty() && seals[..index].contains(seal) {
            let seal = told(seal);
            let (zh, en) =
                (format!("铅封号{seal}重复填写"), format!("the seal {seal} is given twice"));
            out.push(&SPEC, format!("loading.seals[{index}]"), Text::new(zh, en));
        }
    }
}
