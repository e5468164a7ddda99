//! `form.figures`: figures that cannot be, other than quantities.
//!
//! **Finds** volumes, masses, densities, shares and temperatures that are not finite, not above
//! zero, beyond a hundred percent, below absolute zero, or a thousand times too great (litres
//! written as cubic metres, kg/m3 as kg/L).
//! **Clause** order 29 of 2019 art. 24: what the waybill says of tank and goods. The bounds are of
//! nature, or ours and far from anything carried.

use placard_domain::Text;

use super::lines;
use super::quantity::{MASS_MAX_KG, VOLUME_MAX_L, not_positive, thousandth};
use crate::check::{Findings, Severity, Spec};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "form.figures",
    severity: Severity::Error,
    title: ("数值", "figures"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

/// Heavier than any substance there is, kg/L.
const DENSITY_MAX: f64 = 23.0;
/// Lighter than any liquid there is, kg/L: what is likely meant is not below.
const DENSITY_MIN: f64 = 0.05;
/// Absolute zero, °C.
const COLDEST_C: f64 = -273.15;
/// Hotter than anything that is carried, °C.
const HOTTEST_C: f64 = 1000.0;

/// A figure with its name: Chinese, English.
type Named = (Option<f64>, &'static str, (&'static str, &'static str));

/// What a figure may be.
#[derive(Clone, Copy)]
enum Bounds {
    /// Above zero and no more than this; a thousand times too great where the second is the least
    /// that is likely meant.
    Positive(f64, Option<f64>),
    /// From here to there.
    Between(f64, f64),
}

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let waybill = on.waybill;
    if let Some(tank) = &waybill.tank {
        let volume = (tank.volume_m3, "volume_m3", ("罐体容积", "the tank's volume"));
        let bounds = Bounds::Positive(VOLUME_MAX_L / 1000.0, Some(0.45));
        one(out, volume, bounds, |name| format!("tank.{name}"));
    }
    for line in &on.lines {
        goods(line, out);
    }
    for (at, other) in lines::other_cargo(on).iter().enumerate() {
        let mass = (other.mass_kg, "mass_kg", ("质量", "the mass"));
        one(out, mass, mass_bounds(), |name| format!("other_cargo[{at}].{name}"));
    }
    let weighed = ("称重质量", "the mass as weighed");
    if let Some(loading) = &waybill.loading {
        let field = |name: &str| format!("loading.{name}");
        one(out, (loading.mass_kg, "mass_kg", weighed), mass_bounds(), field);
        let volume = (loading.volume_l, "volume_l", ("计量体积", "the volume as measured"));
        one(out, volume, Bounds::Positive(VOLUME_MAX_L, Some(1000.0)), field);
    }
    if let Some(unloading) = &waybill.unloading {
        let bounds = Bounds::Between(0.0, MASS_MAX_KG);
        one(out, (unloading.mass_kg, "mass_kg", weighed), bounds, |name| {
            format!("unloading.{name}")
        });
    }
}

const fn mass_bounds() -> Bounds {
    Bounds::Positive(MASS_MAX_KG, Some(1000.0))
}

fn goods(line: &Line<'_>, out: &mut Findings) {
    let goods = line.goods;
    let temperature = Bounds::Between(COLDEST_C, HOTTEST_C);
    let any = Bounds::Positive(f64::MAX, None);
    let figures: [(Named, Bounds); 7] = [
        (
            (goods.concentration_percent, "concentration_percent", ("浓度", "the concentration")),
            Bounds::Positive(100.0, None),
        ),
        ((goods.flash_point_c, "flash_point_c", ("闪点", "the flash point")), temperature),
        (
            (goods.density_kg_l, "density_kg_l", ("密度", "the density")),
            Bounds::Positive(DENSITY_MAX, Some(DENSITY_MIN)),
        ),
        // What it is at the most is `form.quantity`'s, beside the net mass.
        ((goods.gross_mass_kg, "gross_mass_kg", ("毛重", "the gross mass")), any),
        (
            (goods.net_explosive_kg, "net_explosive_kg", ("净炸药量", "the net explosive mass")),
            mass_bounds(),
        ),
        ((goods.inner_quantity, "inner_quantity", ("内包装容量", "the inner quantity")), any),
        (
            (
                goods.control_temperature_c,
                "control_temperature_c",
                ("控制温度", "the control temperature"),
            ),
            temperature,
        ),
    ];
    for (named, bounds) in figures {
        one(out, named, bounds, |name| line.field(name));
    }
}

fn one(
    out: &mut Findings,
    (value, name, words): Named,
    bounds: Bounds,
    field: impl FnOnce(&str) -> String,
) {
    let Some(value) = value else { return };
    let right = match bounds {
        Bounds::Positive(most, _) => value > 0.0 && value <= most,
        Bounds::Between(least, most) => (least..=most).contains(&value),
    };
    if !right {
        tell(out, value, words, bounds, field(name));
    }
}

#[cold]
fn tell(
    out: &mut Findings,
    value: f64,
    (zh, en): (&'static str, &'static str),
    bounds: Bounds,
    field: String,
) {
    let (why, meant) = match bounds {
        _ if !value.is_finite() => {
            (Text::new("不是有限的数", "is not a finite number"), None)
        }
        Bounds::Positive(most, floor) => match not_positive(value) {
            Some(why) => (why, None),
            None => {
                let (zh, en) = (
                    format!("为{value}，不应超过{most}"),
                    format!("is {value}, and cannot be above {most}"),
                );
                (Text::new(zh, en), floor.and_then(|floor| thousandth(value, floor, most)))
            }
        },
        Bounds::Between(least, most) => {
            let (zh, en) = (
                format!("为{value}，应在{least}与{most}之间"),
                format!("is {value}, and lies between {least} and {most}"),
            );
            (Text::new(zh, en), None)
        }
    };
    let message = Text::new(format!("{zh}{}", why.zh), format!("{en} {}", why.en));
    let found = out.push(&SPEC, field, message);
    if let Some(meant) = meant {
        let (zh, en) = (format!("是否为{meant}？"), format!("did you mean {meant}?"));
        found.suggest(meant.to_string(), Text::new(zh, en));
    }
}
