//! `RouteService`: approved routes, and who has to keep to them.

mod assign;
mod route;

use placard_api::v1;
use placard_api::v1::route_service_server::RouteService;
use placard_store::records::ItemFilter;
use tonic::{Request, Response, Status};

use crate::call::Call;
use crate::fleet::given;
use crate::hall::Hall;
use crate::records::{self, Named};
use route::Routes;

/// The service.
pub(crate) struct RouteOffice(pub(crate) Hall);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl RouteService for RouteOffice {
    async fn create_route(&self, request: Request<v1::CreateRouteRequest>) -> Answer<v1::Route> {
        let (call, request) = Call::of(request)?;
        records::create::<Routes>(&self.0, &call, &request, request.route.as_ref()).await
    }

    async fn get_route(&self, request: Request<v1::GetRouteRequest>) -> Answer<v1::Route> {
        let (call, request) = Call::of(request)?;
        records::get::<Routes>(&self.0, &call, &request.id).await
    }

    async fn list_routes(
        &self,
        request: Request<v1::ListRoutesRequest>,
    ) -> Answer<v1::ListRoutesResponse> {
        let (call, mut request) = Call::of(request)?;
        let filter = ItemFilter { parent: given(&request.carrier_id), ..ItemFilter::default() };
        let (routes, next_page_token) =
            records::list::<Routes>(&self.0, &call, &mut request, filter).await?;
        Ok(Response::new(v1::ListRoutesResponse { routes, next_page_token }))
    }

    async fn update_route(&self, request: Request<v1::UpdateRouteRequest>) -> Answer<v1::Route> {
        let (call, request) = Call::of(request)?;
        let (route, mask) = (request.route.as_ref(), request.update_mask.as_ref());
        records::update::<Routes>(&self.0, &call, &request, route, mask).await
    }

    async fn delete_route(&self, request: Request<v1::DeleteRouteRequest>) -> Answer<()> {
        let (call, request) = Call::of(request)?;
        let named = Named { id: &request.id, etag: &request.etag };
        records::delete::<Routes>(&self.0, &call, &request, named).await
    }

    async fn assign_route(&self, request: Request<v1::AssignRouteRequest>) -> Answer<v1::Route> {
        let (call, request) = Call::of(request)?;
        assign::assign(&self.0, &call, &request).await
    }
}
