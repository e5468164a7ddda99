//! Sites.

use placard_api::registry::{read_site, write_site};
use placard_api::v1;
use placard_domain::registry::Site;
use placard_domain::{
    JurisdictionId, OrganisationId, Reason, Revision, SiteId, Timestamp, Violations,
};
use placard_store::Records;
use placard_store::records::{Change, Kind, Version};
use tonic::Status;

use crate::call::Call;
use crate::hall::Hall;
use crate::parties::Parties;
use crate::records::{Draft, Given, Noun, References, body, of_item, removed};

/// Sites, as the records keep them: the authority's are everybody's to read.
pub(crate) struct Sites;

/// The item a site hangs on in lists: who runs it.
fn parent(item: &Site) -> Option<String> {
    item.party.as_ref().map(ToString::to_string)
}

#[tonic::async_trait]
impl Noun for Sites {
    const KIND: Kind = Kind::Site;
    const FIELD: &'static str = "site";
    const MESSAGE: &'static str = "Site";
    const IS_SHARED: bool = true;
    type Item = Site;
    type Proto = v1::Site;

    fn given(proto: &v1::Site) -> Given<'_> {
        Given { id: &proto.id, etag: &proto.etag }
    }

    fn belongs(item: &Site) -> (&OrganisationId, &JurisdictionId) {
        (&item.organisation, &item.jurisdiction)
    }

    fn read(proto: &v1::Site, draft: &Draft<'_, Self>) -> Result<Site, Violations> {
        let id = SiteId::new(draft.id);
        let id = id.map_err(|_| Violations::one("id", Reason::InvalidId, ""))?;
        read_site(proto, id, draft.owner)
    }

    async fn load(_: &dyn Records, version: &Version) -> Result<Site, Status> {
        body(version)
    }

    fn write(_: &Call, item: &Site, revision: Revision) -> v1::Site {
        write_site(item, revision)
    }

    async fn check(
        hall: &Hall,
        call: &Call,
        item: &Site,
        _: &Draft<'_, Self>,
    ) -> Result<Violations, Status> {
        let mut references = References::new(hall, call);
        if let Some(party) = &item.party {
            references.item::<Parties>("party_id", party.as_str()).await?;
        }
        references.jurisdiction(&item.jurisdiction).await?;
        Ok(references.done())
    }

    async fn changes(
        _: &Hall,
        item: &Site,
        draft: &Draft<'_, Self>,
    ) -> Result<Vec<Change>, Status> {
        let change = of_item(Self::KIND, draft.id, item, Self::belongs(item), draft.now)?;
        Ok(vec![Change { parent: parent(item), ..change }])
    }

    async fn removal(_: &Hall, item: &Site, now: Timestamp) -> Result<Vec<Change>, Status> {
        let (id, belongs) = (item.id.as_str(), Self::belongs(item));
        Ok(vec![removed(Self::KIND, id, belongs, parent(item), now)])
    }
}
