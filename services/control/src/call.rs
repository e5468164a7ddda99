//! One call: who makes it, by which method, and what it leaves behind.

use std::sync::{Arc, Mutex, PoisonError};

use placard_api::caller::{Caller, Role};
use placard_api::errors::refuse;
use placard_domain::{Millis, Reason, Timestamp};
use placard_store::records::{Answer, AuditEntry, Records, Trace};
use prost::Message;
use tonic::{Request, Status};

use crate::fault;

/// Answers under an idempotency key are kept for this long.
pub(crate) const ANSWERS_KEPT: Millis = Millis::from_hours(24);
/// The longest idempotency key, in characters.
pub(crate) const KEY_MAX: usize = 128;

/// One call. The gate puts it into a request's extensions; a service that finds none there was not
/// reached through the gate, and does nothing.
#[derive(Clone, Debug)]
pub struct Call(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    caller: Caller,
    method: String,
    key: Option<String>,
    noted: Mutex<Noted>,
}

/// What the service has said of the call so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Noted {
    /// What it is about: `vehicle/v1`.
    pub(crate) resource: String,
    /// Whether its trace went into the records together with its effect.
    pub(crate) traced: bool,
}

impl Call {
    pub(crate) fn new(caller: Caller, method: &str, key: Option<String>) -> Self {
        let noted = Mutex::default();
        Self(Arc::new(Inner { caller, method: method.to_owned(), key, noted }))
    }

    /// A call from the command line, by whoever holds the data folder.
    #[must_use]
    pub fn from_command_line(command: &str) -> Self {
        Self::new(administrator("command-line"), command, None)
    }

    /// What Placard does by itself.
    pub(crate) fn from_placard(what: &str) -> Self {
        Self::new(administrator("placard"), what, None)
    }

    /// The call that a request came with.
    pub(crate) fn of<T>(request: Request<T>) -> Result<(Self, T), Status> {
        let call = request.extensions().get::<Self>().cloned();
        match call {
            Some(call) => Ok((call, request.into_inner())),
            None => Err(fault::internal(&"a request that did not pass the gate")),
        }
    }

    /// Who makes it.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.0.caller
    }

    /// Its method: `placard.v1.ZoneService/CreateZone`.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.0.method
    }

    /// Says what it is about.
    pub(crate) fn about(&self, resource: String) {
        self.noted(|noted| noted.resource = resource);
    }

    pub(crate) fn noted<T>(&self, look: impl FnOnce(&mut Noted) -> T) -> T {
        look(&mut self.0.noted.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the audit keeps of it.
    pub(crate) fn entry(&self, at: Timestamp, outcome: &str) -> AuditEntry {
        AuditEntry {
            at,
            actor: self.0.caller.name.clone(),
            method: self.0.method.clone(),
            resource: self.noted(|noted| noted.resource.clone()),
            outcome: outcome.to_owned(),
        }
    }

    /// The trace to commit with the effect of `request`, which `response` answers.
    pub(crate) fn trace(
        &self,
        at: Timestamp,
        request: &impl Message,
        response: &impl Message,
    ) -> Trace {
        let answer = self.0.key.as_ref().map(|key| {
            let answer =
                Answer { at, request: self.hash(request), response: response.encode_to_vec() };
            (key.clone(), answer)
        });
        Trace { audit: self.entry(at, "OK"), answer }
    }

    /// Says that the trace was committed: the gate need not write it.
    pub(crate) fn traced(&self) {
        self.noted(|noted| noted.traced = true);
    }

    /// The answer that this very request was given under its key before, where it was.
    ///
    /// # Errors
    /// `IDEMPOTENCY_MISMATCH` where the key came with another request.
    pub(crate) async fn answered<M: Message + Default>(
        &self,
        records: &dyn Records,
        now: Timestamp,
        request: &impl Message,
    ) -> Result<Option<M>, Status> {
        let Some(key) = &self.0.key else { return Ok(None) };
        let since = now - ANSWERS_KEPT;
        let answer = records.answered(&self.0.caller.name, key, since).await;
        let Some(answer) = answer.map_err(|error| fault::store(&error))? else { return Ok(None) };
        if answer.request != self.hash(request) {
            return Err(refuse("idempotency-key", Reason::IdempotencyMismatch, ""));
        }
        M::decode(answer.response.as_slice()).map(Some).map_err(|error| fault::internal(&error))
    }

    fn hash(&self, request: &impl Message) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.0.method.as_bytes());
        hasher.update(&[0]);
        hasher.update(&request.encode_to_vec());
        *hasher.finalize().as_bytes()
    }
}

fn administrator(name: &str) -> Caller {
    Caller { name: name.to_owned(), organisation: None, role: Role::Administrator }
}
