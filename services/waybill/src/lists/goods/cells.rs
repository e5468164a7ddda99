//! What a cell of the dangerous-goods list may hold.

use std::str::FromStr;

use placard_domain::goods::HazardClass;
use placard_domain::violation::{Reason, Violations};

fn unknown<T>(text: &str, examples: &str) -> Result<T, Violations> {
    Err(Violations::one("", Reason::UnknownValue, format_args!("{text:?} ({examples})")))
}

/// A cell that may print a dash, which says something: nothing applies. An empty one says that no
/// source gave a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<T> {
    /// What the list says.
    Value(T),
    /// The list prints a dash: none applies.
    Dash,
    /// No source gave a value.
    Unsaid,
}

impl<T: Copy> Given<T> {
    /// The value, where there is one.
    #[must_use]
    pub const fn value(&self) -> Option<T> {
        match self {
            Self::Value(value) => Some(*value),
            Self::Dash | Self::Unsaid => None,
        }
    }
}

impl<T: FromStr<Err = Violations>> FromStr for Given<T> {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        if text == "-" { Ok(Self::Dash) } else { text.parse().map(Self::Value) }
    }
}

/// Codes that the list joins with `;`: `P001;IBC02`, `(M);T50`, `V2;V3`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes(Box<str>);

impl Codes {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// Each code, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(';').filter(|code| !code.is_empty())
    }

    /// Whether the list prints this very code.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        self.iter().any(|known| known == code)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As the list prints them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! labels {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// A hazard label (标志) of column 5. `7X` stands for 7A, 7B or 7C, by the dose rate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Label {
            $(#[doc = concat!("`", $text, "`.")] $name),*
        }

        impl Label {
            /// Every label that the list knows.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// As the list prints it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

labels! {
    L1 = "1", L14 = "1.4", L15 = "1.5", L16 = "1.6", L21 = "2.1", L22 = "2.2", L23 = "2.3",
    L3 = "3", L41 = "4.1", L42 = "4.2", L43 = "4.3", L51 = "5.1", L52 = "5.2", L61 = "6.1",
    L62 = "6.2", L7X = "7X", L7E = "7E", L8 = "8", L9 = "9", L9A = "9A",
}

impl FromStr for Label {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        let known = Self::ALL.iter().copied().find(|label| label.as_str() == text);
        known.map_or_else(|| unknown(text, "3, 6.1, 7X"), Ok)
    }
}

/// A cell of hazards or labels: values, `none`, or a paragraph that decides instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hazard<T> {
    One(T),
    Nothing,
    Paragraph,
}

impl<T: FromStr<Err = Violations>> FromStr for Hazard<T> {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        match text {
            "none" => Ok(Self::Nothing),
            // The list refers to the Model Regulations and to ADR for UN 3537 to 3548.
            "UN2.0.5.6" | "See 5.2.2.1.12" => Ok(Self::Paragraph),
            _ => text.parse().map(Self::One),
        }
    }
}

pub(crate) type LabelCell = Hazard<Label>;
pub(crate) type SubsidiaryCell = Hazard<HazardClass>;

/// A limited quantity (有限数量, column 7a): the most in one inner packaging.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitedQuantity {
    /// `0`: not to be carried as a limited quantity.
    NotAllowed,
    /// The most per inner packaging, by volume, by mass, or by whichever fits.
    UpTo {
        /// For liquids.
        millilitres: Option<u32>,
        /// For solids.
        grams: Option<u32>,
    },
    /// A special provision decides.
    Provision(u16),
    /// No source gave a value.
    Unsaid,
}

impl FromStr for LimitedQuantity {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        if text == "0" {
            return Ok(Self::NotAllowed);
        }
        if let Some(provision) = text.strip_prefix("See SP ").and_then(|rest| rest.parse().ok()) {
            return Ok(Self::Provision(provision));
        }
        let (mut millilitres, mut grams) = (None, None);
        for part in text.split(" or ") {
            let unit_at = part.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(part.len());
            let (number, unit) = part.split_at(unit_at);
            let (place, factor) = match unit {
                "ml" => (&mut millilitres, 1),
                "L" => (&mut millilitres, 1000),
                "g" => (&mut grams, 1),
                "kg" => (&mut grams, 1000),
                _ => return unknown(text, "0, 500 ml, 5 L, 100 g, 5 kg, See SP 251"),
            };
            match number.trim().parse::<u32>() {
                Ok(number @ 1..=1000) => *place = Some(number * factor),
                _ => return unknown(text, "0, 500 ml, 5 L, 100 g, 5 kg, See SP 251"),
            }
        }
        Ok(Self::UpTo { millilitres, grams })
    }
}

/// An excepted quantity (例外数量, column 7b).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExceptedQuantity {
    /// `E0` to `E5`: the code by its number; `E0` is not to be carried so.
    Code(u8),
    /// A special provision decides.
    Provision(u16),
    /// No source gave a value.
    Unsaid,
}

impl FromStr for ExceptedQuantity {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        let provision = text.strip_prefix("SP").and_then(|rest| rest.parse().ok());
        match (text.strip_prefix('E').map(str::parse::<u8>), provision) {
            (Some(Ok(code @ 0..=5)), _) => Ok(Self::Code(code)),
            (_, Some(provision)) => Ok(Self::Provision(provision)),
            _ => unknown(text, "E0–E5, SP340"),
        }
    }
}

/// A transport category (运输类别): 0, the most dangerous, to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransportCategory(u8);

impl TransportCategory {
    /// Its number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl FromStr for TransportCategory {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        match text.as_bytes() {
            [digit @ b'0'..=b'4'] => Ok(Self(digit - b'0')),
            _ => unknown(text, "0–4"),
        }
    }
}

/// Whether the goods may be carried by road.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CarriageStatus {
    /// They may, as the other columns say.
    Allowed,
    /// They may not.
    Prohibited,
    /// The road rules do not bind them.
    NotSubject,
    /// The road rules do not bind them, but for 5.5.3 (cooling and conditioning agents).
    NotSubjectExceptCooling,
    /// No source says.
    Unsaid,
}

impl FromStr for CarriageStatus {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        Ok(match text {
            "allowed" => Self::Allowed,
            "prohibited" => Self::Prohibited,
            "not_subject" => Self::NotSubject,
            "not_subject_except_5.5.3" => Self::NotSubjectExceptCooling,
            "unknown" => Self::Unsaid,
            _ => return unknown(text, "allowed, prohibited, not_subject"),
        })
    }
}

/// How the row came by its Chinese name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChineseName {
    /// From the national row of the same number and packing group.
    Same,
    /// The same, but the national row is the more general entry.
    General,
    /// From a national row of another packing group.
    OtherGroup,
    /// The row itself is the national one.
    National,
    /// There is none: a name must not be found to disagree with it.
    None,
}

impl FromStr for ChineseName {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        Ok(match text {
            "un+pg" => Self::Same,
            "un+pg~" => Self::General,
            "un" | "un~" => Self::OtherGroup,
            "gb" => Self::National,
            _ => return unknown(text, "un+pg, un, gb"),
        })
    }
}

#[cfg(test)]
mod tests {
    use placard_domain::goods::TunnelCode;

    use super::*;

    #[test]
    fn a_limited_quantity_is_an_amount_a_provision_or_none() {
        let litres = |n| LimitedQuantity::UpTo { millilitres: Some(n), grams: None };
        for (text, meant) in [
            ("0", LimitedQuantity::NotAllowed),
            ("5 L", litres(5000)),
            ("120 ml", litres(120)),
            ("5kg", LimitedQuantity::UpTo { millilitres: None, grams: Some(5000) }),
            ("500 ml or 500 g", LimitedQuantity::UpTo { millilitres: Some(500), grams: Some(500) }),
            ("See SP 251", LimitedQuantity::Provision(251)),
        ] {
            assert_eq!(text.parse::<LimitedQuantity>().unwrap(), meant, "{text}");
        }
        for bad in ["5", "L", "5 t", "0 L", "-1 kg", "5 L or", "99999999999 g", ""] {
            assert!(bad.parse::<LimitedQuantity>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for bad in ["E6", "E", "e1", "SP", "E1x", ""] {
            assert!(bad.parse::<ExceptedQuantity>().is_err(), "{bad:?}");
        }
        for bad in ["5", "-1", "x", ""] {
            assert!(bad.parse::<TransportCategory>().is_err(), "{bad:?}");
        }
        assert!("10".parse::<Label>().is_err());
        assert_eq!("-".parse::<Given<TunnelCode>>().unwrap(), Given::Dash);
        assert!("F".parse::<Given<TunnelCode>>().is_err());
    }

    #[test]
    fn codes_are_met_whole() {
        let codes = Codes::new("P001;IBC02");
        assert!(codes.has("IBC02") && !codes.has("IBC0") && !codes.has(""));
        assert_eq!(Codes::new("").iter().count(), 0);
    }
}
