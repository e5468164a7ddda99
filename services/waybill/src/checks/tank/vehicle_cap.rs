//! `tank.vehicle_cap`: whether the vehicle is not larger than these goods allow outside a tank.
//!
//! **Finds** explosives, strongly corrosive or highly toxic goods outside a tank on a truck rated
//! for more than 10 t. A trailer may carry containers, which are excepted: a caution. What counts
//! as such goods is said at `tank.size_cap`.
//! **Clause** MOT's rules on the trade of dangerous goods by road (order 2 of 2013).

use placard_domain::Text;
use placard_domain::vehicle::{Vehicle, VehicleKind};

use crate::check::{Findings, Severity, Spec};
use crate::checks::tank::size_cap::nature;
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "tank.vehicle_cap",
    severity: Severity::Warning,
    title: ("非罐式车辆核定载质量上限", "the largest vehicle for these goods"),
    clause: (
        "《道路危险货物运输管理规定》（非罐式专用车辆载质量上限）",
        "MOT order 2 of 2013 (largest vehicles)",
    ),
};

/// The most that such a vehicle may be rated for, kg.
const RATED_MAX_KG: u32 = 10_000;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let units = [("vehicle", on.vehicle), ("trailer", on.trailer)];
    for (field, unit) in units {
        if let Some(unit) = unit.filter(|unit| is_large(unit)) {
            one(on, field, unit, out);
        }
    }
}

fn is_large(unit: &Vehicle) -> bool {
    matches!(unit.kind, VehicleKind::Box | VehicleKind::Trailer)
        && unit.rated_load_kg.is_some_and(|rated| rated > RATED_MAX_KG)
}

/// Tells of the first such goods; where the catalogue is not loaded, that it is not.
fn one(on: &Subject<'_>, field: &str, unit: &Vehicle, out: &mut Findings) {
    let mut missing = None;
    for line in on.lines.iter().filter(|line| !line.in_tank()) {
        let (nature, severity) = match nature(on, line) {
            Ok(Some(found)) => found,
            Ok(None) => continue,
            Err(not_loaded) => {
                missing = Some(not_loaded);
                continue;
            }
        };
        let ((zh, en), at) = (nature.words(), line.index + 1);
        let (plate, rated) = (&unit.plate, f64::from(unit.rated_load_kg.unwrap_or(0)) / 1000.0);
        let text = Text::new(
            format!("第{at}项为{zh}，{plate}核定载质量{rated}吨，超过10吨（集装箱运输车除外）"),
            format!(
                "goods line {at} is {en}: {plate} is rated for {rated} t, over 10 t (container \
                 carriers excepted)"
            ),
        );
        let finding = out.push(&SPEC, field, text).lower(severity);
        if unit.kind == VehicleKind::Trailer {
            finding.lower(Severity::Caution);
        }
        return;
    }
    if let Some(missing) = missing {
        out.not_checked(&SPEC, field, missing.text());
    }
}
