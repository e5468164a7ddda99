//! `together.limited_with_explosives`: limited quantities beside explosives.
//!
//! **Finds** goods in limited quantity (有限数量) on a vehicle with explosives. The order has no
//! exception for division 1.4, other than ADR.
//! **Clause** order 29 of 2019 art. 20: limited quantities may be mixed with other goods, but never
//! with explosives.

use crate::check::{Findings, Severity, Spec};
use crate::checks::kinds::{each_clash, several};
use crate::subject::Subject;
use crate::tables::mixed_loading::{Verdict, Why};

pub(crate) const SPEC: Spec = Spec {
    id: "together.limited_with_explosives",
    severity: Severity::Error,
    title: ("有限数量不得与爆炸品混装", "limited quantities beside explosives"),
    clause: ("《危险货物道路运输安全管理办法》第二十条", "order 29 of 2019 art. 20"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if on.lines.iter().all(|line| line.is_full()) {
        return;
    }
    let Some((tables, kinds)) = several(&SPEC, on, out) else { return };
    let barred = Verdict::Forbidden(Why::LimitedWithExplosives);
    let ask = |a, b| tables.mixed_loading.may_share(&tables.compatibility, a, b) == barred;
    each_clash(
        &kinds,
        |a, b| ask(&a.load, &b.load).then_some(()),
        |clash| {
            let Some(why) = barred.text() else { return };
            clash.tell(&SPEC, Severity::Error, &why, out);
        },
    );
}
