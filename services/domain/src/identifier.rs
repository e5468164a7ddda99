//! The identifiers that papers carry: credit codes, resident IDs, VINs, plates, division codes,
//! permit and manifest numbers, phones, CAS numbers (`facts/law.md` section 4).
//!
//! Each is checked on its own and strictly: a value that exists is right in form and in its check
//! character. What is wrong comes back as an [`IdentifierFault`]: what, where, in both languages,
//! and the one near form that is right where there is one. Where the form itself is in doubt, the
//! answer is a [`Standing`] with a doubt instead of a fault.

mod cas;
mod credit;
mod division;
mod fault;
mod licence;
mod manifest;
#[cfg(test)]
mod mutation;
mod near;
mod organisation;
mod phone;
mod plate;
mod resident;
mod vin;
mod waste;

pub use cas::CasNumber;
pub use credit::CreditCode;
pub use division::DivisionCode;
pub use fault::{Identifier, IdentifierFault, Standing, Wrong};
pub use licence::{qualification, road_licence, toxic_pass, vehicle_permit};
pub use manifest::ManifestNumber;
pub use organisation::OrganisationCode;
pub use phone::{PhoneKind, phone};
pub use plate::{PlateKind, plate};
pub use resident::ResidentId;
pub use vin::Vin;
pub use waste::WasteCode;

/// The bytes of `text` where there are exactly `N`, each `allowed` at its place (from zero).
#[inline]
fn exact<const N: usize>(text: &str, allowed: fn(usize, u8) -> bool) -> Result<[u8; N], Wrong> {
    match <[u8; N]>::try_from(text.as_bytes()) {
        Ok(bytes) if bytes.iter().enumerate().all(|(at, byte)| allowed(at, *byte)) => Ok(bytes),
        _ => Err(misfit(text, N, allowed)),
    }
}

/// Why `text` is not `length` allowed characters: the first that may not stand where it stands,
/// else the length.
#[cold]
fn misfit(text: &str, length: usize, allowed: fn(usize, u8) -> bool) -> Wrong {
    let fits = |at, found| u8::try_from(found).is_ok_and(|byte| allowed(at, byte));
    let stray = text.chars().take(length).enumerate().find(|(at, found)| !fits(*at, *found));
    match stray {
        Some((at, found)) => Wrong::Character { position: at + 1, found },
        None => Wrong::Length { found: text.chars().count(), least: length, most: length },
    }
}

/// Whether the byte is a digit, wherever it stands.
const fn digit(_at: usize, byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// An identifier of a fixed number of ASCII characters. The file that defines it has `read`, which
/// checks a text, and `near`, which finds the form that was likely meant.
macro_rules! fixed {
    ($(#[$doc:meta])* $name:ident[$length:literal]) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $length]);

        impl $name {
            /// Checks the text and takes it.
            ///
            /// # Errors
            /// What is wrong with the text, and the one near form that is right.
            pub fn new(text: &str) -> Result<Self, IdentifierFault> {
                read(text).map(Self).map_err(|wrong| {
                    IdentifierFault::new(Identifier::$name, wrong, near(text))
                })
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0).unwrap_or_default()
            }
        }
    };
}

/// Lets a fixed identifier be printed as it is.
macro_rules! printed {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}

use {fixed, printed};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::vehicle::PlateColor;

    /// A right text of each kind, to be spoilt.
    const RIGHT: [&str; 16] = [
        "91350100M000100Y43",
        "D2143569-X",
        "430702198506170013",
        "LFWSRXRJ3K1F00001",
        "湘J12A45",
        "湘J1234挂",
        "430702",
        "湘交运管许可常字430700000001号",
        "430700000001",
        "4307020101260000001",
        "430000001",
        "20264307000123",
        "841-001-01",
        "13807360000",
        "0736-7220000",
        "7782-50-5",
    ];

    /// Characters that slips bring in.
    const SLIPS: [char; 16] =
        ['O', 'I', 'l', 'S', 'Z', 'B', 'x', 'X', '0', '1', '8', '-', '·', ' ', '\u{ff10}', '挂'];

    fn from_standing(standing: Standing) -> Option<IdentifierFault> {
        match standing {
            Standing::Good => None,
            Standing::Doubtful(fault) | Standing::Wrong(fault) => Some(fault),
        }
    }

    /// The fault that each identifier finds in a text.
    fn faults(text: &str) -> Vec<Option<IdentifierFault>> {
        let color = PlateColor::Yellow;
        vec![
            CreditCode::new(text).err(),
            OrganisationCode::new(text).err(),
            ResidentId::new(text).err(),
            Vin::new(text).err(),
            plate(text, color).err(),
            DivisionCode::new(text).err(),
            from_standing(road_licence(text)),
            from_standing(vehicle_permit(text)),
            from_standing(qualification(text)),
            from_standing(toxic_pass(text)),
            ManifestNumber::new(text).err(),
            WasteCode::new(text).err(),
            phone(text).err(),
            CasNumber::new(text).err(),
        ]
    }

    /// Every identifier answers, and what it suggests it takes itself.
    fn answer(text: &str) {
        for (at, fault) in faults(text).into_iter().enumerate() {
            let Some(fault) = fault else { continue };
            assert_eq!(fault.identifier(), Identifier::ALL[at], "{text:?}");
            assert!(!fault.text().zh.is_empty());
            if let Some(near) = fault.suggestion() {
                assert_ne!(near, text);
                assert_eq!(faults(near)[at], None, "{near:?} for {text:?}");
            }
        }
    }

    #[test]
    fn each_right_text_is_taken_by_one_at_least() {
        for text in RIGHT {
            assert!(faults(text).iter().any(Option::is_none), "{text}");
            answer(text);
        }
    }

    proptest! {
        #[test]
        fn any_text_has_its_answer(text in proptest::collection::vec(any::<char>(), 0..=10_000)) {
            answer(&text.into_iter().collect::<String>());
        }

        #[test]
        fn any_repeated_character_has_its_answer(c in any::<char>(), count in 0..=10_000_usize) {
            answer(&c.to_string().repeat(count));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn any_slip_in_a_right_text_has_its_answer(
            right in proptest::sample::select(&RIGHT[..]),
            slips in proptest::collection::vec((0..24_usize, 0..4_u8, any::<char>()), 0..4),
            common in proptest::sample::select(&SLIPS[..]),
        ) {
            let mut text: Vec<char> = right.chars().collect();
            for (at, way, c) in slips {
                let at = at % (text.len() + 1);
                match way {
                    0 => text.insert(at, c),
                    1 => text.insert(at, common),
                    2 if at < text.len() => text[at] = common,
                    _ if at < text.len() => drop(text.remove(at)),
                    _ => {}
                }
            }
            answer(&text.into_iter().collect::<String>());
        }
    }
}
