//! Editions of reference lists: imported over a real socket, used by the next validation.

use placard_api::caller::Role;
use placard_domain::Revision;
use placard_store::records::Kind;
use serde_json::{Value, json};
use tonic::service::Routes;

use crate::common::{House, house, key, open};
use crate::town::{keys, petrol, town};

// Made up: no row of the true list.
const BANS: &str = "un,cas,name_zh,scope,edition,source\n1203,86290-81-5,汽油,bulk,样例,made up\n";
const IMPORT: &str = "POST /v1/lists/inland_water_bans:import";

/// What the checks say of the petrol load on a ferry: the report, and what it says of the ban.
async fn by_ferry(house: &House) -> (Value, Vec<Value>) {
    let mut waybill = petrol("ferry");
    waybill["byInlandWater"] = json!(true);
    let report = house.ask_as("depot", "POST /v1/waybills:validate", waybill).await.ok();
    let found = report["findings"].as_array().unwrap().iter();
    let bans = found.filter(|it| it["check"] == "goods.inland_water").cloned().collect();
    (report, bans)
}

fn edition(told: &Value, list: &str) -> Value {
    let versions = told["listVersions"].as_array().unwrap();
    let version = versions.iter().find(|version| version["list"] == list);
    version.map_or(Value::Null, |version| version["edition"].clone())
}

async fn revision(house: &House) -> Revision {
    house.line.records().revision().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_ban_makes_a_waybill_by_ferry_invalid_where_it_was_not_checked() {
    let (house, _) = town().await;
    let (report, bans) = by_ferry(&house).await;
    assert_ne!(report["verdict"], "INVALID", "{report}");
    assert_eq!((bans.len(), &bans[0]["severity"]), (1, &json!("NOT_CHECKED")));
    assert_eq!(edition(&report, "inland_water_bans"), Value::Null);

    let before = revision(&house).await;
    let body = json!({"edition": "2019年版", "csv": BANS, "validateOnly": true});
    let tried = house.ask_as("chief", IMPORT, body).await.ok();
    assert_eq!((&tried["version"]["rows"], &tried["faults"]), (&json!(1), &json!([])));
    assert_eq!(revision(&house).await, before, "it was only tried");
    assert_eq!(by_ferry(&house).await.1, bans);

    let body = json!({"edition": "2019年版", "csv": BANS});
    let taken = house.ask_as("chief", IMPORT, body).await.ok();
    assert_eq!(taken["version"], tried["version"]);
    assert_eq!(taken["revision"], json!(revision(&house).await.0.to_string()));
    let audit = house.audited().await;
    assert!(audit.iter().any(|it| it.resource == "list/inland_water_bans" && it.outcome == "OK"));

    let (report, bans) = by_ferry(&house).await;
    assert_eq!(report["verdict"], "INVALID", "{report}");
    assert_eq!((&bans[0]["severity"], &bans[0]["field"]), (&json!("ERROR"), &json!("goods[0].un")));
    assert_eq!(edition(&report, "inland_water_bans"), "2019年版");
    let told = house.ask_as("depot", "GET /v1/goods/1203", Value::Null).await.ok();
    assert_eq!(told["inlandWaterBans"], json!([{"name": "汽油", "scope": "BULK"}]));
    assert_eq!(told["notLoaded"], json!([]));

    let house = house.restart(keys()).await;
    assert_eq!(by_ferry(&house).await, (report, bans), "a restart keeps it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_file_changes_nothing_and_names_its_rows() {
    let (house, _) = town().await;
    let before = (revision(&house).await, by_ferry(&house).await);
    let csv = format!("{BANS}12,86290-81-6,柴油,bulk,样例,s\n1202,,,some,样例,s\n");
    let refused = house.ask_as("chief", IMPORT, json!({"csv": csv})).await.ok();
    assert_eq!(refused["version"], Value::Null);
    let faults = refused["faults"].as_array().unwrap();
    let mut named: Vec<_> = faults
        .iter()
        .map(|fault| (fault["line"].as_u64().unwrap(), fault["column"].as_str().unwrap()))
        .collect();
    named.sort_unstable();
    assert_eq!(named, [(3, "cas"), (3, "un"), (4, "name_zh"), (4, "scope")], "{refused}");
    for fault in faults {
        let (zh, en) = (&fault["text"]["zh"], &fault["text"]["en"]);
        assert!(zh.as_str().unwrap().chars().any(|c| c > '\u{2e80}'), "{fault}");
        assert!(en.as_str().unwrap().chars().any(|c| c.is_ascii_alphabetic()), "{fault}");
    }
    let none = house.ask_as("chief", IMPORT, json!({"csv": ""})).await.ok();
    assert!(!none["faults"].as_array().unwrap().is_empty(), "{none}");
    let unnamed = BANS.replace("样例", "");
    let unnamed = house.ask_as("chief", IMPORT, json!({"csv": unnamed})).await.ok();
    assert_eq!(unnamed["faults"][0]["column"], "edition", "{unnamed}");
    assert_eq!((revision(&house).await, by_ferry(&house).await), before);
    let many = "12,,,some,样例,s\n".repeat(600);
    let many = house.ask_as("chief", IMPORT, json!({"csv": format!("{BANS}{many}")})).await.ok();
    let told = many["faults"].as_array().unwrap().len();
    assert!(told == 1000 && many["leftOut"].as_u64().unwrap() >= 800, "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_edition_takes_the_place_of_the_one_before_and_both_are_kept() {
    let (house, _) = town().await;
    house.ask_as("chief", IMPORT, json!({"edition": "甲", "csv": BANS})).await.ok();
    let other = BANS.replace("1203,86290-81-5,汽油", "1017,7782-50-5,氯");
    let sent = json!({"edition": "乙", "csv": other});
    house.ask_as("chief", IMPORT, sent).await.ok();
    let (report, bans) = by_ferry(&house).await;
    assert_eq!((bans, edition(&report, "inland_water_bans")), (vec![], json!("乙")));
    let kept = house.line.records().history(Kind::List, "inland_water_bans", 10).await.unwrap();
    let kept: Vec<_> = kept.iter().map(|it| it.version.body.as_deref().unwrap()).collect();
    assert!(kept.len() == 2 && kept.iter().any(|body| body.contains("甲")), "{kept:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_imported_like_a_list_and_says_its_own_edition() {
    let (house, _) = town().await;
    let table = include_str!("../../../waybill/data/hazard_numbers.csv");
    assert!(table.contains("高度易燃液体"), "what is changed below is there");
    let table = table.replace("高度易燃液体", "极易起火的液体");
    let import = "POST /v1/lists/hazard_numbers:import";
    house.ask_as("chief", import, json!({"csv": table})).await.ok();
    house.ask_as("chief", IMPORT, json!({"csv": BANS})).await.ok();
    let petrol = house.ask_as("depot", "GET /v1/goods/1203", Value::Null).await.ok();
    let meaning = petrol["rows"][0]["hazardNumberMeaning"]["zh"].as_str().unwrap();
    assert!(meaning.contains("极易起火的液体"), "{meaning}");
    assert_eq!(edition(&petrol, "inland_water_bans"), "样例", "as its file says");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_may_be_the_first_thing_that_a_server_is_told() {
    let house = house().await;
    let loaded = async |house: &House| {
        let all = house.ask("GET /v1/lists", Value::Null).await.ok();
        let lists = all["lists"].as_array().unwrap().clone();
        lists.iter().find(|list| list["id"] == "inland_water_bans").unwrap()["loaded"].clone()
    };
    assert_eq!((revision(&house).await, loaded(&house).await), (Revision::ZERO, json!(false)));
    house.ask(IMPORT, json!({"csv": BANS})).await.ok();
    assert_eq!(loaded(&house).await, true);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_the_authoritys_administrators_to_import() {
    let (house, _) = town().await;
    let body = json!({"csv": BANS});
    for who in ["depot", "fuel", "li", "reader"] {
        let refused = house.ask_as(who, IMPORT, body.clone()).await;
        assert_eq!((refused.code, refused.reason().as_str()), (403, "PERMISSION_DENIED"), "{who}");
    }
    let unknown = house.ask_as("chief", "POST /v1/lists/adr:import", body.clone()).await;
    unknown.refuses(404, &[("NOT_FOUND", "id")]);
    let long = json!({"csv": BANS, "edition": "长".repeat(201)});
    house.ask_as("chief", IMPORT, long).await.refuses(400, &[("TOO_LARGE", "edition")]);
    let firm = vec![key("firm", Role::Administrator, Some("fuel"))];
    let house = open(firm, Routes::default()).await;
    let refused = house.ask_as("firm", IMPORT, body).await;
    assert_eq!((refused.code, refused.reason().as_str()), (403, "PERMISSION_DENIED"));
}
