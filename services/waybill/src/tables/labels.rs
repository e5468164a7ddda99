//! `labels.csv`: the danger labels (标志) that packages and vehicles bear, what they are called and
//! how they look, and sets of them as the goods list prints them (`2.3;8`).

use std::fmt;
use std::str::FromStr;

use placard_domain::Text;

use super::sheet::{Edition, Sheet, lacks_row};
use crate::fault::RowFaults;

macro_rules! labels {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// A danger label, as the goods list prints it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Label {
            $(#[doc = concat!("`", $text, "`.")] $name),*
        }

        impl Label {
            /// Every label there is.
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
    Explosive = "1", Explosive14 = "1.4", Explosive15 = "1.5", Explosive16 = "1.6",
    FlammableGas = "2.1", Gas = "2.2", ToxicGas = "2.3", FlammableLiquid = "3",
    FlammableSolid = "4.1", SelfHeating = "4.2", WaterReactive = "4.3", Oxidiser = "5.1",
    Peroxide = "5.2", Toxic = "6.1", Infectious = "6.2", RadioactiveI = "7A",
    RadioactiveII = "7B", RadioactiveIII = "7C", Radioactive = "7X", Fissile = "7E",
    Corrosive = "8", Miscellaneous = "9", LithiumBattery = "9A",
}

impl Label {
    /// From what the list prints; `None` for what is no label.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|label| label.as_str() == text)
    }
}

/// The labels that a package bears, subsidiary ones included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LabelSet(u32);

impl LabelSet {
    /// No label.
    pub const EMPTY: Self = Self(0);

    /// With one more.
    #[must_use]
    pub const fn with(self, label: Label) -> Self {
        Self(self.0 | 1 << label as u32)
    }

    /// Whether it has this one.
    #[must_use]
    pub const fn contains(self, label: Label) -> bool {
        self.0 & 1 << label as u32 != 0
    }

    /// Whether it has one of these.
    #[must_use]
    pub const fn meets(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In the order of [`Label::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Label> {
        bits(self.0).filter_map(|bit| Label::ALL.get(bit).copied())
    }

    /// Whether one of them is a label of class 1.
    #[must_use]
    pub fn has_explosive(self) -> bool {
        self.meets(EXPLOSIVE)
    }
}

const EXPLOSIVE: LabelSet = LabelSet::EMPTY
    .with(Label::Explosive)
    .with(Label::Explosive14)
    .with(Label::Explosive15)
    .with(Label::Explosive16);

/// The places of the bits that are set, from the lowest.
pub(super) fn bits(mut set: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(lowest)
    })
}

/// The list prints no labels, or a reference instead of them: what the goods bear is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the labels are not known")]
pub struct LabelsUnknown;

impl FromStr for LabelSet {
    type Err = LabelsUnknown;
    /// Takes the list's cell: `2.3;8`, or `none` for goods that bear no label.
    fn from_str(text: &str) -> Result<Self, LabelsUnknown> {
        if text == "none" {
            return Ok(Self::EMPTY);
        }
        text.split(';').try_fold(Self::EMPTY, |set, part| {
            Label::from_text(part).map(|label| set.with(label)).ok_or(LabelsUnknown)
        })
    }
}

impl fmt::Display for LabelSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, label) in self.iter().enumerate() {
            write!(f, "{}{}", if i > 0 { "+" } else { "" }, label.as_str())?;
        }
        Ok(())
    }
}

/// A colour of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// 白.
    White,
    /// 黑.
    Black,
    /// 红.
    Red,
    /// 橙.
    Orange,
    /// 黄.
    Yellow,
    /// 绿.
    Green,
    /// 蓝.
    Blue,
}

impl Colour {
    fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "white" => Self::White,
            "black" => Self::Black,
            "red" => Self::Red,
            "orange" => Self::Orange,
            "yellow" => Self::Yellow,
            "green" => Self::Green,
            "blue" => Self::Blue,
            _ => return None,
        })
    }
}

/// Where a label has seven upright stripes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stripes {
    /// Red, over the whole (4.1).
    Whole,
    /// Black, over the upper half (9).
    Upper,
}

/// What a label is called and how it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelLook {
    /// Its name.
    pub name: Text,
    /// The class it belongs to.
    pub class: u8,
    /// The ground of the upper half.
    pub upper: Colour,
    /// The ground of the lower half.
    pub lower: Colour,
    /// Stripes, where it has them.
    pub stripes: Option<Stripes>,
    /// The symbol in the upper half, by name; `None` where figures or nothing stand there.
    pub symbol: Option<String>,
    /// The figure in the lower corner.
    pub figure: String,
}

/// How every label looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// Where it comes from.
    pub edition: Edition,
    looks: Vec<LabelLook>,
}

impl Labels {
    /// Reads the file.
    pub fn parse(csv: &[u8]) -> Result<Self, RowFaults> {
        let columns = [
            "label", "class", "name_zh", "name_en", "upper", "lower", "stripes", "symbol", "figure",
        ];
        let (sheet, mut faults) = Sheet::read(csv, &columns);
        let mut looks: Vec<Option<LabelLook>> = vec![None; Label::ALL.len()];
        for row in sheet.rows() {
            let label = row.read("label", "1, 2.1, 7X", &mut faults, Label::from_text);
            let class =
                row.read("class", "1-9", &mut faults, |text| text.parse().ok().filter(is_class));
            let name = row.read_text("name", &mut faults);
            let colours = "white, black, red, orange, yellow, green, blue";
            let upper = row.read("upper", colours, &mut faults, Colour::from_text);
            let lower = row.read("lower", colours, &mut faults, Colour::from_text);
            let stripes =
                row.read_or_blank("stripes", "whole, upper", &mut faults, |text| match text {
                    "whole" => Some(Stripes::Whole),
                    "upper" => Some(Stripes::Upper),
                    _ => None,
                });
            let Some(label) = label else { continue };
            if looks[label as usize].is_some() {
                row.repeats("label", &mut faults);
            }
            let symbol = row.cell("symbol");
            let symbol = (!symbol.is_empty()).then(|| symbol.to_owned());
            let figure = row.cell("figure").to_owned();
            if let (Some(class), Some(name), Some(upper), Some(lower), Some(stripes)) =
                (class, name, upper, lower, stripes)
            {
                looks[label as usize] =
                    Some(LabelLook { name, class, upper, lower, stripes, symbol, figure });
            }
        }
        for (label, look) in Label::ALL.iter().zip(&looks) {
            if look.is_none() {
                lacks_row("label", label.as_str(), &mut faults);
            }
        }
        faults.settle(Self { edition: sheet.edition, looks: looks.into_iter().flatten().collect() })
    }

    /// How a label looks.
    #[must_use]
    pub fn look(&self, label: Label) -> &LabelLook {
        &self.looks[label as usize]
    }
}

fn is_class(class: &u8) -> bool {
    (1..=9).contains(class)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn the_labels_of_every_goods_row_are_read_or_known_to_lack() {
        let mut lacking = Vec::new();
        for row in sample::goods() {
            if let Ok(set) = row["labels"].parse::<LabelSet>() {
                assert_eq!(set.is_empty(), row["labels"] == "none", "{row:?}");
                let parts = row["labels"].split(';').filter(|&part| part != "none").count();
                assert_eq!(set.iter().count(), parts, "{row:?}");
            } else {
                lacking.push(row["labels"].clone());
            }
        }
        let blank = lacking.iter().filter(|text| text.is_empty()).count();
        assert_eq!((lacking.len(), blank), (54, 42), "the others refer to 5.2.2.1.12");
    }

    #[test]
    fn every_label_looks_as_its_class_does() {
        let labels = &sample::tables().labels;
        for &label in Label::ALL {
            let look = labels.look(label);
            assert!(label.as_str().starts_with(&look.class.to_string()), "{label:?}");
            assert!(look.figure.starts_with(&look.class.to_string()), "{label:?}");
        }
        let corrosive = labels.look(Label::Corrosive);
        assert_eq!((corrosive.upper, corrosive.lower), (Colour::White, Colour::Black));
        assert_eq!(labels.look(Label::FlammableSolid).stripes, Some(Stripes::Whole));
        assert_eq!(labels.look(Label::Explosive14).symbol, None);
    }

    #[test]
    fn a_set_prints_its_labels_in_order() {
        assert_eq!("8;6.1".parse::<LabelSet>().unwrap().to_string(), "6.1+8");
        for bad in ["", ";", "3;", "3,8", "10", "7D"] {
            assert_eq!(bad.parse::<LabelSet>(), Err(LabelsUnknown), "{bad:?}");
        }
    }
}
