//! Watches of alerts over a real socket: the queue, each change of it, and where a watch that broke
//! off is taken up again.

#![allow(clippy::disallowed_methods, reason = "tests have a clock")]

use std::collections::BTreeMap;
use std::time::Duration;

use placard_api::caller::Role;
use placard_api::v1;
use placard_api::v1::alert_service_client::AlertServiceClient;
use placard_api::v1::watch_alerts_response::{Change, Event};
use placard_control::ApiKey;
use placard_domain::alert::Detection;
use serde_json::{Value, json};
use tonic::service::Routes;
use tonic::transport::Endpoint;
use tonic::{Code, Streaming};

use crate::common::{
    House, Shows, WATCH_PATIENCE, Wire, elsewhere, forbidden, key, open, secret, vehicle,
    violations,
};

/// A test waits this long for what should take a moment: the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

fn keys() -> Vec<ApiKey> {
    vec![
        key("li", Role::Officer, None),
        key("wang", Role::Officer, None),
        key("carrier-a", Role::Dispatcher, Some("a")),
        key("carrier-b", Role::Dispatcher, Some("b")),
        key("chief", Role::Administrator, None),
    ]
}

/// A house with officers, two carriers, a zone and `count` alerts about vehicles of `a`.
async fn desk(count: usize) -> (House, Vec<String>) {
    let house = open(keys(), Routes::default()).await;
    house.ask_as("chief", "POST /v1/zones", forbidden("z1")).await.ok();
    let mut ids = Vec::new();
    for i in 0..count {
        ids.push(breach(&house, &format!("v{i}"), "a").await);
    }
    (house, ids)
}

async fn breach(house: &House, id: &str, organisation: &str) -> String {
    let mut truck = vehicle(id, &format!("湘J·{id}"));
    truck["organisationId"] = json!(organisation);
    house.ask_as("chief", "POST /v1/vehicles", truck).await.ok();
    house.breach(id, "z1").await.detection.id.to_string()
}

/// A watcher, and all that it was told.
struct Watcher {
    stream: Streaming<v1::WatchAlertsResponse>,
    token: String,
}

impl Watcher {
    async fn of(house: &House, who: &str, request: v1::WatchAlertsRequest) -> Self {
        let stream = house.alerts(who).await.watch_alerts(request).await.unwrap().into_inner();
        Self { stream, token: String::new() }
    }

    async fn next(&mut self) -> Event {
        let told = tokio::time::timeout(PATIENCE, self.stream.message()).await.unwrap();
        let told = told.unwrap().unwrap();
        self.token = told.resume_token;
        told.event.unwrap()
    }

    /// The whole snapshot.
    async fn snapshot(&mut self) -> Vec<v1::Alert> {
        let mut all = Vec::new();
        loop {
            let Event::Snapshot(part) = self.next().await else { panic!("no snapshot") };
            all.extend(part.alerts);
            assert_eq!(self.token.is_empty(), !part.complete, "half a snapshot opens nothing");
            if part.complete {
                return all;
            }
        }
    }

    /// The next changes, past heartbeats.
    async fn changes(&mut self) -> Vec<Change> {
        loop {
            match self.next().await {
                Event::Changes(changes) => return changes.changes,
                Event::Heartbeat(_) => {}
                Event::Snapshot(_) => panic!("a second snapshot"),
            }
        }
    }

    /// Changes until one has this number, and the last of each alert.
    async fn until(&mut self, change: u64) -> BTreeMap<String, Change> {
        let mut all = BTreeMap::new();
        let mut last = 0;
        while last < change {
            for change in self.changes().await {
                let alert = change.alert.as_ref().unwrap();
                assert!(alert.change > last, "in order of the log");
                last = alert.change;
                all.insert(alert.id.clone(), change);
            }
        }
        all
    }
}

fn asks(token: &str) -> v1::WatchAlertsRequest {
    v1::WatchAlertsRequest { resume_token: token.to_owned(), ..Default::default() }
}

async fn act(house: &House, who: &str, id: &str, verb: &str, body: Value) -> Value {
    house.ask_as(who, &format!("POST /v1/alerts/{id}:{verb}"), body).await.ok()
}

async fn newest(house: &House) -> u64 {
    *house.line.records().changes().borrow()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watcher_is_told_the_queue_then_each_change_and_hears_a_beat_each_second() {
    let (house, ids) = desk(2).await;
    let mut watcher = Watcher::of(&house, "li", asks("")).await;
    let queue = watcher.snapshot().await;
    let mut seen: Vec<_> = queue.iter().map(|alert| alert.id.clone()).collect();
    seen.reverse();
    assert_eq!(seen, ids, "newest change first");

    act(&house, "wang", &ids[0], "acknowledge", json!({"note": "去看"})).await;
    let changes = watcher.changes().await;
    let alert = changes[0].alert.as_ref().unwrap();
    assert_eq!((alert.id.as_str(), alert.owner.as_str()), (ids[0].as_str(), "wang"));
    assert_eq!((changes.len(), changes[0].left), (1, false));
    assert_eq!(alert.state(), v1::alert::State::Acknowledged);

    let third = breach(&house, "v9", "a").await;
    let changes = watcher.until(newest(&house).await).await;
    assert!(changes.contains_key(&third), "what the engine finds is told too");

    let beat = async |watcher: &mut Watcher| loop {
        if let Event::Heartbeat(beat) = watcher.next().await {
            return beat;
        }
    };
    let first = beat(&mut watcher).await;
    let began = std::time::Instant::now();
    let second = beat(&mut watcher).await;
    assert!(began.elapsed() > Duration::from_millis(500), "once a second, not more");
    let millis = |time: Option<prost_types::Timestamp>| {
        let time = time.unwrap();
        time.seconds * 1000 + i64::from(time.nanos) / 1_000_000
    };
    let apart = millis(second.server_time) - millis(first.server_time);
    assert!((500..10_000).contains(&apart), "{apart} ms");
    assert!(millis(second.as_of) <= millis(second.server_time));
    assert_eq!((second.change, second.lag_fixes), (newest(&house).await, 0));
    let ends: Vec<_> = second.journal.iter().map(|end| (end.partition, end.epoch)).collect();
    assert_eq!(ends, [(0, 1), (1, 1)]);
    let rows: u64 = second.journal.iter().map(|end| end.sequence).sum();
    assert!(rows >= 3, "the vehicles' reports are in it: {rows}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_is_taken_up_where_it_broke_off_and_nothing_is_lost_or_doubled() {
    let (house, ids) = desk(3).await;
    let mut watcher = Watcher::of(&house, "li", asks("")).await;
    assert_eq!(watcher.snapshot().await.len(), 3);
    let token = watcher.token.clone();
    drop(watcher);
    // While away: one is taken and closed, one commented, one is new; one stays as it was.
    act(&house, "wang", &ids[0], "acknowledge", json!({})).await;
    act(&house, "wang", &ids[0], "close", json!({"disposition": "CHECKED"})).await;
    act(&house, "carrier-a", &ids[1], "comment", json!({"note": "司机称绕行"})).await;
    let fourth = breach(&house, "v3", "a").await;

    let mut watcher = Watcher::of(&house, "li", asks(&token)).await;
    let newest = newest(&house).await;
    let changes = watcher.until(newest).await;
    let mut told: Vec<_> = changes.keys().cloned().collect();
    let mut expected = vec![ids[0].clone(), ids[1].clone(), fourth];
    told.sort();
    expected.sort();
    assert_eq!(told, expected);
    let closed = changes[&ids[0]].alert.as_ref().unwrap();
    assert_eq!(closed.state(), v1::alert::State::Closed);
    assert_eq!(closed.history.len(), 2, "told as it stands, with all that led there");

    // Taken up again from here there is nothing to tell.
    let token = watcher.token.clone();
    let mut watcher = Watcher::of(&house, "li", asks(&token)).await;
    for _ in 0..2 {
        assert!(matches!(watcher.next().await, Event::Heartbeat(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_outlives_a_kill_and_a_restart() {
    let (house, ids) = desk(2).await;
    let mut watcher = Watcher::of(&house, "li", asks("")).await;
    watcher.snapshot().await;
    act(&house, "li", &ids[0], "acknowledge", json!({})).await;
    assert_eq!(watcher.changes().await.len(), 1);
    let token = watcher.token.clone();
    drop(watcher);
    act(&house, "li", &ids[1], "escalate", json!({})).await;
    let house = house.kill(keys()).await;
    let newest = newest(&house).await;
    let mut again = Watcher::of(&house, "li", asks(&token)).await;
    let changes = again.until(newest).await;
    assert_eq!(
        changes.keys().collect::<Vec<_>>(),
        [&ids[1]],
        "what it had heard is not told again"
    );
    let token = again.token.clone();
    drop(again);
    let house = house.restart(keys()).await;
    act(&house, "li", &ids[1], "comment", json!({"note": "支队已接"})).await;
    let mut again = Watcher::of(&house, "li", asks(&token)).await;
    let told = again.changes().await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].alert.as_ref().unwrap().history.len(), 2);
}

async fn refusal(house: &House, who: &str, request: v1::WatchAlertsRequest) -> (Code, String) {
    let refused = house.alerts(who).await.watch_alerts(request).await.unwrap_err();
    let found = violations(&refused);
    assert_eq!(found[0].field, "resume_token", "{refused:?}");
    assert!(!found[0].zh.is_ascii() && !found[0].en.is_empty());
    (refused.code(), found[0].reason().as_str_name().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_forged_or_from_elsewhere_is_refused() {
    let (house, _) = desk(1).await;
    let mut watcher = Watcher::of(&house, "li", asks("")).await;
    watcher.snapshot().await;
    let token = watcher.token.clone();
    let mut forged = token.clone().into_bytes();
    let last = forged.last_mut().unwrap();
    *last = if *last == b'0' { b'1' } else { b'0' };
    let forged = String::from_utf8(forged).unwrap();
    let invalid = (Code::InvalidArgument, "INVALID_RESUME_TOKEN".to_owned());
    for wrong in [forged.as_str(), &token[2..], "42", "标记"] {
        assert_eq!(refusal(&house, "li", asks(wrong)).await, invalid, "{wrong}");
    }
    let other_filter =
        v1::WatchAlertsRequest { rules: vec!["zone.entered".into()], ..asks(&token) };
    assert_eq!(refusal(&house, "li", other_filter).await, invalid);
    assert_eq!(refusal(&house, "carrier-a", asks(&token)).await, invalid, "another's sight");
    let other = elsewhere(keys()).await;
    assert_eq!(refusal(&other, "li", asks(&token)).await, invalid);
    // A colleague with the same sight may go on where one stopped.
    let mut colleague = Watcher::of(&house, "wang", asks(&token)).await;
    assert!(matches!(colleague.next().await, Event::Heartbeat(_)));
    // A log that has not come so far: the same keys over an older copy of the folder.
    let (older, _) = desk(0).await;
    assert_eq!(refusal(&older, "li", asks(&token)).await, invalid);
}

/// So many alerts more, like this one; those of an earlier flood are there already.
async fn flood(house: &House, like: &Detection, count: u32) {
    for from in (0..count).step_by(500) {
        let many: Vec<_> = (from..(from + 500).min(count)).map(|i| another(like, i)).collect();
        house.line.records().upsert_detections(&many).await.unwrap();
    }
}

fn another(like: &Detection, i: u32) -> Detection {
    let subject = format!("flood-{i}");
    let id = placard_domain::AlertId::derive(&like.rule, &like.vehicle, &subject, like.opened_at);
    Detection { id, revision: 1, ..like.clone() }
}

async fn detection(house: &House, id: &str) -> Detection {
    house.line.records().alert(id.parse().unwrap()).await.unwrap().unwrap().detection
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_too_old_is_refused_and_a_new_snapshot_has_everything() {
    let (house, ids) = desk(1).await;
    let mut watcher = Watcher::of(&house, "li", asks("")).await;
    watcher.snapshot().await;
    let token = watcher.token.clone();
    drop(watcher);
    let like = detection(&house, &ids[0]).await;
    flood(&house, &like, 10_000).await;
    let mut still = Watcher::of(&house, "li", asks(&token)).await;
    assert_eq!(still.until(newest(&house).await).await.len(), 10_000, "at the limit it goes on");
    drop(still);
    flood(&house, &like, 10_001).await;
    let too_old = refusal(&house, "li", asks(&token)).await;
    assert_eq!(too_old, (Code::OutOfRange, "RESUME_TOKEN_TOO_OLD".to_owned()));
    let mut anew = Watcher::of(&house, "li", asks("")).await;
    assert_eq!(anew.snapshot().await.len(), 10_002);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watcher_who_reads_nothing_is_let_go_and_holds_up_nobody() {
    let (house, ids) = desk(1).await;
    // HTTP/2's smallest window: 64 KiB of alerts fill it.
    let endpoint = Endpoint::from_shared(format!("http://{}", house.address())).unwrap();
    let endpoint = endpoint.initial_stream_window_size(65_535);
    let shown = Shows::of(&secret("li"));
    let wire = Wire::new(endpoint.connect().await.unwrap(), shown);
    let mut deaf = AlertServiceClient::new(wire).watch_alerts(asks("")).await.unwrap().into_inner();
    let mut other = Watcher::of(&house, "wang", asks("")).await;
    other.snapshot().await;
    let like = detection(&house, &ids[0]).await;
    let began = std::time::Instant::now();
    flood(&house, &like, 1000).await;
    assert_eq!(other.until(newest(&house).await).await.len(), 1000);
    assert!(began.elapsed() < PATIENCE, "the others are told meanwhile");
    tokio::time::sleep(WATCH_PATIENCE * 3).await;
    let mut told = 0;
    let ended = loop {
        match tokio::time::timeout(PATIENCE, deaf.message()).await.unwrap() {
            Ok(Some(message)) => {
                if let Some(Event::Changes(changes)) = message.event {
                    told += changes.changes.len();
                }
            }
            Ok(None) => panic!("a watch does not end by itself"),
            Err(status) => break status,
        }
    };
    assert_eq!(ended.code(), Code::Aborted, "{ended:?}");
    assert_eq!(violations(&ended)[0].reason(), v1::violation::Reason::WatcherTooSlow);
    assert!(told < 1000, "it was told {told}, and the rest was never kept for it");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_officers_within_50_ms_a_watcher_sees_one_acknowledgement() {
    let (house, ids) = desk(1).await;
    let mut watcher = Watcher::of(&house, "carrier-a", asks("")).await;
    watcher.snapshot().await;
    let (mut li, mut wang) = (house.alerts("li").await, house.alerts("wang").await);
    let take = || v1::AcknowledgeAlertRequest { id: ids[0].clone(), ..Default::default() };
    let began = std::time::Instant::now();
    let (of_li, of_wang) =
        tokio::join!(li.acknowledge_alert(take()), wang.acknowledge_alert(take()));
    let took = began.elapsed();
    let outcomes = [("li", of_li), ("wang", of_wang)];
    let owner = outcomes.iter().find(|(_, outcome)| outcome.is_ok()).unwrap().0;
    let (_, late) = outcomes.iter().find(|(_, outcome)| outcome.is_err()).unwrap();
    let late = late.as_ref().unwrap_err();
    let found = &violations(late)[0];
    assert_eq!(found.reason(), v1::violation::Reason::TakenByOther, "{took:?}");
    assert!(found.en.contains(owner) && found.zh.contains(owner), "{late:?} after {took:?}");

    let changes = watcher.changes().await;
    let alert = changes[0].alert.as_ref().unwrap();
    let acts: Vec<_> = alert.history.iter().map(|h| (h.actor.as_str(), h.act.as_str())).collect();
    assert_eq!((changes.len(), acts), (1, vec![(owner, "ACKNOWLEDGED")]));
    assert_eq!(alert.owner, owner);
    for _ in 0..2 {
        assert!(matches!(watcher.next().await, Event::Heartbeat(_)), "and nothing more");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carrier_is_told_of_its_own_alerts_alone() {
    let (house, ids) = desk(1).await;
    let mut a = Watcher::of(&house, "carrier-a", asks("")).await;
    let mut b = Watcher::of(&house, "carrier-b", asks("")).await;
    assert_eq!(a.snapshot().await.len(), 1);
    assert!(b.snapshot().await.is_empty());
    let of_b = breach(&house, "vb", "b").await;
    let token = a.token.clone();
    act(&house, "li", &ids[0], "acknowledge", json!({})).await;
    let newest = newest(&house).await;
    assert_eq!(a.until(newest).await.keys().collect::<Vec<_>>(), [&ids[0]]);
    assert_eq!(b.changes().await[0].alert.as_ref().unwrap().id, of_b);
    // Nor on taking it up again, though changes of others lie between.
    let mut a = Watcher::of(&house, "carrier-a", asks(&token)).await;
    assert_eq!(a.until(newest).await.keys().collect::<Vec<_>>(), [&ids[0]]);
    let nobody = house.alerts("").await.watch_alerts(asks("")).await.unwrap_err();
    assert_eq!(nobody.code(), Code::Unauthenticated);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_longer_agrees_with_the_filters_leaves() {
    let (house, ids) = desk(2).await;
    let open_only = v1::WatchAlertsRequest {
        states: vec![v1::alert::State::Open.into()],
        vehicle_id: "v0".into(),
        ..asks("")
    };
    let mut watcher = Watcher::of(&house, "li", open_only.clone()).await;
    assert_eq!(watcher.snapshot().await.len(), 1);
    act(&house, "li", &ids[1], "acknowledge", json!({})).await;
    act(&house, "li", &ids[0], "acknowledge", json!({})).await;
    let changes = watcher.changes().await;
    let alert = changes[0].alert.as_ref().unwrap();
    assert_eq!((changes.len(), changes[0].left, alert.id.as_str()), (1, true, ids[0].as_str()));
    assert_eq!(alert.owner, "li", "whoever takes it off the list can say why");
    act(&house, "li", &ids[0], "handBack", json!({})).await;
    assert!(!watcher.changes().await[0].left, "and comes again");
    let wrong = v1::WatchAlertsRequest { colors: vec![77], states: vec![99], ..asks("") };
    let refused = house.alerts("li").await.watch_alerts(wrong).await.unwrap_err();
    let fields: Vec<_> = violations(&refused).into_iter().map(|v| v.field).collect();
    assert_eq!(fields, ["states[0]", "colors[0]"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn peers_17_what_is_done_about_an_alert_is_on_every_screen_and_stays_there() {
    let (house, ids) = desk(1).await;
    let mut screens = Vec::new();
    for who in ["li", "wang"] {
        let mut watcher = Watcher::of(&house, who, asks("")).await;
        watcher.snapshot().await;
        screens.push(watcher);
    }
    act(&house, "li", &ids[0], "acknowledge", json!({})).await;
    act(&house, "li", &ids[0], "close", json!({"disposition": "CORRECTED"})).await;
    let newest = newest(&house).await;
    for screen in &mut screens {
        let changes = screen.until(newest).await;
        let alert = changes[&ids[0]].alert.as_ref().unwrap();
        assert_eq!(alert.state(), v1::alert::State::Closed);
        assert_eq!(alert.disposition(), v1::alert::Disposition::Corrected);
        assert_eq!(alert.owner, "li");
    }
    drop(screens);
    let house = house.kill(keys()).await;
    let mut later = Watcher::of(&house, "wang", asks("")).await;
    let alert = later.snapshot().await.remove(0);
    assert_eq!(alert.disposition(), v1::alert::Disposition::Corrected, "after a kill as well");
}

#[tokio::test(flavor = "multi_thread")]
async fn peers_30_after_a_sleep_a_screen_hears_exactly_what_it_missed() {
    let (house, ids) = desk(3).await;
    let mut screen = Watcher::of(&house, "li", asks("")).await;
    screen.snapshot().await;
    let token = screen.token.clone();
    drop(screen);
    for id in &ids {
        act(&house, "wang", id, "escalate", json!({})).await;
        act(&house, "wang", id, "close", json!({"disposition": "PERMITTED"})).await;
    }
    let mut opened = Vec::new();
    for i in 10..15 {
        opened.push(breach(&house, &format!("v{i}"), "a").await);
    }
    let house = house.kill(keys()).await;
    let mut screen = Watcher::of(&house, "li", asks(&token)).await;
    let missed = screen.until(newest(&house).await).await;
    let is = |state: v1::alert::State| {
        let of_state = missed.values().filter_map(|c| c.alert.as_ref());
        let mut ids: Vec<_> =
            of_state.filter(|a| a.state() == state).map(|a| a.id.clone()).collect();
        ids.sort();
        ids
    };
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    assert_eq!(is(v1::alert::State::Open), sorted(opened), "five new");
    assert_eq!(is(v1::alert::State::Closed), sorted(ids), "three closed");
    assert_eq!(missed.len(), 8, "and nothing else");
}
