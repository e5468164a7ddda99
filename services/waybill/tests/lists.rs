//! The built-in lists: every row is read, and the joins find what people look for.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::collections::BTreeSet;

use placard_domain::goods::{self, HazardClass, PackingGroup, UnNumber};
use placard_domain::{Length, Text};
use placard_waybill::lists::{
    CarriageStatus, Cas, ChineseName, Container, Difference, Distance, ExceptedQuantity, FoundBy,
    Gas, Given, GoodsRow, Label, Large, LimitedQuantity, List, Lists, Match, NotLoaded,
    WasteHazard, WasteScope,
};

fn un(text: &str) -> UnNumber {
    text.parse().unwrap()
}

fn class(text: &str) -> HazardClass {
    text.parse().unwrap()
}

fn only(lists: &Lists, number: &str) -> GoodsRow {
    let rows = lists.goods().unwrap().rows(un(number));
    assert_eq!(rows.len(), 1, "{number}");
    rows[0].clone()
}

#[test]
fn every_row_of_every_file_is_read_and_every_edition_is_named() {
    let lists = Lists::embedded();
    let said: Vec<_> =
        lists.versions().iter().map(|v| (v.list.id(), v.rows, v.edition.as_str())).collect();
    assert_eq!(
        said,
        [
            ("dangerous_goods", 2944, "ADR 2017/2025 + GB 12268-2025"),
            ("chemicals_catalogue", 2833, "2015, 2015+2026"),
            ("waste_codes", 467, "2021"),
            ("waste_exemptions", 57, "2021"),
            ("emergency_guides", 2767, "ERG2024"),
            ("emergency_isolation", 272, "ERG2024"),
            ("emergency_large_spill", 26, "ERG2024"),
            ("emergency_water_reactive", 107, "ERG2024"),
            ("mixed_loading", 18, "ADR transcribed 2026"),
            ("mixed_loading_conditions", 4, "ADR transcribed 2026"),
            ("compatibility", 12, "ADR transcribed 2026"),
            ("segregation", 17, "IMDG transcribed 2026"),
            ("cautions", 6, "Placard 2026"),
            ("transport_categories", 6, "ADR transcribed 2026"),
            ("tank_hierarchy", 22, "ADR transcribed 2026"),
            ("portable_tanks", 25, "ADR transcribed 2026"),
            ("tunnel_codes", 12, "ADR transcribed 2026"),
            ("hazard_numbers", 51, "ADR transcribed 2026"),
            ("excepted_quantities", 6, "ADR transcribed 2026"),
            ("food_and_feed", 3, "ADR transcribed 2026"),
            ("labels", 23, "ADR transcribed 2026"),
            ("classes", 25, "GB 6944 transcribed 2026"),
        ]
    );
    for version in lists.versions() {
        assert_eq!(version.hash.len(), 16);
        assert!(version.hash.bytes().all(|b| b.is_ascii_hexdigit()), "{}", version.hash);
    }
    let numbers: BTreeSet<_> = lists.goods().unwrap().all().iter().map(|row| row.un).collect();
    assert_eq!(numbers.len(), 2341);
}

#[test]
fn the_engines_cut_of_the_list_agrees_with_it_row_by_row() {
    type Row = (UnNumber, Option<PackingGroup>, HazardClass, Option<goods::TunnelCode>);
    let lists = Lists::embedded();
    let whole: BTreeSet<Row> = lists
        .goods()
        .unwrap()
        .all()
        .iter()
        .map(|row| (row.un, row.packing_group, row.class, row.tunnel_code.value()))
        .collect();
    let numbers: BTreeSet<UnNumber> = whole.iter().map(|row| row.0).collect();
    let cut: BTreeSet<Row> = numbers
        .iter()
        .flat_map(|un| goods::entries(*un))
        .map(|row| (row.un, row.packing_group, row.class, row.tunnel_code))
        .collect();
    assert_eq!(whole, cut);
    let absent = |number: &u16| !goods::entries(un(&format!("{number:04}"))).is_empty();
    let listed = (0..=9999_u16).filter(absent).count();
    assert_eq!(listed, numbers.len(), "the cut has numbers that the list lacks");
}

#[test]
fn petrol_chlorine_and_natural_gas_are_what_the_law_says() {
    let lists = Lists::embedded();
    let petrol = only(&lists, "1203");
    assert_eq!(petrol.class, class("3"));
    assert_eq!(petrol.packing_group, Some(PackingGroup::II));
    assert_eq!(petrol.labels[..], [Label::L3]);
    let litre = LimitedQuantity::UpTo { millilitres: Some(1000), grams: None };
    assert_eq!(petrol.limited_quantity, litre);
    assert_eq!(petrol.excepted_quantity, ExceptedQuantity::Code(2));
    assert_eq!(petrol.tunnel_code, Given::Value(goods::TunnelCode::DE));
    assert_eq!(petrol.transport_category.value().map(|c| c.number()), Some(2));
    assert_eq!((&*petrol.hazard_number, petrol.tank_code.as_str()), ("33", "LGBF"));
    assert_eq!(petrol.carriage, CarriageStatus::Allowed);

    let chlorine = only(&lists, "1017");
    assert_eq!(chlorine.class, class("2.3"));
    assert_eq!(chlorine.subsidiary_hazards[..], [class("5.1"), class("8")]);
    assert_eq!(chlorine.limited_quantity, LimitedQuantity::NotAllowed);
    assert!(chlorine.tank_code.has("P22DH(M)") && &*chlorine.hazard_number == "265");

    let gas = only(&lists, "1972");
    assert_eq!((gas.class, gas.packing_group), (class("2.1"), None));
    assert_eq!((gas.tank_code.as_str(), &*gas.hazard_number), ("RxBN", "223"));

    let hazardous = only(&lists, "3082");
    assert_eq!(hazardous.tunnel_code, Given::Dash);
    let explosive = only(&lists, "0006");
    assert_eq!(explosive.compatibility_group(), Some('E'));
    assert_eq!(petrol.compatibility_group(), None);
}

#[test]
fn a_line_is_found_by_number_group_class_and_name_together() {
    let lists = Lists::embedded();
    let goods = lists.goods().unwrap();
    let find = |number: &str, group, name: &str| goods.find(un(number), group, None, name);

    let Match::Listed(row) = find("1170", Some(PackingGroup::III), "乙醇溶液") else {
        panic!()
    };
    assert_eq!(row.packing_group, Some(PackingGroup::III));
    let Match::Listed(row) = find("1170", Some(PackingGroup::II), "酒精") else { panic!() };
    assert_eq!(row.packing_group, Some(PackingGroup::II));
    let Match::WrongGroup(rows) = find("1170", Some(PackingGroup::I), "乙醇") else { panic!() };
    assert_eq!(rows.len(), 2);
    assert!(matches!(find("1203", None, "汽油"), Match::WrongGroup(_)));
    assert!(matches!(find("1017", None, "氯"), Match::Listed(_)));
    assert_eq!(find("9999", None, "汽油"), Match::Unlisted);
}

#[test]
fn what_was_not_written_is_never_guessed() {
    let lists = Lists::embedded();
    let goods = lists.goods().unwrap();
    let group = Some(PackingGroup::II);
    let Match::Several { rows, by } = goods.find(un("1993"), group, None, "易燃液体，未另作规定的")
    else {
        panic!()
    };
    assert_eq!((rows.len(), &by[..]), (2, &[Difference::Description][..]));
    let full = rows[1].name_en.clone();
    assert_eq!(goods.find(un("1993"), group, None, &full), Match::Listed(rows[1]));

    let Match::Several { rows, by } = goods.find(un("1950"), None, None, "气雾剂") else {
        panic!()
    };
    assert_eq!((rows.len(), by[0]), (12, Difference::Class));
    // A class narrows the choice; one that fits no row does not, and is for a check to say.
    let narrowed = |name| match goods.find(un("1950"), None, Some(class("2.1")), name) {
        Match::Several { rows, .. } => rows.len(),
        Match::Listed(_) => 1,
        Match::WrongGroup(_) | Match::Unlisted => 0,
    };
    assert_eq!(narrowed("气雾剂"), 4);
    assert_eq!(narrowed("AEROSOLS, flammable"), 1);
    let wrong = goods.find(un("1950"), None, Some(class("8")), "气雾剂");
    assert!(matches!(wrong, Match::Several { rows, .. } if rows.len() == 12));
}

#[test]
fn every_row_is_found_by_its_own_words_or_said_to_have_doubles() {
    let lists = Lists::embedded();
    let goods = lists.goods().unwrap();
    for row in goods.all() {
        match goods.find(row.un, row.packing_group, Some(row.class), &row.name_en) {
            Match::Listed(found) => assert!(std::ptr::eq(found, row), "{} {}", row.un, row.name_en),
            Match::Several { rows, .. } => {
                assert!(rows.iter().any(|found| std::ptr::eq(*found, row)), "{}", row.un);
                assert!(rows.iter().all(|found| found.is_full_name(&row.name_en)), "{}", row.un);
            }
            Match::WrongGroup(_) | Match::Unlisted => panic!("{}", row.un),
        }
        assert!(lists.names_agree(row, &row.name_en), "{} {}", row.un, row.name_en);
        assert!(lists.names_agree(row, &row.name_zh), "{} {}", row.un, row.name_zh);
    }
}

#[test]
fn a_name_agrees_in_either_language_in_short_and_by_alias() {
    let lists = Lists::embedded();
    let agree = |number: &str, written: &str| {
        lists.goods().unwrap().rows(un(number)).iter().any(|row| lists.names_agree(row, written))
    };
    for (number, written) in [
        ("1203", "汽油"),
        ("1203", "车用汽油或汽油"),
        ("1203", "汽油（92号）"),
        ("1203", "gasoline"),
        ("1993", "易燃液体, 未另作规定的（含甲醇）"),
        ("1830", "硫酸，98%"),
        ("1830", "ＳＵＬＰＨＵＲＩＣ　ＡＣＩＤ"),
        ("1789", "盐酸"),
        ("1005", "液氨"),
        ("1017", "液氯"),
        ("1972", "液化天然气"),
        ("1073", "液氧"),
        ("1689", "氰化钠"),
        ("1202", "柴油"),
    ] {
        assert!(agree(number, written), "{number} {written}");
    }
    for (number, written) in [
        ("1203", "柴油"),
        ("1203", ""),
        ("1203", "油"),
        ("1072", "液氧"),
        ("1962", "乙烯(2-氯乙基)醚"),
        ("1830", "盐酸"),
    ] {
        assert!(!agree(number, written), "{number} {written}");
    }
}

#[test]
fn a_row_without_a_chinese_name_agrees_with_anything() {
    let lists = Lists::embedded();
    let nameless: BTreeSet<_> = lists
        .goods()
        .unwrap()
        .all()
        .iter()
        .filter(|row| row.chinese_name == ChineseName::None)
        .map(|row| row.un)
        .collect();
    assert_eq!(nameless, BTreeSet::from([un("1169"), un("3291")]));
    for row in lists.goods().unwrap().rows(un("3291")) {
        assert!(lists.names_agree(row, "医疗废物，未另作规定的"));
    }
}

#[test]
fn the_known_doubts_of_the_list_stand_as_they_are() {
    let lists = Lists::embedded();
    assert_eq!(only(&lists, "1798").carriage, CarriageStatus::Prohibited);
    assert_eq!(only(&lists, "0190").class, class("1"));
    let goods = lists.goods().unwrap();
    let national = |row: &&GoodsRow| row.chinese_name == ChineseName::National;
    let national = goods.rows(un("2870")).iter().find(national).unwrap();
    assert_eq!((national.carriage, national.tunnel_code), (CarriageStatus::Unsaid, Given::Unsaid));
    assert!(goods.rows(un("3291")).iter().all(|row| row.packing_group == Some(PackingGroup::II)));
    let by_paragraph = goods.all().iter().filter(|row| row.hazards_by_paragraph).count();
    assert_eq!(by_paragraph, 12);
}

#[test]
fn highly_toxic_is_found_by_cas_number_name_alias_and_un_number() {
    let lists = Lists::embedded();
    let ask = |number: Option<&str>, cas: Option<&str>, name: &str| {
        let found = lists
            .highly_toxic(number.map(un), cas.map(|cas| cas.parse::<Cas>().unwrap()), name)
            .unwrap();
        found.map(|found| (found.chemical.serial, found.by))
    };
    assert_eq!(ask(None, Some("143-33-9"), ""), Some((1688, FoundBy::Cas)));
    assert_eq!(ask(None, None, "氰化钠"), Some((1688, FoundBy::Name)));
    assert_eq!(ask(None, None, "山奈（固体）"), Some((1688, FoundBy::Name)));
    assert_eq!(ask(None, None, "固态氰化钾"), Some((1686, FoundBy::Name)));
    assert_eq!(ask(Some("1689"), None, "某物"), Some((1688, FoundBy::UnNumber)));
    assert_eq!(ask(Some("1051"), None, ""), Some((1693, FoundBy::UnNumber)));
    assert_eq!(ask(Some("1017"), None, ""), Some((1381, FoundBy::UnNumber)));
    assert_eq!(ask(Some("1203"), Some("64-17-5"), "汽油"), None);

    let toxic = lists.chemicals().unwrap().all().iter().filter(|c| c.is_highly_toxic);
    let mut count = 0;
    for chemical in toxic {
        count += 1;
        assert!(ask(None, chemical.cas.first().map(|c| c.to_string()).as_deref(), "").is_some());
        assert!(ask(None, None, &chemical.name_zh).is_some(), "{}", chemical.name_zh);
        for alias in chemical.aliases() {
            assert!(ask(None, None, alias).is_some(), "{alias}");
        }
    }
    assert_eq!(count, 148);
    let empty = Lists::default();
    let unknown = empty.highly_toxic(Some(un("1689")), None, "氰化钠");
    assert_eq!(unknown.err(), Some(NotLoaded(List::ChemicalsCatalogue)));
}

#[test]
fn the_catalogue_is_asked_by_cas_name_and_un_number() {
    let lists = Lists::embedded();
    let chemicals = lists.chemicals().unwrap();
    let numbers: usize = chemicals.all().iter().map(|c| c.cas.len()).sum();
    assert_eq!(numbers, 2691);
    assert_eq!(chemicals.all().iter().filter(|c| c.cas.is_empty()).count(), 153);
    assert_eq!(chemicals.all().iter().filter(|c| c.un_derived.is_some()).count(), 670);
    let conditional = chemicals.by_name("对硫磷").next().unwrap();
    assert_eq!(conditional.condition(), Some("含量＞4%"));
    assert_eq!(chemicals.by_un(un("1017")).next().map(|c| c.serial), Some(1381));
    assert_eq!(chemicals.by_cas("7664-39-3".parse().unwrap()).count(), 2);
    assert_eq!(chemicals.by_name("").count() + chemicals.by_name("（）").count(), 0);
}

#[test]
fn waste_codes_and_what_frees_them_on_the_road_are_found() {
    let lists = Lists::embedded();
    let codes = lists.waste_codes().unwrap();
    let oil = codes.get("900-249-08").unwrap();
    assert_eq!((&*oil.category, &*oil.category_name_zh), ("HW08", "废矿物油与含矿物油废物"));
    assert_eq!(oil.hazards.all[0], WasteHazard::Toxic);
    assert!(codes.get("900-249-09").is_none() && codes.get("").is_none());

    let exemptions = lists.waste_exemptions().unwrap();
    let on_the_road = exemptions.all().iter().filter(|e| e.stage.is_transport()).count();
    assert_eq!(on_the_road, 19 + 4);
    let batteries: Vec<_> = exemptions.of_transport("900-052-31").map(|e| e.serial).collect();
    assert_eq!(batteries.len(), 1);
    assert_eq!(exemptions.of_transport("900-249-99").count(), 0);
    assert_eq!(exemptions.of_transport("").count(), 0);
    assert!(exemptions.described().count() > 0);
    for exemption in exemptions.all() {
        if let WasteScope::Codes(scope) = &exemption.scope {
            assert!(scope.iter().all(|code| codes.get(code).is_some()), "{}", exemption.serial);
        }
    }
}

#[test]
fn an_emergency_sheet_says_guide_distances_and_gases() {
    let lists = Lists::embedded();
    let metres = Length::from_whole_metres;
    let chlorine = lists.emergency(un("1017"));
    assert_eq!(chlorine.guide_numbers()[..], [124]);
    let row = chlorine.isolation.unwrap();
    assert_eq!((row.small.isolation, row.large), (metres(60), Large::ByContainer));
    assert_eq!(
        (row.small.day.to_string(), row.small.night.to_string()),
        ("0.3 km".into(), "1.5 km".into())
    );
    let tank = chlorine.large_spills.iter().find(|row| row.container == Container::RoadTank);
    let tank = tank.unwrap();
    assert_eq!((tank.isolation, tank.day.low.length), (metres(600), metres(5600)));
    assert_eq!(chlorine.large_spills[0].night.low.to_string(), "11.0+ km");

    let phosphide = lists.emergency(un("1360"));
    assert_eq!(phosphide.gases()[..], [Gas::Phosphine]);
    assert_eq!(Gas::Phosphine.text(), Text::new("磷化氢", "phosphine"));
    let petrol = lists.emergency(un("1203"));
    assert!(petrol.isolation.is_none() && petrol.missing.is_empty());
    assert_eq!(petrol.guide_numbers()[..], [128]);
    assert_eq!(Lists::default().emergency(un("1017")).missing.len(), 4);
}

#[test]
fn a_distance_that_the_source_could_not_read_is_at_least_the_cap() {
    let lists = Lists::embedded();
    let rows = lists.isolation().unwrap().all();
    let capped: Vec<_> = rows
        .iter()
        .filter(|row| matches!(row.large, Large::Spill(large) if large.night == Distance::CAP))
        .map(|row| row.un.to_string())
        .collect();
    assert!(capped.len() >= 13, "{capped:?}");
    assert!(rows.iter().all(|row| row.small.night.length > Length::ZERO));
    // The one row whose name and first value had run together.
    let shifted = lists.emergency(un("2190")).isolation.unwrap();
    assert_eq!(shifted.small.isolation, Length::from_whole_metres(300));
    assert!(matches!(shifted.large, Large::Spill(large) if large.day == Distance::CAP));
    let reactive = lists.water_reactive().unwrap();
    let in_table_2 = rows.iter().filter(|row| row.is_water_reactive);
    assert!(in_table_2.into_iter().all(|row| !reactive.of(row.un).is_empty()));
}

#[test]
fn a_list_without_an_open_source_is_said_not_to_be_loaded() {
    let lists = Lists::embedded();
    assert_eq!(lists.inland_water_bans().err(), Some(NotLoaded(List::InlandWaterBans)));
    let csv = "un,cas,name_zh,scope,edition,source\n1017,,氯,total,made up,test\n";
    let lists = lists.with(List::InlandWaterBans, None, csv.as_bytes()).unwrap();
    assert_eq!(lists.inland_water_bans().unwrap().all().len(), 1);
    let version = lists.versions().iter().find(|it| it.list == List::InlandWaterBans).unwrap();
    assert_eq!((version.edition.as_str(), version.rows), ("made up", 1));
}
