//! Approved routes.

use placard_api::route::{read_route, write_route};
use placard_api::v1;
use placard_domain::route::ApprovedRoute;
use placard_domain::{
    JurisdictionId, OrganisationId, Reason, Revision, RouteId, Timestamp, Violations,
};
use placard_geo::geojson;
use placard_store::Records;
use placard_store::records::{Change, Kind, Version};
use tonic::Status;

use crate::call::Call;
use crate::fleet::{Carriers, Vehicles};
use crate::geometry;
use crate::hall::Hall;
use crate::records::{Draft, Given, Noun, References, body, from_now_on, of_item, removed};

/// Approved routes, as the records keep them.
pub(crate) struct Routes;

#[tonic::async_trait]
impl Noun for Routes {
    const KIND: Kind = Kind::Route;
    const FIELD: &'static str = "route";
    const MESSAGE: &'static str = "Route";
    type Item = ApprovedRoute;
    type Proto = v1::Route;

    fn given(proto: &v1::Route) -> Given<'_> {
        Given { id: &proto.id, etag: &proto.etag }
    }

    fn belongs(item: &ApprovedRoute) -> (&OrganisationId, &JurisdictionId) {
        (&item.organisation, &item.jurisdiction)
    }

    fn read(proto: &v1::Route, draft: &Draft<'_, Self>) -> Result<ApprovedRoute, Violations> {
        let id = RouteId::new(draft.id);
        let id = id.map_err(|_| Violations::one("id", Reason::InvalidId, ""))?;
        read_route(proto, id, draft.owner, draft.now, &geometry::read)
    }

    async fn load(_: &dyn Records, version: &Version) -> Result<ApprovedRoute, Status> {
        body(version)
    }

    fn write(_: &Call, item: &ApprovedRoute, revision: Revision) -> v1::Route {
        write_route(item, &geojson::write(&item.geometry()).geometry, revision)
    }

    async fn check(
        hall: &Hall,
        call: &Call,
        item: &ApprovedRoute,
        draft: &Draft<'_, Self>,
    ) -> Result<Violations, Status> {
        let mut references = References::new(hall, call);
        if let Some(carrier) = &item.carrier {
            references.item::<Carriers>("carrier_id", carrier.as_str()).await?;
        }
        for (i, assignment) in item.assignments.iter().enumerate() {
            // A vehicle that has gone since does not stand in the way of other changes.
            if draft.old.is_some_and(|old| old.assignments.contains(assignment)) {
                continue;
            }
            let field = format!("assignments[{i}].vehicle_id");
            references.item::<Vehicles>(&field, assignment.vehicle.as_str()).await?;
        }
        references.jurisdiction(&item.jurisdiction).await?;
        Ok(references.done())
    }

    async fn changes(
        _: &Hall,
        item: &ApprovedRoute,
        draft: &Draft<'_, Self>,
    ) -> Result<Vec<Change>, Status> {
        let planned = item.effective_from;
        let said = draft.old.is_none_or(|old| old.effective_from != planned);
        let from = from_now_on(draft.now, planned, said);
        let change = of_item(Self::KIND, draft.id, item, Self::belongs(item), from)?;
        let parent = item.carrier.as_ref().map(ToString::to_string);
        Ok(vec![Change { parent, ..change }])
    }

    async fn removal(
        _: &Hall,
        item: &ApprovedRoute,
        now: Timestamp,
    ) -> Result<Vec<Change>, Status> {
        let parent = item.carrier.as_ref().map(ToString::to_string);
        Ok(vec![removed(Self::KIND, item.id.as_str(), Self::belongs(item), parent, now)])
    }
}
