//! Carriers and people: what the waybill will need in full, and a vehicle already points to.

use serde::{Deserialize, Serialize};

use crate::id::{CarrierId, JurisdictionId, OrganisationId, PersonId};

/// A carrier (承运人): the firm that runs vehicles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carrier {
    /// Its id in paths.
    pub id: CarrierId,
    /// Its registered name.
    pub name: String,
    /// Road transport licence (道路运输经营许可证号), as printed.
    pub licence: String,
    /// Phone answered during carriage.
    pub phone: String,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Where it is licensed.
    pub jurisdiction: JurisdictionId,
}

/// A driver (驾驶员) or escort (押运员).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The id in paths.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// What they do.
    pub role: PersonRole,
    /// Qualification (从业资格证号): what a driver's card shows in 0x0702.
    pub qualification: String,
    /// Who employs them.
    pub carrier: Option<CarrierId>,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Where they are certified.
    pub jurisdiction: JurisdictionId,
}

/// What a person does on a trip.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PersonRole {
    /// Drives.
    #[default]
    Driver,
    /// Watches over the goods.
    Escort,
}
