//! How much a line says there is, as far as it can be reckoned with.

use placard_domain::Text;
use placard_domain::waybill::{GoodsLine, QuantityUnit};

/// More than any vehicle carries, kg: the unit is wrong, which `form` tells; what it tells is not
/// told again as an overload.
pub(super) const MASS_MAX_KG: f64 = 60_000.0;
/// The same, L.
pub(super) const VOLUME_MAX_L: f64 = 100_000.0;
/// Heavier than any substance there is, kg/L: the same.
const DENSITY_MAX: f64 = 23.0;

/// An amount of goods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Amount {
    /// So much.
    Known(f64),
    /// What it would follow from, the density for one, is not given.
    Unknown,
    /// What is given is wrong, or nothing is: `form` tells it.
    Wrong,
}

impl Amount {
    /// So much, where it is known.
    pub(super) const fn known(self) -> Option<f64> {
        match self {
            Self::Known(amount) => Some(amount),
            Self::Unknown | Self::Wrong => None,
        }
    }
}

/// Net mass, kg.
pub(super) fn mass_kg(goods: &GoodsLine) -> Amount {
    reckon(goods, QuantityUnit::kilograms, MASS_MAX_KG, GoodsLine::mass_kg)
}

/// Volume, L.
pub(super) fn volume_l(goods: &GoodsLine) -> Amount {
    reckon(goods, QuantityUnit::litres, VOLUME_MAX_L, GoodsLine::volume_l)
}

/// Mass with the packing, kg, where it is given: else the net mass, which is less.
pub(super) fn gross_kg(goods: &GoodsLine) -> Amount {
    match goods.gross_mass_kg {
        Some(gross) if gross > 0.0 && gross <= MASS_MAX_KG => Amount::Known(gross),
        Some(_) => Amount::Wrong,
        None => mass_kg(goods),
    }
}

fn reckon(
    goods: &GoodsLine,
    own: fn(QuantityUnit) -> Option<f64>,
    most: f64,
    amount: fn(&GoodsLine) -> Option<f64>,
) -> Amount {
    let Some(quantity) = goods.quantity else { return nothing(goods) };
    if quantity == 0.0 {
        return nothing(goods);
    }
    let unit = goods.unit;
    let in_any = [
        unit.kilograms().map(|one| quantity * one <= MASS_MAX_KG),
        unit.litres().map(|one| quantity * one <= VOLUME_MAX_L),
    ];
    let is_fair = in_any.into_iter().flatten().all(|fits| fits);
    let is_outer = !matches!(unit, QuantityUnit::Unspecified | QuantityUnit::G | QuantityUnit::Ml);
    if !(quantity > 0.0 && is_fair && is_outer) {
        return Amount::Wrong;
    }
    if own(unit).is_none() {
        match goods.density_kg_l {
            _ if unit == QuantityUnit::Pieces => return Amount::Unknown,
            None => return Amount::Unknown,
            Some(density) if density > 0.0 && density <= DENSITY_MAX => {}
            Some(_) => return Amount::Wrong,
        }
    }
    // By a density near nought a fair mass becomes no fair volume.
    amount(goods).filter(|amount| *amount <= most * 10.0).map_or(Amount::Wrong, Amount::Known)
}

/// An empty packing or tank has no quantity.
const fn nothing(goods: &GoodsLine) -> Amount {
    if goods.empty_uncleaned { Amount::Known(0.0) } else { Amount::Wrong }
}

/// A mass in the line's own unit, rounded down to what a form has: hundredths of a tonne or cubic
/// metre, whole kilograms or litres. `None` where nothing is left, or the unit is no amount.
pub(super) fn at_most(goods: &GoodsLine, kilograms: f64) -> Option<(f64, Text)> {
    let one = match goods.unit.kilograms() {
        Some(one) => one,
        None => goods.unit.litres()? * goods.density_kg_l?,
    };
    let finest = if matches!(goods.unit, QuantityUnit::T | QuantityUnit::M3) { 100.0 } else { 1.0 };
    // What was a round number before it was reckoned stays one.
    let most = (kilograms / one * finest + 1e-6).floor() / finest;
    let (zh, en) = unit_words(goods.unit);
    (most.is_finite() && most > 0.0).then(|| {
        (most, Text::new(format!("装载量不超过{most}{zh}"), format!("load <= {most} {en}")))
    })
}

/// A unit in words: Chinese, English.
pub(super) const fn unit_words(unit: QuantityUnit) -> (&'static str, &'static str) {
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

/// Kilograms as tonnes, to the kilogram.
pub(super) fn tonnes(kilograms: f64) -> f64 {
    kilograms.round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(quantity: f64, unit: QuantityUnit, density_kg_l: Option<f64>) -> GoodsLine {
        GoodsLine { quantity: Some(quantity), unit, density_kg_l, ..GoodsLine::default() }
    }

    #[test]
    fn what_follows_from_a_density_needs_one() {
        let petrol = |density| line(16.0, QuantityUnit::T, density);
        assert_eq!(mass_kg(&petrol(None)), Amount::Known(16_000.0));
        assert_eq!(volume_l(&petrol(None)), Amount::Unknown);
        assert_eq!(volume_l(&petrol(Some(0.8))), Amount::Known(20_000.0));
        assert_eq!(mass_kg(&line(2.0, QuantityUnit::Pieces, Some(1.0))), Amount::Unknown);
    }

    #[test]
    fn what_form_tells_is_not_reckoned_with() {
        for (quantity, unit) in [
            (-1.0, QuantityUnit::T),
            (f64::INFINITY, QuantityUnit::L),
            (30_000.0, QuantityUnit::T),
            (0.0, QuantityUnit::Kg),
            (1.0, QuantityUnit::Unspecified),
            (1.0, QuantityUnit::Ml),
        ] {
            let goods = line(quantity, unit, Some(1.0));
            assert_eq!((mass_kg(&goods), volume_l(&goods)), (Amount::Wrong, Amount::Wrong));
        }
        for density in [0.0, -1.0, f64::INFINITY, 1e-300, 1e300] {
            assert_eq!(volume_l(&line(16.0, QuantityUnit::T, Some(density))), Amount::Wrong);
        }
        let empty = GoodsLine { empty_uncleaned: true, ..GoodsLine::default() };
        assert_eq!((mass_kg(&empty), volume_l(&empty)), (Amount::Known(0.0), Amount::Known(0.0)));
    }

    #[test]
    fn the_most_is_said_in_the_unit_that_was_written() {
        let most = |unit, kilograms| at_most(&line(1.0, unit, Some(0.74)), kilograms);
        assert_eq!(most(QuantityUnit::T, 17_500.0).unwrap().0, 17.5);
        assert_eq!(most(QuantityUnit::M3, 17_500.0).unwrap().0, 23.64);
        let (litres, text) = most(QuantityUnit::L, 17_500.0).unwrap();
        assert_eq!((litres, text.en.as_str()), (23_648.0, "load <= 23648 L"));
        assert_eq!(most(QuantityUnit::Pieces, 17_500.0), None);
        assert_eq!(most(QuantityUnit::T, -1.0), None);
    }
}
