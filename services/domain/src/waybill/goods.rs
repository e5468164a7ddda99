//! What a waybill says of the goods.

use serde::{Deserialize, Serialize};

/// One line of goods, as written. Its order is that of ADR 5.4.1 and JT/T 617.5: UN number, proper
/// shipping name, class, packing group, packing, quantity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct GoodsLine {
    /// UN number (联合国编号): `1203`.
    pub un: String,
    /// Proper shipping name (运输名称), Chinese or English.
    pub name: String,
    /// Technical name behind a generic one (化学名称), where special provision 274 asks for it.
    pub technical_name: String,
    /// Class or division (类别、项别): `3`, `2.1`; explosives with their group: `1.1D`.
    pub class: String,
    /// Subsidiary hazards (次要危险性).
    pub subsidiary: Vec<String>,
    /// Packing group (包装类别): `I`, `II`, `III`, or empty.
    pub packing_group: String,
    /// CAS number, where known.
    pub cas: String,
    /// Share of the substance by mass, percent, where the entry hangs on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concentration_percent: Option<f64>,
    /// Flash point, °C, where the entry hangs on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flash_point_c: Option<f64>,
    /// How they are carried.
    pub carriage: Carriage,
    /// The kind of package by its UN code (包装代码): `1A1`, `4G`; empty: not said.
    pub package_code: String,
    /// The package as it is sold (包装规格): `25 kg/桶`.
    pub package_size: String,
    /// How many packages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packages: Option<u32>,
    /// Quantity (数量), in `unit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<f64>,
    /// Unit of the quantity (单位).
    pub unit: QuantityUnit,
    /// Gross mass, kg, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gross_mass_kg: Option<f64>,
    /// Density, kg/L, where a volume has to become a mass or the other way round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub density_kg_l: Option<f64>,
    /// Net explosive mass, kg: class 1 alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub net_explosive_kg: Option<f64>,
    /// What one inner packaging holds, in `inner_unit`: limited and excepted quantities alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inner_quantity: Option<f64>,
    /// Unit of the inner quantity.
    pub inner_unit: QuantityUnit,
    /// Whether they go as limited or excepted quantity (有限数量、例外数量).
    pub regime: Regime,
    /// Waste (危险废物).
    pub waste: bool,
    /// Waste code (废物代码): `841-001-01`.
    pub waste_code: String,
    /// The waste's manifest (转移联单编号).
    pub manifest_number: String,
    /// Empty, uncleaned: the last load's remains (未清洗的空容器).
    pub empty_uncleaned: bool,
    /// Stabilised or inhibited (加入抑制剂、稳定剂), where the entry asks for it.
    pub stabilised: bool,
    /// Control temperature, °C, where the entry asks for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control_temperature_c: Option<f64>,
    /// Environmentally hazardous (危害环境).
    pub environmentally_hazardous: bool,
}

/// How goods are carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Carriage {
    /// Not said.
    #[default]
    Unspecified,
    /// In packages (包件).
    Packages,
    /// In a tank (罐体).
    Tank,
    /// In bulk (散装).
    Bulk,
}

/// A unit that a waybill may name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum QuantityUnit {
    /// Not said.
    #[default]
    Unspecified,
    /// Kilogram.
    Kg,
    /// Tonne.
    T,
    /// Litre.
    L,
    /// Cubic metre.
    M3,
    /// Pieces (件).
    Pieces,
    /// Gram: inner packagings alone.
    G,
    /// Millilitre: inner packagings alone.
    Ml,
}

impl QuantityUnit {
    /// How many kilograms one is; `None` for what is no mass.
    #[must_use]
    pub const fn kilograms(self) -> Option<f64> {
        match self {
            Self::Kg => Some(1.0),
            Self::T => Some(1000.0),
            Self::G => Some(0.001),
            _ => None,
        }
    }

    /// How many litres one is; `None` for what is no volume.
    #[must_use]
    pub const fn litres(self) -> Option<f64> {
        match self {
            Self::L => Some(1.0),
            Self::M3 => Some(1000.0),
            Self::Ml => Some(0.001),
            _ => None,
        }
    }
}

impl GoodsLine {
    /// Net mass, kg, where it is said or follows from volume and density.
    #[must_use]
    pub fn mass_kg(&self) -> Option<f64> {
        let quantity = self.quantity?;
        if let Some(kilograms) = self.unit.kilograms() {
            return Some(quantity * kilograms);
        }
        Some(quantity * self.unit.litres()? * self.density_kg_l?)
    }

    /// Volume, L, where it is said or follows from mass and density.
    #[must_use]
    pub fn volume_l(&self) -> Option<f64> {
        let quantity = self.quantity?;
        if let Some(litres) = self.unit.litres() {
            return Some(quantity * litres);
        }
        let density = self.density_kg_l.filter(|density| *density > 0.0)?;
        Some(quantity * self.unit.kilograms()? / density)
    }
}

/// Under which part of the law a line goes (order 29 of 2019 arts. 16–21).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Regime {
    /// The whole law.
    #[default]
    Full,
    /// Limited quantity (有限数量).
    Limited,
    /// Excepted quantity (例外数量).
    Excepted,
}

/// What is on the vehicle beside the dangerous goods.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct OtherCargo {
    /// What it is.
    pub name: String,
    /// Of which kind.
    pub kind: OtherCargoKind,
    /// Mass, kg.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mass_kg: Option<f64>,
    /// Kept apart by full partitions, other packages, 0.8 m or covers (ADR 7.5.4).
    pub separated: bool,
}

/// A kind of other cargo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OtherCargoKind {
    /// Ordinary goods (普通货物).
    #[default]
    Ordinary,
    /// Food, drink, tobacco (食品).
    Food,
    /// Feed (饲料).
    Feed,
    /// Household goods, medicine, medical devices (生活用品、药品、医疗器具).
    Household,
}
