//! Transcripts of `ZoneService`, in JSON and in gRPC, over a real socket and real SQLite.

use placard_api::v1;
use placard_api::zone::struct_of_json;
use placard_domain::Millis;
use serde_json::{Value, json};
use tonic::Code;

use crate::common::{forbidden, house, vehicle, violations};

/// In the middle of [`forbidden`].
const CENTRE: (f64, f64) = (111.702333, 29.04);

fn centre() -> Value {
    json!({"longitude": CENTRE.0, "latitude": CENTRE.1})
}

fn permit(id: &str, vehicle: &str, zones: &[&str]) -> Value {
    json!({
        "id": id,
        "vehicleId": vehicle,
        "zoneIds": zones,
        "unNumbers": ["1203"],
        "validFrom": "2026-01-01T00:00:00Z",
        "validTo": "2099-01-01T00:00:00Z",
        "number": "常公交许〔2026〕7号",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zones_life_in_json() {
    let house = house().await;
    let mut zone = forbidden("z1");
    zone["accuracyM"] = json!(25);
    zone["confidence"] = json!("SCHEMATIC");
    let made = house.ask("POST /v1/zones", zone.clone()).await;
    let etag = made.headers["etag"].to_str().unwrap().to_owned();
    let made = made.ok();
    assert_eq!((&made["id"], &made["kind"]), (&json!("z1"), &json!("CHEMICAL_PARK")));
    assert_eq!((&made["geometry"], &made["radiusM"]), (&zone["geometry"], &json!(600.0)));
    assert_eq!(made["bans"][0]["effect"], "FORBID");
    assert_eq!((&made["accuracyM"], &made["confidence"]), (&json!(25.0), &json!("SCHEMATIC")));
    assert_eq!((&made["revision"], &made["etag"]), (&json!("1"), &json!(etag)));
    assert_eq!(house.ask("GET /v1/zones/z1", Value::Null).await.ok(), made);

    let bridge = json!({"id": "b1", "name": "沅水大桥", "kind": "BRIDGE", "widthM": 30,
        "geometry": {"type": "LineString", "coordinates": [[111.7, 29.02], [111.7, 29.03]]}});
    house.ask("POST /v1/zones", bridge).await.ok();
    let listed = house.ask("GET /v1/zones", Value::Null).await.ok();
    let ids: Vec<_> = listed["zones"].as_array().unwrap().iter().map(|z| &z["id"]).collect();
    assert_eq!(ids, ["b1", "z1"], "in order of id");
    let bridges = house.ask("GET /v1/zones?kinds=BRIDGE&kinds=TUNNEL", Value::Null).await.ok();
    assert_eq!(bridges["zones"].as_array().unwrap().len(), 1);

    let wider = json!({"radiusM": 700, "name": "ignored"});
    let line = "PATCH /v1/zones/z1?updateMask=radiusM";
    let stale = house.ask_with(line, &[("if-match", "\"7\"")], wider.clone()).await;
    stale.refuses(409, &[("ETAG_MISMATCH", "etag")]);
    let changed = house.ask_with(line, &[("if-match", &etag)], wider).await.ok();
    assert_eq!((&changed["radiusM"], &changed["name"]), (&json!(700.0), &made["name"]));
    assert_eq!(changed["revision"], "3");

    assert_eq!(house.ask("DELETE /v1/zones/z1", Value::Null).await.ok(), json!({}));
    house.ask("GET /v1/zones/z1", Value::Null).await.refuses(404, &[("NOT_FOUND", "id")]);
    let gone = house.ask("POST /v1/zones:query", json!({"point": centre()})).await.ok();
    assert_eq!((&gone["hits"], &gone["worldRevision"]), (&json!([]), &json!("4")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_life_in_grpc() {
    let house = house().await;
    let mut zones = house.zones("").await;
    let point = json!({"type": "Point", "coordinates": [CENTRE.0, CENTRE.1]});
    let zone = v1::Zone {
        id: "z1".into(),
        name: "一号区".into(),
        kind: v1::zone::Kind::SensitiveReceptor.into(),
        geometry: struct_of_json(&point),
        radius_m: Some(600.0),
        ..Default::default()
    };
    let request = v1::CreateZoneRequest { zone: Some(zone) };
    let made = zones.create_zone(request.clone()).await.unwrap().into_inner();
    assert_eq!((made.revision, made.organisation_id.as_str()), (1, "changde-police"));
    let twice = zones.create_zone(request).await.unwrap_err();
    assert_eq!(twice.code(), Code::AlreadyExists);
    assert_eq!(violations(&twice)[0].field, "zone.id");

    let request = v1::GetZoneRequest { id: "z1".into() };
    assert_eq!(zones.get_zone(request.clone()).await.unwrap().into_inner(), made);
    let named = v1::Zone { name: "二号区".into(), ..made.clone() };
    let mask = prost_types::FieldMask { paths: vec!["name".into()] };
    let request_of = |zone: v1::Zone| v1::UpdateZoneRequest {
        zone: Some(zone),
        update_mask: Some(mask.clone()),
    };
    let changed = zones.update_zone(request_of(named.clone())).await.unwrap().into_inner();
    assert_eq!((changed.name.as_str(), changed.revision), ("二号区", 2));
    let stale = zones.update_zone(request_of(named)).await.unwrap_err();
    assert_eq!(stale.code(), Code::Aborted, "the etag it was read with is old by now");

    let list = zones.list_zones(v1::ListZonesRequest::default()).await.unwrap().into_inner();
    assert_eq!(list.zones, [changed]);
    let delete = v1::DeleteZoneRequest { id: "z1".into(), etag: made.etag };
    let stale = zones.delete_zone(delete.clone()).await.unwrap_err();
    assert_eq!(violations(&stale)[0].reason(), v1::violation::Reason::EtagMismatch);
    zones.delete_zone(v1::DeleteZoneRequest { etag: String::new(), ..delete }).await.unwrap();
    assert_eq!(zones.get_zone(request).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permits_life_in_json_and_in_grpc() {
    let house = house().await;
    house.ask("POST /v1/vehicles", vehicle("v1", "湘J·A")).await.ok();
    house.ask("POST /v1/zones", forbidden("z1")).await.ok();
    let nowhere = permit("p1", "v2", &["z1", "z2"]);
    let nowhere = house.ask("POST /v1/permits", nowhere).await;
    let lost = "NO_SUCH_REFERENCE";
    nowhere.refuses(400, &[(lost, "permit.vehicle_id"), (lost, "permit.zone_ids[1]")]);
    let made = house.ask("POST /v1/permits", permit("p1", "v1", &["z1"])).await.ok();
    assert_eq!((&made["zoneIds"], &made["unNumbers"]), (&json!(["z1"]), &json!(["1203"])));
    assert_eq!(house.ask("GET /v1/permits/p1", Value::Null).await.ok(), made);
    let of_v1 = house.ask("GET /v1/permits?vehicleId=v1", Value::Null).await.ok();
    assert_eq!(of_v1["permits"], json!([made]));
    let of_v2 = house.ask("GET /v1/permits?vehicleId=v2", Value::Null).await.ok();
    assert_eq!(of_v2["permits"], json!([]));
    let other = json!({"vehicleId": "v2"});
    let other = house.ask("PATCH /v1/permits/p1?updateMask=vehicleId", other).await;
    other.refuses(400, &[("IMMUTABLE", "permit.vehicle_id")]);

    let mut zones = house.zones("").await;
    let request = v1::GetPermitRequest { id: "p1".into() };
    let held = zones.get_permit(request.clone()).await.unwrap().into_inner();
    let printed = v1::Permit { number: "8".into(), ..held.clone() };
    let mask = prost_types::FieldMask { paths: vec!["number".into()] };
    let update = v1::UpdatePermitRequest { permit: Some(printed), update_mask: Some(mask) };
    let changed = zones.update_permit(update).await.unwrap().into_inner();
    assert_eq!((changed.number.as_str(), &changed.zone_ids), ("8", &held.zone_ids));
    let delete = v1::DeletePermitRequest { id: "p1".into(), etag: changed.etag };
    zones.delete_permit(delete).await.unwrap();
    assert_eq!(zones.get_permit(request).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_place_and_a_way_meet() {
    let house = house().await;
    house.ask("POST /v1/vehicles", vehicle("v1", "湘J·A")).await.ok();
    let mut zone = forbidden("z1");
    zone["bans"][0]["classes"] = json!(["3"]);
    house.ask("POST /v1/zones", zone).await.ok();
    let asked = async |body: Value| house.ask("POST /v1/zones:query", body).await.ok();

    let petrol = json!({"state": "FULL", "goods": [{"unNumber": "1203"}]});
    let inside = asked(json!({"point": centre(), "load": petrol})).await;
    assert_eq!(inside["hits"][0]["zone"]["id"], "z1");
    assert_eq!(inside["hits"][0]["effects"], json!(["FORBID"]));
    let depth = inside["hits"][0]["depthM"].as_f64().unwrap();
    assert!((599.0..601.0).contains(&depth), "{depth} m of 600");
    let undeclared = asked(json!({"point": centre()})).await;
    assert_eq!(undeclared["hits"][0]["effects"], json!(["FORBID"]), "every ban means it");
    let chlorine = json!({"state": "FULL", "goods": [{"unNumber": "1017"}]});
    let other = asked(json!({"point": centre(), "load": chlorine})).await;
    assert_eq!(other["hits"][0]["effects"], json!([]), "in the zone, and not banned");
    let outside = json!({"longitude": CENTRE.0, "latitude": CENTRE.1 + 0.01});
    assert_eq!(asked(json!({"point": outside})).await["hits"], json!([]));
    let before = json!({"point": centre(), "time": "2025-12-31T23:59:59Z"});
    assert_eq!(asked(before).await["hits"], json!([]), "not in force yet");

    // Straight through, 2 km in 200 s: in after 40 s, out after 160.
    let east = |metres: f64| json!({"longitude": CENTRE.0 + metres / 97_400.0, "latitude": 29.04});
    let way = asked(json!({
        "point": east(-1000.0), "to": east(1000.0), "load": petrol,
        "time": "2026-11-01T08:00:00Z", "endTime": "2026-11-01T08:03:20Z",
    }));
    let way = way.await;
    let passages = way["hits"][0]["passages"].as_array().unwrap();
    assert_eq!(passages.len(), 1);
    let seconds = |field: &str| {
        let at: placard_domain::Timestamp = passages[0][field].as_str().unwrap().parse().unwrap();
        let begin: placard_domain::Timestamp = "2026-11-01T08:00:00Z".parse().unwrap();
        (at - begin).0 as f64 / 1000.0
    };
    let (entry, exit) = (seconds("entryTime"), seconds("exitTime"));
    assert!((entry - 40.0).abs() < 0.5 && (exit - 160.0).abs() < 0.5, "{entry}–{exit} s");

    house.ask("POST /v1/permits", permit("p1", "v1", &["z1"])).await.ok();
    let permitted = asked(json!({"point": centre(), "load": petrol, "vehicleId": "v1"})).await;
    let hit = &permitted["hits"][0];
    assert_eq!((&hit["effects"], &hit["permitId"]), (&json!([]), &json!("p1")));

    let mut zones = house.zones("").await;
    let place = v1::Place { longitude: CENTRE.0, latitude: CENTRE.1 };
    let request = v1::QueryZonesRequest { point: Some(place), ..Default::default() };
    let answer = zones.query_zones(request).await.unwrap().into_inner();
    assert_eq!(answer.hits[0].effects, [v1::ban::Effect::Forbid as i32]);
    assert_eq!(answer.world_revision, house.line.world().revision().0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_question_lacks_is_named() {
    let house = house().await;
    let cases = [
        (json!({}), ("REQUIRED", "point")),
        (json!({"point": {"latitude": 95}}), ("LATITUDE_OUT_OF_RANGE", "point.latitude")),
        (
            json!({"point": centre(), "to": {"longitude": 181}}),
            ("LONGITUDE_OUT_OF_RANGE", "to.longitude"),
        ),
        (json!({"point": centre(), "vehicleId": "v9"}), ("NO_SUCH_REFERENCE", "vehicle_id")),
        (
            json!({"point": centre(), "load": {"goods": [{"unNumber": "9999"}]}}),
            ("UNKNOWN_UN_NUMBER", "load.goods[0].un_number"),
        ),
        (
            json!({"point": centre(), "time": "2026-01-02T00:00:00Z",
                "endTime": "2026-01-01T00:00:00Z"}),
            ("OUT_OF_RANGE", "end_time"),
        ),
    ];
    for (question, fault) in cases {
        house.ask("POST /v1/zones:query", question).await.refuses(400, &[fault]);
    }
}

fn feature(id: &str, ring: Value) -> Value {
    json!({
        "type": "Feature",
        "properties": {"id": id, "name": "区", "kind": "OTHER"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    })
}

fn square() -> Value {
    json!([[111.6, 29.0], [111.7, 29.0], [111.7, 29.1], [111.6, 29.1], [111.6, 29.0]])
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_takes_what_is_right_and_names_what_is_not() {
    let house = house().await;
    let bow = json!([[111.6, 29.0], [111.7, 29.1], [111.7, 29.0], [111.6, 29.1], [111.6, 29.0]]);
    let mut unknown_goods = feature("u", square());
    unknown_goods["properties"]["bans"] = json!([{"effect": "FORBID", "unNumbers": ["9999"]}]);
    let mut misspelt = feature("m", square());
    misspelt["properties"]["bann"] = json!([]);
    let mut many = feature("p", square());
    many["geometry"] = json!({"type": "MultiPoint", "coordinates": [[111.6, 29.0]]});
    let features = [
        feature("a", square()),
        feature("bow", bow),
        feature("two", json!([[111.6, 29.0], [111.7, 29.1]])),
        unknown_goods,
        misspelt,
        many,
        feature("a", square()),
        feature("b", square()),
    ];
    let collection = json!({"type": "FeatureCollection", "features": features});
    let checked = house.ask("POST /v1/zones:import?validateOnly=true", collection.clone()).await;
    let checked = checked.ok();
    assert_eq!(house.line.world().revision().0, 0, "a check changes nothing");
    let report = house.ask("POST /v1/zones:import", collection.clone()).await.ok();
    assert_eq!((&report["accepted"], &report["revision"]), (&json!(2), &json!("1")));
    assert_eq!(report["rejected"], checked["rejected"]);
    let told = report["rejected"].as_array().unwrap().iter().map(|row| {
        let first = &row["violations"][0];
        assert!(!first["zh"].as_str().unwrap().is_ascii() && first["en"].is_string(), "{row}");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (row["index"].as_u64().unwrap(), text(&row["id"]), text(&first["reason"]))
    });
    let expected = [
        (1, "bow", "CROSSES_ITSELF"),
        (2, "two", "TOO_FEW_POSITIONS"),
        (3, "u", "UNKNOWN_UN_NUMBER"),
        (4, "m", "UNKNOWN_FIELD"),
        (5, "p", "GEOMETRY_TYPE"),
        (6, "a", "DUPLICATE"),
    ];
    let expected = expected.map(|(index, id, reason)| (index, id.to_owned(), reason.to_owned()));
    assert_eq!(told.collect::<Vec<_>>(), expected);
    let listed = house.ask("GET /v1/zones", Value::Null).await.ok();
    assert_eq!(listed["zones"].as_array().unwrap().len(), 2);

    // The same over gRPC: what is so already changes nothing.
    let request =
        v1::ImportZonesRequest { collection: struct_of_json(&collection), validate_only: false };
    let again = house.zones("").await.import_zones(request).await.unwrap().into_inner();
    assert_eq!((again.accepted, again.rejected.len(), again.revision), (2, 6, 1));
    assert_eq!(again.rejected[0].violations[0].field, "geometry.coordinates[0][0]");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zone_that_is_taken_out_no_longer_stops_anybody_and_the_past_keeps_it() {
    let house = house().await;
    house.ask("POST /v1/vehicles", vehicle("v1", "湘J·A")).await.ok();
    house.ask("POST /v1/zones", forbidden("z1")).await.ok();
    house.ask("DELETE /v1/zones/z1", Value::Null).await.ok();
    let now = house.line.clock().now();
    let asked = async |time: placard_domain::Timestamp| {
        let body = json!({"point": centre(), "time": time.to_string()});
        house.ask("POST /v1/zones:query", body).await.ok()["hits"].as_array().unwrap().len()
    };
    assert_eq!(asked(now + Millis::from_secs(1)).await, 0);
    assert_eq!(asked(now - Millis::from_hours(1)).await, 1, "an hour ago it was there");
}
