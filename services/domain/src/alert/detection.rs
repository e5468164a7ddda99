//! The engine's part of an alert.

use serde::{Deserialize, Serialize};

use super::AlertId;
use crate::id::{JurisdictionId, OrganisationId, Revision, VehicleId, ZoneId};
use crate::position::{Position, Wgs84};
use crate::rule::{Color, RuleStatus};
use crate::text::Text;
use crate::time::{Millis, Timestamp};
use crate::unit::{Length, Speed};

/// What the engine says of one episode. Two runs over the same history write the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    /// Derived from rule, vehicle, subject and the first fix.
    pub id: AlertId,
    /// Rises with each thing the engine adds: opened, colour changed, ended. An older one is
    /// dropped.
    pub revision: u32,
    /// The rule that found it.
    pub rule: String,
    /// Its status when the episode opened: in shadow it rings nobody.
    pub status: RuleStatus,
    /// Colour now.
    pub color: Color,
    /// Whose breach.
    pub vehicle: VehicleId,
    /// Where, when the rule is about a zone.
    pub zone: Option<ZoneId>,
    /// Device time at which the condition began, interpolated between two fixes where it must be.
    pub opened_at: Timestamp,
    /// Receive time of the fix or tick that made it sure.
    pub detected_at: Timestamp,
    /// When and why the episode ended; `None` while it lasts.
    pub ended: Option<Ending>,
    /// Where it was found.
    pub position: Option<Position<Wgs84>>,
    /// What an officer reads first.
    pub summary: Text,
    /// The clause behind it.
    pub clause: Text,
    /// How sure, and why not surer.
    pub confidence: Confidence,
    /// What proved it came in more than [`Detection::LATE_AFTER`] after it happened.
    pub late: bool,
    /// Values against limits, and the fixes that proved it.
    pub evidence: Evidence,
    /// The world it was judged by.
    pub world: Revision,
    /// Whose record it is: the vehicle's.
    pub organisation: OrganisationId,
    /// Whose law it was judged by.
    pub jurisdiction: JurisdictionId,
}

impl Detection {
    /// From here on an alert is called late (`design/detection.md`, "Order").
    pub const LATE_AFTER: Millis = Millis::from_minutes(5);
}

/// The end of an episode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// Device time, or the receive time of a tick.
    pub at: Timestamp,
    /// Why.
    pub reason: EndReason,
}

/// Why an episode ended. Each one ends: a zone that expires leaves nobody inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EndReason {
    /// The condition cleared.
    Cleared,
    /// Fixes that came later show that it never was so.
    Corrected,
    /// The zone, its ban, or its hours ended, or a permit began.
    NoLongerBanned,
    /// The vehicle was declared empty and cleaned.
    Unladen,
    /// The vehicle is no longer registered.
    VehicleRemoved,
    /// A late upload ended before the condition cleared; what followed is not known.
    UploadEnded,
    /// The rule was retired.
    RuleRetired,
}

/// How sure a detection is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confidence {
    /// High, medium or low.
    pub level: ConfidenceLevel,
    /// Why not high; empty when it is.
    pub reasons: Vec<Text>,
}

impl Confidence {
    /// Nothing speaks against it.
    #[must_use]
    pub const fn high() -> Self {
        Self { level: ConfidenceLevel::High, reasons: Vec::new() }
    }

    /// Lowers it to `level` at most, with the reason.
    pub fn lower(&mut self, level: ConfidenceLevel, reason: Text) {
        self.level = self.level.min(level);
        self.reasons.push(reason);
    }
}

/// Levels of confidence, from low to high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConfidenceLevel {
    /// May well be wrong.
    Low,
    /// Something speaks against it.
    Medium,
    /// Nothing speaks against it.
    High,
}

/// What proves a detection.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Values against limits.
    pub values: Vec<Measured>,
    /// The fixes that proved it, oldest first, at most [`Evidence::FIXES_MAX`].
    pub fixes: Vec<Proof>,
}

impl Evidence {
    /// The most fixes kept as proof.
    pub const FIXES_MAX: usize = 8;
}

/// A value against its limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// What was measured: `depth`, `stationary`, `silence`.
    pub name: String,
    /// The value.
    pub value: f64,
    /// The limit it is held against.
    pub limit: Option<f64>,
    /// Unit of both: `m`, `s`.
    pub unit: String,
}

/// A fix as evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// When.
    pub device_time: Timestamp,
    /// Where.
    pub position: Position<Wgs84>,
    /// How fast, where the device said.
    pub speed: Option<Speed>,
    /// The sigma that the judgement used.
    pub sigma: Length,
}
