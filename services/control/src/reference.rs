//! `ReferenceService`: what waybills refer to: the places where goods are loaded and unloaded, and
//! the reference lists that they are checked against.

mod edition;
mod emergency;
mod goods;
mod lists;
mod row;
mod site;

use placard_api::errors::refuse;
use placard_api::registry::site_kind_name;
use placard_api::v1;
use placard_api::v1::reference_service_server::ReferenceService;
use placard_domain::Reason;
use placard_store::records::ItemFilter;
use tonic::{Request, Response, Status};

use crate::call::Call;
use crate::fleet::given;
use crate::hall::Hall;
use crate::import;
use crate::records::{self, Named};

pub(crate) use edition::import as import_edition;
pub(crate) use site::Sites;

/// The service.
pub(crate) struct ReferenceOffice(pub(crate) Hall);

type Answer<T> = Result<Response<T>, Status>;

/// The names of kinds to list, as bodies have them.
fn kinds(values: &[i32]) -> Result<Vec<String>, Status> {
    let name = |(i, value): (usize, &i32)| {
        let known = site_kind_name(*value).filter(|_| *value != 0);
        known
            .map(str::to_owned)
            .ok_or_else(|| refuse(&format!("kinds[{i}]"), Reason::UnknownValue, value))
    };
    values.iter().enumerate().map(name).collect()
}

#[tonic::async_trait]
impl ReferenceService for ReferenceOffice {
    async fn create_site(&self, request: Request<v1::CreateSiteRequest>) -> Answer<v1::Site> {
        let (call, request) = Call::of(request)?;
        records::create::<Sites>(&self.0, &call, &request, request.site.as_ref()).await
    }

    async fn get_site(&self, request: Request<v1::GetSiteRequest>) -> Answer<v1::Site> {
        let (call, request) = Call::of(request)?;
        records::get::<Sites>(&self.0, &call, &request.id).await
    }

    async fn list_sites(
        &self,
        request: Request<v1::ListSitesRequest>,
    ) -> Answer<v1::ListSitesResponse> {
        let (call, mut request) = Call::of(request)?;
        let (parent, kinds) = (given(&request.party_id), kinds(&request.kinds)?);
        let filter = ItemFilter { parent, kinds, ..ItemFilter::default() };
        let (sites, next_page_token) =
            records::list::<Sites>(&self.0, &call, &mut request, filter).await?;
        Ok(Response::new(v1::ListSitesResponse { sites, next_page_token }))
    }

    async fn update_site(&self, request: Request<v1::UpdateSiteRequest>) -> Answer<v1::Site> {
        let (call, request) = Call::of(request)?;
        let (site, mask) = (request.site.as_ref(), request.update_mask.as_ref());
        records::update::<Sites>(&self.0, &call, &request, site, mask).await
    }

    async fn delete_site(&self, request: Request<v1::DeleteSiteRequest>) -> Answer<()> {
        let (call, request) = Call::of(request)?;
        let named = Named { id: &request.id, etag: &request.etag };
        records::delete::<Sites>(&self.0, &call, &request, named).await
    }

    async fn import_sites(
        &self,
        request: Request<v1::ImportSitesRequest>,
    ) -> Answer<v1::ImportSitesResponse> {
        let (call, request) = Call::of(request)?;
        import::serve::<Sites>(&self.0, &call, request).await.map(Response::new)
    }

    async fn search_goods(
        &self,
        request: Request<v1::SearchGoodsRequest>,
    ) -> Answer<v1::SearchGoodsResponse> {
        let (_, request) = Call::of(request)?;
        let lists = self.0.registrar().lists(self.0.records()).await?;
        goods::search(&lists, &request).map(Response::new)
    }

    async fn get_goods(&self, request: Request<v1::GetGoodsRequest>) -> Answer<v1::ListedGoods> {
        let (_, request) = Call::of(request)?;
        let lists = self.0.registrar().lists(self.0.records()).await?;
        goods::get(&lists, &request.un).map(Response::new)
    }

    async fn list_lists(
        &self,
        request: Request<v1::ListListsRequest>,
    ) -> Answer<v1::ListListsResponse> {
        let (call, request) = Call::of(request)?;
        let lists = self.0.registrar().lists(self.0.records()).await?;
        lists::list(&self.0, &call, &lists, request).map(Response::new)
    }

    async fn import_list(
        &self,
        request: Request<v1::ImportListRequest>,
    ) -> Answer<v1::ImportListResponse> {
        let (call, request) = Call::of(request)?;
        edition::import(&self.0, &call, &request).await.map(Response::new)
    }
}
