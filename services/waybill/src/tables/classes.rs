//! `classes.csv`: what the classes and divisions (类别、项别) are called.

use std::collections::BTreeMap;

use placard_domain::Text;
use placard_domain::goods::HazardClass;

use super::sheet::{Edition, Sheet};
use crate::fault::RowFaults;

/// The names of classes and divisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classes {
    /// Where it comes from.
    pub edition: Edition,
    names: BTreeMap<HazardClass, Text>,
}

impl Classes {
    /// Reads the file.
    pub fn parse(csv: &[u8]) -> Result<Self, RowFaults> {
        let (sheet, mut faults) = Sheet::read(csv, &["class", "name_zh", "name_en"]);
        let mut names = BTreeMap::new();
        for row in sheet.rows() {
            let class = row.read("class", "3, 2.1", &mut faults, |text| text.parse().ok());
            let name = row.read_text("name", &mut faults);
            if let (Some(class), Some(name)) = (class, name)
                && names.insert(class, name).is_some()
            {
                row.repeats("class", &mut faults);
            }
        }
        faults.settle(Self { edition: sheet.edition, names })
    }

    /// The name of a class or division.
    #[must_use]
    pub fn name(&self, class: HazardClass) -> Option<&Text> {
        self.names.get(&class)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn every_class_and_division_of_the_goods_list_has_its_name() {
        let classes = &sample::tables().classes;
        for row in sample::goods() {
            for class in [&row["class"], &row["division"]] {
                if !class.is_empty() {
                    assert!(classes.name(class.parse().unwrap()).is_some(), "{class}");
                }
            }
        }
        let divisions = [6, 3, 0, 3, 2, 2, 0, 0, 0];
        for (class, count) in (1..).zip(divisions) {
            for division in 0..=count {
                let text =
                    if division == 0 { format!("{class}") } else { format!("{class}.{division}") };
                assert!(classes.name(text.parse().unwrap()).is_some(), "{text}");
            }
        }
    }
}
