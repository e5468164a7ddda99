//! `together.reacting`: goods that react with each other.
//!
//! **Finds** two lines of one vehicle that the law lets be together and that do harm when they
//! leak: acids and alkalis, acids and cyanides, oxidisers and organic goods, and the like. A
//! caution. Excepted quantities are too small to tell.
//! **Clause** none: good practice. Order 29 of 2019 art. 23 asks that the carriage fits the goods.

use crate::check::{Findings, Severity, Spec};
use crate::checks::kinds::{Kind, each_clash, several, sort};
use crate::subject::Subject;
use crate::tables::cautions::Caution;
use crate::tables::mixed_loading::Verdict;
use crate::tables::{Packed, Tables};

pub(crate) const SPEC: Spec = Spec {
    id: "together.reacting",
    severity: Severity::Caution,
    title: ("相互反应的货物", "goods that react with each other"),
    clause: (
        "《危险货物道路运输安全管理办法》第二十三条（良好做法，非禁止性规定）",
        "order 29 of 2019 art. 23 (good practice, no ban)",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some((tables, mut kinds)) = several(&SPEC, on, out) else { return };
    sort(tables, &mut kinds);
    each_clash(
        &kinds,
        |a, b| reaction(tables, a, b),
        |clash| {
            clash.tell(&SPEC, Severity::Caution, &clash.what.why, out);
        },
    );
}

/// What two sorted lines may do to each other, where they may be together as they are: what is
/// told of them together otherwise is told as that alone.
pub(super) fn reaction<'t>(tables: &'t Tables, a: &Kind<'_>, b: &Kind<'_>) -> Option<&'t Caution> {
    if [a, b].iter().any(|kind| kind.load.packed == Packed::Excepted) {
        return None;
    }
    let caution = tables.cautions.between(a.sorts?, b.sorts?).next()?;
    may_be_together(tables, a, b).then_some(caution)
}

/// Whether nothing stands against two lines on one vehicle.
pub(super) fn may_be_together(tables: &Tables, a: &Kind<'_>, b: &Kind<'_>) -> bool {
    let verdict = tables.mixed_loading.may_share(&tables.compatibility, &a.load, &b.load);
    verdict == Verdict::Allowed
}
