//! Sites (装卸场所): where goods are loaded and unloaded.

use serde::{Deserialize, Serialize};

use super::certificate::Scope;
use crate::id::{JurisdictionId, OrganisationId, PartyId, SiteId};
use crate::position::{Position, Wgs84};
use crate::unit::Length;

/// A site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Its id in paths.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: SiteKind,
    /// Who runs it.
    pub party: Option<PartyId>,
    /// Address.
    pub address: String,
    /// Division code of GB/T 2260 (行政区划代码).
    pub division_code: String,
    /// Its middle.
    pub position: Position<Wgs84>,
    /// How far it reaches from there.
    pub radius: Length,
    /// What it may handle; empty: not said.
    pub accepts: Vec<Scope>,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Where it lies.
    pub jurisdiction: JurisdictionId,
}

/// What a site is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SiteKind {
    /// Plant (生产企业).
    #[default]
    Plant,
    /// Warehouse or depot (仓库、油库).
    Depot,
    /// Filling station (加油加气站).
    FillingStation,
    /// Port (港口).
    Port,
    /// Airport (机场).
    Airport,
    /// Rail yard (铁路货场).
    RailYard,
    /// Laboratory (实验室).
    Laboratory,
    /// Hospital (医院).
    Hospital,
    /// Waste disposal (危险废物处置单位).
    WasteDisposal,
    /// Quarry or construction site that blasts (爆破作业场所).
    BlastingSite,
    /// Any other.
    Other,
}
