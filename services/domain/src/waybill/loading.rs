//! What is confirmed at both ends of a trip.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What the loader confirms (order 29 of 2019 arts. 28–31).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Loading {
    /// The checks before loading (五必查), each with what came of it.
    pub checks: Vec<LoadingCheck>,
    /// When loading began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub began_at: Option<Timestamp>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Mass as weighed, kg.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mass_kg: Option<f64>,
    /// Volume as measured, L.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_l: Option<f64>,
    /// Seal numbers (铅封号).
    pub seals: Vec<String>,
    /// Who confirmed.
    pub confirmed_by: String,
}

/// One check before loading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct LoadingCheck {
    /// Which.
    pub item: LoadingItem,
    /// Whether it holds.
    pub passed: bool,
    /// What was seen.
    pub note: String,
}

/// The checks of art. 28: if one fails, the loader must not load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LoadingItem {
    /// Not said.
    #[default]
    Unspecified,
    /// Driving permit and transport permit of tractor and trailer are valid (C1).
    Permits,
    /// Driver and escort hold valid certificates (C2).
    People,
    /// Vehicle, tank, portable tank are within inspection (C3).
    Inspection,
    /// The goods agree with the waybill (C4).
    Goods,
    /// The tank may carry them: media list, tank code, portable tank instruction (C5).
    TankSuits,
    /// The papers of art. 15 are there (C6).
    Papers,
    /// Protective and rescue gear is on board (art. 44).
    Gear,
}

/// What the consignee confirms.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Unloading {
    /// Where; empty: at the destination.
    pub site_id: String,
    /// When unloading began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub began_at: Option<Timestamp>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Mass as received, kg.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mass_kg: Option<f64>,
    /// What is left in the tank.
    pub remains: TankRemains,
    /// Who signed.
    pub confirmed_by: String,
}

/// What is left after unloading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TankRemains {
    /// Not said: counts as uncleaned.
    #[default]
    Unspecified,
    /// Empty, uncleaned: still dangerous goods (未清洗).
    Uncleaned,
    /// Cleaned and certified empty (已清洗).
    Cleaned,
    /// A part of the load stays on board.
    Part,
}
