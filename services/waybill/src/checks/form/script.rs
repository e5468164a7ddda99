//! `form.script`: names in the wrong script.
//!
//! **Finds** a party's or carrier's name without one Chinese character, where it has a unified
//! social credit code: what is registered under such a code is registered in Chinese.
//! **Clause** order 29 of 2019 art. 24: the waybill names the parties. That the name be the
//! registered one is good practice: a caution.

use placard_domain::Text;

use super::{required, uscc};
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "form.script",
    severity: Severity::Caution,
    title: ("名称用字", "the script of names"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for named in uscc::named(on) {
        if !required::blank(named.name) && !named.uscc.is_empty() && !named.name.contains(is_han) {
            let text = Text::new(
                "名称没有汉字，应填写登记的中文名称",
                "the name has no Chinese character: give the registered Chinese name",
            );
            out.push(&SPEC, format!("{}.name", named.holder), text);
        }
    }
}

/// Whether a character is Chinese.
const fn is_han(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}
