//! The resident ID number (公民身份号码, GB 11643-1999): six digits of a division, eight of the birth
//! date, three of sequence (odd: male), one check character. Personal data: it is never printed
//! whole.

use std::fmt;

use jiff::civil::Date;

use super::division;
use super::fault::{Identifier, IdentifierFault, Wrong};
use super::near::Plain;
use super::{exact, fixed};

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by the sum modulo 11.
const CHECKS: &[u8; 11] = b"10X98765432";
/// Stands first in the numbers of residence permits for people of Taiwan; GB/T 2260 has 71.
const TAIWAN_PERMIT: [u8; 2] = *b"83";
/// Nobody alive was born before, and the standard knows no such number.
const FIRST_YEAR: i16 = 1800;

fixed! {
    /// A resident ID number. `Display` and `Debug` mask it; [`as_str`](Self::as_str) does not.
    ///
    /// 11 is prime, digits differ modulo 11, no weight is nought or equal to its neighbour's: every
    /// change of one character and every exchange of two different neighbours is detected.
    ResidentId[18]
}

impl ResidentId {
    /// When its holder was born.
    #[must_use]
    pub fn birth_date(&self) -> Date {
        birth_date(&self.0).unwrap_or_default()
    }

    /// The division code of the first registration, six digits.
    #[must_use]
    pub fn area(&self) -> &str {
        &self.as_str()[..6]
    }

    /// What may be shown: city and last four, `4307**********0013`.
    #[must_use]
    pub fn masked(&self) -> String {
        let text = self.as_str();
        format!("{}**********{}", &text[..4], &text[14..])
    }
}

impl fmt::Display for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResidentId({self})")
    }
}

const fn allowed(at: usize, byte: u8) -> bool {
    byte.is_ascii_digit() || at == 17 && byte == b'X'
}

pub(super) fn read(text: &str) -> Result<[u8; 18], Wrong> {
    let id: [u8; 18] = exact(text, allowed)?;
    let province = [id[0], id[1]];
    if !division::is_province(province) && province != TAIWAN_PERMIT {
        return Err(Wrong::Area);
    }
    birth_date(&id).ok_or(Wrong::Date)?;
    let digits = id.iter().map(|byte| u32::from(byte - b'0'));
    let sum: u32 = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let expected = CHECKS[sum as usize % 11];
    if id[17] == expected {
        Ok(id)
    } else {
        Err(Wrong::Check { position: 18, expected: char::from(expected) })
    }
}

/// The date in the middle, where the calendar has it.
fn birth_date(id: &[u8; 18]) -> Option<Date> {
    let number = |from: usize, to: usize| {
        id[from..to].iter().fold(0_i16, |number, byte| number * 10 + i16::from(byte - b'0'))
    };
    let date = Date::new(number(6, 10), number(10, 12) as i8, number(12, 14) as i8).ok()?;
    (date.year() >= FIRST_YEAR).then_some(date)
}

#[cold]
fn near(text: &str) -> Option<String> {
    Plain::new(text, allowed)?.mend(read)
}

#[cfg(test)]
mod tests {
    use super::super::mutation::{substitutions, transpositions};
    use super::*;
    use proptest::prelude::*;

    /// Of the standard, then the synthetic one of `facts/law.md` 4.2.
    const EXAMPLES: [&str; 3] = ["11010519491231002X", "440524188001010014", "430702198506170013"];

    fn fault(text: &str) -> IdentifierFault {
        ResidentId::new(text).unwrap_err()
    }

    #[test]
    fn the_worked_examples_agree() {
        let births = ["1949-12-31", "1880-01-01", "1985-06-17"];
        for (example, birth) in EXAMPLES.into_iter().zip(births) {
            let id = ResidentId::new(example).unwrap();
            assert_eq!(id.birth_date().to_string(), birth);
            assert_eq!(id.as_str(), example);
        }
        assert_eq!(ResidentId::new(EXAMPLES[2]).unwrap().area(), "430702");
    }

    #[test]
    fn every_change_of_one_character_is_detected() {
        let mut tried = 0;
        for example in EXAMPLES {
            let every: String = (0..128_u8).map(char::from).collect();
            for (at, other, wrong) in substitutions(example, &every) {
                assert!(ResidentId::new(&wrong).is_err(), "{other:?} at {at} of {example}");
                tried += 1;
            }
        }
        assert_eq!(tried, 3 * 18 * 127);
    }

    #[test]
    fn the_check_alone_detects_every_change_of_one_digit() {
        for example in EXAMPLES {
            let rest = |text: &str| {
                let digits = text.bytes().map(|byte| u32::from(byte - b'0'));
                digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum::<u32>() % 11
            };
            for (at, other, wrong) in substitutions(&example[..17], "0123456789") {
                assert_ne!(rest(&wrong), rest(&example[..17]), "{other} at {at} of {example}");
            }
            for (at, wrong) in transpositions(&example[..17]) {
                assert_ne!(rest(&wrong), rest(&example[..17]), "{at} of {example}");
            }
        }
    }

    #[test]
    fn every_exchange_of_two_neighbours_is_detected() {
        let mut tried = 0;
        for example in EXAMPLES {
            for (at, wrong) in transpositions(example) {
                assert!(ResidentId::new(&wrong).is_err(), "{at} of {example}");
                tried += 1;
            }
        }
        assert_eq!(tried, 44);
    }

    #[test]
    fn a_date_that_never_was_fails_before_the_check_character() {
        assert_eq!(fault("430721199002290012").wrong(), Wrong::Date);
        for check in "0123456789X".chars() {
            let text = format!("43072119900229001{check}");
            assert_eq!(fault(&text).wrong(), Wrong::Date, "{text}");
            assert_eq!(fault(&text).suggestion(), None);
        }
        assert_eq!(fault("430721000001010013").wrong(), Wrong::Date);
        assert_eq!(fault("990702198506170013").wrong(), Wrong::Area);
    }

    #[test]
    fn it_is_never_printed_whole() {
        let id = ResidentId::new(EXAMPLES[2]).unwrap();
        assert_eq!(id.to_string(), "4307**********0013");
        assert_eq!(format!("{id:?}"), "ResidentId(4307**********0013)");
        assert_eq!(id.masked().len(), 18);
        let wrong = fault("430702198506170014");
        assert!(!format!("{wrong:?} {wrong} {}", wrong.text().zh).contains("19850617"));
    }

    #[test]
    fn what_is_wrong_is_named_and_mended() {
        let wrong = fault("430702198506170014");
        assert_eq!(wrong.wrong(), Wrong::Check { position: 18, expected: '3' });
        assert_eq!(wrong.suggestion(), Some(EXAMPLES[2]));
        assert_eq!(fault("11010519491231002x").suggestion(), Some(EXAMPLES[0]));
        assert_eq!(fault("１１０１０５１９４９１２３１００２Ｘ").suggestion(), Some(EXAMPLES[0]));
        assert_eq!(fault("43O7O2 19850617 OOl3").suggestion(), Some(EXAMPLES[2]));
        let old = fault("430702850617001");
        assert_eq!(old.wrong(), Wrong::Length { found: 15, least: 18, most: 18 });
    }

    proptest! {
        #[test]
        fn what_the_rule_makes_is_taken(
            area in "(11|43|65|71|83)[0-9]{4}",
            year in 1800..2100, month in 1..=12, day in 1..=28,
            sequence in "[0-9]{3}",
        ) {
            let body = format!("{area}{year}{month:02}{day:02}{sequence}");
            // ISO 7064 MOD 11-2, digit by digit.
            let digits = body.chars().map(|c| c.to_digit(10).unwrap());
            let rest = digits.fold(0, |rest, digit| (rest + digit) * 2 % 11);
            let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][rest as usize];
            let id = ResidentId::new(&format!("{body}{check}"));
            prop_assert!(id.is_ok(), "{}{}", body, check);
            prop_assert_eq!(i32::from(id.unwrap().birth_date().year()), year);
        }
    }
}
