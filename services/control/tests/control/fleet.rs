//! Transcripts of `FleetService`, in JSON and in gRPC, over a real socket and real SQLite.

use placard_api::v1;
use placard_domain::Millis;
use serde_json::{Value, json};
use tonic::Code;

use crate::common::{House, drive, forbidden, house, vehicle};

#[tokio::test(flavor = "multi_thread")]
async fn a_vehicles_life_in_json() {
    let house = house().await;
    let made = house.ask("POST /v1/vehicles", vehicle("v1", "湘J·A1234")).await;
    let etag = made.headers["etag"].to_str().unwrap().to_owned();
    let made = made.ok();
    assert_eq!((&made["id"], &made["plate"]), (&json!("v1"), &json!("湘J·A1234")));
    assert_eq!(made["etag"], etag);
    assert_eq!(made["organisationId"], "changde-police");
    assert_eq!(made["jurisdictionId"], "CN-4307");
    assert_eq!(made["load"]["goods"][0]["unNumber"], "1203");
    assert!(made["load"]["declaredAt"].is_string(), "declared at the moment of the call: {made}");

    assert_eq!(house.ask("GET /v1/vehicles/v1", Value::Null).await.ok(), made);

    let mass = json!({"maxMassKg": 31000, "plate": "ignored"});
    let stale = house
        .ask_with(
            "PATCH /v1/vehicles/v1?updateMask=maxMassKg",
            &[("if-match", "\"99\"")],
            mass.clone(),
        )
        .await;
    assert_eq!((stale.code, stale.reason().as_str()), (409, "ETAG_MISMATCH"));
    let changed = house
        .ask_with("PATCH /v1/vehicles/v1?updateMask=maxMassKg", &[("if-match", &etag)], mass)
        .await
        .ok();
    assert_eq!((&changed["maxMassKg"], &changed["plate"]), (&json!(31000), &json!("湘J·A1234")));
    assert_ne!(changed["etag"], etag);
    assert_eq!(changed["load"], made["load"], "what is not named stays");

    let quoted = etag.replace('"', "%22");
    let gone = house.ask(&format!("DELETE /v1/vehicles/v1?etag={quoted}"), Value::Null).await;
    assert_eq!(gone.reason(), "ETAG_MISMATCH");
    assert_eq!(house.ask("DELETE /v1/vehicles/v1", Value::Null).await.ok(), json!({}));
    let none = house.ask("GET /v1/vehicles/v1", Value::Null).await;
    assert_eq!((none.code, none.reason().as_str()), (404, "NOT_FOUND"));
    assert_eq!(none.body["code"], 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_life_in_grpc() {
    let house = house().await;
    let mut fleet = house.fleet("").await;
    let vehicle = v1::Vehicle {
        id: "v1".into(),
        plate: "湘J·A1234".into(),
        terminal_phone: "13912345678".into(),
        ..Default::default()
    };
    let request = v1::CreateVehicleRequest { vehicle: Some(vehicle.clone()) };
    let made = fleet.create_vehicle(request.clone()).await.unwrap().into_inner();
    assert_eq!(
        (made.plate.as_str(), made.plate_color()),
        ("湘J·A1234", v1::vehicle::PlateColor::Yellow)
    );
    let again = fleet.create_vehicle(request).await.unwrap_err();
    assert_eq!(again.code(), Code::AlreadyExists, "{again}");

    let list =
        fleet.list_terminals(v1::ListTerminalsRequest::default()).await.unwrap().into_inner();
    assert_eq!(list.terminals.len(), 1);
    assert_eq!(
        (list.terminals[0].phone.as_str(), list.terminals[0].vehicle_id.as_str()),
        ("13912345678", "v1")
    );
    assert!(!list.terminals[0].auth_code.is_empty());

    let mask = prost_types::FieldMask { paths: vec!["terminal_phone".into()] };
    let other = v1::Vehicle { terminal_phone: "13900000000".into(), ..made.clone() };
    let request = v1::UpdateVehicleRequest { vehicle: Some(other), update_mask: Some(mask) };
    let changed = fleet.update_vehicle(request).await.unwrap().into_inner();
    assert_eq!(changed.terminal_phone, "13900000000");
    let world = house.line.world();
    assert!(world.terminal(&"13912345678".parse().unwrap()).is_none());
    assert_eq!(world.terminal(&"13900000000".parse().unwrap()).unwrap().vehicle.as_str(), "v1");

    let request = v1::DeleteVehicleRequest { id: "v1".into(), etag: changed.etag };
    fleet.delete_vehicle(request).await.unwrap();
    let list =
        fleet.list_terminals(v1::ListTerminalsRequest::default()).await.unwrap().into_inner();
    assert_eq!(list.terminals, [], "what speaks for a vehicle goes with it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plate_and_a_phone_belong_to_one() {
    let house = house().await;
    let first = json!({"id": "v1", "plate": "湘J·A1234", "terminalPhone": "139"});
    house.ask("POST /v1/vehicles", first).await.ok();
    let plate = house.ask("POST /v1/vehicles", vehicle("v2", "湘J·A1234")).await;
    let fault = ("DUPLICATE".to_owned(), "vehicle.plate".to_owned());
    assert_eq!((plate.code, plate.faults()), (409, vec![fault]));
    let phone = json!({"id": "v2", "plate": "湘J·B", "terminalPhone": "0139"});
    let phone = house.ask("POST /v1/vehicles", phone).await;
    assert_eq!(phone.faults()[0].1, "vehicle.terminal_phone");
    let other_color = json!({"id": "v2", "plate": "湘J·A1234", "plateColor": "BLUE"});
    house.ask("POST /v1/vehicles", other_color).await.ok();
    let found = house.ask("GET /v1/vehicles?plate=%E6%B9%98J%C2%B7A1234", Value::Null).await.ok();
    assert_eq!(found["vehicles"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn terminals_carriers_and_people_in_json() {
    let house = house().await;
    let carrier = json!({"id": "c1", "name": "常德危运", "phone": "0736-7200000"});
    house.ask("POST /v1/carriers", carrier).await.ok();
    let person = json!({"name": "张三", "role": "ESCORT", "carrierId": "c1"});
    let person = house.ask("POST /v1/people", person).await.ok();
    let id = person["id"].as_str().unwrap().to_owned();
    assert_eq!(id.len(), 16, "chosen by the server");
    let truck = json!({"id": "v1", "plate": "湘J·A", "carrierId": "c1"});
    house.ask("POST /v1/vehicles", truck).await.ok();
    let terminal =
        json!({"id": "t1", "phone": "139", "vehicleId": "v1", "quirks": {"utcTime": true}});
    let terminal = house.ask("POST /v1/terminals", terminal).await.ok();
    assert_eq!(terminal["quirks"]["utcTime"], true);

    let of_carrier = house.ask("GET /v1/people?carrierId=c1", Value::Null).await.ok();
    assert_eq!(of_carrier["people"][0]["id"], id.as_str());
    let of_other = house.ask("GET /v1/people?carrierId=c2", Value::Null).await.ok();
    assert_eq!(of_other, json!({"people": [], "nextPageToken": ""}));
    let shown = house.ask("GET /v1/vehicles/v1", Value::Null).await.ok();
    assert_eq!(shown["terminalPhone"], "139");

    let used = house.ask("DELETE /v1/carriers/c1", Value::Null).await;
    assert_eq!((used.code, used.reason().as_str()), (400, "IN_USE"));
    let missing = json!({"id": "t2", "phone": "140", "vehicleId": "nobody"});
    let missing = house.ask("POST /v1/terminals", missing).await;
    let fault = ("NO_SUCH_REFERENCE".to_owned(), "terminal.vehicle_id".to_owned());
    assert_eq!(missing.faults(), [fault]);
    house
        .ask(&format!("PATCH /v1/people/{id}?updateMask=name"), json!({"name": "李四"}))
        .await
        .ok();
    for line in [format!("DELETE /v1/people/{id}"), "DELETE /v1/vehicles/v1".into()] {
        house.ask(&line, Value::Null).await.ok();
    }
    house.ask("DELETE /v1/carriers/c1", Value::Null).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_in_pages_and_a_tampered_token_is_refused() {
    let house = house().await;
    let rows: Vec<_> = (0..5).map(|i| vehicle(&format!("v{i}"), &format!("湘J·{i}"))).collect();
    let report = house.ask("POST /v1/vehicles:import", json!({"vehicles": rows})).await.ok();
    assert_eq!(report["accepted"], 5, "{report}");
    let mut token = String::new();
    let mut found = Vec::new();
    loop {
        let line = format!("GET /v1/vehicles?pageSize=2&pageToken={token}");
        let page = house.ask(&line, Value::Null).await.ok();
        let ids = page["vehicles"].as_array().unwrap().iter().map(|v| v["id"].clone());
        found.extend(ids);
        token = page["nextPageToken"].as_str().unwrap().to_owned();
        if token.is_empty() {
            break;
        }
        let changed = format!(
            "{}{}",
            &token[..token.len() - 1],
            if token.ends_with('0') { '1' } else { '0' }
        );
        let line = format!("GET /v1/vehicles?pageSize=2&pageToken={changed}");
        let refused = house.ask(&line, Value::Null).await;
        let fault = ("INVALID_PAGE_TOKEN".to_owned(), "page_token".to_owned());
        assert_eq!((refused.code, refused.faults()), (400, vec![fault]));
        let elsewhere = format!("GET /v1/terminals?pageToken={token}");
        assert_eq!(house.ask(&elsewhere, Value::Null).await.reason(), "INVALID_PAGE_TOKEN");
    }
    assert_eq!(found, ["v0", "v1", "v2", "v3", "v4"].map(Value::from));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_sent_again_under_its_key_answers_as_the_first_did() {
    let house = house().await;
    let key = [("idempotency-key", "order-66")];
    let body = json!({"plate": "湘J·A1234"});
    let first = house.ask_with("POST /v1/vehicles", &key, body.clone()).await.ok();
    let again = house.ask_with("POST /v1/vehicles", &key, body).await.ok();
    assert_eq!(first, again);
    let other = house.ask_with("POST /v1/vehicles", &key, json!({"plate": "湘J·B"})).await;
    assert_eq!((other.code, other.reason().as_str()), (400, "IDEMPOTENCY_MISMATCH"));
    let listed = house.ask("GET /v1/vehicles", Value::Null).await.ok();
    assert_eq!(listed["vehicles"].as_array().unwrap().len(), 1);

    // gRPC metadata is the same key, and the same request the same request.
    let mut fleet = house.fleet("").await;
    let vehicle = v1::Vehicle { plate: "湘J·A1234".into(), ..Default::default() };
    let mut request = tonic::Request::new(v1::CreateVehicleRequest { vehicle: Some(vehicle) });
    request.metadata_mut().insert("idempotency-key", "order-66".parse().unwrap());
    let over_grpc = fleet.create_vehicle(request).await.unwrap().into_inner();
    assert_eq!(over_grpc.id, first["id"]);
    let bad = house.ask_with("POST /v1/vehicles", &[("idempotency-key", "")], json!({})).await;
    assert_eq!(bad.faults(), [("MALFORMED".to_owned(), "idempotency-key".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_calls_under_one_key_at_once_make_one_vehicle() {
    let house = std::sync::Arc::new(house().await);
    let calls = (0..8).map(|_| {
        let house = std::sync::Arc::clone(&house);
        tokio::spawn(async move {
            let key = [("idempotency-key", "once")];
            house.ask_with("POST /v1/vehicles", &key, json!({"plate": "湘J·A"})).await.ok()
        })
    });
    let answers: Vec<_> = futures_util::future::join_all(calls).await;
    let ids: std::collections::BTreeSet<_> =
        answers.into_iter().map(|answer| answer.unwrap()["id"].to_string()).collect();
    assert_eq!(ids.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_request_is_named_by_its_field() {
    let house = house().await;
    let expected: [(&str, &[u8], u16, &str, &str); 11] = [
        ("POST /v1/vehicles", b"{\"plate\": ", 400, "MALFORMED", ""),
        ("POST /v1/vehicles", b"[]", 400, "MALFORMED", "vehicle"),
        ("POST /v1/vehicles", b"", 400, "REQUIRED", "vehicle"),
        ("POST /v1/vehicles", b"{\"plate\": 7}", 400, "MALFORMED", "vehicle.plate"),
        ("POST /v1/vehicles", b"{\"wheels\": 18}", 400, "UNKNOWN_FIELD", "vehicle.wheels"),
        ("POST /v1/vehicles", b"{}", 400, "REQUIRED", "vehicle.plate"),
        (
            "POST /v1/vehicles",
            b"{\"id\": \"a b\", \"plate\": \"x\"}",
            400,
            "INVALID_ID",
            "vehicle.id",
        ),
        ("GET /v1/vehicles?pageSize=many", b"", 400, "MALFORMED", "page_size"),
        ("GET /v1/vehicles?colour=red", b"", 400, "UNKNOWN_FIELD", "colour"),
        ("PUT /v1/vehicles", b"", 405, "UNSUPPORTED", ""),
        ("GET /v1/dragons", b"", 404, "NOT_FOUND", ""),
    ];
    for (line, body, code, reason, field) in expected {
        let answer = house.send(line, &[], body.to_vec()).await;
        let found = answer.faults();
        assert_eq!(answer.code, code, "{line}: {}", answer.body);
        assert_eq!(found, [(reason.to_owned(), field.to_owned())], "{line}");
        let ours = &answer.body["details"][1]["violations"][0];
        assert!(!ours["zh"].as_str().unwrap().is_ascii(), "{ours}");
        assert!(!ours["en"].as_str().unwrap().is_empty(), "{ours}");
    }
    let unknown =
        json!({"plate": "x", "load": {"goods": [{"unNumber": "1203"}, {"unNumber": "9999"}]}});
    let unknown = house.ask("POST /v1/vehicles", unknown).await;
    let fault = ("UNKNOWN_UN_NUMBER".to_owned(), "vehicle.load.goods[1].un_number".to_owned());
    assert_eq!(unknown.faults(), [fault]);
    assert_eq!(house.line.world().revision().0, 0, "nothing was changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_over_the_limit_is_refused_by_either_door() {
    let house = house().await;
    let huge = vec![b' '; placard_control::MESSAGE_MAX + 1];
    let answer = house.send("POST /v1/vehicles", &[], huge).await;
    assert_eq!((answer.code, answer.reason().as_str()), (413, "TOO_LARGE"));
    let licences = vec!["x".repeat(1000); placard_control::MESSAGE_MAX / 1000];
    let heavy = v1::Vehicle { plate: "x".into(), licences, ..Default::default() };
    let request = v1::CreateVehicleRequest { vehicle: Some(heavy) };
    let status = house.fleet("").await.create_vehicle(request).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted, "{status}");
    assert!(status.message().contains("over the limit"), "{status}");
    let after = house.ask("POST /v1/vehicles", vehicle("v1", "湘J·A")).await;
    assert_eq!(after.code, 200, "the house still stands");
}

async fn track(house: &House, query: &str) -> Value {
    house.ask(&format!("GET /v1/vehicles/v1/track?{query}"), Value::Null).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_track_is_told_in_pages_by_time_and_box() {
    let house = house().await;
    house.ask("POST /v1/vehicles", vehicle("v1", "湘J·A")).await.ok();
    let no = house.number("v1").await;
    let now = house.line.clock().now();
    let fixes = drive(no, now - Millis::from_secs(1));
    house.line.accept(fixes.clone()).await.unwrap();
    house.line.accept(fixes[..10].to_vec()).await.unwrap();

    let mut token = String::new();
    let mut found = Vec::new();
    loop {
        let page = track(&house, &format!("pageSize=50&pageToken={token}")).await;
        found.extend(page["fixes"].as_array().unwrap().clone());
        token = page["nextPageToken"].as_str().unwrap().to_owned();
        assert!(page["asOf"].is_string());
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(found.len(), fixes.len(), "none missing, none twice");
    for (told, sent) in found.iter().zip(&fixes) {
        assert_eq!(told["fix"]["deviceTime"], time(sent.device_time), "{told}");
        let [lon, lat] = [&told["fix"]["longitude"], &told["fix"]["latitude"]];
        assert_eq!(lon.as_f64(), sent.position.map(|p| p.lon()));
        assert_eq!(lat.as_f64(), sent.position.map(|p| p.lat()));
        assert!(told["receiveTime"].is_string());
        assert_eq!(told["worldRevision"], "1");
    }
    let (from, to) = (time(fixes[10].device_time), time(fixes[20].device_time));
    let window = track(&house, &format!("startTime={from}&endTime={to}")).await;
    assert_eq!(window["fixes"].as_array().unwrap().len(), 10, "the end is not in it");
    let west = fixes[99].position.unwrap().lon();
    let edges = format!("box.west={west}&box.east=112&box.south=29&box.north=30");
    let boxed = track(&house, &edges).await;
    assert_eq!(boxed["fixes"].as_array().unwrap().len(), 21);
    let wrong = house.ask("GET /v1/vehicles/v1/track?box.north=95", Value::Null).await;
    assert_eq!(wrong.reason(), "LATITUDE_OUT_OF_RANGE");
    let unknown = house.ask("GET /v1/vehicles/v2/track", Value::Null).await;
    assert_eq!(unknown.code, 404);

    house.ask("DELETE /v1/vehicles/v1", Value::Null).await.ok();
    let after = track(&house, "pageSize=10000").await;
    assert_eq!(after["fixes"].as_array().unwrap().len(), fixes.len(), "the past stays readable");
}

fn time(at: placard_domain::Timestamp) -> String {
    at.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_of_a_vehicle_now() {
    let house = house().await;
    house.ask("POST /v1/vehicles", vehicle("v1", "湘J·A")).await.ok();
    house.ask("POST /v1/zones", forbidden("z1")).await.ok();
    let before = house.ask("GET /v1/vehicles/v1/state", Value::Null).await.ok();
    assert_eq!((&before["vehicleId"], &before["lastFix"]), (&json!("v1"), &Value::Null));
    let alert = house.breach("v1", "z1").await;
    let state = house.ask("GET /v1/vehicles/v1/state", Value::Null).await.ok();
    assert_eq!(state["motion"], "MOVING", "{state}");
    assert_eq!(state["zoneIds"], json!(["z1"]));
    assert_eq!(state["alertIds"], json!([alert.detection.id.to_string()]));
    assert!(state["lastHeard"].is_string() && state["lastFix"]["fix"]["speedKmh"] == 36.0);
}
