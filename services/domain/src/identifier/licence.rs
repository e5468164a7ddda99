//! Numbers of licences, permits and certificates (`facts/law.md` 4.5). The forms of most are not
//! sure: what is not of the known form is doubtful, never wrong. Only the highly toxic pass has a
//! standard that was read.

use super::digit;
use super::division::is_province;
use super::fault::{Identifier, IdentifierFault, Standing, Wrong};
use super::near::Plain;
use super::{exact, resident};

/// The most bytes of a number with the words around it.
const LONGEST: usize = 128;
/// The least and the most digits of a qualification number.
const QUALIFICATION: [usize; 2] = [18, 19];

/// A road transport licence (道路运输经营许可证号): any prefix, a division code, six digits, an
/// optional 号, as in 湘交运管许可常字430700000001号.
#[must_use]
pub fn road_licence(text: &str) -> Standing {
    printed_number(Identifier::RoadLicence, text)
}

/// A vehicle permit (道路运输证号), of the same form: 湘交运管常字430700000001号.
#[must_use]
pub fn vehicle_permit(text: &str) -> Standing {
    printed_number(Identifier::VehiclePermit, text)
}

/// A qualification (从业资格证号): the holder's resident ID number, or nineteen digits that begin
/// with a division code.
#[must_use]
pub fn qualification(text: &str) -> Standing {
    doubt(Identifier::Qualification, read_qualification(text), || {
        Plain::new(text, |at, byte| digit(at, byte) || at == 17 && byte == b'X')?
            .mend(read_qualification)
    })
}

/// A highly toxic pass (剧毒化学品公路运输通行证编号, GA/T 16.114-2015): nine digits, the first two
/// of a province. That these are those of GB/T 2260 is our reading, so another pair is doubtful.
#[must_use]
pub fn toxic_pass(text: &str) -> Standing {
    let fault = |wrong| {
        let near = Plain::new(text, digit).and_then(|plain| plain.mend(read_pass));
        IdentifierFault::new(Identifier::ToxicPass, wrong, near)
    };
    match read_pass(text) {
        Ok(()) => Standing::Good,
        Err(Wrong::Area) => Standing::Doubtful(fault(Wrong::Area)),
        Err(wrong) => Standing::Wrong(fault(wrong)),
    }
}

fn printed_number(identifier: Identifier, text: &str) -> Standing {
    doubt(identifier, read_printed(text), || Plain::new(text, |_, _| true)?.mend(read_printed))
}

fn doubt(
    identifier: Identifier,
    read: Result<(), Wrong>,
    near: impl FnOnce() -> Option<String>,
) -> Standing {
    match read {
        Ok(()) => Standing::Good,
        Err(wrong) => Standing::Doubtful(IdentifierFault::new(identifier, wrong, near())),
    }
}

fn read_printed(text: &str) -> Result<(), Wrong> {
    let form = Wrong::Form { example: "430700000001" };
    if text.len() > LONGEST {
        return Err(form);
    }
    let number = text.strip_suffix('号').unwrap_or(text);
    let prefix = number.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &number[prefix.len()..];
    let plain = !prefix.contains(|c: char| c.is_ascii_digit() || c.is_control());
    match *digits.as_bytes() {
        [a, b, ..] if digits.len() == 12 && plain => {
            if is_province([a, b]) {
                Ok(())
            } else {
                Err(Wrong::Area)
            }
        }
        _ => Err(form),
    }
}

fn read_qualification(text: &str) -> Result<(), Wrong> {
    match text.len() {
        18 => resident::read(text).map(drop),
        19 => {
            let number: [u8; 19] = exact(text, digit)?;
            if is_province([number[0], number[1]]) { Ok(()) } else { Err(Wrong::Area) }
        }
        _ => {
            let [least, most] = QUALIFICATION;
            Err(Wrong::Length { found: text.chars().count(), least, most })
        }
    }
}

fn read_pass(text: &str) -> Result<(), Wrong> {
    let pass: [u8; 9] = exact(text, digit)?;
    if is_province([pass[0], pass[1]]) { Ok(()) } else { Err(Wrong::Area) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubtful(standing: Standing) -> IdentifierFault {
        match standing {
            Standing::Doubtful(fault) => fault,
            other => panic!("{other:?} is no doubt"),
        }
    }

    #[test]
    fn a_licence_number_stands_with_or_without_its_words() {
        for good in ["430700000001", "湘交运管许可常字430700000001号", "常字430700000001"]
        {
            assert_eq!(road_licence(good), Standing::Good, "{good}");
            assert_eq!(vehicle_permit(good), Standing::Good, "{good}");
        }
    }

    #[test]
    fn an_odd_licence_number_is_doubtful_and_never_wrong() {
        let form = Wrong::Form { example: "430700000001" };
        let long = format!("{}430700000001", "字".repeat(39));
        for odd in ["", "号", "43070000000", "4307000000012", "43字430700000001", "n/a", &long] {
            assert_eq!(doubtful(road_licence(odd)).wrong(), form, "{odd}");
            assert_eq!(doubtful(vehicle_permit(odd)).wrong(), form, "{odd}");
        }
        assert_eq!(doubtful(road_licence("990700000001")).wrong(), Wrong::Area);
        let wide = doubtful(road_licence("常字４３０７００ ０００００１号"));
        assert_eq!(wide.suggestion(), Some("常字430700000001号"));
        assert!(wide.text().zh.starts_with("道路运输经营许可证号"));
    }

    #[test]
    fn a_qualification_is_a_resident_id_or_nineteen_digits() {
        assert_eq!(qualification("430702198506170013"), Standing::Good);
        assert_eq!(qualification("4307020101260000001"), Standing::Good);
        let check = doubtful(qualification("430702198506170014"));
        assert_eq!(check.wrong(), Wrong::Check { position: 18, expected: '3' });
        assert_eq!(check.suggestion(), Some("430702198506170013"));
        assert_eq!(doubtful(qualification("9907020101260000001")).wrong(), Wrong::Area);
        let short = doubtful(qualification("4307"));
        assert_eq!(short.wrong(), Wrong::Length { found: 4, least: 18, most: 19 });
        let wide = doubtful(qualification("４３０７０２１９８５０６１７００１３"));
        assert_eq!(wide.suggestion(), Some("430702198506170013"));
    }

    #[test]
    fn a_toxic_pass_has_nine_digits() {
        assert_eq!(toxic_pass("430000001"), Standing::Good);
        assert_eq!(doubtful(toxic_pass("990000001")).wrong(), Wrong::Area);
        for bad in ["", "43000000", "4300000011", "43000000X", "湘30000001"] {
            assert!(matches!(toxic_pass(bad), Standing::Wrong(_)), "{bad}");
        }
        match toxic_pass("43OOOOOO1") {
            Standing::Wrong(fault) => assert_eq!(fault.suggestion(), Some("430000001")),
            other => panic!("{other:?}"),
        }
    }
}
