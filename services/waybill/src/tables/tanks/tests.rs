use proptest::prelude::*;

use super::super::sample;
use super::*;

fn code(text: &str) -> TankCode {
    text.parse().unwrap()
}

fn ask(actual: &str, required: &str) -> Result<(), Misfit> {
    ask_of("3", actual, required)
}

fn ask_of(class: &str, actual: &str, required: &str) -> Result<(), Misfit> {
    let table = &sample::tables().tank_hierarchy;
    table.satisfies(&code(actual), &code(required), class.parse().unwrap())
}

#[test]
fn every_tank_code_of_the_goods_list_is_read_but_one_that_is_torn_apart() {
    let (mut read, mut torn) = (0, Vec::new());
    for row in sample::goods().iter().filter(|row| !row["tank_code"].is_empty()) {
        for (text, code) in row["tank_code"].split(';').zip(alternatives(&row["tank_code"])) {
            match code {
                Ok(code) => {
                    assert_eq!(code.to_string(), text);
                    read += 1;
                }
                Err(NoTankCode) => torn.push(format!("{} {}", row["un"], row["tank_code"])),
            }
        }
    }
    assert_eq!(torn, ["3482 L10BN;(+)"], "the list has a separator before the (+)");
    assert_eq!(read, 2443);
}

#[test]
fn the_worked_examples_of_the_facts_hold() {
    assert_eq!(ask("L4BH", "LGBF"), Ok(()));
    assert_eq!(ask("LGBV", "LGBF"), Err(Misfit::Short(Part::Closing)));
    assert_eq!(ask("L1.5AF", "LGBF"), Err(Misfit::Short(Part::Openings)));
    assert_eq!(ask("L10CH", "S10AH"), Ok(()));
}

#[test]
fn each_part_has_the_order_of_the_facts() {
    let orders: [(&[&str], Part); 4] = [
        (&["SGAV", "LGAV"], Part::State),
        (&["LGAV", "L1.5AV", "L2.65AV", "L4AV", "L10AV", "L15AV", "L21AV"], Part::Pressure),
        (&["LGAV", "LGBV", "LGCV", "LGDV"], Part::Openings),
        (&["LGAV", "LGAF", "LGAN", "LGAH"], Part::Closing),
    ];
    for (order, part) in orders {
        for (i, less) in order.iter().enumerate() {
            for (j, more) in order.iter().enumerate() {
                let expected = if i < j { Err(Misfit::Short(part)) } else { Ok(()) };
                assert_eq!(ask(less, more), expected, "{less} for {more}");
            }
        }
    }
    assert_eq!(ask("L5AV", "L4AV"), Err(Misfit::Unknown(Part::Pressure)));
}

#[test]
fn gases_stay_with_their_state_and_go_by_their_own_orders() {
    assert_eq!(ask("P25BN", "P22BN"), Ok(()));
    assert_eq!(ask("P22DH", "P22BN"), Ok(()));
    assert_eq!(ask("P22CN", "P22DN"), Err(Misfit::Short(Part::Openings)));
    assert_eq!(ask("P22BN", "P22BH"), Err(Misfit::Short(Part::Closing)));
    assert_eq!(ask("P20BN", "P22BN"), Err(Misfit::Short(Part::Pressure)));
    assert_eq!(ask("C25BN", "P22BN"), Err(Misfit::Short(Part::State)));
    assert_eq!(ask("L21DH", "P22BN"), Err(Misfit::Short(Part::State)));
    assert_eq!(ask("P22DH", "LGBF"), Err(Misfit::Short(Part::State)));
    assert_eq!(ask("P25BN", "PxBN(M)"), Err(Misfit::Unknown(Part::Pressure)));
    assert_eq!(ask("PxBN(M)", "PxBN(M)"), Err(Misfit::Unknown(Part::Pressure)));
    assert_eq!(ask("P25BN", "PxBH(M)"), Err(Misfit::Short(Part::Closing)));
}

#[test]
fn where_nothing_is_swapped_only_the_very_code_will_do() {
    assert_eq!(ask("L10BN", "L10BN(+)"), Ok(()));
    assert_eq!(ask("L15DH", "L10BN(+)"), Err(Misfit::OnlyTheSame));
    for class in ["1.1", "5.2", "7"] {
        assert_eq!(ask_of(class, "L4DH", "L4BN"), Err(Misfit::OnlyTheSame), "{class}");
        assert_eq!(ask_of(class, "L4BN", "L4BN"), Ok(()), "{class}");
    }
    assert_eq!(ask_of("5.1", "L4DH", "L4BN"), Ok(()));
}

#[test]
fn one_of_several_codes_is_enough() {
    let table = &sample::tables().tank_hierarchy;
    let ask = |actual, cell| table.satisfies_any(&code(actual), cell, "6.1".parse().unwrap());
    assert_eq!(ask("L10CH", "SGAH;L4BH"), Some(Ok(())));
    assert_eq!(ask("SGAH", "SGAH;L4BH"), Some(Ok(())));
    assert_eq!(ask("SGAN", "SGAH;L4BH"), Some(Err(Misfit::Short(Part::State))));
    assert_eq!(ask("P22BN", "PxBN(M);P22BN"), Some(Ok(())));
    assert_eq!(ask("L10CH", ""), None);
    assert_eq!(ask("L10BN", "L10BN;(+)"), Some(Ok(())));
}

#[test]
fn what_is_no_tank_code_is_refused() {
    for bad in [
        "",
        "L",
        "LGB",
        "LGBX",
        "LGEF",
        "XGBF",
        "LxBF",
        "PGBN",
        "P22AN",
        "RxBH",
        "P22BF",
        "L-4BH",
        "L+4BH",
        "L4.BH",
        "L.5BH",
        "L2.655BH",
        "L99999BH",
        "L4BH(M)(+)",
        "lgbf",
        "L四BH",
        "罐",
    ] {
        assert_eq!(bad.parse::<TankCode>(), Err(NoTankCode), "{bad:?}");
    }
}

#[test]
fn a_misfit_says_which_part_in_both_languages() {
    for misfit in [
        Misfit::Short(Part::State),
        Misfit::Short(Part::Openings),
        Misfit::Unknown(Part::Pressure),
        Misfit::OnlyTheSame,
    ] {
        let text = misfit.text();
        assert!(!text.zh.is_ascii() && text.en.is_ascii(), "{text}");
    }
    assert_eq!(Misfit::Short(Part::Closing).text().zh, "罐体的安全阀/呼吸装置低于要求");
}

#[test]
fn an_order_that_is_out_of_rank_is_refused() {
    let shipped = std::str::from_utf8(sample::TANK_HIERARCHY).unwrap();
    let faults = TankHierarchy::parse(shipped.replace("closing,H,3", "closing,H,2").as_bytes());
    assert_eq!(faults.unwrap_err().as_slice()[0].column, "rank");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,12}") {
        if let Ok(code) = text.parse::<TankCode>() {
            prop_assert_eq!(code.to_string().parse::<TankCode>(), Ok(code));
        }
    }

    #[test]
    fn a_code_that_is_read_prints_itself(
        text in "[LSCPR](G|x|[0-9]{1,2}(\\.[0-9]{1,2})?)[A-D][VFNH](\\(\\+\\))?(\\(M\\))?",
    ) {
        if let Ok(code) = text.parse::<TankCode>() {
            prop_assert_eq!(code.to_string().parse::<TankCode>(), Ok(code));
        }
    }
}
