//! `food_and_feed.csv`: goods that are kept from food, drink, tobacco and feed (ADR 7.5.4).

use placard_domain::goods::UnNumber;

use super::labels::{Label, LabelSet};
use super::sheet::{Edition, Sheet};
use crate::fault::RowFaults;

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoodAndFeed {
    /// Where it comes from.
    pub edition: Edition,
    /// A label, and the UN numbers that it holds for; none for all.
    barred: Vec<(LabelSet, Vec<u16>)>,
}

impl FoodAndFeed {
    /// Reads the file.
    pub fn parse(csv: &[u8]) -> Result<Self, RowFaults> {
        let (sheet, mut faults) = Sheet::read(csv, &["label", "un"]);
        let mut barred = Vec::new();
        for row in sheet.rows() {
            let label = row.read("label", "6.1, 9", &mut faults, Label::from_text);
            let uns = row.read_uns("un", &mut faults);
            if let (Some(label), Some(uns)) = (label, uns) {
                barred.push((LabelSet::EMPTY.with(label), uns));
            }
        }
        faults.settle(Self { edition: sheet.edition, barred })
    }

    /// Whether goods are kept from food and feed: apart by full partitions, by other packages
    /// between, by 0.8 m, or by a cover.
    #[must_use]
    pub fn bars_food(&self, labels: LabelSet, un: UnNumber) -> bool {
        self.barred.iter().any(|(label, uns)| {
            label.meets(labels) && (uns.is_empty() || uns.binary_search(&un.number()).is_ok())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn toxic_and_infectious_goods_and_six_of_class_9_are_kept_from_food() {
        let table = &sample::tables().food_and_feed;
        let bars =
            |labels: &str, un: &str| table.bars_food(labels.parse().unwrap(), un.parse().unwrap());
        assert!(bars("6.1", "1689") && bars("8;6.1", "2922") && bars("6.2", "3291"));
        for un in ["2212", "2315", "2590", "3151", "3152", "3245"] {
            assert!(bars("9", un), "{un}");
        }
        assert!(!bars("9", "3082") && !bars("9A", "3480") && !bars("2.3", "1017"));
        assert!(!bars("3", "2212"), "the numbers hold with their label alone");
    }
}
