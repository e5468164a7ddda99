//! `tank.mass`: whether the goods are within the mass that the tank may hold.
//!
//! **Finds** more mass in the tank than its record allows, and goods whose mass does not follow from
//! what is written. Where the record has no such mass, the vehicle's decides: `tank.gross`.
//! **Clause** order 29 of 2019 arts. 23 and 29: never above the rated mass.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::checks::amount::{Amount, at_most, mass_kg, tonnes};
use crate::checks::tank::gross::rated;
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
    let Some(most) = max_load_kg(on) else { return };
    let mass = in_tank_kg(on);
    if mass <= most {
        for line in lines(on).filter(|line| mass_kg(line.goods) == Amount::Unknown) {
            unknown(&SPEC, line, out);
        }
        return;
    }
    let (mass, allowed) = (tonnes(mass), tonnes(most));
    let text = Text::new(
        format!("罐内货物{mass}吨，超过罐体允许的{allowed}吨"),
        format!("{mass} t in the tank, which may hold {allowed} t"),
    );
    let only = only(on);
    let field = only.map_or_else(|| "goods".to_owned(), |line| line.field("quantity"));
    let finding = out.push(&SPEC, field, text);
    if let Some((most, text)) = only.and_then(|line| at_most(line.goods, bearable_kg(on)?)) {
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
        format!("not checked: the mass of goods line {at} follows from its {en}, which is not given"),
    );
    out.not_checked(spec, line.field(name), text);
}

/// The goods in the tank.
pub(super) fn lines<'s, 'a>(on: &'s Subject<'a>) -> impl Iterator<Item = &'s Line<'a>> {
    on.lines.iter().filter(|line| line.in_tank())
}

/// The only goods in the tank, where nothing else is.
pub(super) fn only<'s, 'a>(on: &'s Subject<'a>) -> Option<&'s Line<'a>> {
    let mut lines = lines(on);
    lines.next().filter(|_| lines.next().is_none())
}

/// The mass in the tank as far as it is known.
fn in_tank_kg(on: &Subject<'_>) -> f64 {
    lines(on).filter_map(|line| mass_kg(line.goods).known()).sum()
}

fn max_load_kg(on: &Subject<'_>) -> Option<f64> {
    on.tank?.max_load_kg.filter(|most| *most > 0).map(f64::from)
}

/// Whether more is in the tank than it may hold.
pub(super) fn is_over(on: &Subject<'_>) -> bool {
    max_load_kg(on).is_some_and(|most| in_tank_kg(on) > most)
}

/// The most that tank and vehicle bear, kg, as far as their records say.
pub(super) fn bearable_kg(on: &Subject<'_>) -> Option<f64> {
    let rated = rated(on).map(|(rated, _)| rated);
    [max_load_kg(on), rated].into_iter().flatten().reduce(f64::min)
}
