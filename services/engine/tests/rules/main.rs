//! The rules of motion, places and devices on small scenes: their thresholds, their ends, and what
//! is no breach.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

#[path = "../common/mod.rs"]
mod common;

mod device_alarm;
mod parking_forbidden;
mod route_deviation;
mod signal_tampered;
mod site_undeclared;
mod speed_limit;
mod waybill_mismatch;
mod waybill_missing;
mod waybill_overdue;

use common::{Watched, changde, fix};
use placard_domain::fix::LoadState;
use placard_domain::rule::RuleSetting;
use placard_domain::{Fix, Speed};
use placard_engine::world::Item;

/// A fix that says how fast it is.
fn at_speed(second: i64, east: f64, north: f64, kmh: f64) -> Fix {
    Fix { speed: Speed::from_kmh(kmh), ..fix(1, second, east, north) }
}

/// Eastward, a fix each ten seconds, from one second to before another.
fn drive(seconds: std::ops::Range<i64>, kmh: f64) -> Vec<Fix> {
    let east = |second: i64| kmh / 3.6 * second as f64;
    seconds.step_by(10).map(|second| at_speed(second, east(second), 0.0, kmh)).collect()
}

/// Standing at a place, a fix each thirty seconds.
fn standing(seconds: std::ops::Range<i64>, east: f64) -> Vec<Fix> {
    seconds.step_by(30).map(|second| at_speed(second, east, 0.0, 0.0)).collect()
}

/// Reports that say so of the load.
fn saying(load: LoadState, fixes: Vec<Fix>) -> Vec<Fix> {
    fixes.into_iter().map(|fix| Fix { load, ..fix }).collect()
}

/// What a city sets of one parameter.
fn setting(rule: &str, name: &str, value: i64) -> Item {
    Item::RuleSetting(RuleSetting {
        rule: rule.into(),
        jurisdiction: changde(),
        status: None,
        params: [(name.to_owned(), value)].into(),
    })
}

/// Each revision of each alert: its colour, and whether that ended it.
fn told(watched: &Watched) -> Vec<(placard_domain::rule::Color, bool)> {
    watched.said.iter().map(|said| (said.color, said.ended.is_some())).collect()
}
