//! A small town of waybills: the depot, the carrier and the filling station of the golden register,
//! each with a key of its own, on the morning of the golden petrol load.

use std::sync::Arc;

use placard_api::caller::Role;
use placard_control::ApiKey;
use placard_domain::Timestamp;
use placard_store::records::{AuditEntry, Change, Kind, Trace};
use serde_json::{Value, json};

use crate::common::{Answer, Dial, House, key, open_at};

const REGISTER: &str = include_str!("../../../waybill/tests/golden/register/base.json");
const PETROL: &str = include_str!("../../../waybill/tests/golden/petrol.json");

/// Who may come in.
pub(crate) fn keys() -> Vec<ApiKey> {
    vec![
        key("chief", Role::Administrator, None),
        key("li", Role::Officer, None),
        key("reader", Role::Reader, None),
        key("depot", Role::Shipper, Some("depot")),
        key("station", Role::Shipper, Some("station")),
        key("stranger", Role::Shipper, Some("stranger")),
        key("fuel", Role::Dispatcher, Some("fuel")),
        key("west", Role::Dispatcher, Some("west")),
    ]
}

/// The town at nine in the morning, an hour before the load is to leave.
pub(crate) async fn town() -> (House, Arc<Dial>) {
    let clock = Dial::at("2026-11-25T01:00:00Z");
    let house = open_at(keys(), Arc::clone(&clock)).await;
    house.furnish().await;
    let register: Value = serde_json::from_str(REGISTER).unwrap();
    let kinds = [
        ("carriers", Kind::Carrier),
        ("parties", Kind::Party),
        ("people", Kind::Person),
        ("vehicles", Kind::Vehicle),
        ("tanks", Kind::Tank),
        ("sites", Kind::Site),
    ];
    let mut changes = Vec::new();
    for (list, kind) in kinds {
        for item in register[list].as_array().unwrap() {
            changes.push(entry(kind, item));
        }
    }
    let audit = AuditEntry {
        at: Timestamp::from_millis(0),
        actor: "chief".to_owned(),
        method: "test".to_owned(),
        resource: "register".to_owned(),
        outcome: "OK".to_owned(),
    };
    let trace = Trace { audit, answer: None };
    house.line.desk().await.commit(&changes, &trace).await.unwrap();
    (house, clock)
}

fn entry(kind: Kind, item: &Value) -> Change {
    let id = item["id"].as_str().unwrap();
    let owner = match id {
        "p-depot" | "s-depot" => "depot",
        "p-station" | "s-station" => "station",
        id if id.contains("-fuel") => "fuel",
        _ => "changde",
    };
    let mut item = item.clone();
    item["organisation"] = json!(owner);
    Change {
        kind,
        id: id.to_owned(),
        key: None,
        parent: None,
        valid_from: Timestamp::from_millis(0),
        organisation: owner.to_owned(),
        jurisdiction: "CN-4307".to_owned(),
        body: Some(item.to_string()),
    }
}

/// The golden petrol load, under an id of its own.
pub(crate) fn petrol(id: &str) -> Value {
    let golden: Value = serde_json::from_str(PETROL).unwrap();
    let mut waybill = golden["waybill"].clone();
    waybill["id"] = json!(id);
    waybill["number"] = json!(format!("no-{id}"));
    waybill
}

/// Does something to a waybill.
pub(crate) async fn does(house: &House, who: &str, id: &str, deed: &str, with: Value) -> Answer {
    let mut body = json!({"deed": deed});
    for (name, value) in with.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    house.ask_as(who, &format!("POST /v1/waybills/{id}:transition"), body).await
}

/// The six checks of the loader, all passed.
pub(crate) async fn checks(house: &House, id: &str) {
    for item in ["PERMITS", "PEOPLE", "INSPECTION", "GOODS", "TANK_SUITS", "PAPERS"] {
        let check = json!({"check": {"item": item, "passed": true}});
        does(house, "depot", id, "LOADING_CHECK", check).await.ok();
    }
}

/// What the loader confirms.
pub(crate) fn loaded() -> Value {
    json!({"loading": {"massKg": 16000, "volumeL": 21621, "seals": ["QF-001", "QF-002"],
        "checks": [{"item": "GEAR", "passed": true}], "confirmedBy": "王发"}})
}

/// A waybill handed to the carrier.
pub(crate) async fn submitted(house: &House, id: &str) {
    let made = house.ask_as("depot", "POST /v1/waybills?submit=true", petrol(id)).await.ok();
    assert_eq!(made["state"], "SUBMITTED");
}

/// A waybill whose vehicle the loader has released.
pub(crate) async fn released(house: &House, id: &str) {
    submitted(house, id).await;
    does(house, "fuel", id, "ACCEPT", json!({})).await.ok();
    does(house, "depot", id, "BEGIN_LOADING", json!({})).await.ok();
    checks(house, id).await;
    does(house, "depot", id, "CONFIRM_LOADED", loaded()).await.ok();
}
