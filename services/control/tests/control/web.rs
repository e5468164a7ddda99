//! gRPC-Web as a browser speaks it: HTTP/1.1, trailers in the body, and nobody else's pages.

use bytes::{Buf as _, Bytes, BytesMut};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use placard_api::caller::Role;
use placard_api::v1;
use placard_api::v1::watch_alerts_response::Event;
use prost::Message;
use serde_json::{Value, json};
use tonic::service::Routes;

use crate::common::{House, house, key, open, secret};

const KIND: &str = "application/grpc-web+proto";

/// An answer, read frame by frame.
struct Web {
    head: http::response::Parts,
    body: Incoming,
    read: BytesMut,
}

impl Web {
    /// Calls a method of `placard.v1`.
    async fn call(
        house: &House,
        method: &str,
        headers: &[(&str, &str)],
        message: &impl Message,
    ) -> Self {
        let mut frame = vec![0];
        frame.extend((message.encoded_len() as u32).to_be_bytes());
        message.encode(&mut frame).unwrap();
        Self::send(house, "POST", method, headers, frame).await
    }

    async fn send(
        house: &House,
        verb: &str,
        method: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Self {
        let stream = tokio::net::TcpStream::connect(house.address()).await.unwrap();
        let stream = hyper_util::rt::TokioIo::new(stream);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await.unwrap();
        tokio::spawn(connection);
        let mut request = http::Request::builder()
            .method(verb)
            .uri(format!("/placard.v1.{method}"))
            .header("host", house.address().to_string())
            .header("x-grpc-web", "1");
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", KIND);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(Bytes::from(body))).unwrap();
        let (head, body) = sender.send_request(request).await.unwrap().into_parts();
        Self { head, body, read: BytesMut::new() }
    }

    /// The next frame: its flag and its bytes.
    async fn frame(&mut self) -> Option<(u8, Bytes)> {
        loop {
            if self.read.len() >= 5 {
                let length = u32::from_be_bytes(self.read[1..5].try_into().unwrap()) as usize;
                if self.read.len() >= 5 + length {
                    let flag = self.read.get_u8();
                    self.read.advance(4);
                    return Some((flag, self.read.split_to(length).freeze()));
                }
            }
            let more = self.body.frame().await?.unwrap().into_data().ok()?;
            self.read.extend_from_slice(&more);
        }
    }

    async fn message<M: Message + Default>(&mut self) -> M {
        let (flag, bytes) = self.frame().await.unwrap();
        assert_eq!(flag, 0, "{bytes:?}");
        M::decode(bytes).unwrap()
    }

    /// The trailers, which end the body.
    async fn trailers(&mut self) -> String {
        let (flag, bytes) = self.frame().await.unwrap();
        assert_eq!(flag, 0x80);
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        self.head.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_calls_a_method_and_is_refused_in_words() {
    let house = house().await;
    house.ask("POST /v1/vehicles", json!({"id": "v1", "plate": "湘J12341"})).await.ok();
    let request = v1::GetVehicleRequest { id: "v1".into() };
    let mut answer = Web::call(&house, "FleetService/GetVehicle", &[], &request).await;
    assert_eq!((answer.head.status.as_u16(), answer.header("content-type")), (200, KIND));
    assert_eq!(answer.message::<v1::Vehicle>().await.plate, "湘J12341");
    assert!(answer.trailers().await.contains("grpc-status:0"));

    let request = v1::GetVehicleRequest { id: "v2".into() };
    let mut refused = Web::call(&house, "FleetService/GetVehicle", &[], &request).await;
    let status = match refused.header("grpc-status") {
        "" => refused.trailers().await,
        code => format!("grpc-status:{code}"),
    };
    assert!(status.contains("grpc-status:5"), "{status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_watches() {
    let house = house().await;
    let request = v1::WatchAlertsRequest::default();
    let mut watch = Web::call(&house, "AlertService/WatchAlerts", &[], &request).await;
    let first: v1::WatchAlertsResponse = watch.message().await;
    assert!(matches!(first.event, Some(Event::Snapshot(ref s)) if s.complete), "{first:?}");
    for _ in 0..2 {
        let beat: v1::WatchAlertsResponse = watch.message().await;
        assert!(matches!(beat.event, Some(Event::Heartbeat(_))), "{beat:?}");
        assert!(!beat.resume_token.is_empty());
    }
    let forged = v1::WatchAlertsRequest { resume_token: "00".into(), ..request };
    let refused = Web::call(&house, "AlertService/WatchAlerts", &[], &forged).await;
    assert_eq!(refused.header("grpc-status"), "3");
    assert!(!refused.header("grpc-status-details-bin").is_empty(), "with its reasons");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_passes_the_same_gate() {
    let house = open(vec![key("li", Role::Officer, None)], Routes::default()).await;
    let request = v1::ListAlertsRequest::default();
    let stranger = Web::call(&house, "AlertService/ListAlerts", &[], &request).await;
    assert_eq!(stranger.header("grpc-status"), "16");
    let shown = format!("Bearer {}", secret("li"));
    let li = [("authorization", shown.as_str())];
    let mut let_in = Web::call(&house, "AlertService/ListAlerts", &li, &request).await;
    let_in.message::<v1::ListAlertsResponse>().await;
    let change = v1::CreateVehicleRequest::default();
    let forbidden = Web::call(&house, "FleetService/CreateVehicle", &li, &change).await;
    assert_eq!(forbidden.header("grpc-status"), "7");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_origins_are_let_in_by_no_header_and_no_address() {
    let house = house().await;
    let foreign = ("origin", "https://evil.example");
    let asks_first = [foreign, ("access-control-request-method", "POST")];
    let method = "AlertService/ListAlerts";
    let preflight = Web::send(&house, "OPTIONS", method, &asks_first, Vec::new()).await;
    let answers = |web: &Web| {
        web.head.headers.keys().any(|name| name.as_str().starts_with("access-control-"))
    };
    assert!(!answers(&preflight), "{:?}", preflight.head);
    let request = v1::ListAlertsRequest::default();
    let refused = Web::call(&house, method, &[foreign], &request).await;
    assert_eq!(refused.header("grpc-status"), "16", "{:?}", refused.head);
    assert!(!answers(&refused));
    let own = format!("http://{}", house.address());
    let mut own = Web::call(&house, method, &[("origin", &own)], &request).await;
    own.message::<v1::ListAlertsResponse>().await;
    assert!(!answers(&own), "a page of our own asks for no leave");
    let json = house.ask("GET /v1/alerts", Value::Null).await;
    assert!(!json.headers.keys().any(|name| name.as_str().starts_with("access-control-")));
}
