//! API keys, from the command that makes one to the call that shows it.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use crate::common::http::{ask, get, post};
use crate::common::server::{Server, placard};

#[test]
fn once_a_key_is_known_nobody_is_let_in_without_one() {
    let dir = tempfile::tempdir().unwrap();
    let made = placard().args(["config", "key", "desk-3", "--role", "reader"]).output().unwrap();
    assert_eq!(made.status.code(), Some(0));
    let shown = String::from_utf8(made.stderr).unwrap();
    let header = shown.trim().strip_prefix("authorization: ").unwrap();
    let key = header.strip_prefix("Bearer ").unwrap();
    let entry = String::from_utf8(made.stdout).unwrap();
    assert!(!entry.contains(key), "the key itself is kept nowhere");

    let file = dir.path().join("keys.toml");
    std::fs::write(&file, entry).unwrap();
    let setting = format!("identity.keys_file={}", file.display());
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let check = placard().args(["config", "check", "--set", &setting]).output().unwrap();
    assert_eq!(check.status.code(), Some(1), "others may read it");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();

    let server = Server::start(&dir.path().join("data"), &["--set", &setting]);
    assert_eq!(get(server.http, "/v1/zones").status, 401);
    let reads = |header| ask(server.http, "GET", "/v1/zones", &[("authorization", header)], "");
    assert_eq!(reads(header).status, 200);
    assert_eq!(reads("Bearer wrong").status, 401);
    let deletes = ask(server.http, "DELETE", "/v1/zones/x", &[("authorization", header)], "");
    assert_eq!(deletes.status, 403, "a reader changes nothing");
    assert_eq!(get(server.http, "/readyz").status, 200, "health is anybody's");
    server.drain();
}

#[test]
fn the_signing_key_is_private_and_another_takes_its_place_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let file = data.join("signing.key");
    let keys = |server: &Server| get(server.http, "/v1/keys").json()["keys"].clone();
    let server = Server::start(&data, &[]);
    let made = post(server.http, "/v1/waybills", &json!({"id": "w1"}));
    assert_eq!(made.status, 200, "{}", made.text);
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let first = keys(&server);
    assert_eq!(first.as_array().unwrap().len(), 1);
    server.drain();

    let old = std::fs::read(&file).unwrap();
    let rotate = ["config", "rotate-key", "--data", data.to_str().unwrap()];
    assert!(placard().args(rotate).status().unwrap().success());
    assert_ne!(std::fs::read(&file).unwrap(), old);
    let server = Server::start(&data, &[]);
    let noted = json!({"deed": "NOTED", "note": "换钥"});
    let noted = post(server.http, "/v1/waybills/w1:transition", &noted);
    assert_eq!(noted.status, 200, "{}", noted.text);
    let both = keys(&server);
    assert_eq!(both.as_array().unwrap().len(), 2, "{both}");
    let proof = get(server.http, "/v1/waybills/w1:verify").json();
    assert_eq!((&proof["holds"], proof["keys"].as_array().unwrap().len()), (&json!(true), 2));
    server.drain();
}
