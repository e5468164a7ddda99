//! `goods.not_subject`: goods that the road rules do not bind.
//!
//! **Finds** a line that needs no waybill: told, so that nobody keeps to duties that there are not.
//! **Clause** JT/T 617.3 table A.1; dry ice (UN 1845) keeps what 5.5.3 asks of coolants.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::checks::rows;
use crate::lists::CarriageStatus;
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "goods.not_subject",
    severity: Severity::Caution,
    title: ("不受规则约束的货物", "goods that the rules do not bind"),
    clause: ("JT/T 617.3-2018 表A.1", "JT/T 617.3-2018 table A.1"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        let Some(row) = rows::of(line).next() else { continue };
        let un = row.un;
        let text = match row.carriage {
            CarriageStatus::NotSubject => Text::new(
                format!("{un}不受道路危险货物运输规则约束，不需要危险货物运单"),
                format!("the road rules do not bind {un}: it needs no waybill"),
            ),
            CarriageStatus::NotSubjectExceptCooling => Text::new(
                format!("{un}作冷却剂时仅须遵守5.5.3（通风、标记），不需要危险货物运单"),
                format!("{un} has only 5.5.3 to keep (air, marks): it needs no waybill"),
            ),
            _ => continue,
        };
        out.push(&SPEC, line.field("un"), text);
    }
}
