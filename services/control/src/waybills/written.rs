//! Waybills as they are written: the first version, and those that follow.

use placard_api::errors::{refuse, status};
use placard_api::v1;
use placard_domain::waybill::Waybill;
use placard_domain::{Reason, Timestamp, Violations};
use placard_waybill::lifecycle::{Deed, DeedKind, EventId, WaybillId};
use prost_types::FieldMask;
use tonic::Status;

use super::actor::{Wish, acting};
use super::check::{check, errors, refuse_errors};
use super::document::{Document, check_note, read_proto, shown, unmask};
use super::file::{Doing, File, Outcome, check_etag, file, seen};
use super::party::parties;
use super::write::write;
use crate::alerts::TRIES_MAX;
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;
use crate::records::{fresh_id, mask};

/// What is confirmed later, and by transitions alone.
const CONFIRMED: [&str; 2] = ["loading", "unloading"];

/// Writes the first version, and hands it to the carrier where that is asked for.
pub(super) async fn create(
    hall: &Hall,
    call: &Call,
    request: &v1::CreateWaybillRequest,
) -> Result<v1::FiledWaybill, Status> {
    let now = hall.now();
    if let Some(answer) = call.answered::<v1::FiledWaybill>(hall.records(), now, request).await? {
        call.about(resource(&answer.id));
        return Ok(answer);
    }
    let read = read_proto(request.waybill.as_ref())?;
    let id = if read.id.is_empty() { fresh_id() } else { read.id.clone() };
    call.about(resource(&id));
    let id = WaybillId::new(&id).map_err(|_| refuse("waybill.id", Reason::InvalidId, ""))?;
    refuse_confirmed(&read)?;
    let document = Document::new(numbered(hall, &id, read))?;
    let register = hall.registrar().register(hall.records()).await?;
    let parties = parties(&document.waybill, &register, hall.authority());
    let key = hall.signer().key(hall.records(), now).await?;
    let mut made = File::blank(id.clone(), document.clone());
    made.write(document);
    let mut kinds = vec![(DeedKind::Amend, Deed::Amend)];
    if request.submit {
        kinds.push((DeedKind::Submit, Deed::Submit));
    }
    for (kind, deed) in kinds {
        let wish = Wish { deed: kind, role: None, person: "" };
        let state = made.standing.state;
        let by = acting(call.caller(), hall.authority(), &parties, state, &wish)?;
        let found = match kind {
            DeedKind::Submit => Some(checked(hall, call, &made, &register).await?),
            _ => None,
        };
        let doing = Doing {
            id: fresh_event(),
            by,
            deed,
            happened_at: now,
            note: String::new(),
            figures: None,
            parties: parties.clone(),
            errors: found,
        };
        made.act(now, doing, key)?;
    }
    let keeping = made.keeping(hall, &register, now);
    let response = write(&keeping.filing.waybill)?;
    let trace = call.trace(now, request, &response);
    match file(hall, &made, &keeping, &register, &trace).await? {
        Outcome::Filed => {
            call.traced();
            Ok(response)
        }
        Outcome::Moved => Err(refuse("waybill.id", Reason::Duplicate, id)),
    }
}

/// The errors of the version that stands; a refusal where there are any.
pub(super) async fn checked(
    hall: &Hall,
    call: &Call,
    file: &File,
    register: &placard_waybill::register::Register,
) -> Result<u32, Status> {
    let (document, id) = (&file.document.waybill, file.document.waybill.id.as_str());
    let report = check(hall, call.caller(), register, document, id, &Violations::new()).await?;
    refuse_errors(&report, "")?;
    Ok(errors(&report))
}

/// Writes a new version.
pub(super) async fn update(
    hall: &Hall,
    call: &Call,
    request: &v1::UpdateWaybillRequest,
) -> Result<v1::FiledWaybill, Status> {
    let proto = request.waybill.as_ref();
    let proto = proto.ok_or_else(|| refuse("waybill", Reason::Required, ""))?;
    call.about(resource(&proto.id));
    check_note(&request.note)?;
    for _ in 0..TRIES_MAX {
        let now = hall.now();
        if let Some(answer) = call.answered(hall.records(), now, request).await? {
            return Ok(answer);
        }
        let kept = seen(hall, call, &proto.id).await?;
        check_etag(&kept, &request.etag)?;
        let mut at_hand = File::load(hall, kept).await?;
        let document = amended(&at_hand, proto, request.update_mask.as_ref())?;
        if let Some(response) = amend(hall, call, request, &mut at_hand, document, now).await? {
            return Ok(response);
        }
    }
    Err(fault::internal(&format!("{} never came to rest", proto.id)))
}

/// Amends a waybill at hand; `None`: somebody came before.
async fn amend(
    hall: &Hall,
    call: &Call,
    request: &v1::UpdateWaybillRequest,
    at_hand: &mut File,
    document: Document,
    now: Timestamp,
) -> Result<Option<v1::FiledWaybill>, Status> {
    let register = hall.registrar().register(hall.records()).await?;
    // Who may amend is who the version that stands names.
    let parties = parties(&at_hand.document.waybill, &register, hall.authority());
    let wish = Wish { deed: DeedKind::Amend, role: None, person: "" };
    let state = at_hand.standing.state;
    let doing = Doing {
        id: fresh_event(),
        by: acting(call.caller(), hall.authority(), &parties, state, &wish)?,
        deed: Deed::Amend,
        happened_at: now,
        note: request.note.clone(),
        figures: None,
        parties,
        errors: None,
    };
    let key = hall.signer().key(hall.records(), now).await?;
    at_hand.write(document);
    at_hand.act(now, doing, key)?;
    let keeping = at_hand.keeping(hall, &register, now);
    let response = write(&keeping.filing.waybill)?;
    let trace = call.trace(now, request, &response);
    match file(hall, at_hand, &keeping, &register, &trace).await? {
        Outcome::Filed => {
            call.traced();
            Ok(Some(response))
        }
        Outcome::Moved => Ok(None),
    }
}

/// The document with what the call changes of it.
fn amended(
    at_hand: &File,
    proto: &v1::Waybill,
    update_mask: Option<&FieldMask>,
) -> Result<Document, Status> {
    let old = &at_hand.document.waybill;
    let current = shown(old);
    let merged = mask::merge("Waybill", &current, proto, update_mask, &["number", "issuer"]);
    let (merged, named) = merged.map_err(|found| status(&found))?;
    let has_mask = update_mask.is_some_and(|mask| !mask.paths.is_empty());
    let fixed = |field: &&&str| has_mask && named.iter().any(|named| named == **field);
    if let Some(field) = CONFIRMED.iter().find(fixed) {
        return Err(refuse("update_mask", Reason::Immutable, format_args!(" ({field})")));
    }
    let mut wanted = read_proto(Some(&merged))?;
    unmask(&mut wanted, old);
    Document::new(wanted)
}

/// What is confirmed at both ends is not written, but done.
fn refuse_confirmed(waybill: &Waybill) -> Result<(), Status> {
    let mut found = Violations::new();
    if waybill.loading.is_some() {
        found.push("waybill.loading", Reason::Immutable, " (CONFIRM_LOADED)");
    }
    if waybill.unloading.is_some() {
        found.push("waybill.unloading", Reason::Immutable, " (CONFIRM_UNLOADED, SIGN)");
    }
    found.or(()).map_err(|found| status(&found))
}

/// A document with its id; a number that is not given is the id, given by this server.
fn numbered(hall: &Hall, id: &WaybillId, mut waybill: Waybill) -> Waybill {
    waybill.id = id.to_string();
    if waybill.number.trim().is_empty() {
        waybill.number = id.to_string();
    }
    if waybill.issuer.trim().is_empty() {
        waybill.issuer = hall.authority().to_string();
    }
    waybill
}

/// An id for an event whose sender gave none.
pub(super) fn fresh_event() -> EventId {
    EventId(rand::random())
}

pub(super) fn resource(id: &str) -> String {
    let short: String = id.chars().take(placard_domain::id::ID_MAX).collect();
    format!("waybill/{short}")
}
