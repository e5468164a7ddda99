//! Zones.

use placard_api::v1;
use placard_api::zone::{read_zone, write_zone};
use placard_domain::zone::Zone;
use placard_domain::{
    JurisdictionId, OrganisationId, Reason, Revision, Timestamp, Violations, ZoneId,
};
use placard_geo::geojson;
use placard_store::Records;
use placard_store::records::{Change, Kind, Version};
use tonic::Status;

use crate::call::Call;
use crate::geometry;
use crate::hall::Hall;
use crate::records::{Draft, Given, Noun, References, body, from_now_on, of_item, removed};

/// Zones, as the records keep them. What the authority bans is everybody's to read.
pub(crate) struct ZoneItems;

/// A zone on its way out.
pub(crate) fn write(zone: &Zone, revision: Revision) -> v1::Zone {
    write_zone(zone, &geojson::write(&zone.geometry).geometry, revision)
}

/// The change that writes a zone which was `old`.
pub(crate) fn change(zone: &Zone, old: Option<&Zone>, now: Timestamp) -> Result<Change, Status> {
    let planned = zone.effective_from;
    let said = old.is_none_or(|old| old.effective_from != planned);
    let belongs = (&zone.organisation, &zone.jurisdiction);
    let from = from_now_on(now, planned, said);
    of_item(Kind::Zone, zone.id.as_str(), zone, belongs, from)
}

#[tonic::async_trait]
impl Noun for ZoneItems {
    const KIND: Kind = Kind::Zone;
    const FIELD: &'static str = "zone";
    const MESSAGE: &'static str = "Zone";
    const IS_SHARED: bool = true;
    const KEPT: &'static [&'static str] = &["effective_from"];
    type Item = Zone;
    type Proto = v1::Zone;

    fn given(proto: &v1::Zone) -> Given<'_> {
        Given { id: &proto.id, etag: &proto.etag }
    }

    fn belongs(item: &Zone) -> (&OrganisationId, &JurisdictionId) {
        (&item.organisation, &item.jurisdiction)
    }

    fn read(proto: &v1::Zone, draft: &Draft<'_, Self>) -> Result<Zone, Violations> {
        let id = ZoneId::new(draft.id);
        let id = id.map_err(|_| Violations::one("id", Reason::InvalidId, ""))?;
        read_zone(proto, id, draft.owner, draft.now, &geometry::read)
    }

    async fn load(_: &dyn Records, version: &Version) -> Result<Zone, Status> {
        body(version)
    }

    fn write(_: &Call, item: &Zone, revision: Revision) -> v1::Zone {
        write(item, revision)
    }

    async fn check(
        hall: &Hall,
        call: &Call,
        item: &Zone,
        _: &Draft<'_, Self>,
    ) -> Result<Violations, Status> {
        let mut references = References::new(hall, call);
        references.jurisdiction(&item.jurisdiction).await?;
        Ok(references.done())
    }

    async fn changes(
        _: &Hall,
        item: &Zone,
        draft: &Draft<'_, Self>,
    ) -> Result<Vec<Change>, Status> {
        Ok(vec![change(item, draft.old, draft.now)?])
    }

    async fn removal(_: &Hall, item: &Zone, now: Timestamp) -> Result<Vec<Change>, Status> {
        Ok(vec![removed(Self::KIND, item.id.as_str(), Self::belongs(item), None, now)])
    }
}
