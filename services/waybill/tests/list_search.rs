//! Searching the goods list while one types.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use placard_waybill::lists::Closeness::{Exact, Inside, Near, Prefix, Word};
use placard_waybill::lists::{ChineseName, HitBy, List, Lists, NotLoaded};
use proptest::prelude::*;

#[test]
fn search_finds_goods_in_every_way_people_type() {
    let lists = Lists::embedded();
    let first = |text: &str| {
        let hits = lists.search(text, 5).unwrap();
        hits.first().map(|hit| (hit.row.un.to_string(), hit.closeness, hit.by))
    };
    for (text, number, closeness, by) in [
        ("1203", "UN 1203", Exact, HitBy::UnNumber),
        ("un 1203", "UN 1203", Exact, HitBy::UnNumber),
        ("ＵＮ１２０３", "UN 1203", Exact, HitBy::UnNumber),
        ("7782-50-5", "UN 1017", Exact, HitBy::Cas),
        ("7782-5", "UN 1017", Prefix, HitBy::Cas),
        ("汽油", "UN 1203", Exact, HitBy::Chinese),
        ("液氨", "UN 1005", Exact, HitBy::Chinese),
        ("液化天然气", "UN 1972", Exact, HitBy::Chinese),
        ("饮料", "UN 3065", Inside, HitBy::Chinese),
        ("petrol", "UN 1203", Exact, HitBy::English),
        ("sulfuric acid", "UN 1830", Exact, HitBy::English),
        ("acid sulphuric", "UN 1831", Word, HitBy::English),
        ("qiyou", "UN 1203", Exact, HitBy::Pinyin),
        ("qi you", "UN 1203", Exact, HitBy::Pinyin),
        ("lvqi", "UN 1017", Exact, HitBy::Pinyin),
        ("qy", "UN 1203", Exact, HitBy::Initials),
        ("liquid ammonia", "UN 1005", Prefix, HitBy::English),
        ("gasolne", "UN 1203", Near, HitBy::English),
        ("硫酸 98", "UN 1830", Exact, HitBy::Chinese),
    ] {
        assert_eq!(first(text), Some((number.into(), closeness, by)), "{text}");
    }
    for nothing in ["", "   ", "，。", "xxxxxxxx", "鑫鑫鑫"] {
        assert_eq!(first(nothing), None, "{nothing:?}");
    }
}

#[test]
fn search_is_bounded_and_the_same_each_time() {
    let lists = Lists::embedded();
    for text in ["a", "1", "酸", "q", &"汽油".repeat(100_000), "\u{0}\n|", "🛢️ 汽油"] {
        let hits = lists.search(text, 7).unwrap();
        assert!(hits.len() <= 7);
        assert_eq!(hits, Lists::embedded().search(text, 7).unwrap());
    }
    assert_eq!(lists.search("汽油", 0).unwrap(), []);
    assert_eq!(Lists::default().search("汽油", 5).err(), Some(NotLoaded(List::DangerousGoods)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_a_panic(text: String, limit in 0..50_usize) {
        let lists = Lists::embedded();
        let hits = lists.search(&text, limit).unwrap();
        prop_assert!(hits.len() <= limit);
        prop_assert!(hits.iter().zip(hits.iter().skip(1)).all(|(a, b)| a.closeness <= b.closeness));
    }

    #[test]
    fn no_name_makes_a_panic(name: String) {
        let lists = Lists::embedded();
        for row in lists.goods().unwrap().all().iter().step_by(97) {
            let is_nameless = row.chinese_name == ChineseName::None;
            prop_assert!(lists.names_agree(row, &name) || !is_nameless);
        }
        lists.highly_toxic(None, None, &name).unwrap();
    }
}
