//! `goods.forbidden`: whether the goods may go by road at all.
//!
//! **Finds** goods that the list bars. Where it does not say, they are not checked.
//! **Clause** order 29 of 2019 art. 6: no carriage of goods that law forbids. UN 1798 is barred in
//! ADR and an ordinary entry in GB 12268: a warning.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::checks::rows;
use crate::lists::CarriageStatus;
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "goods.forbidden",
    severity: Severity::Error,
    title: ("禁止运输的货物", "goods barred from the road"),
    clause: (
        "《危险货物道路运输安全管理办法》第六条；JT/T 617.3-2018 表A.1",
        "order 29 of 2019 art. 6; JT/T 617.3-2018 table A.1",
    ),
};

/// Nitrohydrochloric acid (王水).
const DISPUTED: u16 = 1798;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        let Some(row) = rows::of(line).next() else { continue };
        let un = row.un;
        if rows::all(line, |row| row.carriage == CarriageStatus::Prohibited) {
            let text = Text::new(
                format!("{un}禁止道路运输"),
                format!("{un} may not be carried by road"),
            );
            let found = out.push(&SPEC, line.field("un"), text);
            if un.number() == DISPUTED {
                found.lower(Severity::Warning);
                found.message = Text::new(
                    format!("{un}按ADR禁止道路运输，GB 12268列为一般条目，请先确认"),
                    format!("{un} is barred in ADR and an ordinary entry in GB 12268: make sure"),
                );
            }
        } else if rows::all(line, |row| row.carriage == CarriageStatus::Unsaid) {
            let text = Text::new(
                format!("未核对：品名表未写明{un}可否道路运输"),
                format!("not checked: the list does not say whether {un} may go by road"),
            );
            out.not_checked(&SPEC, line.field("un"), text);
        }
    }
}
