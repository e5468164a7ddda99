//! Who asks, what they may do, what they see, and what is written of it.

use placard_api::caller::{Caller, Role};
use placard_api::v1;
use placard_api::v1::telemetry_service_server::{TelemetryService, TelemetryServiceServer};
use placard_control::rights::{Act, RULES};
use serde_json::{Value, json};
use tonic::service::Routes;
use tonic::{Code, Request, Response, Status};

use crate::common::{
    Answer, House, asked_from, forbidden, house, key, open, secret, vehicle, violations,
};

/// A service of another crate, which finds who asks in the request.
struct Telemetry;

#[tonic::async_trait]
impl TelemetryService for Telemetry {
    type StreamFixesStream = futures_util::stream::Empty<Result<v1::StreamFixesResponse, Status>>;

    async fn stream_fixes(
        &self,
        _: Request<tonic::Streaming<v1::StreamFixesRequest>>,
    ) -> Result<Response<Self::StreamFixesStream>, Status> {
        Ok(Response::new(futures_util::stream::empty()))
    }

    async fn ingest_fixes(
        &self,
        request: Request<v1::IngestFixesRequest>,
    ) -> Result<Response<v1::IngestFixesResponse>, Status> {
        let caller = request.extensions().get::<Caller>().cloned();
        Err(Status::already_exists(caller.unwrap().name))
    }
}

fn telemetry() -> Routes {
    Routes::new(TelemetryServiceServer::new(Telemetry))
}

const ROLES: [Role; 6] = [
    Role::Administrator,
    Role::Officer,
    Role::Dispatcher,
    Role::Shipper,
    Role::Platform,
    Role::Reader,
];

/// A house of two carriers under one authority.
async fn city() -> House {
    let keys = vec![
        key("chief", Role::Administrator, None),
        key("li", Role::Officer, None),
        key("east", Role::Dispatcher, Some("east-carrier")),
        key("west", Role::Dispatcher, Some("west-carrier")),
        key("east-admin", Role::Administrator, Some("east-carrier")),
        key("reader", Role::Reader, None),
        key("fleet", Role::Platform, Some("east-carrier")),
    ];
    open(keys, Routes::default()).await
}

/// The audit, newest first, as `actor method resource outcome`.
async fn audit(house: &House) -> Vec<String> {
    let entries = house.audited().await;
    let line = |entry: &placard_store::records::AuditEntry| {
        let method = entry.method.rsplit('/').next().unwrap();
        format!("{} {method} {} {}", entry.actor, entry.resource, entry.outcome)
    };
    entries.iter().map(line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_keys_whoever_asks_from_this_machine_is_its_administrator() {
    let house = house().await;
    house.ask("POST /v1/vehicles", vehicle("v1", "湘J·A")).await.ok();
    assert_eq!(audit(&house).await, ["local CreateVehicle vehicle/v1 OK"]);
    let foreign = [("host", "evil.example"), ("origin", "https://evil.example")];
    for header in foreign {
        let answer = house.ask_with("DELETE /v1/vehicles/v1", &[header], Value::Null).await;
        answer.refuses(401, &[("UNAUTHENTICATED", "authorization")]);
    }
    house.ask("GET /v1/vehicles/v1", Value::Null).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_keys_nobody_is_let_in_from_elsewhere() {
    let house = asked_from("192.0.2.7:5000".parse().unwrap()).await;
    let answer = house.ask("POST /v1/vehicles", vehicle("v1", "湘J·A")).await;
    answer.refuses(401, &[("UNAUTHENTICATED", "authorization")]);
    let list = v1::ListVehiclesRequest::default();
    let status = house.fleet("").await.list_vehicles(list).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
    assert_eq!(house.line.world().revision().0, 0);
    assert_eq!(audit(&house).await, ["unknown CreateVehicle  UNAUTHENTICATED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_keys_no_key_and_a_wrong_one_open_nothing() {
    let house = city().await;
    for shown in ["", "Bearer wrong", "Bearer", "Basic key-of-chief", "key-of-chief"] {
        let headers = [("authorization", shown)];
        let headers = if shown.is_empty() { &headers[..0] } else { &headers[..] };
        let answer = house.ask_with("GET /v1/vehicles", headers, Value::Null).await;
        answer.refuses(401, &[("UNAUTHENTICATED", "authorization")]);
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
    }
    for who in ["", "nobody"] {
        let create = v1::CreateVehicleRequest::default();
        let status = house.fleet(who).await.create_vehicle(create).await.unwrap_err();
        assert_eq!(status.code(), Code::Unauthenticated);
        let told = &violations(&status)[0];
        assert_eq!((told.zh.as_str(), told.field.as_str()), ("未识别身份", "authorization"));
    }
    house.ask_as("chief", "GET /v1/vehicles", Value::Null).await.ok();
    for _ in 0..40 {
        house.ask("POST /v1/vehicles", json!({})).await;
    }
    let written = audit(&house).await;
    assert!(written.iter().all(|line| line == "unknown CreateVehicle  UNAUTHENTICATED"));
    assert!((1..10).contains(&written.len()), "one a second of 42: {}", written.len());
}

/// Asks a method with an empty message; its gRPC code.
async fn code_of(house: &House, method: &str, shown: Option<&str>) -> Code {
    let mut headers = vec![("content-type", "application/grpc"), ("te", "trailers")];
    headers.extend(shown.map(|shown| ("authorization", shown)));
    let answer = house.send(&format!("POST /{method}"), &headers, vec![0; 5]).await;
    let status = answer.headers.get("grpc-status");
    status.map_or(Code::Ok, |code| Code::from_bytes(code.as_bytes()))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_lets_in_the_roles_of_its_row_and_no_other() {
    let keys = ROLES.map(|role| key(&format!("{role:?}"), role, None));
    let house = open(keys.into(), telemetry()).await;
    let streams =
        ["Watch", "WatchAlerts", "WatchVehicles", "WatchWaybills", "ServerReflectionInfo"];
    for rule in RULES {
        let probe = rule.act == Act::Probe;
        if !probe {
            let code = code_of(&house, rule.method, None).await;
            assert_eq!(code, Code::Unauthenticated, "{}", rule.method);
        }
        for role in ROLES {
            let lets_in = rule.roles.contains(&role);
            if lets_in && streams.iter().any(|stream| rule.method.ends_with(stream)) {
                continue;
            }
            let shown = format!("Bearer {}", secret(&format!("{role:?}")));
            let code = code_of(&house, rule.method, Some(&shown)).await;
            assert_ne!(code, Code::Unauthenticated, "{} for {role:?}", rule.method);
            let refused = code == Code::PermissionDenied;
            assert_eq!(refused, !lets_in, "{} for {role:?}: {code:?}", rule.method);
        }
    }
    let health = "grpc.health.v1.Health/Check";
    assert_eq!(code_of(&house, health, None).await, Code::Ok, "anybody may ask how it stands");
    let unknown = code_of(&house, "placard.v1.FleetService/Fly", None).await;
    assert_eq!(unknown, Code::Unimplemented);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_of_another_crate_is_behind_the_same_gate_and_told_who_asks() {
    let keys = vec![key("fleet", Role::Platform, None), key("reader", Role::Reader, None)];
    let house = open(keys, telemetry()).await;
    let line = "POST /v1/fixes:ingest";
    let told = house.ask_as("fleet", line, json!({})).await;
    assert_eq!((told.code, &told.body["message"]), (409, &json!("fleet")));
    let denied = house.ask_as("reader", line, json!({})).await;
    denied.refuses(403, &[("PERMISSION_DENIED", "")]);
    let written = audit(&house).await;
    assert!(written.contains(&"reader IngestFixes  PERMISSION_DENIED".to_owned()), "{written:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_anothers_sounds_like_what_is_not_there() {
    let house = city().await;
    house.ask_as("east", "POST /v1/vehicles", vehicle("t1", "湘J·A")).await.ok();
    house.ask_as("west", "POST /v1/vehicles", vehicle("t2", "湘J·B")).await.ok();
    house.ask_as("chief", "POST /v1/zones", forbidden("z1")).await.ok();
    let alert = house.breach("t1", "z1").await.detection.id.to_string();

    let mass = json!({"maxMassKg": 31000});
    let asks = [
        ("GET /v1/vehicles/{}", Value::Null),
        ("PATCH /v1/vehicles/{}?updateMask=maxMassKg", mass.clone()),
        ("DELETE /v1/vehicles/{}", Value::Null),
        ("GET /v1/vehicles/{}/state", Value::Null),
        ("GET /v1/vehicles/{}/track", Value::Null),
    ];
    let said = |answer: &Answer, id: &str| answer.body.to_string().replace(id, "ID");
    for (line, body) in asks {
        let anothers = house.ask_as("west", &line.replace("{}", "t1"), body.clone()).await;
        let nobodys = house.ask_as("west", &line.replace("{}", "t9"), body).await;
        anothers.refuses(404, &[("NOT_FOUND", "id")]);
        assert_eq!(said(&anothers, "t1"), said(&nobodys, "t9"), "{line}");
    }
    for id in ["t1", "t9"] {
        let terminal = json!({"phone": "139", "vehicleId": id});
        let terminal = house.ask_as("west", "POST /v1/terminals", terminal).await;
        terminal.refuses(400, &[("NO_SUCH_REFERENCE", "terminal.vehicle_id")]);
    }
    let listed = house.ask_as("west", "GET /v1/vehicles", Value::Null).await.ok();
    let ids: Vec<_> = listed["vehicles"].as_array().unwrap().iter().map(|v| &v["id"]).collect();
    assert_eq!(ids, ["t2"]);
    let plate = house.ask_as("west", "GET /v1/vehicles?plate=%E6%B9%98J%C2%B7A", Value::Null).await;
    assert_eq!(plate.ok()["vehicles"], json!([]));

    let mut west = house.alerts("west").await;
    let seen = west.list_alerts(v1::ListAlertsRequest::default()).await.unwrap().into_inner();
    assert_eq!(seen.alerts, []);
    let asked = v1::GetAlertRequest { id: alert.clone() };
    assert_eq!(west.get_alert(asked.clone()).await.unwrap_err().code(), Code::NotFound);
    let comment = v1::CommentAlertRequest { id: alert, note: "?".into() };
    assert_eq!(west.comment_alert(comment).await.unwrap_err().code(), Code::NotFound);
    let own = house.alerts("east").await.get_alert(asked).await.unwrap().into_inner();
    assert_eq!(own.organisation_id, "east-carrier");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_for_another() {
    let house = city().await;
    house.ask_as("chief", "POST /v1/zones", forbidden("z1")).await.ok();
    house.ask_as("east", "GET /v1/zones/z1", Value::Null).await.ok();
    let denied = "PERMISSION_DENIED";
    let renamed = json!({"name": "我的区"});
    let line = "PATCH /v1/zones/z1?updateMask=name";
    house.ask_as("east-admin", line, renamed).await.refuses(403, &[(denied, "")]);
    house
        .ask_as("east-admin", "DELETE /v1/zones/z1", Value::Null)
        .await
        .refuses(403, &[(denied, "")]);
    let given = json!({"plate": "湘J·A", "organisationId": "west-carrier"});
    let given = house.ask_as("east", "POST /v1/vehicles", given).await;
    given.refuses(403, &[(denied, "vehicle.organisation_id")]);
    house.ask_as("west", "POST /v1/vehicles", vehicle("v2", "湘J·B")).await.ok();
    let rows = json!({"vehicles": [vehicle("v2", "湘J·C"), vehicle("v3", "湘J·D")]});
    let report = house.ask_as("east", "POST /v1/vehicles:import", rows).await.ok();
    assert_eq!((&report["accepted"], &report["rejected"][0]["id"]), (&json!(1), &json!("v2")));
    let kept = house.ask_as("west", "GET /v1/vehicles/v2", Value::Null).await.ok();
    assert_eq!(kept["plate"], "湘J·B");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_of_a_terminal_is_for_those_who_keep_it() {
    let house = city().await;
    let truck = json!({"id": "v1", "plate": "湘J·A", "terminalPhone": "139"});
    house.ask_as("east", "POST /v1/vehicles", truck).await.ok();
    for (who, reads) in [("chief", true), ("east", true), ("li", false), ("reader", false)] {
        let shown = house.ask_as(who, "GET /v1/terminals/v1", Value::Null).await.ok();
        assert_eq!(!shown["authCode"].as_str().unwrap().is_empty(), reads, "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_says_who_did_what_and_how_it_ended() {
    let house = city().await;
    house.ask_as("east", "POST /v1/vehicles", vehicle("v1", "湘J·A")).await.ok();
    house.ask_as("east", "POST /v1/vehicles", vehicle("v2", "湘J·A")).await;
    house.ask_as("reader", "POST /v1/vehicles", vehicle("v3", "湘J·B")).await;
    house.ask_as("west", "DELETE /v1/vehicles/v1", Value::Null).await;
    house.ask_as("li", "GET /v1/vehicles/v1", Value::Null).await.ok();
    house.ask_as("li", "GET /v1/vehicles/v1/track", Value::Null).await.ok();
    house.ask_as("li", "GET /v1/people", Value::Null).await.ok();
    let delete = v1::DeleteVehicleRequest { id: "v1".into(), etag: String::new() };
    house.fleet("east").await.delete_vehicle(delete).await.unwrap();
    let mut written = audit(&house).await;
    written.reverse();
    let expected = [
        "east CreateVehicle vehicle/v1 OK",
        "east CreateVehicle vehicle/v2 ALREADY_EXISTS",
        "reader CreateVehicle  PERMISSION_DENIED",
        "west DeleteVehicle vehicle/v1 NOT_FOUND",
        "li GetTrack vehicle/v1 OK",
        "li ListPeople  OK",
        "east DeleteVehicle vehicle/v1 OK",
    ];
    assert_eq!(written, expected, "a plain read leaves none, one of people's ways does");
    let times: Vec<_> = house.audited().await.iter().map(|entry| entry.at).collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_whose_caller_hangs_up_is_whole_or_not_at_all() {
    let house = city().await;
    let mut made = 0;
    for i in 0..30_u64 {
        let mut east = house.fleet("east").await;
        let vehicle = v1::Vehicle { plate: format!("湘J·{i}"), ..Default::default() };
        let create = v1::CreateVehicleRequest { vehicle: Some(vehicle) };
        let call = tokio::spawn(async move { east.create_vehicle(create).await.is_ok() });
        tokio::time::sleep(std::time::Duration::from_micros(i * 200)).await;
        call.abort();
        made += u64::from(call.await.unwrap_or(false));
    }
    // What was hung up on may still be on its way: it comes to rest, and then the two agree.
    let mut found = (0, 0);
    for _ in 0..100 {
        let list = v1::ListVehiclesRequest::default();
        let kept = house.fleet("east").await.list_vehicles(list).await.unwrap().into_inner();
        let traced = audit(&house).await;
        let traced = traced.iter().filter(|line| line.contains("CreateVehicle vehicle/")).count();
        found = (kept.vehicles.len(), traced);
        if found.0 == found.1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(found.0, found.1, "a vehicle has its line, and a line its vehicle");
    assert!(found.0 as u64 >= made, "{made} were answered");
}
