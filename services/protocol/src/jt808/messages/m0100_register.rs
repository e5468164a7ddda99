//! 0x0100 终端注册, up (JT/T 808-2013 8.5; -2011 8.4).
//!
//! | field | 2011 | 2013 | 2019 |
//! |---|---|---|---|
//! | province 省域ID (GB/T 2260, first 2 digits; 0 default) | 0 WORD | 0 WORD | 0 WORD |
//! | city 市县域ID (last 4 digits) | 2 WORD | 2 WORD | 2 WORD |
//! | maker 制造商ID | 4 BYTE\[5\] | 4 BYTE\[5\] | 4 BYTE\[11\] |
//! | model 终端型号 | 9 BYTE\[8\] | 9 BYTE\[20\] | 15 BYTE\[30\] |
//! | terminal id 终端ID | 17 BYTE\[7\] | 29 BYTE\[7\] | 45 BYTE\[30\] |
//! | plate colour 车牌颜色 | 24 BYTE | 36 BYTE | 75 BYTE |
//! | plate or VIN 车辆标识 | 25 STRING | 37 STRING | 76 STRING |
//!
//! (2011 prints the colour's offset as 21. The ministry's supplement gives 2011 the layout of
//! 2013.) The numbers are binary, not BCD: 43 and 700. Colour 0 means that a VIN follows.
//!
//! The header tells 2019 from the rest; 2011 is told from 2013 by length: its fixed part has 25
//! bytes, the other's 37.

use placard_domain::vehicle::PlateColor;

use super::Body;
use crate::error::DecodeError;
use crate::jt808::field::{self, Field, Shown, coded};
use crate::jt808::header::Version;
use crate::jt808::reader::Reader;
use crate::jt808::text::WireText;

/// A terminal asks to be let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// The edition whose layout it has: the best sign of what else the terminal speaks.
    pub layout: Version,
    /// Province, first two digits of the division code.
    pub province: u16,
    /// City and county, last four digits.
    pub city: u16,
    /// Maker of the terminal.
    pub maker: WireText,
    /// Its model.
    pub model: WireText,
    /// Its serial number.
    pub terminal_id: WireText,
    /// Colour of the plate, as on the wire: see [`Self::plate_color`].
    pub plate_color_raw: u8,
    /// Number plate, or VIN where there is no plate. By the letter of 2011 a zero ends it, which is
    /// kept where the terminal sends it: some do not.
    pub plate: WireText,
}

/// Widths of maker, model and terminal id.
const fn widths(layout: Version) -> [usize; 3] {
    match layout {
        Version::V2011 => [5, 8, 7],
        Version::V2013 => [5, 20, 7],
        Version::V2019 => [11, 30, 30],
    }
}

/// Length before the plate.
const fn fixed(layout: Version) -> usize {
    let [maker, model, terminal_id] = widths(layout);
    2 + 2 + maker + model + terminal_id + 1
}

/// The layout that a body of this kind of header has. Where length leaves 2011 and 2013 open, the
/// plate colour stands where only one of them has it.
fn layout_of(body: &[u8], version: Version) -> Version {
    let colour_fits = |layout| body.get(fixed(layout) - 1).is_some_and(|c| is_colour(*c));
    if version == Version::V2019 && body.len() >= fixed(Version::V2019) {
        return Version::V2019;
    }
    let is_2013 = body.len() >= fixed(Version::V2013)
        && (colour_fits(Version::V2013) || !colour_fits(Version::V2011));
    if is_2013 { Version::V2013 } else { Version::V2011 }
}

const fn is_colour(code: u8) -> bool {
    matches!(code, 0..=9 | 91..=94)
}

impl Register {
    /// Colour of the plate (JT/T 697.7); `None`: there is no plate, [`Self::plate`] is a VIN.
    #[must_use]
    pub const fn plate_color(&self) -> Option<PlateColor> {
        match self.plate_color_raw {
            0 => None,
            1 => Some(PlateColor::Blue),
            2 => Some(PlateColor::Yellow),
            3 => Some(PlateColor::Black),
            4 => Some(PlateColor::White),
            5 => Some(PlateColor::Green),
            93 => Some(PlateColor::YellowGreen),
            94 => Some(PlateColor::GradientGreen),
            _ => Some(PlateColor::Other),
        }
    }
}

impl Body for Register {
    const ID: u16 = 0x0100;
    const CLAUSE: &'static str = "JT/T 808-2013 8.5";

    fn parse(reader: &mut Reader<'_>, version: Version) -> Result<Self, DecodeError> {
        let layout = layout_of(reader.whole(), version);
        let [maker, model, terminal_id] = widths(layout);
        Ok(Self {
            layout,
            province: reader.u16(&PROVINCE)?,
            city: reader.u16(&CITY)?,
            maker: reader.text_padded(maker, &MAKER)?,
            model: reader.text_padded(model, &MODEL)?,
            terminal_id: reader.text_padded(terminal_id, &TERMINAL_ID)?,
            plate_color_raw: reader.u8(&PLATE_COLOR)?,
            plate: WireText(reader.rest(&PLATE).to_vec()),
        })
    }

    /// In its own layout, whatever `version` says. Padding is zeros behind, as devices do in every
    /// edition, though 2011 prints spaces and 2019 zeros in front.
    fn emit(&self, _: Version, out: &mut Vec<u8>) {
        let [maker, model, terminal_id] = widths(self.layout);
        out.extend_from_slice(&self.province.to_be_bytes());
        out.extend_from_slice(&self.city.to_be_bytes());
        self.maker.emit_padded(maker, out);
        self.model.emit_padded(model, out);
        self.terminal_id.emit_padded(terminal_id, out);
        out.push(self.plate_color_raw);
        out.extend_from_slice(&self.plate.0);
    }
}

static PROVINCE: Field = Field::new("province", "省域ID", "province", field::uint);
static CITY: Field = Field::new("city", "市县域ID", "city and county", field::uint);
static MAKER: Field = Field::new("maker", "制造商ID", "maker", field::text);
static MODEL: Field = Field::new("model", "终端型号", "model", field::text);
static TERMINAL_ID: Field = Field::new("terminal_id", "终端ID", "terminal id", field::text);
static PLATE_COLOR: Field = Field::new("plate_color", "车牌颜色", "plate colour", plate_color);
static PLATE: Field = Field::new("plate", "车辆标识", "plate or VIN", field::text);

fn plate_color(bytes: &[u8], _: Version) -> Shown {
    coded(
        bytes,
        &[
            (0, "未上牌", "no plate"),
            (1, "蓝色", "blue"),
            (2, "黄色", "yellow"),
            (3, "黑色", "black"),
            (4, "白色", "white"),
            (5, "绿色", "green"),
            (9, "其他", "other"),
            (91, "农黄色", "farm yellow"),
            (92, "农绿色", "farm green"),
            (93, "黄绿色", "yellow and green"),
            (94, "渐变绿色", "gradient green"),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{emitted, parsed};
    use super::*;

    fn register(layout: Version, plate: &str) -> Register {
        Register {
            layout,
            province: 43,
            city: 700,
            maker: "70111".into(),
            model: "PL-808".into(),
            terminal_id: "ABC4711".into(),
            plate_color_raw: 2,
            plate: plate.into(),
        }
    }

    #[test]
    fn each_layout_comes_back_and_is_recognised() {
        for layout in [Version::V2011, Version::V2013, Version::V2019] {
            let register = register(layout, "湘J12345");
            let body = emitted(&register, layout);
            assert_eq!(parsed(&body, layout), Ok(register.clone()), "{layout:?}");
        }
    }

    #[test]
    fn each_field_stands_where_its_edition_has_it() {
        for (layout, model, terminal_id, colour) in
            [(Version::V2011, 9, 17, 24), (Version::V2013, 9, 29, 36), (Version::V2019, 15, 45, 75)]
        {
            let body = emitted(&register(layout, "A"), layout);
            assert!(body[4..].starts_with(b"70111"), "{layout:?}");
            assert!(body[model..].starts_with(b"PL-808"), "{layout:?}");
            assert!(body[terminal_id..].starts_with(b"ABC4711"), "{layout:?}");
            assert_eq!(body[colour..], [2, b'A'], "{layout:?}");
        }
    }

    #[test]
    fn without_a_plate_37_bytes_are_of_2013() {
        let register = register(Version::V2013, "");
        let body = emitted(&register, Version::V2013);
        assert_eq!(body.len(), 37);
        assert_eq!(parsed::<Register>(&body, Version::V2013).unwrap().layout, Version::V2013);
    }

    #[test]
    fn a_long_plate_of_2011_is_told_by_where_the_colour_stands() {
        let body = emitted(&register(Version::V2011, "湘J-12345-ABCDEFG"), Version::V2011);
        assert!(body.len() > 37);
        assert_eq!(parsed::<Register>(&body, Version::V2013).unwrap().layout, Version::V2011);
    }

    #[test]
    fn a_short_one_names_the_field_it_lacks() {
        let error = parsed::<Register>(&[0, 43, 2, 188, 55], Version::V2013).unwrap_err();
        assert_eq!((error.field.as_str(), error.offset), ("maker", 4));
    }

    #[test]
    fn a_plate_colour_is_a_word_of_the_domain() {
        let colour =
            |code| Register { plate_color_raw: code, ..register(Version::V2013, "") }.plate_color();
        assert_eq!(colour(0), None);
        assert_eq!(colour(2), Some(PlateColor::Yellow));
        assert_eq!(colour(93), Some(PlateColor::YellowGreen));
        assert_eq!(colour(77), Some(PlateColor::Other));
    }
}
