use super::super::sample::{self, load};
use super::*;

/// What may share a vehicle with each row, typed from facts/law.md 5.2 without its table's form:
/// rows that behave alike stand together.
fn expected(a: &str, b: &str) -> &'static str {
    const CLASS_1: [&str; 4] = ["1", "1.4", "1.5", "1.6"];
    let is_ordinary = |row: &str| !CLASS_1.contains(&row) && !row.ends_with("+1");
    let (a, b) = if CLASS_1.contains(&b) { (b, a) } else { (a, b) };
    match (a, b) {
        (a, b) if a == b && a.ends_with("+1") => "X",
        (a, b) if a.ends_with("+1") || b.ends_with("+1") => "-",
        (a, b) if CLASS_1.contains(&a) && CLASS_1.contains(&b) => "G",
        ("1.4", "9") => "abc",
        ("1" | "1.5" | "1.6", "9") => "b",
        ("1", "5.1") => "d",
        ("1.4", _) => "a",
        (a, b) if is_ordinary(a) && is_ordinary(b) => "X",
        _ => "-",
    }
}

#[test]
fn every_pair_of_labels_is_as_the_facts_have_it() {
    let table = &sample::tables().mixed_loading;
    let mut pairs = 0;
    for (i, a) in ROWS.iter().enumerate() {
        for (j, b) in ROWS.iter().enumerate() {
            let cell = Cell::from_text(expected(a, b)).unwrap();
            assert_eq!(table.cells.cell(i, j), cell, "{a} with {b}");
            assert_eq!(table.cells.cell(j, i), cell, "{b} with {a}");
            pairs += 1;
        }
    }
    assert_eq!(pairs, 18 * 18);
}

#[test]
fn every_label_has_the_row_of_its_name() {
    for &label in Label::ALL {
        let row = ROWS[row_of(label)];
        assert!(label.as_str().starts_with(row), "{label:?}");
        assert!(!row.contains('+') && (row == label.as_str() || row.len() == 1), "{label:?}");
    }
    let rows_of = |text: &str| rows(text.parse().unwrap());
    assert_eq!((ROWS[7], rows_of("4.1;1")), ("4.1+1", 1 << 7));
    assert_eq!((ROWS[12], rows_of("5.2;1")), ("5.2+1", 1 << 12));
}

/// Asks both ways, which must agree.
fn ask(a: &str, b: &str) -> Verdict {
    let tables = sample::tables();
    let ask = |a, b| tables.mixed_loading.may_share(&tables.compatibility, &a, &b);
    let (there, back) = (ask(load(a), load(b)), ask(load(b), load(a)));
    assert_eq!(there.rank(), back.rank(), "{a} with {b}");
    there
}

fn labels(a: &str, b: &str) -> Verdict {
    let row = |text: &str| Row(ROWS.iter().position(|row| *row == text).unwrap() as u8);
    Verdict::Forbidden(Why::Labels(row(a), row(b)))
}

#[test]
fn ordinary_goods_share_a_vehicle() {
    assert_eq!(ask("1203 3 F1", "1017 2.3;5.1;8 2TOC"), Verdict::Allowed);
    assert_eq!(ask("1830 8 C1", "1689 6.1 T5"), Verdict::Allowed);
}

#[test]
fn a_subsidiary_label_is_asked_as_a_main_one_is() {
    assert_eq!(ask("3101 5.2;1 P1", "1203 3 F1"), labels("5.2+1", "3"));
    assert_eq!(ask("3101 5.2;1 P1", "3111 5.2;1 P2"), Verdict::Allowed);
    assert_eq!(ask("3101 5.2;1 P1", "3103 5.2 P1"), labels("5.2+1", "5.2"));
    assert_eq!(ask("0018 1;6.1;8 1.2G", "0009 1 1.2G"), labels("6.1", "1"));
    assert_eq!(ask("0018 1;6.1;8 1.2G", "0018 1;6.1;8 1.2G"), Verdict::Allowed);
    assert_eq!(ask("0301 1.4;6.1;8 1.4G", "0300 1.4 1.4G"), labels("6.1", "1.4"));
}

#[test]
fn of_the_explosives_only_1_4s_goes_with_ordinary_goods() {
    assert_eq!(ask("0012 1.4 1.4S", "1203 3 F1"), Verdict::Allowed);
    assert_eq!(ask("0300 1.4 1.4G", "1203 3 F1"), labels("1.4", "3"));
    assert_eq!(ask("0012 1.4 1.4S", "3221 4.1;1 SR1"), labels("1.4", "4.1+1"));
    assert_eq!(ask("0331 1.5 1.5D", "1203 3 F1"), labels("1.5", "3"));
}

#[test]
fn safety_appliances_go_with_explosives() {
    for un in ["2990", "3072", "3268"] {
        let other = format!("{un} 9 M5");
        for explosive in ["0027 1 1.1D", "0300 1.4 1.4G", "0331 1.5 1.5D", "0486 1.6 1.6N"] {
            assert_eq!(ask(explosive, &other), Verdict::Allowed, "{explosive} {other}");
        }
    }
    assert_eq!(ask("0027 1 1.1D", "3480 9A M4"), labels("1", "9"));
    assert_eq!(ask("0503 1.4 1.4G", "3268 9 M5"), Verdict::Allowed);
    assert_eq!(ask("0012 1.4 1.4S", "3480 9A M4"), Verdict::Allowed);
}

#[test]
fn blasting_explosives_go_with_nitrates_and_make_them_one_load() {
    let nitrates = [
        "1942", "2067", "3375", "1451", "2722", "1486", "1477", "1498", "1446", "2464", "1454",
        "1474", "1507",
    ];
    for un in nitrates {
        let nitrate = format!("{un} 5.1 O2");
        for explosive in ["0081 1 1.1D", "0082 1 1.1D", "0084 1 1.1D", "0241 1 1.1D"] {
            assert_eq!(ask(explosive, &nitrate), Verdict::AsBlastingExplosives, "{nitrate}");
        }
        assert_eq!(ask("0083 1 1.1D", &nitrate), labels("1", "5.1"));
        assert_eq!(ask("0331 1.5 1.5D", &nitrate), labels("1.5", "5.1"));
        assert_eq!(ask("0027 1 1.1D", &nitrate), labels("1", "5.1"));
    }
    assert_eq!(ask("0081 1 1.1D", "1495 5.1 O2"), labels("1", "5.1"));
}

#[test]
fn explosives_go_by_their_groups() {
    let groups = |a, b| {
        let group = |letter| Group::from_letter(letter).unwrap();
        Verdict::Forbidden(Why::Groups(group(a), group(b)))
    };
    assert_eq!(ask("0027 1 1.1D", "0160 1 1.1C"), Verdict::Allowed);
    assert_eq!(ask("0029 1 1.1B", "0081 1 1.1D"), Verdict::If(Pairing::IfSegregated));
    assert_eq!(ask("0029 1 1.1B", "0160 1 1.1C"), groups('B', 'C'));
    assert_eq!(ask("0486 1.6 1.6N", "0081 1 1.1D"), Verdict::If(Pairing::IfShownAsGroupD));
    assert_eq!(ask("0354 1 1.1L", "0354 1 1.1L"), Verdict::If(Pairing::SameKindOnly));
    assert_eq!(ask("0354 1 1.1L", "0355 1 1.2L"), groups('L', 'L'));
    assert_eq!(ask("0020 1;6.1 1.2K", "0020 1;6.1 1.2K"), groups('K', 'K'));
    assert_eq!(ask("0027 1 ?", "0160 1 1.1C"), Verdict::GroupUnknown);
}

#[test]
fn limited_quantities_go_with_anything_but_explosives() {
    let limited = Verdict::Forbidden(Why::LimitedWithExplosives);
    assert_eq!(ask("1203 3 F1 LQ", "0012 1.4 1.4S"), limited);
    assert_eq!(ask("1203 3 F1 LQ", "0012 1.4 1.4S LQ"), limited);
    assert_eq!(ask("1203 3 F1 LQ", "3101 5.2;1 P1"), Verdict::Allowed);
    assert_eq!(ask("1203 3 F1 LQ", "3103 5.2 P1"), Verdict::Allowed);
    assert_eq!(ask("0012 1.4 1.4S LQ", "0012 1.4 1.4S LQ"), Verdict::Allowed);
    assert_eq!(
        ask("0012 1.4 1.4S LQ", "0354 1 1.1L"),
        Verdict::Forbidden(Why::Groups(
            Group::from_letter('S').unwrap(),
            Group::from_letter('L').unwrap(),
        ))
    );
    assert_eq!(ask("1203 3 F1 EQ", "0027 1 1.1D"), Verdict::Allowed);
}

#[test]
fn every_pair_of_the_goods_list_is_answered_alike_both_ways() {
    let tables = sample::tables();
    let ask = |a, b| tables.mixed_loading.may_share(&tables.compatibility, a, b);
    let sorts: std::collections::BTreeSet<_> =
        sample::goods().iter().map(|row| (&row["labels"], &row["classification_code"])).collect();
    let un = "9999".parse().unwrap();
    let loads: Vec<_> = sorts
        .into_iter()
        .filter_map(|(labels, code)| {
            let labels = labels.parse().ok()?;
            Some(Load { un, labels, code, name_en: "", packed: Packed::Fully })
        })
        .collect();
    assert_eq!(loads.len(), 241);
    for (i, a) in loads.iter().enumerate() {
        for b in &loads[i..] {
            let verdict = ask(a, b);
            assert_eq!(verdict.rank(), ask(b, a).rank(), "{a:?} {b:?}");
            assert_ne!(verdict, Verdict::GroupUnknown, "{a:?} {b:?}");
            match (a.labels.has_explosive(), b.labels.has_explosive()) {
                (false, false) => assert_eq!(verdict, Verdict::Allowed, "{a:?} {b:?}"),
                (true, true) => {}
                _ if a.labels.is_empty() || b.labels.is_empty() => {
                    assert_eq!(verdict, Verdict::Unlabelled, "{a:?} {b:?}");
                }
                _ => {
                    let is_1_4s = a.code == "1.4S" || b.code == "1.4S";
                    let has_subsidiary = |load: &Load<'_>| {
                        load.labels.contains(Label::Explosive) && load.explosive().is_none()
                    };
                    let may = is_1_4s && !has_subsidiary(a) && !has_subsidiary(b);
                    assert_eq!(verdict == Verdict::Allowed, may, "{a:?} {b:?}");
                }
            }
        }
    }
}

#[test]
fn what_is_not_simply_allowed_says_so_in_both_languages() {
    for (a, b) in [
        ("0027 1 1.1D", "1203 3 F1"),
        ("0081 1 1.1D", "1942 5.1 O2"),
        ("0029 1 1.1B", "0081 1 1.1D"),
        ("0029 1 1.1B", "0160 1 1.1C"),
        ("0027 1 ?", "0160 1 1.1C"),
        ("2211 none M3", "0027 1 1.1D"),
        ("1203 3 F1 LQ", "0012 1.4 1.4S"),
    ] {
        let text = ask(a, b).text().unwrap();
        assert!(!text.zh.is_ascii() && text.en.is_ascii(), "{text}");
    }
    assert_eq!(ask("1203 3 F1", "1202 3 F1").text(), None);
    assert_eq!(ask("1203 3 F1", "2211 none M3").text(), None);
}

#[test]
fn a_file_of_conditions_tells_all_that_is_wrong_with_it() {
    let conditions = "edition,source,condition,explosives,code,others\n\
                      E,S,e,,,\nE,S,a,12,,\nE,S,b,,9X,1\nE,S,c,,,\nE,S,c,,,\n";
    let faults = MixedLoading::parse(sample::MIXED_LOADING, conditions.as_bytes()).unwrap_err();
    let places: Vec<_> =
        faults.as_slice().iter().map(|fault| (fault.line, fault.column.as_str())).collect();
    let expected = [
        (2, "condition"),
        (3, "explosives"),
        (4, "code"),
        (4, "others"),
        (6, "condition"),
        (1, "condition"),
        (1, "condition"),
        (1, "condition"),
    ];
    assert_eq!(places, expected);
}
