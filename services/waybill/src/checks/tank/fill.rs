//! `tank.fill`: how full the tank is.
//!
//! **Finds** a tank filled above what its record permits, above the setting where the record says
//! nothing of it (a warning, unless the goods are more than the tank holds), a large tank without
//! surge plates that is filled between 20 and 80 percent (a warning), and goods whose volume does
//! not follow from what is written. Gases go by the tank's own permitted fill alone; compressed
//! gases and solids have no fill by volume.
//! **Clause** order 29 of 2019 art. 29: never above the permitted fill of the tank; ADR 4.3.2.2 on
//! the fill of liquids.

use placard_domain::Text;
use placard_domain::waybill::GoodsLine;

use crate::check::{Findings, Severity, Spec};
use crate::checks::amount::{Amount, volume_l};
use crate::checks::capacity::{
    in_tank, is_by_volume, is_gas, most, most_within, only_in_tank, permitted_fill, tank_l,
};
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
    if on.waybill.tank.is_none() || in_tank(on).next().is_none() {
        return;
    }
    let Some(holds) = tank_l(on) else { return };
    let mut volume = 0.0;
    let mut is_known = true;
    for line in in_tank(on).filter(|line| is_by_volume(line)) {
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
    let Some((permitted, is_own)) = permitted_fill(on) else {
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
        slack(on, (volume, holds), out);
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
    let only = only_in_tank(on);
    let field = only.map_or_else(|| "goods".to_owned(), |line| line.field("quantity"));
    let finding = out.push(&SPEC, field, text);
    if !is_own {
        finding.under(BY_ADR);
        if percent <= 100.0 {
            finding.lower(Severity::Warning);
        }
    }
    if let Some((most, text)) = only.and_then(|line| most(on, line)) {
        finding.suggest(most.to_string(), text);
    }
}

fn slack(on: &Subject<'_>, (volume, holds): (f64, f64), out: &mut Findings) {
    let percent = volume / holds * 100.0;
    let is_unparted = on.tank.is_some_and(|tank| !tank.surge_plates) && holds > UNPARTED_MAX_L;
    let Some(line) = only_in_tank(on).filter(|line| is_unparted && !is_gas(line)) else { return };
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
    let is_full = |(most, _): &(f64, Text)| {
        let goods = GoodsLine { quantity: Some(*most), ..line.goods.clone() };
        volume_l(&goods).known().is_some_and(|litres| litres >= holds * SLACK.1 / 100.0)
    };
    let low = || most_within(on, line, holds * SLACK.0 / 100.0);
    if let Some((most, text)) = most(on, line).filter(is_full).or_else(low) {
        finding.suggest(most.to_string(), text);
    }
}
