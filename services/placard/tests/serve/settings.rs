//! `placard config`, and settings that are wrong.

use serde_json::{Value, json};

use crate::common::server::placard;

const WRONG: &str = "\
[http]
listen = \"0.0.0.0:8080\"
streams_mx = 5

[line]
partitions = 0
";

fn run(args: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let done = placard().args(args).envs(variables.iter().copied()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

#[test]
fn every_fault_is_named_at_once_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("placard.toml");
    std::fs::write(&file, WRONG).unwrap();
    let file = file.to_str().unwrap();
    let (code, said, _) = run(&["config", "check", "--config", file], &[]);
    assert_eq!(code, Some(1));
    let wanted = [
        ":3: http.streams_mx: no such setting; did you mean http.streams_max?",
        ":6: line.partitions: 0 is outside 1 to 1024",
        ":2: http.listen: 0.0.0.0:8080 is not loopback",
    ];
    for fault in wanted {
        assert!(said.contains(&format!("{file}{fault}")), "{fault} is not in\n{said}");
    }
    assert_eq!(said.lines().count(), wanted.len(), "{said}");

    let args = ["config", "check", "--config", file, "--json"];
    let (code, said, _) = run(&args, &[("PLACARD_LOG_LEVL", "debug")]);
    assert_eq!(code, Some(1));
    let said: Value = serde_json::from_str(&said).unwrap();
    let faults = said["faults"].as_array().unwrap();
    assert_eq!((said["ok"].clone(), faults.len()), (json!(false), 4));
    assert!(faults.iter().any(|fault| fault["suggestion"] == "PLACARD_LOG_LEVEL"), "{said}");

    // `serve` says the same, starts nothing, and makes no folder.
    let data = dir.path().join("data");
    let (code, _, said) = run(&["serve", "--config", file, "--data", data.to_str().unwrap()], &[]);
    assert_eq!(code, Some(2));
    assert!(wanted.iter().all(|fault| said.contains(fault)), "{said}");
    assert!(!data.exists());
}

#[test]
fn what_is_right_is_shown_with_where_it_came_from() {
    let args = ["config", "check", "--json", "--set", "line.chunk_fixes=128"];
    let (code, said, _) = run(&args, &[("PLACARD_LOG_LEVEL", "debug")]);
    assert_eq!(code, Some(0));
    let said: Value = serde_json::from_str(&said).unwrap();
    let from = |name: &str| {
        let settings = said["settings"].as_array().unwrap();
        settings.iter().find(|one| one["name"] == name).unwrap()["from"].clone()
    };
    assert_eq!(from("line.chunk_fixes"), "--set");
    assert_eq!(from("log.level"), "PLACARD_LOG_LEVEL");
    assert_eq!(from("data.folder"), "default");
}

#[test]
fn each_command_has_help_with_an_example() {
    let commands: [&[&str]; 12] = [
        &["serve"],
        &["demo"],
        &["replay"],
        &["import"],
        &["decode"],
        &["waybill", "validate"],
        &["config", "check"],
        &["config", "key"],
        &["export", "tracks"],
        &["export", "alerts"],
        &["export", "zones"],
        &["doctor"],
    ];
    for command in commands {
        let (code, said, _) = run(&[command, &["--help"]].concat(), &[]);
        assert_eq!(code, Some(0));
        assert!(said.contains("Example:\n  placard ") || said.contains("Example:\n  PLACARD_"));
        assert!(said.contains(&format!("placard {}", command.join(" "))), "{said}");
    }
    assert_eq!(run(&["dome"], &[]).0, Some(2), "what is not there is not listed");
    assert_eq!(run(&["--version"], &[]).0, Some(0));
}
