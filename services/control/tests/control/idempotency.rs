//! A call sent again under its key answers as the first did, and does nothing.

use placard_api::caller::Role;
use placard_control::rights::{Act, RULES};
use serde_json::{Value, json};
use tonic::service::Routes;

use crate::common::{forbidden, house, key, open, secret, vehicle};

/// Every method that makes something: how it is asked, and asked for another thing.
fn creates() -> [(&'static str, &'static str, Value, Value); 19] {
    let mut unnamed = forbidden("");
    unnamed["name"] = json!("无号区");
    let square = json!([[111.6, 29.0], [111.7, 29.0], [111.7, 29.1], [111.6, 29.0]]);
    let collection = |name: &str| {
        json!({"type": "FeatureCollection", "features": [{
            "type": "Feature",
            "properties": {"name": name, "kind": "OTHER"},
            "geometry": {"type": "Polygon", "coordinates": [square]},
        }]})
    };
    let permit = |number: &str| {
        json!({"vehicleId": "v1", "zoneIds": ["z1"], "number": number,
            "validFrom": "2026-01-01T00:00:00Z", "validTo": "2099-01-01T00:00:00Z"})
    };
    let (one, other) = (json!({"name": "甲"}), json!({"name": "乙"}));
    let person = |name: &str| json!({"name": name, "role": "DRIVER"});
    let route = |name: &str| {
        json!({"name": name, "widthM": 160,
            "geometry": {"type": "LineString", "coordinates": [[111.6, 29.0], [111.7, 29.0]]}})
    };
    let rows = |plate: &str| json!({"vehicles": [{"plate": plate}]});
    let named = |plural: &str, name: &str| json!({plural: [{"name": name}]});
    let tank = |number: &str| json!({"number": number, "volumeL": 30_000});
    let depot = json!({"longitude": 111.7, "latitude": 29.0});
    let site = |name: &str| json!({"name": name, "radiusM": 300, "position": depot});
    let header = "un,cas,name_zh,scope,edition,source";
    let bans = |name: &str| json!({"csv": format!("{header}\n,,{name},total,e,s")});
    [
        ("CreateVehicle", "vehicles", json!({"plate": "A"}), json!({"plate": "B"})),
        (
            "CreateTerminal",
            "terminals",
            json!({"vehicleId": "v1", "phone": "1"}),
            json!({"vehicleId": "v1", "phone": "2"}),
        ),
        ("CreateCarrier", "carriers", one.clone(), other.clone()),
        ("CreateParty", "parties", one, other),
        ("CreateTank", "tanks", tank("1"), tank("2")),
        ("CreateSite", "sites", site("甲"), site("乙")),
        ("ImportCarriers", "carriers:import", named("carriers", "丙"), named("carriers", "丁")),
        ("ImportPeople", "people:import", named("people", "丙"), named("people", "丁")),
        ("ImportParties", "parties:import", named("parties", "丙"), named("parties", "丁")),
        (
            "ImportTanks",
            "tanks:import",
            json!({"tanks": [tank("3")]}),
            json!({"tanks": [tank("4")]}),
        ),
        (
            "ImportSites",
            "sites:import",
            json!({"sites": [site("丙")]}),
            json!({"sites": [site("丁")]}),
        ),
        ("CreatePerson", "people", person("张三"), person("李四")),
        ("CreateZone", "zones", unnamed, forbidden("z9")),
        ("CreatePermit", "permits", permit("7"), permit("8")),
        ("CreateRoute", "routes", route("一"), route("二")),
        ("ImportVehicles", "vehicles:import", rows("C"), rows("D")),
        ("CreateWaybill", "waybills", json!({"number": "7"}), json!({"number": "8"})),
        ("ImportZones", "zones:import", collection("一"), collection("二")),
        ("ImportList", "lists/inland_water_bans:import", bans("氯"), bans("氨")),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_that_makes_something_takes_a_key() {
    let house = house().await;
    house.ask("POST /v1/vehicles", vehicle("v1", "湘J·A")).await.ok();
    house.ask("POST /v1/zones", forbidden("z1")).await.ok();
    let creates = creates();
    for rule in RULES.iter().filter(|rule| rule.act == Act::Create) {
        let method = rule.method.rsplit('/').next().unwrap();
        assert!(creates.iter().any(|(name, ..)| *name == method), "{method} is not tried");
    }
    for (method, path, body, other) in creates {
        let (line, sent) = (format!("POST /v1/{path}"), [("idempotency-key", method)]);
        let first = house.ask_with(&line, &sent, body.clone()).await.ok();
        let revision = house.line.world().revision();
        let again = house.ask_with(&line, &sent, body).await.ok();
        assert_eq!(again, first, "{method}");
        let mismatch = house.ask_with(&line, &sent, other.clone()).await;
        mismatch.refuses(400, &[("IDEMPOTENCY_MISMATCH", "idempotency-key")]);
        assert_eq!(house.line.world().revision(), revision, "{method} was done once");
        house.ask(&line, other).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_outlives_the_server() {
    let keys = || {
        let li = key("li", Role::Administrator, None);
        vec![li, key("wang", Role::Administrator, None)]
    };
    let house = open(keys(), Routes::default()).await;
    let line = "POST /v1/vehicles";
    let li = format!("Bearer {}", secret("li"));
    let sent = [("idempotency-key", "order-66"), ("authorization", li.as_str())];
    let body = json!({"plate": "湘J·A"});
    let first = house.ask_with(line, &sent, body.clone()).await.ok();
    let revision = house.line.world().revision();

    let house = house.restart(keys()).await;
    assert_eq!(house.line.world().revision(), revision);
    assert_eq!(house.ask_with(line, &sent, body.clone()).await.ok(), first);
    let mismatch = house.ask_with(line, &sent, json!({"plate": "湘J·B"})).await;
    mismatch.refuses(400, &[("IDEMPOTENCY_MISMATCH", "idempotency-key")]);
    let elsewhere = house.ask_with("POST /v1/carriers", &sent, json!({"name": "甲"})).await;
    elsewhere.refuses(400, &[("IDEMPOTENCY_MISMATCH", "idempotency-key")]);
    let wang = format!("Bearer {}", secret("wang"));
    let theirs = [("idempotency-key", "order-66"), ("authorization", wang.as_str())];
    let theirs = house.ask_with(line, &theirs, json!({"plate": "湘J·B"})).await.ok();
    assert_ne!(theirs["id"], first["id"], "a key is its caller's own");
    assert_eq!(house.line.world().revision(), revision.next());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_holds_no_key() {
    let house = house().await;
    let sent = [("idempotency-key", "k")];
    let refused = house.ask_with("POST /v1/vehicles", &sent, json!({})).await;
    refused.refuses(400, &[("REQUIRED", "vehicle.plate")]);
    house.ask_with("POST /v1/vehicles", &sent, json!({"plate": "湘J·A"})).await.ok();
    let long = "k".repeat(129);
    for key in ["", &long] {
        let answer =
            house.ask_with("POST /v1/vehicles", &[("idempotency-key", key)], json!({})).await;
        answer.refuses(400, &[("MALFORMED", "idempotency-key")]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_and_a_taking_out_may_be_sent_again_too() {
    let house = house().await;
    house.ask("POST /v1/vehicles", vehicle("v1", "湘J·A")).await.ok();
    let line = "PATCH /v1/vehicles/v1?updateMask=maxMassKg";
    let (sent, body) = ([("idempotency-key", "heavier")], json!({"maxMassKg": 31000}));
    let first = house.ask_with(line, &sent, body.clone()).await.ok();
    house.ask(line, json!({"maxMassKg": 18000})).await.ok();
    assert_eq!(house.ask_with(line, &sent, body).await.ok(), first);
    let now = house.ask("GET /v1/vehicles/v1", Value::Null).await.ok();
    assert_eq!(now["maxMassKg"], 18000, "what came between stands");
    let sent = [("idempotency-key", "gone")];
    for _ in 0..2 {
        let gone = house.ask_with("DELETE /v1/vehicles/v1", &sent, Value::Null).await;
        assert_eq!(gone.ok(), json!({}));
    }
}
