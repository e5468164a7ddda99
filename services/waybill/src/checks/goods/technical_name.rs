//! `goods.technical_name`: the technical name behind a collective one.
//!
//! **Finds** a line whose entry bears special provision 274 and that names no substance, neither in
//! its own field nor in brackets behind the name.
//! **Clause** JT/T 617.3 table A.1, special provision 274; order 29 of 2019 art. 10. UN 1075 has it
//! in ADR alone: good practice.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::checks::rows;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.technical_name",
    severity: Severity::Error,
    title: ("化学名称", "technical name"),
    clause: (
        "JT/T 617.3-2018 表A.1 特殊规定274；《危险货物道路运输安全管理办法》第十条",
        "JT/T 617.3-2018 table A.1, special provision 274; order 29 of 2019 art. 10",
    ),
};

/// Petroleum gases: the national list does not give them the provision.
const ADR_ALONE: u16 = 1075;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        if !line.goods.technical_name.is_empty()
            || !rows::all(line, |row| row.special_provisions.has("274"))
            || is_in_name(line)
        {
            continue;
        }
        let Some(row) = rows::of(line).next() else { continue };
        let un = row.un;
        let text = Text::new(
            format!("{un}是类属条目，须在运输名称后注明化学名称（特殊规定274）"),
            format!("{un} is a collective entry: the technical name is needed (provision 274)"),
        );
        let found = out.push(&SPEC, line.field("technical_name"), text);
        if un.number() == ADR_ALONE {
            found.lower(Severity::Caution);
        }
    }
}

/// Whether the name goes on in brackets that are no part of the official one.
fn is_in_name(line: &Line<'_>) -> bool {
    let name = line.goods.name.trim();
    let inner = name.strip_suffix([')', '）']).and_then(|rest| rest.rsplit_once(['(', '（']));
    let is_named = inner.is_some_and(|(_, inner)| inner.chars().any(char::is_alphabetic));
    is_named && !rows::of(line).any(|row| row.is_full_name(name))
}
