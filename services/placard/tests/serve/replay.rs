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
    // Out of the zone ws1-level1, into it, and out again, at some 125 km/h.
    let latitudes = [29.034, 29.034, 29.0199, 29.0199, 29.034, 29.034];
    let reports = latitudes.iter().enumerate().map(|(i, latitude)| {
        report_at(start + Millis::from_secs(45 * (1 + i as i64)), 111.605_053, *latitude)
    });
    Terminal::connect(server.jt808, "139").report(reports);
    until("an alert that has ended", || {
        let alerts = get(server.http, "/v1/alerts?zoneId=ws1-level1").json();
        let ended = |alert: &Value| alert.get("endedAt").is_some();
        alerts["alerts"].as_array()?.iter().any(ended).then_some(())
    });
    assert_eq!(replay(dir.path(), &[]).0, Some(2), "a server holds the folder");
    server.drain();

    let (code, again) = replay(dir.path(), &[]);
    assert_eq!(code, Some(0));
    assert_eq!(replay(dir.path(), &[]).1, again, "twice the same bytes");
    let again: Vec<Value> = again.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let by_id = |(id, _): &(&Value, &Value)| id.to_string();
    let mut again: Vec<_> = again.iter().map(|a| (&a["id"], &a["revision"])).collect();
    again.sort_by_key(by_id);
    let server = Server::start(dir.path(), &[]);
    let live = get(server.http, "/v1/alerts?includeShadow=true").json();
    let live = live["alerts"].as_array().unwrap();
    let mut live: Vec<_> = live.iter().map(|a| (&a["id"], &a["detectionRevision"])).collect();
    live.sort_by_key(by_id);
    assert!(live.len() >= 2, "{live:?}");
    assert_eq!(again, live, "each alert");
    server.drain();
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
