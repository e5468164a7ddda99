//! Broken on purpose, judged from outside: `docs/reliability.md` names each fault and its promise.

mod books;
pub mod disk;
pub mod early;
mod fleet;
pub mod kill;
pub mod power;

use std::path::PathBuf;

pub use books::Verdict;

use crate::error::Error;
use crate::server;

/// The server to try: the real one, or the canary that acknowledges too early.
fn program(canary: bool) -> Result<(PathBuf, &'static str), Error> {
    if canary {
        Ok((server::beside("loadtest")?, "serve-early"))
    } else {
        Ok((server::placard()?, "serve"))
    }
}
