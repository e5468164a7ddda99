//! Permits.

use placard_api::v1;
use placard_api::zone::{read_permit, write_permit};
use placard_domain::permit::Permit;
use placard_domain::{
    JurisdictionId, OrganisationId, PermitId, Reason, Revision, Timestamp, Violations,
};
use placard_store::Records;
use placard_store::records::{Change, Kind, Version};
use tonic::Status;

use super::ZoneItems;
use crate::call::Call;
use crate::fleet::{Vehicles, owner_of_vehicle};
use crate::hall::Hall;
use crate::records::{Draft, Given, Noun, References, body, of_item, removed};

/// Permits, as the records keep them.
pub(crate) struct Permits;

/// A new permit belongs to whom its vehicle does, where it does not say.
pub(super) async fn with_owner(
    hall: &Hall,
    call: &Call,
    proto: Option<&v1::Permit>,
) -> Result<Option<v1::Permit>, Status> {
    let Some(proto) = proto else { return Ok(None) };
    let mut proto = proto.clone();
    if proto.organisation_id.is_empty() {
        proto.organisation_id = owner_of_vehicle(hall, call, &proto.vehicle_id).await?;
    }
    Ok(Some(proto))
}

#[tonic::async_trait]
impl Noun for Permits {
    const KIND: Kind = Kind::Permit;
    const FIELD: &'static str = "permit";
    const MESSAGE: &'static str = "Permit";
    type Item = Permit;
    type Proto = v1::Permit;

    fn given(proto: &v1::Permit) -> Given<'_> {
        Given { id: &proto.id, etag: &proto.etag }
    }

    fn belongs(item: &Permit) -> (&OrganisationId, &JurisdictionId) {
        (&item.organisation, &item.jurisdiction)
    }

    fn read(proto: &v1::Permit, draft: &Draft<'_, Self>) -> Result<Permit, Violations> {
        let id = PermitId::new(draft.id);
        let id = id.map_err(|_| Violations::one("id", Reason::InvalidId, ""))?;
        let permit = read_permit(proto, id, draft.owner)?;
        match draft.old {
            // The world keeps a permit under its vehicle: another vehicle needs another permit.
            Some(old) if old.vehicle != permit.vehicle => {
                Err(Violations::one("vehicle_id", Reason::Immutable, ""))
            }
            _ => Ok(permit),
        }
    }

    async fn load(_: &dyn Records, version: &Version) -> Result<Permit, Status> {
        body(version)
    }

    fn write(_: &Call, item: &Permit, revision: Revision) -> v1::Permit {
        write_permit(item, revision)
    }

    async fn check(
        hall: &Hall,
        call: &Call,
        item: &Permit,
        _: &Draft<'_, Self>,
    ) -> Result<Violations, Status> {
        let mut references = References::new(hall, call);
        references.item::<Vehicles>("vehicle_id", item.vehicle.as_str()).await?;
        for (i, zone) in item.zones.iter().enumerate() {
            references.item::<ZoneItems>(&format!("zone_ids[{i}]"), zone.as_str()).await?;
        }
        references.jurisdiction(&item.jurisdiction).await?;
        Ok(references.done())
    }

    async fn changes(
        _: &Hall,
        item: &Permit,
        draft: &Draft<'_, Self>,
    ) -> Result<Vec<Change>, Status> {
        // A permit says itself from when it holds; what else changes of one holds from now on.
        let said = draft.old.is_none_or(|old| old.valid_from != item.valid_from);
        let from = if said { item.valid_from.min(draft.now) } else { draft.now };
        let change = of_item(Self::KIND, draft.id, item, Self::belongs(item), from)?;
        Ok(vec![Change { parent: Some(item.vehicle.to_string()), ..change }])
    }

    async fn removal(_: &Hall, item: &Permit, now: Timestamp) -> Result<Vec<Change>, Status> {
        let parent = Some(item.vehicle.to_string());
        Ok(vec![removed(Self::KIND, item.id.as_str(), Self::belongs(item), parent, now)])
    }
}
