//! The vehicle identification number (车辆识别代号, GB 16735, ISO 3779): seventeen characters, the
//! ninth a check character, the tenth the model year. Trailers have one too.

use super::fault::{Identifier, IdentifierFault, Wrong};
use super::near::Plain;
use super::{exact, fixed, printed};

const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
/// Check characters by the sum modulo 11.
const CHECKS: &[u8; 11] = b"0123456789X";
/// Values of A to Z; those of I, O and Q are never asked for.
const LETTERS: [u8; 26] =
    [1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9];
/// Where the check character and the model year stand, from zero.
const CHECK: usize = 8;
const YEAR: usize = 9;

fixed! {
    /// A vehicle identification number.
    ///
    /// Several characters share a value (`A J 1`, `B K S 2`, `C L T 3`, `D M U 4`, `E N V 5`,
    /// `F W 6`, `G P X 7`, `H Y 8`, `R Z 9`), so one taken for another of its group is not
    /// detected, and neither is their exchange; every other change of one character is, and every
    /// other exchange of neighbours away from the check character.
    Vin[17]
}
printed!(Vin);

impl Vin {
    /// The model year's character: it comes again every thirty years.
    #[must_use]
    pub const fn model_year(&self) -> char {
        self.0[YEAR] as char
    }
}

const fn allowed(at: usize, byte: u8) -> bool {
    match byte {
        b'I' | b'O' | b'Q' => false,
        b'X' | b'0'..=b'9' if at == CHECK => true,
        _ if at == CHECK => false,
        b'U' | b'Z' | b'0' if at == YEAR => false,
        _ => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
    }
}

/// The value of a byte that is allowed somewhere.
const fn value(byte: u8) -> u32 {
    match byte {
        b'A'..=b'Z' => LETTERS[(byte - b'A') as usize] as u32,
        _ => byte.wrapping_sub(b'0') as u32,
    }
}

fn read(text: &str) -> Result<[u8; 17], Wrong> {
    let vin = exact(text, allowed)?;
    let sum: u32 = vin.iter().zip(WEIGHTS).map(|(byte, weight)| value(*byte) * weight).sum();
    let expected = CHECKS[sum as usize % 11];
    if vin[CHECK] == expected {
        Ok(vin)
    } else {
        Err(Wrong::Check { position: CHECK + 1, expected: char::from(expected) })
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

    /// Those of `facts/law.md` 4.3.
    const EXAMPLES: [&str; 3] = ["1M8GDM9AXKP042788", "11111111111111111", "LFWSRXRJ3K1F00001"];
    const GROUPS: [&str; 10] =
        ["0", "AJ1", "BKS2", "CLT3", "DMU4", "ENV5", "FW6", "GPX7", "HY8", "RZ9"];

    fn group(c: char) -> usize {
        GROUPS.iter().position(|group| group.contains(c)).unwrap()
    }

    #[test]
    fn the_worked_examples_agree() {
        for example in EXAMPLES {
            assert_eq!(Vin::new(example).unwrap().as_str(), example);
        }
        assert_eq!(Vin::new(EXAMPLES[2]).unwrap().model_year(), 'K');
    }

    #[test]
    fn exactly_the_changes_within_a_group_go_undetected() {
        let (mut tried, mut passed) = (0, 0);
        for example in EXAMPLES {
            let every: String = (0..128_u8).map(char::from).collect();
            for (at, other, wrong) in substitutions(example, &every) {
                let old = example.chars().nth(at).unwrap();
                let same = GROUPS[group(old)].contains(other);
                let blind = same && at != 8 && !(at == 9 && "UZ0".contains(other));
                assert_eq!(Vin::new(&wrong).is_ok(), blind, "{other:?} at {at} of {example}");
                tried += 1;
                passed += usize::from(blind);
            }
        }
        assert_eq!((tried, passed), (3 * 17 * 127, 99));
    }

    #[test]
    fn exchanges_of_neighbours_are_detected_but_within_a_group() {
        let (mut tried, mut passed) = (0, 0);
        for example in EXAMPLES {
            for (at, wrong) in transpositions(example) {
                let mut pair = example[at..at + 2].chars();
                let blind = group(pair.next().unwrap()) == group(pair.next().unwrap());
                assert_eq!(Vin::new(&wrong).is_ok(), blind, "{at} of {example}");
                tried += 1;
                passed += usize::from(blind);
            }
        }
        assert_eq!((tried, passed), (28, 2));
    }

    #[test]
    fn what_is_wrong_is_named_and_mended() {
        let fault = |text: &str| Vin::new(text).unwrap_err();
        let check = fault("LFWSRXRJ4K1F00001");
        assert_eq!(check.wrong(), Wrong::Check { position: 9, expected: '3' });
        assert_eq!(check.suggestion(), Some(EXAMPLES[2]));
        for slip in
            ["LFWSRXRJ3K1FOOOO1", "lfwsrxrj3k1f00001", "LFWSRXRJ3KIF0000I", "LFW SRXRJ3K1F00001"]
        {
            assert_eq!(fault(slip).suggestion(), Some(EXAMPLES[2]), "{slip}");
        }
        for (position, found, text) in [
            (1, 'I', "IFWSRXRJ3K1F00001"),
            (9, 'A', "LFWSRXRJAK1F00001"),
            (10, 'U', "LFWSRXRJ3U1F00001"),
            (10, 'Z', "LFWSRXRJ3Z1F00001"),
            (10, '0', "LFWSRXRJ301F00001"),
        ] {
            assert_eq!(fault(text).wrong(), Wrong::Character { position, found });
        }
    }

    proptest! {
        #[test]
        fn what_the_rule_makes_is_taken(
            front in "[0-9A-HJ-NPR-Z]{8}", year in "[1-9A-HJ-NPR-TV-Y]",
            back in "[0-9A-HJ-NPR-Z]{7}",
        ) {
            let rest = format!("{front}{year}{back}");
            let weights = [8, 7, 6, 5, 4, 3, 2, 10, 9, 8, 7, 6, 5, 4, 3, 2];
            let sum: usize = rest.chars().zip(weights).map(|(c, weight)| group(c) * weight).sum();
            let check = if sum % 11 == 10 { "X".to_owned() } else { (sum % 11).to_string() };
            let vin = format!("{front}{check}{year}{back}");
            prop_assert!(Vin::new(&vin).is_ok(), "{}", vin);
        }
    }
}
