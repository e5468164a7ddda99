//! Deeds: what people do to a waybill beside writing it.

use placard_api::errors::refuse;
use placard_api::{time_of, v1};
use placard_domain::{Reason, Timestamp, Violations};
use placard_waybill::lifecycle::{DeedKind, EventId};
use tonic::Status;

use super::actor::{Acting, Wish, acting};
use super::check::{check, refuse_errors};
use super::deed;
use super::document::{Figures, check_note};
use super::file::{Doing, File, Outcome, check_etag, file, seen};
use super::party::parties;
use super::write::{role_of, write};
use super::written::{checked, fresh_event, resource};
use crate::alerts::TRIES_MAX;
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;

type Request = v1::TransitionWaybillRequest;

/// Does what is asked for, again where somebody came before.
pub(super) async fn transition(
    hall: &Hall,
    call: &Call,
    request: &Request,
) -> Result<v1::FiledWaybill, Status> {
    call.about(resource(&request.id));
    let kind = deed::kind(request)?;
    check_note(&request.note)?;
    let event = event_id(request)?;
    for _ in 0..TRIES_MAX {
        let now = hall.now();
        if let Some(answer) = call.answered(hall.records(), now, request).await? {
            return Ok(answer);
        }
        if let Some(response) = step(hall, call, request, kind, event, now).await? {
            return Ok(response);
        }
    }
    Err(fault::internal(&format!("{} never came to rest", request.id)))
}

/// One try; `None`: somebody came before.
async fn step(
    hall: &Hall,
    call: &Call,
    request: &Request,
    kind: DeedKind,
    event: EventId,
    now: Timestamp,
) -> Result<Option<v1::FiledWaybill>, Status> {
    let kept = seen(hall, call, &request.id).await?;
    let mut at_hand = File::load(hall, kept.clone()).await?;
    let register = hall.registrar().register(hall.records()).await?;
    let parties = parties(&at_hand.document.waybill, &register, hall.authority());
    let wish = Wish { deed: kind, role: role(request)?, person: &request.person_id };
    let state = at_hand.standing.state;
    let by = acting(call.caller(), hall.authority(), &parties, state, &wish)?;
    let deed = deed::read(kind, request)?;
    if at_hand.has_done(event, &deed) {
        return write(&kept).map(Some);
    }
    check_etag(&kept, &request.etag)?;
    let happened_at = happened_at(request, now)?;
    let figures = deed::figures(request, kind, &at_hand.standing, &by.identity, happened_at)?;
    let errors = match kind {
        DeedKind::Submit | DeedKind::Accept => {
            Some(checked(hall, call, &at_hand, &register).await?)
        }
        _ => None,
    };
    let Acting { actor, identity } = by;
    let is_loaded = matches!(figures, Some(Figures::Loading(_)));
    let doing = Doing {
        id: event,
        by: Acting { actor, identity },
        deed,
        happened_at,
        note: remark(request),
        figures,
        parties,
        errors,
    };
    let key = hall.signer().key(hall.records(), now).await?;
    at_hand.act(now, doing, key)?;
    if is_loaded {
        // A vehicle is not released on figures that a check finds wrong.
        let (shown, id) = (&at_hand.shown, request.id.as_str());
        let none = Violations::new();
        let report = check(hall, call.caller(), &register, shown, id, &none).await?;
        refuse_errors(&report, "loading")?;
    }
    let keeping = at_hand.keeping(hall, &register, now);
    let response = write(&keeping.filing.waybill)?;
    let trace = call.trace(now, request, &response);
    Ok(match file(hall, &at_hand, &keeping, &register, &trace).await? {
        Outcome::Filed => {
            call.traced();
            Some(response)
        }
        Outcome::Moved => None,
    })
}

fn role(request: &Request) -> Result<Option<placard_waybill::lifecycle::Role>, Status> {
    match request.role {
        0 => Ok(None),
        role => role_of(role).map(Some).ok_or_else(|| refuse("role", Reason::UnknownValue, role)),
    }
}

fn event_id(request: &Request) -> Result<EventId, Status> {
    if request.event_id.is_empty() {
        return Ok(fresh_event());
    }
    let read = request.event_id.parse();
    read.map_err(|error| refuse("event_id", Reason::Malformed, error))
}

fn happened_at(request: &Request, now: Timestamp) -> Result<Timestamp, Status> {
    let Some(given) = &request.happened_at else { return Ok(now) };
    time_of(given).ok_or_else(|| refuse("happened_at", Reason::Malformed, "0001–9999"))
}

/// The remark; of a check, what was seen where nothing else is said.
fn remark(request: &Request) -> String {
    let seen = request.check.as_ref().map(|check| check.note.as_str()).unwrap_or_default();
    if request.note.is_empty() { seen.to_owned() } else { request.note.clone() }
}
