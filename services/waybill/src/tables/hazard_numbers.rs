//! `hazard_numbers.csv`: what a hazard identification number (危险性识别号) says (ADR 5.3.2.3):
//! special meanings of whole numbers first, else the leading digits and what each further one adds.

use placard_domain::Text;

use super::sheet::{Edition, Sheet};
use crate::fault::RowFaults;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The whole number.
    Special,
    /// How it begins.
    Lead,
    /// What a further digit, or the X before it, adds.
    Extra,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Meaning {
    kind: Kind,
    number: String,
    text: Text,
}

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HazardNumbers {
    /// Where it comes from.
    pub edition: Edition,
    meanings: Vec<Meaning>,
}

impl HazardNumbers {
    /// Reads the file.
    pub fn parse(csv: &[u8]) -> Result<Self, RowFaults> {
        let (sheet, mut faults) = Sheet::read(csv, &["kind", "number", "zh", "en"]);
        let mut meanings: Vec<Meaning> = Vec::new();
        for row in sheet.rows() {
            let kind = row.read("kind", "special, lead, extra", &mut faults, |text| match text {
                "special" => Some(Kind::Special),
                "lead" => Some(Kind::Lead),
                "extra" => Some(Kind::Extra),
                _ => None,
            });
            let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let number = row.read("number", "33, X", &mut faults, |text| {
                filled(text).filter(|number| kind != Some(Kind::Extra) || number.len() == 1)
            });
            let zh = row.read("zh", "中文", &mut faults, filled);
            let en = row.read("en", "English", &mut faults, filled);
            let (Some(kind), Some(number), Some(zh), Some(en)) = (kind, number, zh, en) else {
                continue;
            };
            if meanings.iter().any(|known| known.kind == kind && known.number == number) {
                row.repeats("number", &mut faults);
            }
            meanings.push(Meaning { kind, number, text: Text::new(zh, en) });
        }
        faults.settle(Self { edition: sheet.edition, meanings })
    }

    /// Whether a number has a meaning.
    #[must_use]
    pub fn is_known(&self, number: &str) -> bool {
        self.split(number).is_some()
    }

    /// What a number says: `X338`, `30`, `1.5D`. `None` where it has no meaning.
    #[must_use]
    pub fn meaning(&self, number: &str) -> Option<Text> {
        let (base, extras) = self.split(number)?;
        let mut text = base.clone();
        let digits = extras.chars().chain(number.starts_with('X').then_some('X'));
        for extra in digits.filter_map(|digit| self.extra(digit)) {
            text.zh = format!("{}，{}", text.zh, extra.zh);
            text.en = format!("{}, {}", text.en, extra.en);
        }
        Some(text)
    }

    /// The meaning of the whole or of its beginning, and the digits that add to it.
    fn split<'a>(&self, number: &'a str) -> Option<(&Text, &'a str)> {
        let digits = number.strip_prefix('X').unwrap_or(number);
        if let Some(special) = self.find(Kind::Special, digits) {
            return Some((special, ""));
        }
        if !(2..=3).contains(&digits.len()) {
            return None;
        }
        (1..=digits.len()).rev().find_map(|end| {
            let (lead, extras) = digits.split_at_checked(end)?;
            let base = self.find(Kind::Lead, lead)?;
            let adds = |digit: char| digit.is_ascii_digit() && self.extra(digit).is_some();
            let mut distinct = extras.char_indices().all(|(i, digit)| !extras[..i].contains(digit));
            distinct &= extras.chars().all(adds);
            distinct.then_some((base, extras))
        })
    }

    fn find(&self, kind: Kind, number: &str) -> Option<&Text> {
        let mut known = self.meanings.iter();
        let found = known.find(|known| known.kind == kind && known.number == number);
        found.map(|known| &known.text)
    }

    fn extra(&self, digit: char) -> Option<&Text> {
        self.find(Kind::Extra, digit.encode_utf8(&mut [0; 4]))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::sample;

    fn meaning(number: &str) -> (String, String) {
        let text = sample::tables().hazard_numbers.meaning(number).unwrap();
        (text.zh, text.en)
    }

    #[test]
    fn every_number_of_the_goods_list_has_its_own_meaning_in_both_languages() {
        let table = &sample::tables().hazard_numbers;
        let numbers: BTreeSet<_> =
            sample::goods().iter().map(|row| &row["hazard_identification_number"]).collect();
        let mut texts = BTreeSet::new();
        for number in numbers.iter().filter(|number| !number.is_empty()) {
            let text = table.meaning(number).unwrap_or_else(|| panic!("{number}"));
            assert!(table.is_known(number));
            assert!(!text.zh.contains(|c: char| c.is_ascii_lowercase()), "{number}: {text}");
            assert!(!text.en.contains(|c: char| c > '\u{ff}'), "{number}: {text}");
            assert_eq!(number.starts_with('X'), text.en.contains("no water"), "{number}");
            texts.insert(text);
        }
        assert_eq!(texts.len(), 94, "no two numbers say the same");
    }

    #[test]
    fn numbers_are_composed_from_their_digits() {
        assert_eq!(meaning("336").0, "高度易燃液体（闪点低于23℃），有毒");
        assert_eq!(meaning("268").1, "toxic gas, corrosive");
        assert_eq!(meaning("663").1, "very toxic substance, flammable");
        assert_eq!(meaning("886").0, "强腐蚀性物质，有毒");
        assert_eq!(meaning("768").1, "radioactive material, toxic, corrosive");
        let water = "reacts dangerously with water (no water)";
        assert_eq!(meaning("X80").1, format!("corrosive or slightly corrosive substance, {water}"));
        assert_eq!(meaning("X333").1, format!("pyrophoric liquid, {water}"));
    }

    #[test]
    fn special_meanings_win_over_the_digits() {
        for (number, words) in [
            ("22", "refrigerated"),
            ("323", "with water"),
            ("333", "pyrophoric"),
            ("362", "with water"),
            ("382", "with water"),
            ("423", "with water"),
            ("44", "molten"),
            ("446", "molten"),
            ("462", "with water"),
            ("482", "with water"),
            ("539", "peroxide"),
            ("606", "infectious"),
            ("623", "with water"),
            ("642", "with water"),
            ("823", "with water"),
            ("842", "with water"),
            ("90", "environmentally"),
            ("99", "hot"),
        ] {
            assert!(meaning(number).1.contains(words), "{number}: {}", meaning(number).1);
        }
    }

    #[test]
    fn what_is_no_number_has_no_meaning() {
        let table = &sample::tables().hazard_numbers;
        for bad in ["", "X", "3", "0", "10", "366", "3333", "33X", "XX33", "1203", "三十", "2水"]
        {
            assert_eq!(table.meaning(bad), None, "{bad:?}");
            assert!(!table.is_known(bad), "{bad:?}");
        }
    }
}
