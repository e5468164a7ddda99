//! `placard demo`: a breach of each rule, seen in the API, within the minutes that are promised.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use placard_fleet::Fleet;
use placard_fleet::roads::Roads;
use placard_fleet::scripts::SCRIPTS;
use serde_json::Value;

use crate::common::http::get;
use crate::common::server::{Server, placard};

/// Three times as fast as a demo is by default, and so through its 40 minutes in 41 s.
const SPEED: &str = "60";
const TRUCKS: u32 = 60;
/// What a newcomer is promised at the default speed.
const WITHIN: Duration = Duration::from_secs(180);

/// Alerts by rule, newest change first.
fn alerts(server: &Server) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let answer = get(server.http, "/v1/alerts?pageSize=1000").json();
    for alert in answer["alerts"].as_array().unwrap() {
        found.entry(alert["rule"].as_str().unwrap().to_owned()).or_default().push(alert.clone());
    }
    found
}

/// The fleet as the demo makes it: which truck breaks what.
fn scripted() -> BTreeMap<String, &'static str> {
    let geodata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../geodata");
    let read = |name: &str| std::fs::read_to_string(geodata.join(name)).unwrap();
    let roads = Roads::read(&read("roads.geojson"), &read("zones.geojson")).unwrap();
    let fleet = Fleet::new(roads, 20_261_125, TRUCKS);
    let breaks = fleet.registrations().filter_map(|r| Some((r.id.clone(), r.breaks?)));
    breaks.collect()
}

#[test]
fn a_script_breaks_a_rule_that_there_is() {
    for script in SCRIPTS {
        assert!(placard_engine::rules::spec(script.rule).is_some(), "{}", script.rule);
    }
}

#[test]
fn within_three_minutes_each_rule_has_an_alert_of_a_truck_that_broke_it() {
    let dir = tempfile::tempdir().unwrap();
    let trucks = TRUCKS.to_string();
    let began = Instant::now();
    let (folder, log) = (dir.path().join("demo"), dir.path().join("demo.log"));
    let more = ["--vehicles", &trucks, "--speed", SPEED];
    let server = Server::start_as("demo", &folder, log, &more);
    let scripted = scripted();
    let broke = |alert: &Value, rule: &str| {
        let vehicle = alert["vehicleId"].as_str().unwrap();
        scripted.get(vehicle) == Some(&rule)
    };
    let missing = loop {
        let alerts = alerts(&server);
        let seen = |rule: &str| {
            alerts.get(rule).is_some_and(|some| some.iter().any(|alert| broke(alert, rule)))
        };
        let rules = SCRIPTS.iter().map(|script| script.rule);
        let missing: Vec<_> = rules.filter(|rule| !seen(rule)).collect();
        if missing.is_empty() || began.elapsed() > WITHIN {
            break missing;
        }
        std::thread::sleep(Duration::from_millis(500));
    };
    assert!(missing.is_empty(), "no alert of {missing:?}; its log:\n{}", server.log());

    // Whoever is honest is left in peace: silence apart, which a busy machine may really cause.
    for (rule, alerts) in alerts(&server).iter().filter(|(rule, _)| *rule != "signal.lost") {
        for alert in alerts {
            assert!(scripted.contains_key(alert["vehicleId"].as_str().unwrap()), "{rule}: {alert}");
        }
    }
    assert!(!server.log().contains("was not taken"), "{}", server.log());
    server.drain();
}

#[test]
fn a_demo_touches_no_folder_but_a_demo_s() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("journal.db"), "somebody's").unwrap();
    let done = placard().args(["demo", "--data"]).arg(dir.path()).output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8(done.stderr).unwrap().contains("not touched"));
    assert_eq!(std::fs::read_to_string(dir.path().join("journal.db")).unwrap(), "somebody's");
}
