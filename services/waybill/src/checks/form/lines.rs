//! `form.lines`: more of a thing than one waybill has.
//!
//! **Finds** goods lines, crew, drops, papers, other cargo and lists inside them beyond the most
//! that is looked at. What is beyond is not looked at, and said so: no other check tells anything
//! of it.
//! **Clause** order 29 of 2019 art. 24: one waybill for one vehicle and trip. The numbers are ours,
//! far above what one vehicle carries.

use placard_domain::Text;
use placard_domain::waybill::{GoodsLine, LoadingPlace, OtherCargo, Paper};

use crate::check::{Findings, Severity, Spec};
use crate::subject::{CREW_MAX, LINES_MAX, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "form.lines",
    severity: Severity::Error,
    title: ("条目数量", "how many of each"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

/// The most drops, papers, or entries of other cargo that are looked at.
pub(super) const ENTRIES_MAX: usize = 50;
/// The most subsidiary hazards of one line that are looked at.
pub(super) const SUBSIDIARY_MAX: usize = 10;
/// The most seals or confirmed checks that are looked at.
pub(super) const CONFIRMED_MAX: usize = 100;

/// The drops that are looked at.
pub(super) fn drops<'a>(on: &Subject<'a>) -> &'a [LoadingPlace] {
    first(&on.waybill.drops)
}

/// The papers that are looked at.
pub(super) fn papers<'a>(on: &Subject<'a>) -> &'a [Paper] {
    first(&on.waybill.papers)
}

/// The other cargo that is looked at.
pub(super) fn other_cargo<'a>(on: &Subject<'a>) -> &'a [OtherCargo] {
    first(&on.waybill.other_cargo)
}

/// The subsidiary hazards that are looked at.
pub(super) fn subsidiary(goods: &GoodsLine) -> &[String] {
    &goods.subsidiary[..goods.subsidiary.len().min(SUBSIDIARY_MAX)]
}

fn first<T>(all: &[T]) -> &[T] {
    &all[..all.len().min(ENTRIES_MAX)]
}

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let waybill = on.waybill;
    let mut look = |field: &dyn Fn() -> String, count: usize, most: usize| {
        if count > most {
            let (zh, en) = (
                format!("共{count}条，上限{most}条，超出部分未检查"),
                format!("there are {count}, the most is {most}: those beyond were not looked at"),
            );
            out.push(&SPEC, field(), Text::new(zh, en));
        }
    };
    look(&|| "goods".into(), waybill.goods.len(), LINES_MAX);
    look(&|| "crew".into(), waybill.crew.len(), CREW_MAX);
    look(&|| "drops".into(), waybill.drops.len(), ENTRIES_MAX);
    look(&|| "papers".into(), waybill.papers.len(), ENTRIES_MAX);
    look(&|| "other_cargo".into(), waybill.other_cargo.len(), ENTRIES_MAX);
    for line in &on.lines {
        look(&|| line.field("subsidiary"), line.goods.subsidiary.len(), SUBSIDIARY_MAX);
    }
    if let Some(loading) = &waybill.loading {
        look(&|| "loading.checks".into(), loading.checks.len(), CONFIRMED_MAX);
        look(&|| "loading.seals".into(), loading.seals.len(), CONFIRMED_MAX);
    }
}

#[cfg(test)]
mod tests {
    use placard_domain::Violations;
    use placard_domain::waybill::{CrewMember, Waybill};

    use super::super::readable::tests::found;
    use super::super::{crew, quantity, required, text};
    use super::*;

    #[test]
    fn ten_thousand_lines_are_told_once_and_looked_at_as_far_as_the_most() {
        let waybill = Waybill {
            goods: vec![GoodsLine::default(); 10_000],
            crew: vec![CrewMember::default(); 10_000],
            drops: vec![LoadingPlace::default(); 10_000],
            papers: vec![Paper::default(); 10_000],
            other_cargo: vec![OtherCargo::default(); 10_000],
            ..Waybill::default()
        };
        let of = |checks: &[_]| found(&waybill, &Violations::new(), checks);
        let told: Vec<_> = of(&[check]).into_iter().map(|it| it.field).collect();
        assert_eq!(told, ["goods", "crew", "drops", "papers", "other_cargo"]);
        let last = format!("goods[{}].quantity", LINES_MAX - 1);
        let quantities = of(&[quantity::check]);
        assert_eq!(quantities.last().map(|it| it.field.as_str()), Some(last.as_str()));
        let crew = of(&[crew::check]);
        assert_eq!(crew.len(), CREW_MAX);
        assert!(of(&[text::check]).is_empty() && !of(&[required::check]).is_empty());
    }
}
