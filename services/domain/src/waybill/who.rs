//! Who and what a waybill names: parties, vehicles, the tank, the crew, places.

use serde::{Deserialize, Serialize};

use crate::vehicle::PlateColor;

/// A consignor, consignee or loader, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct PartyRef {
    /// Its record in the register; empty: found by code, then by name.
    pub party_id: String,
    /// Registered name.
    pub name: String,
    /// Unified social credit code (统一社会信用代码), where known.
    pub uscc: String,
    /// Phone.
    pub phone: String,
    /// Address.
    pub address: String,
}

/// The carrier, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct CarrierRef {
    /// Its record in the register; empty: found by licence, then by code.
    pub carrier_id: String,
    /// Registered name.
    pub name: String,
    /// Unified social credit code (统一社会信用代码), where known.
    pub uscc: String,
    /// Road transport licence (道路运输经营许可证号).
    pub licence: String,
    /// Phone.
    pub phone: String,
}

/// A vehicle or trailer, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct VehicleRef {
    /// Its record in the register; empty: found by plate and colour.
    pub vehicle_id: String,
    /// Number plate (车辆号牌).
    pub plate: String,
    /// Plate colour (号牌颜色); none: not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plate_color: Option<PlateColor>,
    /// Vehicle permit (道路运输证号).
    pub permit_no: String,
    /// Vehicle identification number (车辆识别代号), where known.
    pub vin: String,
}

/// A tank, as written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct TankRef {
    /// Its record in the register; empty: found by number.
    pub tank_id: String,
    /// Tank number (罐体编号).
    pub number: String,
    /// Volume (罐体容积), m3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_m3: Option<f64>,
    /// Tank code (罐体代码), `LGBF`, or portable tank instruction, `T11`.
    pub code: String,
}

/// A driver or escort, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct CrewMember {
    /// The record in the register; empty: found by certificate.
    pub person_id: String,
    /// What they do on this trip.
    pub role: CrewRole,
    /// Name.
    pub name: String,
    /// Qualification (从业资格证号).
    pub qualification: String,
    /// Resident id (公民身份号码), where given: personal data, shown masked.
    pub resident_id: String,
    /// Phone.
    pub phone: String,
}

/// What somebody does on a trip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CrewRole {
    /// Not said.
    #[default]
    Unspecified,
    /// Drives (驾驶员).
    Driver,
    /// Watches over the goods (押运员).
    Escort,
}

/// A place of loading or unloading, as written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct LoadingPlace {
    /// Its record in the register; empty: an address alone.
    pub site_id: String,
    /// Address.
    pub address: String,
    /// Division code of GB/T 2260 (行政区划代码), six digits.
    pub division_code: String,
    /// Degrees, WGS-84; none: not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// Degrees, WGS-84; none: not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
}
