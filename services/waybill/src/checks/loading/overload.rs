//! `loading.overload`: whether what was loaded is not too heavy.
//!
//! **Finds** a mass as weighed above what the tank may hold or the vehicle may carry, which in a
//! combination is the trailer.
//! **Clause** order 29 of 2019 art. 29: the loader never loads above the rated mass.

use placard_domain::Text;
use placard_domain::vehicle::{Vehicle, VehicleKind};

use super::mass::is_mass;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "loading.overload",
    severity: Severity::Error,
    title: ("超载", "overload"),
    clause: ("《危险货物道路运输安全管理办法》第二十九条", "order 29 of 2019 art. 29"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(weighed) = on.waybill.loading.as_ref().and_then(|it| it.mass_kg) else { return };
    if !is_mass(weighed) {
        return;
    }
    let carrying = carrying(on);
    let (load, fill) = (("核定载质量", "load"), ("罐体最大充装量", "fill"));
    let vehicle = carrying.and_then(|it| Some((&it.plate, it.rated_load_kg?, load)));
    let tank = on.tank.and_then(|it| Some((&it.number, it.max_load_kg?, fill)));
    let Some(least) = vehicle.into_iter().chain(tank).min_by_key(|(_, limit, ..)| *limit) else {
        if let Some(plate) = carrying.map(|it| &it.plate) {
            let text = Text::new(
                format!("未核对：{plate}未登记核定载质量"),
                format!("not checked: the load allowed for {plate} is not recorded"),
            );
            out.not_checked(&SPEC, "loading.mass_kg", text);
        }
        return;
    };
    let (name, limit, (zh, en)) = least;
    if weighed <= f64::from(limit) {
        return;
    }
    let over = weighed - f64::from(limit);
    let text = Text::new(
        format!("实装{weighed} kg，超过{name}{zh}{limit} kg（超{over:.0} kg）"),
        format!(
            "{weighed} kg weighed, {over:.0} kg above the {en} of {limit} kg allowed for {name}"
        ),
    );
    out.push(&SPEC, "loading.mass_kg", text);
}

/// What the goods stand on: the trailer, else a vehicle that is no tractor.
fn carrying<'a>(on: &Subject<'a>) -> Option<&'a Vehicle> {
    if on.waybill.trailer.is_some() {
        return on.trailer;
    }
    on.vehicle.filter(|vehicle| vehicle.kind != VehicleKind::Tractor)
}
