//! `tank.mass`: whether the goods are within the mass that the tank may hold.
//!
//! **Finds** more mass in the tank than its record allows, and goods whose mass does not follow
//! from what is written. Where the record has no such mass, the vehicle's decides: `tank.gross`.
//! **Clause** order 29 of 2019 arts. 23 and 29: never above the rated mass.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::checks::amount::{Amount, mass_kg, tonnes};
use crate::checks::capacity::{in_tank, in_tank_kg, most, only_in_tank, tank_max_kg};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "tank.mass",
    severity: Severity::Error,
    title: ("罐体最大允许充装质量", "the mass in the tank"),
    clause: (
        "《危险货物道路运输安全管理办法》第二十三条、第二十九条",
        "order 29 of 2019 arts. 23, 29",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(allowed) = tank_max_kg(on) else { return };
    let mass = in_tank_kg(on);
    if mass <= allowed {
        for line in in_tank(on).filter(|line| mass_kg(line.goods) == Amount::Unknown) {
            unknown(&SPEC, line, out);
        }
        return;
    }
    let (mass, allowed) = (tonnes(mass), tonnes(allowed));
    let text = Text::new(
        format!("罐内货物{mass}吨，超过罐体允许的{allowed}吨"),
        format!("{mass} t in the tank, which may hold {allowed} t"),
    );
    let only = only_in_tank(on);
    let field = only.map_or_else(|| "goods".to_owned(), |line| line.field("quantity"));
    let finding = out.push(&SPEC, field, text);
    if let Some((most, text)) = only.and_then(|line| most(on, line)) {
        finding.suggest(most.to_string(), text);
    }
}

/// Takes down that the mass of a line is not known.
pub(super) fn unknown(spec: &'static Spec, line: &Line<'_>, out: &mut Findings) {
    let (at, goods) = (line.index + 1, line.goods);
    let (name, zh, en) = if goods.unit.litres().is_some() {
        ("density_kg_l", "密度", "density")
    } else {
        ("gross_mass_kg", "毛重", "gross mass")
    };
    let text = Text::new(
        format!("未核对：第{at}项货物未填写{zh}，无法得出质量"),
        format!("not checked: the mass of goods line {at} follows from its {en}, not given"),
    );
    out.not_checked(spec, line.field(name), text);
}
