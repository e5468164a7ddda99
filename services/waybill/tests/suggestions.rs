//! What a check of the form suggests is what it takes: each suggestion of a golden waybill, put in
//! its place, cures the finding that it came with.

#![allow(clippy::disallowed_methods, reason = "a test reads files")]

use std::collections::BTreeMap;
use std::path::Path;

use jiff::tz::TimeZone;
use placard_domain::waybill::Waybill;
use placard_domain::{Text, Timestamp, Violations};
use placard_waybill::check::Finding;
use placard_waybill::golden::Goldens;
use placard_waybill::lists::Lists;
use placard_waybill::register::Register;
use placard_waybill::report::validate;
use placard_waybill::settings::Settings;
use placard_waybill::subject::{Asked, RouteVerdict, Subject};
use serde_json::Value;

fn goldens() -> Goldens {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let json = entries.filter(|path| path.extension().is_some_and(|it| it == "json"));
    let files: BTreeMap<_, _> = json
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    Goldens::read(files.iter().map(|(name, text)| (name.as_str(), text.as_str()))).unwrap()
}

/// What the checks of the form find.
fn found(waybill: &Waybill, now: Timestamp) -> Vec<Finding> {
    let asked = Asked {
        lists: &Lists::default(),
        register: &Register::default(),
        settings: &Settings::default(),
        now,
        zone: &TimeZone::UTC,
        engagements: &[],
        route: &RouteVerdict::NotChecked(Text::new("未加载路网", "no roads are loaded")),
        unread: &Violations::new(),
    };
    let findings = validate(&Subject::new(waybill, asked)).findings;
    findings.into_iter().filter(|it| it.check.starts_with("form.")).collect()
}

/// `goods[0].packing_group` as a JSON pointer into a document: `/goods/0/packingGroup`.
fn pointer(field: &str) -> String {
    let mut pointer = String::from("/");
    let mut letters = field.chars();
    while let Some(c) = letters.next() {
        match c {
            '.' | '[' => pointer.push('/'),
            ']' => {}
            '_' => pointer.extend(letters.next().map(|c| c.to_ascii_uppercase())),
            _ => pointer.push(c),
        }
    }
    pointer
}

#[test]
fn every_suggestion_cures_what_it_came_with() {
    let goldens = goldens();
    let mut tried = 0;
    for (name, (golden, waybill)) in &goldens.all {
        let whole = serde_json::to_value(waybill).unwrap();
        for finding in found(waybill, golden.now) {
            let Some(suggestion) = finding.suggestion else { continue };
            let mut document = whole.clone();
            let place = document.pointer_mut(&pointer(&suggestion.field)).unwrap();
            *place = match place {
                Value::String(_) => Value::String(suggestion.value),
                _ => serde_json::from_str(&suggestion.value).unwrap(),
            };
            let mended: Waybill = serde_json::from_value(document).unwrap();
            let left = found(&mended, golden.now);
            let same = |it: &&Finding| (it.check, &it.field) == (finding.check, &finding.field);
            let stays = left.iter().filter(same).any(|it| it.message == finding.message);
            assert!(!stays, "{name}: {}", finding.field);
            tried += 1;
        }
    }
    assert!(tried >= 12, "{tried} suggestions");
}
