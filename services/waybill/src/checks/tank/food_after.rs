//! `tank.food_after`: whether a tank for dangerous goods carries food or feed.
//!
//! **Finds** food, drink, tobacco or feed on a vehicle with a tank that is laden with dangerous
//! goods, or was: an empty, uncleaned one is as well.
//! **Clause** ADR 4.3.2.1: a tank that carried dangerous goods carries no food; MOT's rules on the
//! trade: a tank vehicle carries no ordinary goods.

use placard_domain::Text;
use placard_domain::waybill::OtherCargoKind;

use crate::check::{Findings, Severity, Spec};
use crate::checks::capacity::others;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "tank.food_after",
    severity: Severity::Error,
    title: ("罐体不得装运食品", "food in a tank for dangerous goods"),
    clause: (
        "《道路危险货物运输管理规定》；ADR 4.3.2.1（罐体不得装运食品）",
        "MOT order 2 of 2013; ADR 4.3.2.1",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if on.waybill.other_cargo.is_empty() || !has_tank(on) {
        return;
    }
    for (at, _) in others(on).filter(|(_, it)| is_eaten(it.kind)) {
        let text = Text::new(
            "装过危险货物的罐体及其车辆不得装运食品或饲料",
            "a tank that carried dangerous goods, and its vehicle, carry no food or feed",
        );
        out.push(&SPEC, format!("other_cargo[{at}]"), text);
    }
}

/// Whether a tank is on board.
pub(crate) fn has_tank(on: &Subject<'_>) -> bool {
    on.waybill.tank.is_some() || on.lines.iter().any(Line::in_tank)
}

/// Whether it is eaten: by people or by beasts.
pub(crate) const fn is_eaten(kind: OtherCargoKind) -> bool {
    matches!(kind, OtherCargoKind::Food | OtherCargoKind::Feed)
}
