//! What a noun says of itself.

use placard_api::item::Owner;
use placard_domain::{JurisdictionId, OrganisationId, Revision, Timestamp, Violations};
use placard_store::Records;
use placard_store::records::{Change, Kind, Version};
use prost::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tonic::Status;

use crate::call::Call;
use crate::fault;
use crate::hall::Hall;

/// The id and etag that a message brings.
pub(crate) struct Given<'a> {
    pub(crate) id: &'a str,
    pub(crate) etag: &'a str,
}

/// What is about to be written.
pub(crate) struct Draft<'a, N: Noun> {
    /// Its id, given or fresh.
    pub(crate) id: &'a str,
    /// Whose it is where it does not say.
    pub(crate) owner: &'a Owner,
    /// The instant of the call.
    pub(crate) now: Timestamp,
    /// What it was; `None`: it is new.
    pub(crate) old: Option<&'a N::Item>,
    /// Fields that the call names, from the top of the item.
    pub(crate) named: &'a [String],
}

impl<N: Noun> Draft<'_, N> {
    /// Whether the call says something of a field: by its mask, or because all is new.
    pub(crate) fn names(&self, field: &str) -> bool {
        self.old.is_none() || self.named.iter().any(|named| named == field)
    }
}

/// Something that the records keep and a service shows.
#[tonic::async_trait]
pub(crate) trait Noun: Send + Sync + Sized + 'static {
    /// Its kind in the records.
    const KIND: Kind;
    /// Its field in requests, and its name in resources.
    const FIELD: &'static str;
    /// Its message in `placard.v1`.
    const MESSAGE: &'static str;
    /// Whether callers see what is the authority's beside their own, so that a list is filtered as
    /// it is read.
    const IS_SHARED: bool = false;
    /// Fields that an import leaves as they are where a row does not fill them.
    const KEPT: &'static [&'static str] = &[];
    /// The domain's form, and what goes with it.
    type Item: Send + Sync;
    /// The contract's form.
    type Proto: Message + Default + Clone;

    /// The id and etag that a message brings.
    fn given(proto: &Self::Proto) -> Given<'_>;

    /// Whose it is, and where it belongs.
    fn belongs(item: &Self::Item) -> (&OrganisationId, &JurisdictionId);

    /// Whether a caller sees what belongs to an organisation.
    fn sees(hall: &Hall, call: &Call, organisation: &str) -> bool {
        let own = call.caller().organisation.as_ref();
        own.is_none_or(|own| own.as_str() == organisation)
            || (Self::IS_SHARED && hall.authority().as_str() == organisation)
    }

    /// Reads a message, and says all that is wrong with it by itself.
    fn read(proto: &Self::Proto, draft: &Draft<'_, Self>) -> Result<Self::Item, Violations>;

    /// Loads what a version holds.
    async fn load(records: &dyn Records, version: &Version) -> Result<Self::Item, Status>;

    /// The message as the caller may see it.
    fn write(call: &Call, item: &Self::Item, revision: Revision) -> Self::Proto;

    /// What is wrong with it beside all else that is kept: what it points to.
    async fn check(
        hall: &Hall,
        call: &Call,
        item: &Self::Item,
        draft: &Draft<'_, Self>,
    ) -> Result<Violations, Status>;

    /// The changes that write it.
    async fn changes(
        hall: &Hall,
        item: &Self::Item,
        draft: &Draft<'_, Self>,
    ) -> Result<Vec<Change>, Status>;

    /// The changes that take it out.
    async fn removal(hall: &Hall, item: &Self::Item, now: Timestamp)
    -> Result<Vec<Change>, Status>;

    /// The field whose value only one may hold.
    fn key_field(_kind: Kind) -> String {
        format!("{}.id", Self::FIELD)
    }
}

/// The body of a version.
pub(crate) fn body<T: DeserializeOwned>(version: &Version) -> Result<T, Status> {
    let text = version.body.as_deref().unwrap_or("null");
    serde_json::from_str(text).map_err(|error| {
        let place = format!("{} {} at {}", version.kind.table(), version.id, version.revision);
        fault::internal(&format!("{place}: {error}"))
    })
}

/// The change that writes an item of a kind.
pub(crate) fn of_item(
    kind: Kind,
    id: &str,
    item: &impl Serialize,
    (organisation, jurisdiction): (&OrganisationId, &JurisdictionId),
    valid_from: Timestamp,
) -> Result<Change, Status> {
    let body = serde_json::to_string(item).map_err(|error| fault::internal(&error))?;
    Ok(Change {
        kind,
        id: id.to_owned(),
        key: None,
        parent: None,
        valid_from,
        organisation: organisation.to_string(),
        jurisdiction: jurisdiction.to_string(),
        body: Some(body),
    })
}

/// The key of an item that has a code which only one of its organisation may have; none where it
/// has no code. Another organisation may keep the same firm or tank for itself.
pub(crate) fn key_within(organisation: &OrganisationId, code: &str) -> Option<String> {
    (!code.is_empty()).then(|| format!("{organisation} {code}"))
}

/// The change that takes an item out.
pub(crate) fn removed(
    kind: Kind,
    id: &str,
    (organisation, jurisdiction): (&OrganisationId, &JurisdictionId),
    parent: Option<String>,
    valid_from: Timestamp,
) -> Change {
    Change {
        kind,
        id: id.to_owned(),
        key: None,
        parent,
        valid_from,
        organisation: organisation.to_string(),
        jurisdiction: jurisdiction.to_string(),
        body: None,
    }
}
