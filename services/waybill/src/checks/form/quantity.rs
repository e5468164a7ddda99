//! `form.quantity`: how much of each line.
//!
//! **Finds** a quantity or unit that is missing, a quantity that is no positive number, a unit that
//! does not go with the carriage, more than any road vehicle holds (kilograms written as tonnes,
//! for one), pieces that are no whole number or fewer than the packages they are in, packages of
//! what is in none, and a gross mass below the net. An empty, uncleaned packing or tank has no
//! quantity. How number, size and mass of packages go together is `pack`'s.
//! **Clause** order 29 of 2019 art. 24: the waybill says how much. The most is ours: it tells a
//! wrong unit; what this vehicle and this tank hold is `tank`'s.

use placard_domain::Text;
use placard_domain::waybill::{Carriage, GoodsLine, QuantityUnit};

use super::readable;
use crate::check::{Findings, Severity, Spec};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "form.quantity",
    severity: Severity::Error,
    title: ("数量与单位", "quantities and units"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

/// More mass than any vehicle on the road carries, kg: the heaviest combinations weigh about
/// fifty tonnes with all that is on them.
pub(super) const MASS_MAX_KG: f64 = 60_000.0;
/// More volume than any vehicle on the road carries in a tank, L; of packages and bulk too, as
/// liquids and solids of that volume weigh more than it may.
pub(super) const VOLUME_MAX_L: f64 = 100_000.0;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        let goods = line.goods;
        match goods.quantity {
            Some(quantity) if fair(line, quantity, out) => {
                unit(on, line, out);
                most(line, quantity, out);
                pieces(line, quantity, out);
            }
            Some(_) => {}
            None => missing(on, line, out),
        }
        packages(line, out);
        gross(line, out);
    }
}

/// Whether a number is one that says how much, as far as words go: `None` where it is right, else
/// what is wrong.
pub(super) fn not_positive(value: f64) -> Option<Text> {
    if !value.is_finite() {
        Some(Text::new("不是有限的数", "is not a finite number"))
    } else if value <= 0.0 {
        let (zh, en) = (format!("应大于零，实为{value}"), format!("must be above zero, is {value}"));
        Some(Text::new(zh, en))
    } else {
        None
    }
}

/// A value a thousandth of what was written, where that is likely what was meant: grams, kilograms
/// or litres were taken for a thousand times as much. `floor` is the least that is likely.
pub(super) fn thousandth(value: f64, floor: f64, most: f64) -> Option<f64> {
    let meant = value / 1000.0;
    (floor..=most).contains(&meant).then_some(meant)
}

fn fair(line: &Line<'_>, quantity: f64, out: &mut Findings) -> bool {
    if line.goods.empty_uncleaned && quantity == 0.0 {
        return false;
    }
    let Some(wrong) = not_positive(quantity) else { return true };
    let (zh, en) = (format!("数量{}", wrong.zh), format!("the quantity {}", wrong.en));
    out.push(&SPEC, line.field("quantity"), Text::new(zh, en));
    false
}

fn missing(on: &Subject<'_>, line: &Line<'_>, out: &mut Findings) {
    let field = line.field("quantity");
    if line.goods.empty_uncleaned || readable::tells(on, &field) {
        return;
    }
    let at = line.index + 1;
    let (zh, en) =
        (format!("未填写第{at}项货物的数量"), format!("goods line {at} has no quantity"));
    out.push(&SPEC, field, Text::new(zh, en));
}

fn unit(on: &Subject<'_>, line: &Line<'_>, out: &mut Findings) {
    let text = match (line.goods.unit, line.goods.carriage) {
        (QuantityUnit::Unspecified, _) if readable::tells(on, &line.field("unit")) => return,
        (QuantityUnit::Unspecified, _) => Text::new(
            "数量未填写单位：千克、吨、升、立方米或件",
            "the quantity has no unit: kg, t, L, m3 or pieces",
        ),
        (QuantityUnit::G | QuantityUnit::Ml, _) => Text::new(
            "克和毫升只用于内包装，数量应以千克或升填写",
            "grams and millilitres are for inner packagings alone: give kilograms or litres",
        ),
        (QuantityUnit::Pieces, Carriage::Tank | Carriage::Bulk) => Text::new(
            "罐体或散装货物不能以件计，应填写千克、吨、升或立方米",
            "goods in a tank or in bulk are not counted in pieces: give kg, t, L or m3",
        ),
        _ => return,
    };
    out.push(&SPEC, line.field("unit"), text);
}

/// Tells of more than any vehicle holds.
fn most(line: &Line<'_>, quantity: f64, out: &mut Findings) {
    let unit = line.goods.unit;
    let (one, most, words) = match (unit.kilograms(), unit.litres()) {
        (Some(kilograms), _) => (kilograms, MASS_MAX_KG, ("60吨", "60 t")),
        (None, Some(litres)) => (litres, VOLUME_MAX_L, ("100立方米", "100 m3")),
        (None, None) => return,
    };
    if quantity * one <= most {
        return;
    }
    let (name_zh, name_en) = unit_words(unit);
    let (zh, en) = (
        format!("数量{quantity}{name_zh}超过任何道路车辆的装载能力（{}），单位是否有误？", words.0),
        format!(
            "{quantity} {name_en} is more than any road vehicle holds ({}): is the unit wrong?",
            words.1
        ),
    );
    let found = out.push(&SPEC, line.field("quantity"), Text::new(zh, en));
    if let Some(meant) = thousandth(quantity, 1000.0 / one, most / one) {
        let (zh, en) =
            (format!("是否为{meant}{name_zh}？"), format!("did you mean {meant} {name_en}?"));
        found.suggest(meant.to_string(), Text::new(zh, en));
    }
}

/// A unit in words: Chinese, English.
const fn unit_words(unit: QuantityUnit) -> (&'static str, &'static str) {
    match unit {
        QuantityUnit::Unspecified => ("", ""),
        QuantityUnit::Kg => ("千克", "kg"),
        QuantityUnit::T => ("吨", "t"),
        QuantityUnit::L => ("升", "L"),
        QuantityUnit::M3 => ("立方米", "m3"),
        QuantityUnit::Pieces => ("件", "pieces"),
        QuantityUnit::G => ("克", "g"),
        QuantityUnit::Ml => ("毫升", "mL"),
    }
}

fn pieces(line: &Line<'_>, quantity: f64, out: &mut Findings) {
    if line.goods.unit != QuantityUnit::Pieces {
        return;
    }
    if quantity.fract() != 0.0 {
        let (zh, en) = (
            format!("件数应为整数，实为{quantity}"),
            format!("pieces are whole, and these are {quantity}"),
        );
        out.push(&SPEC, line.field("quantity"), Text::new(zh, en));
    } else if let Some(packages) = line.goods.packages
        && line.goods.carriage == Carriage::Packages
        && quantity < f64::from(packages)
    {
        let (zh, en) = (
            format!("{quantity}件货物不可能装成{packages}个包件"),
            format!("{quantity} pieces cannot be in {packages} packages"),
        );
        out.push(&SPEC, line.field("packages"), Text::new(zh, en));
    }
}

/// Tells of packages where there are none.
fn packages(line: &Line<'_>, out: &mut Findings) {
    let is_loose = matches!(line.goods.carriage, Carriage::Tank | Carriage::Bulk);
    if is_loose && line.goods.packages.is_some_and(|packages| packages > 0) {
        let text = Text::new(
            "罐体或散装货物没有包件数",
            "goods in a tank or in bulk have no number of packages",
        );
        out.push(&SPEC, line.field("packages"), text).lower(Severity::Warning);
    }
}

/// Holds the gross mass against the net, and against what a vehicle holds.
fn gross(line: &Line<'_>, out: &mut Findings) {
    let Some(gross) = line.goods.gross_mass_kg.filter(|gross| not_positive(*gross).is_none())
    else {
        return;
    };
    let field = || line.field("gross_mass_kg");
    if gross > MASS_MAX_KG {
        let (zh, en) = (
            format!("毛重{gross}千克超过任何道路车辆的装载能力（60吨），单位是否有误？"),
            format!("a gross mass of {gross} kg is more than any road vehicle holds (60 t)"),
        );
        let found = out.push(&SPEC, field(), Text::new(zh, en));
        if let Some(meant) = thousandth(gross, 1000.0, MASS_MAX_KG) {
            let (zh, en) =
                (format!("是否为{meant}千克？"), format!("did you mean {meant} kg?"));
            found.suggest(meant.to_string(), Text::new(zh, en));
        }
        return;
    }
    if let Some(net) = net_kg(line.goods)
        && gross < net
        && net <= MASS_MAX_KG
    {
        let (zh, en) = (
            format!("毛重{gross}千克小于净重{net}千克"),
            format!("the gross mass, {gross} kg, is below the net mass, {net} kg"),
        );
        out.push(&SPEC, field(), Text::new(zh, en));
    }
}

/// Net mass, kg, where the quantity is one.
fn net_kg(goods: &GoodsLine) -> Option<f64> {
    let kilograms = goods.unit.kilograms()?;
    goods.quantity.filter(|quantity| quantity.is_finite()).map(|quantity| quantity * kilograms)
}

#[cfg(test)]
mod tests {
    use placard_domain::Violations;
    use placard_domain::waybill::Waybill;

    use super::super::readable::tests::found;
    use super::*;

    /// Field and suggestion of each finding on one line.
    fn told(line: GoodsLine) -> Vec<(String, Option<String>)> {
        let waybill = Waybill { goods: vec![line], ..Waybill::default() };
        let found = found(&waybill, &Violations::new(), &[check]);
        let of = |it: crate::check::Finding| (it.field, it.suggestion.map(|it| it.value));
        found.into_iter().map(of).collect()
    }

    fn line(quantity: f64, unit: QuantityUnit, carriage: Carriage) -> GoodsLine {
        GoodsLine { quantity: Some(quantity), unit, carriage, ..GoodsLine::default() }
    }

    #[test]
    fn what_no_vehicle_holds_is_told_in_every_unit_with_what_was_likely_meant() {
        let meant = |quantity, unit| {
            let told = told(line(quantity, unit, Carriage::Tank));
            assert_eq!(told.len(), 1, "{quantity} {unit:?}");
            assert_eq!(told[0].0, "goods[0].quantity");
            told[0].1.clone()
        };
        assert_eq!(meant(30_000.0, QuantityUnit::T).as_deref(), Some("30"));
        assert_eq!(meant(16_000_000.0, QuantityUnit::Kg).as_deref(), Some("16000"));
        assert_eq!(meant(23_000.0, QuantityUnit::M3).as_deref(), Some("23"));
        assert_eq!(meant(23_000_000.0, QuantityUnit::L).as_deref(), Some("23000"));
        assert_eq!(meant(160.0, QuantityUnit::T), None, "a slip of another kind is not guessed");
        assert_eq!(meant(1e300, QuantityUnit::T), None);
        assert_eq!(told(line(60.0, QuantityUnit::T, Carriage::Tank)), []);
    }

    #[test]
    fn what_is_no_number_above_nought_is_told() {
        for quantity in [0.0, -0.0, -5.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
            let told = told(line(quantity, QuantityUnit::Kg, Carriage::Bulk));
            assert_eq!(told, [("goods[0].quantity".to_owned(), None)], "{quantity}");
        }
        let empty = GoodsLine { empty_uncleaned: true, ..GoodsLine::default() };
        assert_eq!(told(empty.clone()), []);
        assert_eq!(told(GoodsLine { quantity: Some(0.0), ..empty }), []);
        assert_eq!(told(GoodsLine::default()), [("goods[0].quantity".to_owned(), None)]);
    }

    #[test]
    fn a_unit_goes_with_its_carriage() {
        let wrong = |unit, carriage| {
            told(line(5.0, unit, carriage)) == [("goods[0].unit".to_owned(), None)]
        };
        assert!(wrong(QuantityUnit::Unspecified, Carriage::Packages));
        assert!(wrong(QuantityUnit::Pieces, Carriage::Tank));
        assert!(wrong(QuantityUnit::Pieces, Carriage::Bulk));
        assert!(wrong(QuantityUnit::G, Carriage::Packages));
        assert!(wrong(QuantityUnit::Ml, Carriage::Packages));
        assert!(!wrong(QuantityUnit::Pieces, Carriage::Packages));
        assert!(!wrong(QuantityUnit::M3, Carriage::Bulk));
    }

    #[test]
    fn packages_pieces_and_masses_agree() {
        let field = |line| {
            let told = told(line);
            assert!(told.len() < 2, "{told:?}");
            told.into_iter().next().map(|it| it.0)
        };
        let pieces = |quantity, packages| GoodsLine {
            packages: Some(packages),
            ..line(quantity, QuantityUnit::Pieces, Carriage::Packages)
        };
        assert_eq!(field(pieces(200.0, 10)), None);
        assert_eq!(field(pieces(9.0, 10)).as_deref(), Some("goods[0].packages"));
        assert_eq!(field(pieces(9.5, 9)).as_deref(), Some("goods[0].quantity"));
        let gross = |gross| GoodsLine {
            gross_mass_kg: Some(gross),
            ..line(3.4, QuantityUnit::T, Carriage::Packages)
        };
        assert_eq!(field(gross(3400.0)), None);
        assert_eq!(field(gross(3399.0)).as_deref(), Some("goods[0].gross_mass_kg"));
        assert_eq!(field(gross(3_800_000.0)).as_deref(), Some("goods[0].gross_mass_kg"));
        let tank = GoodsLine { packages: Some(3), ..line(3.4, QuantityUnit::T, Carriage::Tank) };
        assert_eq!(field(tank).as_deref(), Some("goods[0].packages"));
    }
}
