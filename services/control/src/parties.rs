//! `PartyService`: consignors, consignees, loaders and tanks, and what of the register ends soon.

mod expiry;
mod party;
mod tank;

use placard_api::v1;
use placard_api::v1::party_service_server::PartyService;
use placard_store::records::ItemFilter;
use tonic::{Request, Response, Status};

use crate::call::Call;
use crate::fleet::given;
use crate::hall::Hall;
use crate::import;
use crate::records::{self, Named};

pub(crate) use party::Parties;
pub(crate) use tank::Tanks;

/// The service.
pub(crate) struct PartyOffice(pub(crate) Hall);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl PartyService for PartyOffice {
    async fn create_party(&self, request: Request<v1::CreatePartyRequest>) -> Answer<v1::Party> {
        let (call, request) = Call::of(request)?;
        records::create::<Parties>(&self.0, &call, &request, request.party.as_ref()).await
    }

    async fn get_party(&self, request: Request<v1::GetPartyRequest>) -> Answer<v1::Party> {
        let (call, request) = Call::of(request)?;
        records::get::<Parties>(&self.0, &call, &request.id).await
    }

    async fn list_parties(
        &self,
        request: Request<v1::ListPartiesRequest>,
    ) -> Answer<v1::ListPartiesResponse> {
        let (call, mut request) = Call::of(request)?;
        let filter = ItemFilter::default();
        let (parties, next_page_token) =
            records::list::<Parties>(&self.0, &call, &mut request, filter).await?;
        Ok(Response::new(v1::ListPartiesResponse { parties, next_page_token }))
    }

    async fn update_party(&self, request: Request<v1::UpdatePartyRequest>) -> Answer<v1::Party> {
        let (call, request) = Call::of(request)?;
        let (party, mask) = (request.party.as_ref(), request.update_mask.as_ref());
        records::update::<Parties>(&self.0, &call, &request, party, mask).await
    }

    async fn delete_party(&self, request: Request<v1::DeletePartyRequest>) -> Answer<()> {
        let (call, request) = Call::of(request)?;
        let named = Named { id: &request.id, etag: &request.etag };
        records::delete::<Parties>(&self.0, &call, &request, named).await
    }

    async fn import_parties(
        &self,
        request: Request<v1::ImportPartiesRequest>,
    ) -> Answer<v1::ImportPartiesResponse> {
        let (call, request) = Call::of(request)?;
        import::serve::<Parties>(&self.0, &call, request).await.map(Response::new)
    }

    async fn create_tank(&self, request: Request<v1::CreateTankRequest>) -> Answer<v1::Tank> {
        let (call, request) = Call::of(request)?;
        records::create::<Tanks>(&self.0, &call, &request, request.tank.as_ref()).await
    }

    async fn get_tank(&self, request: Request<v1::GetTankRequest>) -> Answer<v1::Tank> {
        let (call, request) = Call::of(request)?;
        records::get::<Tanks>(&self.0, &call, &request.id).await
    }

    async fn list_tanks(
        &self,
        request: Request<v1::ListTanksRequest>,
    ) -> Answer<v1::ListTanksResponse> {
        let (call, mut request) = Call::of(request)?;
        let filter = ItemFilter { parent: given(&request.carrier_id), ..ItemFilter::default() };
        let (tanks, next_page_token) =
            records::list::<Tanks>(&self.0, &call, &mut request, filter).await?;
        Ok(Response::new(v1::ListTanksResponse { tanks, next_page_token }))
    }

    async fn update_tank(&self, request: Request<v1::UpdateTankRequest>) -> Answer<v1::Tank> {
        let (call, request) = Call::of(request)?;
        let (tank, mask) = (request.tank.as_ref(), request.update_mask.as_ref());
        records::update::<Tanks>(&self.0, &call, &request, tank, mask).await
    }

    async fn delete_tank(&self, request: Request<v1::DeleteTankRequest>) -> Answer<()> {
        let (call, request) = Call::of(request)?;
        let named = Named { id: &request.id, etag: &request.etag };
        records::delete::<Tanks>(&self.0, &call, &request, named).await
    }

    async fn import_tanks(
        &self,
        request: Request<v1::ImportTanksRequest>,
    ) -> Answer<v1::ImportTanksResponse> {
        let (call, request) = Call::of(request)?;
        import::serve::<Tanks>(&self.0, &call, request).await.map(Response::new)
    }

    async fn list_expiries(
        &self,
        request: Request<v1::ListExpiriesRequest>,
    ) -> Answer<v1::ListExpiriesResponse> {
        let (call, mut request) = Call::of(request)?;
        let (expiries, next_page_token) = expiry::list(&self.0, &call, &mut request).await?;
        Ok(Response::new(v1::ListExpiriesResponse { expiries, next_page_token }))
    }
}
