//! `pack.mass`: whether number, size and mass of packages go together.
//!
//! **Finds** no package at all, a number of packages that their size and the quantity contradict,
//! more in one package than its kind may hold.
//! **Clause** order 29 of 2019 arts. 12 and 13. The most that a kind may hold is that of the UN
//! Model Regulations, chapter 6: held against JT/T 617.4 by nobody, so a caution.

use placard_domain::Text;
use placard_domain::waybill::{Carriage, GoodsLine, QuantityUnit};

use super::code::{self, Kind};
use crate::check::{Findings, Severity, Spec};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "pack.mass",
    severity: Severity::Error,
    title: ("包件数与单件质量", "number and mass of packages"),
    clause: (
        "《危险货物道路运输安全管理办法》第十二条、第十三条",
        "order 29 of 2019 arts. 12, 13",
    ),
};

/// By how much number times size may differ from the quantity. Ours: rounding.
const TOLERANCE: f64 = 0.01;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in on.lines.iter().filter(|line| line.goods.carriage == Carriage::Packages) {
        let Some(packages) = line.goods.packages else { continue };
        if packages == 0 {
            if !line.goods.empty_uncleaned {
                let text = Text::new("包件数为0", "there are no packages");
                out.push(&SPEC, line.field("packages"), text);
            }
            continue;
        }
        sizes(line, f64::from(packages), out);
        heaviest(line, f64::from(packages), out);
    }
}

/// The whole in the unit of a size, where it is known in it.
fn whole(goods: &GoodsLine, unit: QuantityUnit) -> Option<f64> {
    if unit.kilograms().is_some() { goods.mass_kg() } else { goods.volume_l() }
}

/// What one package holds, as its size says: `25 kg/桶`, `200L`. In kilograms or litres.
fn size(text: &str) -> Option<(f64, QuantityUnit)> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (amount, rest) = text.split_at(end);
    let unit = rest.trim_start().split(['/', '／', ' ', '每']).next()?.trim();
    let (factor, unit) = match unit {
        "kg" | "KG" | "Kg" | "千克" | "公斤" => (1.0, QuantityUnit::Kg),
        "t" | "吨" => (1000.0, QuantityUnit::Kg),
        "g" | "克" => (0.001, QuantityUnit::Kg),
        "L" | "l" | "升" => (1.0, QuantityUnit::L),
        "mL" | "ml" | "毫升" => (0.001, QuantityUnit::L),
        _ => return None,
    };
    let amount: f64 = amount.parse().ok()?;
    (amount > 0.0).then_some((amount * factor, unit))
}

fn sizes(line: &Line<'_>, packages: f64, out: &mut Findings) {
    let goods = line.goods;
    let Some((each, unit)) = size(&goods.package_size) else { return };
    let Some(whole) = whole(goods, unit).filter(|whole| *whole > 0.0) else { return };
    if (packages * each - whole).abs() <= whole * TOLERANCE {
        return;
    }
    let (sum, name) = (packages * each, if unit == QuantityUnit::L { "L" } else { "kg" });
    let text = Text::new(
        format!("{packages}件、每件{each} {name}，合计{sum} {name}，数量却为{whole} {name}"),
        format!("{packages} of {each} {name} are {sum} {name}: the quantity is {whole} {name}"),
    );
    let found = out.push(&SPEC, line.field("packages"), text);
    found.lower(Severity::Warning);
    let count = (whole / each).round();
    if (count * each - whole).abs() <= whole * 1e-9 && count >= 1.0 {
        let text = Text::new(format!("{count}件？"), format!("{count} packages?"));
        found.suggest(format!("{count}"), text);
    }
}

/// The most that a kind may hold: kilograms, litres.
fn most(written: &str) -> Option<(f64, f64)> {
    let kind = code::kind(written)?;
    Some(match (kind, written.trim().as_bytes().first()?) {
        (Kind::Packaging, b'3') => (120.0, 60.0),
        (Kind::Packaging, b'5') => (50.0, f64::INFINITY),
        (Kind::Packaging, _) => (400.0, 450.0),
        (Kind::Ibc, _) => (f64::INFINITY, 3000.0),
        (Kind::Large | Kind::Bulk, _) => return None,
    })
}

fn heaviest(line: &Line<'_>, packages: f64, out: &mut Findings) {
    let goods = line.goods;
    let Some((mass, volume)) = most(&goods.package_code) else { return };
    let over = |whole: Option<f64>, most: f64| {
        whole.map(|whole| whole / packages).filter(|each| *each > most)
    };
    let (each, most, unit) = match (over(goods.mass_kg(), mass), over(goods.volume_l(), volume)) {
        (Some(each), _) => (each, mass, "kg"),
        (None, Some(each)) => (each, volume, "L"),
        (None, None) => return,
    };
    let code = goods.package_code.trim();
    let text = Text::new(
        format!("每件{each:.1} {unit}，{code}一般不超过{most} {unit}"),
        format!("{each:.1} {unit} in each: {code} holds {most} {unit} at the most"),
    );
    out.push(&SPEC, line.field("packages"), text).lower(Severity::Caution);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_read_where_it_begins_with_an_amount() {
        assert_eq!(size("25 kg/桶"), Some((25.0, QuantityUnit::Kg)));
        assert_eq!(size("200L"), Some((200.0, QuantityUnit::L)));
        assert_eq!(size("500 mL/瓶"), Some((0.5, QuantityUnit::L)));
        assert_eq!(size("1吨/袋"), Some((1000.0, QuantityUnit::Kg)));
        for text in ["", "桶装", "25", "kg", "2×25 kg", "0 kg", "..5 kg", "25 kg×4"] {
            assert_eq!(size(text), None, "{text}");
        }
    }
}
