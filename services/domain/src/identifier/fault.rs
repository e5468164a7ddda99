//! What is wrong with an identifier, in words, and what was likely meant.

use std::fmt;

use crate::text::Text;
use crate::vehicle::PlateColor;

macro_rules! identifiers {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        /// Which identifier a text was meant to be.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Identifier {
            $(#[doc = concat!($en, " (", $zh, ").")] $name,)*
        }

        impl Identifier {
            /// Every identifier there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What people call it: Chinese, English.
            #[must_use]
            pub const fn names(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($zh, $en),)* }
            }
        }
    };
}

identifiers! {
    CreditCode: "统一社会信用代码", "unified social credit code";
    OrganisationCode: "组织机构代码", "organisation code";
    ResidentId: "公民身份号码", "resident ID number";
    Vin: "车辆识别代号", "VIN";
    Plate: "车辆号牌", "number plate";
    DivisionCode: "行政区划代码", "division code";
    RoadLicence: "道路运输经营许可证号", "road transport licence number";
    VehiclePermit: "道路运输证号", "vehicle permit number";
    Qualification: "从业资格证号", "qualification number";
    ToxicPass: "剧毒化学品公路运输通行证编号", "highly toxic pass number";
    ManifestNumber: "危险废物转移联单编号", "waste manifest number";
    WasteCode: "危险废物代码", "waste code";
    Phone: "电话号码", "phone number";
    CasNumber: "CAS号", "CAS number";
}

/// What is wrong with a text that should be an identifier. Positions count from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Too short or too long.
    Length {
        /// How many characters there are.
        found: usize,
        /// How many there must be at least.
        least: usize,
        /// How many there may be at most.
        most: usize,
    },
    /// A character that may not stand where it stands.
    Character {
        /// Where.
        position: usize,
        /// What stands there.
        found: char,
    },
    /// The part that names a province names none of GB/T 2260.
    Area,
    /// The part that is a date or year is none.
    Date,
    /// The check character does not follow from the others.
    Check {
        /// Where the check character stands.
        position: usize,
        /// What should stand there.
        expected: char,
    },
    /// The plate's pattern goes with other colours.
    Color {
        /// Those it goes with.
        fits: &'static [PlateColor],
    },
    /// Not of the form that is known.
    Form {
        /// A text of that form.
        example: &'static str,
    },
}

impl Wrong {
    fn words(self) -> (String, String) {
        match self {
            Self::Length { found, least, most } => {
                let wanted =
                    if least == most { least.to_string() } else { format!("{least}–{most}") };
                (
                    format!("应为{wanted}位，实为{found}位"),
                    format!("has {found} characters where {wanted} are needed"),
                )
            }
            Self::Character { position, found } => {
                let found = found.escape_debug();
                (
                    format!("第{position}位不应为“{found}”"),
                    format!("may not have \"{found}\" at position {position}"),
                )
            }
            Self::Area => (
                "中的行政区划不存在".to_owned(),
                "names a province that GB/T 2260 does not have".to_owned(),
            ),
            Self::Date => ("中的日期不成立".to_owned(), "holds a date that cannot be".to_owned()),
            Self::Check { position, expected } => (
                format!("校验位（第{position}位）不符，按其余各位应为“{expected}”"),
                format!(
                    "has a wrong check character: the others give \"{expected}\" at position \
                     {position}"
                ),
            ),
            Self::Color { fits } => {
                let list = |name: fn(PlateColor) -> &'static str, between: &str| {
                    fits.iter().map(|color| name(*color)).collect::<Vec<_>>().join(between)
                };
                let (zh, en) =
                    (list(|color| names(color).0, "或"), list(|color| names(color).1, " or "));
                (
                    format!("与颜色不符，此式样应为{zh}"),
                    format!("does not go with its colour: this pattern is {en}"),
                )
            }
            Self::Form { example } => {
                (format!("格式不符，例：{example}"), format!("is not of the form {example}"))
            }
        }
    }
}

/// A plate colour in words: Chinese, English.
const fn names(color: PlateColor) -> (&'static str, &'static str) {
    match color {
        PlateColor::Yellow => ("黄色", "yellow"),
        PlateColor::Blue => ("蓝色", "blue"),
        PlateColor::Black => ("黑色", "black"),
        PlateColor::White => ("白色", "white"),
        PlateColor::Green => ("绿色", "green"),
        PlateColor::YellowGreen => ("黄绿色", "yellow-green"),
        PlateColor::GradientGreen => ("渐变绿色", "gradient green"),
        PlateColor::Other => ("其他颜色", "another colour"),
    }
}

/// Why a text is not the identifier it should be. Its words and its `Debug` never repeat the text:
/// it may be someone's.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentifierFault {
    identifier: Identifier,
    wrong: Wrong,
    suggestion: Option<Box<str>>,
}

impl IdentifierFault {
    #[cold]
    pub(super) fn new(identifier: Identifier, wrong: Wrong, near: Option<String>) -> Self {
        Self { identifier, wrong, suggestion: near.map(String::into_boxed_str) }
    }

    /// What the text should have been.
    #[must_use]
    pub const fn identifier(&self) -> Identifier {
        self.identifier
    }

    /// What is wrong.
    #[must_use]
    pub const fn wrong(&self) -> Wrong {
        self.wrong
    }

    /// The one near form that is right: another check character, `0` for `O`, upper case, half
    /// width, no spaces. It holds what was written, so show it only to who wrote it.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }

    /// What is wrong, in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        let (zh, en) = self.identifier.names();
        let words = self.wrong.words();
        Text::new(format!("{zh}{}", words.0), format!("{en} {}", words.1))
    }
}

impl fmt::Debug for IdentifierFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentifierFault({:?}: {:?})", self.identifier, self.wrong)
    }
}

impl fmt::Display for IdentifierFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for IdentifierFault {}

/// How a number stands whose form is not wholly sure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Of the form that is known.
    Good,
    /// Not of that form, but the form itself is unsure: to be looked at, never an offence.
    Doubtful(IdentifierFault),
    /// Against a form that is sure.
    Wrong(IdentifierFault),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_every_identifier_speaks_both_languages() {
        let wrongs = [
            Wrong::Length { found: 3, least: 7, most: 8 },
            Wrong::Character { position: 2, found: '\u{202e}' },
            Wrong::Area,
            Wrong::Date,
            Wrong::Check { position: 9, expected: 'X' },
            Wrong::Color { fits: &[PlateColor::Yellow, PlateColor::Blue] },
            Wrong::Form { example: "430700000001" },
        ];
        for identifier in Identifier::ALL {
            for wrong in wrongs {
                let text = IdentifierFault::new(*identifier, wrong, None).text();
                assert!(text.en.starts_with(identifier.names().1), "{text}");
                assert!(text.zh.starts_with(identifier.names().0), "{text}");
                assert!(text.en.is_ascii() || text.en.contains('–'), "{text}");
                assert!(!text.zh.contains('\u{202e}'), "a stray control reached a reader");
            }
        }
    }

    #[test]
    fn a_fault_says_what_is_wrong_and_where() {
        let text = |wrong| IdentifierFault::new(Identifier::Vin, wrong, None).text();
        let length = text(Wrong::Length { found: 16, least: 17, most: 17 });
        assert_eq!(length.zh, "车辆识别代号应为17位，实为16位");
        assert_eq!(length.en, "VIN has 16 characters where 17 are needed");
        let color = text(Wrong::Color { fits: &[PlateColor::Yellow, PlateColor::Blue] });
        assert!(color.zh.ends_with("此式样应为黄色或蓝色") && color.en.ends_with("yellow or blue"));
    }

    #[test]
    fn a_fault_in_a_log_does_not_repeat_what_was_written() {
        let near = Some("430702198506170013".to_owned());
        let fault = IdentifierFault::new(Identifier::ResidentId, Wrong::Date, near);
        assert!(!format!("{fault:?} {fault}").contains("1985"));
        assert_eq!(fault.suggestion(), Some("430702198506170013"));
    }
}
