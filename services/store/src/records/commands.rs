//! What the store is asked about commands.

use placard_domain::alert::Case;
use placard_domain::{AlertId, Command};

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

/// What a command leaves in the history of the alert that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The alert.
    pub alert: AlertId,
    /// The version of its officers' part that the command came upon.
    pub expected: u64,
    /// That part with the command in its history.
    pub case: Case,
}

/// A command in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCommand {
    /// Its place in the order in which commands were asked for.
    pub no: u64,
    /// The command.
    pub command: Command,
}
