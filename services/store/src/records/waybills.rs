//! Waybills: no items of the world, for nobody reads a million of them to judge by. Each stands in
//! a row of its own, with every version of its document and the links of its chain beside it.

use async_trait::async_trait;
use placard_domain::{Revision, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::{Change, CommitRefused, Committed, Trace};
use crate::journal::StoreError;

/// A store of waybills.
#[async_trait]
pub trait Waybills: Send + Sync {
    /// Writes what was done to a waybill, with the changes of the world that follow from it and the
    /// trace of the call, all or none.
    ///
    /// # Errors
    /// Where others came before, its number is taken, or the world has moved on.
    async fn file(
        &self,
        filing: &Filing,
        world: Option<&Moves<'_>>,
        trace: &Trace,
    ) -> Result<Filed, FileRefused>;

    /// One waybill as it stands.
    async fn waybill(&self, id: &str) -> Result<Option<KeptWaybill>, StoreError>;

    /// A version of its document.
    async fn waybill_version(
        &self,
        id: &str,
        version: u32,
    ) -> Result<Option<KeptVersion>, StoreError>;

    /// Every version of its document, oldest first.
    async fn waybill_versions(&self, id: &str) -> Result<Vec<KeptVersion>, StoreError>;

    /// The links of its chain, oldest first.
    async fn waybill_links(&self, id: &str) -> Result<Vec<KeptLink>, StoreError>;

    /// Waybills that come after `after` in the order of planned departure, latest first.
    async fn waybills(
        &self,
        filter: &WaybillFilter,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<KeptWaybill>, StoreError>;

    /// Waybills whose last change came after `after`, oldest change first.
    async fn changed_waybills(
        &self,
        filter: &WaybillFilter,
        after: u64,
        limit: usize,
    ) -> Result<Vec<KeptWaybill>, StoreError>;

    /// The newest number of their change log; whoever holds this is told of each.
    fn waybill_changes(&self) -> watch::Receiver<u64>;

    /// What waybills in force take of these things at any time from `from` to before `to`.
    async fn engagements(
        &self,
        what: &[String],
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Engaged>, StoreError>;

    /// Waybills for which something is due by `now`, longest due first.
    async fn due_waybills(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<KeptWaybill>, StoreError>;

    /// The server's public keys, oldest first.
    async fn signing_keys(&self) -> Result<Vec<KeptKey>, StoreError>;

    /// Puts a key into use from its first instant on, in place of the one that is. The one that is
    /// in use already stays as it is.
    ///
    /// # Errors
    /// Where the key was in use before and is no longer: old keys do not come back.
    async fn enrol_key(&self, key: &KeptKey) -> Result<(), StoreError>;
}

/// A public key of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptKey {
    /// Its name.
    pub id: String,
    /// The key.
    pub public_key: [u8; 32],
    /// In force from here …
    pub valid_from: Timestamp,
    /// … to before here; `None`: in use.
    pub valid_to: Option<Timestamp>,
}

impl KeptKey {
    /// What stands against a key that was in use before.
    pub(crate) fn is_old(&self) -> StoreError {
        StoreError::Unfit(format!("the signing key {} was replaced once: draw another", self.id))
    }
}

/// Changes of the world that go with a filing.
#[derive(Clone, Copy, Debug)]
pub struct Moves<'a> {
    /// The revision that they were made upon.
    pub current: Revision,
    /// The changes.
    pub changes: &'a [Change],
}

/// A waybill as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptWaybill {
    /// Its id.
    pub id: String,
    /// Its last change's place in the change log: the store's to give.
    pub change: u64,
    /// Its number, which its issuer gives once.
    pub number: String,
    /// Who gave the number.
    pub issuer: String,
    /// Its state's code: `DRAFT`.
    pub state: String,
    /// The version of its document.
    pub version: u32,
    /// How many links its chain has.
    pub links: u64,
    /// The hash of the last of them.
    pub head: [u8; 32],
    /// The SHA-256 of this version of its document.
    pub hash: [u8; 32],
    /// Planned departure; of a document that says none, when it was first written.
    pub planned_at: Timestamp,
    /// When the timer has to look at it; `None`: never.
    pub due_at: Option<Timestamp>,
    /// Whom and what it names.
    pub named: NamedBy,
    /// Its document as JSON, with what was confirmed at both ends.
    pub document: String,
}

/// Whom and what a waybill names: by these it is found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NamedBy {
    /// The organisations that see it.
    pub organisations: Vec<String>,
    /// The consignor's record; empty: none.
    pub consignor: String,
    /// The carrier's record.
    pub carrier: String,
    /// The loader's record.
    pub loader: String,
    /// The consignee's record.
    pub consignee: String,
    /// The vehicle's record.
    pub vehicle: String,
    /// UN numbers of its goods.
    pub un: Vec<String>,
}

/// A place in the order of planned departure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Planned departure.
    pub planned_at: Timestamp,
    /// The waybill.
    pub id: String,
}

impl KeptWaybill {
    /// Its place in lists.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { planned_at: self.planned_at, id: self.id.clone() }
    }

    /// By what it is found: kind and value, each once.
    pub(crate) fn terms(&self) -> Vec<(&'static str, String)> {
        let named = &self.named;
        let one = [
            ("state", &self.state),
            ("number", &self.number),
            ("consignor", &named.consignor),
            ("carrier", &named.carrier),
            ("loader", &named.loader),
            ("consignee", &named.consignee),
            ("vehicle", &named.vehicle),
        ];
        let many = named.organisations.iter().map(|id| ("sees", id));
        let many = many.chain(named.un.iter().map(|un| ("un", un)));
        let all = one.into_iter().chain(many).filter(|(_, value)| !value.is_empty());
        let mut terms: Vec<_> = all.map(|(kind, value)| (kind, value.clone())).collect();
        terms.sort();
        terms.dedup();
        terms
    }
}

/// A version of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptVersion {
    /// Its number.
    pub version: u32,
    /// The SHA-256 of its bytes as they were written.
    pub hash: [u8; 32],
    /// Its bytes.
    pub document: String,
}

/// A link of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptLink {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What was loaded or received, where the link says so, as JSON.
    pub figures: Option<String>,
}

/// Something that a waybill takes for its time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Take {
    /// What: `vehicle:v1`, `tank:t1`, `person:p1`.
    pub what: String,
    /// From here …
    pub from: Timestamp,
    /// … to before here.
    pub to: Timestamp,
}

/// A take, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engaged {
    /// The waybill.
    pub waybill: String,
    /// Its number.
    pub number: String,
    /// What it takes.
    pub take: Take,
}

/// What was done to a waybill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// How many links the chain had; zero: it is new.
    pub expected: u64,
    /// How it stands now; its change is the store's to give.
    pub waybill: KeptWaybill,
    /// A new version of the document.
    pub version: Option<KeptVersion>,
    /// The links that came.
    pub links: Vec<KeptLink>,
    /// All that it takes from now on.
    pub takes: Vec<Take>,
}

/// What a filing made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// The waybill, with its change.
    pub waybill: KeptWaybill,
    /// What became of the world, where it moved.
    pub committed: Option<Committed>,
}

/// Which waybills. What is given must agree; an empty list agrees always.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaybillFilter {
    /// Seen by this organisation.
    pub organisation: Option<String>,
    /// In any of these states.
    pub states: Vec<String>,
    /// With this number.
    pub number: Option<String>,
    /// Of this vehicle.
    pub vehicle: Option<String>,
    /// Of this carrier.
    pub carrier: Option<String>,
    /// Of this consignor.
    pub consignor: Option<String>,
    /// To this consignee.
    pub consignee: Option<String>,
    /// With goods of this UN number.
    pub un: Option<String>,
    /// Planned to depart from here on.
    pub from: Option<Timestamp>,
    /// Planned to depart before here.
    pub to: Option<Timestamp>,
}

impl WaybillFilter {
    /// What it asks for but states and times, rarest first: the first leads a search.
    pub(crate) fn terms(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("number", &self.number),
            ("vehicle", &self.vehicle),
            ("consignee", &self.consignee),
            ("consignor", &self.consignor),
            ("carrier", &self.carrier),
            ("sees", &self.organisation),
            ("un", &self.un),
        ];
        all.into_iter().filter_map(|(kind, value)| Some((kind, value.as_deref()?))).collect()
    }

    /// Whether a waybill agrees with all of it.
    #[must_use]
    pub fn agrees(&self, waybill: &KeptWaybill) -> bool {
        let has = waybill.terms();
        let holds = |(kind, value): &(&str, &str)| has.iter().any(|(k, v)| k == kind && v == value);
        self.terms().iter().all(holds)
            && (self.states.is_empty() || self.states.contains(&waybill.state))
            && self.from.is_none_or(|from| waybill.planned_at >= from)
            && self.to.is_none_or(|to| waybill.planned_at < to)
    }
}

/// Why nothing was filed. Nothing changed.
#[derive(Debug, thiserror::Error)]
pub enum FileRefused {
    /// Somebody did something to it in between: read again.
    #[error("waybill {0} has moved on")]
    Moved(String),
    /// Another waybill of the issuer has this number.
    #[error("waybill {holder} already has the number {number}")]
    NumberTaken {
        /// The number.
        number: String,
        /// Who has it.
        holder: String,
    },
    /// The world said no.
    #[error(transparent)]
    World(#[from] CommitRefused),
    /// The store's own.
    #[error(transparent)]
    Store(#[from] StoreError),
}
