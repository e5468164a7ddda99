//! `tank.gross`: whether all that is on board is within the rated load.
//!
//! **Finds** goods and other cargo of more mass together than the rated load (核定载质量) of the
//! vehicle, or of the trailer and what its tractor may draw; a record without a rated load; a
//! mass that does not follow from what is written. A tank over its own limit is told by `tank.mass`
//! alone.
//! **Clause** order 29 of 2019 arts. 23 and 29: never above the rated mass.

use placard_domain::Text;
use placard_domain::vehicle::{Vehicle, VehicleKind};

use crate::check::{Findings, Severity, Spec};
use crate::checks::amount::{Amount, gross_kg, tonnes};
use crate::checks::capacity::{is_tank_over, most, others, others_kg, rated, tank_max_kg};
use crate::checks::tank::mass;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "tank.gross",
    severity: Severity::Error,
    title: ("核定载质量", "the rated load"),
    clause: (
        "《危险货物道路运输安全管理办法》第二十三条、第二十九条",
        "order 29 of 2019 arts. 23, 29",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some((allowed, unit)) = rated(on) else {
        unrated(on, out);
        return;
    };
    let goods: f64 = on.lines.iter().filter_map(|line| gross_kg(line.goods).known()).sum();
    let other = others_kg(on);
    if goods + other <= allowed {
        unknown(on, out);
    } else if !is_tank_over(on) {
        over(on, (goods, other), (allowed, unit), out);
    }
}

/// Tells of a record without a rated load; one that is not there is told by `who`.
fn unrated(on: &Subject<'_>, out: &mut Findings) {
    if on.lines.is_empty() {
        return;
    }
    let units = [("vehicle", on.vehicle), ("trailer", on.trailer)];
    let bears = |unit: &Vehicle| {
        unit.rated_load_kg.is_none_or(|kg| kg == 0)
            && (on.waybill.trailer.is_none() || unit.kind != VehicleKind::Tractor)
    };
    for (field, unit) in units {
        let Some(unit) = unit.filter(|unit| bears(unit)) else { continue };
        let plate = &unit.plate;
        let text = Text::new(
            format!("未核对：{plate}的登记没有核定载质量"),
            format!("not checked: the record of {plate} has no rated load"),
        );
        out.not_checked(&SPEC, field, text);
    }
}

fn unknown(on: &Subject<'_>, out: &mut Findings) {
    let is_told = |line: &Line<'_>| line.in_tank() && tank_max_kg(on).is_some();
    for line in on.lines.iter().filter(|line| !is_told(line)) {
        if gross_kg(line.goods) == Amount::Unknown {
            mass::unknown(&SPEC, line, out);
        }
    }
    for (at, _) in others(on).filter(|(_, it)| it.mass_kg.is_none()) {
        let number = at + 1;
        let text = Text::new(
            format!("未核对：第{number}项其他货物未填写质量"),
            format!("not checked: the mass of other cargo {number} is not given"),
        );
        out.not_checked(&SPEC, format!("other_cargo[{at}].mass_kg"), text);
    }
}

fn over(
    on: &Subject<'_>,
    (goods, other): (f64, f64),
    (allowed, unit): (f64, &Vehicle),
    out: &mut Findings,
) {
    let (all, allowed, plate) = (tonnes(goods + other), tonnes(allowed), &unit.plate);
    let (what_zh, what_en) =
        if other > 0.0 { ("货物和其他货物", "goods and other cargo") } else { ("货物", "goods") };
    let (does_zh, does_en) = if unit.kind == VehicleKind::Tractor {
        ("准牵引的", "may draw")
    } else {
        ("核定载质量", "is rated for")
    };
    let text = Text::new(
        format!("{what_zh}共{all}吨，超过{plate}{does_zh}{allowed}吨"),
        format!("{all} t of {what_en}, and {plate} {does_en} {allowed} t"),
    );
    let [line] = &on.lines[..] else {
        out.push(&SPEC, "goods", text);
        return;
    };
    if line.goods.gross_mass_kg.is_some() {
        out.push(&SPEC, line.field("gross_mass_kg"), text);
        return;
    }
    let finding = out.push(&SPEC, line.field("quantity"), text);
    if let Some((most, text)) = most(on, line) {
        finding.suggest(most.to_string(), text);
    }
}
