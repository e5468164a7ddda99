//! Create, Get, List, Update and Delete for whatever the records keep: once, for every noun.
//!
//! A noun says what it is by [`Noun`]; all else is here: whose it is, etags, masks, pages, the
//! answer under an idempotency key, and that the change and its trace are one transaction.

mod commit;
mod list;
pub(crate) mod mask;
mod noun;
mod refer;

use placard_api::errors::{refuse, status};
use placard_api::item::{Owner, etag};
use placard_domain::{Reason, Timestamp, Violations};
use placard_store::records::Version;
use prost::Message;
use prost_types::FieldMask;
use tonic::{Response, Status};

pub(crate) use commit::{commit, fresh_id};
pub(crate) use list::list;
pub(crate) use noun::{Draft, Given, Noun, body, key_within, of_item, removed};
pub(crate) use refer::{References, refuse_in_use};

use crate::call::Call;
use crate::fault;
use crate::hall::Hall;

/// What is asked of a noun that is there.
pub(crate) struct Named<'a> {
    /// Which.
    pub(crate) id: &'a str,
    /// The etag it was read with; empty: not checked.
    pub(crate) etag: &'a str,
}

/// One item, as the caller may see it.
pub(crate) async fn get<N: Noun>(
    hall: &Hall,
    call: &Call,
    id: &str,
) -> Result<Response<N::Proto>, Status> {
    call.about(resource::<N>(id));
    let version = seen::<N>(hall, call, id).await?;
    let item = N::load(hall.records(), &version).await?;
    Ok(Response::new(N::write(call, &item, version.revision)))
}

/// Makes a new item.
pub(crate) async fn create<N: Noun>(
    hall: &Hall,
    call: &Call,
    request: &impl Message,
    proto: Option<&N::Proto>,
) -> Result<Response<N::Proto>, Status> {
    let proto = proto.ok_or_else(|| refuse(N::FIELD, Reason::Required, ""))?;
    let now = hall.now();
    let id = match N::given(proto).id {
        "" => fresh_id(),
        chosen => chosen.to_owned(),
    };
    call.about(resource::<N>(&id));
    let owner = hall.owner(call);
    let draft = Draft { id: &id, owner: &owner, now, old: None, named: &[] };
    let item = read::<N>(call, proto, &draft)?;

    let mut desk = hall.line().desk().await;
    if let Some(answer) = call.answered(hall.records(), now, request).await? {
        call.about(resource::<N>(N::given(&answer).id));
        return Ok(Response::new(answer));
    }
    refuse_taken_id::<N>(hall, &item, &id).await?;
    check::<N>(hall, call, &item, &draft).await?;
    let changes = N::changes(hall, &item, &draft).await?;
    let revision = desk.world().revision().next();
    let response = N::write(call, &item, revision);
    let trace = call.trace(now, request, &response);
    commit(&mut desk, &changes, &trace, N::key_field).await?;
    call.traced();
    Ok(Response::new(response))
}

/// Changes what the mask names of an item.
pub(crate) async fn update<N: Noun>(
    hall: &Hall,
    call: &Call,
    request: &impl Message,
    proto: Option<&N::Proto>,
    mask: Option<&FieldMask>,
) -> Result<Response<N::Proto>, Status> {
    let proto = proto.ok_or_else(|| refuse(N::FIELD, Reason::Required, ""))?;
    let Given { id, etag: given } = N::given(proto);
    call.about(resource::<N>(id));
    let now = hall.now();

    let mut desk = hall.line().desk().await;
    if let Some(answer) = call.answered(hall.records(), now, request).await? {
        return Ok(Response::new(answer));
    }
    let version = owned::<N>(hall, call, &Named { id, etag: given }).await?;
    let old = N::load(hall.records(), &version).await?;
    let current = N::write(call, &old, version.revision);
    let (merged, named) =
        mask::merge(N::MESSAGE, &current, proto, mask, &[]).map_err(|found| status(&found))?;
    let owner = owner_of::<N>(&old);
    let draft = Draft { id, owner: &owner, now, old: Some(&old), named: &named };
    let item = read::<N>(call, &merged, &draft)?;
    check::<N>(hall, call, &item, &draft).await?;
    let changes = N::changes(hall, &item, &draft).await?;
    let revision = desk.world().revision().next();
    let response = N::write(call, &item, revision);
    let trace = call.trace(now, request, &response);
    commit(&mut desk, &changes, &trace, N::key_field).await?;
    call.traced();
    Ok(Response::new(response))
}

/// Takes an item out of the world.
pub(crate) async fn delete<N: Noun>(
    hall: &Hall,
    call: &Call,
    request: &impl Message,
    named: Named<'_>,
) -> Result<Response<()>, Status> {
    call.about(resource::<N>(named.id));
    let now = hall.now();
    let mut desk = hall.line().desk().await;
    if let Some(answer) = call.answered(hall.records(), now, request).await? {
        return Ok(Response::new(answer));
    }
    let version = owned::<N>(hall, call, &named).await?;
    let item = N::load(hall.records(), &version).await?;
    let changes = N::removal(hall, &item, now).await?;
    let trace = call.trace(now, request, &());
    commit(&mut desk, &changes, &trace, N::key_field).await?;
    call.traced();
    Ok(Response::new(()))
}

pub(crate) fn resource<N: Noun>(id: &str) -> String {
    let short: String = id.chars().take(placard_domain::id::ID_MAX).collect();
    format!("{}/{short}", N::FIELD)
}

/// Reads an item, with paths from the top of the request; what is another organisation's is not the
/// caller's to write.
fn read<N: Noun>(call: &Call, proto: &N::Proto, draft: &Draft<'_, N>) -> Result<N::Item, Status> {
    let below = |found: Violations| {
        let mut whole = Violations::new();
        whole.absorb(N::FIELD, found);
        status(&whole)
    };
    let item = N::read(proto, draft).map_err(below)?;
    let (organisation, _) = N::belongs(&item);
    if call.caller().sees(organisation) {
        return Ok(item);
    }
    let field = format!("{}.organisation_id", N::FIELD);
    Err(refuse(&field, Reason::PermissionDenied, organisation))
}

async fn check<N: Noun>(
    hall: &Hall,
    call: &Call,
    item: &N::Item,
    draft: &Draft<'_, N>,
) -> Result<(), Status> {
    let found = N::check(hall, call, item, draft).await?;
    let mut whole = Violations::new();
    whole.absorb(N::FIELD, found);
    whole.or(()).map_err(|found| status(&found))
}

fn owner_of<N: Noun>(item: &N::Item) -> Owner {
    let (organisation, jurisdiction) = N::belongs(item);
    Owner { organisation: organisation.clone(), jurisdiction: jurisdiction.clone() }
}

/// An id in use is taken; so is one that another organisation has let go of: tracks hang on it.
async fn refuse_taken_id<N: Noun>(hall: &Hall, item: &N::Item, id: &str) -> Result<(), Status> {
    let last = hall.records().last(N::KIND, id).await.map_err(|error| fault::store(&error))?;
    let (organisation, _) = N::belongs(item);
    match last {
        Some(last) if last.body.is_some() || last.organisation != organisation.as_str() => {
            Err(refuse(&format!("{}.id", N::FIELD), Reason::Duplicate, id))
        }
        _ => Ok(()),
    }
}

/// The current version of an item that the caller may see.
pub(crate) async fn seen<N: Noun>(hall: &Hall, call: &Call, id: &str) -> Result<Version, Status> {
    let version = hall.records().item(N::KIND, id).await.map_err(|error| fault::store(&error))?;
    version
        .filter(|version| N::sees(hall, call, &version.organisation))
        .ok_or_else(|| fault::not_found(N::FIELD, id))
}

/// The current version of an item that the caller may change, as they last read it.
async fn owned<N: Noun>(hall: &Hall, call: &Call, named: &Named<'_>) -> Result<Version, Status> {
    let version = seen::<N>(hall, call, named.id).await?;
    let own = call.caller().organisation.as_ref();
    if own.is_some_and(|own| own.as_str() != version.organisation) {
        let whose = &version.organisation;
        return Err(refuse("", Reason::PermissionDenied, format_args!("{whose}/{}", named.id)));
    }
    if !named.etag.is_empty() && named.etag != etag(version.revision) {
        return Err(refuse("etag", Reason::EtagMismatch, ""));
    }
    Ok(version)
}

/// When a change comes into force that does not say: now.
pub(crate) fn from_now_on(now: Timestamp, planned: Timestamp, named: bool) -> Timestamp {
    // What says when it holds, holds then: a plan, or a correction of last week. A change of
    // anything else does not reach back.
    if named { planned } else { planned.max(now) }
}
