//! Permits, declarations and manifests that go with a waybill.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A paper, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Paper {
    /// Of which kind.
    pub kind: PaperKind,
    /// Number, as printed.
    pub number: String,
    /// Who gave it.
    pub issuer: String,
    /// First day on which it holds, local to the waybill's jurisdiction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// Last day on which it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
}

/// A kind of paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaperKind {
    /// Not said.
    #[default]
    Unspecified,
    /// Consignment list (托运清单).
    ConsignmentList,
    /// Highly toxic goods pass (剧毒化学品道路运输通行证).
    HighlyToxicPass,
    /// Civil explosives permit (民用爆炸物品运输许可证).
    CivilExplosivesPermit,
    /// Fireworks permit (烟花爆竹道路运输许可证).
    FireworksPermit,
    /// Approval for radioactive goods (放射性物品道路运输批准).
    RadioactiveApproval,
    /// Waste manifest (危险废物转移联单).
    WasteManifest,
    /// Passage permit of a restricted road or zone (通行证).
    PassagePermit,
    /// Safety card (道路运输安全卡).
    SafetyCard,
    /// Consignor's declaration of excepted quantities (例外数量声明).
    ExceptedQuantityDeclaration,
    /// Consignor's declaration of limited quantities (有限数量声明).
    LimitedQuantityDeclaration,
    /// Test report of a limited quantity's packing (包装性能测试报告).
    PackingTestReport,
}
