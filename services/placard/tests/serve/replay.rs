//! `placard replay`.

use placard_domain::Millis;
use serde_json::{Value, json};

use crate::common::http::{get, post};
use crate::common::server::{Server, placard};
use crate::common::terminal::{Terminal, now, report_at};
use crate::until;

fn replay(folder: &std::path::Path, more: &[&str]) -> (Option<i32>, String) {
    let done = placard().args(["replay", "--data"]).arg(folder).args(more).output().unwrap();
    (done.status.code(), String::from_utf8(done.stdout).unwrap())
}

#[test]
fn a_replay_says_what_the_server_said() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let vehicle = json!({"id": "v1", "plate": "湘J10001", "terminalPhone": "139"});
    assert_eq!(post(server.http, "/v1/vehicles", &vehicle).status, 200);
    let start = now();
    let places = [(111.605, 29.06), (111.605, 29.019), (111.605, 29.019), (111.605, 29.06)];
    let reports = places.iter().enumerate().map(|(i, (lon, lat))| {
        report_at(start + Millis::from_secs(5 * (1 + i as i64)), *lon, *lat)
    });
    Terminal::connect(server.jt808, "139").report(reports);
    let live = until("alerts that have ended", || {
        let alerts = get(server.http, "/v1/alerts?vehicleId=v1").json();
        let alerts = alerts["alerts"].as_array()?.clone();
        let ended = alerts.iter().all(|alert| alert.get("endedAt").is_some());
        (ended && !alerts.is_empty()).then_some(alerts)
    });
    assert_eq!(replay(dir.path(), &[]).0, Some(2), "a server holds the folder");
    server.drain();

    let (code, again) = replay(dir.path(), &[]);
    assert_eq!(code, Some(0));
    assert_eq!(replay(dir.path(), &[]).1, again, "twice the same bytes");
    let said: Vec<Value> = again.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut live: Vec<_> = live.iter().map(|a| (&a["id"], &a["detectionRevision"])).collect();
    live.sort_by_key(|(id, _)| id.to_string());
    let said: Vec<_> = said.iter().map(|a| (&a["id"], &a["revision"])).collect();
    assert_eq!(said, live, "each alert, in order of id");
    let future = (start + Millis::from_hours(1)).to_string();
    assert_eq!(replay(dir.path(), &["--from", &future]), (Some(0), String::new()));
}

#[test]
fn a_replay_makes_no_folder() {
    let dir = tempfile::tempdir().unwrap();
    let none = dir.path().join("none");
    assert_eq!(replay(&none, &[]).0, Some(2));
    assert!(!none.exists());
}
