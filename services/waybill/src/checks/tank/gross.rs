//! `tank.gross`: whether all that is on board is within the rated load.
//!
//! **Finds** goods and other cargo of more mass together than the rated load (核定载质量) of the vehicle,
//! or of the trailer and what its tractor may draw; a record without a rated load; a mass that
//! does not follow from what is written. A tank over its own limit is told by `tank.mass` alone.
//! **Clause** order 29 of 2019 arts. 23 and 29: never above the rated mass.

use placard_domain::Text;
use placard_domain::vehicle::{Vehicle, VehicleKind};
use placard_domain::waybill::OtherCargo;

use crate::check::{Findings, Severity, Spec};
use crate::checks::amount::{Amount, MASS_MAX_KG, at_most, gross_kg, tonnes};
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

/// No more entries of other cargo are looked at: `form.lines` tells of more.
pub(crate) const OTHERS_MAX: usize = 50;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some((most, unit)) = rated(on) else {
        unrated(on, out);
        return;
    };
    let goods: f64 = on.lines.iter().filter_map(|line| gross_kg(line.goods).known()).sum();
    let other: f64 = others(on).filter_map(|(_, it)| it.mass_kg).filter(is_fair).sum();
    if goods + other <= most {
        unknown(on, out);
    } else if !mass::is_over(on) {
        over(on, (goods, other), (most, unit), out);
    }
}

fn is_fair(mass: &f64) -> bool {
    *mass > 0.0 && *mass <= MASS_MAX_KG
}

/// What else is on board, with its place.
pub(crate) fn others<'a>(on: &Subject<'a>) -> impl Iterator<Item = (usize, &'a OtherCargo)> {
    on.waybill.other_cargo.iter().take(OTHERS_MAX).enumerate()
}

/// The load that may be on board, kg, and whose record says so; none where no record does.
pub(super) fn rated<'a>(on: &Subject<'a>) -> Option<(f64, &'a Vehicle)> {
    let of = |it: &'a Vehicle| it.rated_load_kg.filter(|kg| *kg > 0).map(|kg| (f64::from(kg), it));
    let vehicle = on.vehicle?;
    if on.waybill.trailer.is_none() {
        return of(vehicle);
    }
    let trailer = of(on.trailer?)?;
    if vehicle.kind != VehicleKind::Tractor {
        return of(vehicle).map(|own| (own.0 + trailer.0, trailer.1));
    }
    // What a tractor draws is trailer and load: more load than that is too much even so.
    let drawn = of(vehicle).filter(|drawn| drawn.0 < trailer.0);
    Some(drawn.unwrap_or(trailer))
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
    let is_told = |line: &Line<'_>| {
        line.in_tank() && on.tank.is_some_and(|tank| tank.max_load_kg.is_some_and(|kg| kg > 0))
    };
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
    (most, unit): (f64, &Vehicle),
    out: &mut Findings,
) {
    let (all, rated, plate) = (tonnes(goods + other), tonnes(most), &unit.plate);
    let (zh, en) = if other > 0.0 { ("货物和其他货物", "goods and other cargo") } else { ("货物", "goods") };
    let (does_zh, does_en) = if unit.kind == VehicleKind::Tractor {
        ("准牵引的", "may draw")
    } else {
        ("核定载质量", "is rated for")
    };
    let text = Text::new(
        format!("{zh}共{all}吨，超过{plate}{does_zh}{rated}吨"),
        format!("{all} t of {en}, and {plate} {does_en} {rated} t"),
    );
    let only = if let [line] = &on.lines[..] { Some(line) } else { None };
    let field = only.map_or_else(
        || "goods".to_owned(),
        |line| match line.goods.gross_mass_kg {
            Some(_) => line.field("gross_mass_kg"),
            None => line.field("quantity"),
        },
    );
    let finding = out.push(&SPEC, field, text);
    let cure = only
        .filter(|line| line.goods.gross_mass_kg.is_none())
        .and_then(|line| at_most(line.goods, most - other));
    if let Some((most, text)) = cure {
        finding.suggest(most.to_string(), text);
    }
}
