//! `placard export`: by the server that holds the folder, and by the folder itself.

use std::path::Path;

use serde_json::{Value, json};

use crate::common::http::{get, post};
use crate::common::server::{Server, placard};
use crate::common::terminal::{Terminal, now, report_at};

fn export(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let done = placard().arg("export").args(words).arg("--data").arg(folder).output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    (done.status.code(), said + &String::from_utf8(done.stderr).unwrap())
}

fn exported(folder: &Path, words: &[&str]) -> String {
    let (code, said) = export(folder, words);
    assert_eq!(code, Some(0), "{words:?}: {said}");
    said
}

/// Drives a truck through the tunnel under the Yuan, which is closed to it.
fn commit_a_breach(server: &Server) {
    let vehicle = json!({"id": "t1", "plate": "湘J12341", "kind": "TANKER", "terminalPhone": "1",
        "load": {"state": "FULL", "goods": [{"unNumber": "1203", "packingGroup": "II"}]}});
    assert_eq!(post(server.http, "/v1/vehicles", &vehicle).status, 200);
    let began = now() - placard_domain::Millis::from_secs(60);
    let report = |n: i64| {
        let time = began + placard_domain::Millis::from_secs(10 * n);
        report_at(time, 111.67614 - 0.000_122 * n as f64, 29.020 + 0.0015 * n as f64)
    };
    Terminal::connect(server.jt808, "1").report((0..6).map(report));
    crate::until("an alert", || {
        let alerts = get(server.http, "/v1/alerts").json();
        alerts["alerts"].as_array().is_some_and(|some| !some.is_empty()).then_some(())
    });
}

#[test]
fn the_server_and_the_folder_itself_give_the_same_export() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("data");
    let server = Server::start(&folder, &[]);
    commit_a_breach(&server);
    let exports: [&[&str]; 6] = [
        &["tracks"],
        &["tracks", "--vehicle", "t1", "--format", "gpx"],
        &["tracks", "--format", "geojson"],
        &["alerts"],
        &["alerts", "--format", "geojson"],
        &["zones"],
    ];
    let by_server: Vec<_> = exports.iter().map(|words| exported(&folder, words)).collect();
    server.drain();
    let by_folder: Vec<_> = exports.iter().map(|words| exported(&folder, words)).collect();
    assert_eq!(by_server, by_folder);

    let [tracks, gpx, track_features, alerts, alert_features, _] = &by_server[..] else {
        panic!("six")
    };
    assert_eq!(tracks.lines().count(), 1 + 6, "{tracks}");
    let second = tracks.lines().nth(1).unwrap();
    assert!(second.starts_with("t1,") && second.contains("+08:00,111.67614,29.02,"), "{second}");
    assert_eq!((gpx.matches("<trkpt ").count(), gpx.matches("<trkseg>").count()), (6, 1), "{gpx}");
    assert!(gpx.ends_with("</trkseg></trk>\n</gpx>\n"));
    let features = |text: &str| {
        let collection: Value = serde_json::from_str(text).unwrap();
        collection["features"].as_array().unwrap().clone()
    };
    assert_eq!(features(track_features).len(), 6);
    assert!(alerts.contains("zone.entered") && alerts.contains("湘J12341"), "{alerts}");
    assert!(alerts.lines().nth(1).unwrap().contains("+08:00"));
    assert_eq!(features(alert_features)[0]["geometry"]["type"], "Point");
}

#[test]
fn exported_zones_are_taken_back_by_another_server() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, file) = (dir.path().join("data"), dir.path().join("zones.geojson"));
    Server::start(&folder, &[]).drain();
    exported(&folder, &["zones", "--out", file.to_str().unwrap()]);
    let other = dir.path().join("other");
    let server = Server::start(&other, &[]);
    let mut import = placard();
    import.args(["import", "zones", "--json"]).arg(&file).arg("--data").arg(&other);
    let done = import.output().unwrap();
    let said: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((done.status.code(), &said["rejected"]), (Some(0), &json!([])), "{said}");
    assert_eq!(said["accepted"], 189);
    drop(server);
    let csv = exported(&folder, &["zones", "--format", "csv"]);
    assert_eq!(csv.lines().count(), 1 + 189);
}

#[test]
fn what_cannot_be_exported_is_said_and_makes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("none");
    let (code, said) = export(&folder, &["zones"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("no data folder") && !folder.exists(), "{said}");
    let server = Server::start(&folder, &[]);
    let (code, said) = export(&folder, &["tracks", "--vehicle", "nobody"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("nobody"), "{said}");
    let backwards = ["--from", "2026-11-02T00:00:00Z", "--to", "2026-11-01T00:00:00Z"];
    let (code, said) = export(&folder, &[&["tracks"], &backwards[..]].concat());
    assert!(code == Some(2) && said.contains("is before"), "{said}");
    drop(server);
}
