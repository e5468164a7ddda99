//! What users of the peers complain of, where it takes a process to show.

use placard_domain::Millis;
use placard_store::JournalReader as _;
use placard_store::sqlite::{Folder, SqliteReader};
use serde_json::json;

use crate::common::http::{get, post};
use crate::common::server::{Server, placard};
use crate::common::terminal::{Terminal, now, report_at};

/// The epochs of the partitions in a folder that nobody has: taking it is the proof of that.
fn epochs(folder: &std::path::Path) -> Vec<u32> {
    let folder = Folder::take(folder).unwrap();
    let extents = SqliteReader::open(&folder.journal()).unwrap().extents().unwrap();
    extents.iter().map(|extent| extent.epoch).collect()
}

/// A call to serve a folder that another process has, and what it said.
fn refused(folder: &std::path::Path) -> String {
    let mut second = placard();
    second.args(["serve", "--http", "127.0.0.1:0", "--jt808", "127.0.0.1:0", "--data"]);
    let done = second.arg(folder).output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    String::from_utf8(done.stderr).unwrap()
}

#[test]
fn peers_36_a_folder_has_one_owner_and_after_a_kill_the_next_takes_a_higher_epoch() {
    let dir = tempfile::tempdir().unwrap();
    let first = Server::start(dir.path(), &[]);
    let vehicle = json!({"id": "v1", "plate": "湘J12341", "terminalPhone": "13907361234"});
    assert_eq!(post(first.http, "/v1/vehicles", &vehicle).status, 200);
    let report = |second| report_at(now() + Millis::from_secs(second), 111.605_053, 29.06);
    Terminal::connect(first.jt808, "13907361234").report([report(-2), report(-1)]);

    // While it lives, nobody else gets in, and whoever tries is told who is in.
    let said = refused(dir.path());
    assert!(said.contains(&format!("held by process {}", first.pid())), "{said}");
    assert_eq!(get(first.http, "/readyz").status, 200, "the owner is not disturbed");

    // Dead without a word: its lock dies with it.
    first.signal("KILL");
    first.wait();
    let before = epochs(dir.path());
    assert_eq!(before.len(), 4);
    let next = Server::start(dir.path(), &[]);
    assert!(refused(dir.path()).contains(&format!("held by process {}", next.pid())));
    let track = get(next.http, "/v1/vehicles/v1/track").json();
    assert_eq!(track["fixes"].as_array().unwrap().len(), 2, "{track}");
    Terminal::connect(next.jt808, "13907361234").report([report(0)]);
    next.signal("KILL");
    next.wait();
    let after = epochs(dir.path());
    let rose = before.iter().zip(&after).all(|(before, after)| after > before);
    assert!(rose && after.len() == 4, "{before:?} → {after:?}");
}
