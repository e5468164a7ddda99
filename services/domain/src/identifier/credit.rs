//! The unified social credit code (统一社会信用代码, GB 32100-2015) of every organisation.
//!
//! One character registering body, one kind, six the registrar's division, nine the organisation
//! code, one check character: with its value, the sum of the other values, each times its power of
//! three, is nought modulo 31.

use super::division::DivisionCode;
use super::fault::{Identifier, IdentifierFault, Wrong};
use super::near::Plain;
use super::organisation;
use super::{exact, fixed, printed};

/// Its alphabet: a character's value is its place. No I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// Values of all bytes; bytes outside the alphabet have [`NONE`].
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut at = 0;
    while at < ALPHABET.len() {
        values[ALPHABET[at] as usize] = at as u8;
        at += 1;
    }
    values
};
const NONE: u8 = u8::MAX;

fixed! {
    /// A unified social credit code.
    ///
    /// 31 is prime and no weight is nought or equal to its neighbour's, so every change of one
    /// character and every exchange of two different neighbours is detected.
    CreditCode[18]
}
printed!(CreditCode);

impl CreditCode {
    /// The registrar's division code, six digits.
    #[must_use]
    pub fn area(&self) -> &str {
        &self.as_str()[2..8]
    }

    /// The registrar's division, where its province is one of GB/T 2260: 100000 is the national
    /// registrar's and is not.
    #[must_use]
    pub fn division(&self) -> Option<DivisionCode> {
        DivisionCode::new(self.area()).ok()
    }

    /// Whether the organisation code inside agrees with its own check character. Codes given to
    /// some individual businesses do not: a reason to look, never a fault.
    #[must_use]
    pub fn inner_agrees(&self) -> bool {
        let [.., a, b, c, d, e, f, g, h, check, _] = self.0;
        organisation::check_character(&[a, b, c, d, e, f, g, h]) == check
    }
}

const fn allowed(at: usize, byte: u8) -> bool {
    matches!(at, 2..=7) && byte.is_ascii_digit()
        || !matches!(at, 2..=7) && VALUES[byte as usize] != NONE
}

fn read(text: &str) -> Result<[u8; 18], Wrong> {
    let code = exact(text, allowed)?;
    let values = code.iter().map(|byte| u32::from(VALUES[usize::from(*byte)]));
    let sum: u32 = values.zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    let expected = ALPHABET[(31 - sum as usize % 31) % 31];
    if code[17] == expected {
        Ok(code)
    } else {
        Err(Wrong::Check { position: 18, expected: char::from(expected) })
    }
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

    /// Of the standard, then those of `facts/law.md` 4.1.
    const EXAMPLES: [&str; 4] =
        ["91350100M000100Y43", "91430700MA4L00003P", "9143070255554321XM", "12430700444780124N"];

    #[test]
    fn the_worked_examples_agree() {
        for example in EXAMPLES {
            assert_eq!(CreditCode::new(example).unwrap().as_str(), example);
        }
        let changde = CreditCode::new("91430700MA4L00003P").unwrap();
        assert_eq!(changde.area(), "430700");
        assert_eq!(changde.division().unwrap().name().unwrap().zh, "常德市");
    }

    #[test]
    fn a_wrong_code_inside_is_told_and_still_taken() {
        for example in EXAMPLES {
            assert!(CreditCode::new(example).unwrap().inner_agrees(), "{example}");
        }
        // MA4L0000-3 is right, -4 is not; the outer check character is.
        assert!(!CreditCode::new("91430700MA4L00004T").unwrap().inner_agrees());
    }

    #[test]
    fn every_change_of_one_character_is_detected() {
        let mut tried = 0;
        for example in EXAMPLES {
            let every: String = (0..128_u8).map(char::from).collect();
            for (at, other, wrong) in substitutions(example, &every) {
                assert!(CreditCode::new(&wrong).is_err(), "{other:?} at {at} of {example}");
                tried += 1;
            }
        }
        assert_eq!(tried, 4 * 18 * 127);
    }

    #[test]
    fn every_exchange_of_two_neighbours_is_detected() {
        let mut tried = 0;
        for example in EXAMPLES {
            for (at, wrong) in transpositions(example) {
                assert!(CreditCode::new(&wrong).is_err(), "{at} of {example}");
                tried += 1;
            }
        }
        assert_eq!(tried, 54);
    }

    #[test]
    fn what_is_wrong_is_named_and_mended() {
        let fault = |text: &str| CreditCode::new(text).unwrap_err();
        let check = fault("91350100M000100Y47");
        assert_eq!(check.wrong(), Wrong::Check { position: 18, expected: '3' });
        assert_eq!(check.suggestion(), Some("91350100M000100Y43"));
        let letter = fault("9135O100M000100Y43");
        assert_eq!(letter.wrong(), Wrong::Character { position: 5, found: 'O' });
        for slip in [
            "9135O100M000100Y43",
            "91350I00M000100Y43",
            "91350100m000100y43",
            "９１３５０１００Ｍ０００１００Ｙ４３",
            "91350100-M000100Y4 3",
        ] {
            assert_eq!(fault(slip).suggestion(), Some("91350100M000100Y43"), "{slip:?}");
        }
        let short = fault("91350100M000100Y4");
        assert_eq!(short.wrong(), Wrong::Length { found: 17, least: 18, most: 18 });
        assert_eq!(short.suggestion(), None);
        assert_eq!(fault("9135O100M000100Y47").suggestion(), None, "two slips are a guess");
    }

    proptest! {
        #[test]
        fn what_the_rule_makes_is_taken(
            body in "[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{9}"
        ) {
            let place = |c: char| "0123456789ABCDEFGHJKLMNPQRTUWXY".find(c).unwrap();
            // Horner's rule from the far end: another way to the same sum.
            let sum = body.chars().rev().fold(0, |sum, c| (sum * 3 + place(c)) % 31);
            let right = |check: &u8| (sum + place(char::from(*check))) % 31 == 0;
            let checks: Vec<u8> = ALPHABET.iter().copied().filter(right).collect();
            prop_assert_eq!(checks.len(), 1);
            let text = format!("{body}{}", char::from(checks[0]));
            prop_assert!(CreditCode::new(&text).is_ok(), "{}", text);
        }
    }
}
