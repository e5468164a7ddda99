use placard_domain::Fix;
use placard_domain::alert::EndReason;
use placard_domain::fix::Alarms;
use placard_domain::rule::Color;
use placard_domain::zone::{Zone, ZoneKind};

use super::common::{Watched, at, corridor, ending, fix, world, zone};
use super::{at_speed, drive};

/// A drive of so many fixes; those of these numbers tell a place far away.
fn jammed(fixes: i64, jumps: &[i64]) -> Vec<Fix> {
    let fix = |n: i64| match jumps.contains(&n) {
        true => fix(1, n * 10, 50_000.0, 3000.0 * n as f64),
        false => at_speed(n * 10, 200.0 * n as f64, 0.0, 72.0),
    };
    (0..fixes).map(fix).collect()
}

#[test]
fn three_jumps_within_ten_minutes_open_it_and_ten_clean_ones_end_it() {
    let mut watched = Watched::over(world([]));
    watched.hear(jammed(70, &[10, 30, 50]));
    let alert = watched.only();
    assert_eq!((alert.rule.as_str(), alert.color), ("signal.tampered", Color::Orange));
    assert_eq!((alert.opened_at, alert.detected_at.floor_second()), (at(100), at(500)));
    assert_eq!(alert.evidence.fixes.len(), 3);
    assert!(alert.summary.zh.contains("位置跳变"), "{}", alert.summary.zh);
    watched.hear(jammed(112, &[10, 30, 50]).split_off(70));
    let end = ending(&watched.only());
    assert_eq!((end.at, end.reason), (at(510), EndReason::Cleared), "the first clean one");
}

#[test]
fn two_jumps_or_three_too_far_apart_are_none() {
    for jumps in [vec![10, 50], vec![10, 50, 71]] {
        let mut watched = Watched::over(world([]));
        watched.hear(jammed(150, &jumps));
        assert_eq!(watched.said, [], "{jumps:?}");
    }
}

/// Says that it drives, and stays where it is.
fn frozen(seconds: std::ops::Range<i64>, kmh: f64) -> Vec<Fix> {
    seconds.step_by(10).map(|second| at_speed(second, 2000.0, 0.0, kmh)).collect()
}

#[test]
fn a_position_that_stays_while_it_says_it_drives_is_frozen() {
    let mut watched = Watched::over(world([]));
    watched.hear(drive(0..100, 72.0));
    watched.hear(frozen(100..130, 72.0));
    assert_eq!(watched.said, [], "two");
    watched.hear(frozen(130..140, 72.0));
    let alert = watched.only();
    assert!(alert.summary.zh.contains("位置冻结"), "{}", alert.summary.zh);
    let mut parked = Watched::over(world([]));
    parked.hear(frozen(0..300, 8.0));
    assert_eq!(parked.said, [], "a parked receiver says it creeps");
}

#[test]
fn a_truck_that_waits_at_lights_between_two_reports_is_not_frozen() {
    // It crawls through a town: 110 m in each minute, and on the move whenever it tells.
    let crawl = |every: i64| (0..40).map(move |n| at_speed(n * every, 110.0 * n as f64, 0.0, 45.0));
    for every in [30, 60] {
        let mut watched = Watched::over(world([]));
        watched.hear(crawl(every));
        assert_eq!(watched.said, [], "a report each {every} s");
    }
    // The canary: no truck stops and is as fast again in 20 s.
    let mut watched = Watched::over(world([]));
    watched.hear((0..40).map(|n| at_speed(n * 20, 20.0 * n as f64, 0.0, 80.0)));
    assert_eq!(watched.only().rule, "signal.tampered");
}

#[test]
fn before_a_tunnel_a_receiver_may_hold_on_to_its_last_place() {
    let tunnel = zone(1, ZoneKind::Tunnel, corridor((2100.0, 0.0), (4000.0, 0.0), 12));
    let mut watched = Watched::over(world([Zone { bans: vec![], ..tunnel }]));
    watched.hear(drive(0..100, 72.0));
    watched.hear(frozen(100..250, 72.0));
    assert_eq!(watched.said, []);
}

#[test]
fn a_cut_antenna_counts_and_lost_power_only_while_it_drives() {
    let with = |bit: u32, fixes: Vec<Fix>| {
        let mut watched = Watched::over(world([]));
        watched.hear(fixes.into_iter().map(|fix| Fix { alarms: Alarms(1 << bit), ..fix }));
        watched.said.len()
    };
    let parked = || (0..60).map(|n| at_speed(n * 10, 0.0, 0.0, 0.0)).collect::<Vec<_>>();
    assert_eq!((with(5, drive(0..40, 72.0)), with(5, parked())), (1, 1));
    assert_eq!(with(8, drive(0..40, 72.0)), 1);
    assert_eq!(with(8, parked()), 0);
}
