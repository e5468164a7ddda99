//! Drivers and escorts.

use placard_api::registry::{read_person, write_person};
use placard_api::v1;
use placard_domain::registry::Person;
use placard_domain::{
    JurisdictionId, OrganisationId, PersonId, Reason, Revision, Timestamp, Violations,
};
use placard_store::Records;
use placard_store::records::{Change, Kind, Version};
use tonic::Status;

use super::Carriers;
use crate::call::Call;
use crate::hall::Hall;
use crate::records::{Draft, Given, Noun, References, body, of_item, removed};

/// People, as the records keep them.
pub(crate) struct People;

/// The item a person hangs on in lists: who employs them.
fn parent(item: &Person) -> Option<String> {
    item.carrier.as_ref().map(ToString::to_string)
}

#[tonic::async_trait]
impl Noun for People {
    const KIND: Kind = Kind::Person;
    const FIELD: &'static str = "person";
    const MESSAGE: &'static str = "Person";
    const KEPT: &'static [&'static str] = &["resident_id", "certificates", "blacklisted"];
    type Item = Person;
    type Proto = v1::Person;

    fn given(proto: &v1::Person) -> Given<'_> {
        Given { id: &proto.id, etag: &proto.etag }
    }

    fn belongs(item: &Person) -> (&OrganisationId, &JurisdictionId) {
        (&item.organisation, &item.jurisdiction)
    }

    fn read(proto: &v1::Person, draft: &Draft<'_, Self>) -> Result<Person, Violations> {
        let id = PersonId::new(draft.id);
        let id = id.map_err(|_| Violations::one("id", Reason::InvalidId, ""))?;
        let kept = draft.old.map(|old| old.resident_id.as_str()).unwrap_or_default();
        read_person(proto, id, draft.owner, kept)
    }

    async fn load(_: &dyn Records, version: &Version) -> Result<Person, Status> {
        body(version)
    }

    fn write(_: &Call, item: &Person, revision: Revision) -> v1::Person {
        write_person(item, revision)
    }

    async fn check(
        hall: &Hall,
        call: &Call,
        item: &Person,
        draft: &Draft<'_, Self>,
    ) -> Result<Violations, Status> {
        let mut references = References::new(hall, call);
        let old = draft.old.and_then(|old| old.blacklisted.as_ref());
        references.blacklisting(old, item.blacklisted.as_ref());
        if let Some(carrier) = &item.carrier {
            references.item::<Carriers>("carrier_id", carrier.as_str()).await?;
        }
        references.jurisdiction(&item.jurisdiction).await?;
        Ok(references.done())
    }

    async fn changes(
        _: &Hall,
        item: &Person,
        draft: &Draft<'_, Self>,
    ) -> Result<Vec<Change>, Status> {
        let change = of_item(Self::KIND, draft.id, item, Self::belongs(item), draft.now)?;
        Ok(vec![Change { parent: parent(item), ..change }])
    }

    async fn removal(_: &Hall, item: &Person, now: Timestamp) -> Result<Vec<Change>, Status> {
        let (id, belongs) = (item.id.as_str(), Self::belongs(item));
        Ok(vec![removed(Self::KIND, id, belongs, parent(item), now)])
    }
}
