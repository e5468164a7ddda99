//! `loading.mass`: whether what was loaded is what was declared.
//!
//! **Finds** a mass as weighed that differs from the mass declared by more than the tolerance, and
//! a mass that is none. Where the waybill does not say a mass, or nothing was weighed, that is not
//! checked.
//! **Clause** order 29 of 2019 art. 28, fourth check: the goods agree with the waybill. The
//! tolerance is a setting: the law has no number.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec, Suggestion};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "loading.mass",
    severity: Severity::Error,
    title: ("实装质量", "mass as loaded"),
    clause: ("《危险货物道路运输安全管理办法》第二十八条", "order 29 of 2019 art. 28"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(loading) = &on.waybill.loading else { return };
    let Some(weighed) = loading.mass_kg else {
        let text = Text::new(
            "未核对：装货人未填写实装质量",
            "not checked: the loader has not given the mass as weighed",
        );
        out.not_checked(&SPEC, "loading.mass_kg", text);
        return;
    };
    if !is_mass(weighed) {
        let (zh, en) =
            (format!("实装质量{weighed} kg无效"), format!("{weighed} kg is no mass as weighed"));
        out.push(&SPEC, "loading.mass_kg", Text::new(zh, en));
        return;
    }
    let Some(declared) = declared_kg(on) else {
        let text = Text::new(
            "未核对：运单货物未填写质量，也无法由体积和密度换算",
            "not checked: the goods have no mass, nor volume and density",
        );
        out.not_checked(&SPEC, "loading.mass_kg", text);
        return;
    };
    let percent = on.asked.settings.loading_tolerance_percent;
    if !is_mass(declared) || (weighed - declared).abs() <= declared * percent / 100.0 {
        return;
    }
    let text = Text::new(
        format!("实装{weighed} kg，运单{declared} kg，相差超过{percent}%"),
        format!("{weighed} kg weighed and {declared} kg declared: more than {percent} % apart"),
    );
    let finding = out.push(&SPEC, "loading.mass_kg", text);
    if let [line] = &on.lines[..] {
        finding.suggestion = as_weighed(line, weighed);
    }
}

/// Whether a number can be a mass.
pub(in crate::checks) fn is_mass(kg: f64) -> bool {
    kg.is_finite() && kg > 0.0
}

/// The mass of all lines, gross where it is given, kg; `None` where a line has none.
pub(in crate::checks) fn declared_kg(on: &Subject<'_>) -> Option<f64> {
    let mass = |line: &Line<'_>| line.goods.gross_mass_kg.or_else(|| line.goods.mass_kg());
    let laden = on.lines.iter().filter(|line| !line.goods.empty_uncleaned);
    laden.map(mass).sum()
}

/// The quantity of the only line, as it was weighed; `None` where that is not in its unit.
fn as_weighed(line: &Line<'_>, weighed: f64) -> Option<Suggestion> {
    if line.goods.gross_mass_kg.is_some() {
        return None;
    }
    let value = (weighed / line.goods.unit.kilograms()?).to_string();
    let text = Text::new(format!("按实装改为{value}"), format!("as weighed: {value}"));
    Some(Suggestion { field: line.field("quantity"), value, text })
}
