//! `form.vin`: vehicle identification numbers (车辆识别代号).
//!
//! **Finds** a number of the wrong length, with a character it cannot have, or whose check
//! character does not follow from the others; and a trailer with its tractor's number. The check
//! character of a maker outside China (the first is no L) is a warning: not every country has it.
//! **Clause** GB 16735. A number that is not given is not asked for: the form does not have it.

use placard_domain::Text;
use placard_domain::identifier::{Vin, Wrong};

use super::text;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "form.vin",
    severity: Severity::Error,
    title: ("车辆识别代号", "vehicle identification numbers"),
    clause: ("国家标准GB 16735", "national standard GB 16735"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let tractor = &on.waybill.vehicle.vin;
    one(out, "vehicle.vin", tractor);
    let Some(trailer) = &on.waybill.trailer else { return };
    if !trailer.vin.is_empty() && trailer.vin == *tractor {
        let (zh, en) = (
            format!("挂车与牵引车的车辆识别代号相同（{tractor}）"),
            format!("trailer and tractor have the same VIN, {tractor}"),
        );
        if text::is_code(tractor) {
            out.push(&SPEC, "trailer.vin", Text::new(zh, en));
        }
        return;
    }
    one(out, "trailer.vin", &trailer.vin);
}

fn one(out: &mut Findings, field: &str, vin: &str) {
    if !text::is_code(vin) {
        return;
    }
    if let Err(fault) = Vin::new(vin) {
        let found = text::tell(out, &SPEC, field, &fault);
        if matches!(fault.wrong(), Wrong::Check { .. }) && !vin.starts_with('L') {
            found.lower(Severity::Warning);
        }
    }
}
