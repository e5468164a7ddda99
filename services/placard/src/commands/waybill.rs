//! `placard waybill`: the checks without a server.

mod validate;

use super::{Outcome, Trouble};

/// Works with electronic waybills.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Validate(validate::Args),
}

pub(super) fn run(args: &Args) -> Result<Outcome, Trouble> {
    match &args.what {
        What::Validate(args) => validate::run(args),
    }
}
