//! The whole life of a waybill, by JSON over a real socket.

use placard_domain::trip::Trip;
use placard_domain::{Millis, Timestamp};
use placard_store::records::Kind;
use serde_json::{Value, json};

use crate::common::{Dial, House};
use crate::town::{checks, does, keys, loaded, petrol, released, town};

async fn state(house: &House, id: &str) -> String {
    let got = house.ask_as("chief", &format!("GET /v1/waybills/{id}"), Value::Null).await.ok();
    got["state"].as_str().unwrap().to_owned()
}

async fn trip(house: &House, id: &str) -> Option<Trip> {
    let version = house.line.records().item(Kind::Trip, id).await.unwrap()?;
    assert_eq!(version.parent.as_deref(), Some("v-fuel-rigid"));
    Some(serde_json::from_str(&version.body.unwrap()).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_of_petrol_from_the_first_draft_to_the_archive() {
    let (house, clock) = town().await;
    write_twice(&house).await;
    does(&house, "depot", "w1", "SUBMIT", json!({"note": "请尽快"})).await.ok();
    let accepted = does(&house, "fuel", "w1", "ACCEPT", json!({})).await.ok();
    assert_eq!(accepted["state"], "ACCEPTED");
    assert_eq!(accepted["dueAt"], "2026-11-25T04:00:00Z", "it runs out at its planned arrival");
    does(&house, "depot", "w1", "BEGIN_LOADING", json!({})).await.ok();
    checks(&house, "w1").await;
    assert!(trip(&house, "w1").await.is_none());
    clock.forward(Millis::from_secs(1800));
    load(&house).await;
    clock.forward(Millis::from_secs(1800));
    drive_and_unload(&house, &clock).await;
    assert_eq!(house.timer.tick().await.unwrap(), 0, "the parties have a day for remarks");
    clock.forward(Millis::from_hours(24));
    assert_eq!(house.timer.tick().await.unwrap(), 1);
    assert_eq!(state(&house, "w1").await, "ARCHIVED");
    let proof = house.ask_as("li", "GET /v1/waybills/w1:verify", Value::Null).await.ok();
    assert_eq!((&proof["holds"], &proof["state"]), (&json!(true), &json!("ARCHIVED")), "{proof}");

    let before = house.ask_as("chief", "GET /v1/waybills/w1", Value::Null).await.ok();
    let house = house.restart(keys()).await;
    assert_eq!(house.ask_as("chief", "GET /v1/waybills/w1", Value::Null).await.ok(), before);
    let again = house.ask_as("li", "GET /v1/waybills/w1:verify", Value::Null).await.ok();
    assert_eq!(again, proof, "a restart keeps all");
}

/// A first version, and one that changes a remark.
async fn write_twice(house: &House) {
    let made = house.ask_as("depot", "POST /v1/waybills", petrol("w1")).await;
    let etag = made.headers["etag"].to_str().unwrap().to_owned();
    let made = made.ok();
    assert_eq!(
        (&made["state"], &made["version"], &made["id"]),
        (&json!("DRAFT"), &json!(1), &json!("w1"))
    );
    assert_eq!(made["waybill"]["goods"][0]["un"], "1203");

    let line = "PATCH /v1/waybills/w1?updateMask=remarks&note=%E8%A1%A5%E5%85%85";
    let changed = house.ask_as("depot", line, json!({"remarks": "走常德大道", "etag": etag})).await;
    assert_eq!(changed.reason(), "UNKNOWN_FIELD", "an etag is no field of a document");
    let changed = house.ask_as("depot", line, json!({"remarks": "走常德大道"})).await.ok();
    assert_eq!(
        (&changed["version"], &changed["waybill"]["remarks"]),
        (&json!(2), &json!("走常德大道"))
    );
    let first = house.ask_as("fuel", "GET /v1/waybills/w1?version=1", Value::Null).await.ok();
    assert_eq!((&first["version"], &first["newestVersion"]), (&json!(1), &json!(2)));
    assert_eq!(first["waybill"]["remarks"], "");
    assert_eq!(first["documentHash"], made["documentHash"]);
}

/// Releases the vehicle: the waybill comes into force, and a trip into the world.
async fn load(house: &House) {
    let ready = does(house, "depot", "w1", "CONFIRM_LOADED", loaded()).await.ok();
    assert_eq!(
        (&ready["state"], &ready["inForce"], &ready["dueAt"]),
        (&json!("LOADED"), &json!(true), &Value::Null)
    );
    let loading = &ready["waybill"]["loading"];
    assert_eq!(
        (&loading["massKg"], &loading["endedAt"]),
        (&json!(16000.0), &json!("2026-11-25T01:30:00Z"))
    );
    assert_eq!(loading["checks"].as_array().unwrap().len(), 7, "six of the law, and the gear");

    let on_the_road = trip(house, "w1").await.unwrap();
    assert_eq!(
        (on_the_road.number.as_str(), on_the_road.vehicle.as_str()),
        ("no-w1", "v-fuel-rigid")
    );
    assert_eq!((on_the_road.goods[0].mass_kg, on_the_road.in_tank), (Some(16_000), true));
    assert_eq!(on_the_road.drivers, ["43070219850617011X"]);
    assert_eq!(on_the_road.origin.unwrap().site.unwrap().as_str(), "s-depot");
    assert_eq!(on_the_road.organisation.as_str(), "fuel");
}

/// From departure to the consignee's signature.
async fn drive_and_unload(house: &House, clock: &Dial) {
    let driver = json!({"role": "DRIVER", "happenedAt": "2026-11-25T01:55:00Z"});
    does(house, "fuel", "w1", "DEPART", driver).await.ok();
    clock.forward(Millis::from_secs(3600));
    does(house, "fuel", "w1", "ARRIVE", json!({})).await.ok();
    does(house, "station", "w1", "BEGIN_UNLOADING", json!({})).await.ok();
    let off = does(house, "station", "w1", "CONFIRM_UNLOADED", json!({})).await.ok();
    assert_eq!((&off["state"], &off["inForce"]), (&json!("UNLOADED"), &json!(false)));
    assert!(trip(house, "w1").await.is_none(), "the goods are off: the world knows it");
    let early = does(house, "station", "w1", "SIGN", json!({})).await;
    early.refuses(400, &[("WAYBILL_STATE", "deed")]);
    let received =
        json!({"unloading": {"massKg": 15990, "remains": "UNCLEANED", "confirmedBy": "周"}});
    let signed = does(house, "station", "w1", "SIGN", received).await.ok();
    assert_eq!(
        (&signed["state"], &signed["waybill"]["unloading"]["massKg"]),
        (&json!("SIGNED"), &json!(15990.0))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waybill_that_runs_out_before_loading_expires_and_one_that_was_loaded_does_not() {
    let (house, clock) = town().await;
    // A draft takes nothing: it may name what another waybill has.
    house.ask_as("depot", "POST /v1/waybills", petrol("paper")).await.ok();
    released(&house, "goods").await;
    clock.forward(Millis::from_hours(2));
    assert_eq!(house.timer.tick().await.unwrap(), 0, "not yet");
    clock.forward(Millis::from_hours(1));
    assert_eq!(house.timer.tick().await.unwrap(), 1);
    assert_eq!(state(&house, "paper").await, "EXPIRED");
    assert_eq!(state(&house, "goods").await, "LOADED");
    let late = does(&house, "fuel", "goods", "DEPART", json!({})).await;
    late.refuses(400, &[("WAYBILL_STATE", "deed")]);
    assert!(trip(&house, "goods").await.is_some());
    does(&house, "li", "goods", "ABORT", json!({"note": "过期未发车"})).await.ok();
    assert!(trip(&house, "goods").await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amendment_of_a_loaded_waybill_takes_its_trip_out_of_the_world() {
    let (house, _) = town().await;
    released(&house, "w1").await;
    assert!(trip(&house, "w1").await.is_some());
    let line = "PATCH /v1/waybills/w1?updateMask=remarks";
    let changed = house.ask_as("fuel", line, json!({"remarks": "换卸货口"})).await.ok();
    assert_eq!((&changed["state"], &changed["version"]), (&json!("DRAFT"), &json!(2)));
    assert!(trip(&house, "w1").await.is_none());
    assert_eq!(changed["waybill"]["loading"], Value::Null, "the old confirmation is void");
    let cancel = does(&house, "fuel", "w1", "CANCEL", json!({})).await;
    cancel.refuses(400, &[("WAYBILL_STATE", "deed")]);
    does(&house, "fuel", "w1", "ABORT", json!({"transferredTo": "w2"})).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trip_leaves_the_world_though_its_vehicle_is_registered_no_longer() {
    let (house, _) = town().await;
    released(&house, "w1").await;
    house.ask_as("chief", "DELETE /v1/vehicles/v-fuel-rigid", Value::Null).await.ok();
    assert!(trip(&house, "w1").await.is_some());
    does(&house, "li", "w1", "ABORT", json!({})).await.ok();
    assert!(trip(&house, "w1").await.is_none());
    assert_eq!(state(&house, "w1").await, "ABORTED");
}

#[tokio::test(flavor = "multi_thread")]
async fn waybills_are_listed_to_those_they_name() {
    let (house, _) = town().await;
    for id in ["w1", "w2", "w3"] {
        house.ask_as("depot", "POST /v1/waybills", petrol(id)).await.ok();
    }
    does(&house, "depot", "w2", "CANCEL", json!({})).await.ok();
    let list = async |who: &str, query: &str| {
        let line = format!("GET /v1/waybills?{query}");
        let found = house.ask_as(who, &line, Value::Null).await.ok();
        let ids = found["waybills"].as_array().unwrap().iter();
        ids.map(|it| it["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for who in ["chief", "li", "reader", "depot", "fuel", "station"] {
        assert_eq!(list(who, "").await, ["w3", "w2", "w1"], "{who}");
    }
    for who in ["stranger", "west"] {
        assert!(list(who, "").await.is_empty(), "{who}");
        let got = house.ask_as(who, "GET /v1/waybills/w1", Value::Null).await;
        assert_eq!(got.code, 404);
    }
    assert_eq!(list("depot", "states=CANCELLED").await, ["w2"]);
    assert_eq!(list("depot", "states=CANCELLED&states=DRAFT").await, ["w3", "w2", "w1"]);
    assert_eq!(list("fuel", "vehicleId=v-fuel-rigid&un=1203&states=DRAFT").await, ["w3", "w1"]);
    assert_eq!(list("fuel", "carrierId=c-fuel&consignorId=p-depot").await.len(), 3);
    assert!(list("fuel", "consigneeId=p-depot").await.is_empty());
    assert_eq!(list("fuel", "number=no-w3").await, ["w3"]);
    assert!(list("fuel", "departsFrom=2026-11-25T03:00:00Z").await.is_empty());
    let first = house.ask_as("fuel", "GET /v1/waybills?pageSize=2", Value::Null).await.ok();
    let token = first["nextPageToken"].as_str().unwrap();
    assert_eq!(list("fuel", &format!("pageSize=2&pageToken={token}")).await, ["w1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_keeps_nothing_and_tells_everything() {
    let (house, _) = town().await;
    let checked = house.ask_as("depot", "POST /v1/waybills:validate", petrol("")).await.ok();
    assert!(
        ["VALID", "VALID_WITH_WARNINGS"].contains(&checked["verdict"].as_str().unwrap()),
        "{checked}"
    );
    assert!(!checked["listVersions"].as_array().unwrap().is_empty());
    let mut wrong = petrol("");
    wrong["goods"][0]["un"] = json!("9999");
    wrong["arrivesBy"] = json!("2026-11-25T09:00:00+08:00");
    let found = house.ask_as("depot", "POST /v1/waybills:validate", wrong.clone()).await.ok();
    assert_eq!(found["verdict"], "INVALID");
    let fields: Vec<_> =
        found["findings"].as_array().unwrap().iter().map(|it| &it["field"]).collect();
    assert!(fields.contains(&&json!("goods[0].un")), "{found}");

    let refused = house.ask_as("depot", "POST /v1/waybills?submit=true", wrong).await;
    assert_eq!(refused.code, 400);
    let faults = refused.faults();
    let un = ("WAYBILL_INVALID".to_owned(), "waybill.goods[0].un".to_owned());
    assert!(faults.contains(&un), "{faults:?}");
    let all = house.ask_as("chief", "GET /v1/waybills", Value::Null).await.ok();
    assert_eq!(all["waybills"], json!([]));
    let checks = house.ask_as("reader", "GET /v1/checks?pageSize=1", Value::Null).await.ok();
    assert_eq!(checks["checks"].as_array().unwrap().len(), 1);
    assert_ne!(checks["nextPageToken"], "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_waybill_takes_is_taken_from_its_submission_until_it_is_over() {
    let (house, _) = town().await;
    let engaged = async || {
        let what = ["vehicle:v-fuel-rigid", "tank:t-fuel-rigid", "person:d-fuel-1"];
        let (from, to) = (Timestamp::from_millis(0), Timestamp::from_millis(4_000_000_000_000));
        let found = house.line.records().engagements(&what.map(ToOwned::to_owned), from, to).await;
        found.unwrap().len()
    };
    house.ask_as("depot", "POST /v1/waybills", petrol("w1")).await.ok();
    assert_eq!(engaged().await, 0, "a draft takes nothing");
    does(&house, "depot", "w1", "SUBMIT", json!({})).await.ok();
    assert_eq!(engaged().await, 3);
    does(&house, "fuel", "w1", "REJECT", json!({})).await.ok();
    assert_eq!(engaged().await, 0, "let go");
}
