//! What the store is asked about commands.

use placard_domain::Command;

/// Which commands. What is given must agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandFilter {
    /// To this vehicle.
    pub vehicle: Option<String>,
    /// Of this organisation.
    pub organisation: Option<String>,
    /// In any of these states: `QUEUED`, `SENT`, `ANSWERED`, `FAILED`; none: any.
    pub states: Vec<&'static str>,
}

/// A command in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCommand {
    /// Its place in the order in which commands were asked for.
    pub no: u64,
    /// The command.
    pub command: Command,
}
