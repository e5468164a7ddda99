//! `zone.entered` on drawn scenes: where it begins and ends, for whom, and what lifts it.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod common;

use common::drawing::{Scene, scene};
use common::{
    Watched, ban, cleaned, ending, fix, load, permit, rectangle, vehicle, world, world_for, zone,
};
use common::{assert_near, at};
use placard_domain::alert::{ConfidenceLevel, Detection, EndReason};
use placard_domain::vehicle::Load;
use placard_domain::window::{Holidays, Window};
use placard_domain::zone::{Ban, Effect, Zone, ZoneKind};
use placard_domain::{Fix, Length, VehicleNo, ZoneNo};
use placard_engine::world::{Gone, Item};

/// Who stands long enough parks too, which is another rule's.
const RULE: &str = "zone.entered";

fn driven(drawing: &str, every: i64) -> Watched {
    let Scene { zone, fixes } = scene(drawing, 100, every);
    let mut watched = Watched::over(world([zone]));
    watched.hear(fixes);
    watched
}

/// A square of 200 m round the corner, and a vehicle that stands in its middle, a fix each 30 s.
fn square() -> Zone {
    zone(1, ZoneKind::Other, rectangle(-100.0, -100.0, 100.0, 100.0))
}

fn standing(seconds: std::ops::Range<i64>) -> impl Iterator<Item = Fix> {
    seconds.step_by(30).map(|second| fix(1, second, 0.0, 0.0))
}

fn only_ban(zone: &mut Zone) -> &mut Ban {
    &mut zone.bans[0]
}

#[test]
fn an_area_is_entered_and_left_where_the_way_meets_its_edge() {
    let watched = driven(
        "
        .....####........
        1...2#3##...4...5
        .....####........
        ",
        10,
    );
    let alert = watched.only();
    assert_eq!((alert.rule.as_str(), alert.revision), ("zone.entered", 2));
    // The edge lies half a square beyond 2, which is a quarter of the way to 3.
    assert_near(alert.opened_at, 112.5);
    // From 3 it is two and a half squares of six to the far edge.
    assert_near(ending(&alert).at, 120.0 + 10.0 * 2.5 / 6.0);
    assert_eq!(ending(&alert).reason, EndReason::Cleared);
    assert_eq!(alert.confidence.level, ConfidenceLevel::High);
}

#[test]
fn passing_by_outside_says_nothing() {
    let watched = driven(
        "
        .....####........
        .....####........
        1...2...3...4...5
        ",
        10,
    );
    assert_eq!(watched.said, []);
}

#[test]
fn a_corner_cut_by_less_than_sigma_says_nothing() {
    let mut watched = Watched::over(world([square()]));
    watched.hear([fix(1, 100, 0.0, -205.0), fix(1, 110, 205.0, 0.0), fix(1, 120, 300.0, 100.0)]);
    assert_eq!(watched.said, []);
}

#[test]
fn an_area_crossed_between_two_sparse_fixes_opens_and_ends_with_interpolated_times() {
    let watched = driven(
        "
        ....####....
        1...#..#...2
        ....####....
        ",
        60,
    );
    let alert = watched.only();
    assert_near(alert.opened_at, 100.0 + 60.0 * 3.5 / 11.0);
    assert_near(ending(&alert).at, 100.0 + 60.0 * 7.5 / 11.0);
    assert_eq!(alert.confidence.level, ConfidenceLevel::High, "a minute is not long");
}

#[test]
fn between_fixes_minutes_apart_the_times_are_called_less_sure() {
    let drawing = "
        ....####....
        1...#..#...2
        ....####....
        ";
    let alert = driven(drawing, 120).only();
    assert_eq!(alert.confidence.level, ConfidenceLevel::Medium);
    let of_zones = |said: &[Detection]| said.iter().any(|d| d.rule == "zone.entered");
    assert!(!of_zones(&driven(drawing, 301).said), "five minutes apart the way is not known");
}

#[test]
fn a_bridge_is_entered_by_driving_along_it() {
    let watched = driven("1...2.==3=====4==.5...6", 10);
    let alert = watched.only();
    assert_eq!(alert.rule, "zone.entered");
    // The mouth lies half a square before the first `=`, a quarter less from 2 to 3.
    assert_near(alert.opened_at, 110.0 + 10.0 * 1.5 / 4.0);
    assert_near(ending(&alert).at, 130.0 + 10.0 * 2.5 / 4.0);
}

#[test]
fn a_bridge_between_two_sparse_fixes_is_not_jumped() {
    let alert = driven("1...======....2", 60).only();
    assert_near(alert.opened_at, 100.0 + 60.0 * 3.5 / 14.0);
    assert_near(ending(&alert).at, 100.0 + 60.0 * 9.5 / 14.0);
}

#[test]
fn a_bridge_crossed_sideways_is_not_entered() {
    let under = driven(
        "
        ........1........
        .................
        ........2........
        ====.=======.====
        ........3........
        .................
        ........4........
        ",
        10,
    );
    assert_eq!(under.said, []);
}

#[test]
fn a_fix_on_the_line_of_a_bridge_that_is_crossed_is_not_on_it() {
    let Scene { zone, .. } = scene("=================", 0, 10);
    let mut watched = Watched::over(world([zone]));
    watched.hear((0..9).map(|n| fix(1, 100 + n * 10, 400.0, -200.0 + 50.0 * n as f64)));
    assert_eq!(watched.said, []);
}

#[test]
fn a_window_past_midnight_holds_on_both_sides_of_it() {
    let mut night = square();
    only_ban(&mut night).windows = vec![Window {
        from: "22:00".parse().unwrap(),
        to: "06:00".parse().unwrap(),
        ..Window::default()
    }];
    let mut watched = Watched::over(world([night]));
    let hour = 3600;
    watched.hear(standing(5 * hour..6 * hour + 60));
    assert_eq!(watched.only_of(RULE).opened_at, at(5 * hour));
    assert_eq!(ending(&watched.only_of(RULE)).at, at(6 * hour));
    assert_eq!(ending(&watched.only_of(RULE)).reason, EndReason::NoLongerBanned);

    // All day it may stand there; at ten in the evening it may not, and past midnight neither.
    watched.hear(standing(6 * hour + 60..25 * hour));
    let alerts: Vec<_> = watched.alerts_of(RULE);
    assert_eq!(alerts.len(), 2);
    assert_eq!((alerts[1].opened_at, alerts[1].ended), (at(22 * hour), None));
}

#[test]
fn a_ban_that_spares_holidays_spares_them() {
    let mut day = square();
    let window = Window {
        from: "07:00".parse().unwrap(),
        to: "20:00".parse().unwrap(),
        holidays: Holidays::Except,
        ..Window::default()
    };
    only_ban(&mut day).windows = vec![window];
    let mut watched = Watched::over(world([day]));
    // 2025-11-26 is a holiday of the made-up city; the days on both sides are not.
    watched.hear(standing(0..3 * 86_400));
    let spans: Vec<_> =
        watched.alerts_of(RULE).iter().map(|alert| (alert.opened_at, ending(alert).at)).collect();
    let of_day = |day: i64| (at(day * 86_400 + 7 * 3600), at(day * 86_400 + 20 * 3600));
    assert_eq!(spans, [of_day(0), of_day(2)]);
}

#[test]
fn a_permit_lifts_the_ban_while_it_lasts() {
    let mut watched = Watched::over(world([square()]));
    watched.change(10, [Item::Permit(permit(1, 1, 300..600))]);
    watched.hear(standing(100..900));
    let alerts = watched.alerts_of(RULE);
    assert_eq!(alerts.len(), 2);
    assert_eq!(alerts[0].opened_at, at(100));
    assert_eq!(ending(&alerts[0]).at, at(310), "the first fix at which it held");
    assert_eq!(ending(&alerts[0]).reason, EndReason::NoLongerBanned);
    assert_eq!((alerts[1].opened_at, alerts[1].ended), (at(610), None));
}

#[test]
fn a_permit_withdrawn_while_inside_opens_with_the_next_fix() {
    let mut watched = Watched::over(world([square()]));
    let paper = permit(1, 1, 0..90_000);
    let gone = Gone::Permit(paper.id.clone(), paper.vehicle.clone());
    watched.change(10, [Item::Permit(paper)]);
    watched.hear(standing(100..400));
    assert_eq!(watched.said, []);
    watched.change(405, [Item::Gone(gone)]);
    watched.hear(standing(430..500));
    assert_eq!(watched.only().opened_at, at(430));
}

#[test]
fn only_the_goods_that_are_meant_are_banned() {
    let mut gases = square();
    only_ban(&mut gases).classes = vec!["2".parse().unwrap()];
    let petrol = vehicle(1);
    let mut watched = Watched::over(world_for(petrol.clone(), [gases.clone()]));
    watched.hear(standing(100..200));
    assert_eq!(watched.said, []);

    let chlorine = placard_domain::vehicle::Vehicle { load: load("1017"), ..petrol };
    let mut watched = Watched::over(world_for(chlorine, [gases]));
    watched.hear(standing(100..200));
    assert_eq!(watched.only().confidence.level, ConfidenceLevel::High);
}

#[test]
fn an_unknown_load_is_banned_by_every_ban_and_the_alert_says_so() {
    let mut gases = square();
    only_ban(&mut gases).classes = vec!["2".parse().unwrap()];
    let undeclared = placard_domain::vehicle::Vehicle { load: Load::default(), ..vehicle(1) };
    let mut watched = Watched::over(world_for(undeclared, [gases]));
    watched.hear(standing(100..200));
    let alert = watched.only();
    assert_eq!(alert.confidence.level, ConfidenceLevel::Medium);
    assert!(alert.confidence.reasons[0].en.contains("not declared"));
    assert!(alert.summary.zh.contains("货物未申报"));
}

#[test]
fn an_empty_and_cleaned_tanker_may_go_anywhere() {
    let clean = placard_domain::vehicle::Vehicle { load: cleaned(), ..vehicle(1) };
    let mut watched = Watched::over(world_for(clean, [square()]));
    watched.hear(standing(100..200));
    assert_eq!(watched.said, []);
}

#[test]
fn one_declared_empty_and_cleaned_inside_is_a_breach_no_longer() {
    let mut watched = Watched::over(world([square()]));
    watched.hear(standing(100..200));
    let clean = placard_domain::vehicle::Vehicle { load: cleaned(), ..vehicle(1) };
    watched.change(205, [Item::Vehicle(clean)]);
    assert_eq!(ending(&watched.only()).at, at(205));
    assert_eq!(ending(&watched.only()).reason, EndReason::Unladen);
}

#[test]
fn a_zone_removed_while_inside_leaves_nobody_inside() {
    let mut watched = Watched::over(world([square()]));
    watched.hear(standing(100..200));
    assert_eq!(watched.only().ended, None);
    watched.change(205, [Item::Gone(Gone::Zone(ZoneNo(1)))]);
    assert_eq!(ending(&watched.only()).at, at(205));
    assert_eq!(ending(&watched.only()).reason, EndReason::NoLongerBanned);
}

#[test]
fn a_zone_that_expires_while_inside_leaves_nobody_inside() {
    let mut brief = square();
    brief.effective_to = Some(at(150));
    let mut watched = Watched::over(world([brief]));
    watched.hear(standing(100..200));
    assert_eq!(ending(&watched.only()).at, at(160), "the first fix after it");
    assert_eq!(ending(&watched.only()).reason, EndReason::NoLongerBanned);
}

#[test]
fn a_vehicle_taken_off_the_register_is_no_longer_watched() {
    let mut watched = Watched::over(world([square()]));
    watched.hear(standing(100..200));
    watched.change(205, [Item::Gone(Gone::Vehicle(VehicleNo(1)))]);
    assert_eq!(ending(&watched.only()).reason, EndReason::VehicleRemoved);
    watched.hear(standing(210..300));
    assert_eq!(watched.alerts().len(), 1);
}

#[test]
fn a_zone_that_bans_only_stopping_may_be_driven_through() {
    let mut quiet = square();
    quiet.bans = vec![ban(Effect::NoStopping)];
    let mut watched = Watched::over(world([quiet]));
    watched.hear((0..8).map(|n| fix(1, 100 + 10 * n, -400.0 + 100.0 * n as f64, 0.0)));
    assert_eq!(watched.said, []);
}

#[test]
fn an_alert_on_an_approximate_edge_says_that_it_is() {
    let mut drawn = square();
    drawn.confidence = placard_domain::zone::ZoneConfidence::Schematic;
    drawn.accuracy = Some(Length::from_whole_metres(80));
    let mut watched = Watched::over(world([drawn]));
    watched.hear(standing(100..200));
    let confidence = watched.only().confidence;
    assert_eq!(confidence.level, ConfidenceLevel::Low);
    assert!(confidence.reasons[0].en.contains("schematic"), "{confidence:?}");
}
