//! `placard serve`: the service.

use super::config::Given;
use super::{Outcome, Trouble};
use crate::serve::{self, ServeError};

/// Serves: terminals over JT/T 808, everything else over one HTTP port.
///
/// Runs until SIGTERM or SIGINT, then finishes what it has taken. Exit status 75 where something
/// broke that a fresh start may mend.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  placard serve
  placard serve --data /var/lib/placard --http 127.0.0.1:8080 --jt808 127.0.0.1:7608")]
pub(super) struct Args {
    #[command(flatten)]
    given: Given,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Trouble> {
    let loaded = args.given.settle()?;
    match serve::run(&loaded.settings) {
        Ok(()) => Ok(Outcome::Holds),
        Err(error @ ServeError::Start(_)) => Err(Trouble::new(error)),
        Err(error @ ServeError::Broke(_)) => Err(Trouble::broke(error)),
    }
}
