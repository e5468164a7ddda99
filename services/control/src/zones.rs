//! `ZoneService`: zones, the permits that lift their bans, and what they ban where.

pub(crate) mod features;
mod permit;
mod query;
pub(crate) mod zone;

use placard_api::errors::refuse;
use placard_api::v1;
use placard_api::v1::zone_service_server::ZoneService;
use placard_api::zone::kind_name;
use placard_domain::Reason;
use placard_store::records::ItemFilter;
use tonic::{Request, Response, Status};

use crate::call::Call;
use crate::fleet::given;
use crate::hall::Hall;
use crate::import;
use crate::records::{self, Named};

pub(crate) use permit::Permits;
pub(crate) use zone::ZoneItems;

/// The service.
pub(crate) struct ZoneOffice(pub(crate) Hall);

type Answer<T> = Result<Response<T>, Status>;

/// The names of kinds to list, as bodies have them.
fn kinds(values: &[i32]) -> Result<Vec<String>, Status> {
    let name = |(i, value): (usize, &i32)| {
        let known = kind_name(*value).filter(|_| *value != 0);
        known
            .map(str::to_owned)
            .ok_or_else(|| refuse(&format!("kinds[{i}]"), Reason::UnknownValue, value))
    };
    values.iter().enumerate().map(name).collect()
}

#[tonic::async_trait]
impl ZoneService for ZoneOffice {
    async fn create_zone(&self, request: Request<v1::CreateZoneRequest>) -> Answer<v1::Zone> {
        let (call, request) = Call::of(request)?;
        records::create::<ZoneItems>(&self.0, &call, &request, request.zone.as_ref()).await
    }

    async fn get_zone(&self, request: Request<v1::GetZoneRequest>) -> Answer<v1::Zone> {
        let (call, request) = Call::of(request)?;
        records::get::<ZoneItems>(&self.0, &call, &request.id).await
    }

    async fn list_zones(
        &self,
        request: Request<v1::ListZonesRequest>,
    ) -> Answer<v1::ListZonesResponse> {
        let (call, mut request) = Call::of(request)?;
        let filter = ItemFilter { kinds: kinds(&request.kinds)?, ..ItemFilter::default() };
        let (zones, next_page_token) =
            records::list::<ZoneItems>(&self.0, &call, &mut request, filter).await?;
        Ok(Response::new(v1::ListZonesResponse { zones, next_page_token }))
    }

    async fn update_zone(&self, request: Request<v1::UpdateZoneRequest>) -> Answer<v1::Zone> {
        let (call, request) = Call::of(request)?;
        let (zone, mask) = (request.zone.as_ref(), request.update_mask.as_ref());
        records::update::<ZoneItems>(&self.0, &call, &request, zone, mask).await
    }

    async fn delete_zone(&self, request: Request<v1::DeleteZoneRequest>) -> Answer<()> {
        let (call, request) = Call::of(request)?;
        let named = Named { id: &request.id, etag: &request.etag };
        records::delete::<ZoneItems>(&self.0, &call, &request, named).await
    }

    async fn create_permit(&self, request: Request<v1::CreatePermitRequest>) -> Answer<v1::Permit> {
        let (call, request) = Call::of(request)?;
        let permit = permit::with_owner(&self.0, &call, request.permit.as_ref()).await?;
        records::create::<Permits>(&self.0, &call, &request, permit.as_ref()).await
    }

    async fn get_permit(&self, request: Request<v1::GetPermitRequest>) -> Answer<v1::Permit> {
        let (call, request) = Call::of(request)?;
        records::get::<Permits>(&self.0, &call, &request.id).await
    }

    async fn list_permits(
        &self,
        request: Request<v1::ListPermitsRequest>,
    ) -> Answer<v1::ListPermitsResponse> {
        let (call, mut request) = Call::of(request)?;
        let filter = ItemFilter { parent: given(&request.vehicle_id), ..ItemFilter::default() };
        let (permits, next_page_token) =
            records::list::<Permits>(&self.0, &call, &mut request, filter).await?;
        Ok(Response::new(v1::ListPermitsResponse { permits, next_page_token }))
    }

    async fn update_permit(&self, request: Request<v1::UpdatePermitRequest>) -> Answer<v1::Permit> {
        let (call, request) = Call::of(request)?;
        let (permit, mask) = (request.permit.as_ref(), request.update_mask.as_ref());
        records::update::<Permits>(&self.0, &call, &request, permit, mask).await
    }

    async fn delete_permit(&self, request: Request<v1::DeletePermitRequest>) -> Answer<()> {
        let (call, request) = Call::of(request)?;
        let named = Named { id: &request.id, etag: &request.etag };
        records::delete::<Permits>(&self.0, &call, &request, named).await
    }

    async fn import_zones(
        &self,
        request: Request<v1::ImportZonesRequest>,
    ) -> Answer<v1::ImportZonesResponse> {
        let (call, request) = Call::of(request)?;
        import::serve_zones(&self.0, &call, request).await.map(Response::new)
    }

    async fn query_zones(
        &self,
        request: Request<v1::QueryZonesRequest>,
    ) -> Answer<v1::QueryZonesResponse> {
        let (call, request) = Call::of(request)?;
        query::query(&self.0, &call, &request).await.map(Response::new)
    }
}
