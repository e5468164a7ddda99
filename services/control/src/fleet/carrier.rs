//! Carriers.

use placard_api::registry::{read_carrier, write_carrier};
use placard_api::v1;
use placard_domain::registry::Carrier;
use placard_domain::{
    CarrierId, JurisdictionId, OrganisationId, Reason, Revision, Timestamp, Violations,
};
use placard_store::Records;
use placard_store::records::{Change, Kind, Version};
use tonic::Status;

use crate::call::Call;
use crate::hall::Hall;
use crate::records::{
    Draft, Given, Noun, References, body, key_within, of_item, refuse_in_use, removed,
};

/// Carriers, as the records keep them.
pub(crate) struct Carriers;

#[tonic::async_trait]
impl Noun for Carriers {
    const KIND: Kind = Kind::Carrier;
    const FIELD: &'static str = "carrier";
    const MESSAGE: &'static str = "Carrier";
    const KEPT: &'static [&'static str] = &["certificates", "blacklisted"];
    type Item = Carrier;
    type Proto = v1::Carrier;

    fn given(proto: &v1::Carrier) -> Given<'_> {
        Given { id: &proto.id, etag: &proto.etag }
    }

    fn belongs(item: &Carrier) -> (&OrganisationId, &JurisdictionId) {
        (&item.organisation, &item.jurisdiction)
    }

    fn read(proto: &v1::Carrier, draft: &Draft<'_, Self>) -> Result<Carrier, Violations> {
        let id = CarrierId::new(draft.id);
        let id = id.map_err(|_| Violations::one("id", Reason::InvalidId, ""))?;
        read_carrier(proto, id, draft.owner)
    }

    async fn load(_: &dyn Records, version: &Version) -> Result<Carrier, Status> {
        body(version)
    }

    fn write(_: &Call, item: &Carrier, revision: Revision) -> v1::Carrier {
        write_carrier(item, revision)
    }

    async fn check(
        hall: &Hall,
        call: &Call,
        item: &Carrier,
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
        item: &Carrier,
        draft: &Draft<'_, Self>,
    ) -> Result<Vec<Change>, Status> {
        let change = of_item(Self::KIND, draft.id, item, Self::belongs(item), draft.now)?;
        Ok(vec![Change { key: key_within(&item.organisation, &item.uscc), ..change }])
    }

    async fn removal(hall: &Hall, item: &Carrier, now: Timestamp) -> Result<Vec<Change>, Status> {
        let id = item.id.as_str();
        refuse_in_use(hall, Kind::Vehicle, id).await?;
        refuse_in_use(hall, Kind::Person, id).await?;
        refuse_in_use(hall, Kind::Tank, id).await?;
        Ok(vec![removed(Self::KIND, id, Self::belongs(item), None, now)])
    }

    fn key_field(_: Kind) -> String {
        "carrier.uscc".to_owned()
    }
}
