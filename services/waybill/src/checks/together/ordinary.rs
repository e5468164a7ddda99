//! `together.ordinary`: ordinary goods on a vehicle with dangerous goods.
//!
//! **Finds** other cargo on a tank vehicle, or with toxic, infectious or corrosive goods, whose
//! vehicles carry no ordinary goods; as a warning, other cargo with any dangerous goods: the rules
//! let a vehicle carry either, cleaned in between, and were read in an old edition. Limited and
//! excepted quantities may be mixed (order 29 art. 20). Food is told once, where it is gravest.
//! **Clause** MOT's rules on the trade of dangerous goods by road (order 2 of 2013).

use placard_domain::Text;

use super::food;
use crate::check::{Findings, Severity, Spec};
use crate::checks::capacity::others;
use crate::checks::kinds::is_of;
use crate::checks::tank::food_after::{has_tank, is_eaten};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "together.ordinary",
    severity: Severity::Error,
    title: ("与普通货物混装", "ordinary goods beside dangerous goods"),
    clause: (
        "《道路危险货物运输管理规定》（不得与普通货物混装）",
        "MOT order 2 of 2013 (no mixing with ordinary goods)",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if on.waybill.other_cargo.is_empty() || !on.lines.iter().any(Line::is_full) {
        return;
    }
    let is_tank = has_tank(on);
    let poisoned = on.lines.iter().any(|line| line.is_full() && is_poison(line));
    let (zh, en) = match (is_tank, poisoned) {
        (true, _) => ("罐式车辆不得装运普通货物", "a tank vehicle carries no ordinary goods"),
        (_, true) => (
            "装运毒性、感染性或腐蚀性货物的车辆不得装运普通货物",
            "a vehicle with toxic, infectious or corrosive goods carries no ordinary goods",
        ),
        _ => (
            "危险货物不得与普通货物混装于同一车辆",
            "dangerous goods are not mixed with ordinary goods on one vehicle",
        ),
    };
    for (at, other) in others(on) {
        if is_eaten(other.kind) && food::is_told(on, other.separated) {
            continue;
        }
        let finding = out.push(&SPEC, format!("other_cargo[{at}]"), Text::new(zh, en));
        if !is_tank && !poisoned {
            finding.lower(Severity::Warning);
        }
    }
}

/// Whether goods are toxic, infectious or corrosive, by their class.
fn is_poison(line: &Line<'_>) -> bool {
    let class = line.row().map(|row| row.class).or(line.class);
    class.is_some_and(|class| ["6", "8"].into_iter().any(|outer| is_of(class, outer)))
}
