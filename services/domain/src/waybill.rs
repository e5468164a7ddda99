//! The electronic waybill (危险货物道路运输电子运单) as it is written: one vehicle, one trip, one document
//! (一车一趟一单; order 29 of 2019 art. 24).
//!
//! Everything is kept as the writer gave it, wrong or right: a document holds what was said, and
//! `placard-waybill` finds what is wrong with it, all at once. So texts stay texts here (`un`,
//! `plate`, `uscc`) and what may be missing is empty or `None`. Its serde form is the proto3 JSON
//! of `placard.v1.Waybill`: the same text in requests, in the records and in golden files.

mod goods;
mod loading;
mod paper;
mod who;

use serde::{Deserialize, Serialize};

pub use goods::{Carriage, GoodsLine, OtherCargo, OtherCargoKind, QuantityUnit, Regime};
pub use loading::{Loading, LoadingCheck, LoadingItem, TankRemains, Unloading};
pub use paper::{Paper, PaperKind};
pub use who::{CarrierRef, CrewMember, CrewRole, LoadingPlace, PartyRef, TankRef, VehicleRef};

use crate::time::Timestamp;

/// A waybill as written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Waybill {
    /// Its id in paths; empty in a document that is only to be checked.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Number (运单编号): opaque, unique with its issuer; no national format was found.
    pub number: String,
    /// The platform that gave the number.
    pub issuer: String,
    /// When it was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<Timestamp>,
    /// Consignor (托运人).
    pub consignor: PartyRef,
    /// Consignee (收货人).
    pub consignee: PartyRef,
    /// Loader (装货人): confirms the checks before loading.
    pub loader: PartyRef,
    /// Carrier (承运人): makes the waybill.
    pub carrier: CarrierRef,
    /// Planned departure (起运日期).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departs_at: Option<Timestamp>,
    /// Planned arrival, at the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrives_by: Option<Timestamp>,
    /// Where it begins (起运地).
    pub origin: LoadingPlace,
    /// Where it ends (目的地).
    pub destination: LoadingPlace,
    /// City delivery (城市配送): alone may it have several drops.
    pub city_delivery: bool,
    /// Further drops, in order.
    pub drops: Vec<LoadingPlace>,
    /// Whether a part of the way is on inland water, a vehicle ferry (汽车渡口) among it.
    pub by_inland_water: bool,
    /// The vehicle, or the tractor of a combination.
    pub vehicle: VehicleRef,
    /// The trailer (挂车), if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trailer: Option<VehicleRef>,
    /// The tank (罐体), if the goods are in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tank: Option<TankRef>,
    /// Drivers (驾驶员) and escorts (押运员).
    pub crew: Vec<CrewMember>,
    /// What is carried.
    pub goods: Vec<GoodsLine>,
    /// What else is on the vehicle: ordinary goods, food, feed.
    pub other_cargo: Vec<OtherCargo>,
    /// Permits, declarations, manifests that go with it.
    pub papers: Vec<Paper>,
    /// The approved route it is to follow; empty: none.
    pub route_id: String,
    /// Emergency phone (应急联系电话), answered during the whole carriage.
    pub emergency_phone: String,
    /// Dispatcher (调度人).
    pub dispatcher: String,
    /// When it was dispatched (调度日期).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dispatched_at: Option<Timestamp>,
    /// Remarks (备注).
    pub remarks: String,
    /// What the loader confirmed; `None` before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loading: Option<Loading>,
    /// What the consignee confirmed; `None` before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unloading: Option<Unloading>,
}
