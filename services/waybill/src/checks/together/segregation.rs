//! `together.segregation`: how far apart goods are kept.
//!
//! **Finds** two lines that are kept apart in store and at sea, with the metres, though the law of
//! the road lets them share a vehicle. A caution, never an offence. Pairs that must not be
//! together, or react with each other, are told as that alone; limited and excepted quantities bear
//! no labels.
//! **Clause** IMDG 7.2.4, which does not bind on the road.

use placard_domain::Text;

use super::reacting::{may_be_together, reaction};
use crate::check::{Findings, Severity, Spec};
use crate::checks::kinds::{Kind, each_clash, several, sort};
use crate::subject::Subject;
use crate::tables::{Packed, Tables};

pub(crate) const SPEC: Spec = Spec {
    id: "together.segregation",
    severity: Severity::Caution,
    title: ("隔离距离（参考）", "keeping apart (guidance)"),
    clause: ("IMDG 7.2.4（仅供参考，非道路运输规定）", "IMDG 7.2.4 (guidance: no law of the road)"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some((tables, mut kinds)) = several(&SPEC, on, out) else { return };
    let is_apart = |(at, a): (usize, &Kind<'_>)| {
        kinds[..at].iter().any(|b| metres(tables, a, b).is_some())
    };
    if !kinds.iter().enumerate().any(is_apart) {
        return;
    }
    sort(tables, &mut kinds);
    each_clash(
        &kinds,
        |a, b| metres(tables, a, b).filter(|_| reaction(tables, a, b).is_none()),
        |clash| {
            let metres = clash.what;
            let why = Text::new(
                format!("存放时应相隔不少于{metres}米，同车时宜尽量分开"),
                format!("kept {metres} m apart or more in store: apart on the vehicle if possible"),
            );
            clash.tell(&SPEC, Severity::Caution, &why, out);
        },
    );
}

fn metres(tables: &Tables, a: &Kind<'_>, b: &Kind<'_>) -> Option<u16> {
    if [a, b].iter().any(|kind| kind.load.packed != Packed::Fully) {
        return None;
    }
    let apart = tables.segregation.apart(&a.load, &b.load);
    apart.metres().filter(|_| may_be_together(tables, a, b))
}
