//! `placard config rotate-key`: puts another signing key in the place of the one in use.

use super::config::Given;
use super::{Outcome, Trouble};
use crate::serve;

/// Draws another key by which what happens to waybills is signed. The next start takes it; what
/// was signed before still verifies by the old one's public half, which stays in the records.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  placard config rotate-key --data /var/lib/placard")]
pub(super) struct Args {
    #[command(flatten)]
    given: Given,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Trouble> {
    let settings = args.given.settle()?.settings;
    let path = serve::rotate_signing_key(&settings.data.folder).map_err(Trouble::new)?;
    eprintln!("{}: another key, in use from the next start on", path.display());
    Ok(Outcome::Holds)
}
