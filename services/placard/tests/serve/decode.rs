//! `placard decode`.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use crate::common::server::placard;

/// A heartbeat.
const FRAME: &str = "7e0002000012345678901200 01897e";

fn decode(args: &[&str]) -> (Option<i32>, String, String) {
    let done = placard().arg("decode").args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

#[test]
fn a_known_frame_is_explained_field_by_field() {
    let (code, said, _) = decode(&[FRAME]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("0x0002 "), "{said}");
    for part in ["123456789012", "check byte", "终端"] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    let bare = FRAME.trim_start_matches("7e").trim_end_matches("7e");
    assert_eq!(decode(&[bare]).1, said, "flags may be left out");
}

#[test]
fn json_has_one_object_a_frame() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("frames.txt");
    std::fs::write(&path, format!("{FRAME}\n{FRAME}\n")).unwrap();
    let (code, said, _) = decode(&[path.to_str().unwrap(), "--json"]);
    assert_eq!(code, Some(0));
    let objects: Vec<Value> =
        said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 2);
    assert_eq!((&objects[0]["messageId"], &objects[0]["ok"]), (&"0x0002".into(), &true.into()));
}

#[test]
fn a_wrong_frame_exits_1_and_no_frame_exits_2() {
    let (code, said, _) = decode(&["7e000200001234567890120001ff7e"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("FRAME_CHECKSUM") && said.contains("fault: "), "{said}");
    let (code, _, said) = decode(&["no-such-file"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("no-such-file"), "{said}");
}

#[test]
fn bytes_come_through_a_pipe_too() {
    let mut child = placard()
        .args(["decode", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let hex: String = FRAME.split(' ').collect();
    let bytes: Vec<u8> = (0..hex.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap())
        .collect();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(0));
    assert!(String::from_utf8(done.stdout).unwrap().starts_with("0x0002 "));
}
