//! `who.carrier`: whether the carrier is the one that the register knows.
//!
//! **Finds** a name, credit code or licence number that is not that of the carrier's record; a
//! carrier that the register does not have, whose licence, scope and insurance then cannot be
//! checked.
//! **Clause** order 29 of 2019 art. 24: the carrier makes the waybill, on the ministry's form,
//! which names the carrier and its licence.

use placard_domain::Text;
use placard_domain::waybill::CarrierRef;

use super::super::same::{differs, same_name, same_number, tell_difference, told};
use super::super::scope::whole_law;
use crate::check::{Findings, Severity, Spec};
use crate::register::Kind;
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.carrier",
    severity: Severity::Error,
    title: ("承运人登记", "the carrier's record"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let named = &on.waybill.carrier;
    let Some(record) = on.carrier else {
        if whole_law(on) {
            unknown(on, named, out);
        }
        return;
    };
    if differs(&named.name, &record.name, same_name) {
        let values = (named.name.as_str(), record.name.as_str());
        tell_difference(out, &SPEC, "carrier.name".into(), ("承运人名称", "the name"), values);
    }
    if differs(&named.uscc, &record.uscc, same_name) {
        let words = ("统一社会信用代码", "the credit code");
        let values = (&*named.uscc, &*record.uscc);
        tell_difference(out, &SPEC, "carrier.uscc".into(), words, values);
    }
    if differs(&named.licence, &record.licence, same_number) {
        let words = ("道路运输经营许可证号", "the road transport licence");
        let values = (&*named.licence, &*record.licence);
        tell_difference(out, &SPEC, "carrier.licence".into(), words, values);
    }
}

fn unknown(on: &Subject<'_>, named: &CarrierRef, out: &mut Findings) {
    let CarrierRef { carrier_id: id, licence, uscc, .. } = named;
    let Some(key) = [id, licence, uscc].into_iter().find(|key| !key.is_empty()) else { return };
    let key = told(key);
    if on.asked.register.lacks(Kind::Carriers) {
        let text = Text::new("未核对：未载入承运人登记", "not checked: no carriers are loaded");
        out.not_checked(&SPEC, "carrier", text);
        return;
    }
    let text = Text::new(
        format!("登记中没有承运人“{key}”，其许可证、经营范围和保险均未核对"),
        format!(
            "carrier \"{key}\" is not in the register: its licence, scope and insurance were not \
             checked"
        ),
    );
    let field = if id.is_empty() { "carrier" } else { "carrier.carrier_id" };
    let finding = out.push(&SPEC, field, text).lower(Severity::Warning);
    let without_id = CarrierRef { carrier_id: String::new(), ..named.clone() };
    if !id.is_empty()
        && let Some(meant) = on.asked.register.carrier(&without_id)
    {
        let (zh, en) = (format!("是否为{}？", meant.name), format!("did you mean {}?", meant.name));
        finding.suggest(meant.id.as_str(), Text::new(zh, en));
    }
}
