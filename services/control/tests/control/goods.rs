//! The reference lists at the counter: goods searched and read, over a real socket.

use serde_json::{Value, json};

use crate::common::House;
use crate::town::town;

/// The first hit of a search, its words percent-encoded.
async fn first(house: &House, q: &str) -> Value {
    let line = format!("GET /v1/goods?q={q}&limit=3");
    let found = house.ask_as("depot", &line, Value::Null).await.ok();
    let hits = found["hits"].as_array().unwrap();
    assert!((1..=3).contains(&hits.len()), "{q}: {found}");
    let lists: Vec<_> =
        found["listVersions"].as_array().unwrap().iter().map(|it| &it["list"]).collect();
    assert_eq!(lists, ["dangerous_goods", "chemicals_catalogue"]);
    hits[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn petrol_is_found_by_every_word_that_people_type() {
    let (house, _) = town().await;
    for (q, by) in [
        ("%E6%B1%BD%E6%B2%B9", "CHINESE"),
        ("qy", "INITIALS"),
        ("qiyou", "PINYIN"),
        ("petrol", "ENGLISH"),
        ("1203", "UN_NUMBER"),
        ("UN%201203", "UN_NUMBER"),
        ("86290-81-5", "CAS"),
    ] {
        let hit = first(&house, q).await;
        let (row, found) = (&hit["row"], (&hit["by"], &hit["closeness"]));
        assert_eq!(row["unNumber"], "1203", "{q}: {hit}");
        assert_eq!(found, (&json!(by), &json!("EXACT")), "{q}");
        assert!(row["name"]["zh"].as_str().unwrap().contains("汽油"), "{q}");
    }
    let none = house.ask_as("depot", "GET /v1/goods?q=xxxxxxxx", Value::Null).await.ok();
    assert_eq!(none["hits"], json!([]));
    for limit in ["-1", "101"] {
        let line = format!("GET /v1/goods?q=qy&limit={limit}");
        let refused = house.ask_as("depot", &line, Value::Null).await;
        refused.refuses(400, &[("OUT_OF_RANGE", "limit")]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_listed_of_petrol_is_told_in_words() {
    let (house, _) = town().await;
    let petrol = house.ask_as("reader", "GET /v1/goods/1203", Value::Null).await.ok();
    let row = &petrol["rows"][0];
    assert_eq!((&row["class"], &row["packingGroup"]), (&json!("3"), &json!("II")));
    assert_eq!(row["labels"][0]["code"], "3");
    assert!(row["labels"][0]["name"]["zh"].as_str().unwrap().contains("易燃液体"), "{row}");
    assert_eq!(
        (&row["tunnelCode"], &row["tankCodes"], &row["tankVehicle"]),
        (&json!("D/E"), &json!(["LGBF"]), &json!("FL"))
    );
    assert_eq!(
        (&row["limitedQuantity"], &row["exceptedQuantity"], &row["carriage"]),
        (&json!("1 L"), &json!("E2"), &json!("ALLOWED"))
    );
    assert_eq!(row["hazardNumber"], "33");
    assert!(row["hazardNumberMeaning"]["zh"].as_str().unwrap().contains("高度易燃液体"), "{row}");
    assert!(row["hazardNumberMeaning"]["en"].as_str().unwrap().contains("flammable"), "{row}");
    assert_eq!(petrol["emergency"]["guides"], json!(["128"]));
    assert_eq!(petrol["emergency"]["smallSpill"], Value::Null, "the book gives none");
    let versions = petrol["listVersions"].as_array().unwrap();
    let goods = versions.iter().find(|it| it["list"] == "dangerous_goods").unwrap();
    assert_eq!(goods["edition"], placard_domain::goods::LIST_EDITION);
    assert_eq!(goods["hash"].as_str().unwrap().len(), 16);
}

#[tokio::test(flavor = "multi_thread")]
async fn chlorine_has_distances_by_container_and_what_burns_in_water_its_gases() {
    let (house, _) = town().await;
    let chlorine = house.ask_as("li", "GET /v1/goods/1017", Value::Null).await.ok();
    let sheet = &chlorine["emergency"];
    assert_eq!((&sheet["guides"], &sheet["toxicByInhalation"]), (&json!(["124"]), &json!(true)));
    assert!(sheet["smallSpill"]["isolationM"].as_f64().unwrap() > 0.0);
    let (day, night) = (&sheet["smallSpill"]["day"], &sheet["smallSpill"]["night"]);
    assert!(day["distanceM"].as_f64() < night["distanceM"].as_f64(), "{sheet}");
    assert_eq!(sheet["largeSpill"], Value::Null, "by container and wind");
    let containers = sheet["containerSpills"].as_array().unwrap();
    assert!(containers.len() > 2, "{sheet}");
    assert!(containers.iter().any(|it| it["container"]["zh"] == "公路罐车或罐式挂车"));
    let capped = containers.iter().any(|it| it["night"]["low"]["atLeast"] == true);
    assert!(capped, "a rail tank by night in low wind is beyond the book's cap: {sheet}");

    let silane = house.ask_as("li", "GET /v1/goods/1295", Value::Null).await.ok();
    let gases = silane["emergency"]["gases"].as_array().unwrap();
    assert!(gases.iter().any(|gas| gas["formula"] == "HCl" && gas["name"]["zh"] == "氯化氢"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_the_list_lacks_is_not_found_and_no_number_is_malformed() {
    let (house, _) = town().await;
    let lacking = house.ask_as("depot", "GET /v1/goods/9999", Value::Null).await;
    lacking.refuses(404, &[("NOT_FOUND", "un")]);
    assert!(lacking.body["message"].as_str().unwrap().contains("UN 9999"), "{}", lacking.body);
    for bad in ["120", "petrol", "12030"] {
        let refused = house.ask_as("depot", &format!("GET /v1/goods/{bad}"), Value::Null).await;
        refused.refuses(400, &[("MALFORMED", "un")]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_say_their_edition_or_that_they_are_not_loaded() {
    let (house, _) = town().await;
    let all = house.ask_as("depot", "GET /v1/lists", Value::Null).await.ok();
    let lists = all["lists"].as_array().unwrap();
    assert_eq!(lists.len(), placard_waybill::lists::List::ALL.len());
    for list in lists {
        let is_loaded = list["id"] != "inland_water_bans";
        assert_eq!(
            (list["loaded"] == true, list["version"] != Value::Null),
            (is_loaded, is_loaded)
        );
        if is_loaded {
            assert!(list["version"]["rows"].as_u64().unwrap() > 0, "{list}");
            assert!(!list["version"]["edition"].as_str().unwrap().is_empty(), "{list}");
        }
    }
    let petrol = house.ask_as("depot", "GET /v1/goods/1203", Value::Null).await.ok();
    let missing = &petrol["notLoaded"][0];
    assert_eq!(missing["list"], "inland_water_bans");
    assert!(missing["text"]["zh"].as_str().unwrap().contains("未载入内河禁运"), "{missing}");
    assert!(missing["text"]["en"].as_str().unwrap().contains("not loaded"), "{missing}");

    let mut told = Vec::new();
    let mut line = "GET /v1/lists?pageSize=10".to_owned();
    loop {
        let page = house.ask_as("reader", &line, Value::Null).await.ok();
        told.extend(page["lists"].as_array().unwrap().clone());
        let token = page["nextPageToken"].as_str().unwrap();
        if token.is_empty() {
            break;
        }
        line = format!("GET /v1/lists?pageSize=10&pageToken={token}");
    }
    assert_eq!(&told, lists, "page by page it is the same");
}
