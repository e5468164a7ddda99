//! Phone numbers as papers write them: mobile, landline with its area, public service
//! (`facts/law.md` 4.7). They have no check digit.

use super::digit;
use super::fault::{Identifier, IdentifierFault, Wrong};
use super::near::Plain;

/// Numbers that need no area: police, fire, ambulance, traffic, motorway, transport.
const SERVICES: [&str; 6] = ["110", "119", "120", "122", "12122", "12328"];

/// What answers at a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhoneKind {
    /// A mobile phone: eleven digits.
    Mobile,
    /// A landline: area, an optional dash, seven or eight digits.
    Landline,
    /// A public service, such as 119: no one's own number.
    Service,
}

/// What kind of phone has this number.
///
/// # Errors
/// Where it is of no kind, with the number itself where it was written with a country code, spaces,
/// brackets or full width.
pub fn phone(text: &str) -> Result<PhoneKind, IdentifierFault> {
    read(text).map_err(|wrong| IdentifierFault::new(Identifier::Phone, wrong, near(text)))
}

fn read(text: &str) -> Result<PhoneKind, Wrong> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let landline = || match text.split_once('-') {
        Some((area, line)) => {
            matches!(area.len(), 3 | 4)
                && matches!(line.len(), 7 | 8)
                && digits(area)
                && digits(line)
        }
        None => matches!(text.len(), 10..=12) && digits(text),
    };
    match text.as_bytes() {
        [b'1', b'3'..=b'9', ..] if text.len() == 11 && digits(text) => Ok(PhoneKind::Mobile),
        [b'0', ..] if landline() => Ok(PhoneKind::Landline),
        _ if SERVICES.contains(&text) => Ok(PhoneKind::Service),
        _ => Err(Wrong::Form { example: "13807360000, 0736-7220000" }),
    }
}

#[cold]
fn near(text: &str) -> Option<String> {
    let domestic = |text: String| {
        let bare = text.replace(['(', ')'], "");
        let abroad = ["+86", "0086", "86"].iter().find_map(|code| bare.strip_prefix(code));
        let area = |national: &str| match national.as_bytes() {
            [b'0', ..] => national.to_owned(),
            _ if national.len() == 11 && national.starts_with('1') => national.to_owned(),
            _ => format!("0{national}"),
        };
        abroad.map(area).unwrap_or(bare)
    };
    let number = |text: &str| Plain::new(text, digit)?.shaped(domestic).mend(read);
    let near = number(text)?;
    // What stands behind a whole number is an extension, not a part of it.
    let extended = text
        .rsplit_once(|c: char| !c.is_alphanumeric())
        .is_some_and(|(front, _)| number(front).is_some());
    // Ten digits without a dash are sooner a landline that lost one.
    (near.len() != 10 && !extended).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_kind_is_known() {
        for (text, kind) in [
            ("13807360000", PhoneKind::Mobile),
            ("19907360000", PhoneKind::Mobile),
            ("0736-7220000", PhoneKind::Landline),
            ("07367220000", PhoneKind::Landline),
            ("0532-83889090", PhoneKind::Landline),
            ("010-12345678", PhoneKind::Landline),
            ("119", PhoneKind::Service),
            ("12328", PhoneKind::Service),
        ] {
            assert_eq!(phone(text), Ok(kind), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "1",
            "12807360000",
            "1380736000",
            "138073600000",
            "0736",
            "0736-722000",
            "07-36722000",
            "7220000",
            "常德",
            "0736-7220000-1",
            "0736 7220000 12",
            "13807360000-1",
            "111",
        ] {
            let fault = phone(text).unwrap_err();
            assert!(matches!(fault.wrong(), Wrong::Form { .. }), "{text}");
            assert_eq!(fault.suggestion(), None, "{text}");
        }
    }

    #[test]
    fn other_ways_of_writing_are_mended() {
        for (slip, meant) in [
            ("+86 138 0736 0000", "13807360000"),
            ("008613807360000", "13807360000"),
            ("86-13807360000", "13807360000"),
            ("１３８０７３６００００", "13807360000"),
            ("138O736OOOO", "13807360000"),
            ("(0736) 7220000", "07367220000"),
            ("（0736）7220000", "07367220000"),
            ("０５３２－８３８８９０９０", "053283889090"),
            ("+86-736-7220000", "07367220000"),
            ("0736 7220000", "07367220000"),
            ("0736--7220000", "07367220000"),
            ("1 1 9", "119"),
        ] {
            assert_eq!(phone(slip).unwrap_err().suggestion(), Some(meant), "{slip}");
        }
    }

    proptest! {
        #[test]
        fn every_text_of_a_form_is_taken(
            mobile in "1[3-9][0-9]{9}", landline in "0[0-9]{2,3}-?[0-9]{7,8}",
        ) {
            prop_assert_eq!(phone(&mobile), Ok(PhoneKind::Mobile));
            prop_assert_eq!(phone(&landline), Ok(PhoneKind::Landline));
        }
    }
}
