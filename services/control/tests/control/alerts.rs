//! Transcripts of `AlertService`, in JSON and in gRPC, about alerts that the engine raised.

use placard_api::caller::Role;
use placard_api::v1;
use serde_json::{Value, json};
use tonic::Code;
use tonic::service::Routes;

use crate::common::{House, forbidden, key, open, vehicle, violations};

/// A house with two officers, a carrier's dispatcher and a chief, and `count` alerts.
async fn desk(count: usize) -> (House, Vec<String>) {
    let keys = vec![
        key("li", Role::Officer, None),
        key("wang", Role::Officer, None),
        key("carrier", Role::Dispatcher, None),
        key("chief", Role::Administrator, None),
    ];
    let house = open(keys, Routes::default()).await;
    house.ask_as("chief", "POST /v1/zones", forbidden("z1")).await.ok();
    let mut alerts = Vec::new();
    for i in 0..count {
        let id = format!("v{i}");
        let truck = vehicle(&id, &format!("湘J·{i}"));
        house.ask_as("chief", "POST /v1/vehicles", truck).await.ok();
        alerts.push(house.breach(&id, "z1").await.detection.id.to_string());
    }
    (house, alerts)
}

fn of(answer: &Value, field: &str) -> Vec<Value> {
    answer["alerts"].as_array().unwrap().iter().map(|alert| alert[field].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alerts_life_in_json() {
    let (house, ids) = desk(1).await;
    let id = &ids[0];
    let act = async |who: &str, verb: &str, body: Value| {
        house.ask_as(who, &format!("POST /v1/alerts/{id}:{verb}"), body).await
    };
    let listed = house.ask_as("li", "GET /v1/alerts", Value::Null).await.ok();
    let alert = &listed["alerts"][0];
    assert_eq!((&alert["id"], &alert["rule"]), (&json!(id), &json!("zone.entered")));
    assert_eq!((&alert["state"], &alert["owner"]), (&json!("OPEN"), &json!("")));
    assert_eq!((&alert["vehicleId"], &alert["zoneId"]), (&json!("v0"), &json!("z1")));
    for text in ["summary", "clause"] {
        let said = &alert[text];
        assert!(!said["zh"].as_str().unwrap().is_ascii() && said["en"].is_string(), "{said}");
    }
    assert!(!alert["evidence"]["fixes"].as_array().unwrap().is_empty(), "it proves itself");
    let shown = house.ask_as("li", &format!("GET /v1/alerts/{id}"), Value::Null).await;
    assert_eq!(shown.headers["etag"], alert["etag"].as_str().unwrap());

    let unseen = act("li", "close", json!({"disposition": "CHECKED"})).await;
    unseen.refuses(400, &[("ALERT_STATE", "")]);
    let taken = act("li", "acknowledge", json!({"note": "看一下"})).await.ok();
    assert_eq!((&taken["state"], &taken["owner"]), (&json!("ACKNOWLEDGED"), &json!("li")));
    let pressed_twice = act("li", "acknowledge", json!({})).await.ok();
    assert_eq!(pressed_twice, taken, "taking what one has is no change");
    let late = act("wang", "acknowledge", json!({})).await;
    late.refuses(409, &[("TAKEN_BY_OTHER", "")]);
    assert!(late.body["message"].as_str().unwrap().contains("li"), "{}", late.body);

    let said = act("carrier", "comment", json!({"note": "司机称绕行"})).await.ok();
    assert_eq!((&said["state"], &said["owner"]), (&taken["state"], &taken["owner"]));
    act("carrier", "comment", json!({"note": " "})).await.refuses(400, &[("REQUIRED", "note")]);
    act("carrier", "close", json!({})).await.refuses(403, &[("PERMISSION_DENIED", "")]);

    act("li", "close", json!({})).await.refuses(400, &[("DISPOSITION_REQUIRED", "disposition")]);
    let word = json!({"disposition": "LOOKED_AT"});
    act("li", "close", word).await.refuses(400, &[("UNKNOWN_VALUE", "disposition")]);
    let stale = json!({"disposition": "CHECKED", "etag": alert["etag"]});
    act("li", "close", stale).await.refuses(409, &[("ETAG_MISMATCH", "etag")]);
    let done = json!({"disposition": "CHECKED", "etag": said["etag"], "note": "已查处"});
    let closed = act("li", "close", done).await.ok();
    assert_eq!((&closed["state"], &closed["disposition"]), (&json!("CLOSED"), &json!("CHECKED")));
    assert_eq!(closed["owner"], "li");

    act("wang", "reopen", json!({})).await.refuses(400, &[("REQUIRED", "note")]);
    let again = act("wang", "reopen", json!({"note": "新证据"})).await.ok();
    assert_eq!((&again["state"], &again["owner"]), (&json!("OPEN"), &json!("")));
    assert_eq!(again["disposition"], "DISPOSITION_UNSPECIFIED");
    let history: Vec<_> = again["history"].as_array().unwrap().iter().collect();
    let who_did_what: Vec<_> = history
        .iter()
        .map(|h| (h["actor"].as_str().unwrap(), h["act"].as_str().unwrap()))
        .collect();
    let expected =
        [("li", "ACKNOWLEDGED"), ("carrier", "COMMENTED"), ("li", "CLOSED"), ("wang", "REOPENED")];
    assert_eq!(who_did_what, expected);
    assert_eq!((&history[2]["note"], &history[3]["note"]), (&json!("已查处"), &json!("新证据")));

    let unknown = house.ask_as("li", "GET /v1/alerts/nothing", Value::Null).await;
    unknown.refuses(404, &[("NOT_FOUND", "id")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_life_in_grpc() {
    let (house, ids) = desk(2).await;
    let (id, other) = (ids[0].clone(), ids[1].clone());
    let mut li = house.alerts("li").await;
    let list = li.list_alerts(v1::ListAlertsRequest::default()).await.unwrap().into_inner();
    assert_eq!(list.alerts.len(), 2);
    let got = li.get_alert(v1::GetAlertRequest { id: id.clone() }).await.unwrap().into_inner();
    assert!(list.alerts.contains(&got));

    let take = v1::AcknowledgeAlertRequest { id: id.clone(), etag: got.etag, ..Default::default() };
    let taken = li.acknowledge_alert(take).await.unwrap().into_inner();
    assert_eq!((taken.state(), taken.owner.as_str()), (v1::alert::State::Acknowledged, "li"));
    assert!(taken.change > got.change, "each change takes the next number");
    let back = v1::HandBackAlertRequest { id: id.clone(), ..Default::default() };
    let back = li.hand_back_alert(back).await.unwrap().into_inner();
    assert_eq!((back.state(), back.owner.as_str()), (v1::alert::State::Open, ""));
    let up =
        v1::EscalateAlertRequest { id: id.clone(), note: "请支队".into(), ..Default::default() };
    let up = li.escalate_alert(up).await.unwrap().into_inner();
    assert_eq!(up.state(), v1::alert::State::Escalated);

    let mut close = v1::CloseAlertRequest { id: id.clone(), ..Default::default() };
    let without = li.close_alert(close.clone()).await.unwrap_err();
    assert_eq!(without.code(), Code::InvalidArgument);
    let found = violations(&without);
    assert_eq!(found[0].reason(), v1::violation::Reason::DispositionRequired);
    assert!(found[0].zh.contains("处置结果") && found[0].en.contains("disposition"));
    close.disposition = v1::alert::Disposition::Duplicate.into();
    for (of, reason) in [
        ("", v1::violation::Reason::Required),
        ("nonsense", v1::violation::Reason::Malformed),
        (id.as_str(), v1::violation::Reason::NoSuchReference),
    ] {
        let request = v1::CloseAlertRequest { duplicate_of: of.into(), ..close.clone() };
        let refused = li.close_alert(request).await.unwrap_err();
        let found = violations(&refused);
        assert_eq!((found[0].field.as_str(), found[0].reason()), ("duplicate_of", reason), "{of}");
    }
    close.duplicate_of = other.clone();
    let closed = house.alerts("chief").await.close_alert(close).await.unwrap().into_inner();
    assert_eq!((closed.state(), &closed.duplicate_of), (v1::alert::State::Closed, &other));
    assert_eq!(closed.owner, "chief");
    let open =
        v1::ListAlertsRequest { states: vec![v1::alert::State::Open.into()], ..Default::default() };
    let open = li.list_alerts(open).await.unwrap().into_inner();
    assert_eq!(open.alerts.iter().map(|a| &a.id).collect::<Vec<_>>(), [&other]);
    let reopen =
        v1::ReopenAlertRequest {
            id: id.clone(), note: "不是重复".into(), ..Default::default()
        };
    assert_eq!(li.reopen_alert(reopen).await.unwrap().into_inner().state(), v1::alert::State::Open);
    let comment = v1::CommentAlertRequest { id, note: "收到".into() };
    let said = li.comment_alert(comment).await.unwrap().into_inner();
    assert_eq!(said.history.last().unwrap().note, "收到");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_has_filters_and_pages_newest_change_first() {
    let (house, ids) = desk(3).await;
    let acknowledge = format!("POST /v1/alerts/{}:acknowledge", ids[0]);
    house.ask_as("li", &acknowledge, json!({})).await.ok();
    let list = async |query: &str| {
        house.ask_as("wang", &format!("GET /v1/alerts?{query}"), Value::Null).await
    };
    let all = list("").await.ok();
    assert_eq!(of(&all, "id"), [ids[0].as_str(), &ids[2], &ids[1]]);
    assert_eq!(of(&list("states=OPEN").await.ok(), "id").len(), 2);
    assert_eq!(of(&list("states=OPEN&states=ACKNOWLEDGED").await.ok(), "id").len(), 3);
    assert_eq!(
        of(&list("vehicleId=v1&zoneId=z1&rules=zone.entered").await.ok(), "id"),
        [ids[1].as_str()]
    );
    assert_eq!(of(&list("zoneId=z2").await.ok(), "id").len(), 0);
    let color = all["alerts"][0]["color"].as_str().unwrap();
    assert_eq!(of(&list(&format!("colors={color}")).await.ok(), "id").len(), 3);
    list("states=SLEEPING").await.refuses(400, &[("UNKNOWN_VALUE", "states[0]")]);

    let (mut token, mut found) = (String::new(), Vec::new());
    loop {
        let page = list(&format!("pageSize=1&pageToken={token}")).await.ok();
        found.extend(of(&page, "id"));
        token = page["nextPageToken"].as_str().unwrap().to_owned();
        if token.is_empty() {
            break;
        }
        let other = list(&format!("pageSize=1&states=OPEN&pageToken={token}")).await;
        other.refuses(400, &[("INVALID_PAGE_TOKEN", "page_token")]);
    }
    assert_eq!(found, of(&all, "id"));
}

/// Peers, line 16: alarms vanish at log-out and differ between two operators of one account. Here
/// the queue is the server's: two operators see one queue, and so does a session begun later.
#[tokio::test(flavor = "multi_thread")]
async fn peers_16_two_operators_and_a_new_session_see_the_same_queue() {
    let (house, ids) = desk(2).await;
    let (mut li, mut wang) = (house.alerts("li").await, house.alerts("wang").await);
    let all = v1::ListAlertsRequest::default;
    let seen_by_li = li.list_alerts(all()).await.unwrap().into_inner();
    assert_eq!(seen_by_li.alerts.len(), 2);
    assert_eq!(wang.list_alerts(all()).await.unwrap().into_inner(), seen_by_li);

    let take = v1::AcknowledgeAlertRequest { id: ids[0].clone(), ..Default::default() };
    li.acknowledge_alert(take).await.unwrap();
    let seen_by_wang = wang.list_alerts(all()).await.unwrap().into_inner();
    let taken = seen_by_wang.alerts.iter().find(|alert| alert.id == ids[0]).unwrap();
    assert_eq!(taken.owner, "li", "everyone sees who has it");

    drop((li, wang));
    let later = house.alerts("li").await.list_alerts(all()).await.unwrap().into_inner();
    assert_eq!(later, seen_by_wang, "nothing was lost at log-out");
    let keys = vec![key("li", Role::Officer, None), key("wang", Role::Officer, None)];
    let house = house.restart(keys).await;
    for who in ["li", "wang"] {
        let seen = house.alerts(who).await.list_alerts(all()).await.unwrap().into_inner();
        assert_eq!(seen, seen_by_wang, "nor by a restart, for {who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn peers_16_of_two_officers_at_once_one_owns_it_and_the_other_is_told_who() {
    let (house, ids) = desk(1).await;
    let (mut li, mut wang) = (house.alerts("li").await, house.alerts("wang").await);
    let take = || v1::AcknowledgeAlertRequest { id: ids[0].clone(), ..Default::default() };
    let back = || v1::HandBackAlertRequest { id: ids[0].clone(), ..Default::default() };
    for round in 0..20 {
        // Both are on their way before either is answered.
        let (one, two) = tokio::join!(li.acknowledge_alert(take()), wang.acknowledge_alert(take()));
        let (winner, taken, late) = match (one, two) {
            (Ok(taken), Err(late)) => ("li", taken.into_inner(), late),
            (Err(late), Ok(taken)) => ("wang", taken.into_inner(), late),
            (one, two) => panic!("round {round}: {one:?}, {two:?}"),
        };
        assert_eq!(taken.owner, winner);
        assert_eq!(late.code(), Code::Aborted, "{late}");
        let told = &violations(&late)[0];
        assert_eq!(told.reason(), v1::violation::Reason::TakenByOther);
        assert!(told.zh.ends_with(winner) && told.en.ends_with(winner), "{told:?}");
        let mut owner = if winner == "li" { li.clone() } else { wang.clone() };
        owner.hand_back_alert(back()).await.unwrap();
    }
    let request = v1::GetAlertRequest { id: ids[0].clone() };
    let alert = li.get_alert(request).await.unwrap().into_inner();
    assert_eq!(alert.history.len(), 40, "one taking and one giving back a round, no more");
}
