//! `tank.fill`: how full the tank is.
//!
//! **Finds** a tank filled above what its record permits, above the setting where the record permits
//! no such thing (a warning, unless the goods are more than the tank holds), a large tank without
//! surge plates that is filled between 20 and 80 percent (a warning), and goods whose volume does
//! not follow from what is written. Gases go by the tank's own permitted fill alone; compressed
//! gases and solids have no fill by volume.
//! **Clause** order 29 of 2019 art. 29: never above the permitted fill of the tank; ADR 4.3.2.2 on
//! the fill of liquids.

use placard_domain::Text;
use placard_domain::waybill::GoodsLine;

use crate::check::{Findings, Severity, Spec};
use crate::checks::amount::{Amount, VOLUME_MAX_L, at_most, volume_l};
use crate::checks::kinds::{is_of, may_be};
use crate::checks::tank::mass::{bearable_kg, lines, only};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "tank.fill",
    severity: Severity::Error,
    title: ("罐体充装率", "the fill of the tank"),
    clause: ("《危险货物道路运输安全管理办法》第二十九条", "order 29 of 2019 art. 29"),
};

const BY_ADR: (&str, &str) = (
    "《危险货物道路运输安全管理办法》第二十九条；ADR 4.3.2.2（液体充装）",
    "order 29 of 2019 art. 29; ADR 4.3.2.2",
);

/// A compartment up to this needs no surge plates, L.
const UNPARTED_MAX_L: f64 = 7_500.0;
/// Between these, percent, a larger one without them is not filled.
const SLACK: (f64, f64) = (20.0, 80.0);

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if on.waybill.tank.is_none() || lines(on).next().is_none() {
        return;
    }
    let Some(holds) = holds_l(on) else { return };
    let mut volume = 0.0;
    let mut is_known = true;
    for line in lines(on).filter(|line| is_by_volume(line)) {
        match volume_l(line.goods) {
            Amount::Known(litres) => volume += litres,
            Amount::Unknown => {
                unknown(line, out);
                is_known = false;
            }
            Amount::Wrong => is_known = false,
        }
    }
    if volume == 0.0 {
        return;
    }
    let Some((permitted, is_own)) = permitted(on) else {
        let text = Text::new(
            "未核对：罐体登记没有允许充装率，气体无通用值",
            "not checked: the tank's record has no permitted fill, and gases have no general one",
        );
        out.not_checked(&SPEC, "tank", text);
        return;
    };
    let percent = volume / holds * 100.0;
    if percent > permitted + 1e-9 {
        over(on, (volume, holds), (percent, permitted, is_own), out);
    } else if is_known {
        slack(on, (volume, holds), permitted, out);
    }
}

/// What the tank holds, L: by its record, else as written.
fn holds_l(on: &Subject<'_>) -> Option<f64> {
    let recorded = on.tank.map(|tank| f64::from(tank.volume_l)).filter(|litres| *litres > 0.0);
    let written = || on.waybill.tank.as_ref()?.volume_m3.map(|volume| volume * 1000.0);
    let is_fair = |litres: &f64| *litres > 0.0 && *litres <= VOLUME_MAX_L;
    recorded.or_else(|| written().filter(is_fair))
}

/// Whether goods have a fill by volume: not solids, and not gases that are compressed alone.
fn is_by_volume(line: &Line<'_>) -> bool {
    let mut rows = may_be(line);
    !rows.any(|row| {
        let mut codes = row.tank_code.iter().peekable();
        let is_solid = codes.peek().is_some() && codes.all(|code| code.starts_with('S'));
        is_solid || is_of(row.class, "2") && row.classification_code.starts_with('1')
    })
}

fn is_gas(line: &Line<'_>) -> bool {
    line.row().map(|row| row.class).or(line.class).is_some_and(|class| is_of(class, "2"))
}

/// The permitted fill, percent, and whether it is the tank's own.
fn permitted(on: &Subject<'_>) -> Option<(f64, bool)> {
    let own = on.tank.and_then(|tank| tank.max_fill_percent).filter(|own| (1..=100).contains(own));
    match own {
        Some(own) => Some((f64::from(own), true)),
        None if lines(on).any(is_gas) => None,
        None => Some((on.asked.settings.fill_max_percent, false)),
    }
}

fn unknown(line: &Line<'_>, out: &mut Findings) {
    let at = line.index + 1;
    let text = Text::new(
        format!("未核对：第{at}项货物未填写密度，无法得出充装率"),
        format!("not checked: the fill follows from the density of goods line {at}, not given"),
    );
    out.not_checked(&SPEC, line.field("density_kg_l"), text);
}

fn over(
    on: &Subject<'_>,
    (volume, holds): (f64, f64),
    (percent, permitted, is_own): (f64, f64, bool),
    out: &mut Findings,
) {
    let (volume, holds_m3) = (volume.round() / 1000.0, holds.round() / 1000.0);
    let text = Text::new(
        format!(
            "充装率{percent:.1}%，超过允许的{permitted}%（罐体{holds_m3}立方米，货物{volume}立方米）"
        ),
        format!("filled to {percent:.1} %, over {permitted} % ({volume} m3 in {holds_m3} m3)"),
    );
    let only = only(on);
    let field = only.map_or_else(|| "goods".to_owned(), |line| line.field("quantity"));
    let finding = out.push(&SPEC, field, text);
    if !is_own {
        finding.under(BY_ADR);
        if percent <= 100.0 {
            finding.lower(Severity::Warning);
        }
    }
    let most = |line: &Line<'_>| most(on, line.goods, holds * permitted / 100.0);
    if let Some((most, text)) = only.and_then(most) {
        finding.suggest(most.to_string(), text);
    }
}

/// The most of the only goods, by volume and by what tank and vehicle bear.
fn most(on: &Subject<'_>, goods: &GoodsLine, litres: f64) -> Option<(f64, Text)> {
    let density = goods.density_kg_l.or(goods.unit.litres().map(|_| 1.0))?;
    let by_volume = litres * density;
    let borne = goods.density_kg_l.and(bearable_kg(on)).unwrap_or(f64::INFINITY);
    let goods = GoodsLine { unit: goods.unit, density_kg_l: Some(density), ..GoodsLine::default() };
    at_most(&goods, by_volume.min(borne))
}

fn slack(on: &Subject<'_>, (volume, holds): (f64, f64), permitted: f64, out: &mut Findings) {
    let percent = volume / holds * 100.0;
    let is_unparted = on.tank.is_some_and(|tank| !tank.surge_plates) && holds > UNPARTED_MAX_L;
    let Some(line) = only(on).filter(|line| is_unparted && !is_gas(line)) else { return };
    if percent <= SLACK.0 || percent >= SLACK.1 {
        return;
    }
    let text = Text::new(
        format!("罐体大于7500升且无防波板，充装率{percent:.1}%应不高于20%或不低于80%"),
        format!(
            "over 7,500 L without surge plates and filled to {percent:.1} %: at most 20 %, or at \
             least 80 %"
        ),
    );
    let finding = out.push(&SPEC, line.field("quantity"), text);
    finding.lower(Severity::Warning).under(BY_ADR);
    let (low, high) = (holds * SLACK.0 / 100.0, holds * SLACK.1 / 100.0);
    let density = line.goods.density_kg_l.unwrap_or(f64::INFINITY);
    let is_borne = bearable_kg(on).is_none_or(|most| high * density <= most);
    let litres = if is_borne { holds * permitted / 100.0 } else { low };
    if let Some((most, text)) = most(on, line.goods, litres) {
        finding.suggest(most.to_string(), text);
    }
}
