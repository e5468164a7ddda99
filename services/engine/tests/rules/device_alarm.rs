use placard_domain::alert::ConfidenceLevel;
use placard_domain::fix::Alarms;
use placard_domain::rule::Color;
use placard_domain::vehicle::Vehicle;
use placard_domain::{Fix, VehicleNo};
use placard_engine::world::Item;

use super::common::{Watched, at, cleaned, ending, fix, vehicle, world, world_for};
use super::setting;

/// Reports each ten seconds, with the alarm word of each.
fn reports(words: &[u32]) -> Vec<Fix> {
    let report = |(n, word): (i64, &u32)| Fix {
        alarms: Alarms(*word),
        ..fix(1, n * 10, 200.0 * n as f64, 0.0)
    };
    (0..).zip(words).map(report).collect()
}

const SOS: u32 = 1;

#[test]
fn an_sos_opens_at_once_and_ends_with_two_reports_without_it() {
    let mut watched = Watched::over(world([]));
    watched.hear(reports(&[0, SOS]));
    let alert = watched.only();
    assert_eq!((alert.rule.as_str(), alert.color), ("device.alarm", Color::Red));
    assert_eq!((alert.opened_at, alert.confidence.level), (at(10), ConfidenceLevel::High));
    assert!(alert.summary.zh.contains("紧急报警"), "{}", alert.summary.zh);
    let mut watched = Watched::over(world([]));
    watched.hear(reports(&[0, SOS, 0, SOS, 0, 0, 0]));
    assert_eq!(ending(&watched.only()).at, at(40), "one report without it may be out of turn");
}

#[test]
fn an_sos_counts_of_a_cleaned_tanker_without_a_place_and_from_far_away() {
    let clean = Vehicle { load: cleaned(), ..vehicle(1) };
    let mut watched = Watched::over(world_for(clean, []));
    watched.hear(reports(&[0, 0]));
    watched.hear([Fix { alarms: Alarms(SOS), ..Fix::bare(VehicleNo(1), at(20)) }]);
    let alert = watched.only();
    assert_eq!(alert.position, reports(&[0, 0])[1].position, "where it last was");
    let mut watched = Watched::over(world([]));
    watched.hear(reports(&[0, 0]));
    watched.hear([Fix { alarms: Alarms(SOS), ..fix(1, 20, 90_000.0, 0.0) }]);
    assert_eq!(watched.only().opened_at, at(20));
}

#[test]
fn each_flag_is_an_episode_of_its_own() {
    let mut watched = Watched::over(world([]));
    watched.hear(reports(&[1 << 29, 1 << 29 | 1 << 2, 1 << 2, 1 << 2, 1 << 2]));
    let alerts = watched.alerts();
    assert_eq!(alerts.len(), 2);
    assert_eq!([alerts[0].color, alerts[1].color], [Color::Red, Color::Orange]);
    assert_eq!((ending(&alerts[0]).at, alerts[1].ended), (at(20), None));
    assert_eq!(alerts[0].confidence.level, ConfidenceLevel::Medium, "its meaning has changed");
}

#[test]
fn faults_of_equipment_ring_only_where_a_city_says_so() {
    let words = [1 << 4 | 1 << 9 | 1 << 12 | 1 << 1 | 1 << 23];
    let mut watched = Watched::over(world([]));
    watched.hear(reports(&words));
    assert_eq!(watched.said, []);
    let mut watched = Watched::over(world([]));
    watched.change(-10, [Item::Jurisdiction(super::common::area())]);
    watched.change(-5, [setting("device.alarm", "yellow_bits", 1 << 12)]);
    watched.hear(reports(&words));
    assert_eq!(watched.only().color, Color::Yellow);
}
