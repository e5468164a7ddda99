//! Start, health, drain, and who may have a folder.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::common::http::{get, post};
use crate::common::server::{PATIENCE, Server, placard};
use crate::until;

const ZONES: &str = include_str!("../../../../geodata/zones.geojson");

fn zones_of_the_starter() -> usize {
    let collection: serde_json::Value = serde_json::from_str(ZONES).unwrap();
    collection["features"].as_array().unwrap().len()
}

fn zones(server: &Server) -> usize {
    let answer = get(server.http, "/v1/zones?pageSize=1000");
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["zones"].as_array().unwrap().len()
}

#[test]
fn an_empty_folder_is_served_and_let_down_in_good_order() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("data");
    let server = Server::start(&folder, &[]);
    assert_eq!(get(server.http, "/healthz").text, "ok\n");
    let ready = get(server.http, "/readyz");
    assert_eq!(ready.status, 200);
    let ready = ready.json();
    assert_eq!((&ready["status"], &ready["reasons"]), (&json!("ready"), &json!([])));
    assert_eq!(ready["partitions"].as_array().unwrap().len(), 4);
    // The console, or a page that says in two languages why it is not there.
    let front = get(server.http, "/").text;
    assert!(front.contains("/console.js") || front.contains("was not built"), "{front}");
    assert_eq!(get(server.http, "/place.json").json(), json!({"timeZone": "Asia/Shanghai"}));
    let metrics = get(server.http, "/metrics").text;
    assert!(metrics.contains("# HELP placard_partition_lag_fixes "), "{metrics}");
    assert!(metrics.contains("placard_partition_held{partition=\"3\"} 0"), "{metrics}");
    assert!(zones_of_the_starter() > 100);
    assert_eq!(zones(&server), zones_of_the_starter());
    server.drain();

    // The same folder again: nothing recovered, nothing seeded twice.
    let server = Server::start(&folder, &[]);
    assert_eq!(zones(&server), zones_of_the_starter());
    let log = server.log();
    assert_eq!(log.matches("starter data of Changde put in").count(), 1, "{log}");
    server.drain();
    assert!(!folder.join("http.address").exists());
}

#[test]
fn what_the_starter_had_and_people_took_out_stays_out() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let taken = crate::common::http::ask(server.http, "DELETE", "/v1/zones/tunnel-0001", &[], "");
    assert_eq!(taken.status, 200, "{}", taken.text);
    server.drain();
    let server = Server::start(dir.path(), &[]);
    assert_eq!(zones(&server), zones_of_the_starter() - 1);
}

#[test]
fn a_second_process_is_refused_and_told_who_holds_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let second = placard()
        .args(["serve", "--http", "127.0.0.1:0", "--jt808", "127.0.0.1:0", "--data"])
        .arg(dir.path())
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(2));
    let said = String::from_utf8(second.stderr).unwrap();
    assert!(said.contains(&format!("held by process {}", server.pid())), "{said}");
    server.drain();
}

#[test]
fn a_port_that_is_taken_starts_nothing() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for flag in ["--http", "--jt808"] {
        let dir = tempfile::tempdir().unwrap();
        let other = if flag == "--http" { "--jt808" } else { "--http" };
        let refused = placard()
            .args(["serve", flag, &address, other, "127.0.0.1:0", "--data"])
            .arg(dir.path())
            .output()
            .unwrap();
        assert_eq!(refused.status.code(), Some(2));
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains(&address), "{said}");
    }
}

/// A call that never ends its body.
fn half_a_call(server: &Server) -> TcpStream {
    let mut stream = TcpStream::connect(server.http).unwrap();
    let head = "POST /v1/vehicles HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\n{";
    stream.write_all(head.as_bytes()).unwrap();
    until("the connection is taken", || {
        let metrics = get(server.http, "/metrics").text;
        metrics.contains("placard_http_connections 2").then_some(())
    });
    stream
}

#[test]
fn an_open_call_holds_up_a_drain_only_for_its_share() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &["--set", "serve.drain_s=5"]);
    let _call = half_a_call(&server);
    let began = Instant::now();
    server.signal("TERM");
    let status = server.wait();
    assert_eq!(status.code(), Some(0));
    let took = began.elapsed();
    assert!(took >= Duration::from_secs(2), "the open call was given no time: {took:?}");
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let _call = half_a_call(&server);
    let began = Instant::now();
    server.signal("TERM");
    until("it drains", || server.log().contains("draining").then_some(()));
    server.signal("TERM");
    let status = server.wait();
    assert_eq!(status.code(), Some(75));
    // The open call's share of the drain alone is 8 s.
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

#[test]
fn a_client_that_never_says_what_it_wants_is_let_go() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &["--set", "http.header_timeout_s=1"]);
    for begun in ["", "PRI * HTT", "GET /healthz HTTP/1.1\r\nhost: x\r\n"] {
        let mut stream = TcpStream::connect(server.http).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(begun.as_bytes()).unwrap();
        let mut rest = Vec::new();
        // A reset is an end too.
        let _ = stream.read_to_end(&mut rest);
        assert!(!rest.starts_with(b"HTTP/1.1 200"), "{begun:?}");
    }
    assert_eq!(get(server.http, "/healthz").status, 200);
}

#[test]
fn without_the_role_http_only_health_and_metrics_are_served() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &["--roles", "gateway-808"]);
    assert_eq!(get(server.http, "/readyz").status, 200);
    assert_eq!(get(server.http, "/metrics").status, 200);
    assert_eq!(get(server.http, "/v1/zones").status, 404);
}

#[test]
fn bad_input_ends_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let mut noise = TcpStream::connect(server.jt808).unwrap();
    // The peer may have hung up by now, which is its right.
    let _ = noise.write_all(&vec![0x55; 1 << 20]);
    for body in [json!({}), json!({"latitude": 95}), json!([1])] {
        let answer = post(server.http, "/v1/fixes:ingest", &body);
        assert!((200..500).contains(&answer.status), "{} {}", answer.status, answer.text);
    }
    assert_eq!(get(server.http, "/v1/nothing").status, 404);
    assert_eq!(get(server.http, "/readyz").status, 200);
    server.drain();
}
