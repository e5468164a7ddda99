//! Transcripts of `SendText` and what is told of a command. What takes it to a terminal is tried
//! with the gateway.

use placard_api::caller::Role;
use placard_api::v1;
use placard_domain::command::Handed;
use serde_json::{Value, json};
use tonic::service::Routes;

use crate::common::{House, forbidden, key, open, vehicle};

async fn city() -> House {
    let keys = vec![
        key("chief", Role::Administrator, None),
        key("li", Role::Officer, None),
        key("reader", Role::Reader, None),
        key("east", Role::Dispatcher, Some("east-carrier")),
        key("west", Role::Dispatcher, Some("west-carrier")),
    ];
    let house = open(keys, Routes::default()).await;
    for (id, plate, phone, firm) in
        [("v1", "湘J·1", "13900000001", "east-carrier"), ("v2", "湘J·2", "", "west-carrier")]
    {
        let mut truck = vehicle(id, plate);
        truck["organisationId"] = json!(firm);
        house.ask_as("chief", "POST /v1/vehicles", truck).await.ok();
        if !phone.is_empty() {
            let terminal = json!({"vehicleId": id, "phone": phone, "organisationId": firm});
            house.ask_as("chief", "POST /v1/terminals", terminal).await.ok();
        }
    }
    house
}

const SEND: &str = "POST /v1/vehicles/v1:sendText";

#[tokio::test(flavor = "multi_thread")]
async fn a_texts_life_in_json() {
    let house = city().await;
    let body = json!({"text": "前方禁行，请绕行", "urgent": true});
    let sent = house.ask_as("li", SEND, body).await.ok();
    assert_eq!((&sent["state"], &sent["actor"]), (&json!("QUEUED"), &json!("li")));
    assert_eq!((&sent["vehicleId"], &sent["attempts"]), (&json!("v1"), &json!(0)));
    let id = sent["id"].as_str().unwrap().to_owned();
    let get = format!("GET /v1/commands/{id}");
    assert_eq!(house.ask_as("east", &get, Value::Null).await.ok(), sent);
    let audited = house.audited().await;
    let entry = audited.iter().find(|entry| entry.method.ends_with("/SendText")).unwrap();
    assert_eq!((entry.resource.as_str(), entry.outcome.as_str()), ("vehicle/v1", "OK"));

    let records = house.line.records();
    let out = records.command(&id).await.unwrap().unwrap().going_out(house.line.clock().now());
    assert!(records.settle_command(1, &out).await.unwrap());
    let done = out.handed(Handed::Refused, house.line.clock().now());
    assert!(records.settle_command(2, &done).await.unwrap());
    let failed = house.ask_as("li", &get, Value::Null).await.ok();
    assert_eq!((&failed["state"], &failed["failure"]), (&json!("FAILED"), &json!("REFUSED")));
    assert_eq!(failed["attempts"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_in_grpc_in_pages_newest_first() {
    let house = city().await;
    let mut li = house.fleet("li").await;
    let mut ids = Vec::new();
    for i in 0..3 {
        let text = format!("第{i}条");
        let request = v1::SendTextRequest { vehicle_id: "v1".into(), text, ..Default::default() };
        ids.insert(0, li.send_text(request).await.unwrap().into_inner().id);
    }
    let (mut token, mut found) = (String::new(), Vec::new());
    loop {
        let request =
            v1::ListCommandsRequest { page_size: 2, page_token: token, ..Default::default() };
        let page = li.list_commands(request).await.unwrap().into_inner();
        found.extend(page.commands.into_iter().map(|command| command.id));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(found, ids);
    let one = li.get_command(v1::GetCommandRequest { id: ids[0].clone() }).await.unwrap();
    assert_eq!(one.into_inner().text, "第2条");
    let count = async |query: &str| {
        let line = format!("GET /v1/commands?{query}");
        let page = house.ask_as("li", &line, Value::Null).await.ok();
        page["commands"].as_array().unwrap().len()
    };
    assert_eq!(count("vehicleId=v1&states=QUEUED&states=SENT").await, 3);
    assert_eq!(count("states=ANSWERED").await + count("vehicleId=v2").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_sent_again_under_its_key_is_one_text() {
    let house = city().await;
    let sent = [("idempotency-key", "k"), ("authorization", "Bearer key-of-li")];
    let ask = || house.ask_with(SEND, &sent, json!({"text": "停车"}));
    let (one, two) = tokio::join!(ask(), ask());
    assert_eq!(one.ok(), two.ok());
    house
        .ask_with(SEND, &sent, json!({"text": "开车"}))
        .await
        .refuses(400, &[("IDEMPOTENCY_MISMATCH", "idempotency-key")]);
    let all = house.ask_as("li", "GET /v1/commands", Value::Null).await.ok();
    assert_eq!(all["commands"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_cannot_be_sent_is_refused_by_name() {
    let house = city().await;
    let ask = async |line: &str, body: Value| house.ask_as("li", line, body).await;
    ask(SEND, json!({})).await.refuses(400, &[("REQUIRED", "text")]);
    ask(SEND, json!({"text": "险".repeat(501)})).await.refuses(400, &[("TOO_LARGE", "text")]);
    ask(SEND, json!({"text": "a\u{7}b"})).await.refuses(400, &[("MALFORMED", "text")]);
    let nowhere = json!({"text": "x", "alertId": "nothing"});
    ask(SEND, nowhere).await.refuses(400, &[("NO_SUCH_REFERENCE", "alert_id")]);
    ask("POST /v1/vehicles/v9:sendText", json!({"text": "x"}))
        .await
        .refuses(404, &[("NOT_FOUND", "id")]);
    ask("POST /v1/vehicles/v2:sendText", json!({"text": "x"}))
        .await
        .refuses(400, &[("UNKNOWN_TERMINAL", "vehicle_id")]);
    for _ in 0..8 {
        ask(SEND, json!({"text": "x"})).await.ok();
    }
    ask(SEND, json!({"text": "x"})).await.refuses(400, &[("OUT_OF_RANGE", "vehicle_id")]);
    let reader = house.ask_as("reader", SEND, json!({"text": "x"})).await;
    reader.refuses(403, &[("PERMISSION_DENIED", "")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carrier_speaks_to_its_own_drivers_and_hears_of_no_others() {
    let house = city().await;
    let sent = house.ask_as("east", SEND, json!({"text": "x"})).await.ok();
    let west = house.ask_as("west", SEND, json!({"text": "x"})).await;
    west.refuses(404, &[("NOT_FOUND", "id")]);
    let get = format!("GET /v1/commands/{}", sent["id"].as_str().unwrap());
    house.ask_as("west", &get, Value::Null).await.refuses(404, &[("NOT_FOUND", "id")]);
    let theirs = house.ask_as("west", "GET /v1/commands", Value::Null).await.ok();
    assert_eq!(theirs["commands"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_may_be_about_an_alert_of_its_vehicle_and_no_other() {
    let house = city().await;
    house.ask_as("chief", "POST /v1/zones", forbidden("z1")).await.ok();
    let own = house.breach("v1", "z1").await.detection.id.to_string();
    let other = house.breach("v2", "z1").await.detection.id.to_string();
    let sent = house.ask_as("li", SEND, json!({"text": "x", "alertId": own})).await.ok();
    assert_eq!(sent["alertId"], own.as_str());
    let refused = house.ask_as("li", SEND, json!({"text": "x", "alertId": other})).await;
    refused.refuses(400, &[("NO_SUCH_REFERENCE", "alert_id")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_stands_in_the_history_of_its_alert_until_that_is_closed() {
    let house = city().await;
    house.ask_as("chief", "POST /v1/zones", forbidden("z1")).await.ok();
    let id = house.breach("v1", "z1").await.detection.id.to_string();
    let act = |verb: &str| format!("POST /v1/alerts/{id}:{verb}");
    house.ask_as("li", &act("acknowledge"), json!({})).await.ok();
    let text = json!({"text": "前方禁行，请绕行", "alertId": id});
    let sent = house.ask_as("li", SEND, text.clone()).await.ok();
    house.ask_as("li", &act("close"), json!({"disposition": "CORRECTED"})).await.ok();
    let late = house.ask_as("li", SEND, text).await;
    late.refuses(400, &[("ALERT_STATE", "alert_id")]);

    let alert = house.ask_as("chief", &format!("GET /v1/alerts/{id}"), Value::Null).await.ok();
    let history = alert["history"].as_array().unwrap();
    let acts: Vec<_> = history.iter().map(|entry| entry["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["ACKNOWLEDGED", "TEXTED", "CLOSED"]);
    assert_eq!((&history[1]["actor"], &history[1]["note"]), (&json!("li"), &sent["text"]));
    assert_eq!((&history[1]["commandId"], &history[1]["time"]), (&sent["id"], &sent["queuedAt"]));
    let kept = house.ask_as("li", "GET /v1/commands", Value::Null).await.ok();
    assert_eq!(kept["commands"].as_array().unwrap().len(), 1, "the late one went nowhere");
}
