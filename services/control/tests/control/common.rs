//! A house to ask at: a line over real SQLite, an office on a real socket, and both kinds of
//! caller.

#![allow(clippy::disallowed_methods, reason = "tests do I/O")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::extract::ConnectInfo;
use http_body_util::{BodyExt as _, Full};
use placard_api::caller::Role;
use placard_api::v1::alert_service_client::AlertServiceClient;
use placard_api::v1::fleet_service_client::FleetServiceClient;
use placard_api::v1::party_service_client::PartyServiceClient;
use placard_api::v1::reference_service_client::ReferenceServiceClient;
use placard_api::v1::route_service_client::RouteServiceClient;
use placard_api::v1::rule_service_client::RuleServiceClient;
use placard_api::v1::waybill_service_client::WaybillServiceClient;
use placard_api::v1::zone_service_client::ZoneServiceClient;
use placard_control::{ApiKey, Identity, KeyHash, Office, OfficeSettings, Timer};
use placard_domain::{
    Alert, Fix, JurisdictionId, Millis, OrganisationId, Position, Speed, Timestamp, VehicleNo,
};
use placard_partition::{Clock, Line, Options, SteadyClock};
use placard_store::Stores;
use placard_store::open::StoreUrl;
use placard_store::records::{AlertFilter, AuditEntry, Kind};
use placard_store::sqlite::{FolderError, JournalOptions, Synchronous};
use serde_json::{Value, json};
use tonic::metadata::AsciiMetadataValue;
use tonic::service::interceptor::InterceptedService;
use tonic::service::{Interceptor, Routes};
use tonic::transport::{Channel, Endpoint};

/// The house, open until dropped.
pub(crate) struct House {
    pub(crate) line: Line,
    pub(crate) timer: Timer,
    address: SocketAddr,
    serving: Serving,
    folder: tempfile::TempDir,
    setting: Setting,
}

/// What serves a house: ends with it.
struct Serving {
    task: tokio::task::JoinHandle<()>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An answer over HTTP.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// The reason and the field of each violation.
    pub(crate) fn faults(&self) -> Vec<(String, String)> {
        let details = self.body["details"].as_array().cloned().unwrap_or_default();
        let ours = details.iter().filter_map(|detail| detail["violations"].as_array()).flatten();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        ours.map(|v| (text(&v["reason"]), text(&v["field"]))).collect()
    }

    /// Asserts that it names these faults, each in both languages, in the message and in the detail
    /// that every gRPC client knows.
    pub(crate) fn refuses(&self, code: u16, expected: &[(&str, &str)]) {
        let faults = self.faults();
        let found: Vec<_> = faults.iter().map(|(r, f)| (r.as_str(), f.as_str())).collect();
        assert_eq!((self.code, found.as_slice()), (code, expected), "{}", self.body);
        let googles = &self.body["details"][0]["fieldViolations"];
        let ours = &self.body["details"][1]["violations"];
        for (i, (reason, field)) in expected.iter().enumerate() {
            assert_eq!(
                (&googles[i]["reason"], &googles[i]["field"]),
                (&json!(reason), &json!(field))
            );
            assert!(
                ours[i]["zh"].as_str().unwrap().chars().any(|c| c > '\u{2e80}'),
                "{}",
                self.body
            );
            assert!(ours[i]["en"].as_str().unwrap().chars().any(|c| c.is_ascii_alphabetic()));
            assert!(self.body["message"].as_str().unwrap().contains(field), "{}", self.body);
        }
    }

    /// The first reason.
    pub(crate) fn reason(&self) -> String {
        self.faults().first().map(|(reason, _)| reason.clone()).unwrap_or_default()
    }

    /// The body of an answer that must have gone well.
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.code, 200, "{}", self.body);
        self.body
    }
}

pub(crate) fn key(name: &str, role: Role, organisation: Option<&str>) -> ApiKey {
    let organisation = organisation.map(|id| OrganisationId::new(id).unwrap());
    ApiKey { name: name.to_owned(), organisation, role, hash: KeyHash::of(&secret(name)) }
}

/// What the holder of a key shows.
pub(crate) fn secret(name: &str) -> String {
    format!("key-of-{name}")
}

/// A house for the local administrator.
pub(crate) async fn house() -> House {
    open(Vec::new(), Routes::default()).await
}

/// A house for the holders of keys.
pub(crate) async fn open(keys: Vec<ApiKey>, extra: Routes) -> House {
    open_in(tempfile::tempdir().unwrap(), keys, extra, Setting::default()).await
}

/// A house with keys of its own for tokens.
pub(crate) async fn elsewhere(keys: Vec<ApiKey>) -> House {
    let setting = Setting { page_key: [8; 32], ..Setting::default() };
    open_in(tempfile::tempdir().unwrap(), keys, Routes::default(), setting).await
}

/// A house without keys that is asked from elsewhere.
pub(crate) async fn asked_from(peer: SocketAddr) -> House {
    let setting = Setting { peer: Some(peer), ..Setting::default() };
    open_in(tempfile::tempdir().unwrap(), Vec::new(), Routes::default(), setting).await
}

/// How long a watcher may leave a message unread, in these houses.
pub(crate) const WATCH_PATIENCE: Duration = Duration::from_secs(1);

/// A house whose clock stands where it is set.
pub(crate) async fn open_at(keys: Vec<ApiKey>, clock: Arc<Dial>) -> House {
    let setting = Setting { clock, ..Setting::default() };
    open_in(tempfile::tempdir().unwrap(), keys, Routes::default(), setting).await
}

/// A clock that stands where it is set.
#[derive(Debug)]
pub(crate) struct Dial(AtomicI64);

impl Dial {
    pub(crate) fn at(instant: &str) -> Arc<Self> {
        let instant: jiff::Timestamp = instant.parse().unwrap();
        Arc::new(Self(AtomicI64::new(instant.as_millisecond())))
    }

    pub(crate) fn forward(&self, by: Millis) {
        self.0.fetch_add(by.0, Ordering::SeqCst);
    }
}

impl Clock for Dial {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }

    fn is_steady(&self) -> bool {
        true
    }
}

/// What differs from house to house.
#[derive(Clone)]
struct Setting {
    page_key: [u8; 32],
    signing_key: [u8; 32],
    peer: Option<SocketAddr>,
    clock: Arc<dyn Clock>,
}

impl Default for Setting {
    fn default() -> Self {
        let clock = Arc::new(SteadyClock::default());
        Self { page_key: [7; 32], signing_key: [9; 32], peer: None, clock }
    }
}

/// Opens the stores, once whoever had them has let go: calls that were cut off still do.
async fn stores_at(url: &StoreUrl, options: JournalOptions) -> Stores {
    for _ in 0..200 {
        match placard_store::open(url, options).await {
            Err(FolderError::Held { .. }) => tokio::time::sleep(Duration::from_millis(50)).await,
            opened => return opened.unwrap(),
        }
    }
    panic!("somebody holds on to {url:?}");
}

async fn open_in(
    folder: tempfile::TempDir,
    keys: Vec<ApiKey>,
    extra: Routes,
    setting: Setting,
) -> House {
    let options = JournalOptions { partitions: 2, synchronous: Synchronous::Full };
    let url = StoreUrl::Sqlite(folder.path().join("data"));
    let stores = stores_at(&url, options).await;
    let line = Line::open(stores, Options::default(), Arc::clone(&setting.clock)).await.unwrap();
    let identity = Identity::new(keys).unwrap();
    let settings = OfficeSettings {
        page_key: setting.page_key,
        signing_key: setting.signing_key,
        ..settings()
    };
    let office = Office::new(line.clone(), identity, settings).with_watch_patience(WATCH_PATIENCE);
    let timer = office.timer();
    let router = office.router(extra).unwrap();
    // Nearer to the services than the connection's own address: what they find is this one.
    let router = match setting.peer {
        Some(peer) => router.layer(axum::Extension(ConnectInfo(peer))),
        None => router,
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let task = tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        axum::serve(listener, service).with_graceful_shutdown(stopped).await.unwrap();
    });
    let serving = Serving { task, stop: Some(stop) };
    House { line, timer, address, serving, folder, setting }
}

/// Whose house it is.
fn settings() -> OfficeSettings {
    OfficeSettings {
        page_key: [7; 32],
        signing_key: [9; 32],
        organisation: OrganisationId::new("changde-police").unwrap(),
        jurisdiction: JurisdictionId::new("CN-4307").unwrap(),
    }
}

/// Puts an API key into every request.
#[derive(Clone)]
pub(crate) struct Shows(Option<AsciiMetadataValue>);

impl Shows {
    /// This key.
    pub(crate) fn of(key: &str) -> Self {
        Self(Some(format!("Bearer {key}").parse().unwrap()))
    }
}

impl Interceptor for Shows {
    fn call(
        &mut self,
        mut request: tonic::Request<()>,
    ) -> Result<tonic::Request<()>, tonic::Status> {
        if let Some(value) = &self.0 {
            request.metadata_mut().insert("authorization", value.clone());
        }
        Ok(request)
    }
}

pub(crate) type Wire = InterceptedService<Channel, Shows>;

impl House {
    /// Closes the house in good order and opens it again over the same folder.
    pub(crate) async fn restart(mut self, keys: Vec<ApiKey>) -> Self {
        self.serving.stop.take().unwrap().send(()).unwrap();
        (&mut self.serving.task).await.unwrap();
        self.line.drain().await;
        let Self { line, folder, setting, timer, .. } = self;
        drop(timer);
        line.abandon().await;
        open_in(folder, keys, Routes::default(), setting).await
    }

    /// Closes the house in good order and opens it again with another signing key.
    pub(crate) async fn restart_with_key(mut self, keys: Vec<ApiKey>, seed: u8) -> Self {
        self.setting.signing_key = [seed; 32];
        self.restart(keys).await
    }

    /// The file of records, to be changed behind the house's back.
    pub(crate) fn records_file(&self) -> std::path::PathBuf {
        self.folder.path().join("data/records.db")
    }

    /// Ends the house as a kill would, and opens it again over the same folder.
    pub(crate) async fn kill(mut self, keys: Vec<ApiKey>) -> Self {
        self.serving.task.abort();
        let _ = (&mut self.serving.task).await;
        let Self { line, folder, setting, timer, .. } = self;
        drop(timer);
        line.abandon().await;
        open_in(folder, keys, Routes::default(), setting).await
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Puts the starter in: the jurisdictions of Changde and its zones.
    pub(crate) async fn furnish(&self) {
        placard_control::seed(&self.line, &settings()).await.unwrap().unwrap();
    }

    /// A gRPC connection of its own, for the holder of a key.
    pub(crate) async fn wire(&self, who: &str) -> Wire {
        let endpoint = Endpoint::from_shared(format!("http://{}", self.address)).unwrap();
        let shown = (!who.is_empty()).then(|| format!("Bearer {}", secret(who)).parse().unwrap());
        InterceptedService::new(endpoint.connect().await.unwrap(), Shows(shown))
    }

    pub(crate) async fn fleet(&self, who: &str) -> FleetServiceClient<Wire> {
        FleetServiceClient::new(self.wire(who).await)
    }

    pub(crate) async fn zones(&self, who: &str) -> ZoneServiceClient<Wire> {
        ZoneServiceClient::new(self.wire(who).await)
    }

    pub(crate) async fn routes(&self, who: &str) -> RouteServiceClient<Wire> {
        RouteServiceClient::new(self.wire(who).await)
    }

    pub(crate) async fn parties(&self, who: &str) -> PartyServiceClient<Wire> {
        PartyServiceClient::new(self.wire(who).await)
    }

    pub(crate) async fn reference(&self, who: &str) -> ReferenceServiceClient<Wire> {
        ReferenceServiceClient::new(self.wire(who).await)
    }

    pub(crate) async fn rules(&self, who: &str) -> RuleServiceClient<Wire> {
        RuleServiceClient::new(self.wire(who).await)
    }

    pub(crate) async fn waybills(&self, who: &str) -> WaybillServiceClient<Wire> {
        WaybillServiceClient::new(self.wire(who).await)
    }

    pub(crate) async fn alerts(&self, who: &str) -> AlertServiceClient<Wire> {
        AlertServiceClient::new(self.wire(who).await)
    }

    /// Asks as the local administrator: `GET /v1/vehicles`.
    pub(crate) async fn ask(&self, line: &str, body: Value) -> Answer {
        self.ask_with(line, &[], body).await
    }

    /// Asks as the holder of a key.
    pub(crate) async fn ask_as(&self, who: &str, line: &str, body: Value) -> Answer {
        let shown = format!("Bearer {}", secret(who));
        self.ask_with(line, &[("authorization", &shown)], body).await
    }

    /// Asks with headers, on a connection of its own; a null body is none.
    pub(crate) async fn ask_with(
        &self,
        line: &str,
        headers: &[(&str, &str)],
        body: Value,
    ) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(line, headers, body.into_bytes()).await
    }

    /// Sends any bytes.
    pub(crate) async fn send(&self, line: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let (verb, path) = line.split_once(' ').unwrap();
        let stream = tokio::net::TcpStream::connect(self.address).await.unwrap();
        let stream = hyper_util::rt::TokioIo::new(stream);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await.unwrap();
        let connection = tokio::spawn(connection);
        let mut request = http::Request::builder().method(verb).uri(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", self.address.to_string());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(bytes::Bytes::from(body))).unwrap();
        let response = sender.send_request(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        connection.abort();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { code: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub(crate) async fn audited(&self) -> Vec<AuditEntry> {
        self.line.records().audited(1000).await.unwrap()
    }

    pub(crate) async fn number(&self, vehicle: &str) -> VehicleNo {
        let version = self.line.records().item(Kind::Vehicle, vehicle).await.unwrap();
        VehicleNo(version.unwrap().no)
    }

    /// Drives a vehicle at 10 m/s, a fix a second, into a circle where nobody may be, and waits for
    /// what the engine says of it.
    pub(crate) async fn breach(&self, vehicle: &str, zone: &str) -> Alert {
        self.breach_until(vehicle, zone, self.line.clock().now()).await
    }

    /// The same, with the last fix at an instant of the vehicle's own clock.
    pub(crate) async fn breach_until(&self, vehicle: &str, zone: &str, end: Timestamp) -> Alert {
        let no = self.number(vehicle).await;
        self.line.accept(drive(no, end)).await.unwrap();
        let filter = AlertFilter {
            vehicle: Some(vehicle.to_owned()),
            zone: Some(zone.to_owned()),
            include_shadow: true,
            ..AlertFilter::default()
        };
        for _ in 0..200 {
            let found = self.line.records().alerts(&filter, None, 1).await.unwrap();
            if let Some(alert) = found.into_iter().next() {
                return alert;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the engine said nothing of {vehicle} in {zone}");
    }
}

/// Two minutes of driving east, up to now, the second of them inside [`forbidden`].
pub(crate) fn drive(no: VehicleNo, now: Timestamp) -> Vec<Fix> {
    let fix = |second: i64| {
        let east = second as f64 * 10.0 / 97_300.0;
        let mut fix = Fix::bare(no, now - Millis::from_secs(120 - second));
        fix.position = Position::from_degrees(111.69 + east, 29.04);
        fix.speed = Speed::from_kmh(36.0);
        fix
    };
    (0..120).map(fix).collect()
}

/// The violations that a gRPC status carries: reason, field, Chinese, English.
pub(crate) fn violations(status: &tonic::Status) -> Vec<placard_api::v1::Violation> {
    use prost::Message as _;
    let details = tonic_types::pb::Status::decode(status.details()).unwrap();
    let ours = details.details.iter().filter(|d| d.type_url.ends_with("placard.v1.Violations"));
    let read = ours.map(|d| placard_api::v1::Violations::decode(d.value.as_slice()).unwrap());
    read.flat_map(|found| found.violations).collect()
}

/// A circle that the drive enters after a minute.
pub(crate) fn forbidden(id: &str) -> Value {
    json!({
        "id": id,
        "name": "一号区",
        "kind": "CHEMICAL_PARK",
        "geometry": {"type": "Point", "coordinates": [111.702333, 29.04]},
        "radiusM": 600,
        "bans": [{"effect": "FORBID"}],
        "effectiveFrom": "2026-01-01T00:00:00Z",
    })
}

pub(crate) fn vehicle(id: &str, plate: &str) -> Value {
    json!({
        "id": id,
        "plate": plate,
        "load": {"state": "FULL", "inTank": true, "goods": [{"unNumber": "1203"}]},
    })
}
