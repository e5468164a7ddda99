//! Golden waybills: every file in `golden/` gives exactly the findings that it names, each by its
//! clause. `UPDATE=1` writes what is found into the files: read the difference before it is kept.

#![allow(clippy::disallowed_methods, reason = "a test reads files and the environment")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use placard_domain::{Text, Violations};
use placard_waybill::check::Severity;
use placard_waybill::checks::SPECS;
use placard_waybill::golden::{Expected, Golden, Goldens, register};
use placard_waybill::lists::Lists;
use placard_waybill::register::Register;
use placard_waybill::report::{Report, Verdict, validate};
use placard_waybill::settings::Settings;
use placard_waybill::subject::{Asked, RouteVerdict, Subject};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let json = entries.filter(|path| path.extension().is_some_and(|it| it == "json"));
    let named = json.map(|path| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    });
    named.collect()
}

fn refs(files: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    files.iter().map(|(name, text)| (name.as_str(), text.as_str()))
}

struct Town {
    goldens: Goldens,
    register: Register,
    lists: Lists,
}

fn town() -> Town {
    let goldens = Goldens::read(refs(&files(&folder()))).unwrap();
    let register = register(refs(&files(&folder().join("register")))).unwrap();
    Town { goldens, register, lists: Lists::embedded() }
}

impl Town {
    fn report(&self, name: &str) -> Report {
        let (golden, waybill) = &self.goldens.all[name];
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let no_router = RouteVerdict::NotChecked(Text::new("未加载路网", "no roads are loaded"));
        let asked = Asked {
            lists: &self.lists,
            register: &self.register,
            settings: &Settings::default(),
            now: golden.now,
            zone: &zone,
            engagements: &golden.engagements,
            route: golden.route.as_ref().unwrap_or(&no_router),
            unread: &Violations::new(),
        };
        validate(&Subject::new(waybill, asked))
    }
}

#[test]
fn every_golden_waybill_gives_exactly_what_it_names() {
    let town = town();
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
            std::fs::write(folder().join(name).with_extension("json"), text + "\n").unwrap();
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
    let town = town();
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
    let town = town();
    let valid = town.goldens.all.values().filter(|(it, _)| it.expect.verdict == Verdict::Valid);
    let (all, valid) = (town.goldens.all.len(), valid.count());
    assert!(all >= 60 && valid >= 20, "{all} golden waybills, {valid} of them valid");
}

#[test]
fn the_same_document_gives_the_same_report_a_thousand_times() {
    let town = town();
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
