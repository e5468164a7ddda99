//! The organisation code (组织机构代码, GB 11714): eight characters and a check character. It lives
//! on inside the unified social credit code.

use super::fault::{Identifier, IdentifierFault, Wrong};
use super::near::Plain;
use super::{exact, fixed};

const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by 11 less the sum modulo 11.
const CHECKS: &[u8; 12] = b"?123456789X0";

fixed! {
    /// An organisation code, with or without the dash before its check character.
    ///
    /// The sum is taken modulo 11 over values up to 35, so a character stands for any other whose
    /// value leaves the same rest (`0`, `B` and `M`; `1`, `C` and `N`; …): such a change of one
    /// character is not detected, every other is; two neighbours of equal rest likewise.
    OrganisationCode[9]
}

impl std::fmt::Display for OrganisationCode {
    /// With the dash.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (body, check) = self.as_str().split_at(8);
        write!(f, "{body}-{check}")
    }
}

impl std::fmt::Debug for OrganisationCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OrganisationCode({self})")
    }
}

/// The check character of eight digits and capital letters.
pub(super) fn check_character(body: &[u8; 8]) -> u8 {
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(byte, weight)| value(*byte) * weight).sum();
    CHECKS[11 - sum as usize % 11]
}

fn value(byte: u8) -> u32 {
    char::from(byte).to_digit(36).unwrap_or_default()
}

const fn allowed(at: usize, byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase() && (at < 8 || byte == b'X')
}

fn read(text: &str) -> Result<[u8; 9], Wrong> {
    let code = match text.split_once('-') {
        Some((body, check)) if body.len() == 8 && check.len() == 1 => {
            let body: [u8; 8] = exact(body, allowed)?;
            let [check] = exact(check, |_, byte| allowed(8, byte))
                .map_err(|wrong| shifted(wrong, body.len()))?;
            let [a, b, c, d, e, f, g, h] = body;
            [a, b, c, d, e, f, g, h, check]
        }
        _ => exact(text, allowed)?,
    };
    let [body @ .., check] = code;
    let expected = check_character(&body);
    if check == expected {
        Ok(code)
    } else {
        let position = text.chars().count();
        Err(Wrong::Check { position, expected: char::from(expected) })
    }
}

/// The same wrong, `by` characters and a dash further on.
const fn shifted(wrong: Wrong, by: usize) -> Wrong {
    match wrong {
        Wrong::Character { position, found } => {
            Wrong::Character { position: position + by + 1, found }
        }
        other => other,
    }
}

#[cold]
fn near(text: &str) -> Option<String> {
    let dashed = |mut text: String| {
        if text.is_char_boundary(8) && text.len() > 8 {
            text.insert(8, '-');
        }
        text
    };
    Plain::new(text, allowed)?.shaped(dashed).mend(read)
}

#[cfg(test)]
mod tests {
    use super::super::mutation::{substitutions, transpositions};
    use super::*;
    use proptest::prelude::*;

    const EXAMPLE: &str = "D2143569X";

    fn rest(c: char) -> u32 {
        c.to_digit(36).unwrap() % 11
    }

    #[test]
    fn the_worked_example_agrees_with_and_without_its_dash() {
        let code = OrganisationCode::new("D2143569-X").unwrap();
        assert_eq!(code, OrganisationCode::new(EXAMPLE).unwrap());
        assert_eq!((code.as_str(), code.to_string().as_str()), (EXAMPLE, "D2143569-X"));
    }

    #[test]
    fn exactly_the_changes_between_equal_rests_go_undetected() {
        let (mut tried, mut passed) = (0, 0);
        for (at, other, wrong) in substitutions(EXAMPLE, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
            let old = EXAMPLE.chars().nth(at).unwrap();
            let blind = at < 8 && rest(old) == rest(other);
            assert_eq!(OrganisationCode::new(&wrong).is_ok(), blind, "{wrong}");
            tried += 1;
            passed += usize::from(blind);
        }
        assert_eq!((tried, passed), (9 * 35, 19));
    }

    #[test]
    fn every_exchange_of_two_neighbours_of_other_rests_is_detected() {
        let (mut tried, mut passed) = (0, 0);
        for (at, wrong) in transpositions(EXAMPLE) {
            let mut pair = EXAMPLE[at..at + 2].chars();
            let blind = at < 7 && rest(pair.next().unwrap()) == rest(pair.next().unwrap());
            assert_eq!(OrganisationCode::new(&wrong).is_ok(), blind, "{wrong}");
            tried += 1;
            passed += usize::from(blind);
        }
        assert_eq!((tried, passed), (8, 1), "D and 2 have the same rest");
        // B and 0 have the same rest: no one can tell them apart.
        let check = char::from(check_character(b"B0000000"));
        assert!(OrganisationCode::new(&format!("B0000000{check}")).is_ok());
        assert!(OrganisationCode::new(&format!("0B000000{check}")).is_ok());
    }

    #[test]
    fn what_is_wrong_is_named_and_mended() {
        let fault = |text: &str| OrganisationCode::new(text).unwrap_err();
        let check = fault("D2143569-1");
        assert_eq!(check.wrong(), Wrong::Check { position: 10, expected: 'X' });
        assert_eq!(check.suggestion(), Some("D2143569-X"));
        assert_eq!(fault("D21435691").suggestion(), Some("D2143569-X"));
        assert_eq!(fault("d2143569-x").suggestion(), Some("D2143569-X"));
        let letter = fault("D2143569-A");
        assert_eq!(letter.wrong(), Wrong::Character { position: 10, found: 'A' });
        assert!(OrganisationCode::new("D214-3569X").is_err());
    }

    proptest! {
        #[test]
        fn what_the_rule_makes_is_taken(body in "[0-9A-Z]{8}") {
            let weighted = body.chars().zip([3, 7, 9, 10, 5, 8, 4, 2]);
            let sum: u32 = weighted.map(|(c, weight)| rest(c) * weight).sum();
            let check = match 11 - sum % 11 {
                10 => 'X',
                11 => '0',
                other => char::from_digit(other, 10).unwrap(),
            };
            let code = format!("{body}-{check}");
            prop_assert!(OrganisationCode::new(&code).is_ok(), "{}", code);
        }
    }
}
