//! Transcripts of `PartyService` and `ReferenceService`, and of what the register adds to the
//! fleet.

use jiff::ToSpan as _;
use placard_api::caller::Role;
use placard_api::v1;
use placard_store::records::Kind;
use serde_json::{Value, json};
use tonic::Code;
use tonic::service::Routes;

use crate::common::{House, house, key, open, vehicle};

const RESIDENT: &str = "430702198506170013";
const MASKED: &str = "430702**********13";

fn party(id: &str) -> Value {
    json!({"id": id, "name": "德山化工", "uscc": "9143070255554321XM", "roles": ["CONSIGNOR", "LOADER"],
        "certificates": [{"kind": "CHEMICALS_LICENCE", "number": "湘常危化经字1号", "scope": ["3"],
            "validFrom": "2024-01-01", "validTo": "2027-12-31"}]})
}

fn site(id: &str) -> Value {
    json!({"id": id, "name": "德山油库", "kind": "DEPOT", "divisionCode": "430702", "radiusM": 300,
        "position": {"longitude": 111.7, "latitude": 28.98}, "accepts": ["3", "HAZARDOUS_WASTE"]})
}

fn tank(id: &str, number: &str) -> Value {
    json!({"id": id, "number": number, "code": "LGBF", "volumeL": 30_000, "media": ["1203"],
        "surgePlates": true})
}

fn ids(answer: &Value, list: &str) -> Vec<String> {
    let all = answer[list].as_array().unwrap().iter();
    all.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// A house of two carriers under one authority.
async fn city() -> House {
    let keys = vec![
        key("chief", Role::Administrator, None),
        key("east", Role::Dispatcher, Some("east-carrier")),
        key("west", Role::Dispatcher, Some("west-carrier")),
        key("east-admin", Role::Administrator, Some("east-carrier")),
        key("reader", Role::Reader, None),
    ];
    open(keys, Routes::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partys_a_sites_and_a_tanks_life_in_json() {
    let house = house().await;
    house.ask("POST /v1/carriers", json!({"id": "c1", "name": "常运"})).await.ok();
    let made = house.ask("POST /v1/parties", party("p1")).await;
    let etag = made.headers["etag"].to_str().unwrap().to_owned();
    let made = made.ok();
    assert_eq!(made["certificates"], party("p1")["certificates"]);
    assert_eq!((&made["roles"], &made["blacklisted"]), (&party("p1")["roles"], &Value::Null));
    let mut run = site("s1");
    run["partyId"] = json!("p1");
    let shown = house.ask("POST /v1/sites", run).await.ok();
    assert_eq!((&shown["accepts"], &shown["radiusM"]), (&site("")["accepts"], &json!(300.0)));
    let mut driven = tank("t1", "LGBF-001");
    driven["carrierId"] = json!("c1");
    house.ask("POST /v1/tanks", driven).await.ok();
    house.ask("POST /v1/tanks", tank("t2", "LGBF-002")).await.ok();
    house.ask("POST /v1/sites", site("s2")).await.ok();

    let list = async |line: &str, plural: &str| {
        ids(&house.ask(&format!("GET /v1/{line}"), Value::Null).await.ok(), plural)
    };
    assert_eq!(list("parties", "parties").await, ["p1"]);
    assert_eq!(list("tanks?carrierId=c1", "tanks").await, ["t1"]);
    assert_eq!(list("sites?partyId=p1&kinds=DEPOT", "sites").await, ["s1"]);
    assert!(list("sites?kinds=PORT&kinds=HOSPITAL", "sites").await.is_empty());

    let line = "PATCH /v1/parties/p1?updateMask=phone";
    let stale = house.ask_with(line, &[("if-match", "\"99\"")], json!({"phone": "1"})).await;
    stale.refuses(409, &[("ETAG_MISMATCH", "etag")]);
    let changed = house.ask_with(line, &[("if-match", &etag)], json!({"phone": "0736"})).await.ok();
    assert_eq!((&changed["phone"], &changed["name"]), (&json!("0736"), &made["name"]));
    for (line, field) in [("tanks/t1", "volumeL"), ("sites/s1", "radiusM")] {
        let line = format!("PATCH /v1/{line}?updateMask={field}");
        assert_eq!(house.ask(&line, json!({field: 200})).await.ok()[field].as_f64(), Some(200.0));
    }

    house.ask("DELETE /v1/parties/p1", Value::Null).await.refuses(400, &[("IN_USE", "id")]);
    house.ask("DELETE /v1/carriers/c1", Value::Null).await.refuses(400, &[("IN_USE", "id")]);
    for line in ["sites/s1", "tanks/t1", "parties/p1", "carriers/c1"] {
        house.ask(&format!("DELETE /v1/{line}"), Value::Null).await.ok();
        assert_eq!(house.ask(&format!("GET /v1/{line}"), Value::Null).await.code, 404, "{line}");
    }
    let mut lost = site("s3");
    lost["partyId"] = json!("p1");
    let lost = house.ask("POST /v1/sites", lost).await;
    lost.refuses(400, &[("NO_SUCH_REFERENCE", "site.party_id")]);
    let mut lost = tank("t3", "3");
    lost["carrierId"] = json!("c1");
    let lost = house.ask("POST /v1/tanks", lost).await;
    lost.refuses(400, &[("NO_SUCH_REFERENCE", "tank.carrier_id")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_records_in_grpc() {
    let house = house().await;
    let mut parties = house.parties("").await;
    let party = v1::Party { id: "p1".into(), name: "德山化工".into(), ..Default::default() };
    let request = v1::CreatePartyRequest { party: Some(party) };
    let made = parties.create_party(request.clone()).await.unwrap().into_inner();
    let again = parties.create_party(request).await.unwrap_err();
    assert_eq!(again.code(), Code::AlreadyExists);
    let tank = v1::Tank { number: "7".into(), volume_l: 9_000, ..Default::default() };
    let request = v1::ImportTanksRequest { tanks: vec![tank], validate_only: true };
    let report = parties.import_tanks(request).await.unwrap().into_inner();
    assert_eq!((report.accepted, report.revision), (1, 1));
    let mut reference = house.reference("").await;
    let site = v1::Site {
        name: "油库".into(),
        party_id: made.id.clone(),
        position: Some(v1::Place { longitude: 111.7, latitude: 29.0 }),
        radius_m: Some(100.0),
        ..Default::default()
    };
    let request = v1::CreateSiteRequest { site: Some(site) };
    let site = reference.create_site(request).await.unwrap().into_inner();
    assert_eq!((site.kind(), site.id.len()), (v1::site::Kind::Plant, 16));
    let used = v1::DeletePartyRequest { id: made.id, etag: String::new() };
    assert_eq!(parties.delete_party(used).await.unwrap_err().code(), Code::FailedPrecondition);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resident_id_is_kept_whole_and_shown_masked() {
    let house = house().await;
    let person = json!({"id": "zhang", "name": "张三", "residentId": RESIDENT});
    let made = house.ask("POST /v1/people", person).await.ok();
    let got = house.ask("GET /v1/people/zhang", Value::Null).await.ok();
    let listed = house.ask("GET /v1/people", Value::Null).await.ok();
    for shown in [&made, &got, &listed["people"][0]] {
        assert_eq!(shown["residentId"], MASKED);
    }
    let kept = async || {
        let version = house.line.records().item(Kind::Person, "zhang").await.unwrap().unwrap();
        let body: Value = serde_json::from_str(&version.body.unwrap()).unwrap();
        body["resident_id"].as_str().unwrap().to_owned()
    };
    assert_eq!(kept().await, RESIDENT);

    let mut back = got.clone();
    back["name"] = json!("张三丰");
    let back = house.ask("PATCH /v1/people/zhang", back).await.ok();
    assert_eq!((&back["name"], &back["residentId"]), (&json!("张三丰"), &json!(MASKED)));
    assert_eq!(kept().await, RESIDENT, "what was shown and sent back changes nothing");
    let row = json!({"people": [{"id": "zhang", "name": "张三"}]});
    house.ask("POST /v1/people:import", row).await.ok();
    assert_eq!(kept().await, RESIDENT, "an import that does not say it leaves it");
    let other = json!({"residentId": "430702**********99"});
    let line = "PATCH /v1/people/zhang?updateMask=residentId";
    let other = house.ask(line, other).await;
    other.refuses(400, &[("MALFORMED", "person.resident_id")]);
    let wrong = house.ask(line, json!({"residentId": "43070219850617001"})).await;
    assert!(!wrong.body.to_string().contains("43070219850617001"), "it is not repeated");
    house.ask(line, json!({"residentId": "43072119900228001x"})).await.ok();
    assert_eq!(kept().await, "43072119900228001X");
    house.ask(line, json!({"residentId": ""})).await.ok();
    assert_eq!(kept().await, "");
    let audit = format!("{:?}", house.audited().await);
    assert!(!audit.contains(RESIDENT) && audit.contains("person/zhang"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_of_the_blacklist_is_the_authoritys() {
    let house = city().await;
    let carrier = json!({"id": "c1", "name": "东运"});
    house.ask_as("east", "POST /v1/carriers", carrier).await.ok();
    let mark = json!({"blacklisted": {"since": "2026-02-11", "reason": "超范围经营"}});
    let line = "PATCH /v1/carriers/c1?updateMask=blacklisted";
    for who in ["east", "east-admin"] {
        let answer = house.ask_as(who, line, mark.clone()).await;
        answer.refuses(403, &[("PERMISSION_DENIED", "carrier.blacklisted")]);
    }
    let marked = house.ask_as("chief", line, mark.clone()).await.ok();
    assert_eq!(marked["blacklisted"]["reason"], "超范围经营");
    for who in ["east", "east-admin"] {
        let lifted = house.ask_as(who, line, json!({})).await;
        lifted.refuses(403, &[("PERMISSION_DENIED", "carrier.blacklisted")]);
    }
    let row = json!({"carriers": [{"id": "c1", "name": "东方运输"}]});
    let report = house.ask_as("east", "POST /v1/carriers:import", row).await.ok();
    assert_eq!(report["accepted"], 1, "{report}");
    let kept = house.ask_as("east", "GET /v1/carriers/c1", Value::Null).await.ok();
    assert_eq!(
        (&kept["name"], &kept["blacklisted"]["since"]),
        (&json!("东方运输"), &json!("2026-02-11"))
    );
    let mut people = json!({"people": [{"id": "w", "name": "王五"}]});
    people["people"][0]["blacklisted"] = mark["blacklisted"].clone();
    let report = house.ask_as("east", "POST /v1/people:import", people).await.ok();
    assert_eq!(report["rejected"][0]["violations"][0]["reason"], "PERMISSION_DENIED");
    assert!(house.ask_as("chief", line, json!({})).await.ok()["blacklisted"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authoritys_parties_and_sites_are_everybodys_and_tanks_are_ones_own() {
    let house = city().await;
    house.ask_as("chief", "POST /v1/parties", party("p1")).await.ok();
    house.ask_as("chief", "POST /v1/sites", site("s1")).await.ok();
    house.ask_as("chief", "POST /v1/tanks", tank("t1", "1")).await.ok();
    house.ask_as("west", "POST /v1/parties", json!({"id": "p2", "name": "西"})).await.ok();
    let mut east = site("s2");
    east["partyId"] = json!("p1");
    house.ask_as("east", "POST /v1/sites", east).await.ok();
    let list = async |who: &str, plural: &str| {
        let line = format!("GET /v1/{plural}");
        ids(&house.ask_as(who, &line, Value::Null).await.ok(), plural)
    };
    assert_eq!(list("east", "parties").await, ["p1"]);
    assert_eq!(list("east", "sites").await, ["s1", "s2"]);
    assert!(list("east", "tanks").await.is_empty());
    assert_eq!(list("reader", "parties").await, ["p1", "p2"]);
    let foreign = house.ask_as("east", "GET /v1/parties/p2", Value::Null).await;
    foreign.refuses(404, &[("NOT_FOUND", "id")]);
    let line = "PATCH /v1/parties/p1?updateMask=name";
    let foreign = house.ask_as("east", line, json!({"name": "东"})).await;
    assert_eq!((foreign.code, foreign.reason().as_str()), (403, "PERMISSION_DENIED"));
    let reader = house.ask_as("reader", "POST /v1/parties", party("p9")).await;
    assert_eq!((reader.code, reader.reason().as_str()), (403, "PERMISSION_DENIED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_and_a_number_belong_to_one_of_an_organisation() {
    let house = city().await;
    house.ask_as("east", "POST /v1/parties", party("p1")).await.ok();
    let twice = house.ask_as("east", "POST /v1/parties", party("p2")).await;
    twice.refuses(409, &[("DUPLICATE", "party.uscc")]);
    house.ask_as("west", "POST /v1/parties", party("p3")).await.ok();
    house.ask_as("east", "POST /v1/tanks", tank("t1", "7")).await.ok();
    let twice = house.ask_as("east", "POST /v1/tanks", tank("t2", "7")).await;
    twice.refuses(409, &[("DUPLICATE", "tank.number")]);
    let carrier = |id: &str| json!({"id": id, "name": "运", "uscc": "91430700MA4L00003P"});
    house.ask_as("east", "POST /v1/carriers", carrier("c1")).await.ok();
    let twice = house.ask_as("east", "POST /v1/carriers", carrier("c2")).await;
    twice.refuses(409, &[("DUPLICATE", "carrier.uscc")]);
    let rows = json!({"parties": [party("p4"), {"id": "p5", "name": "无码"}, {"name": ""}]});
    let report = house.ask_as("east", "POST /v1/parties:import", rows).await.ok();
    let told = |i: usize| {
        let row = &report["rejected"][i];
        let field = row["violations"][0]["field"].as_str().unwrap().to_owned();
        (row["index"].as_u64().unwrap(), field)
    };
    assert_eq!(report["accepted"], 1, "{report}");
    assert_eq!((told(0), told(1)), ((0, "uscc".into()), (2, "name".into())));
}

/// A certificate that ends so many days from now.
fn ending(house: &House, kind: &str, days: i64) -> Value {
    let today = house.line.clock().now().in_zone(&jiff::tz::TimeZone::UTC).date();
    let last = (today + days.days()).to_string();
    json!({"kind": kind, "number": format!("{kind}-{days}"), "validTo": last})
}

/// Whose certificates end, and in how many days.
fn told(page: &Value) -> Vec<(String, i64)> {
    let one = |one: &Value| {
        (one["holderId"].as_str().unwrap().to_owned(), one["leftDays"].as_i64().unwrap())
    };
    page["expiries"].as_array().unwrap().iter().map(one).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_is_told_in_order_to_whom_it_concerns() {
    let house = city().await;
    let with = |mut record: Value, certificates: &[(&str, i64)]| {
        let all = certificates.iter().map(|(kind, days)| ending(&house, kind, *days));
        record["certificates"] = all.collect();
        record
    };
    let carrier = json!({"id": "c1", "name": "东运"});
    let carrier = with(carrier, &[("TRANSPORT_LICENCE", 30), ("LIABILITY_INSURANCE", 31)]);
    house.ask_as("east", "POST /v1/carriers", carrier).await.ok();
    let person = json!({"id": "zhang", "name": "张三", "carrierId": "c1"});
    let person = with(person, &[("TRAINING", -3), ("DRIVER_QUALIFICATION", 400)]);
    house.ask_as("east", "POST /v1/people", person).await.ok();
    let truck = with(vehicle("v1", "湘J·A"), &[("VEHICLE_PERMIT", 0), ("DRIVING_PERMIT", 0)]);
    house.ask_as("east", "POST /v1/vehicles", truck).await.ok();
    let tank = with(tank("t1", "LGBF-001"), &[("TANK_INSPECTION", 2)]);
    house.ask_as("east", "POST /v1/tanks", tank).await.ok();
    let mut endless = party("p1");
    endless["certificates"][0]["validTo"] = json!("");
    house.ask_as("chief", "POST /v1/parties", endless).await.ok();
    let party = with(party("p2"), &[("CHEMICALS_LICENCE", 1)]);
    house.ask_as("west", "POST /v1/parties", party).await.ok();

    let line = "GET /v1/expiries";
    let east = house.ask_as("east", line, Value::Null).await.ok();
    let own = [("zhang", -3), ("v1", 0), ("v1", 0), ("t1", 2), ("c1", 30)];
    let own = own.map(|(id, days)| (id.to_owned(), days));
    assert_eq!(told(&east), own);
    let first = &east["expiries"][0];
    assert_eq!((&first["holder"], &first["holderName"]), (&json!("PERSON"), &json!("张三")));
    assert_eq!(
        (&first["carrierId"], &first["certificate"]["kind"]),
        (&json!("c1"), &json!("TRAINING"))
    );
    assert_eq!(east["expiries"][4]["carrierId"], "c1");
    let west = house.ask_as("west", line, Value::Null).await.ok();
    assert_eq!(told(&west), [("p2".to_owned(), 1)]);
    let all = house.ask_as("reader", "GET /v1/expiries?withinDays=31", Value::Null).await.ok();
    assert_eq!(told(&all).len(), own.len() + 2);
    let today = house.ask_as("east", "GET /v1/expiries?withinDays=0", Value::Null).await.ok();
    assert_eq!(told(&today), own[..3]);

    let (mut token, mut found) = (String::new(), Vec::new());
    loop {
        let line = format!("GET /v1/expiries?pageSize=2&pageToken={token}");
        let page = house.ask_as("east", &line, Value::Null).await.ok();
        found.extend(told(&page));
        token = page["nextPageToken"].as_str().unwrap().to_owned();
        if token.is_empty() {
            break;
        }
        let elsewhere = format!("GET /v1/expiries?withinDays=9&pageToken={token}");
        let refused = house.ask_as("east", &elsewhere, Value::Null).await;
        refused.refuses(400, &[("INVALID_PAGE_TOKEN", "page_token")]);
    }
    assert_eq!(found, own, "none missing, none twice");
    let audited = house.audited().await;
    assert!(audited.iter().any(|e| e.method.ends_with("/ListExpiries") && e.actor == "west"));
}
