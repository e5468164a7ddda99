//! The number of a hazardous-waste manifest (危险废物转移联单编号): `facts/law.md` 6.4.

use super::division::is_province;
use super::fault::{Identifier, IdentifierFault, Wrong};
use super::near::Plain;
use super::{digit, exact, fixed, printed};

fixed! {
    /// A manifest number: four digits of the year, two of the province and two of the city sent
    /// from, six of the city's serial. It has no check digit.
    ManifestNumber[14]
}
printed!(ManifestNumber);

impl ManifestNumber {
    /// The year it was given out.
    #[must_use]
    pub fn year(&self) -> u16 {
        self.as_str()[..4].parse().unwrap_or_default()
    }

    /// Province and city sent from: `4307`.
    #[must_use]
    pub fn city(&self) -> &str {
        &self.as_str()[4..8]
    }

    /// Its number in that city and year.
    #[must_use]
    pub fn serial(&self) -> u32 {
        self.as_str()[8..].parse().unwrap_or_default()
    }
}

fn read(text: &str) -> Result<[u8; 14], Wrong> {
    let number: [u8; 14] = exact(text, digit)?;
    if !number.starts_with(b"20") {
        Err(Wrong::Date)
    } else if !is_province([number[4], number[5]]) {
        Err(Wrong::Area)
    } else {
        Ok(number)
    }
}

#[cold]
fn near(text: &str) -> Option<String> {
    Plain::new(text, digit)?.mend(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_manifest_number_says_year_city_and_serial() {
        let number = ManifestNumber::new("20264307000123").unwrap();
        assert_eq!((number.year(), number.city(), number.serial()), (2026, "4307", 123));
    }

    #[test]
    fn what_is_wrong_is_named_and_mended() {
        let fault = |text: &str| ManifestNumber::new(text).unwrap_err();
        assert_eq!(fault("19264307000123").wrong(), Wrong::Date);
        assert_eq!(fault("20269907000123").wrong(), Wrong::Area);
        let short = fault("2026430700123").wrong();
        assert_eq!(short, Wrong::Length { found: 13, least: 14, most: 14 });
        for slip in ["2026 4307 000123", "2026-43-07-000123", "2O2643O7OOOl23"] {
            assert_eq!(fault(slip).suggestion(), Some("20264307000123"), "{slip}");
        }
    }

    proptest! {
        #[test]
        fn every_text_of_the_form_is_taken(number in "20[0-9]{2}43[0-9]{8}") {
            prop_assert!(ManifestNumber::new(&number).is_ok());
        }
    }
}
