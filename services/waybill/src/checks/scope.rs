//! What the goods ask of licences, and what licences cover.

use placard_domain::Text;
use placard_domain::goods::HazardClass;
use placard_domain::registry::{Certificate, CertificateKind, Scope};
use placard_domain::waybill::Regime;

use super::goods::highly_toxic;
use super::held::{Held, days, held};
use super::same::told;
use crate::lists::{FoundBy, NotLoaded};
use crate::subject::{Line, Subject};

/// Limited quantities up to this gross mass go as ordinary goods (order 29 art. 21), kg.
const LIMITED_MAX_KG: f64 = 8_000.0;
/// Excepted quantities up to this number of packages do (the same).
const EXCEPTED_MAX_PACKAGES: u64 = 1_000;

/// The lines for which the whole law holds: all but the limited and excepted quantities that go as
/// ordinary goods. Where mass or packages are not given, that is another check's to say.
pub(super) fn under_law<'s, 'a>(on: &'s Subject<'a>) -> impl Iterator<Item = &'s Line<'a>> {
    let of = |regime| on.lines.iter().filter(move |line| line.goods.regime == regime);
    let gross = |line: &Line<'_>| line.goods.gross_mass_kg.or_else(|| line.goods.mass_kg());
    let limited: f64 = of(Regime::Limited).filter_map(gross).sum();
    let excepted: u64 =
        of(Regime::Excepted).filter_map(|line| line.goods.packages).map(u64::from).sum();
    on.lines.iter().filter(move |line| match line.goods.regime {
        Regime::Full => true,
        Regime::Limited => limited > LIMITED_MAX_KG,
        Regime::Excepted => excepted > EXCEPTED_MAX_PACKAGES,
    })
}

/// Whether the whole law holds for anything on board; for a load that names nothing too.
pub(super) fn whole_law(on: &Subject<'_>) -> bool {
    on.lines.is_empty() || under_law(on).next().is_some()
}

/// The class or division of a line: the list's, else as written.
pub(super) fn class(line: &Line<'_>) -> Option<HazardClass> {
    line.row().map(|row| row.class).or(line.class)
}

/// Whether a line is of a class, `1`, or division, `6.2`.
pub(super) fn is_of(line: &Line<'_>, outer: &str) -> bool {
    let outer = outer.parse::<HazardClass>();
    class(line).zip(outer.ok()).is_some_and(|(class, outer)| outer.covers(class))
}

/// What a licence has to cover for a line: its class, or waste; `None` where its class is not
/// known.
pub(super) fn need(line: &Line<'_>) -> Option<Scope> {
    if !line.goods.waste {
        return class(line).map(Scope::Class);
    }
    let is_medical =
        line.goods.waste_code.ends_with("-01") || line.un.is_some_and(|un| un.number() == 3291);
    Some(if is_medical { Scope::MedicalWaste } else { Scope::HazardousWaste })
}

/// Whether what is licensed covers what is needed; nothing named covers all.
pub(super) fn covers(licensed: &[Scope], need: Scope) -> bool {
    licensed.is_empty()
        || licensed.iter().any(|one| match (*one, need) {
            (Scope::Class(outer), Scope::Class(goods)) => outer.covers(goods),
            (one, need) => one == need,
        })
}

/// Whether certificates of a kind cover a need, on every day where they hold on every day. One that
/// lapses is judged by what it covers alone: that it lapses is another check's to say.
pub(super) fn licensed(
    on: &Subject<'_>,
    certificates: &[Certificate],
    kind: CertificateKind,
    need: Scope,
) -> bool {
    let fits = |it: &Certificate| covers(&it.scope, need);
    match held(certificates, kind, days(on), |_| true) {
        Held::Throughout => held(certificates, kind, days(on), fits) == Held::Throughout,
        _ => certificates.iter().any(|it| it.kind == kind && fits(it)),
    }
}

/// Whether there is a certificate of the kind, so that what it covers can be asked.
pub(super) fn has(certificates: &[Certificate], kind: CertificateKind) -> bool {
    certificates.iter().any(|it| it.kind == kind)
}

/// The needs of the lines under the whole law that are not covered, each with the first line that
/// has it.
pub(super) fn uncovered<'s, 'a>(
    on: &'s Subject<'a>,
    covered: impl Fn(Scope) -> bool,
) -> impl Iterator<Item = (&'s Line<'a>, Scope)> {
    let needs = under_law(on).filter_map(|line| Some((line, need(line)?)));
    let open = needs.filter(move |(_, need)| !covered(*need));
    open.filter(|(line, wanted)| {
        !on.lines.iter().take(line.index).any(|before| need(before) == Some(*wanted))
    })
}

/// How sure it is that a line is highly toxic (剧毒).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Toxic {
    /// By its CAS number or name.
    Sure,
    /// By its UN number alone, or on a condition such as a concentration.
    Maybe,
}

/// Whether a line is highly toxic: by its number and name, then by its technical name.
pub(super) fn toxic<'a>(on: &Subject<'a>, line: &Line<'a>) -> Result<Option<Toxic>, NotLoaded> {
    if !may_be_toxic(line) {
        return Ok(None);
    }
    let found = highly_toxic::of(on, line)?;
    Ok(found.map(|found| match (found.by, found.chemical.condition()) {
        (FoundBy::Cas | FoundBy::Name, None) => Toxic::Sure,
        _ => Toxic::Maybe,
    }))
}

/// Whether the hazards of a line allow it to be highly toxic: then it is toxic, or else corrosive,
/// by its class or as a subsidiary hazard. A test holds this against the lists. It spares most
/// goods a search by name.
fn may_be_toxic(line: &Line<'_>) -> bool {
    let toxic = |class: &HazardClass| {
        ["2.3", "6.1", "8"].iter().any(|it| it.parse().is_ok_and(|it: HazardClass| it == *class))
    };
    match line.row() {
        Some(row) => {
            row.hazards_by_paragraph
                || toxic(&row.class)
                || row.subsidiary_hazards.iter().any(toxic)
        }
        None => {
            let written = line.goods.subsidiary.iter().filter_map(|it| it.parse().ok());
            line.class.is_none_or(|class| toxic(&class)) || written.take(9).any(|it| toxic(&it))
        }
    }
}

/// Names a line by its number and name, `UN 1203 汽油`.
pub(super) fn naming(line: &Line<'_>) -> String {
    let un = line.un.map_or_else(|| told(&line.goods.un), |un| un.to_string());
    format!("{un} {}", told(&line.goods.name))
}

/// The words for what a licence covers.
pub(super) fn words(scope: Scope) -> Text {
    match scope {
        Scope::Class(class) => {
            let class = class.to_string();
            let (zh, en) = if class.contains('.') { ("项", "division") } else { ("类", "class") };
            Text::new(format!("{class}{zh}"), format!("{en} {class}"))
        }
        Scope::HighlyToxic => Text::new("剧毒化学品", "highly toxic chemicals"),
        Scope::HazardousWaste => Text::new("危险废物", "hazardous waste"),
        Scope::MedicalWaste => Text::new("医疗废物", "medical waste"),
    }
}

/// The words for all that certificates of a kind cover.
pub(super) fn words_of<'c>(scopes: impl Iterator<Item = &'c Scope>) -> Text {
    let (zh, en): (Vec<_>, Vec<_>) =
        scopes.map(|scope| words(*scope)).map(|text| (text.zh, text.en)).unzip();
    Text::new(zh.join("、"), en.join(", "))
}

/// The scopes of the certificates of a kind.
pub(super) fn scopes_of(
    certificates: &[Certificate],
    kind: CertificateKind,
) -> impl Iterator<Item = &Scope> {
    certificates.iter().filter(move |it| it.kind == kind).flat_map(|it| &it.scope)
}

#[cfg(test)]
mod tests {
    use std::cell::OnceCell;

    use super::*;
    use crate::lists::Lists;

    #[test]
    fn nothing_highly_toxic_is_neither_toxic_nor_corrosive() {
        let lists = Lists::embedded();
        let mut highly_toxic = 0;
        for row in lists.goods().unwrap().all() {
            let found = lists.highly_toxic(Some(row.un), None, &row.name_zh).unwrap();
            if found.is_none() {
                continue;
            }
            highly_toxic += 1;
            let goods = placard_domain::waybill::GoodsLine::default();
            let found = Some(crate::lists::Match::Listed(row));
            let (un, class, packing_group) = (Some(row.un), Some(row.class), row.packing_group);
            let (elsewhere, toxic) = (OnceCell::new(), OnceCell::new());
            let line =
                Line { index: 0, goods: &goods, un, class, packing_group, found, elsewhere, toxic };
            assert!(may_be_toxic(&line), "{} {}", row.un, row.name_zh);
        }
        assert!(highly_toxic > 50);
    }

    #[test]
    fn a_class_covers_its_divisions_and_nothing_named_covers_all() {
        let class = |text: &str| Scope::Class(text.parse().unwrap());
        assert!(covers(&[class("2")], class("2.3")) && !covers(&[class("2.3")], class("2")));
        assert!(covers(&[], Scope::MedicalWaste));
        assert!(!covers(&[Scope::HazardousWaste], Scope::MedicalWaste));
        assert_eq!(words(class("2.3")), Text::new("2.3项", "division 2.3"));
    }
}
