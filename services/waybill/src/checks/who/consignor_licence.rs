//! `who.consignor_licence`: whether the consignor is licensed for the goods.
//!
//! **Finds** a licence of the consignor, for chemicals or for explosives, that does not hold on
//! every day of the trip or does not cover a class of the goods. Waste needs none of its generator;
//! nor do infectious and radioactive goods, which go by laws of their own, or what is left in an
//! empty packing.
//! **Clause** 危险化学品安全管理条例, for explosives 民用爆炸物品安全管理条例: who makes, sells
//! or uses them is licensed. The articles were not read, so that this is a warning.

use placard_domain::Text;
use placard_domain::registry::{CertificateKind, Party};
use smallvec::SmallVec;

use super::super::held::{fault, title};
use super::super::scope::{
    has, is_of, licensed, naming, need, scopes_of, under_law, words, words_of,
};
use crate::check::{Findings, Severity, Spec};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "who.consignor_licence",
    severity: Severity::Warning,
    title: ("托运人许可证", "the consignor's licence"),
    clause: (
        "《危险化学品安全管理条例》；《民用爆炸物品安全管理条例》",
        "Regulation on hazardous chemicals; Regulation on civil explosives",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(record) = on.consignor else { return };
    let holder = Holder { spec: &SPEC, field: "consignor", zh: "托运人", record };
    holder.check(on, |line| if line.goods.waste { None } else { product_licence(line) }, out);
}

/// The licence that a maker, seller or user of the goods holds.
pub(super) fn product_licence(line: &Line<'_>) -> Option<CertificateKind> {
    if line.goods.empty_uncleaned || is_of(line, "6.2") || is_of(line, "7") {
        None
    } else if is_of(line, "1") {
        Some(CertificateKind::ExplosivesLicence)
    } else {
        Some(CertificateKind::ChemicalsLicence)
    }
}

/// A party whose licences have to cover the goods.
pub(super) struct Holder<'a> {
    pub(super) spec: &'static Spec,
    pub(super) field: &'static str,
    pub(super) zh: &'static str,
    pub(super) record: &'a Party,
}

impl Holder<'_> {
    /// Takes down each licence that lapses or does not cover a line; `asks` says which one a line
    /// asks for. One that is not recorded may not be needed: that is not known here.
    pub(super) fn check(
        &self,
        on: &Subject<'_>,
        asks: impl Fn(&Line<'_>) -> Option<CertificateKind>,
        out: &mut Findings,
    ) {
        let asked: SmallVec<[_; 4]> =
            under_law(on).filter_map(|line| Some((line, asks(line)?))).collect();
        for (at, (_, kind)) in asked.iter().enumerate() {
            if !asked[..at].iter().any(|(_, before)| before == kind) {
                let lines = asked[at..].iter().filter(|(_, asked)| asked == kind);
                self.check_kind(on, *kind, lines.map(|(line, _)| *line), out);
            }
        }
    }

    fn check_kind<'s, 'l: 's>(
        &self,
        on: &Subject<'_>,
        kind: CertificateKind,
        lines: impl Iterator<Item = &'s Line<'l>>,
        out: &mut Findings,
    ) {
        let certificates = &self.record.certificates;
        if !has(certificates, kind) {
            self.tell_unrecorded(kind, out);
            return;
        }
        if let Some(fault) = fault(on, certificates, kind, || self.whose()) {
            fault.tell(self.spec, self.field, out);
        }
        let mut told = SmallVec::<[_; 4]>::new();
        for line in lines {
            let Some(need) = need(line) else { continue };
            if !licensed(on, certificates, kind, need) && !told.contains(&need) {
                told.push(need);
                out.push(self.spec, self.field, self.text(kind, line));
            }
        }
    }

    fn whose(&self) -> Text {
        let name = &self.record.name;
        Text::new(format!("{}{name}", self.zh), format!("the {} {name}", self.field))
    }

    fn tell_unrecorded(&self, kind: CertificateKind, out: &mut Findings) {
        let (whose, (zh, en)) = (self.whose(), title(kind));
        let text = Text::new(
            format!("未核对：{}没有登记{zh}", whose.zh),
            format!("not checked: no {en} is recorded for {}", whose.en),
        );
        out.not_checked(self.spec, self.field, text);
    }

    fn text(&self, kind: CertificateKind, line: &Line<'_>) -> Text {
        let (whose, title, goods) = (self.whose(), title(kind), naming(line));
        let need = need(line).map(words).unwrap_or_default();
        let scope = words_of(scopes_of(&self.record.certificates, kind));
        Text::new(
            format!(
                "{}的{}不含{}（{goods}），仅含{}",
                whose.zh, title.0, need.zh, scope.zh
            ),
            format!(
                "the {} of {} does not cover {} ({goods}), only {}",
                title.1, whose.en, need.en, scope.en
            ),
        )
    }
}
