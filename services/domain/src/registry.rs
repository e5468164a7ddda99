//! The register (登记): who and what a waybill may name, with the certificates that say so.

mod certificate;
mod site;
mod tank;

use serde::{Deserialize, Serialize};

pub use certificate::{Blacklisting, Certificate, CertificateKind, Scope};
pub use site::{Site, SiteKind};
pub use tank::{Tank, TankKind};

use crate::id::{CarrierId, JurisdictionId, OrganisationId, PartyId, PersonId};

/// A carrier (承运人): the firm that runs vehicles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carrier {
    /// Its id in paths.
    pub id: CarrierId,
    /// Its registered name.
    pub name: String,
    /// Road transport licence (道路运输经营许可证号), as printed.
    pub licence: String,
    /// Unified social credit code (统一社会信用代码); empty: not known.
    #[serde(default)]
    pub uscc: String,
    /// Phone answered during carriage.
    pub phone: String,
    /// Its licence with its scope, its insurance.
    #[serde(default)]
    pub certificates: Vec<Certificate>,
    /// Set where it may not carry.
    #[serde(default)]
    pub blacklisted: Option<Blacklisting>,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Where it is licensed.
    pub jurisdiction: JurisdictionId,
}

/// A consignor (托运人), consignee (收货人) or loader (装货人).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its id in paths.
    pub id: PartyId,
    /// Its registered name.
    pub name: String,
    /// Unified social credit code (统一社会信用代码); empty: not known.
    pub uscc: String,
    /// Phone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// What it may be; none: not said.
    pub roles: Vec<PartyRole>,
    /// Its licences to make, sell, use or dispose of the goods.
    pub certificates: Vec<Certificate>,
    /// Set where nobody may deal with it.
    pub blacklisted: Option<Blacklisting>,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Where it sits.
    pub jurisdiction: JurisdictionId,
}

/// What a party is to goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PartyRole {
    /// Sends them (托运人).
    Consignor,
    /// Receives them (收货人).
    Consignee,
    /// Loads them (装货人).
    Loader,
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
    /// Resident id (公民身份号码); empty: not known. Personal data: shown masked.
    #[serde(default)]
    pub resident_id: String,
    /// Qualifications with their validity, driving licence, training.
    #[serde(default)]
    pub certificates: Vec<Certificate>,
    /// Set where they may not work on a trip.
    #[serde(default)]
    pub blacklisted: Option<Blacklisting>,
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
