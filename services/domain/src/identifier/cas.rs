//! The CAS number of a substance: two to seven digits, two digits, a check digit, with dashes.

use std::fmt;

use super::digit;
use super::fault::{Identifier, IdentifierFault, Wrong};
use super::near::Plain;

/// A CAS number, `67-56-1`.
///
/// The sum is taken modulo ten with the weights 1, 2, 3, … from the right, so a change by five
/// under an even weight and a change by an even number under weight five are not detected; every
/// other change of one character is. Weights of neighbours differ by one, so every exchange of two
/// different neighbours among the weighted digits is detected.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CasNumber {
    /// All digits but the last.
    body: u32,
    check: u8,
}

impl CasNumber {
    /// Checks the text and takes it.
    ///
    /// # Errors
    /// What is wrong with the text, and the one near form that is right.
    pub fn new(text: &str) -> Result<Self, IdentifierFault> {
        read(text).map_err(|wrong| IdentifierFault::new(Identifier::CasNumber, wrong, near(text)))
    }
}

impl fmt::Display for CasNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}-{}", self.body / 100, self.body % 100, self.check)
    }
}

impl fmt::Debug for CasNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CasNumber({self})")
    }
}

fn read(text: &str) -> Result<CasNumber, Wrong> {
    let (front, middle, check) = parts(text).ok_or(Wrong::Form { example: "67-56-1" })?;
    let mut body = 0;
    for byte in front.bytes().chain(middle.bytes()) {
        body = body * 10 + u32::from(byte - b'0');
    }
    let expected = check_digit(body);
    if check == expected {
        Ok(CasNumber { body, check })
    } else {
        Err(Wrong::Check { position: text.len(), expected: char::from(b'0' + expected) })
    }
}

/// The three parts, all digits, of the right lengths; the first has no nought in front.
fn parts(text: &str) -> Option<(&str, &str, u8)> {
    let mut parts = text.splitn(3, '-');
    let (front, middle, check) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let right = matches!(front.len(), 2..=7)
        && middle.len() == 2
        && check.len() == 1
        && !front.starts_with('0')
        && [front, middle, check].into_iter().all(digits);
    let check = check.bytes().next().filter(|_| right)?;
    Some((front, middle, check - b'0'))
}

/// The sum of the digits by their places from the right, modulo ten.
const fn check_digit(mut body: u32) -> u8 {
    let (mut sum, mut weight) = (0, 1);
    while body > 0 {
        sum += body % 10 * weight;
        weight += 1;
        body /= 10;
    }
    (sum % 10) as u8
}

#[cold]
fn near(text: &str) -> Option<String> {
    let dashed = |text: String| {
        let check = text.len().saturating_sub(1);
        let middle = text.len().saturating_sub(3);
        match (text.get(..middle), text.get(middle..check), text.get(check..)) {
            (Some(front), Some(middle), Some(check)) => format!("{front}-{middle}-{check}"),
            _ => text,
        }
    };
    Plain::new(text, digit)?.shaped(dashed).mend(read)
}

#[cfg(test)]
mod tests {
    use super::super::mutation::{substitutions, transpositions};
    use super::*;
    use proptest::prelude::*;

    /// Methanol, chlorine, ammonium nitrate, water, and one of ten digits that is only a number.
    const EXAMPLES: [&str; 5] = ["67-56-1", "7782-50-5", "6484-52-2", "7732-18-5", "1234567-89-5"];

    #[test]
    fn known_substances_agree() {
        for example in EXAMPLES {
            assert_eq!(CasNumber::new(example).unwrap().to_string(), example);
        }
    }

    #[test]
    fn exactly_the_changes_that_the_sum_cannot_see_go_undetected() {
        let (mut tried, mut passed) = (0, 0);
        for example in EXAMPLES {
            let every: String = (0..128_u8).map(char::from).collect();
            for (at, other, wrong) in substitutions(example, &every) {
                let old = example.chars().nth(at).unwrap();
                let weight = example[at..].bytes().filter(u8::is_ascii_digit).count() - 1;
                let blind = match (old.to_digit(10), other.to_digit(10)) {
                    (Some(_), Some(0)) if at == 0 => false,
                    (Some(old), Some(new)) if weight == 5 => old.abs_diff(new) % 2 == 0,
                    (Some(old), Some(new)) if weight > 0 && weight % 2 == 0 => {
                        old.abs_diff(new) == 5
                    }
                    _ => false,
                };
                assert_eq!(CasNumber::new(&wrong).is_ok(), blind, "{wrong}");
                tried += 1;
                passed += usize::from(blind);
            }
        }
        assert_eq!((tried, passed), (5842, 31));
    }

    #[test]
    fn every_exchange_of_two_neighbours_is_detected() {
        let mut tried = 0;
        for example in EXAMPLES {
            for (at, wrong) in transpositions(example) {
                assert!(CasNumber::new(&wrong).is_err(), "{at} of {example}");
                tried += 1;
            }
        }
        assert_eq!(tried, 39);
    }

    #[test]
    fn what_is_wrong_is_named_and_mended() {
        let fault = |text: &str| CasNumber::new(text).unwrap_err();
        let check = fault("7782-50-6");
        assert_eq!(check.wrong(), Wrong::Check { position: 9, expected: '5' });
        assert_eq!(check.suggestion(), Some("7782-50-5"));
        for slip in ["7782505", "7782–50–5", "７７８２－５０－５", "7782-5O-5", " 7782-50-5"]
        {
            assert_eq!(fault(slip).suggestion(), Some("7782-50-5"), "{slip}");
        }
        for text in ["", "7-50-5", "07782-50-5", "12345678-50-5", "7782-50-5-1", "7782-505", "氯"]
        {
            assert!(matches!(fault(text).wrong(), Wrong::Form { .. }), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_the_rule_makes_is_taken(front in "[1-9][0-9]{1,6}", middle in "[0-9]{2}") {
            let digits = front.chars().chain(middle.chars()).rev();
            let sum: usize =
                digits.zip(1..).map(|(c, weight)| c.to_digit(10).unwrap() as usize * weight).sum();
            let text = format!("{front}-{middle}-{}", sum % 10);
            prop_assert_eq!(CasNumber::new(&text).unwrap().to_string(), text);
        }
    }
}
