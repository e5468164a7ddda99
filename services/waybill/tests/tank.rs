//! Whatever figures a document and a record hold, the checks of the tank and of what goes together
//! answer; and what they suggest cures what they found.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads files")]

use std::path::Path;
use std::sync::OnceLock;

use jiff::tz::TimeZone;
use placard_domain::goods::HazardClass;
use placard_domain::waybill::{Carriage, GoodsLine, QuantityUnit, Waybill};
use placard_domain::{Text, Violations};
use placard_waybill::check::{Finding, Severity};
use placard_waybill::golden::{Goldens, register};
use placard_waybill::lists::{CarriageStatus, GoodsRow, Lists};
use placard_waybill::register::Register;
use placard_waybill::report::validate;
use placard_waybill::settings::Settings;
use placard_waybill::subject::{Asked, RouteVerdict, Subject};
use proptest::prelude::*;

fn read(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap()
}

fn golden(name: &str) -> Waybill {
    let goldens = Goldens::read([(name, &*read(name))]).unwrap();
    goldens.all[name].1.clone()
}

fn records() -> &'static Register {
    static REGISTER: OnceLock<Register> = OnceLock::new();
    REGISTER.get_or_init(|| {
        let files = ["register/base", "register/tank"].map(|name| (name, read(name)));
        register(files.iter().map(|(name, text)| (*name, text.as_str()))).unwrap()
    })
}

/// What the two groups find.
fn found(waybill: &Waybill) -> Vec<Finding> {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let asked = Asked {
        lists: &Lists::embedded(),
        register: records(),
        settings: &Settings::default(),
        now: "2026-11-25T01:00:00Z".parse().unwrap(),
        zone: &zone,
        engagements: &[],
        route: &RouteVerdict::NotChecked(Text::new("未加载路网", "no roads are loaded")),
        unread: &Violations::new(),
    };
    let findings = validate(&Subject::new(waybill, asked)).findings;
    let is_ours = |it: &Finding| it.check.starts_with("tank.") || it.check.starts_with("together.");
    findings.into_iter().filter(is_ours).collect()
}

const UNITS: [QuantityUnit; 8] = [
    QuantityUnit::Unspecified,
    QuantityUnit::Kg,
    QuantityUnit::T,
    QuantityUnit::L,
    QuantityUnit::M3,
    QuantityUnit::Pieces,
    QuantityUnit::G,
    QuantityUnit::Ml,
];

/// Any number, the odd ones among them.
fn figure() -> impl Strategy<Value = Option<f64>> {
    let odd = [0.0, -0.0, -1.0, f64::MAX, f64::MIN, f64::MIN_POSITIVE, f64::INFINITY, 1e-310];
    prop_oneof![
        4 => (0.0..100_000.0).prop_map(Some),
        4 => (0.0..100.0).prop_map(Some),
        1 => proptest::sample::select(odd.to_vec()).prop_map(Some),
        1 => Just(None),
    ]
}

const LOADS: [&str; 6] =
    ["petrol", "lng-tank", "sulphuric-acid-tank", "tank.one_kind", "mixed-parcels", "explosives"];

fn config() -> ProptestConfig {
    ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_figure_is_answered_in_words_of_bounded_length(
        load in 0..LOADS.len(),
        figures in [figure(), figure(), figure(), figure()],
        unit in 0..UNITS.len(),
        city_delivery in any::<bool>(),
    ) {
        let mut waybill = golden(LOADS[load]);
        waybill.city_delivery = city_delivery;
        let goods = &mut waybill.goods[0];
        [goods.quantity, goods.density_kg_l, goods.gross_mass_kg, goods.net_explosive_kg] = figures;
        goods.unit = UNITS[unit];
        if let Some(tank) = &mut waybill.tank {
            tank.volume_m3 = figures[3];
        }
        for finding in found(&waybill) {
            prop_assert!(finding.message.en.len() < 400, "{}", finding.message);
            prop_assert!(!finding.message.en.contains("inf"), "{}", finding.message);
        }
    }

    #[test]
    fn what_is_suggested_cures(
        load in 0..3_usize,
        quantity in 0.1..60.0,
        density in 0.3..2.0,
        is_volume in any::<bool>(),
    ) {
        let mut waybill = golden(LOADS[load]);
        let goods = &mut waybill.goods[0];
        (goods.quantity, goods.density_kg_l) = (Some(quantity), Some(density));
        goods.unit = if is_volume { QuantityUnit::M3 } else { QuantityUnit::T };
        let is_amount = |it: &Finding| ["tank.fill", "tank.mass", "tank.gross"].contains(&it.check);
        for finding in found(&waybill).into_iter().filter(is_amount) {
            prop_assert_eq!(&finding.field, "goods[0].quantity");
            let suggestion = finding.suggestion.unwrap();
            let mut cured = waybill.clone();
            cured.goods[0].quantity = Some(suggestion.value.parse().unwrap());
            let left: Vec<_> = found(&cured).into_iter().filter(is_amount).collect();
            prop_assert!(left.is_empty(), "{} leaves {left:?}", suggestion.text);
        }
    }
}

/// The first row of each label that the tables of mixed loading know, and what they make exceptions
/// of.
fn kinds(lists: &Lists) -> Vec<&GoodsRow> {
    let list = lists.goods().unwrap().all();
    let mut kinds: Vec<&GoodsRow> = Vec::new();
    for row in list.iter().filter(|row| row.carriage == CarriageStatus::Allowed) {
        let is_same = |known: &&GoodsRow| {
            known.labels == row.labels && known.compatibility_group() == row.compatibility_group()
        };
        if !row.labels.is_empty() && !kinds.iter().any(is_same) {
            kinds.push(row);
        }
    }
    kinds.extend(list.iter().filter(|row| [2990, 3072, 3268].contains(&row.un.number())));
    kinds
}

fn line(row: &GoodsRow) -> GoodsLine {
    GoodsLine {
        un: row.un.into(),
        name: row.name_en.to_string(),
        class: row.class.to_string(),
        packing_group: row.packing_group.map_or_else(String::new, |it| format!("{it:?}")),
        carriage: Carriage::Packages,
        quantity: Some(1.0),
        unit: QuantityUnit::Kg,
        ..GoodsLine::default()
    }
}

/// What facts/law.md 5.2 says in words: explosives go with nothing else, but for 1.4S, and for the
/// safety appliances of class 9; goods with an explosive label beside another go with their own
/// alone; blasting explosives go with the nitrates of the list; all others go together.
fn may_share(a: &GoodsRow, b: &GoodsRow) -> Option<bool> {
    let is_explosive = |row: &GoodsRow| "1".parse::<HazardClass>().unwrap().covers(row.class);
    let labels = |row: &GoodsRow| row.labels.iter().map(|it| it.as_str()).collect::<Vec<_>>();
    let bears_explosive = |row: &GoodsRow| labels(row).iter().any(|it| it.starts_with('1'));
    let is_mixed = |row: &GoodsRow| !is_explosive(row) && bears_explosive(row);
    if is_mixed(a) || is_mixed(b) {
        return Some(labels(a) == labels(b));
    }
    match (is_explosive(a), is_explosive(b)) {
        (false, false) => Some(true),
        (true, true) => None,
        (true, false) => {
            let is_safe = [2990, 3072, 3268].contains(&b.un.number());
            Some(&*a.classification_code == "1.4S" || is_safe)
        }
        (false, true) => may_share(b, a),
    }
}

#[test]
fn every_two_labels_share_a_vehicle_or_not_as_the_facts_say() {
    let lists = Lists::embedded();
    let kinds = kinds(&lists);
    let (mut asked, mut barred) = (0, 0);
    for a in &kinds {
        for b in &kinds {
            let waybill = Waybill { goods: vec![line(a), line(b)], ..Waybill::default() };
            let found = found(&waybill);
            let wrong: Vec<_> = found.iter().filter(|it| it.severity == Severity::Error).collect();
            let is_barred = wrong.iter().any(|it| it.check == "together.labels");
            if let Some(may) = may_share(a, b) {
                assert_eq!(is_barred, !may, "{} {:?} with {} {:?}", a.un, a.labels, b.un, b.labels);
                asked += 1;
                barred += usize::from(is_barred);
            }
            assert!(wrong.len() <= 1, "one fault, one finding: {wrong:?}");
        }
    }
    assert!(asked > 3000 && barred > 500, "{asked} {barred}");
}

#[test]
fn a_wrong_number_is_not_the_fault_of_the_tank() {
    let of = |un: &str| {
        let mut waybill = golden("petrol");
        waybill.goods[0].un = un.to_owned();
        found(&waybill)
    };
    assert_eq!(of("1230"), [], "petrol by its name, in a tank for petrol");
    assert_eq!(of("1209"), [], "no such number");
    let mut waybill = golden("petrol");
    waybill.goods[0].un = "1230".to_owned();
    waybill.goods[0].name = "甲醇".to_owned();
    let checks: Vec<_> = found(&waybill).iter().map(|it| it.check).collect();
    assert_eq!(checks, ["tank.code", "tank.media"], "methanol by its name");
}
