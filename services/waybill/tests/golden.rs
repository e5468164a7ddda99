//! Golden waybills: every file in `golden/` gives exactly the findings that it names, each by its
//! clause. `UPDATE=1` writes what is found into the files: read the difference before it is kept.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads files and the environment, and may fail"
)]

mod town;

use placard_waybill::check::Severity;
use placard_waybill::checks::SPECS;
use placard_waybill::golden::{Expected, Golden};
use placard_waybill::report::Verdict;

use town::{Town, folder};

#[test]
fn every_golden_waybill_gives_exactly_what_it_names() {
    let town = Town::open();
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for (name, (golden, _)) in &town.goldens.all {
        let found = Expected::of(&town.report(name));
        if found == golden.expect {
            continue;
        }
        if update {
            let golden = Golden { expect: found, ..golden.clone() };
            let text = serde_json::to_string_pretty(&golden).unwrap();
            std::fs::write(folder().join(format!("{name}.json")), text + "\n").unwrap();
        } else {
            let report = town.report(name);
            wrong.push(format!(
                "{name}:\nexpected {:#?}\nfound {:#?}",
                golden.expect, report.findings
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_check_has_a_golden_waybill_that_fails_it() {
    let town = Town::open();
    let found = town.goldens.all.values().flat_map(|(golden, _)| &golden.expect.findings);
    let told = found.filter(|it| it.severity != Severity::NotChecked);
    let mut proved: Vec<_> = told.map(|it| it.check.as_str()).collect();
    proved.sort_unstable();
    let without = SPECS.iter().filter(|spec| proved.binary_search(&spec.id).is_err());
    let without: Vec<_> = without.map(|spec| spec.id).collect();
    assert!(without.is_empty(), "no golden waybill fails {without:?}");
}

#[test]
fn there_are_sixty_and_twenty_are_wholly_valid() {
    let town = Town::open();
    let valid = town.goldens.all.values().filter(|(it, _)| it.expect.verdict == Verdict::Valid);
    let (all, valid) = (town.goldens.all.len(), valid.count());
    assert!(all >= 60 && valid >= 20, "{all} golden waybills, {valid} of them valid");
}

#[test]
fn the_same_document_gives_the_same_report_a_thousand_times() {
    let town = Town::open();
    for name in town.goldens.all.keys() {
        let first = serde_json::to_string(&town.report(name)).unwrap();
        for _ in 0..1000 / town.goldens.all.len() + 1 {
            assert_eq!(serde_json::to_string(&town.report(name)).unwrap(), first, "{name}");
        }
    }
    let name = town.goldens.all.keys().next().unwrap();
    let first = town.report(name);
    assert!((0..1000).all(|_| town.report(name) == first));
}
