//! Transcripts of `RouteService`, in JSON and in gRPC.

use placard_api::caller::Role;
use placard_api::v1;
use placard_domain::VehicleId;
use serde_json::{Value, json};
use tonic::Code;
use tonic::service::Routes;

use crate::common::{House, house, key, open, vehicle, violations};

fn route(id: &str) -> Value {
    json!({
        "id": id,
        "name": "德山至石门桥",
        "geometry": {"type": "LineString", "coordinates": [[111.69, 29.04], [111.75, 29.04]]},
        "widthM": 160,
        "source": "常公交路〔2026〕7号",
    })
}

async fn furnished() -> House {
    let house = house().await;
    for id in ["v1", "v2"] {
        house.ask("POST /v1/vehicles", vehicle(id, &format!("湘J·{id}"))).await.ok();
    }
    house
}

/// Whom a route names, with the seconds of their times.
fn assigned(route: &Value) -> Vec<(String, String)> {
    let all = route["assignments"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    all.map(|one| (text(&one["vehicleId"]), text(&one["endTime"]))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_routes_life_in_json() {
    let house = furnished().await;
    let made = house.ask("POST /v1/routes", route("r1")).await.ok();
    assert_eq!((&made["widthM"], &made["assignments"]), (&json!(160.0), &json!([])));
    let got = house.ask("GET /v1/routes/r1", Value::Null).await;
    assert_eq!(got.headers["etag"], made["etag"].as_str().unwrap());
    assert_eq!(got.ok(), made);

    let assign = "POST /v1/routes/r1:assign";
    let until = json!({"vehicleId": "v1", "startTime": "2026-11-25T00:00:00Z",
        "endTime": "2099-01-01T00:00:00Z"});
    let first = house.ask(assign, until).await.ok();
    assert_eq!(assigned(&first), [("v1".into(), "2099-01-01T00:00:00Z".into())]);
    let stale = json!({"vehicleId": "v2", "etag": made["etag"]});
    house.ask(assign, stale).await.refuses(409, &[("ETAG_MISMATCH", "etag")]);
    house.ask(assign, json!({"vehicleId": "v2"})).await.ok();
    let again = house.ask(assign, json!({"vehicleId": "v1", "startTime": "2027-01-01T00:00:00Z"}));
    let again = again.await.ok();
    let expected = [
        ("v1".into(), "2027-01-01T00:00:00Z".into()),
        ("v2".into(), "-".into()),
        ("v1".into(), "-".into()),
    ];
    assert_eq!(assigned(&again), expected, "from then on the new one holds");
    let audited = house.audited().await;
    let acts = audited.iter().filter(|entry| entry.method.ends_with("/AssignRoute"));
    let mut acts: Vec<_> = acts.map(|e| (e.resource.as_str(), e.outcome.as_str())).collect();
    acts.sort_unstable();
    let ok = ("route/r1", "OK");
    assert_eq!(acts, [("route/r1", "ABORTED"), ok, ok, ok]);
    let (world, now) = (house.line.world(), house.line.clock().now());
    let second = VehicleId::new("v2").unwrap();
    assert_eq!(world.routes_of(&second, now).count(), 1, "the engine has it");

    let line = "PATCH /v1/routes/r1?updateMask=widthM,name";
    let wider = house.ask(line, json!({"widthM": 200, "name": "改线"})).await.ok();
    assert_eq!((&wider["widthM"], &wider["name"]), (&json!(200.0), &json!("改线")));
    assert_eq!(assigned(&wider), expected, "what the mask does not name stays");
    assert_eq!(house.ask("DELETE /v1/routes/r1", Value::Null).await.ok(), json!({}));
    house.ask("GET /v1/routes/r1", Value::Null).await.refuses(404, &[("NOT_FOUND", "id")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_in_grpc() {
    let house = furnished().await;
    for id in ["r2", "r1"] {
        house.ask("POST /v1/routes", route(id)).await.ok();
    }
    let mut chief = house.routes("").await;
    let page = v1::ListRoutesRequest { page_size: 1, ..Default::default() };
    let page = chief.list_routes(page).await.unwrap().into_inner();
    assert_eq!(page.routes[0].id, "r1");
    let next = v1::ListRoutesRequest {
        page_size: 1,
        page_token: page.next_page_token,
        ..Default::default()
    };
    assert_eq!(chief.list_routes(next).await.unwrap().into_inner().routes[0].id, "r2");
    let request =
        v1::AssignRouteRequest { id: "r1".into(), vehicle_id: "v1".into(), ..Default::default() };
    let named = chief.assign_route(request).await.unwrap().into_inner();
    assert_eq!(named.assignments[0].vehicle_id, "v1");
    let wrong = v1::AssignRouteRequest { id: "r1".into(), ..Default::default() };
    let refused = chief.assign_route(wrong).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(violations(&refused)[0].field, "vehicle_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_route_is_named() {
    let house = furnished().await;
    let create = async |change: Value| {
        let mut body = route("r1");
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        house.ask("POST /v1/routes", body).await
    };
    let point = json!({"geometry": {"type": "Point", "coordinates": [111.69, 29.04]}});
    create(point).await.refuses(400, &[("GEOMETRY_TYPE", "route.geometry")]);
    create(json!({"widthM": 2001})).await.refuses(400, &[("OUT_OF_RANGE", "route.width_m")]);
    create(json!({"name": ""})).await.refuses(400, &[("REQUIRED", "route.name")]);
    create(json!({"carrierId": "none"}))
        .await
        .refuses(400, &[("NO_SUCH_REFERENCE", "route.carrier_id")]);
    let nobody = json!({"assignments": [{"vehicleId": "v1"}, {"vehicleId": "v9"}]});
    create(nobody).await.refuses(400, &[("NO_SUCH_REFERENCE", "route.assignments[1].vehicle_id")]);
    let back = json!({"assignments": [{"vehicleId": "v1", "startTime": "2026-11-25T00:00:00Z",
        "endTime": "2026-11-24T00:00:00Z"}]});
    create(back).await.refuses(400, &[("OUT_OF_RANGE", "route.assignments[0].end_time")]);
    house.ask("POST /v1/routes", route("r1")).await.ok();
    let assign = async |body: Value| house.ask("POST /v1/routes/r1:assign", body).await;
    assign(json!({"vehicleId": "v9"})).await.refuses(400, &[("NO_SUCH_REFERENCE", "vehicle_id")]);
    let back = json!({"vehicleId": "v1", "startTime": "2026-11-25T00:00:00Z",
        "endTime": "2026-11-25T00:00:00Z"});
    assign(back).await.refuses(400, &[("OUT_OF_RANGE", "end_time")]);
    house
        .ask("POST /v1/routes/r9:assign", json!({"vehicleId": "v1"}))
        .await
        .refuses(404, &[("NOT_FOUND", "id")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn assignments_at_once_are_all_kept() {
    let house = furnished().await;
    house.ask("POST /v1/routes", route("r1")).await.ok();
    let assign = "POST /v1/routes/r1:assign";
    let one = async || house.ask(assign, json!({"vehicleId": "v1"})).await.ok();
    let other = async || house.ask(assign, json!({"vehicleId": "v2"})).await.ok();
    tokio::join!(one(), other());
    let route = house.ask("GET /v1/routes/r1", Value::Null).await.ok();
    let mut named: Vec<_> = assigned(&route).into_iter().map(|(id, _)| id).collect();
    named.sort();
    assert_eq!(named, ["v1", "v2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carriers_routes_are_its_own() {
    let keys = vec![
        key("chief", Role::Administrator, None),
        key("east", Role::Dispatcher, Some("east-carrier")),
        key("west", Role::Dispatcher, Some("west-carrier")),
        key("li", Role::Officer, None),
    ];
    let house = open(keys, Routes::default()).await;
    house.ask_as("east", "POST /v1/routes", route("r1")).await.ok();
    let west = house.ask_as("west", "GET /v1/routes/r1", Value::Null).await;
    west.refuses(404, &[("NOT_FOUND", "id")]);
    let officer = house.ask_as("li", "POST /v1/routes", route("r2")).await;
    officer.refuses(403, &[("PERMISSION_DENIED", "")]);
    house.ask_as("li", "GET /v1/routes/r1", Value::Null).await.ok();
}
