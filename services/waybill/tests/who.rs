//! The checks of people, places, loading and unloading where a golden waybill does not say enough:
//! registers that are not loaded, documents out of all bounds, loads that go as ordinary goods.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads files, and fails where they are not as they should be"
)]

use jiff::tz::TimeZone;
use placard_domain::goods::HazardClass;
use placard_domain::registry::{Certificate, CertificateKind, Scope, Tank};
use placard_domain::waybill::{LoadingItem, LoadingPlace, Waybill};
use placard_domain::{Timestamp, Violations};
use placard_waybill::check::{Finding, Severity};
use placard_waybill::golden::register;
use placard_waybill::lists::Lists;
use placard_waybill::register::Register;
use placard_waybill::report::validate;
use placard_waybill::settings::Settings;
use placard_waybill::subject::{Asked, Engagement, RouteVerdict, Subject, Taken};

const GROUPS: [&str; 4] = ["who.", "place.", "loading.", "unloading."];

fn read(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/");
    std::fs::read_to_string(format!("{folder}{name}.json")).unwrap()
}

fn town() -> Register {
    let files = ["register/base", "register/who"].map(|name| (name, read(name)));
    register(files.iter().map(|(name, text)| (*name, text.as_str()))).unwrap()
}

/// A golden waybill of its own document.
fn load(name: &str) -> Waybill {
    let golden: serde_json::Value = serde_json::from_str(&read(name)).unwrap();
    serde_json::from_value(golden["waybill"].clone()).unwrap()
}

/// What these groups find, held against a register and engagements, on a legal way.
fn found_with(
    waybill: &Waybill,
    register: &Register,
    lists: &Lists,
    engagements: &[Engagement],
) -> Vec<Finding> {
    let asked = Asked {
        lists,
        register,
        settings: &Settings::default(),
        now: "2026-11-25T04:30:00Z".parse().unwrap(),
        zone: &TimeZone::get("Asia/Shanghai").unwrap(),
        engagements,
        route: &RouteVerdict::Legal,
        unread: &Violations::new(),
    };
    let mut findings = validate(&Subject::new(waybill, asked)).findings;
    findings.retain(|finding| GROUPS.iter().any(|group| finding.check.starts_with(group)));
    findings
}

fn found(waybill: &Waybill, register: &Register) -> Vec<Finding> {
    found_with(waybill, register, &Lists::embedded(), &[])
}

fn told(findings: &[Finding]) -> Vec<(&str, &str, Severity)> {
    findings.iter().map(|it| (it.check, it.field.as_str(), it.severity)).collect()
}

#[test]
fn a_register_that_is_not_loaded_is_said_to_be_missing_and_nothing_is_held_against_it() {
    let findings = found(&load("caustic-soda-delivered"), &Register::default());
    assert!(findings.iter().all(|finding| finding.severity == Severity::NotChecked));
    let checks: Vec<_> = findings.iter().map(|it| (it.check, it.field.as_str())).collect();
    assert_eq!(
        checks,
        [
            ("who.carrier", "carrier"),
            ("who.vehicle", "vehicle"),
            ("who.trailer", "trailer"),
            ("who.driver", "crew[0]"),
            ("who.escort", "crew[1]"),
            ("who.party", "consignor"),
            ("who.party", "consignee"),
            ("who.party", "loader"),
            ("place.site", "origin"),
        ]
    );
}

#[test]
fn an_empty_document_is_told_of_what_is_these_checks_own_alone() {
    let findings = found(&Waybill::default(), &town());
    assert_eq!(
        told(&findings),
        [
            ("who.escort_needed", "crew", Severity::Error),
            ("place.site", "origin", Severity::NotChecked),
            ("place.site", "destination", Severity::NotChecked),
        ]
    );
}

#[test]
fn a_small_load_of_limited_quantities_asks_for_no_licence_and_no_escort() {
    let register = Register::default();
    let mut waybill = load("toluene-to-laboratory");
    waybill.crew.truncate(1);
    waybill.goods[0].regime = placard_domain::waybill::Regime::Limited;
    let of = |waybill: &Waybill| {
        let mut findings = found(waybill, &register);
        findings.retain(|it| it.check.starts_with("who.") && it.check != "who.party");
        findings.iter().map(|it| it.check).collect::<Vec<_>>()
    };
    waybill.goods[0].gross_mass_kg = Some(8_000.0);
    assert!(of(&waybill).is_empty());
    waybill.goods[0].gross_mass_kg = Some(8_000.5);
    let checks = ["who.escort_needed", "who.carrier", "who.vehicle", "who.driver"];
    assert_eq!(of(&waybill), checks);
}

#[test]
fn numbers_and_times_out_of_all_bounds_are_answered() {
    let register = town();
    let ends = [Timestamp::MIN, Timestamp::MAX, Timestamp::from_millis(0)];
    let numbers = [f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.0, f64::MAX, f64::MIN_POSITIVE];
    let engagement = |from, to| Engagement {
        number: "x".repeat(10_000),
        waybill_id: "w".into(),
        what: Taken::Vehicle("v-chem-tractor".into()),
        from,
        to,
    };
    for from in ends {
        for to in ends {
            for number in numbers {
                let mut waybill = load("caustic-soda-delivered");
                (waybill.departs_at, waybill.arrives_by) = (Some(from), Some(to));
                waybill.origin.longitude = Some(number);
                waybill.goods[0].quantity = Some(number);
                waybill.goods[0].density_kg_l = Some(number);
                let loading = waybill.loading.as_mut().unwrap();
                (loading.began_at, loading.ended_at) = (Some(to), Some(from));
                (loading.mass_kg, loading.volume_l) = (Some(number), None);
                let unloading = waybill.unloading.as_mut().unwrap();
                (unloading.began_at, unloading.ended_at) = (Some(from), Some(to));
                unloading.mass_kg = Some(number);
                let taken = [engagement(to, from), engagement(from, to)];
                let findings = found_with(&waybill, &register, &Lists::embedded(), &taken);
                let is_mass = number.is_finite() && number > 0.0;
                let of = |check: &str| findings.iter().any(|it| it.check == check);
                assert!(is_mass || of("loading.mass") && of("unloading.mass"), "{number}");
                assert_eq!(of("who.busy"), from < to);
            }
        }
    }
}

#[test]
fn texts_of_any_length_make_short_findings() {
    let register = town();
    for text in ["汽".repeat(20_000), "\u{0}\n\u{202e}🚚".repeat(1_000), " ".repeat(99)] {
        let mut waybill = load("caustic-soda-delivered");
        for party in [&mut waybill.consignor, &mut waybill.consignee, &mut waybill.loader] {
            (party.party_id, party.name, party.uscc) = (text.clone(), text.clone(), text.clone());
        }
        waybill.carrier.carrier_id.clone_from(&text);
        waybill.vehicle.plate.clone_from(&text);
        waybill.vehicle.vin.clone_from(&text);
        waybill.vehicle.permit_no.clone_from(&text);
        for member in &mut waybill.crew {
            (member.name, member.qualification) = (text.clone(), text.clone());
            member.resident_id.clone_from(&text);
        }
        waybill.destination.site_id.clone_from(&text);
        waybill.destination.division_code.clone_from(&text);
        waybill.drops = vec![LoadingPlace { site_id: text.clone(), ..Default::default() }; 300];
        let loading = waybill.loading.as_mut().unwrap();
        loading.seals = vec![text.clone(); 60];
        loading.checks[0].passed = false;
        loading.checks[0].note.clone_from(&text);
        let findings = found(&waybill, &register);
        assert!(findings.len() > 100);
        for finding in findings {
            assert!(finding.message.zh.len() + finding.message.en.len() < 1_000, "{finding:?}");
        }
    }
}

#[test]
fn a_certificate_or_scope_that_is_not_recorded_is_not_checked() {
    let mut register = town();
    let waybill = load("toluene-to-laboratory");
    let mut carrier = register.carrier(&waybill.carrier).unwrap().clone();
    carrier.certificates.clear();
    register.put(carrier.clone());
    let not_checked = |check, field| (check, field, Severity::NotChecked);
    let licence = not_checked("who.carrier_licence", "carrier.licence");
    let insurance = not_checked("who.carrier_insurance", "carrier");
    let consignee = not_checked("who.consignee_licence", "consignee");
    assert_eq!(told(&found(&waybill, &register)), [licence, insurance, consignee]);

    // A record with some certificates was taken down: what it lacks is not there.
    carrier.certificates.push(certificate(CertificateKind::TransportLicence, &[]));
    register.put(carrier);
    let insurance = ("who.carrier_insurance", "carrier", Severity::Error);
    assert_eq!(told(&found(&waybill, &register)), [insurance, consignee]);
}

fn certificate(kind: CertificateKind, scope: &[Scope]) -> Certificate {
    let (valid_from, valid_to) = (None, None);
    Certificate { kind, number: "1".into(), scope: scope.to_vec(), valid_from, valid_to }
}

#[test]
fn waste_is_covered_by_the_scope_of_waste_and_medical_waste_by_its_own() {
    let mut register = town();
    let mut waybill = load("toluene-to-laboratory");
    let class = |text: &str| Scope::Class(text.parse::<HazardClass>().unwrap());
    let mut lacking = |waybill: &Waybill, scope: &[Scope]| {
        let mut carrier = register.carrier(&waybill.carrier).unwrap().clone();
        carrier.certificates.retain(|it| it.kind != CertificateKind::TransportLicence);
        carrier.certificates.push(certificate(CertificateKind::TransportLicence, scope));
        register.put(carrier);
        found(waybill, &register).iter().filter(|it| it.check == "who.carrier_scope").count()
    };
    assert_eq!(lacking(&waybill, &[class("3")]), 0);
    assert_eq!(lacking(&waybill, &[class("2"), Scope::HazardousWaste]), 1);
    (waybill.goods[0].waste, waybill.goods[0].waste_code) = (true, "900-402-06".into());
    assert_eq!(lacking(&waybill, &[class("3")]), 1);
    assert_eq!(lacking(&waybill, &[Scope::HazardousWaste]), 0);
    waybill.goods[0].waste_code = "841-001-01".into();
    assert_eq!(lacking(&waybill, &[Scope::HazardousWaste]), 1);
    assert_eq!(lacking(&waybill, &[Scope::MedicalWaste]), 0);
    // Two lines with the same need are one fault.
    waybill.goods = vec![waybill.goods[0].clone(); 2];
    assert_eq!(lacking(&waybill, &[class("3")]), 1);
}

#[test]
fn without_the_catalogue_highly_toxic_goods_are_not_passed_in_silence() {
    let mut waybill = load("toluene-to-laboratory");
    waybill.goods[0].class = "6.1".into();
    let findings = found_with(&waybill, &town(), &Lists::default(), &[]);
    let scopes = ["who.carrier_scope", "who.vehicle_scope"];
    let missing = findings.iter().filter(|it| scopes.contains(&it.check));
    assert_eq!(missing.map(|it| it.severity).collect::<Vec<_>>(), [Severity::NotChecked; 2]);
}

#[test]
fn a_technical_name_makes_generic_goods_highly_toxic() {
    let mut waybill = load("toluene-to-laboratory");
    let goods = &mut waybill.goods[0];
    (goods.un, goods.name) = ("2810".into(), "有机毒性液体，未另作规定的".into());
    (goods.class, goods.packing_group, goods.cas) = ("6.1".into(), "I".into(), String::new());
    let scopes = |waybill: &Waybill| {
        let mut findings = found(waybill, &town());
        findings.retain(|it| it.check.ends_with("_scope"));
        findings.iter().map(|it| (it.check, it.severity)).collect::<Vec<_>>()
    };
    assert!(scopes(&waybill).is_empty());
    waybill.goods[0].technical_name = "对氧磷".into();
    let errors = [("who.carrier_scope", Severity::Error), ("who.vehicle_scope", Severity::Error)];
    assert_eq!(scopes(&waybill), errors);
}

#[test]
fn goods_that_may_be_highly_toxic_by_their_number_are_warned_of_once() {
    let mut waybill = load("toluene-to-laboratory");
    let goods = &mut waybill.goods[0];
    (goods.un, goods.name) = ("1680".into(), "货物".into());
    (goods.class, goods.packing_group, goods.cas) = ("6.1".into(), "I".into(), String::new());
    waybill.goods = vec![waybill.goods[0].clone(); 3];
    let mut findings = found(&waybill, &town());
    findings.retain(|it| it.check.ends_with("_scope"));
    let warned = |check, field| (check, field, Severity::Warning);
    assert_eq!(
        told(&findings),
        [warned("who.carrier_scope", "carrier.licence"), warned("who.vehicle_scope", "vehicle")]
    );
}

#[test]
fn papers_are_asked_of_the_loader_for_the_goods_that_need_them() {
    let register = town();
    let mut waybill = load("detonators");
    waybill.loading = load("caustic-soda-delivered").loading;
    let asked = |waybill: &Waybill| {
        let findings = found(waybill, &register);
        findings.iter().any(|it| it.check == "loading.checks" && it.message.en.contains("permits"))
    };
    assert!(!asked(&waybill));
    let checks = &mut waybill.loading.as_mut().unwrap().checks;
    checks.retain(|check| check.item != LoadingItem::Papers);
    assert!(asked(&waybill));
    waybill.goods = load("toluene-to-laboratory").goods;
    assert!(!asked(&waybill));
}

#[test]
fn the_tanks_own_limit_of_fill_is_a_rule_and_the_settings_a_warning() {
    let mut register = town();
    let mut waybill = load("hydrochloric-acid-loaded");
    waybill.loading.as_mut().unwrap().volume_l = Some(16_900.0);
    let tank = register.tank(waybill.tank.as_ref().unwrap()).unwrap().clone();
    let fill = |findings: Vec<Finding>| {
        findings.into_iter().find(|it| it.check == "loading.fill").map(|it| it.severity)
    };
    assert_eq!(fill(found(&waybill, &register)), Some(Severity::Warning));
    register.put(Tank { max_fill_percent: Some(96), ..tank.clone() });
    assert_eq!(fill(found(&waybill, &register)), Some(Severity::Error));
    register.put(Tank { max_fill_percent: Some(97), ..tank });
    assert_eq!(fill(found(&waybill, &register)), None);
}

#[test]
fn one_waybill_after_another_takes_nothing_twice() {
    let (register, waybill) = (town(), load("petrol"));
    let (from, to) = (waybill.departs_at.unwrap(), waybill.arrives_by.unwrap());
    let busy = |id: &str, other: &str, from, to| {
        let waybill = Waybill { id: id.into(), ..waybill.clone() };
        let what = Taken::Person("e-fuel-1".into());
        let (number, waybill_id) = ("0001".to_owned(), other.to_owned());
        let taken = [Engagement { number, waybill_id, what, from, to }];
        let findings = found_with(&waybill, &register, &Lists::embedded(), &taken);
        findings.into_iter().find(|it| it.check == "who.busy").map(|it| it.field)
    };
    let hour = placard_domain::Millis::from_hours(1);
    assert_eq!(busy("w-1", "w-2", from - hour, from), None);
    assert_eq!(busy("w-1", "w-2", to, to + hour), None);
    assert_eq!(busy("w-1", "w-2", from - hour, to + hour), Some("crew[1]".to_owned()));
    assert_eq!(busy("w-1", "w-1", from, to), None);
    assert_eq!(busy("", "", from, to), Some("crew[1]".to_owned()), "no id is nobody's");
}
