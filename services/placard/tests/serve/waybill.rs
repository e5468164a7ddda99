//! `placard waybill`: waybills in files, without a server.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::server::placard;

fn run(args: &[&str]) -> (Option<i32>, String, String) {
    let done = placard().args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

/// A golden waybill's document, in a file of its own.
fn document(folder: &Path, name: &str, change: impl FnOnce(&mut Value)) -> PathBuf {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../waybill/tests/golden")
        .join(name)
        .with_extension("json");
    let golden: Value = serde_json::from_slice(&std::fs::read(golden).unwrap()).unwrap();
    let mut waybill = golden["waybill"].clone();
    change(&mut waybill);
    let path = folder.join(format!("{name}.json"));
    std::fs::write(&path, waybill.to_string()).unwrap();
    path
}

const AT: [&str; 2] = ["--at", "2026-11-25T01:00:00Z"];

#[test]
fn a_waybill_in_a_file_is_checked_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let petrol = document(folder.path(), "petrol", |_| {});
    let validate = |path: &Path, more: &[&str]| {
        let path = path.to_str().unwrap();
        run(&[&["waybill", "validate", path], &AT[..], more].concat())
    };
    let (code, said, _) = validate(&petrol, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("有效 valid"), "{said}");
    assert!(said.contains("no roads are loaded"), "what was not checked is told: {said}");

    let wrong = document(folder.path(), "petrol", |waybill| {
        waybill["goods"][0]["un"] = "9999".into();
        waybill["vehicle"]["plate"] = "".into();
    });
    let (code, said, _) = validate(&wrong, &["--json"]);
    assert_eq!(code, Some(1));
    let told: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(told["report"]["verdict"], "INVALID");
    let findings = told["report"]["findings"].as_array().unwrap();
    let at = |field: &str| findings.iter().any(|it| it["field"] == field);
    assert!(at("goods[0].un") && at("vehicle.plate"), "{findings:#?}");
    let lists = told["report"]["listVersions"].as_array().unwrap();
    assert!(lists.iter().any(|it| it["list"] == "dangerous_goods" && it["edition"] != ""));
}

#[test]
fn what_is_no_waybill_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.json");
    std::fs::write(&path, "{\"number\": ").unwrap();
    let (code, _, said) = run(&["waybill", "validate", path.to_str().unwrap()]);
    assert_eq!(code, Some(2));
    assert!(said.contains("cut.json") && said.contains("line 1"), "{said}");
}
