//! `goods.environment`: goods that are dangerous to the environment by their very name.
//!
//! **Finds** UN 3077 or 3082 that is not marked environmentally hazardous.
//! **Clause** JT/T 617.5: the goods line says 危害环境; GB 13392 has the mark of the vehicle.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "goods.environment",
    severity: Severity::Warning,
    title: ("危害环境", "environmentally hazardous"),
    clause: ("JT/T 617.5-2018；GB 13392-2023", "JT/T 617.5-2018; GB 13392-2023"),
};

/// The environmentally hazardous substances, solid and liquid, n.o.s.
const BY_NAME: [u16; 2] = [3077, 3082];

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        let Some(un) = line.un.filter(|un| BY_NAME.contains(&un.number())) else { continue };
        if !line.goods.environmentally_hazardous {
            let text = Text::new(
                format!("{un}按名称即为危害环境物质，运单未标明"),
                format!("{un} is environmentally hazardous by its name: the line does not say so"),
            );
            let found = out.push(&SPEC, line.field("environmentally_hazardous"), text);
            found.suggest("true", Text::new("标明危害环境", "say so"));
        }
    }
}
