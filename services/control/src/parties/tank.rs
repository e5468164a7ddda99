//! Tanks.

use placard_api::registry::{read_tank, write_tank};
use placard_api::v1;
use placard_domain::registry::Tank;
use placard_domain::{
    JurisdictionId, OrganisationId, Reason, Revision, TankId, Timestamp, Violations,
};
use placard_store::Records;
use placard_store::records::{Change, Kind, Version};
use tonic::Status;

use crate::call::Call;
use crate::fleet::Carriers;
use crate::hall::Hall;
use crate::records::{Draft, Given, Noun, References, body, key_within, of_item, removed};

/// Tanks, as the records keep them.
pub(crate) struct Tanks;

/// The item a tank hangs on in lists: who runs it.
fn parent(item: &Tank) -> Option<String> {
    item.carrier.as_ref().map(ToString::to_string)
}

#[tonic::async_trait]
impl Noun for Tanks {
    const KIND: Kind = Kind::Tank;
    const FIELD: &'static str = "tank";
    const MESSAGE: &'static str = "Tank";
    const KEPT: &'static [&'static str] = &["certificates"];
    type Item = Tank;
    type Proto = v1::Tank;

    fn given(proto: &v1::Tank) -> Given<'_> {
        Given { id: &proto.id, etag: &proto.etag }
    }

    fn belongs(item: &Tank) -> (&OrganisationId, &JurisdictionId) {
        (&item.organisation, &item.jurisdiction)
    }

    fn read(proto: &v1::Tank, draft: &Draft<'_, Self>) -> Result<Tank, Violations> {
        let id = TankId::new(draft.id);
        let id = id.map_err(|_| Violations::one("id", Reason::InvalidId, ""))?;
        read_tank(proto, id, draft.owner)
    }

    async fn load(_: &dyn Records, version: &Version) -> Result<Tank, Status> {
        body(version)
    }

    fn write(_: &Call, item: &Tank, revision: Revision) -> v1::Tank {
        write_tank(item, revision)
    }

    async fn check(
        hall: &Hall,
        call: &Call,
        item: &Tank,
        _: &Draft<'_, Self>,
    ) -> Result<Violations, Status> {
        let mut references = References::new(hall, call);
        if let Some(carrier) = &item.carrier {
            references.item::<Carriers>("carrier_id", carrier.as_str()).await?;
        }
        references.jurisdiction(&item.jurisdiction).await?;
        Ok(references.done())
    }

    async fn changes(
        _: &Hall,
        item: &Tank,
        draft: &Draft<'_, Self>,
    ) -> Result<Vec<Change>, Status> {
        let change = of_item(Self::KIND, draft.id, item, Self::belongs(item), draft.now)?;
        let key = key_within(&item.organisation, &item.number);
        Ok(vec![Change { key, parent: parent(item), ..change }])
    }

    async fn removal(_: &Hall, item: &Tank, now: Timestamp) -> Result<Vec<Change>, Status> {
        let (id, belongs) = (item.id.as_str(), Self::belongs(item));
        Ok(vec![removed(Self::KIND, id, belongs, parent(item), now)])
    }

    fn key_field(_: Kind) -> String {
        "tank.number".to_owned()
    }
}
