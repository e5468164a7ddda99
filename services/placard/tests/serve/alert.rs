//! The line from end to end.

use placard_domain::Millis;
use serde_json::{Value, json};

use crate::common::http::{get, post};
use crate::common::server::Server;
use crate::common::terminal::{Terminal, now, report_at};
use crate::until;

/// The middle of the starter's zone `ws1-level1`, some 500 m from its edge, and a place north of
/// it.
const INSIDE: (f64, f64) = (111.605_053, 29.019_860);
const OUTSIDE: (f64, f64) = (111.605_053, 29.060_000);

#[test]
fn a_fix_becomes_an_alert_and_someone_closes_it() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let vehicle = json!({
        "id": "tanker-1", "plate": "湘J12341", "kind": "TANKER", "terminalPhone": "13907361234",
        "load": {"state": "FULL", "inTank": true, "goods": [{"unNumber": "1203"}]},
    });
    let created = post(server.http, "/v1/vehicles", &vehicle);
    assert_eq!(created.status, 200, "{}", created.text);

    let start = now();
    let mut terminal = Terminal::connect(server.jt808, "13907361234");
    let places = [OUTSIDE, OUTSIDE, INSIDE, INSIDE, INSIDE, INSIDE];
    let reports = places.iter().enumerate().map(|(i, (lon, lat))| {
        report_at(start + Millis::from_secs(10 * (1 + i as i64)), *lon, *lat)
    });
    terminal.report(reports);

    let alert = until("an alert of zone.entered", || {
        let found = get(server.http, "/v1/alerts?vehicleId=tanker-1&zoneId=ws1-level1");
        found.json()["alerts"].as_array()?.iter().find(|a| a["rule"] == "zone.entered").cloned()
    });
    assert_eq!((&alert["state"], &alert["color"]), (&json!("OPEN"), &json!("RED")));
    assert!(alert["summary"]["zh"].as_str().unwrap().contains("湘J12341"), "{alert}");
    // The zone's edge is drawn, not mapped: the alert says so.
    let reasons = alert["confidenceReasons"].to_string();
    assert!(reasons.contains("示意") && reasons.contains("schematic"), "{alert}");
    assert_ne!(alert["confidence"], "HIGH");

    let act = |verb: &str, etag: &Value, more: Value| {
        let mut body = json!({"etag": etag});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        post(server.http, &format!("/v1/alerts/{}:{verb}", alert["id"].as_str().unwrap()), &body)
    };
    let taken = act("acknowledge", &alert["etag"], json!({"note": "calling the driver"}));
    assert_eq!(taken.status, 200, "{}", taken.text);
    let taken = taken.json();
    assert_eq!((&taken["state"], &taken["owner"]), (&json!("ACKNOWLEDGED"), &json!("local")));

    let without = act("close", &taken["etag"], json!({}));
    assert_eq!(without.status, 400);
    assert!(without.text.contains("DISPOSITION_REQUIRED"), "{}", without.text);
    let closed = act("close", &taken["etag"], json!({"disposition": "CORRECTED"}));
    assert_eq!(closed.status, 200, "{}", closed.text);
    assert_eq!(closed.json()["state"], "CLOSED");

    // What people did outlives the process.
    server.drain();
    let server = Server::start(dir.path(), &[]);
    let path = format!("/v1/alerts/{}", alert["id"].as_str().unwrap());
    let kept = get(server.http, &path).json();
    assert_eq!((&kept["state"], &kept["disposition"]), (&json!("CLOSED"), &json!("CORRECTED")));
    let acts: Vec<_> = kept["history"].as_array().unwrap().iter().map(|h| &h["act"]).collect();
    assert_eq!(acts, ["ACKNOWLEDGED", "CLOSED"]);
}
