//! Records: what people keep in Placard, every revision of it, and what they did.
//!
//! Whatever the engine judges by is an **item** of some [`Kind`], kept version by version: a change
//! adds a version at the next revision of the world; nothing is overwritten. An alert has the
//! engine's columns and the officers', and neither write touches the other's.

mod alerts;
mod commands;
mod items;
mod waybills;

use async_trait::async_trait;
use placard_domain::alert::{Case, Detection};
use placard_domain::{Alert, AlertId, Command, Revision, Timestamp};
use tokio::sync::watch;

pub(crate) use alerts::ChangeLog;
pub use alerts::{ActError, AlertFilter, UpsertError};
pub use commands::{About, CommandFilter, KeptCommand};
pub use items::{Change, Committed, ItemFilter, Kind, Made, Version};
pub use waybills::{
    Engaged, FileRefused, Filed, Filing, KeptKey, KeptLink, KeptVersion, KeptWaybill, Moves,
    NamedBy, Place, Take, WaybillFilter, Waybills,
};

use crate::journal::{Offset, PartitionNo, StoreError};

/// A record store.
#[async_trait]
pub trait Records: Waybills + Send + Sync {
    /// The newest revision of the world.
    async fn revision(&self) -> Result<Revision, StoreError>;

    /// Commits changes as the revision after `current`, with the trace of the call, all or none.
    ///
    /// # Errors
    /// Where `current` is no longer the newest, or a value that only one may hold is taken.
    async fn commit(
        &self,
        current: Revision,
        at: Timestamp,
        changes: &[Change],
        trace: &Trace,
    ) -> Result<Committed, CommitRefused>;

    /// Every version that came after revision `after` and up to `up_to`, in order of revision, then
    /// kind, then id: what turns the one world into the other.
    async fn versions(&self, after: Revision, up_to: Revision) -> Result<Vec<Version>, StoreError>;

    /// The current version of one item.
    async fn item(&self, kind: Kind, id: &str) -> Result<Option<Version>, StoreError>;

    /// The newest version of one item, also where that takes it out: whose it was, and its number.
    async fn last(&self, kind: Kind, id: &str) -> Result<Option<Version>, StoreError>;

    /// The versions of one item, newest first, each with who made it and when.
    async fn history(&self, kind: Kind, id: &str, limit: usize) -> Result<Vec<Made>, StoreError>;

    /// Current versions of a kind with ids after `after`, in order of id.
    async fn items(
        &self,
        kind: Kind,
        filter: &ItemFilter,
        after: &str,
        limit: usize,
    ) -> Result<Vec<Version>, StoreError>;

    /// Writes the engine's part of alerts, all or none, each only forward in its revision. Returns
    /// those that it changed, with their place in the change log.
    async fn upsert_detections(&self, detections: &[Detection]) -> Result<Vec<Alert>, UpsertError>;

    /// One alert.
    async fn alert(&self, id: AlertId) -> Result<Option<Alert>, StoreError>;

    /// Alerts with a change before `before`, newest change first.
    async fn alerts(
        &self,
        filter: &AlertFilter,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Alert>, StoreError>;

    /// Alerts whose last change came after `after`, oldest change first.
    async fn changed_alerts(
        &self,
        filter: &AlertFilter,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Alert>, StoreError>;

    /// The newest number of the change log; whoever holds this is told of each that is committed.
    fn changes(&self) -> watch::Receiver<u64>;

    /// Replaces the officers' part of an alert, if its version is still `expected`, with the trace
    /// of the call, all or none.
    async fn act(
        &self,
        id: AlertId,
        expected: u64,
        case: &Case,
        trace: &Trace,
    ) -> Result<Alert, ActError>;

    /// Keeps a new command, with its entry in the history of the alert that it is about and the
    /// trace of the call, all or none.
    async fn queue_command(
        &self,
        command: &Command,
        about: Option<&About>,
        trace: &Trace,
    ) -> Result<(), ActError>;

    /// Replaces a command, if its version is still `expected`. Returns whether it was.
    async fn settle_command(&self, expected: u64, command: &Command) -> Result<bool, StoreError>;

    /// One command.
    async fn command(&self, id: &str) -> Result<Option<Command>, StoreError>;

    /// Commands asked for before the one at `before`, newest first.
    async fn commands(
        &self,
        filter: &CommandFilter,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<KeptCommand>, StoreError>;

    /// Commands for which something is still to be done, after the one at `after`, oldest first.
    async fn commands_waiting(
        &self,
        after: u64,
        limit: usize,
    ) -> Result<Vec<KeptCommand>, StoreError>;

    /// Keeps the trace of a call that changed nothing else.
    async fn audit(&self, entry: &AuditEntry) -> Result<(), StoreError>;

    /// The audit's newest entries, newest first.
    async fn audited(&self, limit: usize) -> Result<Vec<AuditEntry>, StoreError>;

    /// The answer given under an idempotency key since `since`.
    async fn answered(
        &self,
        caller: &str,
        key: &str,
        since: Timestamp,
    ) -> Result<Option<Answer>, StoreError>;

    /// Notes a refused report of `sender`, keeps its newest [`REFUSALS_KEPT`], and returns how
    /// often the very same report has been refused.
    async fn refuse(&self, refusal: &Refusal) -> Result<u32, StoreError>;

    /// Refused reports of a sender, newest first.
    async fn refusals(&self, sender: &str) -> Result<Vec<Refusal>, StoreError>;

    /// Raises the high water of partitions: offsets that were durable once.
    async fn raise_high_water(&self, marks: &[(PartitionNo, Offset)]) -> Result<(), StoreError>;

    /// The high water of every partition that has one.
    async fn high_water(&self) -> Result<Vec<(PartitionNo, Offset)>, StoreError>;
}

/// How many refused reports are kept of one sender.
pub const REFUSALS_KEPT: usize = 100;

/// What a call leaves behind beside its effect, in the same transaction.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Who, what, to what.
    pub audit: AuditEntry,
    /// The answer, where the call carried an idempotency key.
    pub answer: Option<(String, Answer)>,
}

/// One call, as the audit keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When, on the server's clock.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// `placard.v1.ZoneService/CreateZone`.
    pub method: String,
    /// What it was about.
    pub resource: String,
    /// `OK`, or the code it was refused with.
    pub outcome: String,
}

/// The answer to a call with an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// When it was given.
    pub at: Timestamp,
    /// Hash of method and request: the same key with another request is refused.
    pub request: [u8; 32],
    /// The encoded response.
    pub response: Vec<u8>,
}

/// A report that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// A terminal's phone or a vehicle's id.
    pub sender: String,
    /// When.
    pub at: Timestamp,
    /// The reason's code.
    pub reason: String,
    /// What was wrong, in English.
    pub text: String,
    /// The report as it came.
    pub report: Vec<u8>,
}

/// Why a commit was refused. Nothing changed.
#[derive(Debug, thiserror::Error)]
pub enum CommitRefused {
    /// Another revision came in between.
    #[error("the world has moved on to {0}")]
    Moved(Revision),
    /// Another current item of the kind holds the key.
    #[error("{kind:?} {holder} already holds {key}")]
    KeyTaken {
        /// The kind.
        kind: Kind,
        /// The value only one may hold.
        key: String,
        /// Who holds it.
        holder: String,
    },
    /// The store's own.
    #[error(transparent)]
    Store(#[from] StoreError),
}
