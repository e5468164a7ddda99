//! Bad input: each is told by its field in both languages, changes nothing, and ends nothing.

use placard_api::v1;
use placard_api::zone::struct_of_json;
use serde_json::{Value, json};
use tonic::Code;

use crate::common::{House, forbidden, house, vehicle, violations};

/// A house where something is kept, that what is wrong could change.
async fn furnished() -> House {
    let house = house().await;
    house.ask("POST /v1/vehicles", vehicle("v1", "湘J·A")).await.ok();
    house.ask("POST /v1/zones", forbidden("z1")).await.ok();
    house
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// All that the house tells of itself.
async fn inventory(house: &House) -> Vec<Value> {
    let mut all = vec![json!(house.line.world().revision().0)];
    let lists = ["vehicles", "terminals", "carriers", "people", "parties", "tanks", "sites"];
    for list in lists.into_iter().chain(["zones", "permits", "alerts", "expiries"]) {
        all.push(house.ask(&format!("GET /v1/{list}"), Value::Null).await.ok());
    }
    all
}

fn zone(geometry: Value) -> Value {
    json!({"id": "z2", "name": "区", "kind": "OTHER", "geometry": geometry})
}

fn polygon(ring: Value) -> Value {
    zone(json!({"type": "Polygon", "coordinates": [ring]}))
}

fn shapes() -> Vec<(Value, &'static str, &'static str)> {
    let bow = json!([[111.6, 29.0], [111.7, 29.1], [111.7, 29.0], [111.6, 29.1], [111.6, 29.0]]);
    let wraps = json!([[179.5, 0], [-179.5, 0], [-179.5, 1], [179.5, 1], [179.5, 0]]);
    let north = json!([[111.6, 95.0], [111.7, 29.0], [111.7, 29.1], [111.6, 95.0]]);
    let open = json!([[111.6, 29.0], [111.7, 29.0], [111.7, 29.1], [111.6, 29.1]]);
    let flat = json!([[111.6, 29.0], [111.7, 29.0], [111.8, 29.0], [111.6, 29.0]]);
    let ring = "zone.geometry.coordinates[0]";
    vec![
        (polygon(bow), "CROSSES_ITSELF", ring),
        (polygon(json!([[111.6, 29.0], [111.7, 29.1]])), "TOO_FEW_POSITIONS", ring),
        (polygon(wraps), "ANTIMERIDIAN", "zone.geometry.coordinates"),
        (polygon(north), "LATITUDE_OUT_OF_RANGE", "zone.geometry.coordinates[0][0]"),
        (polygon(open), "RING_NOT_CLOSED", ring),
        (polygon(flat), "NO_AREA", ring),
        (
            zone(json!({"type": "MultiPoint", "coordinates": [[111.6, 29.0]]})),
            "GEOMETRY_TYPE",
            "zone.geometry.type",
        ),
        (zone(json!({"type": "Circle"})), "NOT_GEOJSON", "zone.geometry.type"),
        (zone(json!({"type": "Polygon"})), "REQUIRED", "zone.geometry.coordinates"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shape_that_is_none_is_named_by_either_door() {
    let house = furnished().await;
    let before = inventory(&house).await;
    let mut zones = house.zones("").await;
    for (zone, reason, field) in shapes() {
        let answer = house.ask("POST /v1/zones", zone.clone()).await;
        assert_eq!(answer.code, 400, "{reason}: {}", answer.body);
        let (found, place) = answer.faults()[0].clone();
        assert!(
            found == reason && place.starts_with(field),
            "{reason} at {field}: {}",
            answer.body
        );

        let proto = v1::Zone {
            id: "z2".into(),
            name: "区".into(),
            kind: v1::zone::Kind::Other.into(),
            geometry: struct_of_json(&zone["geometry"]),
            ..Default::default()
        };
        let request = v1::CreateZoneRequest { zone: Some(proto) };
        let status = zones.create_zone(request).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument);
        let told = violations(&status);
        assert_eq!((told[0].reason().as_str_name(), &told[0].field), (reason, &place));
        assert!(told[0].zh.contains(is_chinese) && !told[0].en.contains(is_chinese), "{told:?}");
    }
    assert_eq!(inventory(&house).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_in_what_is_kept_is_named() {
    let house = furnished().await;
    let before = inventory(&house).await;
    let circle = json!({"type": "Point", "coordinates": [111.7, 29.0]});
    let banned = |ban: Value| {
        let mut zone = zone(circle.clone());
        zone["radiusM"] = json!(100);
        zone["bans"] = json!([ban]);
        zone
    };
    let cases = [
        ("POST /v1/zones", zone(circle.clone()), "REQUIRED", "zone.radius_m"),
        (
            "POST /v1/zones",
            banned(json!({"effect": "FORBID", "unNumbers": ["1203", "9999"]})),
            "UNKNOWN_UN_NUMBER",
            "zone.bans[0].un_numbers[1]",
        ),
        ("POST /v1/zones", banned(json!({})), "REQUIRED", "zone.bans[0].effect"),
        (
            "POST /v1/zones",
            banned(json!({"effect": "CLOSE"})),
            "UNKNOWN_VALUE",
            "zone.bans[0].effect",
        ),
        (
            "POST /v1/zones",
            banned(json!({"effect": "FORBID", "windows": [{"from": "25:00"}]})),
            "MALFORMED",
            "zone.bans[0].windows[0].from",
        ),
        ("PATCH /v1/zones/z1?updateMask=shape", json!({}), "UNKNOWN_FIELD", "update_mask"),
        ("PATCH /v1/zones/z1?updateMask=id", json!({}), "IMMUTABLE", "update_mask"),
        ("PATCH /v1/zones/z1", json!({"id": "z9"}), "IMMUTABLE", "zone.id"),
        ("POST /v1/zones:import", json!({"type": "Feature"}), "NOT_GEOJSON", "collection.type"),
        ("POST /v1/terminals", json!({"vehicleId": "v1"}), "REQUIRED", "terminal.phone"),
        (
            "POST /v1/terminals",
            json!({"vehicleId": "v1", "phone": "12-34"}),
            "MALFORMED",
            "terminal.phone",
        ),
        (
            "POST /v1/vehicles",
            json!({"plate": "湘J·B", "load": {"declaredAt": "2099-01-01T00:00:00Z"}}),
            "TIME_AHEAD",
            "vehicle.load.declared_at",
        ),
        ("GET /v1/zones?pageSize=1001", Value::Null, "OUT_OF_RANGE", "page_size"),
        ("GET /v1/zones?pageToken=xyz", Value::Null, "INVALID_PAGE_TOKEN", "page_token"),
        ("GET /v1/vehicles/v1/track?startTime=yesterday", Value::Null, "MALFORMED", "start_time"),
    ];
    for (line, body, reason, field) in cases {
        let answer = house.ask(line, body).await;
        answer.refuses(400, &[(reason, field)]);
    }
    assert_eq!(inventory(&house).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_in_the_register_is_named() {
    let house = furnished().await;
    let before = inventory(&house).await;
    let cases = [
        (
            "POST /v1/people",
            json!({"name": "张三", "residentId": "1"}),
            "MALFORMED",
            "person.resident_id",
        ),
        ("POST /v1/parties", json!({"name": "甲", "uscc": "91-X"}), "MALFORMED", "party.uscc"),
        (
            "POST /v1/parties",
            json!({"name": "甲", "roles": ["BUYER"]}),
            "UNKNOWN_VALUE",
            "party.roles[0]",
        ),
        (
            "POST /v1/tanks",
            json!({"number": "7", "volumeL": 30, "maxLoadKg": 30_000_000}),
            "OUT_OF_RANGE",
            "tank.max_load_kg",
        ),
        (
            "POST /v1/tanks",
            json!({"number": "7", "volumeL": 30, "certificates": [{"kind": "TANK_INSPECTION",
                "number": "7", "validTo": "2026-02-30"}]}),
            "MALFORMED",
            "tank.certificates[0].valid_to",
        ),
        ("POST /v1/sites", json!({"name": "库", "radiusM": 100}), "REQUIRED", "site.position"),
        ("GET /v1/expiries?withinDays=367", Value::Null, "OUT_OF_RANGE", "within_days"),
    ];
    for (line, body, reason, field) in cases {
        let answer = house.ask(line, body).await;
        answer.refuses(400, &[(reason, field)]);
    }
    assert_eq!(inventory(&house).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_byte_of_a_token_counts_by_either_door() {
    let house = furnished().await;
    house.ask("POST /v1/vehicles", vehicle("v2", "湘J·B")).await.ok();
    let mut fleet = house.fleet("").await;
    let first = v1::ListVehiclesRequest { page_size: 1, ..Default::default() };
    let token = fleet.list_vehicles(first.clone()).await.unwrap().into_inner().next_page_token;
    for at in [0, 7, token.len() / 2, token.len() - 1] {
        let mut changed = token.clone().into_bytes();
        changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
        let page_token = String::from_utf8(changed).unwrap();
        let line = format!("GET /v1/vehicles?pageSize=1&pageToken={page_token}");
        let refused = house.ask(&line, Value::Null).await;
        refused.refuses(400, &[("INVALID_PAGE_TOKEN", "page_token")]);
        let request = v1::ListVehiclesRequest { page_token, ..first.clone() };
        let status = fleet.list_vehicles(request).await.unwrap_err();
        assert_eq!(violations(&status)[0].field, "page_token");
    }
    let second = v1::ListVehiclesRequest { page_token: token, ..first };
    let second = fleet.list_vehicles(second).await.unwrap().into_inner();
    assert_eq!(second.vehicles[0].id, "v2", "the token itself still opens");
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_request_end_nothing() {
    let house = furnished().await;
    let before = inventory(&house).await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)).into_bytes();
    let bodies: [&[u8]; 6] =
        [b"{", b"\xff\xfe", b"nul", b"{\"plate\": \"\\ud800\"}", b"{}{}", &deep];
    for body in bodies {
        let answer = house.send("POST /v1/vehicles", &[], body.to_vec()).await;
        assert_eq!((answer.code, answer.reason().as_str()), (400, "MALFORMED"), "{}", answer.body);
    }
    let nested = format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100));
    let body = format!("{{\"name\":\"区\",\"kind\":\"OTHER\",\"geometry\":{nested}}}").into_bytes();
    let nested = house.send("POST /v1/zones", &[], body).await;
    assert_eq!(nested.code, 400, "{}", nested.body);
    for path in ["/v1/vehicles/%ff", "/v1/vehicles/", "/v1/", "/v1/vehicles/v1:fly", "/v2/zones"] {
        let answer = house.send(&format!("GET {path}"), &[], Vec::new()).await;
        assert_eq!(answer.code, 404, "{path}: {}", answer.body);
    }
    let with_body = house.send("GET /v1/vehicles", &[], b"{}".to_vec()).await;
    assert_eq!((with_body.code, with_body.reason().as_str()), (400, "UNKNOWN_FIELD"));

    // gRPC whose message is not what it says.
    let wrong = [("content-type", "application/grpc"), ("te", "trailers")];
    let path = "POST /placard.v1.FleetService/CreateVehicle";
    for frame in [&b"\0\0\0\0\x05hello"[..], b"\0\0\0\0\x05", b"\x01\0\0\0\0", b"\0", b""] {
        let answer = house.send(path, &wrong, frame.to_vec()).await;
        let status = answer.headers.get("grpc-status").map(|code| code.to_str().unwrap());
        assert!(status.is_some_and(|code| code != "0"), "{frame:?}: {answer:?}");
    }
    assert_eq!(inventory(&house).await, before);
}
