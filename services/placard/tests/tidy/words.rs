//! One word for one thing, and units where there are no types.

use std::collections::BTreeSet;

use crate::tree::{Tree, body, is_test_file};

const GLOSSARY: &str = "docs/glossary.md";

/// Every name in backticks.
fn explained(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

pub(crate) fn glossary(tree: &Tree) -> Vec<String> {
    let known = explained(tree.text(GLOSSARY));
    let mut found = Vec::new();
    for (path, text) in tree.files("proto/placard/", ".proto") {
        for noun in nouns_of_proto(text) {
            let own = noun.rsplit('.').next().unwrap_or(&noun);
            // A part of a message may be told by its own name.
            if !known.contains(noun.as_str()) && !known.contains(own) {
                found.push(format!("{path}: {noun}: give it a row in {GLOSSARY}"));
            }
        }
    }
    for (path, text) in tree.files("services/domain/src/", ".rs") {
        for noun in types_of_rust(text).filter(|_| !is_test_file(path)) {
            if !known.contains(noun) {
                found.push(format!("{path}: {noun}: give it a row in {GLOSSARY}"));
            }
        }
    }
    found
}

/// Services, messages and enumerations, nested ones by their path.
fn nouns_of_proto(text: &str) -> Vec<String> {
    let (mut path, mut nouns) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default().trim();
        let mut words = line.split_whitespace();
        match (words.next(), words.next()) {
            (Some("service" | "message" | "enum"), Some(name)) => {
                path.push(name.to_owned());
                nouns.push(path.join("."));
            }
            _ if line.ends_with('{') => path.push(String::new()),
            _ => {}
        }
        if line.ends_with('}') || line.ends_with("};") {
            path.pop();
        }
    }
    nouns
}

fn types_of_rust(text: &str) -> impl Iterator<Item = &str> {
    let kinds = ["pub struct ", "pub enum ", "pub trait ", "pub type "];
    body(text).filter_map(move |(_, line)| {
        let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        Some(&rest[..end])
    })
}

/// How a name says its unit.
const UNITS: [&str; 13] = [
    "_m", "_kmh", "_deg", "_kg", "_km", "_s", "_bytes", "_ms", "_l", "_percent", "_days", "_m3",
    "_c",
];

/// Numbers without a unit, and why: counts, ordinals, bits, or a value whose unit stands beside it.
const UNITLESS: [(&str, &str); 47] = [
    ("accepted", "a count"),
    ("acknowledged_sequence", "an ordinal"),
    ("added", "a count"),
    ("alarm_bits", "bits"),
    ("alerts_as_tried", "a count"),
    ("alerts_as_was", "a count"),
    ("attempts", "a count"),
    ("change", "an ordinal"),
    ("changed", "a count"),
    ("default_value", "its unit stands beside it"),
    ("detection_revision", "an ordinal"),
    ("differences_left_out", "a count"),
    ("dropped", "a count"),
    ("east", "degrees, as the message says"),
    ("epoch", "an ordinal"),
    ("findings_left_out", "a count"),
    ("fixes", "a count"),
    ("head_sequence", "an ordinal"),
    ("index", "an ordinal"),
    ("inner_quantity", "its unit stands beside it"),
    ("lag_fixes", "a count"),
    ("latitude", "degrees, everywhere"),
    ("left_out", "a count"),
    ("limit", "its unit stands beside it"),
    ("line", "an ordinal"),
    ("longitude", "degrees, everywhere"),
    ("max_value", "its unit stands beside it"),
    ("max_vehicles", "a count"),
    ("min_value", "its unit stands beside it"),
    ("newest_version", "an ordinal"),
    ("north", "degrees, as the message says"),
    ("packages", "a count"),
    ("page_size", "a count"),
    ("partition", "an ordinal"),
    ("pattern", "a number of google.api.http"),
    ("quantity", "its unit stands beside it"),
    ("revision", "an ordinal"),
    ("rows", "a count"),
    ("satellites", "a count"),
    ("sequence", "an ordinal"),
    ("south", "degrees, as the message says"),
    ("status_bits", "bits"),
    ("value", "its unit stands beside it"),
    ("vehicles", "a count"),
    ("version", "an ordinal"),
    ("west", "degrees, as the message says"),
    ("world_revision", "an ordinal"),
];

/// Columns that are no measure, and what they are instead; `*` stands for any beginning.
const COLUMNS: [(&str, &[&str]); 4] = [
    ("instants in milliseconds", &["*_at", "*_time", "*_until", "*_from", "at", "times"]),
    ("places in 1e-7 degree", &["east", "north", "south", "west"]),
    (
        "ordinals, versions and counts",
        &[
            "*_no",
            "*_epoch",
            "*_sequence",
            "*_revision",
            "*_version",
            "change",
            "epoch",
            "fixes",
            "format",
            "links",
            "no",
            "partition",
            "partitions",
            "revision",
            "sequence",
            "version",
        ],
    ),
    ("keys, flags and hashes", &["color", "current", "hash", "id", "one", "previous", "shadow"]),
];

pub(crate) fn units(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in tree.files("proto/placard/", ".proto") {
        for name in text.lines().filter_map(number_of_proto) {
            let united = UNITS.iter().any(|unit| name.ends_with(unit));
            if !united && !UNITLESS.iter().any(|(known, _)| *known == name) {
                found.push(format!("{path}: {name}: say its unit, as in speed_kmh"));
            }
        }
    }
    for (path, text) in tree.files("migrations/", ".sql") {
        for name in text.lines().filter_map(number_of_sql) {
            let united = UNITS.iter().any(|unit| name.ends_with(unit));
            let mut columns = COLUMNS.iter().flat_map(|(_, columns)| columns.iter());
            let known = columns.any(|column| match column.strip_prefix('*') {
                Some(end) => name.ends_with(end),
                None => *column == name,
            });
            if !united && !known {
                found.push(format!("{path}: {name}: say its unit, as in width_m"));
            }
        }
    }
    found
}

/// The field that a line of proto declares, where it is a number.
fn number_of_proto(line: &str) -> Option<&str> {
    const NUMBERS: [&str; 7] = ["double", "float", "int32", "int64", "uint32", "uint64", "sint32"];
    let mut words = line.trim().split(' ').filter(|word| !["optional", "repeated"].contains(word));
    let kind = words.next()?;
    NUMBERS.contains(&kind).then(|| words.next())?
}

/// The column that a line of SQL declares, where it is a number.
fn number_of_sql(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let (name, kind) = (words.next()?, words.next()?);
    ["INTEGER", "REAL"].iter().any(|number| kind.starts_with(number)).then_some(name)
}
