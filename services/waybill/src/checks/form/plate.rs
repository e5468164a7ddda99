//! `form.plate`: number plates of vehicle and trailer.
//!
//! **Finds** a plate of no pattern, a colour that the pattern does not go with, a trailer's plate
//! (…挂) on the vehicle, and a trailer without one. A plate of Latin letters and digits alone is a
//! caution: it may be foreign.
//! **Clause** GA 36-2018. There is no plate for dangerous goods: the use stands on the driving
//! permit.

use placard_domain::Text;
use placard_domain::identifier::{Wrong, plate};
use placard_domain::vehicle::PlateColor;
use placard_domain::waybill::VehicleRef;

use super::text;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "form.plate",
    severity: Severity::Error,
    title: ("车辆号牌", "number plates"),
    clause: ("行业标准GA 36-2018", "standard GA 36-2018"),
};

/// What a trailer's plate ends in.
const TRAILER: char = '挂';

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let vehicle = &on.waybill.vehicle;
    if vehicle.plate.ends_with(TRAILER) && text::is_code(&vehicle.plate) {
        let (zh, en) = (
            format!("{}是挂车号牌，此处应填写牵引车或货车的号牌", vehicle.plate),
            format!("{} is a trailer's plate: the truck's belongs here", vehicle.plate),
        );
        out.push(&SPEC, "vehicle.plate", Text::new(zh, en));
    } else {
        pattern(out, vehicle, "vehicle");
    }
    let Some(trailer) = &on.waybill.trailer else { return };
    if trailer.plate.ends_with(TRAILER) || trailer.plate.is_ascii() {
        pattern(out, trailer, "trailer");
    } else if text::is_code(&trailer.plate) {
        no_trailer(out, &trailer.plate);
    }
}

/// Holds a plate's pattern against its colour.
fn pattern(out: &mut Findings, named: &VehicleRef, holder: &str) {
    if !text::is_code(&named.plate) {
        return;
    }
    // Where no colour is said, any that goes with the pattern will do.
    let color = named.plate_color.unwrap_or(PlateColor::Yellow);
    let Err(fault) = plate(&named.plate, color) else { return };
    if named.plate.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let (zh, en) = (
            format!("号牌{}没有汉字，境内号牌以省份简称开头", named.plate),
            format!("{} has no Chinese character: plates begin with a province", named.plate),
        );
        let found = out.push(&SPEC, format!("{holder}.plate"), Text::new(zh, en));
        found.lower(Severity::Caution);
        return;
    }
    let Wrong::Color { fits } = fault.wrong() else {
        text::tell(out, &SPEC, format!("{holder}.plate"), &fault);
        return;
    };
    if named.plate_color.is_some() {
        let found = out.push(&SPEC, format!("{holder}.plate_color"), fault.text());
        if let [color] = fits
            && let Ok(value) = serde_json::to_string(color)
        {
            let text = Text::new("此号牌式样只有这一种颜色", "this pattern has one colour alone");
            found.suggest(value.trim_matches('"'), text);
        }
    }
}

/// Tells of a trailer with another vehicle's plate; of one that lost its last character, what it
/// likely is.
fn no_trailer(out: &mut Findings, written: &str) {
    let (zh, en) = (
        format!("{written}不是挂车号牌，挂车号牌以“挂”结尾"),
        format!("{written} is no trailer's plate: those end in 挂"),
    );
    let found = out.push(&SPEC, "trailer.plate", Text::new(zh, en));
    let whole = format!("{written}{TRAILER}");
    if plate(&whole, PlateColor::Yellow).is_ok() {
        let text = Text::new(format!("是否为{whole}？"), format!("did you mean {whole}?"));
        found.suggest(whole, text);
    }
}
