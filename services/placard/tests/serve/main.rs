//! The built binary in processes of its own, over real sockets and real SQLite.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start processes and read files, and may fail"
)]

#[path = "../common/mod.rs"]
mod common;

mod alert;
mod decode;
mod demo;
mod doctor;
mod export;
mod import;
mod keys;
mod life;
mod pages;
mod peers;
mod replay;
mod settings;
mod text;
mod watch;
mod waybill;

use std::time::{Duration, Instant};

use common::server::PATIENCE;

/// Asks until `look` is content.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "it never happened: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
