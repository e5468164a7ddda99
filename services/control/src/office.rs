//! The office: everything that is served on the one HTTP port, but for what the binary adds.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use placard_api::errors::refuse;
use placard_api::item::Owner;
use placard_api::v1::alert_service_server::AlertServiceServer;
use placard_api::v1::fleet_service_server::FleetServiceServer;
use placard_api::v1::route_service_server::RouteServiceServer;
use placard_api::v1::rule_service_server::RuleServiceServer;
use placard_api::v1::zone_service_server::ZoneServiceServer;
use placard_domain::{JurisdictionId, OrganisationId, Reason, Timestamp};
use placard_partition::Line;
use placard_store::Records;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tonic_health::pb::health_server::HealthServer;

use crate::alerts::AlertDesk;
use crate::call::Call;
use crate::fleet::Fleet;
use crate::gate::{self, Gate};
use crate::health::LineHealth;
use crate::identity::Identity;
use crate::json::{self, Door};
use crate::pages::Pages;
use crate::routes::RouteOffice;
use crate::rules::RuleDesk;
use crate::watch::Gallery;
use crate::web;
use crate::zones::ZoneOffice;

/// The largest message taken, over gRPC and as the body of a JSON request alike: 16 MiB, some
/// 60,000 vehicles or 2,000 zones of a hundred positions. What is larger is sent in parts, or
/// imported by `placard import`, which reads files of any size.
pub const MESSAGE_MAX: usize = 16 * 1024 * 1024;

/// How the office is set up.
#[derive(Clone, Debug)]
pub struct OfficeSettings {
    /// Seals page tokens; kept from start to start, or tokens end with the process.
    pub page_key: [u8; 32],
    /// The authority that runs this server: whose records are those that do not say, written by a
    /// caller that sees all. Its zones are everybody's to read.
    pub organisation: OrganisationId,
    /// Where records belong that do not say.
    pub jurisdiction: JurisdictionId,
}

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

/// What every service has at hand. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Hall(Arc<Inner>);

struct Inner {
    line: Line,
    settings: OfficeSettings,
    pages: Pages,
    gallery: Gallery,
}

impl Hall {
    pub(crate) fn new(line: Line, settings: OfficeSettings) -> Self {
        Self::with(line, settings, Gallery::default())
    }

    fn with(line: Line, settings: OfficeSettings, gallery: Gallery) -> Self {
        let pages = Pages::new(&settings.page_key);
        Self(Arc::new(Inner { line, settings, pages, gallery }))
    }

    pub(crate) fn line(&self) -> &Line {
        &self.0.line
    }

    pub(crate) fn records(&self) -> &dyn Records {
        self.0.line.records().as_ref()
    }

    pub(crate) fn pages(&self) -> &Pages {
        &self.0.pages
    }

    /// Where those stand who watch.
    pub(crate) fn gallery(&self) -> &Gallery {
        &self.0.gallery
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.line().clock().now()
    }

    /// The authority that runs this server.
    pub(crate) fn authority(&self) -> &OrganisationId {
        &self.0.settings.organisation
    }

    /// Where things are that do not say.
    pub(crate) fn jurisdiction(&self) -> &JurisdictionId {
        &self.0.settings.jurisdiction
    }

    /// Whose a record is that a caller writes and that does not say.
    pub(crate) fn owner(&self, call: &Call) -> Owner {
        let own = call.caller().organisation.clone();
        Owner {
            organisation: own.unwrap_or_else(|| self.authority().clone()),
            jurisdiction: self.0.settings.jurisdiction.clone(),
        }
    }

    /// Up to when everything accepted has been judged, in every partition.
    pub(crate) fn as_of(&self) -> Timestamp {
        let partitions = self.line().health().partitions;
        partitions.iter().map(|partition| partition.as_of).min().unwrap_or_default()
    }
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
        let routes = extra
            .add_service(fleet.max_decoding_message_size(MESSAGE_MAX))
            .add_service(zones.max_decoding_message_size(MESSAGE_MAX))
            .add_service(alerts.max_decoding_message_size(MESSAGE_MAX))
            .add_service(planned.max_decoding_message_size(MESSAGE_MAX))
            .add_service(rules.max_decoding_message_size(MESSAGE_MAX))
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
