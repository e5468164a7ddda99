//! `together.labels`: whether the labels of the goods may share a vehicle.
//!
//! **Finds** two lines one of whose labels, subsidiary ones included, must not be on one vehicle:
//! one of them always is an explosive. A warning where they may, but the whole then counts as
//! blasting explosives. Goods that the list gives no label cannot be asked with explosives.
//! **Clause** JT/T 617.6, whose table of mixed loading was not read: ours is that of ADR 7.5.2.1,
//! which it follows.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::checks::kinds::{Kind, each_clash, several};
use crate::subject::Subject;
use crate::tables::mixed_loading::{Verdict, Why};

pub(crate) const SPEC: Spec = Spec {
    id: "together.labels",
    severity: Severity::Error,
    title: ("混装：危险货物标志", "mixed loading by labels"),
    clause: ("JT/T 617.6-2018 混合装载；ADR 7.5.2.1", "JT/T 617.6-2018 mixed loading; ADR 7.5.2.1"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some((tables, kinds)) = several(&SPEC, on, out) else { return };
    let is_unknown = |kind: &&Kind<'_>| {
        let others = || kinds.iter().filter(|other| other.index != kind.index);
        kind.is_unlabelled && (kind.is_explosive || others().any(|other| other.is_explosive))
    };
    for kind in kinds.iter().filter(is_unknown) {
        let (un, field) = (kind.load.un, format!("goods[{}]", kind.index));
        let text = Text::new(
            format!("未核对：品名表未给出{un}的标志，同车有爆炸品，能否混装无法判断"),
            format!("not checked: the list gives no labels of {un}, and explosives are on board"),
        );
        out.not_checked(&SPEC, field, text);
    }
    let ask = |a, b| match tables.mixed_loading.may_share(&tables.compatibility, a, b) {
        Verdict::Forbidden(Why::Labels(a, b)) => Some(Verdict::Forbidden(Why::Labels(a, b))),
        verdict @ Verdict::AsBlastingExplosives => Some(verdict),
        _ => None,
    };
    each_clash(
        &kinds,
        |a, b| ask(&a.load, &b.load),
        |clash| {
            let Some(why) = clash.what.text() else { return };
            let is_forbidden = clash.what != Verdict::AsBlastingExplosives;
            let severity = if is_forbidden { Severity::Error } else { Severity::Warning };
            clash.tell(&SPEC, severity, &why, out);
        },
    );
}
