//! How much tank and vehicle bear, and how much of the goods that leaves.

use placard_domain::Text;
use placard_domain::vehicle::{Vehicle, VehicleKind};
use placard_domain::waybill::{GoodsLine, OtherCargo};

use super::amount::{MASS_MAX_KG, VOLUME_MAX_L, at_most, mass_kg};
use super::kinds::{is_of, may_be};
use crate::subject::{Line, Subject};

/// No more entries of other cargo are looked at: `form.lines` tells of more.
const OTHERS_MAX: usize = 50;

/// The goods in the tank.
pub(super) fn in_tank<'s, 'a>(on: &'s Subject<'a>) -> impl Iterator<Item = &'s Line<'a>> {
    on.lines.iter().filter(|line| line.in_tank())
}

/// The only goods in the tank, where nothing else is in it.
pub(super) fn only_in_tank<'s, 'a>(on: &'s Subject<'a>) -> Option<&'s Line<'a>> {
    let mut lines = in_tank(on);
    lines.next().filter(|_| lines.next().is_none())
}

/// What else is on board, with its place.
pub(super) fn others<'a>(on: &Subject<'a>) -> impl Iterator<Item = (usize, &'a OtherCargo)> {
    on.waybill.other_cargo.iter().take(OTHERS_MAX).enumerate()
}

/// The mass of what else is on board, kg, as far as it is given.
pub(super) fn others_kg(on: &Subject<'_>) -> f64 {
    let is_fair = |mass: &f64| *mass > 0.0 && *mass <= MASS_MAX_KG;
    others(on).filter_map(|(_, it)| it.mass_kg).filter(is_fair).sum()
}

/// The mass that the tank's record allows, kg.
pub(super) fn tank_max_kg(on: &Subject<'_>) -> Option<f64> {
    on.tank?.max_load_kg.filter(|most| *most > 0).map(f64::from)
}

/// The mass in the tank, kg, as far as it is known.
pub(super) fn in_tank_kg(on: &Subject<'_>) -> f64 {
    in_tank(on).filter_map(|line| mass_kg(line.goods).known()).sum()
}

/// Whether more is in the tank than its record allows.
pub(super) fn is_tank_over(on: &Subject<'_>) -> bool {
    tank_max_kg(on).is_some_and(|most| in_tank_kg(on) > most)
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

/// What the tank holds, L: by its record, else as written.
pub(super) fn tank_l(on: &Subject<'_>) -> Option<f64> {
    let recorded = on.tank.map(|tank| f64::from(tank.volume_l)).filter(|litres| *litres > 0.0);
    let written = || on.waybill.tank.as_ref()?.volume_m3.map(|volume| volume * 1000.0);
    let is_fair = |litres: &f64| *litres > 0.0 && *litres <= VOLUME_MAX_L;
    recorded.or_else(|| written().filter(is_fair))
}

/// The fill that is permitted, percent, and whether it is the tank's own; for gases it always is.
pub(super) fn permitted_fill(on: &Subject<'_>) -> Option<(f64, bool)> {
    let own = on.tank.and_then(|tank| tank.max_fill_percent).filter(|own| (1..=100).contains(own));
    match own {
        Some(own) => Some((f64::from(own), true)),
        None if in_tank(on).any(is_gas) => None,
        None => Some((on.asked.settings.fill_max_percent, false)),
    }
}

pub(super) fn is_gas(line: &Line<'_>) -> bool {
    line.row().map(|row| row.class).or(line.class).is_some_and(|class| is_of(class, "2"))
}

/// Whether goods have a fill by volume: not solids, and not gases that are compressed alone.
pub(super) fn is_by_volume(line: &Line<'_>) -> bool {
    !may_be(line).any(|row| {
        let mut codes = row.tank_code.iter().peekable();
        let is_solid = codes.peek().is_some() && codes.all(|code| code.starts_with('S'));
        is_solid || is_of(row.class, "2") && row.classification_code.starts_with('1')
    })
}

/// The most that may be loaded of goods that are alone, in their own unit, by fill and by mass.
pub(super) fn most(on: &Subject<'_>, line: &Line<'_>) -> Option<(f64, Text)> {
    let fill = || Some(tank_l(on)? * permitted_fill(on)?.0 / 100.0);
    let litres = if line.in_tank() && is_by_volume(line) { fill() } else { None };
    most_within(on, line, litres.unwrap_or(f64::INFINITY))
}

/// The same, with no more than so many litres.
pub(super) fn most_within(on: &Subject<'_>, line: &Line<'_>, litres: f64) -> Option<(f64, Text)> {
    let goods = line.goods;
    let rated = rated(on).map(|(rated, _)| rated - others_kg(on));
    let tank = tank_max_kg(on).filter(|_| line.in_tank());
    let borne = [tank, rated].into_iter().flatten().fold(f64::INFINITY, f64::min);
    match goods.density_kg_l {
        Some(density) => at_most(goods, borne.min(litres * density)),
        None if goods.unit.kilograms().is_some() => at_most(goods, borne),
        // Litres without a density: of one, they stay what they are.
        None => at_most(
            &GoodsLine { density_kg_l: Some(1.0), unit: goods.unit, ..GoodsLine::default() },
            litres,
        ),
    }
}
