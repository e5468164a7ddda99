//! The page of a waybill's checks, from their headings.

use placard_waybill::check::{Severity, Spec};
use placard_waybill::checks::SPECS;

use crate::pages::cell;

pub(crate) fn write() -> String {
    let mut text = format!(
        "What a waybill is held against, {} checks in the order in which a report tells them \
         within a severity. How they are meant: [the waybill](../concepts/waybill.md). A golden \
         waybill for each is in `services/waybill/tests/golden/`.\n",
        SPECS.len()
    );
    let mut group = "";
    for spec in SPECS {
        let (of, _) = spec.id.split_once('.').unwrap_or((spec.id, ""));
        if of != group {
            group = of;
            text.push_str(&format!("\n## {group}\n\n"));
            text.push_str("| check | 名称 | finds | severity | 依据 | clause |\n");
            text.push_str("|---|---|---|---|---|---|\n");
        }
        text.push_str(&row(spec));
    }
    text
}

fn row(spec: &Spec) -> String {
    let (title, clause) = (spec.title, spec.clause);
    format!(
        "| `{}` | {} | {} | {} | {} | {} |\n",
        spec.id,
        cell(title.0),
        cell(title.1),
        severity(spec.severity),
        cell(clause.0),
        cell(clause.1)
    )
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Caution => "caution",
        Severity::NotChecked => "not checked",
    }
}
