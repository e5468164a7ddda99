//! `goods.temperature`: goods that must be kept cool.
//!
//! **Finds** a self-reactive substance, organic peroxide or polymerising substance whose entry is
//! temperature controlled, without the control temperature on the line.
//! **Clause** JT/T 617.5: the goods line gives it; the entry in JT/T 617.3 table A.1 asks for it.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::checks::rows;
use crate::lists::GoodsRow;
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "goods.temperature",
    severity: Severity::Error,
    title: ("控制温度", "control temperature"),
    clause: (
        "JT/T 617.5-2018；JT/T 617.3-2018 表A.1",
        "JT/T 617.5-2018; JT/T 617.3-2018 table A.1",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        if line.goods.control_temperature_c.is_some()
            || line.goods.empty_uncleaned
            || !rows::all(line, is_controlled)
        {
            continue;
        }
        let Some(row) = rows::of(line).next() else { continue };
        let un = row.un;
        let text = Text::new(
            format!("{un}须控制温度运输，未填写控制温度"),
            format!("{un} goes temperature controlled: the control temperature is not given"),
        );
        out.push(&SPEC, line.field("control_temperature_c"), text);
    }
}

/// Such are the self-reactive (SR2), the polymerising (PM2) and the peroxides (P2) alone.
fn is_controlled(row: &GoodsRow) -> bool {
    matches!(&*row.classification_code, "SR2" | "PM2" | "P2")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::Lists;

    #[test]
    fn the_codes_are_those_of_the_entries_named_temperature_controlled() {
        let lists = Lists::embedded();
        for row in lists.goods().unwrap().all() {
            let is_named = row.name_en.contains("TEMPERATURE CONTROLLED");
            assert_eq!(is_controlled(row), is_named, "{}", row.un);
        }
    }
}
