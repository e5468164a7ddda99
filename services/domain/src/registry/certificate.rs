//! Certificates: what a register says that somebody or something may do, and until when.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::goods::HazardClass;

/// One certificate, as the register has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Of which kind.
    pub kind: CertificateKind,
    /// Number, as printed.
    pub number: String,
    /// What it covers; empty: what its kind says, whole.
    #[serde(default)]
    pub scope: Vec<Scope>,
    /// First day on which it holds; none: long since.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// Last day on which it holds; none: without end.
    #[serde(default)]
    pub valid_to: Option<Date>,
}

impl Certificate {
    /// Whether it holds on a day, both ends counted.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// A kind of certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CertificateKind {
    /// Carrier: road transport licence (道路运输经营许可证), with its scope (经营范围).
    TransportLicence,
    /// Carrier: liability insurance (承运人责任险).
    LiabilityInsurance,
    /// Vehicle: permit (道路运输证), with its scope.
    VehiclePermit,
    /// Vehicle: driving permit (行驶证), valid to its next inspection.
    DrivingPermit,
    /// Vehicle: compulsory insurance (交强险).
    CompulsoryInsurance,
    /// Tank: inspection (罐体检验合格证书).
    TankInspection,
    /// Tank: registration of a mobile pressure vessel (移动式压力容器使用登记证).
    PressureVesselRegistration,
    /// Driver: qualification for dangerous goods (道路危险货物运输驾驶员).
    DriverQualification,
    /// Escort: qualification (道路危险货物运输押运人员).
    EscortQualification,
    /// Driver: driving licence (机动车驾驶证).
    DrivingLicence,
    /// Person: yearly training (继续教育).
    Training,
    /// Party: licence to produce, sell or use hazardous chemicals (危险化学品许可证).
    ChemicalsLicence,
    /// Party: licence for hazardous waste (危险废物经营许可证).
    WasteLicence,
    /// Party: licence for explosives or fireworks (民用爆炸物品、烟花爆竹许可证).
    ExplosivesLicence,
}

/// What a certificate covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Scope {
    /// A class or division, all below it.
    Class(HazardClass),
    /// Highly toxic chemicals (剧毒化学品).
    HighlyToxic,
    /// Hazardous waste (危险废物).
    HazardousWaste,
    /// Medical waste (医疗废物).
    MedicalWaste,
}

/// Why and since when somebody may not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blacklisting {
    /// From this day on.
    pub since: Date,
    /// To this day; none: until lifted.
    #[serde(default)]
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
}

impl Blacklisting {
    /// Whether it bars on a day.
    #[must_use]
    pub fn bars_on(&self, day: Date) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }
}
