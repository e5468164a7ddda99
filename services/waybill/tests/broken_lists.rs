//! Files that are wrong: every wrong row is named, and the lists in use stay as they are.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::fmt::Write as _;

use placard_waybill::fault::RowFaults;
use placard_waybill::lists::{List, Lists};
use proptest::prelude::*;

const GOODS: &str = include_str!("../data/dangerous_goods.csv");
const WASTE: &str = include_str!("../data/waste_codes.csv");

fn faults(list: List, csv: &[u8]) -> RowFaults {
    Lists::embedded().with(list, Some("test"), csv).err().unwrap()
}

fn named(list: List, csv: &str) -> Vec<(u64, String)> {
    let faults = faults(list, csv.as_bytes());
    faults.as_slice().iter().map(|fault| (fault.line, fault.column.clone())).collect()
}

/// The first rows of the list, each changed in its own way.
fn broken(changes: &[(&str, &str)]) -> String {
    let mut lines = GOODS.lines();
    let mut csv = lines.next().unwrap().to_owned();
    for ((from, to), line) in changes.iter().zip(lines) {
        assert!(line.contains(from), "{line} has no {from}");
        write!(csv, "\n{}", line.replacen(from, to, 1)).unwrap();
    }
    csv
}

#[test]
fn a_broken_list_names_every_wrong_cell_of_every_row_at_once() {
    let csv = broken(&[
        ("0004,", "4,"),
        (",1,1.1,1.1F", ",1,7.1,1.1F"),
        (",0,E0,", ",5 t,E9,"),
        ("allowed", "perhaps"),
        ("B1000C", "F"),
    ]);
    let named = named(List::DangerousGoods, &csv);
    let named: Vec<_> = named.iter().map(|(line, column)| (*line, column.as_str())).collect();
    assert_eq!(
        named,
        [
            (2, "un"),
            (3, "division"),
            (4, "limited_quantity"),
            (4, "excepted_quantity"),
            (5, "carriage_status"),
            (6, "tunnel_code"),
        ]
    );
    for fault in faults(List::DangerousGoods, csv.as_bytes()).as_slice() {
        assert!(!fault.text.zh.is_ascii() && !fault.text.en.is_empty());
    }
}

#[test]
fn a_division_of_another_class_a_doubled_row_and_a_short_row_are_named() {
    let csv = broken(&[(",1,1.1,1.1D", ",1,2.1,1.1D"), ("allowed", "allowed,more")]);
    assert_eq!(named(List::DangerousGoods, &csv), [(2, "division".into()), (3, String::new())]);
    let (header, rest) = WASTE.split_once('\n').unwrap();
    let row = rest.lines().next().unwrap();
    let csv = format!("{header}\n{row}\n{row}\n841-002-01\n");
    assert_eq!(named(List::WasteCodes, &csv), [(3, String::new()), (4, String::new())]);
}

#[test]
fn a_header_that_lacks_columns_or_has_others_is_named() {
    let csv = WASTE.replacen("industry_zh", "industry", 1).replacen(",edition", "", 1);
    let named = named(List::WasteCodes, &csv);
    let columns: Vec<_> = named.iter().map(|(line, column)| (*line, column.as_str())).collect();
    assert_eq!(columns, [(1, "industry_zh"), (1, "edition"), (1, "industry")]);
}

#[test]
fn what_is_no_table_is_refused_with_a_fault() {
    let gbk = [b"code,category\n".as_slice(), &[0xB7, 0xCF, 0xD3, 0xCD]].concat();
    let header = WASTE.lines().next().unwrap();
    for csv in [b"".as_slice(), b"\n\n", &gbk, header.as_bytes(), b"\xFF\xFE\x00", &[0; 4096]] {
        assert!(!faults(List::WasteCodes, csv).as_slice().is_empty());
    }
    let table = faults(List::MixedLoading, b"a,b\n1,2\n");
    assert_eq!((table.as_slice()[0].line, table.as_slice()[0].column.as_str()), (1, "edition"));
}

#[test]
fn an_edition_must_be_said_by_the_file_or_by_whoever_imports_it() {
    let lists = Lists::embedded();
    let unsaid = lists.with(List::DangerousGoods, None, GOODS.as_bytes()).err().unwrap();
    assert_eq!(unsaid.as_slice()[0].column, "edition");
    let said = lists.with(List::DangerousGoods, Some("2026"), GOODS.as_bytes()).unwrap();
    let (new, old) = (&said.versions()[0], &lists.versions()[0]);
    assert_eq!((new.edition.as_str(), &new.hash), ("2026", &old.hash));
    assert_eq!(said.versions().len(), lists.versions().len());
    assert_eq!(old.edition, "ADR 2017/2025 + GB 12268-2025");
}

#[test]
fn a_byte_order_mark_and_another_order_of_columns_change_nothing() {
    let mut reordered = String::from("\u{feff}");
    for line in WASTE.lines() {
        let (rest, source) = line.rsplit_once(',').unwrap();
        writeln!(reordered, "{source},{rest}").unwrap();
    }
    let lists = Lists::embedded();
    let other = lists.with(List::WasteCodes, None, reordered.as_bytes()).unwrap();
    assert_eq!(other.waste_codes().unwrap().all(), lists.waste_codes().unwrap().all());
}

proptest! {
    #[test]
    fn no_bytes_make_a_list_of_them_or_a_panic(bytes: Vec<u8>, list in 0..List::ALL.len()) {
        prop_assert!(Lists::default().with(List::ALL[list], Some("x"), &bytes).is_err());
    }

    #[test]
    fn no_cell_of_a_true_row_makes_a_panic(place in 0..30_usize, cell in "\\PC{0,12}") {
        let header = GOODS.lines().next().unwrap();
        let row = "1203,PETROL,汽油,3,3,F1,,II,3,,1 L,E2,P001,,,,,LGBF,,FL,2,D/E,,,,,33,allowed,\
                   un+pg,x";
        let mut cells: Vec<_> = row.split(',').map(str::to_owned).collect();
        cells[place] = format!("\"{}\"", cell.replace('"', "\"\""));
        let csv = format!("{header}\n{row}\n{}\n", cells.join(","));
        match Lists::default().with(List::DangerousGoods, Some("x"), csv.as_bytes()) {
            Ok(lists) => prop_assert_eq!(lists.goods().unwrap().all().len(), 2),
            Err(faults) => prop_assert!(faults.as_slice().iter().all(|fault| fault.line == 3)),
        }
    }
}
