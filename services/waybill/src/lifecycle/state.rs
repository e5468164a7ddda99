//! Where a waybill stands.

use super::named::named;

named! {
    /// A state of a waybill.
    State {
        /// Being written.
        Draft = 1, "DRAFT", "草稿", "draft";
        /// Handed to the carrier.
        Submitted = 2, "SUBMITTED", "已提交", "submitted";
        /// The carrier said no. Over.
        Rejected = 3, "REJECTED", "已拒绝", "rejected";
        /// The carrier said yes.
        Accepted = 4, "ACCEPTED", "已受理", "accepted";
        /// At the loader's, being checked and filled.
        Loading = 5, "LOADING", "装货中", "loading";
        /// The loader has released the vehicle.
        Loaded = 6, "LOADED", "已装货", "loaded";
        /// On the road.
        InTransit = 7, "IN_TRANSIT", "运输中", "in transit";
        /// At a place of unloading.
        Arrived = 8, "ARRIVED", "已到达", "arrived";
        /// The goods are off the vehicle.
        Unloaded = 9, "UNLOADED", "已卸货", "unloaded";
        /// The consignee has signed for the goods.
        Signed = 10, "SIGNED", "已签收", "signed";
        /// Kept, and closed. Over.
        Archived = 11, "ARCHIVED", "已归档", "archived";
        /// Given up before loading. Over.
        Cancelled = 12, "CANCELLED", "已取消", "cancelled";
        /// Ended by an accident or the like; the goods went on by another waybill, or not at all.
        /// Over.
        Aborted = 13, "ABORTED", "已中止", "aborted";
        /// Its time ran out before loading. Over.
        Expired = 14, "EXPIRED", "已过期", "expired";
    }
}

impl State {
    /// Whether nothing follows but remarks.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(
            self,
            Self::Rejected | Self::Archived | Self::Cancelled | Self::Aborted | Self::Expired
        )
    }
}
