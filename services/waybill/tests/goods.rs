//! The checks of goods and packages over the whole list, over wild lines, and without lists.

use jiff::tz::TimeZone;
use placard_domain::waybill::{Carriage, GoodsLine, QuantityUnit, Regime, Waybill};
use placard_domain::{Timestamp, Violations};
use placard_waybill::check::{FINDINGS_MAX, Finding, Severity};
use placard_waybill::lists::{CarriageStatus, GoodsRow, Lists};
use placard_waybill::register::Register;
use placard_waybill::report::{Report, validate};
use placard_waybill::settings::Settings;
use placard_waybill::subject::{Asked, RouteVerdict, Subject};
use proptest::prelude::*;

fn report(lists: &Lists, goods: Vec<GoodsLine>) -> Report {
    let waybill = Waybill { goods, ..Waybill::default() };
    let (route, unread) = (RouteVerdict::Legal, Violations::new());
    let asked = Asked {
        lists,
        register: &Register::default(),
        settings: &Settings::default(),
        now: Timestamp::from_millis(1_795_000_000_000),
        zone: &TimeZone::UTC,
        engagements: &[],
        route: &route,
        unread: &unread,
    };
    validate(&Subject::new(&waybill, asked))
}

/// What the checks of goods and packages have found.
fn told(report: &Report) -> impl Iterator<Item = &Finding> {
    let groups = ["goods.", "pack."];
    report.findings.iter().filter(move |it| groups.iter().any(|group| it.check.starts_with(group)))
}

/// A line that says what a row says.
fn as_listed(row: &GoodsRow, name: &str) -> GoodsLine {
    let group = row.compatibility_group().map(String::from).unwrap_or_default();
    GoodsLine {
        un: format!("{:04}", row.un.number()),
        name: name.to_owned(),
        technical_name: "甲苯".to_owned(),
        class: format!("{}{group}", row.class),
        subsidiary: row.subsidiary_hazards.iter().map(ToString::to_string).collect(),
        packing_group: row.packing_group.map(|group| format!("{group:?}")).unwrap_or_default(),
        carriage: Carriage::Unspecified,
        stabilised: true,
        control_temperature_c: Some(5.0),
        environmentally_hazardous: true,
        ..GoodsLine::default()
    }
}

#[test]
fn a_line_that_says_what_a_row_says_is_right() {
    let lists = Lists::embedded();
    let mut tried = 0;
    for row in lists.goods().unwrap().all() {
        for name in [&row.name_zh, &row.name_en].into_iter().filter(|name| !name.is_empty()) {
            let report = report(&lists, vec![as_listed(row, name)]);
            let about =
                ["listed", "name", "class", "subsidiary", "packing_group", "technical_name"];
            let wrong: Vec<_> = told(&report)
                .filter(|it| it.severity != Severity::NotChecked)
                .filter(|it| about.iter().any(|id| it.check.strip_prefix("goods.") == Some(id)))
                .collect();
            assert!(wrong.is_empty(), "{} {name}: {wrong:#?}", row.un);
            tried += 1;
        }
    }
    assert_eq!(tried, 5881);
}

#[test]
fn what_the_list_bars_is_barred_and_nothing_else() {
    let lists = Lists::embedded();
    let goods = lists.goods().unwrap();
    for row in goods.all() {
        let report = report(&lists, vec![as_listed(row, &row.name_en)]);
        let is_barred = told(&report)
            .any(|it| it.check == "goods.forbidden" && it.severity < Severity::Caution);
        let all = || goods.rows(row.un).iter();
        if all().all(|row| row.carriage == CarriageStatus::Prohibited) {
            assert!(is_barred, "{}", row.un);
        } else if all().all(|row| row.carriage != CarriageStatus::Prohibited) {
            assert!(!is_barred, "{}", row.un);
        }
    }
}

#[test]
fn a_wrong_class_is_never_passed() {
    let lists = Lists::embedded();
    let classes = [
        "1.1D", "2.1", "2.2", "2.3", "3", "4.1", "4.2", "4.3", "5.1", "5.2", "6.1", "6.2", "7",
        "8", "9",
    ];
    for un in ["1203", "1017", "1005", "1830", "2014", "1689", "3480", "1402", "0241"] {
        let row = &lists.goods().unwrap().rows(un.parse().unwrap())[0];
        let right = as_listed(row, &row.name_zh);
        for class in classes.into_iter().filter(|class| *class != right.class) {
            let line = GoodsLine { class: class.to_owned(), ..right.clone() };
            let report = report(&lists, vec![line]);
            let found = told(&report).find(|it| it.check == "goods.class").unwrap();
            assert_eq!(found.suggestion.as_ref().unwrap().value, right.class, "{un} {class}");
        }
    }
}

#[test]
fn without_lists_nothing_is_passed_in_silence() {
    let cas = GoodsLine {
        un: "1203".into(),
        name: "汽油".into(),
        cas: "64-17-5".into(),
        ..GoodsLine::default()
    };
    let report = report(&Lists::default(), vec![cas]);
    let unchecked: Vec<_> = told(&report)
        .filter(|it| it.severity == Severity::NotChecked)
        .map(|it| (it.check, it.field.as_str()))
        .collect();
    let expected =
        [("goods.listed", "goods"), ("goods.cas", "goods[0].cas"), ("goods.highly_toxic", "goods")];
    assert_eq!(unchecked, expected);
}

#[test]
fn two_hundred_wrong_lines_are_answered_at_once() {
    let lists = Lists::embedded();
    let wrong = GoodsLine {
        un: "1230".into(),
        name: "汽油".into(),
        class: "8".into(),
        packing_group: "I".into(),
        cas: "67-64-1".into(),
        concentration_percent: Some(-1.0),
        ..GoodsLine::default()
    };
    let report = report(&lists, vec![wrong; 10_000]);
    assert_eq!(report.findings.len(), FINDINGS_MAX);
    assert!(report.findings_left_out > 0);
    assert!(!told(&report).any(|it| it.field.starts_with("goods[200]")));
}

const ENDS: &[f64] =
    &[0.0, -0.0, -1.0, f64::MAX, f64::MIN, f64::INFINITY, f64::NEG_INFINITY, 1e-300];

fn any_amount() -> impl Strategy<Value = Option<f64>> {
    let ends = proptest::sample::select(ENDS).prop_map(Some);
    prop_oneof![Just(None), ends, any::<f64>().prop_map(Some)]
}

fn any_text(likely: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![
        3 => proptest::sample::select(likely).prop_map(str::to_owned),
        1 => "\\PC{0,40}",
        1 => "[(（\\[【]{0,3}[A-Z/0-9]{0,6}[)）%°]{0,3}",
    ]
}

prop_compose! {
    fn any_line()(
        un in any_text(&[
            "1203", "1017", "2014", "3082", "3291", "1689", "UN 1202", "3115", "0336", "",
        ]),
        name in any_text(&["汽油", "氯", "过氧化氢水溶液", "医疗废物", "危险废物 油漆", "空容器，汽油", ""]),
        technical_name in any_text(&["", "氰化钠"]),
        class in any_text(&["3", "2.3", "1.4G", "", "9Z"]),
        subsidiary in proptest::collection::vec(any_text(&["8", "5.1"]), 0..12),
        packing_group in any_text(&["I", "II", "III", "", "Ⅱ"]),
        (cas, package_code, package_size) in (
            any_text(&["", "7782-50-5", "143-33-9"]),
            any_text(&["", "1A1", "31HA1", "BK1"]),
            any_text(&["", "25 kg/桶", "0.1L"]),
        ),
        (waste_code, manifest_number) in
            (any_text(&["", "900-249-08"]), any_text(&["", "20264307000123"])),
        amounts in proptest::collection::vec(any_amount(), 7),
        packages in any::<Option<u32>>(),
        carriage in proptest::sample::select(
            &[Carriage::Unspecified, Carriage::Packages, Carriage::Tank, Carriage::Bulk][..]
        ),
        units in proptest::collection::vec(proptest::sample::select(&[
            QuantityUnit::Unspecified, QuantityUnit::Kg, QuantityUnit::T, QuantityUnit::L,
            QuantityUnit::Pieces, QuantityUnit::Ml,
        ][..]), 2),
        regime in proptest::sample::select(
            &[Regime::Full, Regime::Limited, Regime::Excepted][..]
        ),
        flags in any::<[bool; 4]>(),
    ) -> GoodsLine {
        GoodsLine {
            un, name, technical_name, class, subsidiary, packing_group, cas, package_code,
            package_size, packages, carriage, regime, waste_code, manifest_number,
            concentration_percent: amounts[0],
            flash_point_c: amounts[1],
            quantity: amounts[2],
            gross_mass_kg: amounts[3],
            density_kg_l: amounts[4],
            inner_quantity: amounts[5],
            control_temperature_c: amounts[6],
            unit: units[0],
            inner_unit: units[1],
            waste: flags[0],
            empty_uncleaned: flags[1],
            stabilised: flags[2],
            environmentally_hazardous: flags[3],
            ..GoodsLine::default()
        }
    }
}

proptest! {
    #[test]
    fn any_line_is_answered(line in any_line()) {
        let lists = Lists::embedded();
        let report = report(&lists, vec![line]);
        for found in told(&report) {
            prop_assert!(!found.message.zh.is_empty() && !found.message.en.is_empty());
            let is_path = found.field.starts_with("goods")
                || ["papers", "vehicle"].contains(&found.field.as_str());
            prop_assert!(is_path, "{}", found.field);
        }
    }
}
