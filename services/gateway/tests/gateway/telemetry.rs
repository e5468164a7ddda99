//! The telemetry service over real gRPC.

use std::net::SocketAddr;
use std::time::Duration;

use placard_api::caller::{Caller, Role};
use placard_api::time_to;
use placard_api::v1::telemetry_service_client::TelemetryServiceClient;
use placard_api::v1::{
    self, IngestFixesRequest, StreamFixesRequest, StreamFixesResponse, Violations, violation,
};
use placard_domain::{Millis, Timestamp};
use placard_gateway::grpc::Telemetry;
use placard_gateway::grpc::telemetry::{BATCH_MAX, NAMED_MAX, REQUEST_BYTES_MAX};
use prost::Message as _;
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio_stream::wrappers::{ReceiverStream, TcpListenerStream};
use tokio_util::sync::CancellationToken;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Channel;
use tonic::{Code, Request, Status};

use crate::bad_input::Counts;
use crate::gate::{self, Disk, PATIENCE};

/// A line with the telemetry service open to one caller.
struct Office {
    line: placard_partition::Line,
    disk: Disk,
    drain: CancellationToken,
    addr: SocketAddr,
    _folder: TempDir,
}

fn caller(organisation: Option<&str>) -> Caller {
    let organisation = organisation.map(|id| id.parse().unwrap());
    Caller { name: "fleet".into(), organisation, role: Role::Platform }
}

impl Office {
    async fn open(caller: Option<Caller>) -> Self {
        let (folder, disk) = (tempfile::tempdir().unwrap(), Disk::default());
        let line = gate::line(&folder, &disk).await;
        let drain = CancellationToken::new();
        let service = Telemetry::new(line.clone()).draining_with(drain.clone()).into_server();
        let service = InterceptedService::new(service, move |mut request: Request<()>| {
            if let Some(caller) = caller.clone() {
                request.extensions_mut().insert(caller);
            }
            Ok(request)
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let server = tonic::transport::Server::builder().add_service(service);
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        Self { line, disk, drain, addr, _folder: folder }
    }

    async fn client(&self) -> TelemetryServiceClient<Channel> {
        let endpoint = Channel::from_shared(format!("http://{}", self.addr)).unwrap();
        TelemetryServiceClient::new(endpoint.connect().await.unwrap())
    }

    fn now(&self) -> Timestamp {
        self.line.clock().now()
    }

    /// Fixes of a vehicle, one a second up to now.
    fn fixes(&self, vehicle: &str, count: usize) -> Vec<v1::Fix> {
        (0..count).map(|n| fix(vehicle, self.now() - Millis::from_secs(n as i64))).collect()
    }

    async fn taken(&self, vehicle: u32) -> usize {
        let all = (Timestamp::MIN, Timestamp::MAX);
        let vehicle = placard_domain::VehicleNo(vehicle);
        self.line.track(vehicle, all.0, all.1, None).await.unwrap().len()
    }

    async fn ingest(&self, fixes: Vec<v1::Fix>) -> Result<u32, Status> {
        let answer = self.client().await.ingest_fixes(IngestFixesRequest { fixes }).await?;
        Ok(answer.into_inner().accepted)
    }
}

fn fix(vehicle: &str, time: Timestamp) -> v1::Fix {
    v1::Fix {
        vehicle_id: vehicle.into(),
        device_time: Some(time_to(time)),
        longitude: Some(111.691_234),
        latitude: Some(29.041_567),
        speed_kmh: Some(60.5),
        ..v1::Fix::default()
    }
}

/// The fields that a status names, with their reasons.
fn named(status: &Status) -> Vec<(String, String)> {
    let details = tonic_types::pb::Status::decode(status.details()).unwrap().details;
    let ours = details.iter().find(|any| any.type_url.ends_with("placard.v1.Violations")).unwrap();
    let found = Violations::decode(ours.value.as_slice()).unwrap().violations;
    found.iter().map(|v| (v.field.clone(), v.reason().as_str_name().to_owned())).collect()
}

fn one(field: &str, reason: violation::Reason) -> Vec<(String, String)> {
    vec![(field.to_owned(), reason.as_str_name().to_owned())]
}

#[tokio::test]
async fn a_batch_is_durable_when_it_is_answered() {
    let office = Office::open(Some(caller(None))).await;
    assert_eq!(office.ingest(office.fixes("v1", BATCH_MAX)).await.unwrap(), 1000);
    assert_eq!(office.taken(1).await, 1000);
    assert_eq!(office.ingest(vec![]).await.unwrap(), 0);
}

#[tokio::test]
async fn one_wrong_fix_refuses_the_batch_and_every_fault_is_named() {
    let counts = Counts::begin();
    let office = Office::open(Some(caller(None))).await;
    let mut fixes = office.fixes("v1", 8);
    fixes[1].latitude = Some(95.0);
    fixes[1].speed_kmh = Some(-1.0);
    fixes[3].vehicle_id = "nobody".into();
    fixes[4].device_time = Some(time_to(office.now() + Millis::from_minutes(10)));
    fixes[5].device_time = Some(time_to(office.now() - Millis::from_days(40)));
    fixes[6].device_time = None;
    let status = office.ingest(fixes).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let expected = [
        ("fixes[1].latitude", "LATITUDE_OUT_OF_RANGE"),
        ("fixes[1].speed_kmh", "OUT_OF_RANGE"),
        ("fixes[3].vehicle_id", "UNKNOWN_VEHICLE"),
        ("fixes[4].device_time", "TIME_AHEAD"),
        ("fixes[5].device_time", "TIME_TOO_OLD"),
        ("fixes[6].device_time", "REQUIRED"),
    ];
    assert_eq!(named(&status), expected.map(|(field, why)| (field.to_owned(), why.to_owned())));
    assert_eq!(office.taken(1).await, 0, "nothing of it was taken");
    for reason in ["LATITUDE_OUT_OF_RANGE", "UNKNOWN_VEHICLE", "TIME_AHEAD", "TIME_TOO_OLD"] {
        let label = format!("reason=\"{reason}\"");
        assert_eq!(counts.of("placard_fixes_refused_total", &label), 1, "{reason}");
    }
}

#[tokio::test]
async fn a_status_that_names_many_faults_still_reaches_every_client() {
    let office = Office::open(Some(caller(None))).await;
    let mut fixes = office.fixes("v1", BATCH_MAX);
    fixes.iter_mut().for_each(|fix| fix.latitude = Some(95.0));
    let status = office.ingest(fixes).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    assert_eq!(named(&status).len(), NAMED_MAX + 1);
    let trailers = status.details().len() * 4 / 3 + status.message().len();
    assert!(trailers < 8 * 1024, "{trailers} bytes");
}

#[tokio::test]
async fn a_batch_over_the_limit_is_refused_by_name() {
    let office = Office::open(Some(caller(None))).await;
    let status = office.ingest(office.fixes("v1", BATCH_MAX + 1)).await.unwrap_err();
    assert_eq!(named(&status), one("fixes", violation::Reason::TooLarge));
}

#[tokio::test]
async fn nobody_and_the_wrong_organisation_are_turned_away() {
    let office = Office::open(None).await;
    let status = office.ingest(office.fixes("v1", 1)).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);

    let office = Office::open(Some(caller(Some("carrier-a")))).await;
    let mut fixes = office.fixes("v1", 1);
    fixes.extend(office.fixes("v2", 1));
    let status = office.ingest(fixes).await.unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied);
    assert_eq!(named(&status), one("fixes[1].vehicle_id", violation::Reason::PermissionDenied));
    assert_eq!(office.ingest(office.fixes("v1", 1)).await.unwrap(), 1);
}

#[tokio::test]
async fn a_full_disk_and_a_closed_line_are_said() {
    let office = Office::open(Some(caller(None))).await;
    office.disk.set_full(true);
    let status = office.ingest(office.fixes("v1", 1)).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(named(&status), one("", violation::Reason::DiskFull));
    office.disk.set_full(false);
    office.line.drain().await;
    let status = office.ingest(office.fixes("v1", 1)).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
}

#[tokio::test]
async fn a_message_that_is_too_large_is_refused_and_the_service_lives() {
    let counts = Counts::begin();
    let office = Office::open(Some(caller(None))).await;
    let mut huge = fix("v1", office.now());
    huge.vehicle_id = "x".repeat(REQUEST_BYTES_MAX);
    let status = office.ingest(vec![huge.clone()]).await.unwrap_err();
    assert_eq!(status.code(), Code::OutOfRange);
    let mut stream = Stream::open(&office).await;
    stream.send(1, vec![huge]).await;
    assert_eq!(stream.next().await.unwrap_err().code(), Code::OutOfRange);
    assert_eq!(counts.of("placard_fixes_refused_total", "TOO_LARGE"), 1);
    assert_eq!(office.ingest(office.fixes("v1", 1)).await.unwrap(), 1);
}

/// Both ends of a stream.
struct Stream {
    batches: mpsc::Sender<StreamFixesRequest>,
    answers: tonic::Streaming<StreamFixesResponse>,
}

impl Stream {
    async fn open(office: &Office) -> Self {
        let (batches, input) = mpsc::channel(64);
        let answers = office.client().await.stream_fixes(ReceiverStream::new(input)).await.unwrap();
        Self { batches, answers: answers.into_inner() }
    }

    async fn send(&self, sequence: u64, fixes: Vec<v1::Fix>) {
        self.batches.send(StreamFixesRequest { sequence, fixes }).await.unwrap();
    }

    async fn next(&mut self) -> Result<Option<StreamFixesResponse>, Status> {
        tokio::time::timeout(PATIENCE, self.answers.message()).await.expect("in time")
    }

    async fn acknowledged(&mut self) -> StreamFixesResponse {
        self.next().await.unwrap().expect("an answer")
    }
}

#[tokio::test]
async fn a_stream_is_answered_in_order_with_what_is_durable() {
    let office = Office::open(Some(caller(None))).await;
    let mut stream = Stream::open(&office).await;
    let fixes = office.fixes("v1", 1000);
    for (n, part) in fixes.chunks(20).enumerate() {
        stream.send(10 * n as u64, part.to_vec()).await;
    }
    for n in 0..50 {
        let answer = stream.acknowledged().await;
        assert_eq!((answer.acknowledged_sequence, answer.refused), (10 * n, vec![]));
    }
    assert_eq!(office.taken(1).await, 1000);
    drop(stream.batches);
    assert_eq!(stream.answers.message().await.unwrap(), None);
}

#[tokio::test]
async fn what_a_stream_may_not_take_is_named_once_kept_and_the_rest_is_taken() {
    let office = Office::open(Some(caller(None))).await;
    let mut stream = Stream::open(&office).await;
    let mut fixes = office.fixes("v1", 5);
    fixes[3].latitude = Some(95.0);
    stream.send(1, fixes).await;
    stream.send(2, office.fixes("v2", 1)).await;
    let answer = stream.acknowledged().await;
    assert_eq!(answer.acknowledged_sequence, 1);
    let [refused] = &answer.refused[..] else { panic!("{answer:?}") };
    assert_eq!((refused.sequence, refused.index), (1, 3));
    assert_eq!(refused.violations[0].field, "latitude");
    let answer = stream.acknowledged().await;
    assert_eq!((answer.acknowledged_sequence, answer.refused), (2, vec![]));
    assert_eq!((office.taken(1).await, office.taken(2).await), (4, 1));
    let kept = office.line.records().refusals("caller fleet").await.unwrap();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].text.starts_with("1 of 5: fixes[3].latitude"), "{}", kept[0].text);
    let report = StreamFixesRequest::decode(&kept[0].report[..]).unwrap();
    assert_eq!(report.fixes[0].latitude, Some(95.0));
}

#[tokio::test]
async fn a_sequence_that_does_not_rise_ends_the_stream_after_what_came_before() {
    let office = Office::open(Some(caller(None))).await;
    for second in [5, 4] {
        let mut stream = Stream::open(&office).await;
        stream.send(5, office.fixes("v1", 1)).await;
        stream.send(second, office.fixes("v1", 1)).await;
        assert_eq!(stream.acknowledged().await.acknowledged_sequence, 5);
        let status = stream.next().await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument);
        assert_eq!(named(&status), one("sequence", violation::Reason::OutOfRange));
    }
}

#[tokio::test]
async fn a_full_disk_ends_the_stream_and_acknowledges_nothing() {
    let office = Office::open(Some(caller(None))).await;
    let mut stream = Stream::open(&office).await;
    office.disk.set_full(true);
    stream.send(1, office.fixes("v1", 1)).await;
    assert_eq!(stream.next().await.unwrap_err().code(), Code::ResourceExhausted);
    office.disk.set_full(false);
    let mut stream = Stream::open(&office).await;
    stream.send(1, office.fixes("v1", 1)).await;
    loop {
        match stream.next().await {
            Ok(Some(answer)) => break assert_eq!(answer.acknowledged_sequence, 1),
            Ok(None) => panic!("no answer"),
            // The line looks for room again in its own time.
            Err(status) => {
                assert_eq!(status.code(), Code::ResourceExhausted);
                tokio::time::sleep(Duration::from_millis(100)).await;
                stream = Stream::open(&office).await;
                stream.send(1, office.fixes("v1", 1)).await;
            }
        }
    }
}

#[tokio::test]
async fn batches_are_on_their_way_side_by_side_and_no_more_than_the_bound() {
    let office = Office::open(Some(caller(None))).await;
    let mut stream = Stream::open(&office).await;
    stream.send(0, office.fixes("v1", 1)).await;
    stream.acknowledged().await;
    office.disk.set_slow(Duration::from_millis(300));
    let began = std::time::Instant::now();
    for n in 1..=12 {
        stream.send(n, office.fixes("v1", 1)).await;
    }
    for n in 1..=12 {
        assert_eq!(stream.acknowledged().await.acknowledged_sequence, n);
    }
    assert!(began.elapsed() < Duration::from_secs(2), "{:?} for twelve", began.elapsed());
}

#[tokio::test]
async fn a_drain_finishes_what_was_read_and_ends_the_stream() {
    let office = Office::open(Some(caller(None))).await;
    let mut stream = Stream::open(&office).await;
    stream.send(1, office.fixes("v1", 1)).await;
    assert_eq!(stream.acknowledged().await.acknowledged_sequence, 1);
    office.drain.cancel();
    assert_eq!(stream.next().await.unwrap(), None);
}
