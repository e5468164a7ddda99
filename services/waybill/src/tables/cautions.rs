//! `cautions.csv`: goods that react with each other, though the law lets them share a vehicle. A
//! caution, never an offence.

use placard_domain::Text;
use placard_domain::goods::UnNumber;

use super::labels::{Label, LabelSet, bits};
use super::load::Load;
use super::sheet::{Edition, Row, Sheet};
use crate::fault::RowFaults;

/// Two sorts of goods that react.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caution {
    /// Its id, stable.
    pub id: String,
    /// What happens.
    pub why: Text,
    a: Sort,
    b: Sort,
}

/// A sort of goods: those with one of these labels, codes or UN numbers, or a word of these in the
/// English name, but none with a label of `except`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sort {
    labels: LabelSet,
    codes: Vec<String>,
    uns: Vec<u16>,
    words: Vec<String>,
    except: LabelSet,
}

impl Sort {
    fn has(&self, load: &Load<'_>) -> bool {
        !self.except.meets(load.labels)
            && (self.labels.meets(load.labels)
                || self.codes.iter().any(|code| code == load.code)
                || self.uns.binary_search(&load.un.number()).is_ok()
                || self.words.iter().any(|word| has_word(load.name_en, word)))
    }

    fn read(row: &Row<'_>, side: char, faults: &mut RowFaults) -> Option<Self> {
        let column = |name| format!("{side}_{name}");
        let labels = |name, faults: &mut _| {
            let list = row.read_list(&column(name), "3;5.1", faults, Label::from_text);
            Some(list?.into_iter().fold(LabelSet::EMPTY, LabelSet::with))
        };
        let texts = |name, faults: &mut _| {
            row.read_list(&column(name), "C1;C2", faults, |text| {
                (!text.is_empty()).then(|| text.to_owned())
            })
        };
        let (has, except) = (labels("labels", faults), labels("except", faults));
        let (codes, words) = (texts("codes", faults), texts("words", faults));
        let uns = row.read_uns(&column("un"), faults);
        let (labels, codes, uns, words) = (has?, codes?, uns?, words?);
        if labels.is_empty() && codes.is_empty() && uns.is_empty() && words.is_empty() {
            let why = Text::new("没有指明任何货物", "names no goods at all");
            faults.add(row.line, &column("labels"), why);
        }
        Some(Self { labels, codes, uns, words, except: except? })
    }
}

/// Whether a name has a word in it, upper and lower case alike.
fn has_word(name: &str, word: &str) -> bool {
    let Some(first) = word.as_bytes().first() else { return true };
    let mut parts = name.as_bytes().windows(word.len());
    parts.any(|part| {
        part[0].eq_ignore_ascii_case(first) && part.eq_ignore_ascii_case(word.as_bytes())
    })
}

/// The sorts that goods belong to: found once for each line of a load, then asked of every pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sorts {
    un: UnNumber,
    a: u32,
    b: u32,
}

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cautions {
    /// Where it comes from.
    pub edition: Edition,
    cautions: Vec<Caution>,
}

impl Cautions {
    /// As many as [`Sorts`] has bits for.
    const MOST: usize = 32;

    /// Reads the file.
    pub fn parse(csv: &[u8]) -> Result<Self, RowFaults> {
        let columns = [
            "id", "a_labels", "a_codes", "a_un", "a_words", "a_except", "b_labels", "b_codes",
            "b_un", "b_words", "b_except", "why_zh", "why_en",
        ];
        let (sheet, mut faults) = Sheet::read(csv, &columns);
        let mut cautions: Vec<Caution> = Vec::new();
        for row in sheet.rows() {
            let id = row.read("id", "acid_alkali", &mut faults, |text| {
                (!text.is_empty()).then(|| text.to_owned())
            });
            let a = Sort::read(&row, 'a', &mut faults);
            let b = Sort::read(&row, 'b', &mut faults);
            let why = row.read_text("why", &mut faults);
            if let (Some(id), Some(a), Some(b), Some(why)) = (id, a, b, why) {
                if cautions.iter().any(|caution| caution.id == id) {
                    row.repeats("id", &mut faults);
                }
                cautions.push(Caution { id, why, a, b });
            }
        }
        if cautions.len() > Self::MOST {
            let why = Text::new("行数超过32", "more than 32 rows");
            faults.add(1, "", why);
        }
        faults.settle(Self { edition: sheet.edition, cautions })
    }

    /// The sorts that a load belongs to.
    #[must_use]
    pub fn sorts(&self, load: &Load<'_>) -> Sorts {
        let mut sorts = Sorts { un: load.un, a: 0, b: 0 };
        for (i, caution) in self.cautions.iter().enumerate() {
            sorts.a |= u32::from(caution.a.has(load)) << i;
            sorts.b |= u32::from(caution.b.has(load)) << i;
        }
        sorts
    }

    /// What two loads may do to each other. Goods of one UN number do nothing to themselves.
    pub fn between(&self, a: Sorts, b: Sorts) -> impl Iterator<Item = &Caution> {
        let both = if a.un == b.un { 0 } else { a.a & b.b | a.b & b.a };
        bits(both).filter_map(|i| self.cautions.get(i))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, load};
    use super::*;

    fn ids(a: &str, b: &str) -> Vec<String> {
        let table = &sample::tables().cautions;
        let ids = |a, b| table.between(a, b).map(|caution| caution.id.clone()).collect();
        let (a, b) = (table.sorts(&load(a)), table.sorts(&load(b)));
        let there: Vec<String> = ids(a, b);
        assert_eq!(there, ids(b, a));
        there
    }

    #[test]
    fn goods_that_react_are_cautioned_both_ways() {
        assert_eq!(ids("1830 8 C1 SULPHURIC ACID", "1824 8 C5 HYDROXIDE"), ["acid_alkali"]);
        assert_eq!(ids("1789 8 C1 HYDROCHLORIC ACID", "1689 6.1 T5 CYANIDE"), ["acid_cyanide"]);
        assert_eq!(
            ids("1830 8 C1 SULPHURIC ACID", "1849 8 C6 SODIUM SULPHIDE"),
            ["acid_alkali", "acid_sulphide"]
        );
        assert_eq!(ids("2031 8;5.1 CO1 NITRIC ACID", "1005 2.3;8 2TC AMMONIA"), ["acid_alkali"]);
        assert_eq!(
            ids("1789 8 C1 HYDROCHLORIC ACID", "1791 8 C9 HYPOCHLORITE SOLUTION"),
            ["acid_hypochlorite"]
        );
        assert_eq!(ids("1203 3 F1 PETROL", "2067 5.1 O2 NITRATE"), ["oxidiser_organic"]);
        assert_eq!(
            ids("1428 4.3 W2 SODIUM", "1791 8 C9 hypochlorite solution"),
            ["water_reactive_aqueous"]
        );
    }

    #[test]
    fn goods_that_do_not_react_are_let_be() {
        for (a, b) in [
            ("1830 8 C1 SULPHURIC ACID", "1789 8 C1 HYDROCHLORIC ACID"),
            ("1203 3 F1 PETROL", "1689 6.1 T5 SODIUM CYANIDE"),
            ("1428 4.3 W2 SODIUM", "1139 3 F1 COATING SOLUTION"),
            ("1791 8 C9 HYPOCHLORITE SOLUTION", "1791 8 C9 HYPOCHLORITE SOLUTION"),
            ("1017 2.3 2T SHORT", "1203 3 F1 X"),
        ] {
            assert_eq!(ids(a, b), Vec::<String>::new(), "{a} with {b}");
        }
    }

    #[test]
    fn every_number_of_the_table_is_what_its_pair_is_called() {
        let table = &sample::tables().cautions;
        let words = |id: &str| match id {
            "acid_cyanide" => &["CYANIDE", "CUPROCYANIDE"][..],
            "acid_sulphide" => &["SULPHIDE"],
            "acid_hypochlorite" => &["HYPOCHLORITE"],
            _ => &["AMMONIA"],
        };
        let mut asked = 0;
        for caution in &table.cautions {
            for (uns, words) in [
                (&caution.a.uns, &["ACID", "HYDROGEN FLUORIDE", "HYDROGEN CHLORIDE"][..]),
                (&caution.b.uns, words(&caution.id)),
            ] {
                for un in uns {
                    let mut rows = sample::goods_of(*un).peekable();
                    assert!(rows.peek().is_some(), "UN {un:04} is not listed");
                    for row in rows {
                        let is_called = words.iter().any(|word| has_word(&row["name_en"], word));
                        assert!(is_called, "{}: {}", caution.id, row["name_en"]);
                        asked += 1;
                    }
                }
            }
        }
        assert!(asked > 100, "{asked}");
    }

    #[test]
    fn a_sort_that_names_no_goods_is_a_fault() {
        let shipped = std::str::from_utf8(sample::CAUTIONS).unwrap();
        let emptied = shipped.replace(",4.3,,,,,", ",,,,,,");
        assert_ne!(shipped, emptied);
        let faults = Cautions::parse(emptied.as_bytes()).unwrap_err();
        assert_eq!(faults.as_slice().len(), 1);
        assert_eq!(faults.as_slice()[0].column, "a_labels");
    }
}
