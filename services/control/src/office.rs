//! The office: everything that is served on the one HTTP port, but for what the binary adds.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use placard_api::errors::refuse;
use placard_api::v1::alert_service_server::AlertServiceServer;
use placard_api::v1::fleet_service_server::FleetServiceServer;
use placard_api::v1::party_service_server::PartyServiceServer;
use placard_api::v1::reference_service_server::ReferenceServiceServer;
use placard_api::v1::route_service_server::RouteServiceServer;
use placard_api::v1::rule_service_server::RuleServiceServer;
use placard_api::v1::waybill_service_server::WaybillServiceServer;
use placard_api::v1::zone_service_server::ZoneServiceServer;
use placard_domain::Reason;
use placard_partition::Line;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tonic_health::pb::health_server::HealthServer;

use crate::alerts::AlertDesk;
use crate::fleet::Fleet;
use crate::gallery::Gallery;
use crate::gate::{self, Gate};
use crate::hall::{Hall, MESSAGE_MAX, OfficeSettings};
use crate::health::LineHealth;
use crate::identity::Identity;
use crate::json::{self, Door};
use crate::parties::PartyOffice;
use crate::reference::ReferenceOffice;
use crate::routes::RouteOffice;
use crate::rules::RuleDesk;
use crate::waybills::{Timer, WaybillDesk};
use crate::web;
use crate::zones::ZoneOffice;

/// Why the office did not open.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The protos have an HTTP rule that JSON cannot be served by.
    #[error("{0}")]
    Route(#[from] json::RouteError),
    /// The protos cannot be shown to those who ask.
    #[error("reflection: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
}

/// The services, their gate and their doors.
pub struct Office {
    line: Line,
    settings: OfficeSettings,
    identity: Identity,
    gallery: Gallery,
}

impl Office {
    /// Sets the office up over a line. `identity` says who is known.
    #[must_use]
    pub fn new(line: Line, identity: Identity, settings: OfficeSettings) -> Self {
        Self { line, settings, identity, gallery: Gallery::default() }
    }

    /// When `drain` is cancelled, watches end, and say so.
    #[must_use]
    pub fn draining_with(mut self, drain: CancellationToken) -> Self {
        self.gallery.drain = drain;
        self
    }

    /// How long a watcher may leave unread what it is told; 30 s unless said.
    #[must_use]
    pub fn with_watch_patience(mut self, patience: Duration) -> Self {
        self.gallery.patience = patience;
        self
    }

    /// What sees to waybills whose time is up; whoever serves the office runs it beside.
    #[must_use]
    pub fn timer(&self) -> Timer {
        Timer::new(self.line.clone(), self.settings.clone())
    }

    /// Everything on one router: gRPC and gRPC-Web, JSON under `/v1/`, health and reflection, and
    /// the services of `extra`, which come from crates that this one does not know. All pass the
    /// same gate.
    ///
    /// Whoever serves it puts the peer's address into each request's extensions as
    /// `axum::extract::ConnectInfo<std::net::SocketAddr>`: without identities, nobody is let in
    /// whose address is not known to be loopback.
    ///
    /// # Errors
    /// [`OfficeError`] where the protos are not what this binary can serve.
    pub fn router(&self, extra: Routes) -> Result<Router, OfficeError> {
        let gate = Arc::new(Gate::new(self.identity.clone(), self.line.clone()));
        let services = self.services(extra)?;
        let door = Arc::new(Door::new(Arc::clone(&gate), services.clone())?);
        Ok(services
            .layer(from_fn_with_state(gate, gate::guard))
            .layer(from_fn(web::door))
            .route("/v1/openapi.json", get(json::describe).with_state(Arc::clone(&door)))
            .route("/v1/{*path}", any(json::serve).with_state(door))
            .fallback(nothing_there))
    }

    /// The gRPC services as they are behind the gate.
    fn services(&self, extra: Routes) -> Result<Router, OfficeError> {
        let (line, settings) = (self.line.clone(), self.settings.clone());
        let hall = Hall::with(line, settings, self.gallery.clone());
        let hall = || hall.clone();
        let reflection = tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(placard_api::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            .build_v1()?;
        let fleet = FleetServiceServer::new(Fleet(hall()));
        let zones = ZoneServiceServer::new(ZoneOffice(hall()));
        let alerts = AlertServiceServer::new(AlertDesk(hall()));
        let planned = RouteServiceServer::new(RouteOffice(hall()));
        let rules = RuleServiceServer::new(RuleDesk(hall()));
        let parties = PartyServiceServer::new(PartyOffice(hall()));
        let reference = ReferenceServiceServer::new(ReferenceOffice(hall()));
        let waybills = WaybillServiceServer::new(WaybillDesk(hall()));
        let routes = extra
            .add_service(fleet.max_decoding_message_size(MESSAGE_MAX))
            .add_service(zones.max_decoding_message_size(MESSAGE_MAX))
            .add_service(alerts.max_decoding_message_size(MESSAGE_MAX))
            .add_service(planned.max_decoding_message_size(MESSAGE_MAX))
            .add_service(rules.max_decoding_message_size(MESSAGE_MAX))
            .add_service(parties.max_decoding_message_size(MESSAGE_MAX))
            .add_service(reference.max_decoding_message_size(MESSAGE_MAX))
            .add_service(waybills.max_decoding_message_size(MESSAGE_MAX))
            .add_service(HealthServer::new(LineHealth(self.line.clone())))
            .add_service(reflection);
        Ok(routes.into_axum_router().reset_fallback())
    }
}

/// What stands at no path, in the words of whoever asks.
async fn nothing_there(request: axum::extract::Request) -> axum::response::Response {
    let headers = request.headers();
    let content_type =
        headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if content_type.is_some_and(|kind| kind.starts_with("application/grpc")) {
        let method = request.uri().path().trim_start_matches('/');
        return refuse("", Reason::Unsupported, method).into_http();
    }
    json::answer_status(&refuse("", Reason::NotFound, request.uri().path()))
}
