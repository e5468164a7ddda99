//! `SimulateRules`: the past under other settings.

use placard_domain::{Fix, Millis, Speed, Timestamp, VehicleNo};
use serde_json::{Value, json};

use crate::common::{House, drive, forbidden, house, vehicle};

/// A house in which one vehicle broke a ban a moment ago.
async fn after_a_breach() -> House {
    let house = house().await;
    house.furnish().await;
    house.ask("POST /v1/zones", forbidden("z1")).await.ok();
    house.ask("POST /v1/vehicles", vehicle("v1", "湘J·1")).await.ok();
    house.breach("v1", "z1").await;
    house
}

/// The last hour, up to now.
fn request(house: &House, settings: Value) -> Value {
    let now = house.line.clock().now();
    let start = now - Millis::from_hours(1);
    json!({"startTime": start.to_string(), "endTime": now.to_string(), "settings": settings})
}

fn retired() -> Value {
    json!([{"rule": "zone.entered", "setting": {"status": "RETIRED"}}])
}

fn outcome(answer: &Value, rule: &str) -> Value {
    let outcomes = answer["outcomes"].as_array().unwrap();
    outcomes.iter().find(|outcome| outcome["rule"] == rule).unwrap().clone()
}

const SIMULATE: &str = "POST /v1/rules:simulate";

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_is_tried_retired_drops_what_it_raised_and_changes_nothing() {
    let house = after_a_breach().await;
    let revision = house.line.world().revision();
    let before = house.ask("GET /v1/alerts", Value::Null).await.ok();
    let found = house.ask(SIMULATE, request(&house, retired())).await.ok();
    let told = outcome(&found, "zone.entered");
    assert_eq!((&told["alertsAsWas"], &told["alertsAsTried"]), (&json!(1), &json!(0)));
    assert_eq!((&told["dropped"], &told["added"]), (&json!(1), &json!(0)));
    let difference = &found["differences"][0];
    assert_eq!(difference["kind"], "DROPPED");
    assert_eq!(difference["alert"]["id"], before["alerts"][0]["id"], "the very alert");
    assert_eq!(found["vehicles"], "1");
    assert_eq!(house.ask("GET /v1/alerts", Value::Null).await.ok(), before);
    assert_eq!(house.line.world().revision(), revision);
    let audited = house.audited().await;
    let entry = audited.iter().find(|entry| entry.method.ends_with("/SimulateRules")).unwrap();
    assert_eq!((entry.resource.as_str(), entry.outcome.as_str()), ("jurisdiction/CN-4307", "OK"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_tried_as_it_stands_differs_in_nothing() {
    let house = after_a_breach().await;
    let same = json!([{"rule": "zone.entered", "setting": {"status": "ACTIVE"}}]);
    let found = house.ask(SIMULATE, request(&house, same)).await.ok();
    assert_eq!(found["differences"], json!([]));
    assert_eq!(outcome(&found, "zone.entered")["alertsAsTried"], 1);
}

/// Two minutes up to now, of which the vehicle stands 45 seconds in [`forbidden`].
fn with_a_stop(no: VehicleNo, now: Timestamp) -> Vec<Fix> {
    let mut fixes = drive(no, now);
    let places: Vec<_> = fixes.iter().map(|fix| fix.position).collect();
    for (second, fix) in fixes.iter_mut().enumerate() {
        let stood = second.clamp(70, 115) - 70;
        fix.position = places[second - stood];
        if (70..115).contains(&second) {
            fix.speed = Speed::from_kmh(0.0);
        }
    }
    fixes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stricter_parameter_adds_what_it_would_have_raised() {
    let house = house().await;
    house.furnish().await;
    let mut zone = forbidden("z1");
    zone["bans"] = json!([{"effect": "NO_STOPPING"}]);
    house.ask("POST /v1/zones", zone).await.ok();
    house.ask("POST /v1/vehicles", vehicle("v1", "湘J·1")).await.ok();
    let no = house.number("v1").await;
    house.line.accept(with_a_stop(no, house.line.clock().now())).await.unwrap();
    let strict = json!([{"name": "stationary_s", "value": 30}]);
    let strict = json!([{"rule": "zone.stopped", "setting": {"parameters": strict}}]);
    let found = house.ask(SIMULATE, request(&house, strict)).await.ok();
    let told = outcome(&found, "zone.stopped");
    assert_eq!((&told["alertsAsWas"], &told["alertsAsTried"]), (&json!(0), &json!(1)));
    assert_eq!((&told["added"], &told["dropped"]), (&json!(1), &json!(0)));
    let difference = &found["differences"][0];
    assert_eq!(difference["kind"], "ADDED");
    assert_eq!(difference["alert"]["vehicleId"], "v1");
    assert_eq!(found["fixes"], "120");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_or_a_setting_that_cannot_be_tried_is_refused_by_name() {
    let house = after_a_breach().await;
    let ask = async |change: Value| {
        let mut body = request(&house, retired());
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        house.ask(SIMULATE, body).await
    };
    let year = ask(json!({"startTime": "2025-11-25T00:00:00Z"})).await;
    year.refuses(400, &[("OUT_OF_RANGE", "end_time")]);
    assert!(year.body["message"].as_str().unwrap().contains("31 d"), "{}", year.body);
    let later = ask(json!({"endTime": "2999-01-01T00:00:00Z"})).await;
    later.refuses(400, &[("OUT_OF_RANGE", "end_time")]);
    ask(json!({"startTime": null})).await.refuses(400, &[("REQUIRED", "start_time")]);
    ask(json!({"settings": []})).await.refuses(400, &[("REQUIRED", "settings")]);
    let unknown = json!({"settings": [{"rule": "no.rule"}]});
    ask(unknown).await.refuses(400, &[("NO_SUCH_REFERENCE", "settings[0].rule")]);
    let wild = json!([{"name": "moving_silence_s", "value": 1}]);
    let wild = json!({"settings": [{"rule": "signal.lost", "setting": {"parameters": wild}}]});
    let field = "settings[0].setting.parameters[0].value";
    ask(wild).await.refuses(400, &[("OUT_OF_RANGE", field)]);
    let nobody = ask(json!({"vehicleIds": ["v9"]})).await;
    nobody.refuses(400, &[("NO_SUCH_REFERENCE", "vehicle_ids[0]")]);
}
