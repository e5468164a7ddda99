//! Every scene of `loadtest/breaches/` is played, and its alerts are held against its truth. A rule
//! without a scene fails here.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]
#![allow(clippy::disallowed_methods, reason = "tests do I/O")]

mod common;

use std::path::PathBuf;

use common::{
    MIDNIGHT, Watched, area, at, ban, changde, corridor, fix, load, of_old, rectangle, route,
    seconds, trip, trip_over, trip_place, vehicle, version, zone,
};
use placard_domain::alert::Detection;
use placard_domain::fix::{Alarms, LoadState};
use placard_domain::route::ApprovedRoute;
use placard_domain::rule::RuleSetting;
use placard_domain::trip::Trip;
use placard_domain::vehicle::{Load, Vehicle};
use placard_domain::zone::{Effect, Geometry, Zone, ZoneKind};
use placard_domain::{Fix, Millis, Revision, RouteId, Speed, WaybillId, ZoneId};
use placard_engine::World;
use placard_engine::rules::SPECS;
use placard_engine::world::{Item, ItemVersion};
use placard_geo::sample::Dice;
use serde::Deserialize;

/// Noise is drawn anew for each phase of the reporting interval, so often.
const SEEDS: u64 = 5;

/// A scene, as its README tells.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scene {
    un_number: Option<String>,
    zones: Vec<SceneZone>,
    #[serde(default)]
    routes: Vec<SceneRoute>,
    #[serde(default)]
    trips: Vec<SceneTrip>,
    #[serde(default)]
    settings: Vec<(String, String, i64)>,
    drive: Drive,
    breaches: Vec<Breach>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SceneZone {
    id: String,
    kind: ZoneKind,
    effects: Vec<String>,
    rectangle_m: Option<[f64; 4]>,
    line_m: Option<[(f64, f64); 2]>,
    width_m: Option<i64>,
    limit_kmh: Option<f64>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SceneRoute {
    id: String,
    line_m: Vec<(f64, f64)>,
    width_m: i64,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SceneTrip {
    from_s: i64,
    until_s: i64,
    origin_m: Option<(f64, f64)>,
    #[serde(default)]
    drops_m: Vec<(f64, f64)>,
    arrives_by_s: Option<i64>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Drive {
    every_s: i64,
    noise_m: f64,
    way: Vec<(i64, f64, f64)>,
    #[serde(default)]
    silent_s: Vec<(i64, i64)>,
    #[serde(default)]
    alarms: Vec<(i64, i64, u8)>,
    #[serde(default)]
    loads: Vec<(i64, i64, LoadState)>,
    #[serde(default)]
    elsewhere: Vec<(i64, i64, f64, f64)>,
    watched_until_s: i64,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Breach {
    rule: String,
    zone: Option<String>,
    began_s: f64,
    ended_s: Option<f64>,
    threshold_s: f64,
}

/// The scenes by name.
fn scenes() -> Vec<(String, Scene)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../loadtest/breaches");
    let mut scenes: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let scene = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, scene)
        })
        .collect();
    scenes.sort_by(|a, b| a.0.cmp(&b.0));
    scenes
}

fn zone_of(no: u32, told: &SceneZone) -> Zone {
    let geometry: Geometry = match (told.rectangle_m, told.line_m, told.width_m) {
        (Some([west, south, east, north]), None, None) => rectangle(west, south, east, north),
        (None, Some([from, to]), Some(width)) => corridor(from, to, width),
        _ => panic!("{}: either rectangle_m, or line_m and width_m", told.id),
    };
    let effect = |name: &String| match name.as_str() {
        "FORBID" => Effect::Forbid,
        "NO_STOPPING" => Effect::NoStopping,
        "SPEED_LIMIT" => Effect::SpeedLimit(told.limit_kmh.and_then(Speed::from_kmh).unwrap()),
        other => panic!("{}: no effect is called {other}", told.id),
    };
    let bans = told.effects.iter().map(|name| ban(effect(name))).collect();
    Zone { id: ZoneId::new(&told.id).unwrap(), bans, ..zone(no, told.kind, geometry) }
}

/// The reports of a drive whose first one comes `phase` seconds after its beginning.
fn reports(drive: &Drive, phase: i64, dice: &mut Dice) -> Vec<Fix> {
    let mut fixes = Vec::new();
    let last = drive.way.last().unwrap().0;
    for second in (drive.way[0].0 + phase..=last).step_by(drive.every_s as usize) {
        if drive.silent_s.iter().any(|(from, to)| (*from..*to).contains(&second)) {
            continue;
        }
        let leg = drive.way.windows(2).find(|leg| second <= leg[1].0).unwrap();
        let ((from, east, north), (to, to_east, to_north)) = (leg[0], leg[1]);
        let part = (second - from) as f64 / (to - from) as f64;
        let metres = libm::hypot(to_east - east, to_north - north);
        let mut noise = || dice.between(-drive.noise_m, drive.noise_m);
        let then = |(from, to): (i64, i64)| (from..to).contains(&second);
        let elsewhere = drive.elsewhere.iter().find(|told| then((told.0, told.1)));
        let (east, north) = match elsewhere {
            Some((_, _, east, north)) => (*east, *north),
            None => (east + part * (to_east - east), north + part * (to_north - north)),
        };
        let speed = Speed::from_kmh(3.6 * metres / (to - from) as f64);
        let raised = drive.alarms.iter().filter(|told| then((told.0, told.1)));
        let alarms = Alarms(raised.fold(0, |bits, (_, _, bit)| bits | 1 << bit));
        let load = drive.loads.iter().find(|told| then((told.0, told.1)));
        let load = load.map_or(LoadState::Unknown, |told| told.2);
        fixes.push(Fix { speed, alarms, load, ..fix(1, second, east + noise(), north + noise()) });
    }
    fixes
}

/// A waybill comes into force, and ends.
fn trip_of(no: u32, told: &SceneTrip) -> [ItemVersion; 2] {
    let trip = Trip {
        id: WaybillId::new(&format!("w{no}")).unwrap(),
        origin: told.origin_m.map(trip_place),
        departs_at: at(told.from_s),
        arrives_by: at(told.arrives_by_s.unwrap_or(told.until_s)),
        ..trip(1, (0.0, 0.0), &told.drops_m)
    };
    let committed_at = MIDNIGHT - Millis::from_days(1);
    let from = |second: i64, item: Item| ItemVersion {
        committed_at,
        ..version(Revision(1), at(second), item)
    };
    [from(told.from_s, Item::Trip(trip)), from(told.until_s, trip_over(no))]
}

fn setting_of((rule, name, value): &(String, String, i64)) -> Item {
    Item::RuleSetting(RuleSetting {
        rule: rule.clone(),
        jurisdiction: changde(),
        status: None,
        params: [(name.clone(), *value)].into(),
    })
}

fn world_of(scene: &Scene) -> World {
    let load = scene.un_number.as_ref().map_or_else(Load::default, |un| load(un));
    let zones = (1..).zip(&scene.zones).map(|(no, told)| Item::Zone(zone_of(no, told)));
    let routes = scene.routes.iter().map(|told| {
        Item::Route(ApprovedRoute {
            id: RouteId::new(&told.id).unwrap(),
            ..route(1, &told.line_m, told.width_m, [1])
        })
    });
    let mut items = vec![Item::Jurisdiction(area()), Item::Vehicle(Vehicle { load, ..vehicle(1) })];
    items.extend(zones.chain(routes).chain(scene.settings.iter().map(setting_of)));
    let mut versions = of_old(items);
    versions.extend((1..).zip(&scene.trips).flat_map(|(no, told)| trip_of(no, told)));
    World::default().with(Revision(1), versions)
}

fn played(scene: &Scene, phase: i64, seed: u64) -> Vec<Detection> {
    let mut watched = Watched::over(world_of(scene));
    let fixes = reports(&scene.drive, phase, &mut Dice::new(seed));
    watched.hear(fixes);
    watched.listen_until(scene.drive.watched_until_s);
    watched.alerts()
}

/// What of the alerts does not agree with the truth.
fn faults(scene: &Scene, mut alerts: Vec<Detection>) -> Vec<String> {
    let every = scene.drive.every_s as f64;
    let mut faults = Vec::new();
    for breach in &scene.breaches {
        let name = format!("{} {}", breach.rule, breach.zone.as_deref().unwrap_or(""));
        let is_it = |alert: &Detection| {
            let zone = alert.zone.as_ref().map(ZoneId::as_str);
            alert.rule == breach.rule
                && zone == breach.zone.as_deref()
                && (seconds(alert.opened_at) - breach.began_s).abs() <= every
        };
        let Some(found) = alerts.iter().position(is_it) else {
            faults.push(format!("{name} at {} s: not found", breach.began_s));
            continue;
        };
        let alert = alerts.swap_remove(found);
        let said = seconds(alert.detected_at) - breach.began_s - breach.threshold_s;
        if said > 2.0 * every + 1.0 {
            faults.push(format!("{name}: said {said} s after it could have been"));
        }
        let ended = alert.ended.map(|end| seconds(end.at));
        let agree = match (ended, breach.ended_s) {
            (Some(told), Some(truth)) => (told - truth).abs() <= 2.0 * every,
            (told, truth) => told.is_none() && truth.is_none(),
        };
        if !agree {
            faults.push(format!("{name}: ended at {ended:?} and not {:?}", breach.ended_s));
        }
    }
    let others = alerts.iter().map(|alert| format!("found, and is none: {alert:?}"));
    faults.extend(others);
    faults
}

#[test]
fn every_rule_has_a_scene_that_commits_it() {
    let scenes = scenes();
    for spec in SPECS {
        let name = spec.id.replace('.', "_");
        let scene = scenes.iter().find(|scene| scene.0 == name);
        let commits = scene.map(|(_, scene)| scene.breaches.iter().any(|b| b.rule == spec.id));
        assert_eq!(commits, Some(true), "loadtest/breaches/{name}.toml: write it");
    }
    assert_eq!(scenes.len(), SPECS.len(), "a scene is named for its rule");
}

#[test]
fn every_scene_gives_its_breaches_and_nothing_else() {
    for (name, scene) in scenes() {
        for phase in 0..scene.drive.every_s {
            for seed in 1..=SEEDS {
                let faults = faults(&scene, played(&scene, phase, seed));
                assert!(faults.is_empty(), "{name}, phase {phase} s, seed {seed}: {faults:#?}");
            }
        }
    }
}

/// The canary: a truth that is off by a minute, that says too little, that says too much.
#[test]
fn a_truth_that_is_none_is_refused() {
    for (name, scene) in scenes() {
        let alerts = played(&scene, 0, 1);
        let with = |spoil: fn(&mut Vec<Breach>)| {
            let mut spoilt = scene.clone();
            spoil(&mut spoilt.breaches);
            faults(&spoilt, alerts.clone())
        };
        assert_eq!(with(|_| ()), Vec::<String>::new(), "{name}");
        assert!(!with(|truth| truth[0].began_s += 60.0).is_empty(), "{name}");
        assert!(!with(|truth| truth[0].ended_s = truth[0].ended_s.map(|s| s + 60.0)).is_empty());
        assert!(!with(|truth| truth[0].threshold_s -= 60.0).is_empty(), "{name}");
        assert!(!with(|truth| drop(truth.pop())).is_empty(), "{name}");
        assert!(!with(|truth| truth.push(truth[0].clone())).is_empty(), "{name}");
    }
}
