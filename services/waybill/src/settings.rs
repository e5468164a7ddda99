//! What a jurisdiction sets of the checks: whatever the law leaves open, or where its text was not
//! found (`[?]` in the facts). Each default says where it comes from.

use serde::{Deserialize, Serialize};

/// What a jurisdiction sets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// By how much the mass as weighed may differ from the mass declared, percent. Ours: what a
    /// truck scale of class III and the fuel on board explain.
    pub loading_tolerance_percent: f64,
    /// By how much the mass as received may differ from the mass loaded, percent. Ours: two
    /// scales, and what evaporates.
    pub unloading_tolerance_percent: f64,
    /// The highest fill of a tank where neither the tank nor the goods say one, percent. ADR
    /// 4.3.2.2 gives 95 to 98 by formula; the lower end.
    pub fill_max_percent: f64,
    /// The mean speed between origin and destination above which planned times are not possible,
    /// km/h: the limit of order 29 of 2019 art. 46 on motorways.
    pub speed_max_kmh: f64,
    /// How long ahead a departure may be planned, days. Ours.
    pub ahead_max_days: i64,
    /// How long one trip may take, days. Ours: a week across the country and back.
    pub trip_max_days: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            loading_tolerance_percent: 1.0,
            unloading_tolerance_percent: 0.5,
            fill_max_percent: 95.0,
            speed_max_kmh: 80.0,
            ahead_max_days: 30,
            trip_max_days: 7,
        }
    }
}
