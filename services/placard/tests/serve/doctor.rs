//! `placard doctor`: what it finds, and how it ends.

use std::net::TcpListener;
use std::path::Path;

use serde_json::Value;

use crate::common::server::{Server, placard};

fn doctor(folder: &Path, more: &[&str]) -> (Option<i32>, Value) {
    let mut command = placard();
    command.args(["doctor", "--json", "--http", "127.0.0.1:0", "--jt808", "127.0.0.1:0"]);
    let done = command.args(more).arg("--data").arg(folder).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let errors = String::from_utf8_lossy(&done.stderr);
    let said = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}{errors}"));
    (done.status.code(), said)
}

/// Each finding of a check, by state.
fn states(said: &Value, check: &str) -> Vec<String> {
    let findings = said["findings"].as_array().unwrap().iter();
    let of_check = findings.filter(|finding| finding["check"] == check);
    of_check.map(|finding| finding["state"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_machine_that_is_well_is_said_to_be_and_nothing_is_left_behind() {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (code, said) = doctor(&dir.path().join("data"), &[]);
    for check in ["settings", "folder", "sqlite", "server"] {
        assert_eq!(states(&said, check), ["OK"], "{check}: {said}");
    }
    assert_eq!(states(&said, "ports"), ["OK", "OK"], "{said}");
    for check in ["space", "sync", "clock", "files"] {
        assert!(!states(&said, check).is_empty(), "{check} was not looked at");
    }
    for finding in said["findings"].as_array().unwrap() {
        let both = |text: &Value| !text["zh"].as_str().unwrap().is_ascii() && !text["en"].is_null();
        assert!(both(&finding["means"]), "{finding}");
        assert!(finding["state"] == "OK" || both(&finding["do"]), "what is to be done? {finding}");
    }
    assert_eq!(code, Some(i32::from(said["faults"] != 0)));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "something was left behind");
}

#[test]
fn a_server_that_runs_is_asked_how_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let (_, said) = doctor(dir.path(), &[]);
    assert_eq!(states(&said, "server"), ["OK"], "{said}");
    assert_eq!(states(&said, "ports"), Vec::<String>::new(), "the server has them");
    assert!(said.to_string().contains(&server.pid().to_string()), "{said}");
    server.signal("STOP");
    std::fs::write(dir.path().join("http.address"), "127.0.0.1:1\n").unwrap();
    let (code, said) = doctor(dir.path(), &[]);
    assert_eq!((code, states(&said, "server")), (Some(1), vec!["FAULT".to_owned()]), "{said}");
    server.signal("CONT");
}

#[test]
fn a_port_that_is_taken_and_a_setting_that_is_wrong_are_faults() {
    let dir = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap().to_string();
    let (code, said) = doctor(dir.path(), &["--set", &format!("jt808.listen={at}")]);
    assert_eq!((code, states(&said, "ports")), (Some(1), vec!["OK".into(), "FAULT".into()]));
    let (code, said) = doctor(dir.path(), &["--set", "line.partitions=0"]);
    assert_eq!((code, states(&said, "settings")), (Some(1), vec!["FAULT".to_owned()]), "{said}");
    assert!(said.to_string().contains("line.partitions"));
}
