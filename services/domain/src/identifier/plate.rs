//! Number plates (车辆号牌, GA 36-2018): the pattern and the colour together say the kind. There is
//! no plate for dangerous goods: the use stands on the driving permit.

use super::fault::{Identifier, IdentifierFault, Wrong};
use super::near::Plain;
use crate::vehicle::PlateColor;

/// The characters that stand first, one a province.
const PROVINCES: [char; 31] = [
    '京', '津', '沪', '冀', '晋', '蒙', '辽', '吉', '黑', '苏', '浙', '皖', '闽', '赣', '鲁', '豫',
    '鄂', '湘', '粤', '桂', '琼', '渝', '川', '贵', '云', '藏', '陕', '甘', '青', '宁', '新',
];
const TRAILER: char = '挂';

/// What a plate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlateKind {
    /// Heavy truck or tractor (大型汽车).
    Heavy,
    /// Light truck, up to 4.5 t (小型汽车).
    Light,
    /// Trailer (挂车).
    Trailer,
    /// Small new-energy vehicle (小型新能源汽车).
    NewEnergySmall,
    /// Large new-energy vehicle (大型新能源汽车).
    NewEnergyLarge,
}

/// What stands where.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pattern {
    Truck,
    Trailer,
    NewEnergySmall,
    NewEnergyLarge,
}

/// The kind of a plate of this text and colour. Plates have no check character: a change to
/// another plate is not detected.
///
/// # Errors
/// Where the text is of no pattern, or its pattern does not go with the colour.
pub fn plate(text: &str, color: PlateColor) -> Result<PlateKind, IdentifierFault> {
    let read = |text: &str| kind(pattern(text)?, color);
    read(text).map_err(|wrong| {
        let near = Plain::new(text, allowed).and_then(|plain| plain.mend(read));
        IdentifierFault::new(Identifier::Plate, wrong, near)
    })
}

fn kind(pattern: Pattern, color: PlateColor) -> Result<PlateKind, Wrong> {
    let fits: &[PlateColor] = match (pattern, color) {
        (Pattern::Truck, PlateColor::Yellow) => return Ok(PlateKind::Heavy),
        (Pattern::Truck, PlateColor::Blue) => return Ok(PlateKind::Light),
        (Pattern::Trailer, PlateColor::Yellow) => return Ok(PlateKind::Trailer),
        (Pattern::NewEnergySmall, PlateColor::GradientGreen) => {
            return Ok(PlateKind::NewEnergySmall);
        }
        (Pattern::NewEnergyLarge, PlateColor::YellowGreen) => {
            return Ok(PlateKind::NewEnergyLarge);
        }
        (Pattern::Truck, _) => &[PlateColor::Yellow, PlateColor::Blue],
        (Pattern::Trailer, _) => &[PlateColor::Yellow],
        (Pattern::NewEnergySmall, _) => &[PlateColor::GradientGreen],
        (Pattern::NewEnergyLarge, _) => &[PlateColor::YellowGreen],
    };
    Err(Wrong::Color { fits })
}

fn pattern(text: &str) -> Result<Pattern, Wrong> {
    let pattern = match text.chars().nth(7) {
        _ if text.ends_with(TRAILER) => Pattern::Trailer,
        None => Pattern::Truck,
        Some(last) if last.is_ascii_digit() => Pattern::NewEnergySmall,
        Some(_) => Pattern::NewEnergyLarge,
    };
    let length = if matches!(pattern, Pattern::Truck | Pattern::Trailer) { 7 } else { 8 };
    let mut fitting = 0;
    for found in text.chars().take(length) {
        if !fits(pattern, fitting, found) {
            return Err(Wrong::Character { position: fitting + 1, found });
        }
        fitting += 1;
    }
    if fitting == length && text.chars().nth(length).is_none() {
        Ok(pattern)
    } else {
        Err(Wrong::Length { found: text.chars().count(), least: 7, most: 8 })
    }
}

/// Whether `found` may stand at a place (from zero) of the pattern.
fn fits(pattern: Pattern, at: usize, found: char) -> bool {
    let serial = u8::try_from(found).is_ok_and(|byte| allowed(at, byte));
    match (pattern, at) {
        (_, 0) => PROVINCES.contains(&found),
        (_, 1) => serial && found.is_ascii_uppercase(),
        (Pattern::Trailer, 6) => found == TRAILER,
        (Pattern::NewEnergySmall, 2) | (Pattern::NewEnergyLarge, 7) => {
            // The letters that mark new energy.
            matches!(found, 'A'..='H' | 'J' | 'K')
        }
        (Pattern::NewEnergySmall, 4..) | (Pattern::NewEnergyLarge, _) => found.is_ascii_digit(),
        _ => serial,
    }
}

/// The letters and digits of plates: no I, no O.
const fn allowed(_at: usize, byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase() && !matches!(byte, b'I' | b'O')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COLORS: [PlateColor; 8] = [
        PlateColor::Yellow,
        PlateColor::Blue,
        PlateColor::Black,
        PlateColor::White,
        PlateColor::Green,
        PlateColor::YellowGreen,
        PlateColor::GradientGreen,
        PlateColor::Other,
    ];
    /// One of each pattern with the kinds it is in each colour.
    const EXAMPLES: [(&str, &[(PlateColor, PlateKind)]); 4] = [
        (
            "湘J12A45",
            &[(PlateColor::Yellow, PlateKind::Heavy), (PlateColor::Blue, PlateKind::Light)],
        ),
        ("湘J1234挂", &[(PlateColor::Yellow, PlateKind::Trailer)]),
        ("湘JD12345", &[(PlateColor::GradientGreen, PlateKind::NewEnergySmall)]),
        ("湘J12345D", &[(PlateColor::YellowGreen, PlateKind::NewEnergyLarge)]),
    ];

    #[test]
    fn pattern_and_color_together_say_the_kind() {
        for (text, kinds) in EXAMPLES {
            for color in COLORS {
                let wanted = kinds.iter().find(|(fit, _)| *fit == color).map(|(_, kind)| *kind);
                match plate(text, color) {
                    Ok(kind) => assert_eq!(Some(kind), wanted, "{text} {color:?}"),
                    Err(fault) => {
                        assert_eq!(wanted, None, "{text} {color:?}");
                        let right: Vec<_> = kinds.iter().map(|(fit, _)| *fit).collect();
                        assert_eq!(fault.wrong(), Wrong::Color { fits: &right.leak()[..] });
                        assert_eq!(fault.suggestion(), None);
                    }
                }
            }
        }
    }

    #[test]
    fn every_province_and_no_other_stands_first() {
        let known = "京津沪冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新";
        for province in known.chars() {
            assert!(plate(&format!("{province}A12345"), PlateColor::Yellow).is_ok());
        }
        let others = ('\u{4e00}'..='\u{9fff}').filter(|c| !known.contains(*c));
        for first in others.chain(['J', '1']) {
            let fault = plate(&format!("{first}A12345"), PlateColor::Yellow).unwrap_err();
            assert_eq!(fault.wrong(), Wrong::Character { position: 1, found: first });
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |text: &str| plate(text, PlateColor::Yellow).unwrap_err().wrong();
        for (position, found, text) in [
            (2, '1', "湘112345"),
            (5, 'I', "湘J12I45"),
            (7, 'O', "湘J1234O"),
            (3, 'L', "湘JL12345"),
            (6, 'A', "湘JD12A45"),
            (8, 'L', "湘J12345L"),
            (3, '挂', "湘J挂"),
        ] {
            assert_eq!(wrong(text), Wrong::Character { position, found }, "{text}");
        }
        assert_eq!(wrong("湘J1234"), Wrong::Length { found: 6, least: 7, most: 8 });
        assert_eq!(wrong("湘J12345DD"), Wrong::Length { found: 9, least: 7, most: 8 });
        assert_eq!(wrong(""), Wrong::Length { found: 0, least: 7, most: 8 });
    }

    #[test]
    fn slips_are_mended() {
        for slip in ["湘j12a45", "湘Ｊ１２Ａ４５", "湘J·12A45", "湘J-12A45", "湘JI2A45"]
        {
            let fault = plate(slip, PlateColor::Yellow).unwrap_err();
            assert_eq!(fault.suggestion(), Some("湘J12A45"), "{slip}");
        }
        let fault = plate("湘J·12A45", PlateColor::White).unwrap_err();
        assert_eq!(fault.suggestion(), None, "the colour is still wrong");
        let fault = plate("湘O12345", PlateColor::Yellow).unwrap_err();
        assert_eq!(fault.suggestion(), None, "a digit cannot stand second either");
    }

    proptest! {
        #[test]
        fn every_text_of_a_pattern_is_taken(
            province in proptest::sample::select(&PROVINCES[..]),
            truck in "[A-HJ-NP-Z][A-HJ-NP-Z0-9]{5}",
            trailer in "[A-HJ-NP-Z][A-HJ-NP-Z0-9]{4}挂",
            small in "[A-HJ-NP-Z][A-HJK][A-HJ-NP-Z0-9][0-9]{4}",
            large in "[A-HJ-NP-Z][0-9]{5}[A-HJK]",
        ) {
            let [truck, trailer, small, large] =
                [truck, trailer, small, large].map(|rest| format!("{province}{rest}"));
            prop_assert_eq!(plate(&truck, PlateColor::Yellow).ok(), Some(PlateKind::Heavy));
            prop_assert_eq!(plate(&truck, PlateColor::Blue).ok(), Some(PlateKind::Light));
            prop_assert_eq!(plate(&trailer, PlateColor::Yellow).ok(), Some(PlateKind::Trailer));
            let kind = plate(&small, PlateColor::GradientGreen).ok();
            prop_assert_eq!(kind, Some(PlateKind::NewEnergySmall), "{}", small);
            let kind = plate(&large, PlateColor::YellowGreen).ok();
            prop_assert_eq!(kind, Some(PlateKind::NewEnergyLarge), "{}", large);
        }
    }
}
