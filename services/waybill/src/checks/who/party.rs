//! `who.party`: whether consignor, consignee and loader are those that the register knows.
//!
//! **Finds** a name or credit code that is not that of the party's record, and an id that leads to
//! none. A party without a record is named without more: many who receive goods need none, but
//! their licence is not checked then.
//! **Clause** order 29 of 2019 art. 24: the waybill, on the ministry's form, names the three.

use placard_domain::Text;
use placard_domain::registry::Party;
use placard_domain::waybill::PartyRef;

use super::super::same::{differs, same_name, tell_difference, told};
use crate::check::{Findings, Severity, Spec};
use crate::register::Kind;
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.party",
    severity: Severity::Error,
    title: ("托运人、收货人、装货人登记", "the records of consignor, consignee and loader"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let waybill = on.waybill;
    let parties = [
        ("consignor", "托运人", &waybill.consignor, on.consignor),
        ("consignee", "收货人", &waybill.consignee, on.consignee),
        ("loader", "装货人", &waybill.loader, on.loader),
    ];
    for (field, zh, named, record) in parties {
        match record {
            Some(record) => compare(field, named, record, out),
            None => unknown(on, (field, zh), named, out),
        }
    }
}

fn compare(field: &str, named: &PartyRef, record: &Party, out: &mut Findings) {
    if differs(&named.name, &record.name, same_name) {
        let (words, values) = (("名称", "the name"), (&*named.name, &*record.name));
        tell_difference(out, &SPEC, format!("{field}.name"), words, values);
    }
    if differs(&named.uscc, &record.uscc, same_name) {
        let words = ("统一社会信用代码", "the credit code");
        let values = (&*named.uscc, &*record.uscc);
        tell_difference(out, &SPEC, format!("{field}.uscc"), words, values);
    }
}

fn unknown(
    on: &Subject<'_>,
    (field, zh): (&'static str, &'static str),
    named: &PartyRef,
    out: &mut Findings,
) {
    let PartyRef { party_id: id, name, uscc, .. } = named;
    let Some(key) = [id, name, uscc].into_iter().find(|key| !key.is_empty()) else { return };
    let key = told(key);
    if id.is_empty() || on.asked.register.lacks(Kind::Parties) {
        let text = Text::new(
            format!("未核对：登记中没有{zh}“{key}”，其许可证未核对"),
            format!("not checked: {field} \"{key}\" is not in the register, nor is its licence"),
        );
        out.not_checked(&SPEC, field, text);
        return;
    }
    let text = Text::new(
        format!("登记中没有编号为“{key}”的{zh}，其许可证未核对"),
        format!("no {field} with the id \"{key}\" is in the register: its licence was not checked"),
    );
    let finding = out.push(&SPEC, format!("{field}.party_id"), text).lower(Severity::Warning);
    let without_id = PartyRef { party_id: String::new(), ..named.clone() };
    if let Some(meant) = on.asked.register.party(&without_id) {
        let (zh, en) = (format!("是否为{}？", meant.name), format!("did you mean {}?", meant.name));
        finding.suggest(meant.id.as_str(), Text::new(zh, en));
    }
}
