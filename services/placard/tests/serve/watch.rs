//! A watch over gRPC-Web, through a kill of the process.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use placard_api::v1;
use placard_api::v1::watch_alerts_response::Event;
use placard_domain::Millis;
use prost::Message as _;
use serde_json::json;

use crate::common::http::{get, post};
use crate::common::server::{PATIENCE, Server};
use crate::common::terminal::{Terminal, now, report_at};
use crate::until;

/// A watch of alerts, as a browser holds it open.
struct Watch {
    stream: TcpStream,
    /// What was read of the connection, and of the body in it.
    raw: Vec<u8>,
    body: Vec<u8>,
    token: String,
}

impl Watch {
    fn begin(at: SocketAddr, token: &str) -> Self {
        let request = v1::WatchAlertsRequest { resume_token: token.into(), ..Default::default() };
        let message = request.encode_to_vec();
        let mut stream = TcpStream::connect(at).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let head = format!(
            "POST /placard.v1.AlertService/WatchAlerts HTTP/1.1\r\nhost: {at}\r\n\
             content-type: application/grpc-web+proto\r\ncontent-length: {}\r\n\r\n",
            message.len() + 5
        );
        let frame = [&[0][..], &(message.len() as u32).to_be_bytes()[..], &message[..]].concat();
        stream.write_all(&[head.as_bytes(), &frame[..]].concat()).unwrap();
        let mut watch = Self { stream, raw: Vec::new(), body: Vec::new(), token: token.into() };
        let end = loop {
            if let Some(end) = watch.raw.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
            assert!(watch.read(), "no answer");
        };
        let head = String::from_utf8(watch.raw.drain(..end + 4).collect()).unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(head.contains("chunked") && !head.contains("grpc-status"), "{head}");
        watch
    }

    /// Reads some more; whether there was any.
    fn read(&mut self) -> bool {
        let mut some = [0; 16 * 1024];
        // A reset is an end too.
        let length = self.stream.read(&mut some).unwrap_or(0);
        self.raw.extend_from_slice(&some[..length]);
        length > 0
    }

    /// Moves whole chunks into the body.
    fn unchunk(&mut self) {
        while let Some(end) = self.raw.windows(2).position(|two| two == b"\r\n") {
            let size = std::str::from_utf8(&self.raw[..end]).unwrap();
            let size = usize::from_str_radix(size.trim(), 16).unwrap();
            let whole = end + 2 + size + 2;
            if self.raw.len() < whole {
                return;
            }
            self.body.extend_from_slice(&self.raw[end + 2..end + 2 + size]);
            self.raw.drain(..whole);
        }
    }

    /// What is told next; `None` where the connection ended.
    fn next(&mut self) -> Option<Event> {
        loop {
            self.unchunk();
            if self.body.len() >= 5 {
                let length = u32::from_be_bytes(self.body[1..5].try_into().unwrap()) as usize;
                if self.body.len() >= 5 + length {
                    let frame: Vec<u8> = self.body.drain(..5 + length).collect();
                    assert_eq!(frame[0], 0, "{}", String::from_utf8_lossy(&frame));
                    let told = v1::WatchAlertsResponse::decode(&frame[5..]).unwrap();
                    self.token = told.resume_token;
                    return told.event;
                }
            }
            if !self.read() {
                return None;
            }
        }
    }

    fn changed(&mut self) -> Vec<v1::Alert> {
        loop {
            match self.next().unwrap() {
                Event::Changes(changes) => {
                    return changes.changes.into_iter().filter_map(|c| c.alert).collect();
                }
                Event::Heartbeat(_) => {}
                Event::Snapshot(_) => panic!("a snapshot, though it was taken up again"),
            }
        }
    }
}

#[test]
fn a_watch_goes_on_after_the_process_was_killed_and_nothing_is_lost_or_doubled() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let vehicle = json!({"id": "v1", "plate": "湘J12341", "terminalPhone": "13907361234"});
    assert_eq!(post(server.http, "/v1/vehicles", &vehicle).status, 200);
    let start = now() - Millis::from_secs(120);
    let places = [29.06, 29.06, 29.019_860, 29.019_860, 29.019_860, 29.019_860];
    let reports = places
        .iter()
        .zip(1..)
        .map(|(lat, i)| report_at(start + Millis::from_secs(10 * i), 111.605_053, *lat));
    Terminal::connect(server.jt808, "13907361234").report(reports);
    let id = until("an alert", || {
        let found = get(server.http, "/v1/alerts?rules=zone.entered").json();
        Some(found["alerts"][0]["id"].as_str()?.to_owned())
    });

    let mut watch = Watch::begin(server.http, "");
    let Some(Event::Snapshot(queue)) = watch.next() else { panic!("no snapshot") };
    assert!(queue.complete && queue.alerts.iter().any(|alert| alert.id == id));
    let act = |server: &Server, verb: &str, body| {
        let done = post(server.http, &format!("/v1/alerts/{id}:{verb}"), &body);
        assert_eq!(done.status, 200, "{}", done.text);
    };
    act(&server, "acknowledge", json!({}));
    let taken = watch.changed();
    assert_eq!((taken.len(), taken[0].owner.as_str()), (1, "local"));
    let token = watch.token.clone();
    act(&server, "comment", json!({"note": "just before"}));
    server.signal("KILL");
    server.wait();
    while watch.next().is_some() {}

    let server = Server::start(dir.path(), &[]);
    act(&server, "comment", json!({"note": "just after"}));
    let mut watch = Watch::begin(server.http, &token);
    let missed = watch.changed();
    assert_eq!((missed.len(), missed[0].id.as_str()), (1, id.as_str()), "{missed:?}");
    let notes: Vec<_> = missed[0].history.iter().map(|h| h.note.as_str()).collect();
    assert_eq!(notes, ["", "just before", "just after"]);
    assert!(matches!(watch.next(), Some(Event::Heartbeat(_))), "and nothing more");
    // A server that drains lets its watchers go first, and is not held up by them.
    server.drain();
}
