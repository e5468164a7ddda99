//! The checks of the form over golden waybills and over what slips make of them: whatever stands in
//! a field, there is an answer, and what a check suggests, put in its place, cures the finding that
//! it came with.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads files")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

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
use proptest::prelude::*;
use proptest::sample::Index;
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

/// Puts each suggestion in its place and holds that its finding is gone. How many there were.
fn cure(name: &str, waybill: &Waybill, now: Timestamp) -> usize {
    let whole = serde_json::to_value(waybill).unwrap();
    let mut tried = 0;
    for finding in found(waybill, now) {
        assert!(!finding.message.zh.is_empty() && !finding.message.en.is_empty());
        let Some(suggestion) = finding.suggestion else { continue };
        let mut document = whole.clone();
        let place = document.pointer_mut(&pointer(&suggestion.field)).unwrap();
        *place = match place {
            Value::String(_) => Value::String(suggestion.value),
            _ => serde_json::from_str(&suggestion.value).unwrap(),
        };
        let mended: Waybill = serde_json::from_value(document).unwrap();
        let left = found(&mended, now);
        let stays = left.iter().any(|it| {
            (it.check, &it.field, &it.message) == (finding.check, &finding.field, &finding.message)
        });
        assert!(!stays, "{name}: {} {:?}", finding.field, finding.message);
        tried += 1;
    }
    tried
}

#[test]
fn every_suggestion_of_a_golden_waybill_cures_what_it_came_with() {
    let goldens = goldens();
    let all = goldens.all.iter();
    let tried: usize = all.map(|(name, (golden, waybill))| cure(name, waybill, golden.now)).sum();
    assert!(tried >= 12, "{tried} suggestions");
}

/// Pointers to every text and number of a document.
fn leaves(path: &str, value: &Value, all: &mut Vec<String>) {
    match value {
        Value::String(_) | Value::Number(_) => all.push(path.to_owned()),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                leaves(&format!("{path}/{at}"), item, all);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                leaves(&format!("{path}/{name}"), field, all);
            }
        }
        _ => {}
    }
}

/// A text after a slip.
fn slip(text: &str, at: usize, way: u8, stray: char) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = at % (letters.len() + 1);
    match way {
        0 => letters.insert(at, stray),
        1 if at < letters.len() => letters[at] = stray,
        2 if at < letters.len() => drop(letters.remove(at)),
        3 => letters.extend(std::iter::repeat_n(stray, 700)),
        _ => letters = vec![stray; at],
    }
    letters.into_iter().collect()
}

/// Characters that slips bring in.
const STRAYS: [char; 12] =
    ['O', 'l', '0', 'X', ' ', '-', '\u{ff11}', '挂', '\u{202e}', '\u{fffd}', '\n', '\u{0}'];
/// What becomes of a number.
const FACTORS: [f64; 8] = [0.0, -1.0, 1e-9, 0.001, 1000.0, 1e6, 1e300, -1e300];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn any_slip_in_any_field_has_its_answer_and_its_cure(
        (golden, leaf) in (any::<Index>(), any::<Index>()),
        (at, way) in (0..40_usize, 0..5_u8),
        stray in prop_oneof![prop::sample::select(&STRAYS[..]), any::<char>()],
        factor in prop::sample::select(&FACTORS[..]),
    ) {
        static GOLDENS: LazyLock<Goldens> = LazyLock::new(goldens);
        let names: Vec<_> = GOLDENS.all.keys().collect();
        let name = *golden.get(&names);
        let (golden, waybill) = &GOLDENS.all[name];
        let mut document = serde_json::to_value(waybill).unwrap();
        let mut all = Vec::new();
        leaves("", &document, &mut all);
        let leaf = document.pointer_mut(leaf.get(&all[..]).as_str()).unwrap();
        *leaf = match &*leaf {
            Value::String(text) => slip(text, at, way, stray).into(),
            number => (number.as_f64().unwrap() * factor).into(),
        };
        // What is no document any more is refused before it comes to the checks.
        if let Ok(waybill) = serde_json::from_value(document) {
            cure(name, &waybill, golden.now);
        }
    }
}
