//! `who.consignee_licence`: whether the consignee is licensed for the goods.
//!
//! **Finds** a licence of the consignee, for chemicals, for explosives or, where waste comes in,
//! for hazardous waste, that does not hold on every day of the trip or does not cover the goods.
//! **Clause** 危险化学品安全管理条例, for explosives 民用爆炸物品安全管理条例, for waste
//! 固体废物污染环境防治法: who deals with them is licensed. The articles were not read, so that
//! this is a warning.

use placard_domain::registry::CertificateKind;

use super::consignor_licence::{Holder, product_licence};
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.consignee_licence",
    severity: Severity::Warning,
    title: ("收货人许可证", "the consignee's licence"),
    clause: (
        "《危险化学品安全管理条例》；《民用爆炸物品安全管理条例》；《固体废物污染环境防治法》",
        "Regulation on hazardous chemicals; Regulation on civil explosives; Law on solid waste",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(record) = on.consignee else { return };
    let holder = Holder { spec: &SPEC, field: "consignee", zh: "收货人", record };
    let waste = Some(CertificateKind::WasteLicence);
    holder.check(on, |line| if line.goods.waste { waste } else { product_licence(line) }, out);
}
