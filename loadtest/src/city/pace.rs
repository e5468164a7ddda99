//! How far a truck comes from one report to the next.

/// Metres between two reports at speed: 72 km/h.
pub(super) const METRES_A_REPORT: f64 = 200.0;
/// Metres between two reports in a hurry: 104.4 km/h.
pub(super) const METRES_IN_A_HURRY: f64 = 290.0;
