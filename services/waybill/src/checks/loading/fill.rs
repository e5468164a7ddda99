//! `loading.fill`: whether the tank is not too full.
//!
//! **Finds** a volume as measured, else as it follows from mass and density, above what the tank is
//! permitted to be filled to; where no such limit is recorded, above that of the settings, as a
//! warning; and above the tank's own volume.
//! **Clause** order 29 of 2019 art. 29: never above the permitted fill of the tank.

use placard_domain::Text;

use super::mass::is_mass;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "loading.fill",
    severity: Severity::Error,
    title: ("充装量", "how full the tank is"),
    clause: ("《危险货物道路运输安全管理办法》第二十九条", "order 29 of 2019 art. 29"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(loading) = &on.waybill.loading else { return };
    let mut lines = on.lines.iter().filter(|line| line.in_tank());
    let Some(line) = lines.next() else { return };
    let density = line.goods.density_kg_l.filter(|_| lines.next().is_none());
    if loading.volume_l.is_none() && loading.mass_kg.is_some_and(|mass| !is_mass(mass)) {
        return;
    }
    let by_mass = || Some(loading.mass_kg? / density.filter(|it| is_mass(*it))?);
    let Some(volume) = loading.volume_l.or_else(by_mass) else {
        let text = Text::new(
            "未核对：装货人未填写装载体积，也无法由质量和密度换算",
            "not checked: the loader has not given the volume, nor does it follow from mass and \
             density",
        );
        out.not_checked(&SPEC, "loading.volume_l", text);
        return;
    };
    if !is_mass(volume) {
        let (zh, en) =
            (format!("装载体积{volume} L无效"), format!("{volume} L is no volume as measured"));
        out.push(&SPEC, "loading.volume_l", Text::new(zh, en));
        return;
    }
    // A tank without a record or a volume is for the tank's checks to tell.
    let Some(whole) = volume_of_tank(on) else { return };
    let own = on.tank.and_then(|tank| tank.max_fill_percent).map(f64::from);
    let percent = own.unwrap_or(on.asked.settings.fill_max_percent);
    let filled = volume / whole * 100.0;
    if filled <= percent {
        return;
    }
    let text = Text::new(
        format!("装载{volume:.0} L，为罐体容积{whole:.0} L的{filled:.1}%，超过{percent}%"),
        format!("{volume:.0} L fill {filled:.1} % of the tank's {whole:.0} L, above {percent} %"),
    );
    let finding = out.push(&SPEC, "loading.volume_l", text);
    if own.is_none() && filled <= 100.0 {
        finding.lower(Severity::Warning);
    }
}

/// The volume of the tank, as recorded, else as written, L.
fn volume_of_tank(on: &Subject<'_>) -> Option<f64> {
    let recorded = on.tank.map(|tank| f64::from(tank.volume_l));
    let written = || Some(on.waybill.tank.as_ref()?.volume_m3? * 1000.0);
    recorded.or_else(written).filter(|litres| is_mass(*litres))
}
