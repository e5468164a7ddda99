//! What is done to a waybill.

use placard_domain::{WaybillId, ZoneId};
use serde::{Deserialize, Serialize};

use super::loading::{LoadingCheck, Outcome};
use super::named::named;

named! {
    /// The kind of a deed: what the table of transitions goes by.
    DeedKind {
        /// A new version of the document, the first one too.
        Amend = 1, "AMEND", "编写新版本", "amend";
        /// Hand it to the carrier.
        Submit = 2, "SUBMIT", "提交", "submit";
        /// Say no.
        Reject = 3, "REJECT", "拒绝", "reject";
        /// Say yes.
        Accept = 4, "ACCEPT", "受理", "accept";
        /// The vehicle is at the loader's.
        BeginLoading = 5, "BEGIN_LOADING", "开始装货", "begin loading";
        /// A mandatory check was made.
        LoadingCheck = 6, "LOADING_CHECK", "装货查验", "loading check";
        /// The loader releases the vehicle.
        ConfirmLoaded = 7, "CONFIRM_LOADED", "确认装货完成", "confirm loaded";
        /// It leaves.
        Depart = 8, "DEPART", "发车", "depart";
        /// It is there.
        Arrive = 9, "ARRIVE", "到达", "arrive";
        /// Unloading began.
        BeginUnloading = 10, "BEGIN_UNLOADING", "开始卸货", "begin unloading";
        /// The goods are off.
        ConfirmUnloaded = 11, "CONFIRM_UNLOADED", "确认卸货完成", "confirm unloaded";
        /// The consignee signs.
        Sign = 12, "SIGN", "签收", "sign";
        /// Close and keep.
        Archive = 13, "ARCHIVE", "归档", "archive";
        /// Give up before loading.
        Cancel = 14, "CANCEL", "取消", "cancel";
        /// End after an accident or the like.
        Abort = 15, "ABORT", "中止", "abort";
        /// Time ran out.
        Expire = 16, "EXPIRE", "过期", "expire";
        /// A controlled bridge, tunnel or water source was passed.
        PassedStructure = 17, "PASSED_STRUCTURE", "通过管控设施", "passed a controlled place";
        /// The vehicle left its route.
        Deviated = 18, "DEVIATED", "偏离路线", "deviated";
        /// A remark.
        Noted = 19, "NOTED", "备注", "note";
        /// A hazardous-waste manifest belongs to it.
        LinkedManifest = 20, "LINKED_MANIFEST", "关联转移联单", "link a manifest";
    }
}

/// A deed with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
#[serde(deny_unknown_fields)]
pub enum Deed {
    /// See [`DeedKind::Amend`].
    Amend,
    /// See [`DeedKind::Submit`].
    Submit,
    /// See [`DeedKind::Reject`].
    Reject,
    /// See [`DeedKind::Accept`].
    Accept,
    /// See [`DeedKind::BeginLoading`].
    BeginLoading,
    /// See [`DeedKind::LoadingCheck`].
    LoadingCheck {
        /// Which.
        check: LoadingCheck,
        /// What it came to.
        outcome: Outcome,
    },
    /// See [`DeedKind::ConfirmLoaded`].
    ConfirmLoaded,
    /// See [`DeedKind::Depart`].
    Depart,
    /// See [`DeedKind::Arrive`].
    Arrive,
    /// See [`DeedKind::BeginUnloading`].
    BeginUnloading,
    /// See [`DeedKind::ConfirmUnloaded`].
    ConfirmUnloaded,
    /// See [`DeedKind::Sign`].
    Sign,
    /// See [`DeedKind::Archive`].
    Archive,
    /// See [`DeedKind::Cancel`].
    Cancel,
    /// See [`DeedKind::Abort`].
    Abort {
        /// The waybill by which the goods went on, where they did.
        transferred_to: Option<WaybillId>,
    },
    /// See [`DeedKind::Expire`].
    Expire,
    /// See [`DeedKind::PassedStructure`].
    PassedStructure {
        /// Which.
        zone: ZoneId,
    },
    /// See [`DeedKind::Deviated`].
    Deviated,
    /// See [`DeedKind::Noted`].
    Noted,
    /// See [`DeedKind::LinkedManifest`].
    LinkedManifest {
        /// The manifest's number (转移联单编号).
        manifest: String,
    },
}

impl Deed {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> DeedKind {
        match self {
            Self::Amend => DeedKind::Amend,
            Self::Submit => DeedKind::Submit,
            Self::Reject => DeedKind::Reject,
            Self::Accept => DeedKind::Accept,
            Self::BeginLoading => DeedKind::BeginLoading,
            Self::LoadingCheck { .. } => DeedKind::LoadingCheck,
            Self::ConfirmLoaded => DeedKind::ConfirmLoaded,
            Self::Depart => DeedKind::Depart,
            Self::Arrive => DeedKind::Arrive,
            Self::BeginUnloading => DeedKind::BeginUnloading,
            Self::ConfirmUnloaded => DeedKind::ConfirmUnloaded,
            Self::Sign => DeedKind::Sign,
            Self::Archive => DeedKind::Archive,
            Self::Cancel => DeedKind::Cancel,
            Self::Abort { .. } => DeedKind::Abort,
            Self::Expire => DeedKind::Expire,
            Self::PassedStructure { .. } => DeedKind::PassedStructure,
            Self::Deviated => DeedKind::Deviated,
            Self::Noted => DeedKind::Noted,
            Self::LinkedManifest { .. } => DeedKind::LinkedManifest,
        }
    }
}
