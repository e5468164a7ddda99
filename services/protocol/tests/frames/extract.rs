//! Makes the hoard from the shared vectors.

use std::collections::BTreeMap;
use std::fmt::Write;

use placard_protocol::jt808::Message;
use serde_json::{Map, Value, json};

/// From this crate to the vectors that lie beside the repository.
pub(crate) const SHARED: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/jt808/vectors.jsonl");

/// Where the frames of a message are kept.
pub(crate) fn path_of(message_id: u16) -> String {
    format!("{}/tests/frames/jt808/{message_id:04x}.jsonl", env!("CARGO_MANIFEST_DIR"))
}

/// The shared vectors, where they are there.
pub(crate) fn shared_vectors() -> Option<Vec<Value>> {
    let text = std::fs::read_to_string(SHARED).ok()?;
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// What each file of the hoard should hold.
pub(crate) fn from_shared() -> Option<BTreeMap<u16, String>> {
    let mut files: BTreeMap<u16, String> = BTreeMap::new();
    for vector in shared_vectors()? {
        let Some(id) = vector["msg_id"].as_str() else { continue };
        let id = u16::from_str_radix(&id[2..], 16).unwrap();
        if !Message::IDS.contains(&id) {
            continue;
        }
        if let Some(entry) = entry_of(id, &vector) {
            writeln!(files.entry(id).or_default(), "{entry}").unwrap();
        }
    }
    Some(files)
}

/// `None` where no source says under which licence it is.
fn entry_of(id: u16, vector: &Value) -> Option<Value> {
    let is_licensed = |source: &&Value| !source["licence"].as_str().unwrap().starts_with("none");
    let source = vector["sources"].as_array().unwrap().iter().find(is_licensed)?;
    let reference = &vector["ref"];
    let mut entry = json!({
        "name": vector["id"],
        "messageId": format!("0x{id:04X}"),
        "source": {
            "repo": source["repo"],
            "path": source["path"],
            "commit": source["commit"],
            "licence": source["licence"],
            "locator": source["locator"],
        },
        "reason": reason(vector, source),
        "kind": vector["kind"],
        "version": match &vector["version"] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        },
        "hex": vector["hex"],
    });
    if reference["valid"] == true {
        if let Some(header) = reference["header"].as_object() {
            entry["header"] = Value::Object(header_of(header));
        }
        entry["values"] = Value::Object(values_of(reference, source));
    } else {
        entry["error"] = reference["error"].clone();
    }
    Some(entry)
}

fn reason(vector: &Value, source: &Value) -> String {
    let name = vector["id"].as_str().unwrap();
    if let Some(odd) = super::ODD.iter().find(|odd| odd.name == name) {
        return odd.why.to_owned();
    }
    if vector["unescaped_input"] == true {
        return "its source gives it unescaped; escaped here".to_owned();
    }
    if let Some(note) = vector["ref"]["body"]["note"].as_str() {
        return note.to_owned();
    }
    format!("must be read as {} reads it", source["repo"].as_str().unwrap())
}

fn header_of(header: &Map<String, Value>) -> Map<String, Value> {
    const DERIVED: &[&str] =
        &["checksum", "checksum_calc", "checksum_ok", "body_len", "actual_body_len"];
    let kept = header.iter().filter(|(key, _)| !DERIVED.contains(&key.as_str()));
    kept.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// The values that the independent decoder read; where it kept the body raw, those that the
/// source's own test expects.
fn values_of(reference: &Value, source: &Value) -> Map<String, Value> {
    const EXPECTED: &[(&str, &str)] = &[
        ("responseSerialNo", "first_flow_id"),
        ("id", "packages"),
        ("sign", "flag"),
        ("content", "text"),
    ];
    let mut values = reference["body"].as_object().unwrap().clone();
    values.remove("note");
    if values.contains_key("body_hex") {
        for (theirs, ours) in EXPECTED {
            if let Some(value) = source["expect"].get(theirs) {
                values.insert((*ours).to_owned(), value.clone());
            }
        }
    }
    values.iter_mut().for_each(|(_, value)| tidy(value));
    values
}

/// Drops what stands in the hex already: raw items, and the padding that a list of items ends in.
fn tidy(value: &mut Value) {
    match value {
        Value::Array(list) => {
            while list.last().is_some_and(|last| last["id"] == "0x00" && last["len"] == 0) {
                list.pop();
            }
            list.iter_mut().for_each(tidy);
        }
        Value::Object(object) => {
            object.remove("raw");
            object.remove("note");
            object.values_mut().for_each(tidy);
        }
        Value::String(text) => {
            let trimmed = text.trim_matches([' ', '\0']).to_owned();
            *text = trimmed;
        }
        _ => {}
    }
}
