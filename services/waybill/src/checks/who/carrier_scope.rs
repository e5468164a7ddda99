//! `who.carrier_scope`: whether the carrier's licence covers the goods.
//!
//! **Finds** a class or division, highly toxic chemicals, hazardous waste or medical waste that the
//! scope (经营范围) of the licence does not name. Goods that may be highly toxic, by their UN
//! number alone or on a condition, are warned of.
//! **Clause** order 29 of 2019 art. 22: the carrier carries within its licensed scope only.

use placard_domain::Text;
use placard_domain::registry::{Certificate, CertificateKind, Scope};

use super::super::held::title;
use super::super::scope::{
    Toxic, has, licensed, naming, scopes_of, toxic, uncovered, under_law, words, words_of,
};
use crate::check::{Findings, Severity, Spec};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "who.carrier_scope",
    severity: Severity::Error,
    title: ("承运人经营范围", "the scope of the carrier's licence"),
    clause: ("《危险货物道路运输安全管理办法》第二十二条", "order 29 of 2019 art. 22"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(carrier) = on.carrier else { return };
    let permit = Permit {
        spec: &SPEC,
        field: "carrier.licence",
        certificates: &carrier.certificates,
        kind: CertificateKind::TransportLicence,
    };
    permit.check(on, out);
}

/// A licence or permit whose scope has to cover the goods.
pub(super) struct Permit<'a> {
    pub(super) spec: &'static Spec,
    pub(super) field: &'static str,
    pub(super) certificates: &'a [Certificate],
    pub(super) kind: CertificateKind,
}

impl Permit<'_> {
    /// Takes down each need of the goods that is not covered. Where there is no certificate of the
    /// kind, another check says so.
    pub(super) fn check(&self, on: &Subject<'_>, out: &mut Findings) {
        if !has(self.certificates, self.kind) {
            return;
        }
        for (line, need) in uncovered(on, |need| self.covers(on, need)) {
            out.push(self.spec, self.field, self.text(line, need, ("属于", "is")));
        }
        if self.covers(on, Scope::HighlyToxic) {
            return;
        }
        for line in under_law(on).filter(|line| is_first(on, line)) {
            let text = |verb| self.text(line, Scope::HighlyToxic, verb);
            match toxic(on, line) {
                Err(missing) => {
                    out.not_checked(self.spec, self.field, missing.text());
                    return;
                }
                Ok(Some(Toxic::Sure)) => {
                    out.push(self.spec, self.field, text(("属于", "is")));
                }
                Ok(Some(Toxic::Maybe)) => {
                    let finding = out.push(self.spec, self.field, text(("可能属于", "may be")));
                    finding.lower(Severity::Warning);
                }
                Ok(None) => {}
            }
        }
    }

    fn covers(&self, on: &Subject<'_>, need: Scope) -> bool {
        licensed(on, self.certificates, self.kind, need)
    }

    fn text(&self, line: &Line<'_>, need: Scope, verb: (&str, &str)) -> Text {
        let (goods, need, kind) = (naming(line), words(need), title(self.kind));
        let scope = words_of(scopes_of(self.certificates, self.kind));
        Text::new(
            format!(
                "{goods}{}{}，不在{}的范围内（{}）",
                verb.0, need.zh, kind.0, scope.zh
            ),
            format!(
                "{goods} {} {}, which the {} does not cover ({})",
                verb.1, need.en, kind.1, scope.en
            ),
        )
    }
}

/// Whether no line before it names the same goods.
fn is_first(on: &Subject<'_>, line: &Line<'_>) -> bool {
    let this = line.goods;
    let mut before = on.lines.iter().take(line.index).map(|line| line.goods);
    !before.any(|it| it.un == this.un && it.name == this.name && it.cas == this.cas)
}
