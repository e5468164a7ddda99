//! Consignors, consignees and loaders.

use placard_api::registry::{read_party, write_party};
use placard_api::v1;
use placard_domain::registry::Party;
use placard_domain::{
    JurisdictionId, OrganisationId, PartyId, Reason, Revision, Timestamp, Violations,
};
use placard_store::Records;
use placard_store::records::{Change, Kind, Version};
use tonic::Status;

use crate::call::Call;
use crate::hall::Hall;
use crate::records::{
    Draft, Given, Noun, References, body, key_within, of_item, refuse_in_use, removed,
};

/// Parties, as the records keep them: the authority's are everybody's to read.
pub(crate) struct Parties;

#[tonic::async_trait]
impl Noun for Parties {
    const KIND: Kind = Kind::Party;
    const FIELD: &'static str = "party";
    const MESSAGE: &'static str = "Party";
    const IS_SHARED: bool = true;
    const KEPT: &'static [&'static str] = &["certificates", "blacklisted"];
    type Item = Party;
    type Proto = v1::Party;

    fn given(proto: &v1::Party) -> Given<'_> {
        Given { id: &proto.id, etag: &proto.etag }
    }

    fn belongs(item: &Party) -> (&OrganisationId, &JurisdictionId) {
        (&item.organisation, &item.jurisdiction)
    }

    fn read(proto: &v1::Party, draft: &Draft<'_, Self>) -> Result<Party, Violations> {
        let id = PartyId::new(draft.id);
        let id = id.map_err(|_| Violations::one("id", Reason::InvalidId, ""))?;
        read_party(proto, id, draft.owner)
    }

    async fn load(_: &dyn Records, version: &Version) -> Result<Party, Status> {
        body(version)
    }

    fn write(_: &Call, item: &Party, revision: Revision) -> v1::Party {
        write_party(item, revision)
    }

    async fn check(
        hall: &Hall,
        call: &Call,
        item: &Party,
        draft: &Draft<'_, Self>,
    ) -> Result<Violations, Status> {
        let mut references = References::new(hall, call);
        let old = draft.old.and_then(|old| old.blacklisted.as_ref());
        references.blacklisting(old, item.blacklisted.as_ref());
        references.jurisdiction(&item.jurisdiction).await?;
        Ok(references.done())
    }

    async fn changes(
        _: &Hall,
        item: &Party,
        draft: &Draft<'_, Self>,
    ) -> Result<Vec<Change>, Status> {
        let change = of_item(Self::KIND, draft.id, item, Self::belongs(item), draft.now)?;
        Ok(vec![Change { key: key_within(&item.organisation, &item.uscc), ..change }])
    }

    async fn removal(hall: &Hall, item: &Party, now: Timestamp) -> Result<Vec<Change>, Status> {
        let id = item.id.as_str();
        refuse_in_use(hall, Kind::Site, id).await?;
        Ok(vec![removed(Self::KIND, id, Self::belongs(item), None, now)])
    }

    fn key_field(_: Kind) -> String {
        "party.uscc".to_owned()
    }
}
