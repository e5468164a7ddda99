//! Old snapshots stay readable: one file for each version of the format ever written, kept for
//! ever. `UPDATE=1` writes the file of the newest version where there is none; a change of one that
//! is there is a change of history.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]
#![allow(clippy::disallowed_methods, reason = "tests do I/O")]

mod common;

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;

use common::{Watched, at, fix, rectangle, vehicle, zone};
use placard_domain::rule::{RuleSetting, RuleStatus};
use placard_domain::zone::ZoneKind;
use placard_domain::{Fix, Revision, Speed, VehicleNo};
use placard_engine::rules::SPECS;
use placard_engine::world::Item;
use placard_engine::{Engine, SNAPSHOT_FORMAT, SnapshotError, World};

/// The rules whose states the file of version 1 holds.
const RULES_OF_VERSION_1: [&str; 3] = ["zone.entered", "zone.stopped", "signal.lost"];

/// Vehicle 1 stands in a water source closed to it, with a stray and a swapped fix; 2 drives and
/// has told of a blind spot; 3 is lost.
fn world() -> World {
    let water = zone(1, ZoneKind::WaterSource, rectangle(-300.0, -300.0, 300.0, 300.0));
    let mut items = vec![Item::Jurisdiction(common::area()), Item::Zone(water)];
    items.extend((1..=3).map(|no| Item::Vehicle(vehicle(no))));
    // What a rule that came later remembers is in no old file: it would start fresh.
    let later = SPECS.iter().filter(|spec| !RULES_OF_VERSION_1.contains(&spec.id));
    items.extend(later.map(|spec| {
        Item::RuleSetting(RuleSetting {
            rule: spec.id.into(),
            jurisdiction: common::changde(),
            status: Some(RuleStatus::Retired),
            params: [].into(),
        })
    }));
    World::default().with(Revision(1), common::of_old(items))
}

fn lived() -> Watched {
    let mut watched = Watched::over(world());
    let speed = Speed::from_kmh(72.0);
    let driving =
        |no: u32, second: i64| Fix { speed, ..fix(no, second, 20.0 * second as f64, 900.0) };
    for second in (0..1000).step_by(10) {
        let standing = if second == 500 { 120.0 } else { (second % 7) as f64 };
        watched.hear([fix(1, second, standing, 0.0)]);
        if !(300..700).contains(&second) {
            watched.hear([driving(2, second)]);
        }
        if second < 400 {
            watched.hear([driving(3, second)]);
        }
    }
    watched.hear_at(1001, &[fix(1, 955, 1.0, 1.0)]);
    watched.hear_at(1002, &(300..500).step_by(10).map(|s| driving(2, s)).collect::<Vec<_>>());
    watched
}

fn restored(bytes: &[u8]) -> Result<Engine, SnapshotError> {
    let world = |revision| {
        assert_eq!(revision, Revision(1));
        Ok::<_, Infallible>(Arc::new(world()))
    };
    Engine::restore(bytes, world).map(Result::unwrap)
}

#[test]
fn a_snapshot_of_version_1_is_read_and_lived_on_from() {
    let mut lived = lived();
    let written = lived.engine.snapshot();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/formats/snapshot-v1.bin");
    if std::env::var_os("UPDATE").is_some() && !path.exists() {
        assert_eq!(SNAPSHOT_FORMAT, 1, "write a file of its own for a new format");
        std::fs::write(&path, &written).unwrap();
    }
    let kept = std::fs::read(path).unwrap();
    let mut engine = restored(&kept).unwrap();
    assert_eq!(engine.vehicle_count(), 3);

    let open = |engine: &Engine, no| engine.view(VehicleNo(no)).unwrap().episodes.len();
    let views = |engine: &Engine| [1, 2, 3].map(|no| engine.view(VehicleNo(no)).unwrap());
    assert_eq!([1, 2, 3].map(|no| open(&engine, no)), [2, 0, 1]);
    assert_eq!(views(&engine), views(&lived.engine));

    // From here on both live the same life and say the same.
    let mut said = Vec::new();
    let said_before = lived.said.len();
    for second in (1010..1200).step_by(10) {
        let fixes = [1, 2, 3].map(|no| fix(no, second, 400.0 + 20.0 * second as f64, 900.0));
        engine.fixes(at(second + 1), &fixes, &mut said);
        lived.hear_at(second + 1, &fixes);
    }
    assert_eq!(said.iter().filter(|said| said.ended.is_some()).count(), 3);
    assert_eq!(said, lived.said[said_before..]);
}

#[test]
fn a_snapshot_of_a_format_to_come_is_refused_by_its_number() {
    let mut bytes = lived().engine.snapshot();
    bytes[0] = 9;
    assert!(matches!(restored(&bytes), Err(SnapshotError::Format(9))));
}

#[test]
fn bytes_that_are_no_snapshot_are_refused() {
    let bytes = lived().engine.snapshot();
    for cut in [0, 1, 2, bytes.len() / 2, bytes.len() - 1] {
        assert!(matches!(restored(&bytes[..cut]), Err(SnapshotError::Garbled(_))), "cut at {cut}");
    }
}
