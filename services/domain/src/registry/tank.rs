//! Tanks (罐体): on a vehicle, a trailer, or portable.

use serde::{Deserialize, Serialize};

use super::certificate::Certificate;
use crate::goods::UnNumber;
use crate::id::{CarrierId, JurisdictionId, OrganisationId, TankId};

/// A tank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tank {
    /// Its id in paths.
    pub id: TankId,
    /// Number (罐体编号), as on its plate.
    pub number: String,
    /// What it is.
    pub kind: TankKind,
    /// Tank code (罐体代码) or portable tank instruction.
    pub code: String,
    /// Volume, L.
    pub volume_l: u32,
    /// Mass it may hold, kg; none: the vehicle's decides.
    pub max_load_kg: Option<u32>,
    /// Permitted fill, percent of the volume; none: the goods' own rule decides.
    pub max_fill_percent: Option<u8>,
    /// What it may hold (适装介质列表); empty: not said.
    pub media: Vec<UnNumber>,
    /// Whether surge plates part it into at most 7,500 L each.
    pub surge_plates: bool,
    /// Its inspection, or its registration as a pressure vessel.
    pub certificates: Vec<Certificate>,
    /// Who runs it.
    pub carrier: Option<CarrierId>,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Where it is registered.
    pub jurisdiction: JurisdictionId,
}

/// What a tank is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TankKind {
    /// For liquids and solids at the pressure of the air (常压罐体, GB 18564).
    #[default]
    Atmospheric,
    /// Mobile pressure vessel (移动式压力容器, TSG R0005).
    Pressure,
    /// Portable tank (可移动罐柜).
    Portable,
    /// Tank container (罐式集装箱).
    Container,
}
