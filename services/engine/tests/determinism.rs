//! The same entries give the same alerts, byte for byte: by one engine, by sixteen, by one for each
//! vehicle, with batches cut otherwise, and stopped and started from a snapshot again and again.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]
#![allow(clippy::print_stdout, reason = "figures of the run")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::{Arc, LazyLock};

use common::town::{self, Entry, OVER, VEHICLES};
use common::{at, last_words};
use placard_domain::alert::Detection;
use placard_domain::{Fix, Position, VehicleNo};
use placard_engine::Engine;

const SEED: u64 = 20_261_125;

static TOWN: LazyLock<Vec<Entry>> = LazyLock::new(|| town::entries(SEED));
static BY_ONE: LazyLock<Vec<String>> = LazyLock::new(|| said_of(&judged(&TOWN)));

/// All that one engine says of these entries.
fn judged(entries: &[Entry]) -> Vec<Detection> {
    let (mut engine, mut said) = (Engine::default(), Vec::new());
    entries.iter().for_each(|entry| entry.judge(&mut engine, &mut said));
    engine.listened(at(OVER), &mut said);
    said
}

/// The last word on each alert, as bytes, in order of id.
fn said_of(said: &[Detection]) -> Vec<String> {
    last_words(said).values().map(|alert| serde_json::to_string(alert).unwrap()).collect()
}

/// All that an engine says for each part of the vehicles.
fn judged_apart(parts: u32) -> Vec<Detection> {
    let of_part = |part: u32| {
        let ours = |no: VehicleNo| no.0 % parts == part;
        let entries: Vec<_> = TOWN.iter().filter_map(|entry| entry.of(ours)).collect();
        judged(&entries)
    };
    (0..parts).flat_map(of_part).collect()
}

#[track_caller]
fn assert_same(said: &[Detection]) {
    let said = said_of(said);
    let differing = said.iter().zip(BY_ONE.iter()).find(|(here, there)| here != there);
    assert_eq!(differing, None, "seed {SEED}");
    assert_eq!(said.len(), BY_ONE.len(), "seed {SEED}");
}

#[test]
fn the_town_provokes_every_rule_and_every_end() {
    let said = judged(&TOWN);
    let alerts = last_words(&said);
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_end: BTreeMap<String, usize> = BTreeMap::new();
    for alert in alerts.values() {
        *by_rule.entry(&alert.rule).or_default() += 1;
        let end = alert.ended.map_or("none".to_owned(), |end| format!("{:?}", end.reason));
        *by_end.entry(end).or_default() += 1;
    }
    let late = alerts.values().filter(|alert| alert.late).count();
    println!("seed {SEED}: {} alerts, {late} late, {by_rule:?}, {by_end:?}", alerts.len());
    assert!(alerts.len() >= 1000);
    for spec in placard_engine::rules::SPECS {
        assert!(by_rule.get(spec.id).is_some_and(|n| *n >= 20), "{}", spec.id);
    }
    let ends: BTreeSet<_> = by_end.keys().map(String::as_str).collect();
    let all = ["Cleared", "Corrected", "NoLongerBanned", "RuleRetired", "Unladen", "UploadEnded"];
    assert!(all.iter().all(|end| ends.contains(end)), "{ends:?}");
    assert!(late >= 20);
}

#[test]
fn judged_twice_they_are_the_same() {
    assert_same(&judged(&TOWN));
}

#[test]
fn sixteen_engines_say_what_one_says() {
    assert_same(&judged_apart(16));
}

#[test]
fn an_engine_for_each_vehicle_says_what_one_says() {
    assert_same(&judged_apart(VEHICLES + 1));
}

#[test]
fn batches_cut_otherwise_change_nothing() {
    let one_by_one: Vec<Entry> = TOWN
        .iter()
        .flat_map(|entry| match entry {
            Entry::Fixes { at, fixes } => {
                let one = |fix: &Fix| Entry::Fixes { at: *at, fixes: vec![fix.clone()] };
                fixes.iter().map(one).collect()
            }
            other => vec![other.clone()],
        })
        .collect();
    assert!(one_by_one.len() > TOWN.len() + 1000);
    assert_same(&judged(&one_by_one));
}

#[test]
fn told_at_odd_moments_how_far_time_has_come_they_are_the_same() {
    let (mut engine, mut said) = (Engine::default(), Vec::new());
    for (n, pair) in TOWN.windows(2).enumerate() {
        pair[0].judge(&mut engine, &mut said);
        let is_restart = matches!(pair[1], Entry::Seal { .. });
        if n % 3 == 0 && !is_restart {
            engine.listened(pair[1].at(), &mut said);
        }
    }
    TOWN.last().unwrap().judge(&mut engine, &mut said);
    engine.listened(at(OVER), &mut said);
    assert_same(&said);
}

#[test]
fn stopped_and_started_from_snapshots_they_are_the_same() {
    for every in [101, 997] {
        let (mut engine, mut said) = (Engine::default(), Vec::new());
        for (n, entry) in TOWN.iter().enumerate() {
            entry.judge(&mut engine, &mut said);
            if n % every == every / 2 {
                engine = restored(&engine);
            }
        }
        engine.listened(at(OVER), &mut said);
        assert_same(&said);
    }
}

fn restored(engine: &Engine) -> Engine {
    let bytes = engine.snapshot();
    let world = Arc::clone(engine.world());
    let again = Engine::restore(&bytes, |revision| {
        assert_eq!(revision, world.revision());
        Ok::<_, Infallible>(world)
    });
    let again = again.unwrap().unwrap();
    assert!(again.snapshot() == bytes, "a snapshot reads its own writing");
    again
}

/// The canary: the comparison sees one fix moved by a centimetre.
#[test]
fn one_fix_moved_by_a_centimetre_is_seen() {
    let proven = last_words(&judged(&TOWN));
    let proof = |alert: &Detection| {
        let vehicle = alert.vehicle.as_str()[1..].parse().unwrap();
        let device_time = alert.evidence.fixes.last()?.device_time;
        Some((VehicleNo(vehicle), device_time))
    };
    let (vehicle, device_time) = proven.values().find_map(proof).unwrap();
    let mut moved = TOWN.clone();
    for entry in &mut moved {
        let Entry::Fixes { fixes, .. } = entry else { continue };
        let ours = |fix: &&mut Fix| fix.vehicle == vehicle && fix.device_time == device_time;
        for fix in fixes.iter_mut().filter(ours) {
            let there = fix.position.unwrap();
            fix.position = Position::from_units(there.lon_units() + 1, there.lat_units());
        }
    }
    assert_ne!(said_of(&judged(&moved)), *BY_ONE);
}
