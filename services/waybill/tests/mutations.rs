//! Waybills as no clerk would write them: golden documents with values taken away, doubled,
//! swapped between fields, blown up, or replaced by what breaks programs. Whatever comes, there is
//! an answer of bounded size and no panic.
//!
//! A sample of 20,000; `PLACARD_WHOLE=1` tries 10,000,000. The seed is printed.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads files and the environment, and may fail"
)]

mod town;

use placard_domain::waybill::Waybill;
use placard_waybill::check::{FINDINGS_MAX, Severity};
use placard_waybill::report::Verdict;
use placard_waybill::subject::LINES_MAX;
use rand::prelude::*;
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value, json};

use town::Town;

const SEED: u64 = 20_261_125;

/// Every place in a document, as the keys that lead there.
fn places(value: &Value, here: &mut Vec<Key>, all: &mut Vec<Vec<Key>>) {
    if !here.is_empty() {
        all.push(here.clone());
    }
    let mut below = |key: Key, value: &Value| {
        here.push(key);
        places(value, here, all);
        here.pop();
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(k, v)| below(Key::Field(k.clone()), v)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| below(Key::At(i), v)),
        _ => {}
    }
}

#[derive(Clone)]
enum Key {
    Field(String),
    At(usize),
}

fn at<'a>(value: &'a mut Value, path: &[Key]) -> Option<&'a mut Value> {
    path.iter().try_fold(value, |value, key| match key {
        Key::Field(name) => value.get_mut(name),
        Key::At(index) => value.get_mut(*index),
    })
}

/// A value of the same type that breaks programs, or of another type.
fn nasty(rng: &mut ChaCha8Rng, old: &Value) -> Value {
    const TEXTS: &[&str] = &[
        "",
        " ",
        "0",
        "-1",
        "1203",
        "UN 1203",
        "9999",
        "1.4S",
        "2.3",
        "III",
        "IV",
        "湘JA1101",
        "挂",
        "\u{0}",
        "\u{202e}fdp",
        "e\u{301}",
        "𠀀",
        "ＵＮ１２０３",
        "' OR 1=1 --",
        "../../etc/passwd",
        "2026-02-30",
        "1904-01-01",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "LGBF",
        "(+)",
        "P10BH(M)",
        "TANK",
        "EXCEPTED",
        "PIECES",
        "841-001-01",
        "91430700MA4P00015N",
        "null",
    ];
    const NUMBERS: &[f64] =
        &[0.0, -0.0, -1.0, 1e-300, 5e-324, 1e300, f64::MAX, 3e7, 0.1, 1.0, 4_294_967_295.0, 95.01];
    match rng.random_range(0..12) {
        0 => Value::Null,
        1 => json!(rng.random::<bool>()),
        2 => json!([]),
        3 => json!({}),
        4 => Value::String("长".repeat(rng.random_range(0..3000))),
        5..=7 if old.is_number() => json!(NUMBERS.choose(rng)),
        8 if old.is_u64() => json!(rng.random::<u32>()),
        9 => json!(NUMBERS.choose(rng)),
        _ => json!(TEXTS.choose(rng)),
    }
}

/// One step away from what it was.
fn mutate(rng: &mut ChaCha8Rng, document: &mut Value) {
    let mut all = Vec::new();
    places(document, &mut Vec::new(), &mut all);
    let (Some(path), Some(other)) = (all.choose(rng).cloned(), all.choose(rng).cloned()) else {
        return;
    };
    let elsewhere = at(document, &other).cloned().unwrap_or_default();
    let Some(target) = at(document, &path) else { return };
    match rng.random_range(0..8) {
        0..=2 => *target = nasty(rng, target),
        3 => *target = elsewhere,
        4 => edit(rng, target),
        5 => {
            if let Value::Array(items) = target {
                let many = rng.random_range(0..LINES_MAX * 2);
                let copies = items.first().cloned().into_iter().cycle().take(many);
                *items = copies.collect();
            }
        }
        6 => remove(document, &path),
        _ => {
            if let Value::Array(items) = target {
                items.shuffle(rng);
                let twice = items.first().cloned();
                items.extend(twice);
            }
        }
    }
}

/// A letter more, less, or another; a number scaled.
fn edit(rng: &mut ChaCha8Rng, target: &mut Value) {
    match target {
        Value::String(text) => {
            let mut letters: Vec<char> = text.chars().collect();
            let at = rng.random_range(0..=letters.len());
            let new = *['0', 'O', 'I', ' ', '-', 'X', '挂', '，', '\n'].choose(rng).unwrap();
            match rng.random_range(0..3) {
                0 => letters.insert(at, new),
                1 if at < letters.len() => drop(letters.remove(at)),
                _ if at < letters.len() => letters[at] = new,
                _ => {}
            }
            *text = letters.into_iter().collect();
        }
        Value::Number(number) => {
            let factor = *[-1.0, 0.001, 0.999, 1.001, 10.0, 1000.0].choose(rng).unwrap();
            *target = json!(number.as_f64().unwrap_or_default() * factor);
        }
        _ => {}
    }
}

fn remove(document: &mut Value, path: &[Key]) {
    let Some((last, before)) = path.split_last() else { return };
    match (at(document, before), last) {
        (Some(Value::Object(fields)), Key::Field(name)) => drop(Map::remove(fields, name)),
        (Some(Value::Array(items)), Key::At(index)) => drop(items.remove(*index)),
        _ => {}
    }
}

/// Tries `count` documents. Returns how many could be read at all.
fn attempt(town: &Town, seed: u64, count: u64) -> u64 {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let originals: Vec<&Value> = town.goldens.documents.values().collect();
    let mut read = 0;
    for _ in 0..count {
        let original = originals.choose(&mut rng).unwrap();
        let mut document = (*original).clone();
        for _ in 0..rng.random_range(1..=4) {
            mutate(&mut rng, &mut document);
        }
        // What has another shape is the door's to refuse, with its path.
        let Ok(waybill) = serde_json::from_value::<Waybill>(document) else { continue };
        read += 1;
        let report = town.validate(&waybill);
        assert!(report.findings.len() <= FINDINGS_MAX);
        let worst = report.findings.first().map(|finding| finding.severity);
        assert_eq!(report.verdict == Verdict::Invalid, worst == Some(Severity::Error));
        assert!(report.findings.iter().all(|it| !it.message.zh.is_ascii()), "{report:?}");
    }
    read
}

#[test]
fn whatever_is_written_gets_an_answer() {
    let whole = std::env::var_os("PLACARD_WHOLE").is_some();
    let count: u64 = if whole { 10_000_000 } else { 20_000 };
    println!("seed {SEED}, {count} documents");
    let town = Town::open();
    let halves = std::thread::scope(|scope| {
        let half = |seed| attempt(&town, seed, count / 2);
        let other = scope.spawn(move || half(SEED + 1));
        half(SEED) + other.join().unwrap()
    });
    assert!(halves > count / 4, "only {halves} of {count} could be read: nothing was tried");
    println!("{halves} read and answered");
}
