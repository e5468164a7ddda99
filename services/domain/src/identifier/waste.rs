//! The code of a hazardous waste (危险废物代码), as the national list prints it.

use super::fault::{Identifier, IdentifierFault, Wrong};
use super::near::Plain;
use super::{digit, exact, fixed, printed};

fixed! {
    /// A waste code, `841-001-01`: industry, serial, category. It has no check digit: whether
    /// such a waste exists, the list of wastes says.
    WasteCode[10]
}
printed!(WasteCode);

impl WasteCode {
    /// The industry it comes from, three digits.
    #[must_use]
    pub fn industry(&self) -> &str {
        &self.as_str()[..3]
    }

    /// Its category: 1 for HW01.
    #[must_use]
    pub const fn category(&self) -> u8 {
        (self.0[8] - b'0') * 10 + self.0[9] - b'0'
    }
}

const fn allowed(at: usize, byte: u8) -> bool {
    if matches!(at, 3 | 7) { byte == b'-' } else { byte.is_ascii_digit() }
}

fn read(text: &str) -> Result<[u8; 10], Wrong> {
    exact(text, allowed)
}

#[cold]
fn near(text: &str) -> Option<String> {
    let dashed = |text: String| match (text.get(..3), text.get(3..6), text.get(6..)) {
        (Some(industry), Some(serial), Some(rest)) => format!("{industry}-{serial}-{rest}"),
        _ => text,
    };
    Plain::new(text, digit)?.shaped(dashed).mend(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_waste_code_says_industry_and_category() {
        let code = WasteCode::new("841-001-01").unwrap();
        assert_eq!((code.industry(), code.category()), ("841", 1));
        assert_eq!(WasteCode::new("900-041-49").unwrap().category(), 49);
    }

    #[test]
    fn what_is_wrong_is_named_and_mended() {
        let fault = |text: &str| WasteCode::new(text).unwrap_err();
        for slip in ["84100101", "841–001–01", "８４１－００１－０１", "841-OO1-O1", "841 001 01"]
        {
            assert_eq!(fault(slip).suggestion(), Some("841-001-01"), "{slip}");
        }
        let wrong = fault("841-001001").wrong();
        assert_eq!(wrong, Wrong::Character { position: 8, found: '0' });
        let wrong = fault("841-001-1").wrong();
        assert_eq!(wrong, Wrong::Length { found: 9, least: 10, most: 10 });
        assert_eq!(fault("841-001-1").suggestion(), None);
    }

    proptest! {
        #[test]
        fn every_text_of_the_form_is_taken(code in "[0-9]{3}-[0-9]{3}-[0-9]{2}") {
            prop_assert!(WasteCode::new(&code).is_ok());
        }
    }
}
