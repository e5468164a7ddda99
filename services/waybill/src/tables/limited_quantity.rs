//! The limited quantity (有限数量) of a row of the goods list (617.3 column 7a): the most that one
//! inner receptacle or article may hold.

use std::str::FromStr;

/// What the list allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitedQuantity {
    /// `0`: none.
    NotAllowed,
    /// Up to so much; goods measured in what is `None` have no limit here, and are not allowed.
    UpTo {
        /// Millilitres.
        millilitres: Option<u32>,
        /// Grams.
        grams: Option<u32>,
    },
    /// A special provision says how much: `See SP 251`.
    BySpecialProvision,
}

/// What one inner receptacle or article holds, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Microlitres.
    Microlitres(u64),
    /// Milligrams.
    Milligrams(u64),
}

/// Why goods are no limited quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverLimited {
    /// The list allows none.
    NotAllowed,
    /// A receptacle holds more than this many millilitres or grams.
    Over(u32),
    /// The list gives the limit in the other measure.
    OtherMeasure,
    /// Not known: a special provision says how much.
    BySpecialProvision,
}

/// A text that the list does not use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a limited quantity (5 L, 500 g, 0)")]
pub struct NoLimitedQuantity;

impl FromStr for LimitedQuantity {
    type Err = NoLimitedQuantity;
    fn from_str(text: &str) -> Result<Self, NoLimitedQuantity> {
        if text == "0" {
            return Ok(Self::NotAllowed);
        }
        if text.starts_with("See SP") {
            return Ok(Self::BySpecialProvision);
        }
        let (mut millilitres, mut grams) = (None, None);
        for part in text.split(" or ") {
            let unit = part.find(|c: char| !c.is_ascii_digit()).ok_or(NoLimitedQuantity)?;
            let (amount, unit) = part.split_at(unit);
            let amount: u32 = amount.parse().map_err(|_| NoLimitedQuantity)?;
            let (limit, factor) = match unit.trim_start() {
                "L" => (&mut millilitres, 1000),
                "ml" => (&mut millilitres, 1),
                "kg" => (&mut grams, 1000),
                "g" => (&mut grams, 1),
                _ => return Err(NoLimitedQuantity),
            };
            *limit = Some(amount.checked_mul(factor).ok_or(NoLimitedQuantity)?);
        }
        Ok(Self::UpTo { millilitres, grams })
    }
}

impl LimitedQuantity {
    /// Whether a receptacle with this much in it is a limited quantity.
    pub fn check(self, held: Held) -> Result<(), OverLimited> {
        let (limit, held) = match (self, held) {
            (Self::NotAllowed, _) => return Err(OverLimited::NotAllowed),
            (Self::BySpecialProvision, _) => return Err(OverLimited::BySpecialProvision),
            (Self::UpTo { millilitres, .. }, Held::Microlitres(held)) => (millilitres, held),
            (Self::UpTo { grams, .. }, Held::Milligrams(held)) => (grams, held),
        };
        let limit = limit.ok_or(OverLimited::OtherMeasure)?;
        if held > u64::from(limit) * 1000 { Err(OverLimited::Over(limit)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sample;
    use super::*;

    #[test]
    fn every_limited_quantity_of_the_goods_list_is_read() {
        for row in sample::goods() {
            let text = row["limited_quantity"].as_str();
            assert!(text.is_empty() || text.parse::<LimitedQuantity>().is_ok(), "{text}");
        }
    }

    #[test]
    fn a_receptacle_holds_no_more_than_the_list_allows() {
        let check = |text: &str, held| text.parse::<LimitedQuantity>().unwrap().check(held);
        assert_eq!(check("1 L", Held::Microlitres(1_000_000)), Ok(()));
        assert_eq!(check("1 L", Held::Microlitres(1_000_001)), Err(OverLimited::Over(1000)));
        assert_eq!(check("5kg", Held::Milligrams(5_000_000)), Ok(()));
        assert_eq!(check("5 kg", Held::Milligrams(5_000_001)), Err(OverLimited::Over(5000)));
        assert_eq!(check("100 ml", Held::Milligrams(1)), Err(OverLimited::OtherMeasure));
        assert_eq!(check("500 ml or 500 g", Held::Milligrams(500_000)), Ok(()));
        assert_eq!(check("500 ml or 500 g", Held::Microlitres(500_000)), Ok(()));
        assert_eq!(check("0", Held::Microlitres(0)), Err(OverLimited::NotAllowed));
        let by_provision = Err(OverLimited::BySpecialProvision);
        assert_eq!(check("See SP 251", Held::Microlitres(0)), by_provision);
        for bad in ["", "5", "L", "5 m3", "-5 L", "5 L or", "5 L,5 kg", "99999999999 L"] {
            assert_eq!(bad.parse::<LimitedQuantity>(), Err(NoLimitedQuantity), "{bad:?}");
        }
        assert_eq!("4294968 L".parse::<LimitedQuantity>(), Err(NoLimitedQuantity));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,12}|[0-9]{1,12} ?(L|ml|kg|g| or )?") {
            if let Ok(limit) = text.parse::<LimitedQuantity>() {
                let endless = limit.check(Held::Microlitres(u64::MAX));
                prop_assert!(endless.is_err());
            }
        }
    }
}
