//! Vehicles, what is declared of their loads, and the terminals that speak for them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::fix::LoadState;
use crate::goods::{self, GoodsEntry, PackingGroup, UnNumber};
use crate::id::{CarrierId, JurisdictionId, OrganisationId, TerminalId, VehicleId, VehicleNo};
use crate::position::DatumName;
use crate::registry::Certificate;
use crate::time::Timestamp;
use crate::unit::Length;
use crate::violation::{Reason, Violations};

/// A vehicle registered for dangerous goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vehicle {
    /// Its id in paths.
    pub id: VehicleId,
    /// Its number inside: given by the records, kept beside the body.
    #[serde(skip)]
    pub no: VehicleNo,
    /// Number plate (车牌号), as printed.
    pub plate: String,
    /// Plate colour (车牌颜色): the same text may exist in two colours.
    pub plate_color: PlateColor,
    /// Who runs it.
    pub carrier: Option<CarrierId>,
    /// What it is.
    pub kind: VehicleKind,
    /// Datum of what its terminal sends, unless the report itself says otherwise.
    pub datum: DatumName,
    /// The load as last declared.
    pub load: Load,
    /// Gross mass allowed (总质量), kg.
    pub max_mass_kg: Option<u32>,
    /// Load allowed (核定载质量), kg; of a tractor, what it may draw.
    #[serde(default)]
    pub rated_load_kg: Option<u32>,
    /// Vehicle identification number (车辆识别代号); empty: not known.
    #[serde(default)]
    pub vin: String,
    /// Its permit with its scope, driving permit, insurance.
    #[serde(default)]
    pub certificates: Vec<Certificate>,
    /// Outer dimensions.
    pub dimensions: Option<Dimensions>,
    /// Permits of the vehicle itself (道路运输证…), as printed.
    pub licences: Vec<String>,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Which law's parameters it is judged by.
    pub jurisdiction: JurisdictionId,
}

/// Plate colours of JT/T 697.7.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PlateColor {
    /// Yellow: heavy trucks and trailers.
    #[default]
    Yellow,
    /// Blue.
    Blue,
    /// Black.
    Black,
    /// White.
    White,
    /// Green.
    Green,
    /// Yellow and green: large new-energy vehicles.
    YellowGreen,
    /// Gradient green: small new-energy vehicles.
    GradientGreen,
    /// Any other.
    Other,
}

/// What a vehicle is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum VehicleKind {
    /// Tank vehicle (罐车).
    #[default]
    Tanker,
    /// Box or platform truck.
    Box,
    /// Tractor unit.
    Tractor,
    /// Trailer.
    Trailer,
}

/// Outer dimensions of a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimensions {
    /// Over all.
    pub length: Length,
    /// Without mirrors.
    pub width: Length,
    /// Highest point.
    pub height: Length,
}

/// A load as declared on the vehicle, until a waybill says better.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// How full.
    pub state: LoadState,
    /// Whether an empty tank has been cleaned: uncleaned, it still is dangerous goods.
    pub cleaned: bool,
    /// Whether the goods are in a tank.
    pub in_tank: bool,
    /// What is on board; empty: not declared.
    pub goods: Vec<Goods>,
    /// When it was declared.
    pub declared_at: Option<Timestamp>,
}

/// One kind of goods on board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    /// UN number.
    pub un: UnNumber,
    /// Packing group, where known: narrows the rows of the list that apply.
    pub packing_group: Option<PackingGroup>,
    /// Mass on board, kg.
    pub mass_kg: Option<u32>,
}

impl Goods {
    /// The rows of the list that these goods may be: all of the number where the packing group is
    /// not declared or the list has no row for it.
    pub fn entries(&self) -> impl Iterator<Item = &'static GoodsEntry> + use<> {
        let rows = goods::entries(self.un);
        let wanted = self
            .packing_group
            .filter(|group| rows.iter().any(|row| row.packing_group == Some(*group)));
        rows.iter().filter(move |row| wanted.is_none() || row.packing_group == wanted)
    }
}

impl Load {
    /// Laden is presumed: only a dated record of "empty and cleaned" clears a vehicle registered
    /// for dangerous goods (`design/detection.md`; load bits 00 prove nothing).
    #[must_use]
    pub const fn is_laden(&self) -> bool {
        !(matches!(self.state, LoadState::Empty) && self.cleaned)
    }

    /// Whether nobody has said what is on board. An unknown load matches every ban.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        self.goods.is_empty()
    }
}

/// The identity a terminal sends in each JT/T 808 header, canonical: 20 characters out of 0–9 a–f,
/// left-padded with zeros (`facts/jt808.md` 3.3: real ones hold IMEI and hex digits).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone([u8; 10]);

impl Phone {
    /// From the BCD bytes of a header, six or ten of them.
    #[must_use]
    pub fn from_bcd(bcd: &[u8]) -> Option<Self> {
        let mut canonical = [0; 10];
        canonical.get_mut(10_usize.checked_sub(bcd.len())?..)?.copy_from_slice(bcd);
        Some(Self(canonical))
    }

    /// The canonical ten bytes.
    #[must_use]
    pub const fn bcd(&self) -> &[u8; 10] {
        &self.0
    }
}

impl fmt::Display for Phone {
    /// Without the padding.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits: String = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        let bare = digits.trim_start_matches('0');
        f.write_str(if bare.is_empty() { "0" } else { bare })
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({self})")
    }
}

impl FromStr for Phone {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        let ok = (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit());
        if !ok {
            let hint = format!("{text:?} (1-20 / 0-9 a-f)");
            return Err(Violations::one("", Reason::Malformed, hint));
        }
        let padded = format!("{text:0>20}");
        let mut bytes = [0; 10];
        for (byte, pair) in bytes.iter_mut().zip(padded.as_bytes().chunks(2)) {
            let nibble = |c: u8| (c as char).to_digit(16).unwrap_or_default() as u8;
            *byte = nibble(pair[0]) << 4 | nibble(pair[1]);
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Phone {
    type Error = Violations;
    fn try_from(text: String) -> Result<Self, Violations> {
        text.parse()
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.to_string()
    }
}

/// A telematics terminal (车载终端): speaks for the vehicle it is registered to and no other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terminal {
    /// Its id in paths.
    pub id: TerminalId,
    /// Its 808 identity.
    pub phone: Phone,
    /// The vehicle it speaks for.
    pub vehicle: VehicleId,
    /// What it must show to authenticate; the same at every registration.
    pub auth_code: String,
    /// How this device strays from the standard.
    pub quirks: Quirks,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// The jurisdiction it is registered in.
    pub jurisdiction: JurisdictionId,
}

/// Habits of a device, as data: the codec never asks for a model's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quirks {
    /// Times are plain binary instead of BCD (seen: `facts/jt808.md` 14).
    pub binary_time: bool,
    /// Times are UTC instead of Beijing time (export models).
    pub utc_time: bool,
    /// Sends reports without ever authenticating; its phone number alone must do.
    pub no_authentication: bool,
    /// The check byte is not to be trusted.
    pub ignore_checksum: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_phone_reads_its_own_writing(text in "[0-9a-f]{1,20}") {
            let phone: Phone = text.parse().unwrap();
            prop_assert_eq!(phone.to_string().parse::<Phone>().unwrap(), phone);
        }
    }

    #[test]
    fn the_2013_and_the_2019_header_name_the_same_phone() {
        let short = Phone::from_bcd(&[0x01, 0x39, 0x12, 0x34, 0x56, 0x78]).unwrap();
        let long = Phone::from_bcd(&[0, 0, 0, 0, 0x01, 0x39, 0x12, 0x34, 0x56, 0x78]).unwrap();
        assert_eq!(short, long);
        assert_eq!(short, "13912345678".parse().unwrap());
        assert_eq!(Phone::from_bcd(&[0; 11]), None);
    }

    #[test]
    fn only_empty_and_cleaned_is_not_laden() {
        let mut load = Load::default();
        assert!(load.is_laden() && load.is_unknown());
        load.state = LoadState::Empty;
        assert!(load.is_laden(), "an uncleaned tank is still dangerous goods");
        load.cleaned = true;
        assert!(!load.is_laden());
    }

    #[test]
    fn a_declared_packing_group_narrows_the_rows() {
        let goods =
            |group| Goods { un: "1950".parse().unwrap(), packing_group: group, mass_kg: None };
        assert!(goods(None).entries().count() > 1);
        assert_eq!(
            goods(Some(PackingGroup::I)).entries().count(),
            goods(None).entries().count(),
            "a group the list does not know narrows nothing"
        );
    }
}
