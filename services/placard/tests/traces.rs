//! Real traces through the 808 socket: they come back from `GetTrack` unchanged to the protocol's
//! resolution, in order, none missing, none twice.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start processes and read files, and may fail"
)]

mod common;

#[path = "traces/sources.rs"]
mod sources;

use std::collections::BTreeSet;
use std::path::Path;

use placard_domain::{Millis, Timestamp};
use serde_json::{Value, json};

use common::http::{get, post};
use common::server::Server;
use common::terminal::{Terminal, now, report_at};
use sources::{Place, Trace};

/// A fix as both ends can tell it: whole seconds since 1970, millionths of a degree.
type Seen = (i64, i64, i64);

#[test]
fn a_real_trace_comes_back_unchanged() {
    let trace = sources::barefoot(include_str!("traces/barefoot_x0001-015.json"));
    assert!(trace.places.len() > 50, "{}", trace.places.len());
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &["--set", "line.chunk_fixes=16"]);
    let fixes = run(&server, 1, &trace);
    println!("{}: {fixes} fixes came back", trace.name);

    // And from the archive, after a restart.
    server.drain();
    let server = Server::start(dir.path(), &["--set", "line.chunk_fixes=16"]);
    assert_eq!(track(&server, 1).len(), fixes);
}

#[test]
fn every_real_trace_comes_back_unchanged() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/traces");
    if std::env::var_os("PLACARD_WHOLE").is_none() {
        println!("left out: PLACARD_WHOLE=1 runs it over {}", folder.display());
        return;
    }
    if !folder.exists() {
        println!("left out: {} is not there", folder.display());
        return;
    }
    let traces = sources::all(&folder);
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let (mut fixes, count) = (0, traces.len());
    for (number, trace) in traces.iter().enumerate() {
        fixes += run(&server, number as u64 + 1, trace);
    }
    println!("{count} traces, {fixes} fixes came back");
    server.drain();
}

/// Sends a trace as a vehicle of its own and holds what comes back against it.
fn run(server: &Server, number: u64, trace: &Trace) -> usize {
    let vehicle = json!({
        "id": format!("v{number}"), "plate": format!("湘J{number:05}"),
        "terminalPhone": format!("{number}"), "load": {"state": "EMPTY", "cleaned": true},
    });
    let created = post(server.http, "/v1/vehicles", &vehicle);
    assert_eq!(created.status, 200, "{}", created.text);
    let places = shifted(&trace.places);
    let mut terminal = Terminal::connect(server.jt808, &number.to_string());
    terminal.report(places.iter().map(|(time, place)| report_at(*time, place.lon, place.lat)));
    let sent = expected(&places);
    let back = track(server, number);
    let differing = sent.iter().zip(&back).position(|(sent, back)| sent != back);
    assert_eq!(differing, None, "{}: of {} fixes", trace.name, sent.len());
    assert_eq!(back.len(), sent.len(), "{}", trace.name);
    back.len()
}

/// The places moved in time so that the last is now.
fn shifted(places: &[Place]) -> Vec<(Timestamp, Place)> {
    let last = places.iter().map(|place| place.second).max().unwrap_or_default();
    let end = now();
    let at = |place: &Place| end - Millis::from_secs(last - place.second);
    places.iter().map(|place| (at(place), *place)).collect()
}

/// What should come back: in order of time, then of sending; the source's own repeats once.
fn expected(places: &[(Timestamp, Place)]) -> Vec<Seen> {
    let millionths = |degrees: f64| (degrees * 1e6).round() as i64;
    let seen = |(time, place): &(Timestamp, Place)| {
        (time.millis() / 1000, millionths(place.lon), millionths(place.lat))
    };
    let mut sent: Vec<Seen> = places.iter().map(seen).collect();
    let mut before = BTreeSet::new();
    sent.retain(|fix| before.insert(*fix));
    sent.sort_by_key(|(second, _, _)| *second);
    sent
}

fn track(server: &Server, number: u64) -> Vec<Seen> {
    let start = now() - Millis::from_days(30);
    let end = now() + Millis::from_minutes(5);
    let mut token = String::new();
    let mut fixes = Vec::new();
    loop {
        let path = format!(
            "/v1/vehicles/v{number}/track?startTime={start}&endTime={end}&pageSize=10000\
             &pageToken={token}"
        );
        let answer = get(server.http, &path);
        assert_eq!(answer.status, 200, "{}", answer.text);
        let page = answer.json();
        let found = page["fixes"].as_array().cloned().unwrap_or_default();
        fixes.extend(found.iter().map(|fix| seen(&fix["fix"])));
        match page["nextPageToken"].as_str() {
            Some(next) if !next.is_empty() => token = next.to_owned(),
            _ => return fixes,
        }
    }
}

fn seen(fix: &Value) -> Seen {
    let time: Timestamp = fix["deviceTime"].as_str().unwrap().parse().unwrap();
    let millionths = |name: &str| {
        let exact = fix[name].as_f64().unwrap() * 1e6;
        assert!((exact - exact.round()).abs() < 1e-3, "{fix}: finer than was sent");
        exact.round() as i64
    };
    assert_eq!(fix["source"], "JT808");
    (time.millis() / 1000, millionths("longitude"), millionths("latitude"))
}
