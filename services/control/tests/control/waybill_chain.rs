//! Chains over a real socket and real SQLite: proved, read, and broken behind the house's back.

use placard_waybill::chain::{Chain, Holder, Key, Keyring, PublicKey};
use serde_json::{Value, json};

use crate::common::House;
use crate::town::{does, keys, petrol, released, submitted, town};

async fn verify(house: &House, id: &str) -> Value {
    house.ask_as("depot", &format!("GET /v1/waybills/{id}:verify"), Value::Null).await.ok()
}

async fn events(house: &House, id: &str) -> Vec<Value> {
    let line = format!("GET /v1/waybills/{id}/events");
    let chain = house.ask_as("depot", &line, Value::Null).await.ok();
    chain["links"].as_array().unwrap().clone()
}

/// Changes the records as somebody with the disk in hand would.
fn tamper(house: &House, sql: &str) -> usize {
    let connection = rusqlite::Connection::open(house.records_file()).unwrap();
    connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    connection.execute(sql, []).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_tells_who_did_what_and_when() {
    let (house, _) = town().await;
    released(&house, "w1").await;
    let links = events(&house, "w1").await;
    let deeds: Vec<_> = links.iter().map(|link| link["deed"].as_str().unwrap()).collect();
    assert_eq!(deeds[..4], ["AMEND", "SUBMIT", "ACCEPT", "BEGIN_LOADING"]);
    assert_eq!(deeds[4..10], ["LOADING_CHECK"; 6]);
    assert_eq!((deeds[10], deeds.len()), ("CONFIRM_LOADED", 11));
    let accept = &links[2];
    assert_eq!(
        (&accept["role"], &accept["actorId"], &accept["identity"]),
        (&json!("CARRIER"), &json!("fuel"), &json!("fuel"))
    );
    assert_eq!((&accept["state"], &accept["words"]["zh"]), (&json!("ACCEPTED"), &json!("受理")));
    assert_eq!(links[4]["check"], json!({"item": "PERMITS", "passed": true, "note": ""}));
    let confirmed = &links[10];
    assert_eq!(
        (&confirmed["loading"]["massKg"], &confirmed["note"]),
        (&json!(16000.0), &json!(""))
    );
    for pair in links.windows(2) {
        assert_eq!(pair[1]["previous"], pair[0]["hash"]);
    }
    does(&house, "chief", "w1", "DEPART", json!({"role": "DRIVER"})).await.ok();
    let last = events(&house, "w1").await.pop().unwrap();
    let expected = (&json!("DRIVER"), &json!("d-fuel-1"), &json!("chief (administrator)"));
    assert_eq!((&last["role"], &last["actorId"], &last["identity"]), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_proves_a_chain_with_the_public_keys_alone() {
    let (house, clock) = town().await;
    submitted(&house, "w1").await;
    clock.forward(placard_domain::Millis(5));
    let house = house.restart_with_key(keys(), 11).await;
    does(&house, "fuel", "w1", "ACCEPT", json!({})).await.ok();
    let told = house.ask_as("reader", "GET /v1/keys", Value::Null).await.ok();
    let told = told["keys"].as_array().unwrap();
    assert_eq!(told.len(), 2, "the old key stays for what it signed");
    let time = |value: &Value| {
        let instant: jiff::Timestamp = value.as_str()?.parse().unwrap();
        Some(placard_domain::Timestamp::from_millis(instant.as_millisecond()))
    };
    let mut ring = Keyring::default();
    for key in told {
        let public_key: PublicKey = key["publicKey"].as_str().unwrap().parse().unwrap();
        let (valid_from, valid_to) = (time(&key["validFrom"]).unwrap(), time(&key["validTo"]));
        let id =
            ring.add(Key { public_key, holder: Holder::Server, valid_from, valid_to }).unwrap();
        assert_eq!(id.to_string(), key["id"].as_str().unwrap());
    }
    let mut client = house.waybills("reader").await;
    let request = placard_api::v1::GetChainRequest { id: "w1".to_owned() };
    let bytes = client.get_chain(request).await.unwrap().into_inner().bytes;
    let chain = Chain::decode(&bytes).unwrap();
    let proof = chain.verify(&ring, &|_| None).unwrap();
    assert_eq!((proof.keys.len(), chain.links.len()), (2, 3));
    assert_eq!(verify(&house, "w1").await["holds"], true);
    let swapped = Chain { links: vec![chain.links[1].clone()], ..chain };
    assert!(swapped.verify(&ring, &|_| None).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_byte_changed_in_the_records_is_named() {
    let (house, _) = town().await;
    released(&house, "w1").await;
    assert_eq!(verify(&house, "w1").await["holds"], true);
    let tampered = [
        ("waybill_link", "bytes", "sequence = 3", "HASH_MISMATCH", 3),
        ("waybill_version", "document", "version = 1", "DOCUMENT_MISMATCH", 0),
        ("waybill_link", "figures", "sequence = 10", "FIGURES_MISMATCH", 10),
        ("waybill", "state", "1", "ROW_MISMATCH", 10),
    ];
    for (table, column, place, reason, sequence) in tampered {
        let id = if table == "waybill" { "id" } else { "waybill_id" };
        let place = format!("{place} AND {id} = 'w1'");
        tamper(&house, "DROP TABLE IF EXISTS kept");
        tamper(
            &house,
            &format!("CREATE TABLE kept AS SELECT {column} AS was FROM {table} WHERE {place}"),
        );
        let change = match (column, table) {
            // A byte of the event's id: a link that reads well and is another.
            ("bytes", _) => {
                "CAST(substr(bytes, 1, 44) || CASE substr(bytes, 45, 1) WHEN x'07' THEN x'08'
                 ELSE x'07' END || substr(bytes, 46) AS BLOB)"
            }
            ("state", _) => "'UNLOADED'",
            ("figures", _) => "replace(figures, '16000', '15000')",
            _ => "replace(document, '汽油', '柴油')",
        };
        let changed =
            tamper(&house, &format!("UPDATE {table} SET {column} = {change} WHERE {place}"));
        assert_eq!(changed, 1);
        let told = verify(&house, "w1").await;
        assert_eq!(
            (&told["holds"], &told["broken"]["reason"]),
            (&json!(false), &json!(reason)),
            "{told}"
        );
        assert_eq!(told["broken"]["sequence"], sequence.to_string());
        assert!(told["broken"]["text"]["zh"].as_str().unwrap().chars().any(|c| c > '\u{2e80}'));
        let back = format!("UPDATE {table} SET {column} = (SELECT was FROM kept) WHERE {place}");
        tamper(&house, &back);
        assert_eq!(verify(&house, "w1").await["holds"], true, "{reason}: put back");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tail_that_was_cut_off_shows() {
    let (house, _) = town().await;
    submitted(&house, "w1").await;
    let proof = verify(&house, "w1").await;
    let head = format!(
        "GET /v1/waybills/w1:verify?headHash={}&headSequence={}",
        proof["head"]["hash"].as_str().unwrap(),
        proof["head"]["sequence"].as_str().unwrap(),
    );
    does(&house, "fuel", "w1", "ACCEPT", json!({})).await.ok();
    let later = house.ask_as("depot", &head, Value::Null).await.ok();
    assert_eq!(later["holds"], true, "what was known is still there");
    let known = "GET /v1/waybills/w1:verify?headHash=x";
    house.ask_as("depot", known, Value::Null).await.refuses(400, &[("MALFORMED", "head_hash")]);
    tamper(&house, "DELETE FROM waybill_link WHERE sequence = 2");
    let told = verify(&house, "w1").await;
    assert_eq!(
        (&told["broken"]["reason"], &told["broken"]["sequence"]),
        (&json!("HEAD_MISSING"), &json!("2"))
    );
    tamper(&house, "UPDATE waybill_link SET bytes = x'01' WHERE sequence = 1");
    let told = verify(&house, "w1").await;
    assert_eq!(
        (&told["broken"]["reason"], &told["broken"]["sequence"]),
        (&json!("UNREADABLE"), &json!("1"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn resident_ids_are_hashed_whole_and_shown_masked() {
    let (house, _) = town().await;
    let mut waybill = petrol("w1");
    waybill["crew"][0]["residentId"] = json!("43070219850617011X");
    let made = house.ask_as("depot", "POST /v1/waybills", waybill).await.ok();
    let masked = json!("430702**********1X");
    assert_eq!(made["waybill"]["crew"][0]["residentId"], masked);
    let mut back = made["waybill"].clone();
    back["remarks"] = json!("x");
    back.as_object_mut()
        .unwrap()
        .retain(|name, _| !["loading", "unloading"].contains(&name.as_str()));
    let back = house.ask_as("depot", "PATCH /v1/waybills/w1", back).await.ok();
    assert_eq!((&back["version"], &back["waybill"]["crew"][0]["residentId"]), (&json!(2), &masked));
    let kept = house.line.records().waybill_version("w1", 2).await.unwrap().unwrap();
    assert!(kept.document.contains("43070219850617011X"), "what was shown leaves what is kept");
    assert_eq!(verify(&house, "w1").await["holds"], true);
}
