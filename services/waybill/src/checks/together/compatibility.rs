//! `together.compatibility`: whether the compatibility groups of explosives may share a vehicle.
//!
//! **Finds** two explosives whose groups must not be on one vehicle; as a warning, two that may
//! where something is seen to (detonators kept apart from blasting explosives, for one); and
//! explosives whose group is not known.
//! **Clause** JT/T 617.6, whose table was not read: ours is that of ADR 7.5.2.2, which it follows.

use crate::check::{Findings, Severity, Spec};
use crate::checks::kinds::{each_clash, several};
use crate::subject::Subject;
use crate::tables::mixed_loading::{Verdict, Why};

pub(crate) const SPEC: Spec = Spec {
    id: "together.compatibility",
    severity: Severity::Error,
    title: ("混装：爆炸品配装组", "mixed loading of explosives by group"),
    clause: (
        "JT/T 617.6-2018 爆炸品配装组；ADR 7.5.2.2",
        "JT/T 617.6-2018 compatibility groups; ADR 7.5.2.2",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some((tables, kinds)) = several(&SPEC, on, out) else { return };
    let ask = |a, b| match tables.mixed_loading.may_share(&tables.compatibility, a, b) {
        verdict @ (Verdict::Forbidden(Why::Groups(..)) | Verdict::If(_)) => Some(verdict),
        Verdict::GroupUnknown => Some(Verdict::GroupUnknown),
        _ => None,
    };
    each_clash(
        &kinds,
        |a, b| ask(&a.load, &b.load),
        |clash| {
            let Some(why) = clash.what.text() else { return };
            let severity = match clash.what {
                Verdict::Forbidden(_) => Severity::Error,
                Verdict::GroupUnknown => Severity::NotChecked,
                _ => Severity::Warning,
            };
            clash.tell(&SPEC, severity, &why, out);
        },
    );
}
