//! Watches of vehicles over a real socket: where they are, what changes, and what is left out.

use std::collections::BTreeMap;
use std::time::Duration;

use placard_api::caller::Role;
use placard_api::v1;
use placard_api::v1::watch_vehicles_response::{Changes, Event};
use placard_control::ApiKey;
use placard_domain::{Fix, Heading, Millis, Position, Speed, Timestamp};
use serde_json::{Value, json};
use tonic::service::Routes;
use tonic::{Code, Streaming};

use crate::common::{House, forbidden, key, open, vehicle, violations};

/// A test waits this long for what should take a moment: the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

fn keys() -> Vec<ApiKey> {
    vec![
        key("li", Role::Officer, None),
        key("carrier-a", Role::Dispatcher, Some("a")),
        key("platform", Role::Platform, None),
        key("chief", Role::Administrator, None),
    ]
}

async fn town(vehicles: &[(&str, &str)]) -> House {
    let house = open(keys(), Routes::default()).await;
    for (id, organisation) in vehicles {
        let mut truck = vehicle(id, &format!("湘J·{id}"));
        truck["organisationId"] = json!(organisation);
        house.ask_as("chief", "POST /v1/vehicles", truck).await.ok();
    }
    house
}

/// A vehicle is at a place, so many seconds ago.
async fn at(house: &House, id: &str, seconds_ago: i64, lon: f64) -> Timestamp {
    let time = house.line.clock().now() - Millis::from_secs(seconds_ago);
    let mut fix = Fix::bare(house.number(id).await, time);
    fix.position = Position::from_degrees(lon, 29.04);
    fix.speed = Speed::from_kmh(36.0);
    fix.heading = Heading::from_degrees(90.0);
    house.line.accept(vec![fix]).await.unwrap();
    time
}

struct Watcher {
    stream: Streaming<v1::WatchVehiclesResponse>,
    left_out: u32,
    shown: BTreeMap<String, v1::LiveVehicle>,
}

impl Watcher {
    /// Watches, and reads the snapshot.
    async fn of(house: &House, who: &str, request: v1::WatchVehiclesRequest) -> Self {
        let stream = house.fleet(who).await.watch_vehicles(request).await.unwrap().into_inner();
        let mut watcher = Self { stream, left_out: 0, shown: BTreeMap::new() };
        loop {
            let Event::Snapshot(part) = watcher.next().await else { panic!("no snapshot") };
            watcher.show(part.vehicles);
            if part.complete {
                return watcher;
            }
        }
    }

    fn show(&mut self, vehicles: Vec<v1::LiveVehicle>) {
        self.shown.extend(vehicles.into_iter().map(|v| (v.vehicle_id.clone(), v)));
    }

    async fn next(&mut self) -> Event {
        let told = tokio::time::timeout(PATIENCE, self.stream.message()).await.unwrap();
        let told = told.unwrap().unwrap();
        self.left_out = told.left_out;
        told.event.unwrap()
    }

    /// The next changes, past heartbeats; the map is kept as a client keeps it.
    async fn changes(&mut self) -> Changes {
        loop {
            match self.next().await {
                Event::Changes(changes) => {
                    self.show(changes.vehicles.clone());
                    self.shown.retain(|id, _| !changes.left_ids.contains(id));
                    return changes;
                }
                Event::Heartbeat(_) => {}
                Event::Snapshot(_) => panic!("a second snapshot"),
            }
        }
    }

    fn ids(&self) -> Vec<&str> {
        self.shown.keys().map(String::as_str).collect()
    }
}

fn all() -> v1::WatchVehiclesRequest {
    v1::WatchVehiclesRequest::default()
}

fn time_of(time: &Option<prost_types::Timestamp>) -> Timestamp {
    placard_api::time_of(time.as_ref().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watcher_is_told_where_vehicles_are_and_where_they_go() {
    let house = town(&[("v1", "a"), ("v2", "b"), ("quiet", "a")]).await;
    let first = at(&house, "v1", 40, 111.69).await;
    let second = at(&house, "v1", 20, 111.692).await;
    at(&house, "v2", 20, 111.8).await;
    let mut watcher = Watcher::of(&house, "li", all()).await;
    assert_eq!(watcher.ids(), ["v1", "v2"], "who never said where it is has no place on a map");
    let shown = &watcher.shown["v1"];
    assert_eq!((shown.plate.as_str(), shown.laden), ("湘J·v1", true));
    let (last, previous) = (shown.last.as_ref().unwrap(), shown.previous.as_ref().unwrap());
    assert_eq!((last.longitude, previous.longitude), (111.692, 111.69));
    assert_eq!((time_of(&last.device_time), time_of(&previous.device_time)), (second, first));
    assert_eq!((last.speed_kmh, last.heading_deg), (Some(36.0), Some(90.0)));
    assert_eq!(shown.motion(), v1::vehicle_state::Motion::Moving);
    let stale = time_of(&shown.stale_after) - second;
    assert_eq!(stale, Millis((second - first).0 * 2), "twice its own interval");
    assert!(watcher.shown["v2"].previous.is_none());

    let third = at(&house, "v1", 0, 111.694).await;
    let changes = watcher.changes().await;
    assert_eq!((changes.vehicles.len(), changes.left_ids.len()), (1, 0), "only what changed");
    let last = watcher.shown["v1"].last.as_ref().unwrap();
    assert_eq!((last.longitude, time_of(&last.device_time)), (111.694, third));
    let previous = watcher.shown["v1"].previous.as_ref().unwrap();
    assert_eq!(previous.longitude, 111.692);
    at(&house, "quiet", 0, 111.7).await;
    watcher.changes().await;
    assert_eq!(watcher.ids(), ["quiet", "v1", "v2"]);
    for _ in 0..2 {
        let Event::Heartbeat(beat) = watcher.next().await else { panic!("nothing changed") };
        assert!(beat.server_time.is_some() && beat.as_of.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_shows_who_is_in_it_and_says_who_left() {
    let house = town(&[("in", "a"), ("out", "a")]).await;
    at(&house, "in", 10, 111.69).await;
    at(&house, "out", 10, 111.9).await;
    let area = v1::Box { west: 111.6, south: 29.0, east: 111.7, north: 29.1 };
    let request = v1::WatchVehiclesRequest { r#box: Some(area), ..all() };
    let mut watcher = Watcher::of(&house, "li", request).await;
    assert_eq!(watcher.ids(), ["in"]);
    at(&house, "out", 0, 111.65).await;
    watcher.changes().await;
    assert_eq!(watcher.ids(), ["in", "out"]);
    at(&house, "in", 0, 111.75).await;
    assert_eq!(watcher.changes().await.left_ids, ["in"]);
    // Taken out of the register it leaves as well, without a report.
    house.ask_as("chief", "DELETE /v1/vehicles/out", Value::Null).await.ok();
    assert_eq!(watcher.changes().await.left_ids, ["out"]);
    let wrong = v1::WatchVehiclesRequest { max_vehicles: -1, carrier_id: "?".into(), ..all() };
    let refused = house.fleet("li").await.watch_vehicles(wrong).await.unwrap_err();
    let fields: Vec<_> = violations(&refused).into_iter().map(|v| v.field).collect();
    assert_eq!((refused.code(), fields.len()), (Code::InvalidArgument, 2), "{fields:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carrier_sees_its_own_vehicles_and_who_looked_is_written_down() {
    let house = town(&[("va", "a"), ("vb", "b")]).await;
    at(&house, "va", 10, 111.69).await;
    at(&house, "vb", 10, 111.69).await;
    let mut watcher = Watcher::of(&house, "carrier-a", all()).await;
    assert_eq!(watcher.ids(), ["va"]);
    at(&house, "vb", 0, 111.7).await;
    at(&house, "va", 0, 111.7).await;
    watcher.changes().await;
    assert_eq!((watcher.ids(), watcher.left_out), (vec!["va"], 0), "not even counted");
    let guessed = v1::WatchVehiclesRequest { vehicle_ids: vec!["vb".into()], ..all() };
    assert!(Watcher::of(&house, "carrier-a", guessed).await.ids().is_empty());
    let refused = house.fleet("platform").await.watch_vehicles(all()).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let audited = house.audited().await;
    let watches = audited.iter().filter(|e| e.method.ends_with("/WatchVehicles"));
    let mut watches: Vec<_> =
        watches.map(|e| (e.actor.as_str(), e.resource.as_str(), e.outcome.as_str())).collect();
    watches.reverse();
    let expected = [
        ("carrier-a", "vehicle/*", "OK"),
        ("carrier-a", "vehicle/vb", "OK"),
        ("platform", "", "PERMISSION_DENIED"),
    ];
    assert_eq!(watches, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_room_for_all_an_alert_is_shown_and_the_rest_is_counted() {
    let house = town(&[("v1", "a"), ("v2", "a"), ("v3", "a")]).await;
    house.ask_as("chief", "POST /v1/zones", forbidden("z1")).await.ok();
    at(&house, "v1", 10, 111.5).await;
    at(&house, "v2", 10, 111.5).await;
    let two = v1::WatchVehiclesRequest { max_vehicles: 2, ..all() };
    let mut watcher = Watcher::of(&house, "li", two.clone()).await;
    assert_eq!((watcher.ids(), watcher.left_out), (vec!["v1", "v2"], 0));
    let alert = house.breach("v3", "z1").await.detection.id.to_string();
    while !watcher.shown.contains_key("v3") {
        watcher.changes().await;
    }
    assert_eq!((watcher.ids(), watcher.left_out), (vec!["v1", "v3"], 1));
    assert_eq!(watcher.shown["v3"].alert_ids, [alert]);
    let anew = Watcher::of(&house, "li", two).await;
    assert_eq!((anew.ids(), anew.left_out), (vec!["v1", "v3"], 1), "the same from the start");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_vehicles_are_where_they_last_said() {
    let house = town(&[("v1", "a")]).await;
    at(&house, "v1", 20, 111.69).await;
    at(&house, "v1", 10, 111.691).await;
    let house = house.kill(keys()).await;
    let watcher = Watcher::of(&house, "li", all()).await;
    let shown = &watcher.shown["v1"];
    assert_eq!(shown.last.as_ref().unwrap().longitude, 111.691);
    assert_eq!(shown.previous.as_ref().unwrap().longitude, 111.69);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watcher_who_was_slow_is_told_how_it_is_now_and_not_all_that_was() {
    let house = town(&[("v1", "a"), ("v2", "a")]).await;
    at(&house, "v1", 300, 111.6).await;
    at(&house, "v2", 300, 111.6).await;
    let mut watcher = Watcher::of(&house, "li", all()).await;
    for second in 0..50_i32 {
        at(&house, "v1", i64::from(50 - second), 111.6 + f64::from(second) * 1e-4).await;
    }
    let mut times = 0;
    while watcher.shown["v1"].last.as_ref().unwrap().longitude < 111.6048 {
        watcher.changes().await;
        times += 1;
    }
    assert!(times < 50, "{times} messages for fifty reports");
}

#[tokio::test(flavor = "multi_thread")]
async fn peers_30_the_age_of_a_place_is_told_by_the_servers_clock() {
    let house = town(&[("v1", "a")]).await;
    at(&house, "v1", 3600, 111.69).await;
    let mut watcher = Watcher::of(&house, "li", all()).await;
    let shown = watcher.shown["v1"].clone();
    let beat = loop {
        if let Event::Heartbeat(beat) = watcher.next().await {
            break beat;
        }
    };
    let (now, stale) = (time_of(&beat.server_time), time_of(&shown.stale_after));
    assert!(stale < now, "an hour old is not live, though it came just now: {stale} {now}");
}
