//! How the line stands.

use placard_domain::Timestamp;
use placard_store::Offset;

/// How the line stands: what `/readyz` and each answer's `as_of` are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// The disk has no room: nothing is taken.
    pub disk_full: bool,
    /// The journal's writer has failed: nothing is taken until the process starts anew.
    pub failed: bool,
    /// The line is being drained: nothing is taken any more.
    pub draining: bool,
    /// The machine's clock is followed.
    pub clock_steady: bool,
    /// Fixes on the way, from a gateway's hand to judged.
    pub fixes_on_the_way: u64,
    /// Each partition.
    pub partitions: Vec<PartitionHealth>,
}

/// How a partition stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionHealth {
    /// Why its engine does not run, where it does not: fixes are journalled all the same.
    pub held: Option<String>,
    /// Receive time up to which everything has been judged and its alerts written.
    pub as_of: Timestamp,
    /// Fixes journalled and not yet judged.
    pub lag_fixes: u64,
    /// The newest entry of its journal that is durable.
    pub durable: Offset,
}
