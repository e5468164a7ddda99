//! The hoard: real frames from public test suites, with the values that those read from them.
//!
//! `tests/frames/jt808/<id>.jsonl` holds, per message id, one frame (or bare body) a line: `name`,
//! `source` (repository, path, commit, licence), `reason` (why it is kept), `hex`, and what an
//! independent decoder read: `header` and `values`, or `error`. Each must decode to those values
//! and encode to those bytes again, but for what [`ODD`] and [`NOT_AS_SENT`] list with their
//! reasons.
//!
//! The files are made by `UPDATE=1 cargo test -p placard-protocol --test frames` from
//! `shared/data/jt808/vectors.jsonl` beside the repository. Entries that no source licenses are
//! left out. Where that file is there, the hoard is held against it.
#![allow(clippy::disallowed_methods, reason = "a test reads its files")]
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

#[path = "frames/expected.rs"]
mod expected;
#[path = "frames/extract.rs"]
mod extract;

use std::collections::{BTreeMap, BTreeSet};

use expected::{ODD, Odd};
use placard_domain::Reason;
use placard_protocol::jt808::print::{explain_all, from_hex};
use placard_protocol::jt808::{Deframer, Header, Message, Rejected, Version, build, names};
use serde_json::Value;

/// Frames that are not encoded as they were sent, and why.
const NOT_AS_SENT: &[(&str, &str)] =
    &[("jt808-0647", "two bytes behind a fixed body are not kept")];

#[test]
fn every_frame_decodes_to_its_values() {
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    for entry in hoard() {
        let odd = ODD.iter().find(|odd| odd.name == entry.name());
        seen.extend(odd.map(|odd| odd.name));
        found.extend(entry.differences(odd.map(|odd| &odd.outcome)));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    let listed: BTreeSet<_> = ODD.iter().map(|odd| odd.name).collect();
    assert_eq!(seen, listed, "an odd one that no longer exists");
}

#[test]
fn every_frame_is_encoded_as_it_was_sent() {
    let mut differing = BTreeSet::new();
    for entry in hoard() {
        let Ok((header, message)) = entry.decode() else { continue };
        let (version, sent) = (entry.version(), entry.bytes());
        let mut encoded = Vec::new();
        message.emit(version, &mut encoded);
        if let Some(header) = header {
            encoded = build::frame(&header, &encoded);
        }
        if encoded != sent {
            differing.insert(entry.name().to_owned());
        }
    }
    let listed = NOT_AS_SENT.iter().map(|(name, _)| (*name).to_owned());
    assert_eq!(differing, listed.collect());
}

#[test]
fn every_frame_with_a_wrong_check_byte_is_taken_from_a_device_that_is_known_for_it() {
    let mut taken = 0;
    for entry in hoard() {
        let odd = ODD.iter().find(|odd| odd.name == entry.name());
        let Some(Odd::Fails(Reason::FrameChecksum, _)) = odd.map(|odd| &odd.outcome) else {
            continue;
        };
        let (bytes, mut deframer) = (entry.bytes(), Deframer::new());
        deframer.ignore_check_byte = true;
        let frame = deframer.next_frame(&mut &bytes[..]).unwrap().unwrap();
        if let Ok((header, body)) = Header::parse(frame.content) {
            assert!(Message::parse(&header, body).is_ok(), "{}", entry.name());
            taken += 1;
        }
    }
    assert!(taken > 5, "{taken}");
}

#[test]
fn the_hoard_is_what_the_shared_vectors_say() {
    let Some(extracted) = extract::from_shared() else {
        println!("not checked: {} is not there", extract::SHARED);
        return;
    };
    for (id, lines) in &extracted {
        let path = extract::path_of(*id);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, lines).unwrap();
        }
        let held = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(&held, lines, "{path} is stale: run with UPDATE=1");
    }
}

/// All of the shared vectors, of every message id, streams and broken ones among them.
#[test]
fn every_shared_vector_is_explained() {
    let Some(vectors) = extract::shared_vectors() else {
        println!("not checked: {} is not there", extract::SHARED);
        return;
    };
    let mut problems = BTreeMap::new();
    for vector in &vectors {
        let bytes = from_hex(vector["hex"].as_str().unwrap()).unwrap();
        for explanation in explain_all(&bytes) {
            let _ = (explanation.to_string(), explanation.to_json());
            for problem in explanation.problems {
                *problems.entry(problem.reason.code()).or_insert(0) += 1;
            }
        }
    }
    println!("{} vectors explained, problems: {problems:?}", vectors.len());
    assert!(vectors.len() >= 522);
}

#[test]
fn every_message_of_the_list_has_its_frames_or_is_known_to_have_none() {
    // Empty bodies of 2019, of which no public suite has a frame.
    const WITHOUT: &[u16] = &[0x0004];
    let ids: BTreeSet<_> = hoard().iter().map(Entry::message_id).collect();
    for id in Message::IDS {
        assert_eq!(ids.contains(id), !WITHOUT.contains(id), "0x{id:04X} {:?}", names::of(*id));
    }
}

/// A line of the hoard.
struct Entry(Value);

fn hoard() -> Vec<Entry> {
    let files = Message::IDS.iter().map(|id| extract::path_of(*id));
    let texts = files.filter_map(|path| std::fs::read_to_string(path).ok());
    let lines: Vec<_> =
        texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    assert!(lines.len() > 150, "the hoard has shrunk to {}", lines.len());
    lines.iter().map(|line| Entry(serde_json::from_str(line).unwrap())).collect()
}

impl Entry {
    fn name(&self) -> &str {
        self.0["name"].as_str().unwrap()
    }

    fn message_id(&self) -> u16 {
        u16::from_str_radix(&self.0["messageId"].as_str().unwrap()[2..], 16).unwrap()
    }

    fn bytes(&self) -> Vec<u8> {
        from_hex(self.0["hex"].as_str().unwrap()).unwrap()
    }

    fn is_frame(&self) -> bool {
        self.0["kind"] == "frame"
    }

    /// Of a bare body as its source says, of a frame as its header says.
    fn version(&self) -> Version {
        match self.decode() {
            Ok((Some(header), _)) => header.version(),
            _ if self.0["version"] == "2019" => Version::V2019,
            _ => Version::V2013,
        }
    }

    fn decode(&self) -> Result<(Option<Header>, Message), placard_protocol::DecodeError> {
        let bytes = self.bytes();
        if !self.is_frame() {
            let version = match self.0["version"] == "2019" {
                true => Version::V2019,
                false => Version::V2013,
            };
            let header = Header::new(version, "0".parse().unwrap(), self.message_id(), 0);
            return Message::parse(&header, &bytes).map(|message| (None, message));
        }
        let (mut deframer, mut input) = (Deframer::new(), &bytes[..]);
        let frame = match deframer.next_frame(&mut input).expect("one frame") {
            Ok(frame) => frame,
            Err(Rejected { error, .. }) => return Err(error.into()),
        };
        let (header, body) = Header::parse(frame.content)?;
        let message = Message::parse(&header, body)?;
        Ok((Some(header), message))
    }

    /// Where what is read here is not what is expected.
    fn differences(&self, odd: Option<&Odd>) -> Vec<String> {
        let ours: &[_] = match (odd, self.decode()) {
            (Some(Odd::Fails(reason, field)), Err(error))
                if (error.reason, error.field.as_str()) == (*reason, *field) =>
            {
                return Vec::new();
            }
            (None, Ok(_)) if self.0["error"].is_null() => &[],
            (Some(Odd::Holds(ours)), Ok(_)) => ours,
            (_, outcome) => return vec![format!("{}: {outcome:?}", self.name())],
        };
        let Ok((header, message)) = self.decode() else { return Vec::new() };
        let header = header.as_ref().map(expected::of_header);
        let values = expected::of_message(&message, self.version());
        let of_header = header.iter().flat_map(|read| compare(&self.0["header"], read, &[]));
        let of_values = compare(&self.0["values"], &values, ours);
        of_header.chain(of_values).map(|words| format!("{}: {words}", self.name())).collect()
    }
}

/// Every value that the hoard has must have been read, and those that we hold instead or beside it.
fn compare(theirs: &Value, read: &Value, ours: &[(&str, &str)]) -> Vec<String> {
    let parse =
        |(key, json): &(&str, &str)| ((*key).to_owned(), serde_json::from_str(json).unwrap());
    let ours: BTreeMap<String, Value> = ours.iter().map(parse).collect();
    let mut expected = theirs.as_object().cloned().unwrap_or_default();
    let same = ours.iter().filter(|(key, value)| expected.get(*key) == Some(value));
    let mut found: Vec<_> = same.map(|(key, _)| format!("{key} is no longer different")).collect();
    expected.extend(ours.clone());
    for (key, expected) in &expected {
        let read = read.get(key).unwrap_or(&Value::Null);
        if read != expected {
            found.push(format!("{key} is {read}, not {expected}"));
        }
    }
    found
}
