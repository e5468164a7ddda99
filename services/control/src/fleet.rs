//! `FleetService`: vehicles, what speaks for them, who runs them, and where they were.

mod carrier;
mod command;
mod person;
mod state;
mod terminal;
mod track;
pub(crate) mod vehicle;
mod watch;

use placard_api::v1;
use placard_api::v1::fleet_service_server::FleetService;
use placard_store::records::ItemFilter;
use tonic::{Request, Response, Status};

use crate::call::Call;
use crate::hall::Hall;
use crate::import;
use crate::records::{self, Named};
use crate::watch::Watched;

pub(crate) use carrier::Carriers;
pub(crate) use person::People;
pub(crate) use terminal::{Terminals, owner_of_vehicle};
pub(crate) use vehicle::Vehicles;

/// The service.
pub(crate) struct Fleet(pub(crate) Hall);

/// A filter's text; empty: any.
pub(crate) fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl FleetService for Fleet {
    async fn create_vehicle(
        &self,
        request: Request<v1::CreateVehicleRequest>,
    ) -> Answer<v1::Vehicle> {
        let (call, request) = Call::of(request)?;
        records::create::<Vehicles>(&self.0, &call, &request, request.vehicle.as_ref()).await
    }

    async fn get_vehicle(&self, request: Request<v1::GetVehicleRequest>) -> Answer<v1::Vehicle> {
        let (call, request) = Call::of(request)?;
        records::get::<Vehicles>(&self.0, &call, &request.id).await
    }

    async fn list_vehicles(
        &self,
        request: Request<v1::ListVehiclesRequest>,
    ) -> Answer<v1::ListVehiclesResponse> {
        let (call, mut request) = Call::of(request)?;
        let (vehicles, next_page_token) = vehicle::list(&self.0, &call, &mut request).await?;
        Ok(Response::new(v1::ListVehiclesResponse { vehicles, next_page_token }))
    }

    async fn update_vehicle(
        &self,
        request: Request<v1::UpdateVehicleRequest>,
    ) -> Answer<v1::Vehicle> {
        let (call, request) = Call::of(request)?;
        let (vehicle, mask) = (request.vehicle.as_ref(), request.update_mask.as_ref());
        records::update::<Vehicles>(&self.0, &call, &request, vehicle, mask).await
    }

    async fn delete_vehicle(&self, request: Request<v1::DeleteVehicleRequest>) -> Answer<()> {
        let (call, request) = Call::of(request)?;
        let named = Named { id: &request.id, etag: &request.etag };
        records::delete::<Vehicles>(&self.0, &call, &request, named).await
    }

    async fn create_terminal(
        &self,
        request: Request<v1::CreateTerminalRequest>,
    ) -> Answer<v1::Terminal> {
        let (call, request) = Call::of(request)?;
        let terminal = terminal::with_owner(&self.0, &call, request.terminal.as_ref()).await?;
        records::create::<Terminals>(&self.0, &call, &request, terminal.as_ref()).await
    }

    async fn get_terminal(&self, request: Request<v1::GetTerminalRequest>) -> Answer<v1::Terminal> {
        let (call, request) = Call::of(request)?;
        records::get::<Terminals>(&self.0, &call, &request.id).await
    }

    async fn list_terminals(
        &self,
        request: Request<v1::ListTerminalsRequest>,
    ) -> Answer<v1::ListTerminalsResponse> {
        let (call, mut request) = Call::of(request)?;
        let filter = ItemFilter { parent: given(&request.vehicle_id), ..ItemFilter::default() };
        let (terminals, next_page_token) =
            records::list::<Terminals>(&self.0, &call, &mut request, filter).await?;
        Ok(Response::new(v1::ListTerminalsResponse { terminals, next_page_token }))
    }

    async fn update_terminal(
        &self,
        request: Request<v1::UpdateTerminalRequest>,
    ) -> Answer<v1::Terminal> {
        let (call, request) = Call::of(request)?;
        let (terminal, mask) = (request.terminal.as_ref(), request.update_mask.as_ref());
        records::update::<Terminals>(&self.0, &call, &request, terminal, mask).await
    }

    async fn delete_terminal(&self, request: Request<v1::DeleteTerminalRequest>) -> Answer<()> {
        let (call, request) = Call::of(request)?;
        let named = Named { id: &request.id, etag: &request.etag };
        records::delete::<Terminals>(&self.0, &call, &request, named).await
    }

    async fn create_carrier(
        &self,
        request: Request<v1::CreateCarrierRequest>,
    ) -> Answer<v1::Carrier> {
        let (call, request) = Call::of(request)?;
        records::create::<Carriers>(&self.0, &call, &request, request.carrier.as_ref()).await
    }

    async fn get_carrier(&self, request: Request<v1::GetCarrierRequest>) -> Answer<v1::Carrier> {
        let (call, request) = Call::of(request)?;
        records::get::<Carriers>(&self.0, &call, &request.id).await
    }

    async fn list_carriers(
        &self,
        request: Request<v1::ListCarriersRequest>,
    ) -> Answer<v1::ListCarriersResponse> {
        let (call, mut request) = Call::of(request)?;
        let filter = ItemFilter::default();
        let (carriers, next_page_token) =
            records::list::<Carriers>(&self.0, &call, &mut request, filter).await?;
        Ok(Response::new(v1::ListCarriersResponse { carriers, next_page_token }))
    }

    async fn update_carrier(
        &self,
        request: Request<v1::UpdateCarrierRequest>,
    ) -> Answer<v1::Carrier> {
        let (call, request) = Call::of(request)?;
        let (carrier, mask) = (request.carrier.as_ref(), request.update_mask.as_ref());
        records::update::<Carriers>(&self.0, &call, &request, carrier, mask).await
    }

    async fn delete_carrier(&self, request: Request<v1::DeleteCarrierRequest>) -> Answer<()> {
        let (call, request) = Call::of(request)?;
        let named = Named { id: &request.id, etag: &request.etag };
        records::delete::<Carriers>(&self.0, &call, &request, named).await
    }

    async fn create_person(&self, request: Request<v1::CreatePersonRequest>) -> Answer<v1::Person> {
        let (call, request) = Call::of(request)?;
        records::create::<People>(&self.0, &call, &request, request.person.as_ref()).await
    }

    async fn get_person(&self, request: Request<v1::GetPersonRequest>) -> Answer<v1::Person> {
        let (call, request) = Call::of(request)?;
        records::get::<People>(&self.0, &call, &request.id).await
    }

    async fn list_people(
        &self,
        request: Request<v1::ListPeopleRequest>,
    ) -> Answer<v1::ListPeopleResponse> {
        let (call, mut request) = Call::of(request)?;
        let filter = ItemFilter { parent: given(&request.carrier_id), ..ItemFilter::default() };
        let (people, next_page_token) =
            records::list::<People>(&self.0, &call, &mut request, filter).await?;
        Ok(Response::new(v1::ListPeopleResponse { people, next_page_token }))
    }

    async fn update_person(&self, request: Request<v1::UpdatePersonRequest>) -> Answer<v1::Person> {
        let (call, request) = Call::of(request)?;
        let (person, mask) = (request.person.as_ref(), request.update_mask.as_ref());
        records::update::<People>(&self.0, &call, &request, person, mask).await
    }

    async fn delete_person(&self, request: Request<v1::DeletePersonRequest>) -> Answer<()> {
        let (call, request) = Call::of(request)?;
        let named = Named { id: &request.id, etag: &request.etag };
        records::delete::<People>(&self.0, &call, &request, named).await
    }

    async fn import_vehicles(
        &self,
        request: Request<v1::ImportVehiclesRequest>,
    ) -> Answer<v1::ImportVehiclesResponse> {
        let (call, request) = Call::of(request)?;
        import::serve::<Vehicles>(&self.0, &call, request).await.map(Response::new)
    }

    async fn import_carriers(
        &self,
        request: Request<v1::ImportCarriersRequest>,
    ) -> Answer<v1::ImportCarriersResponse> {
        let (call, request) = Call::of(request)?;
        import::serve::<Carriers>(&self.0, &call, request).await.map(Response::new)
    }

    async fn import_people(
        &self,
        request: Request<v1::ImportPeopleRequest>,
    ) -> Answer<v1::ImportPeopleResponse> {
        let (call, request) = Call::of(request)?;
        import::serve::<People>(&self.0, &call, request).await.map(Response::new)
    }

    async fn get_vehicle_state(
        &self,
        request: Request<v1::GetVehicleStateRequest>,
    ) -> Answer<v1::VehicleState> {
        let (call, request) = Call::of(request)?;
        state::get(&self.0, &call, &request.id).await.map(Response::new)
    }

    type WatchVehiclesStream = Watched<v1::WatchVehiclesResponse>;

    async fn watch_vehicles(
        &self,
        request: Request<v1::WatchVehiclesRequest>,
    ) -> Answer<Self::WatchVehiclesStream> {
        let (call, request) = Call::of(request)?;
        watch::watch(&self.0, &call, request).map(Response::new)
    }

    async fn get_track(
        &self,
        request: Request<v1::GetTrackRequest>,
    ) -> Answer<v1::GetTrackResponse> {
        let (call, request) = Call::of(request)?;
        track::get(&self.0, &call, request).await.map(Response::new)
    }

    async fn send_text(&self, request: Request<v1::SendTextRequest>) -> Answer<v1::Command> {
        let (call, request) = Call::of(request)?;
        command::send(&self.0, &call, &request).await.map(Response::new)
    }

    async fn get_command(&self, request: Request<v1::GetCommandRequest>) -> Answer<v1::Command> {
        let (call, request) = Call::of(request)?;
        command::get(&self.0, &call, &request.id).await.map(Response::new)
    }

    async fn list_commands(
        &self,
        request: Request<v1::ListCommandsRequest>,
    ) -> Answer<v1::ListCommandsResponse> {
        let (call, request) = Call::of(request)?;
        command::list(&self.0, &call, request).await.map(Response::new)
    }
}
