//! `WaybillService`: waybills written, checked, handed on, moved through their lives and proved.
//!
//! Whatever is done to a waybill is an event of its chain: it is signed, and filed together with
//! the new version, what the waybill takes, the trip that it puts into the world, and the trace of
//! the call, or not at all. The life cycle and the chain are `placard-waybill`'s; who a caller is
//! in a waybill is decided in `actor.rs`, what the register says of it in `party.rs`.

mod actor;
mod chain;
mod check;
mod deed;
mod document;
mod file;
mod list;
mod lists;
mod party;
mod register;
mod report;
mod signer;
mod timer;
mod transition;
mod trip;
mod validate;
mod verify;
mod watch;
mod write;
mod written;

use placard_api::v1;
use placard_api::v1::waybill_service_server::WaybillService;
use tonic::{Request, Response, Status, Streaming};

use crate::call::Call;
use crate::hall::Hall;
use crate::watch::Watched;

pub(crate) use lists::Edition;
pub(crate) use register::Registrar;
pub(crate) use report::{text, write_list};
pub(crate) use signer::SignerCell;
pub use timer::Timer;

/// The service.
pub(crate) struct WaybillDesk(pub(crate) Hall);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl WaybillService for WaybillDesk {
    async fn create_waybill(
        &self,
        request: Request<v1::CreateWaybillRequest>,
    ) -> Answer<v1::FiledWaybill> {
        let (call, request) = Call::of(request)?;
        written::create(&self.0, &call, &request).await.map(Response::new)
    }

    async fn get_waybill(
        &self,
        request: Request<v1::GetWaybillRequest>,
    ) -> Answer<v1::FiledWaybill> {
        let (call, request) = Call::of(request)?;
        list::get(&self.0, &call, &request).await.map(Response::new)
    }

    async fn list_waybills(
        &self,
        request: Request<v1::ListWaybillsRequest>,
    ) -> Answer<v1::ListWaybillsResponse> {
        let (call, request) = Call::of(request)?;
        list::list(&self.0, &call, request).await.map(Response::new)
    }

    async fn update_waybill(
        &self,
        request: Request<v1::UpdateWaybillRequest>,
    ) -> Answer<v1::FiledWaybill> {
        let (call, request) = Call::of(request)?;
        written::update(&self.0, &call, &request).await.map(Response::new)
    }

    async fn transition_waybill(
        &self,
        request: Request<v1::TransitionWaybillRequest>,
    ) -> Answer<v1::FiledWaybill> {
        let (call, request) = Call::of(request)?;
        transition::transition(&self.0, &call, &request).await.map(Response::new)
    }

    async fn verify_waybill(
        &self,
        request: Request<v1::VerifyWaybillRequest>,
    ) -> Answer<v1::VerifyWaybillResponse> {
        let (call, request) = Call::of(request)?;
        verify::verify(&self.0, &call, &request).await.map(Response::new)
    }

    async fn get_chain(&self, request: Request<v1::GetChainRequest>) -> Answer<v1::Chain> {
        let (call, request) = Call::of(request)?;
        chain::get(&self.0, &call, &request.id).await.map(Response::new)
    }

    type WatchWaybillsStream = Watched<v1::WatchWaybillsResponse>;

    async fn watch_waybills(
        &self,
        request: Request<v1::WatchWaybillsRequest>,
    ) -> Answer<Self::WatchWaybillsStream> {
        let (call, request) = Call::of(request)?;
        watch::watch(&self.0, &call, request).map(Response::new)
    }

    async fn get_keys(&self, request: Request<v1::GetKeysRequest>) -> Answer<v1::Keys> {
        Call::of(request)?;
        verify::keys(&self.0).await.map(Response::new)
    }

    async fn validate_waybill(
        &self,
        request: Request<v1::ValidateWaybillRequest>,
    ) -> Answer<v1::ValidationReport> {
        let (call, request) = Call::of(request)?;
        validate::one(&self.0, &call, request.waybill.as_ref()).await.map(Response::new)
    }

    type ValidateWaybillsStream = validate::Reports;

    async fn validate_waybills(
        &self,
        request: Request<Streaming<v1::ValidateWaybillsRequest>>,
    ) -> Answer<Self::ValidateWaybillsStream> {
        let (call, request) = Call::of(request)?;
        Ok(Response::new(validate::many(&self.0, &call, request)))
    }

    async fn list_checks(
        &self,
        request: Request<v1::ListChecksRequest>,
    ) -> Answer<v1::ListChecksResponse> {
        let (call, request) = Call::of(request)?;
        validate::checks(&self.0, &call, request).map(Response::new)
    }
}
