//! `unloading.mass`: whether what was received is what was loaded.
//!
//! **Finds** a mass as received that differs from the mass as loaded, else as declared, by more
//! than the tolerance, and a mass that is none. Where a part of the load stays on board, less is
//! right and more is not.
//! **Clause** order 29 of 2019 art. 33: the consignee takes the goods. The tolerance is a setting
//! and the law has no number: a warning.

use placard_domain::Text;
use placard_domain::waybill::TankRemains;

use super::super::loading::mass::{declared_kg, is_mass};
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "unloading.mass",
    severity: Severity::Warning,
    title: ("实收质量", "mass as received"),
    clause: ("《危险货物道路运输安全管理办法》第三十三条", "order 29 of 2019 art. 33"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(unloading) = &on.waybill.unloading else { return };
    let Some(received) = unloading.mass_kg else {
        let text = Text::new(
            "未核对：收货人未填写实收质量",
            "not checked: the consignee has not given the mass as received",
        );
        out.not_checked(&SPEC, "unloading.mass_kg", text);
        return;
    };
    if !is_mass(received) {
        let (zh, en) =
            (format!("实收质量{received} kg无效"), format!("{received} kg is no mass as received"));
        out.push(&SPEC, "unloading.mass_kg", Text::new(zh, en));
        return;
    }
    let weighed = on.waybill.loading.as_ref().and_then(|loading| loading.mass_kg);
    let Some(loaded) = weighed.or_else(|| declared_kg(on)) else {
        let text = Text::new(
            "未核对：没有实装质量，运单货物也未填写质量",
            "not checked: no mass was weighed at loading, and none is declared",
        );
        out.not_checked(&SPEC, "unloading.mass_kg", text);
        return;
    };
    let percent = on.asked.settings.unloading_tolerance_percent;
    let more = received - loaded;
    let is_part = unloading.remains == TankRemains::Part && more < 0.0;
    if !is_mass(loaded) || is_part || more.abs() <= loaded * percent / 100.0 {
        return;
    }
    let ((zh, en), apart) = (if more < 0.0 { ("少", "less") } else { ("多", "more") }, more.abs());
    let text = Text::new(
        format!("实收{received} kg，装货{loaded} kg，{zh}{apart:.0} kg，超过{percent}%"),
        format!(
            "{received} kg received of {loaded} kg loaded: {apart:.0} kg {en}, above {percent} %"
        ),
    );
    out.push(&SPEC, "unloading.mass_kg", text);
}
