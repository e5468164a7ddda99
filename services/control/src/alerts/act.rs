//! What officers do to alerts. Two at once: one is first, the other is told who.

use placard_api::alert::{etag, read_disposition, write};
use placard_api::errors::{refuse, status};
use placard_api::v1;
use placard_domain::alert::{Act, CaseError, Disposition};
use placard_domain::{Alert, Case, Reason, Timestamp};
use placard_store::records::ActError;
use prost::Message;
use tonic::{Response, Status};

use super::list::seen;
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;

/// The longest note, in characters.
const NOTE_MAX: usize = 2000;
/// How often an act is tried again that others came before: each try means that another's went
/// through.
pub(crate) const TRIES_MAX: usize = 100;

/// What is wished.
pub(super) struct Wish<'a> {
    id: &'a str,
    act: Act,
    note: &'a str,
    etag: &'a str,
}

impl<'a> Wish<'a> {
    pub(super) fn new(id: &'a str, act: Act, note: &'a str) -> Result<Self, Status> {
        let length = note.chars().count();
        if length > NOTE_MAX {
            let detail = format!("{length} > {NOTE_MAX}");
            return Err(refuse("note", Reason::TooLarge, detail));
        }
        Ok(Self { id, act, note, etag: "" })
    }

    /// A wish that needs words.
    pub(super) fn with_words(id: &'a str, act: Act, note: &'a str) -> Result<Self, Status> {
        if note.trim().is_empty() {
            return Err(refuse("note", Reason::Required, ""));
        }
        Self::new(id, act, note)
    }

    /// The etag that the alert was read with; empty: not checked.
    pub(super) fn read_at(self, etag: &'a str) -> Self {
        Self { etag, ..self }
    }

    /// The case after it. Who was late hears whose it is before they hear that it has changed.
    fn grant(&self, alert: &Alert, actor: &str, now: Timestamp) -> Result<Case, Status> {
        let granted = alert.case.act(self.act.clone(), actor, now, self.note);
        if let Err(error @ CaseError::TakenBy { .. }) = granted {
            return Err(refused("", error));
        }
        if !self.etag.is_empty() && self.etag != etag(alert) {
            return Err(refuse("etag", Reason::EtagMismatch, ""));
        }
        granted.map_err(|error| refused("", error))
    }
}

/// Why an act was not done; `field` names the alert in the request.
pub(crate) fn refused(field: &str, error: CaseError) -> Status {
    match error {
        CaseError::TakenBy { owner } => refuse(field, Reason::TakenByOther, owner),
        CaseError::State { state, wanted } => {
            refuse(field, Reason::AlertState, format_args!("{state} → {wanted}"))
        }
        CaseError::ClosedTooLong => refuse(field, Reason::AlertState, "CLOSED, > 24 h"),
    }
}

/// Does what is wished.
pub(super) async fn act(
    hall: &Hall,
    call: &Call,
    request: &impl Message,
    wish: Wish<'_>,
) -> Result<Response<v1::Alert>, Status> {
    let short: String = wish.id.chars().take(placard_domain::id::ID_MAX).collect();
    call.about(format!("alert/{short}"));
    for _ in 0..TRIES_MAX {
        let now = hall.now();
        if let Some(answer) = call.answered(hall.records(), now, request).await? {
            return Ok(Response::new(answer));
        }
        let alert = seen(hall, call, wish.id).await?;
        let case = wish.grant(&alert, &call.caller().name, now)?;
        if case == alert.case {
            return Ok(Response::new(write(&alert)));
        }
        let id = alert.detection.id;
        let expected = alert.case.version;
        // The change's number is the commit's to give: an answer told again bears the one before.
        let response = write(&Alert { case: case.clone(), ..alert });
        let trace = call.trace(now, request, &response);
        match hall.records().act(id, expected, &case, &trace).await {
            Ok(alert) => {
                call.traced();
                return Ok(Response::new(write(&alert)));
            }
            Err(ActError::Moved(_)) => {}
            Err(ActError::NotFound(_)) => return Err(fault::not_found("alert", wish.id)),
            Err(ActError::Store(error)) => return Err(fault::store(&error)),
        }
    }
    Err(fault::internal(&format!("{} never came to rest", wish.id)))
}

/// What came of an alert; another that it repeats must be there.
pub(super) async fn disposition(
    hall: &Hall,
    call: &Call,
    request: &v1::CloseAlertRequest,
) -> Result<Disposition, Status> {
    let read = read_disposition(request.disposition, &request.duplicate_of);
    let disposition = read.map_err(|found| status(&found))?;
    if let Disposition::Duplicate(other) = disposition {
        let other = other.to_string();
        let there = other != request.id && seen(hall, call, &other).await.is_ok();
        if !there {
            return Err(refuse("duplicate_of", Reason::NoSuchReference, other));
        }
    }
    Ok(disposition)
}
