//! Watches of waybills, and validations by the stream.

use std::time::Duration;

use placard_api::v1;
use placard_api::v1::watch_waybills_response::{Change, Event};
use serde_json::json;
use tonic::{Code, Streaming};

use crate::common::House;
use crate::town::{does, petrol, submitted, town};

/// A test waits this long for what should take a moment: the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

struct Watcher {
    stream: Streaming<v1::WatchWaybillsResponse>,
    token: String,
}

impl Watcher {
    async fn of(house: &House, who: &str, request: v1::WatchWaybillsRequest) -> Self {
        let stream = house.waybills(who).await.watch_waybills(request).await.unwrap();
        Self { stream: stream.into_inner(), token: String::new() }
    }

    async fn next(&mut self) -> Event {
        let told = tokio::time::timeout(PATIENCE, self.stream.message()).await.unwrap();
        let told = told.unwrap().unwrap();
        self.token = told.resume_token;
        told.event.unwrap()
    }

    async fn snapshot(&mut self) -> Vec<String> {
        let mut ids = Vec::new();
        loop {
            let Event::Snapshot(part) = self.next().await else { panic!("no snapshot") };
            ids.extend(part.waybills.into_iter().map(|waybill| waybill.id));
            if part.complete {
                return ids;
            }
        }
    }

    /// The next changes, past what only says that the stream lives.
    async fn changes(&mut self) -> Vec<Change> {
        loop {
            match self.next().await {
                Event::Changes(told) => return told.changes,
                Event::Heartbeat(_) => {}
                Event::Snapshot(_) => panic!("a second snapshot"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watcher_hears_what_stands_and_every_change_and_goes_on_where_it_broke_off() {
    let (house, _) = town().await;
    submitted(&house, "w1").await;
    let request = v1::WatchWaybillsRequest {
        states: vec![v1::filed_waybill::State::Submitted.into()],
        ..Default::default()
    };
    let mut own = Watcher::of(&house, "fuel", request.clone()).await;
    let mut strangers = Watcher::of(&house, "stranger", request.clone()).await;
    assert_eq!(own.snapshot().await, ["w1"]);
    assert!(strangers.snapshot().await.is_empty());
    does(&house, "fuel", "w1", "ACCEPT", json!({})).await.ok();
    let told = own.changes().await;
    let waybill = told[0].waybill.as_ref().unwrap();
    assert_eq!((waybill.id.as_str(), told[0].left), ("w1", true), "it agrees no longer");
    assert_eq!(waybill.state(), v1::filed_waybill::State::Accepted);

    let token = own.token.clone();
    drop(own);
    // Of the afternoon: what w1 takes it takes until noon.
    let mut afternoon = petrol("w2");
    afternoon["departsAt"] = json!("2026-11-25T14:00:00+08:00");
    afternoon["arrivesBy"] = json!("2026-11-25T16:00:00+08:00");
    house.ask_as("depot", "POST /v1/waybills?submit=true", afternoon).await.ok();
    let resumed = v1::WatchWaybillsRequest { resume_token: token.clone(), ..request.clone() };
    let mut own = Watcher::of(&house, "fuel", resumed.clone()).await;
    let told = own.changes().await;
    assert_eq!(told[0].waybill.as_ref().unwrap().id, "w2", "and w1 is not told again");
    let theirs = house.waybills("depot").await.watch_waybills(resumed).await.unwrap_err();
    assert_eq!(theirs.code(), Code::InvalidArgument, "a token is good for its own sight alone");
    for _ in 0..3 {
        let Event::Heartbeat(_) = strangers.next().await else { panic!("not theirs to hear") };
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_validated_in_the_order_of_asking() {
    let (house, _) = town().await;
    let line = "POST /v1/waybills:validate";
    let single = house.ask_as("depot", line, petrol("")).await.ok();
    let wrong = v1::Waybill {
        goods: vec![v1::GoodsLine { un: "9999".to_owned(), ..Default::default() }],
        ..Default::default()
    };
    let asked = (0..200).map(move |sequence| v1::ValidateWaybillsRequest {
        sequence,
        waybill: Some(if sequence % 2 == 0 { wrong.clone() } else { v1::Waybill::default() }),
    });
    let mut client = house.waybills("depot").await;
    let answers = client.validate_waybills(futures_util::stream::iter(asked)).await.unwrap();
    let mut answers = answers.into_inner();
    let mut reports = Vec::new();
    while let Some(answer) = answers.message().await.unwrap() {
        assert_eq!(answer.sequence, reports.len() as u64);
        reports.push(answer.report.unwrap());
    }
    assert_eq!(reports.len(), 200);
    assert_eq!(reports[0], reports[198], "the same document, the same report");
    assert_ne!(reports[0], reports[1]);
    assert_eq!(single["listVersions"].as_array().unwrap().len(), reports[0].list_versions.len());

    let lacking = v1::ValidateWaybillsRequest { sequence: 1, waybill: None };
    let answers = client.validate_waybills(futures_util::stream::iter([lacking])).await.unwrap();
    assert_eq!(answers.into_inner().message().await.unwrap_err().code(), Code::InvalidArgument);
}
