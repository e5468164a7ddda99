//! The loader's mandatory checks (五必查) and how far they have come.

use serde::{Deserialize, Serialize};

use super::named::named;

named! {
    /// A check before filling or loading: order 29 of 2019 art. 28, five of its first paragraph and
    /// the papers of its second. Where one does not concern the load (no tank, no permit needed),
    /// the loader confirms just that, by passing it.
    LoadingCheck {
        /// Driving permit and transport permit of vehicle and trailer are valid.
        VehiclePapers = 1, "C1", "车辆行驶证、道路运输证有效", "the vehicle's papers are valid";
        /// Driver and escort hold valid certificates.
        People = 2, "C2", "驾驶人、押运人员证件有效", "the crew's certificates are valid";
        /// Vehicle, tank, portable tank, tank container are within their inspection.
        Inspections = 3, "C3", "车辆、罐体在检验有效期内", "vehicle and tank are inspected";
        /// The goods agree with the waybill.
        Goods = 4, "C4", "所装货物与运单一致", "the goods agree with the waybill";
        /// The tank may carry the goods.
        TankMedia = 5, "C5", "货物在罐体适装介质列表内", "the tank may carry the goods";
        /// The permits and the manifest that some goods need are there.
        Permits = 6, "C6", "相关许可证件、转移联单齐全", "permits and manifest are there";
    }
}

named! {
    /// What a check came to.
    Outcome {
        /// As it must be.
        Passed = 1, "PASSED", "合格", "passed";
        /// Not as it must be: the vehicle may not be loaded.
        Failed = 2, "FAILED", "不合格", "failed";
    }
}

/// What the loader has confirmed since loading of this version began; the last word on each counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmations([Option<Outcome>; LoadingCheck::ALL.len()]);

impl Confirmations {
    /// Nothing yet.
    pub const NONE: Self = Self([None; LoadingCheck::ALL.len()]);

    /// What was said of a check, if anything.
    #[must_use]
    pub const fn of(&self, check: LoadingCheck) -> Option<Outcome> {
        self.0[check as usize]
    }

    /// With one more word.
    #[must_use]
    pub const fn with(mut self, check: LoadingCheck, outcome: Outcome) -> Self {
        self.0[check as usize] = Some(outcome);
        self
    }

    /// The checks that have not passed, in their order.
    #[must_use]
    pub fn left(&self) -> Vec<LoadingCheck> {
        let passed = |check: &LoadingCheck| self.of(*check) == Some(Outcome::Passed);
        LoadingCheck::ALL.iter().copied().filter(|check| !passed(check)).collect()
    }
}
