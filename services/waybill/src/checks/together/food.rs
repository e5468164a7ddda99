//! `together.food`: food and feed beside goods that poison them.
//!
//! **Finds** food, drink, tobacco or feed on a vehicle with toxic or infectious goods, or some of
//! class 9, that is not kept apart: by full partitions, other packages between, 0.8 m or covers.
//! What is on a tank vehicle is told by `tank.food_after`; limited and excepted quantities bear no
//! labels.
//! **Clause** ADR 7.5.4 (CV28).

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::checks::capacity::others;
use crate::checks::kinds::{labels, may_be};
use crate::checks::tank::food_after::{has_tank, is_eaten};
use crate::lists::GoodsRow;
use crate::subject::{Line, Subject};
use crate::tables::Tables;

pub(crate) const SPEC: Spec = Spec {
    id: "together.food",
    severity: Severity::Error,
    title: ("与食品、饲料隔离", "keeping from food and feed"),
    clause: ("ADR 7.5.4（CV28，食品和饲料）", "ADR 7.5.4 (CV28)"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if !others(on).any(|(_, it)| is_eaten(it.kind)) || has_tank(on) {
        return;
    }
    let (tables, missing) = (on.lists.tables(), on.lists.goods().err());
    let tables = match (tables, missing) {
        (Ok(tables), None) => tables,
        (Err(missing), _) | (_, Some(missing)) => {
            out.not_checked(&SPEC, "other_cargo", missing.text());
            return;
        }
    };
    let Some(line) = on.lines.iter().find(|line| bars(tables, line)) else { return };
    for (at, _) in others(on).filter(|(_, it)| is_eaten(it.kind) && !it.separated) {
        let number = line.index + 1;
        let un = line.un.map(|un| un.to_string()).unwrap_or_default();
        let text = Text::new(
            format!(
                "食品、饲料与第{number}项货物（{un}）同车，须以全高隔板、其他包件、0.8米间距或\
                 覆盖隔开"
            ),
            format!(
                "food or feed with goods line {number} ({un}): kept apart by a full partition, \
                 other packages, 0.8 m or a cover"
            ),
        );
        out.push(&SPEC, format!("other_cargo[{at}].separated"), text);
    }
}

/// Whether these goods are kept from food: any row that they may be.
fn bars(tables: &Tables, line: &Line<'_>) -> bool {
    let bars = |row: &GoodsRow| tables.food_and_feed.bars_food(labels(row), row.un);
    line.is_full() && may_be(line).any(bars)
}

/// Whether food on the vehicle is told here or by `tank.food_after`.
pub(super) fn is_told(on: &Subject<'_>, is_separated: bool) -> bool {
    let tables = on.lists.tables();
    let is_barred = |tables| on.lines.iter().any(|line| bars(tables, line));
    has_tank(on) || !is_separated && tables.is_ok_and(is_barred)
}
