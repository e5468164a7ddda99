//! What the store is asked about alerts, and why it may say no.

use placard_domain::AlertId;
use placard_domain::rule::Color;
use tokio::sync::watch;

use crate::journal::StoreError;

/// Tells watchers how far the change log has come.
#[derive(Debug)]
pub(crate) struct ChangeLog(watch::Sender<u64>);

impl ChangeLog {
    /// A log whose newest number is `newest`.
    pub(crate) fn at(newest: u64) -> Self {
        Self(watch::Sender::new(newest))
    }

    /// A change was committed. Commits come in order; who made them may be heard in another.
    pub(crate) fn committed(&self, change: u64) {
        self.0.send_if_modified(|newest| {
            let newer = change > *newest;
            *newest = change.max(*newest);
            newer
        });
    }

    /// For whoever wants to be told.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}

/// Which alerts. What is given must agree; an empty list agrees always.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlertFilter {
    /// In any of these states: `OPEN`, `ACKNOWLEDGED`, `ESCALATED`, `CLOSED`.
    pub states: Vec<&'static str>,
    /// Of any of these rules.
    pub rules: Vec<String>,
    /// Of any of these colours.
    pub colors: Vec<Color>,
    /// Of this vehicle.
    pub vehicle: Option<String>,
    /// About this zone.
    pub zone: Option<String>,
    /// Of this organisation.
    pub organisation: Option<String>,
    /// Those of rules in shadow too.
    pub include_shadow: bool,
}

/// Why detections were not written.
#[derive(Debug, thiserror::Error)]
pub enum UpsertError {
    /// The same revision of the same detection was written with other bytes: two runs over one
    /// history disagree, which is the one thing the engine promises never to do.
    #[error("alert {id} revision {revision} was written before with other bytes")]
    Differs {
        /// The alert.
        id: AlertId,
        /// The revision.
        revision: u32,
    },
    /// The store's own.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an act was not kept.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// Somebody acted in between: read again.
    #[error("alert {0} has moved on")]
    Moved(AlertId),
    /// No such alert.
    #[error("no alert {0}")]
    NotFound(AlertId),
    /// The store's own.
    #[error(transparent)]
    Store(#[from] StoreError),
}
