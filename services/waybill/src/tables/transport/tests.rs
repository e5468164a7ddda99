use super::super::sample;
use super::*;

fn points(load: &[(&str, &str, u64)]) -> Points {
    sample::tables().transport_categories.points(load.iter().map(|&(un, category, thousandths)| {
        Amount { un: un.parse().unwrap(), category: category.parse().unwrap(), thousandths }
    }))
}

#[test]
fn each_category_has_the_limit_and_factor_of_the_facts() {
    let limit = |category: &str, un: &str| {
        let limit = sample::tables()
            .transport_categories
            .limit(category.parse().unwrap(), un.parse().unwrap());
        (limit.max, limit.factor)
    };
    assert_eq!(limit("0", "2814"), (Some(0), None));
    assert_eq!(limit("1", "1051"), (Some(20), Some(50)));
    for un in ["0081", "0082", "0084", "0241", "0331", "0332", "0482", "1005", "1017"] {
        assert_eq!(limit("1", un), (Some(50), Some(20)), "{un}");
        assert_eq!(limit("2", un), (Some(333), Some(3)), "{un}");
    }
    assert_eq!(limit("1", "0083"), (Some(20), Some(50)));
    assert_eq!(limit("3", "1202"), (Some(1000), Some(1)));
    assert_eq!(limit("4", "1331"), (None, Some(0)));
}

#[test]
fn points_are_summed_over_the_load() {
    let load = [("1203", "2", 200_000), ("1202", "3", 400_000), ("1331", "4", 9_000_000)];
    let sum = points(&load);
    assert_eq!((sum.thousandths, sum.is_small()), (1_000_000, true));
    let sum = points(&[load[0], load[1], ("1202", "3", 1)]);
    assert_eq!((sum.thousandths, sum.is_small()), (1_000_001, false));
    assert!(points(&[("1017", "1", 50_000)]).is_small());
    assert!(!points(&[("1017", "1", 50_001)]).is_small());
    assert!(!points(&[("2814", "0", 0)]).is_small());
    assert!(!points(&[("1203", "2", u64::MAX), ("1203", "2", u64::MAX)]).is_small());
}

#[test]
fn goods_are_counted_in_their_own_measure() {
    use Form::{Article, Liquid, Solid};
    for (code, form, expected) in [
        ("1.1D", Article, Some(Measure::NetExplosiveKg)),
        ("1F", Liquid, Some(Measure::Litres)),
        ("2TOC", Liquid, Some(Measure::NetKg)),
        ("3F", Liquid, Some(Measure::NetKg)),
        ("4A", Liquid, Some(Measure::NetKg)),
        ("5F", Article, Some(Measure::GrossKg)),
        ("6A", Article, Some(Measure::GrossKg)),
        ("8F", Liquid, None),
        ("9A", Solid, None),
        ("F1", Liquid, Some(Measure::Litres)),
        ("O2", Solid, Some(Measure::NetKg)),
        ("M4", Article, Some(Measure::GrossKg)),
    ] {
        assert_eq!(measure(code, form), expected, "{code} {form:?}");
    }
}

/// The lists of categories 0 and 4 in facts/law.md 5.4, asked of one row. Of UN 2215 only the
/// molten one is meant, which the goods list codes as a liquid.
fn by_the_facts(un: u16, class: &str, code: &str, packing_group: &str) -> Option<&'static str> {
    let zero = (un, code) == (2215, "C3")
        || matches!(code, "1.1A" | "1.1L" | "1.2L" | "1.3L")
        || (class, packing_group) == ("4.2", "I")
        || matches!(
            (class, un),
            ("1", 190)
                | ("3", 3343)
                | (
                    "4.3",
                    1183 | 1242
                        | 1295
                        | 1340
                        | 1390
                        | 1403
                        | 1928
                        | 2813
                        | 2965
                        | 2968
                        | 2988
                        | 3129..=3132
                        | 3134
                        | 3148
                        | 3396
                        | 3398
                        | 3399
                )
                | ("5.1", 2426)
                | ("6.1", 1051 | 1600 | 1613 | 1614 | 2312 | 3250 | 3294)
                | ("6.2", 2814 | 2900 | 3549)
                | ("7", 2912..=2919 | 2977 | 2978 | 3321..=3333)
                | ("9", 2315 | 3151 | 3152 | 3432)
        );
    let four = code == "1.4S"
        || matches!(
            (class, un),
            ("4.1", 1331 | 1345 | 1944 | 1945 | 2254 | 2623)
                | ("7", 2908..=2911)
                | ("9", 3268 | 3499 | 3508 | 3509)
                | (_, 3537..=3548)
        )
        || matches!((un, packing_group), (1361 | 1362, "III"));
    zero.then_some("0").or(four.then_some("4"))
}

#[test]
fn the_goods_list_agrees_with_the_facts_on_categories_0_and_4() {
    let mut disagree = Vec::new();
    let mut agree = 0;
    for row in sample::goods() {
        let un: u16 = row["un"].parse().unwrap();
        let facts =
            by_the_facts(un, &row["class"], &row["classification_code"], &row["packing_group"]);
        let listed = Some(row["transport_category"].as_str());
        match (facts, listed) {
            (Some(_), _) if facts == listed => agree += 1,
            (None, Some("0" | "4")) | (Some(_), _) => disagree.push(format!(
                "{} {} {}: {} / {}",
                row["un"],
                row["classification_code"],
                row["packing_group"],
                facts.unwrap_or("-"),
                row["transport_category"]
            )),
            _ => {}
        }
    }
    assert_eq!(disagree, [""; 0], "facts / goods list");
    assert_eq!(agree, 125 + 64);
}
