//! Zones (管控区域): where something is banned, to whom, when, and by which clause.

use serde::{Deserialize, Serialize};

use crate::goods::{GoodsEntry, HazardClass, TunnelCode, UnNumber};
use crate::id::{JurisdictionId, OrganisationId, ZoneId, ZoneNo};
use crate::position::{Position, Wgs84};
use crate::time::Timestamp;
use crate::unit::{Length, Speed};
use crate::vehicle::Load;
use crate::window::Window;

/// A zone as one of its revisions has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Its id in paths.
    pub id: ZoneId,
    /// Its number inside: given by the records, kept beside the body.
    #[serde(skip)]
    pub no: ZoneNo,
    /// What people call it.
    pub name: String,
    /// Its English name, where it has one.
    pub name_en: String,
    /// What it is.
    pub kind: ZoneKind,
    /// Where it is.
    pub geometry: Geometry,
    /// What is banned in it.
    pub bans: Vec<Ban>,
    /// Who drew it, from what.
    pub source: String,
    /// How far its edge may be off.
    pub accuracy: Option<Length>,
    /// How sure the source is.
    pub confidence: ZoneConfidence,
    /// The law or notice behind it.
    pub clause: String,
    /// In force from here …
    pub effective_from: Timestamp,
    /// … to before here; `None`: until it is changed.
    pub effective_to: Option<Timestamp>,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Whose wall clock and holidays its windows go by.
    pub jurisdiction: JurisdictionId,
}

/// What a zone is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ZoneKind {
    /// Bridge (桥梁).
    Bridge,
    /// Tunnel (隧道).
    Tunnel,
    /// Drinking-water source protection zone (饮用水水源保护区).
    WaterSource,
    /// Registered parking lot for dangerous-goods vehicles (危险货物车辆停车场).
    ParkingLot,
    /// Motorway service area (服务区).
    ServiceArea,
    /// School, hospital, homes, market (敏感目标).
    SensitiveReceptor,
    /// Area closed at some hours (限行区).
    CurfewArea,
    /// Chemical park (化工园区).
    ChemicalPark,
    /// Anything else a city adds.
    Other,
}

impl ZoneKind {
    /// Whether stopping is wrong by the kind alone: on a bridge, in a tunnel, at a water source
    /// (`design/detection.md`, `zone.stopped`).
    #[must_use]
    pub const fn forbids_stopping(self) -> bool {
        matches!(self, Self::Bridge | Self::Tunnel | Self::WaterSource)
    }

    /// Whether it is a place for dangerous-goods vehicles to park (`design/detection.md`,
    /// `parking.forbidden`).
    #[must_use]
    pub const fn is_for_parking(self) -> bool {
        matches!(self, Self::ParkingLot | Self::ServiceArea | Self::ChemicalPark)
    }
}

/// How sure the source of a zone's edge is (`geodata/README.md`).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ZoneConfidence {
    /// Surveyed, or from an open data set that is named.
    #[default]
    Verified,
    /// Geometry from data, the rest from general knowledge.
    Known,
    /// Placed by an editor.
    Approximate,
    /// Drawn, not mapped.
    Schematic,
}

/// Where a zone is. Checked by `placard_geo::check` before it is built into an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Geometry {
    /// One polygon.
    Polygon(Polygon),
    /// Several polygons.
    MultiPolygon(Vec<Polygon>),
    /// A line with a width, from mouth to mouth: a bridge, a tunnel.
    Corridor {
        /// Two positions or more.
        line: Vec<Position<Wgs84>>,
        /// Full width, edge to edge.
        width: Length,
    },
    /// A point with a radius.
    Circle {
        /// Its middle.
        centre: Position<Wgs84>,
        /// Its radius.
        radius: Length,
    },
}

/// A polygon: each ring closed, at least four positions, the first ring outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Polygon {
    /// The outer ring.
    pub exterior: Vec<Position<Wgs84>>,
    /// Holes.
    pub holes: Vec<Vec<Position<Wgs84>>>,
}

/// One ban of a zone. Goods are meant where each list that is not empty has them; empty lists mean
/// all. It holds where any of its windows does; no window means always.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ban {
    /// Classes or divisions.
    pub classes: Vec<HazardClass>,
    /// UN numbers.
    pub un_numbers: Vec<UnNumber>,
    /// Tunnel restriction codes of the goods.
    pub tunnel_codes: Vec<TunnelCode>,
    /// When.
    pub windows: Vec<Window>,
    /// What is banned.
    pub effect: Effect,
}

/// What a ban bans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Being there.
    Forbid,
    /// Stopping there.
    NoStopping,
    /// Driving there faster than this.
    SpeedLimit(Speed),
}

impl Ban {
    /// Whether the ban means a load, hours aside. An unknown load is meant by every ban.
    #[must_use]
    pub fn means(&self, load: &Load) -> bool {
        load.is_unknown()
            || load.goods.iter().any(|goods| goods.entries().any(|row| self.means_entry(row)))
    }

    fn means_entry(&self, row: &GoodsEntry) -> bool {
        let class = self.classes.is_empty() || self.classes.iter().any(|c| c.covers(row.class));
        let number = self.un_numbers.is_empty() || self.un_numbers.contains(&row.un);
        let code = self.tunnel_codes.is_empty()
            || row.tunnel_code.is_some_and(|code| self.tunnel_codes.contains(&code));
        class && number && code
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vehicle::Goods;

    fn petrol() -> Load {
        let goods = Goods { un: "1203".parse().unwrap(), packing_group: None, mass_kg: None };
        Load { goods: vec![goods], ..Load::default() }
    }

    fn ban(classes: &[&str], un: &[&str], codes: &[TunnelCode]) -> Ban {
        Ban {
            classes: classes.iter().map(|c| c.parse().unwrap()).collect(),
            un_numbers: un.iter().map(|u| u.parse().unwrap()).collect(),
            tunnel_codes: codes.to_vec(),
            windows: vec![],
            effect: Effect::Forbid,
        }
    }

    #[test]
    fn every_list_that_is_given_must_have_the_goods() {
        assert!(ban(&[], &[], &[]).means(&petrol()));
        assert!(ban(&["3"], &[], &[]).means(&petrol()));
        assert!(ban(&["3"], &["1203"], &[TunnelCode::DE]).means(&petrol()));
        assert!(!ban(&["3"], &["1017"], &[]).means(&petrol()));
        assert!(!ban(&["2"], &[], &[]).means(&petrol()));
        assert!(!ban(&[], &[], &[TunnelCode::B]).means(&petrol()));
    }

    #[test]
    fn an_unknown_load_is_meant_by_every_ban() {
        assert!(ban(&["6.2"], &["2814"], &[TunnelCode::B]).means(&Load::default()));
    }
}
