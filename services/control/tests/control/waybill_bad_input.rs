//! Everything wrong that can be done to a waybill: each answered with its reason, nothing
//! half-written.

use placard_store::records::WaybillFilter;
use serde_json::{Value, json};

use crate::common::{House, secret};
use crate::town::{checks, does, loaded, petrol, released, submitted, town};

async fn links(house: &House, id: &str) -> usize {
    house.line.records().waybill_links(id).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deed_out_of_order_is_refused_and_says_what_may_be_done() {
    let (house, _) = town().await;
    submitted(&house, "w1").await;
    let count = links(&house, "w1").await;
    let orders = [
        ("depot", "SUBMIT", json!({})),
        ("depot", "BEGIN_LOADING", json!({})),
        ("depot", "LOADING_CHECK", json!({"check": {"item": "GOODS", "passed": true}})),
        ("depot", "CONFIRM_LOADED", loaded()),
        ("fuel", "DEPART", json!({})),
        ("fuel", "ARRIVE", json!({})),
        ("station", "CONFIRM_UNLOADED", json!({})),
        ("station", "SIGN", json!({"unloading": {"massKg": 1}})),
        ("fuel", "ABORT", json!({})),
    ];
    for (who, deed, with) in orders {
        let refused = does(&house, who, "w1", deed, with).await;
        refused.refuses(400, &[("WAYBILL_STATE", "deed")]);
        let ours = &refused.body["details"][1]["violations"][0];
        assert!(ours["zh"].as_str().unwrap().contains("已提交"), "{deed}: {ours}");
    }
    assert_eq!(links(&house, "w1").await, count);
    does(&house, "fuel", "w1", "ACCEPT", json!({})).await.ok();
    let twice = does(&house, "fuel", "w1", "ACCEPT", json!({})).await;
    twice.refuses(400, &[("WAYBILL_STATE", "deed")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loader_who_skips_a_check_or_a_figure_releases_nothing() {
    let (house, _) = town().await;
    submitted(&house, "w1").await;
    does(&house, "fuel", "w1", "ACCEPT", json!({})).await.ok();
    does(&house, "depot", "w1", "BEGIN_LOADING", json!({})).await.ok();
    let early = does(&house, "depot", "w1", "CONFIRM_LOADED", loaded()).await;
    early.refuses(400, &[("WAYBILL_STATE", "deed")]);
    assert!(early.body["message"].as_str().unwrap().contains("C1, C2, C3, C4, C5, C6"));
    checks(&house, "w1").await;
    let failed = json!({"check": {"item": "INSPECTION", "passed": false, "note": "罐检过期"}});
    does(&house, "depot", "w1", "LOADING_CHECK", failed).await.ok();
    let failed = does(&house, "depot", "w1", "CONFIRM_LOADED", loaded()).await;
    assert!(failed.body["message"].as_str().unwrap().contains("C3"), "{}", failed.body);
    checks(&house, "w1").await;
    let none = does(&house, "depot", "w1", "CONFIRM_LOADED", json!({})).await;
    none.refuses(400, &[("REQUIRED", "loading")]);
    for lacking in ["massKg", "seals"] {
        let mut with = loaded();
        with["loading"].as_object_mut().unwrap().remove(lacking);
        let refused = does(&house, "depot", "w1", "CONFIRM_LOADED", with).await;
        assert_eq!(refused.code, 400, "{lacking}");
        assert_eq!(refused.reason(), "WAYBILL_STATE", "{lacking}: {}", refused.body);
    }
    let stray = json!({"loading": {"massKg": 1}});
    let stray = does(&house, "fuel", "w1", "NOTED", stray).await;
    stray.refuses(400, &[("IMMUTABLE", "loading")]);
    does(&house, "depot", "w1", "CONFIRM_LOADED", loaded()).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_party_is_told_who_may_and_a_stranger_nothing() {
    let (house, _) = town().await;
    submitted(&house, "w1").await;
    for (who, code) in [("depot", 403), ("station", 403), ("li", 403), ("reader", 403)] {
        let refused = does(&house, who, "w1", "ACCEPT", json!({})).await;
        assert_eq!((refused.code, refused.reason().as_str()), (code, "PERMISSION_DENIED"), "{who}");
    }
    for who in ["stranger", "west"] {
        let refused = does(&house, who, "w1", "ACCEPT", json!({})).await;
        refused.refuses(404, &[("NOT_FOUND", "id")]);
    }
    let posing = does(&house, "depot", "w1", "NOTED", json!({"role": "CARRIER"})).await;
    assert_eq!(posing.code, 403);
    let clock = does(&house, "chief", "w1", "EXPIRE", json!({})).await;
    assert_eq!(clock.code, 403, "the timer's alone");
    let mut foreign = petrol("w2");
    foreign["consignor"]["partyId"] = json!("p-chem");
    foreign["loader"]["partyId"] = json!("p-chem");
    let refused = house.ask_as("depot", "POST /v1/waybills", foreign).await;
    assert_eq!((refused.code, refused.faults()[0].1.as_str()), (403, "role"), "not its own goods");
    does(&house, "fuel", "w1", "ACCEPT", json!({"role": "CARRIER"})).await.ok();
    does(&house, "depot", "w1", "BEGIN_LOADING", json!({})).await.ok();
    checks(&house, "w1").await;
    does(&house, "depot", "w1", "CONFIRM_LOADED", loaded()).await.ok();
    let other = json!({"role": "DRIVER", "personId": "d-fuel-2"});
    let other = does(&house, "fuel", "w1", "DEPART", other).await;
    assert_eq!(
        (other.code, other.reason().as_str()),
        (403, "PERMISSION_DENIED"),
        "another's driver"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_takes_remarks_alone() {
    let (house, _) = town().await;
    submitted(&house, "w1").await;
    does(&house, "depot", "w1", "CANCEL", json!({})).await.ok();
    for (who, deed) in [("fuel", "ACCEPT"), ("depot", "SUBMIT"), ("depot", "CANCEL")] {
        let refused = does(&house, who, "w1", deed, json!({})).await;
        refused.refuses(400, &[("WAYBILL_STATE", "deed")]);
    }
    let line = "PATCH /v1/waybills/w1?updateMask=remarks";
    let refused = house.ask_as("depot", line, json!({"remarks": "x"})).await;
    refused.refuses(400, &[("WAYBILL_STATE", "deed")]);
    does(&house, "station", "w1", "NOTED", json!({"note": "知悉"})).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_at_once_one_is_first() {
    let (house, _) = town().await;
    submitted(&house, "w1").await;
    let (a, b) = tokio::join!(
        does(&house, "fuel", "w1", "ACCEPT", json!({})),
        does(&house, "fuel", "w1", "REJECT", json!({})),
    );
    let mut codes = [a.code, b.code];
    codes.sort_unstable();
    assert_eq!(codes, [200, 400], "{} {}", a.body, b.body);
    assert_eq!(links(&house, "w1").await, 3);
    let notes =
        (0..8).map(|i| does(&house, "depot", "w1", "NOTED", json!({"note": i.to_string()})));
    for noted in futures_util::future::join_all(notes).await {
        noted.ok();
    }
    assert_eq!(links(&house, "w1").await, 11, "each in its turn");
    let proof = house.ask_as("chief", "GET /v1/waybills/w1:verify", Value::Null).await.ok();
    assert_eq!(proof["holds"], true);
    let twins = (0..4).map(|_| house.ask_as("depot", "POST /v1/waybills", petrol("twin")));
    let twins = futures_util::future::join_all(twins).await;
    assert_eq!(twins.iter().filter(|answer| answer.code == 200).count(), 1);
    for refused in twins.iter().filter(|answer| answer.code != 200) {
        assert_eq!((refused.code, refused.reason().as_str()), (409, "DUPLICATE"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_sent_twice_is_done_once() {
    let (house, _) = town().await;
    submitted(&house, "w1").await;
    let event = json!({"eventId": "0123456789abcdef0123456789abcdef"});
    let first = does(&house, "fuel", "w1", "ACCEPT", event.clone()).await.ok();
    let again = does(&house, "fuel", "w1", "ACCEPT", event.clone()).await.ok();
    assert_eq!((again, links(&house, "w1").await), (first, 3));
    let other = does(&house, "fuel", "w1", "CANCEL", event).await;
    other.refuses(409, &[("DUPLICATE", "event_id")]);
    let bad = does(&house, "fuel", "w1", "NOTED", json!({"eventId": "XYZ"})).await;
    bad.refuses(400, &[("MALFORMED", "event_id")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn stale_etags_and_replayed_keys_change_nothing() {
    let (house, _) = town().await;
    let made = house.ask_as("depot", "POST /v1/waybills", petrol("w1")).await;
    let etag = made.headers["etag"].to_str().unwrap().to_owned();
    let shown = format!("Bearer {}", secret("depot"));
    let line = "PATCH /v1/waybills/w1?updateMask=remarks";
    let sent = [("authorization", shown.as_str()), ("if-match", etag.as_str())];
    house.ask_with(line, &sent, json!({"remarks": "a"})).await.ok();
    let stale = house.ask_with(line, &sent, json!({"remarks": "b"})).await;
    stale.refuses(409, &[("ETAG_MISMATCH", "etag")]);
    let stale = does(&house, "depot", "w1", "SUBMIT", json!({"etag": etag})).await;
    stale.refuses(409, &[("ETAG_MISMATCH", "etag")]);

    let path = "POST /v1/waybills/w1:transition";
    let sent = [("authorization", shown.as_str()), ("idempotency-key", "k1")];
    let submit = json!({"deed": "SUBMIT"});
    let first = house.ask_with(path, &sent, submit.clone()).await.ok();
    assert_eq!(house.ask_with(path, &sent, submit).await.ok(), first);
    let other = house.ask_with(path, &sent, json!({"deed": "CANCEL"})).await;
    other.refuses(400, &[("IDEMPOTENCY_MISMATCH", "idempotency-key")]);
    let created = house.ask_with("POST /v1/waybills", &sent, petrol("w9")).await;
    created.refuses(400, &[("IDEMPOTENCY_MISMATCH", "idempotency-key")]);
    assert_eq!(links(&house, "w1").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn times_that_cannot_be_are_refused() {
    let (house, _) = town().await;
    released(&house, "w1").await;
    let ahead = json!({"happenedAt": "2026-11-25T01:00:01Z"});
    let ahead = does(&house, "fuel", "w1", "DEPART", ahead).await;
    ahead.refuses(400, &[("OUT_OF_RANGE", "happened_at")]);
    let before = json!({"happenedAt": "2026-11-25T00:59:59Z"});
    let before = does(&house, "fuel", "w1", "DEPART", before).await;
    before.refuses(400, &[("WAYBILL_STATE", "deed")]);
    does(&house, "fuel", "w1", "DEPART", json!({})).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_named_field_by_field() {
    let (house, _) = town().await;
    let post = async |body: Value| house.ask_as("depot", "POST /v1/waybills", body).await;
    let mut confirmed = petrol("w1");
    confirmed["loading"] = json!({"massKg": 1});
    confirmed["unloading"] = json!({"massKg": 1});
    let expected = [("IMMUTABLE", "waybill.loading"), ("IMMUTABLE", "waybill.unloading")];
    post(confirmed).await.refuses(400, &expected);
    post(json!({"id": "a/b"})).await.refuses(400, &[("INVALID_ID", "waybill.id")]);
    post(json!({"papers": [{"validTo": "2026-02-30"}]}))
        .await
        .refuses(400, &[("MALFORMED", "waybill.papers[0].valid_to")]);
    let mut huge = petrol("w1");
    huge["remarks"] = json!("长".repeat(3_400_000));
    let huge = post(huge).await;
    huge.refuses(400, &[("TOO_LARGE", "waybill")]);
    let mut many = petrol("w1");
    let line = many["goods"][0].clone();
    many["goods"] = json!(vec![line; 10_000]);
    post(many).await.refuses(400, &[("TOO_LARGE", "waybill")]);
    house.ask_as("depot", "POST /v1/waybills", petrol("w1")).await.ok();
    let mut same = petrol("w2");
    same["number"] = json!("no-w1");
    post(same).await.refuses(409, &[("DUPLICATE", "waybill.number")]);
    let wrong = [
        (json!({}), "REQUIRED", "deed"),
        (json!({"deed": "AMEND"}), "UNKNOWN_VALUE", "deed"),
        (json!({"deed": "FLY"}), "UNKNOWN_VALUE", "deed"),
        (json!({"deed": "NOTED", "note": "x".repeat(2001)}), "TOO_LARGE", "note"),
        (json!({"deed": "NOTED", "note": "figures sha256:00"}), "MALFORMED", "note"),
        (json!({"deed": "LINKED_MANIFEST"}), "REQUIRED", "manifest"),
    ];
    for (body, reason, field) in wrong {
        let refused = house.ask_as("depot", "POST /v1/waybills/w1:transition", body).await;
        refused.refuses(400, &[(reason, field)]);
    }
    let masked = "PATCH /v1/waybills/w1?updateMask=loading";
    let refused = house.ask_as("depot", masked, json!({"loading": {"massKg": 1}})).await;
    refused.refuses(400, &[("IMMUTABLE", "update_mask")]);
    let all = house.line.records().waybills(&WaybillFilter::default(), None, 10).await.unwrap();
    assert_eq!((all.len(), links(&house, "w1").await), (1, 1), "nothing is half-written");
}
