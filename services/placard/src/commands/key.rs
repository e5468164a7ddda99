//! `placard config key`: makes an API key.

use std::io::Read as _;

use placard_control::KeyHash;
use placard_domain::OrganisationId;

use super::{Outcome, Trouble};
use crate::serve::RoleName;

/// Makes an API key: the key itself to standard error, to be given to its holder and kept nowhere;
/// its entry for the keys file to standard output.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  placard config key desk-3 --role officer >> /etc/placard/keys.toml")]
pub(super) struct Args {
    /// Whose it is: stands in the audit and on alerts.
    name: String,
    /// What they may do.
    #[arg(long, value_enum)]
    role: RoleName,
    /// Whose records they see; all where it is left out.
    #[arg(long)]
    organisation: Option<OrganisationId>,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Trouble> {
    let mut random = [0_u8; 32];
    let drawn = std::fs::File::open("/dev/urandom").and_then(|mut f| f.read_exact(&mut random));
    drawn.map_err(|error| Trouble::new(format_args!("/dev/urandom: {error}")))?;
    let key: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    eprintln!("authorization: Bearer {key}");
    println!("\n[[key]]");
    println!("name = {}", toml::Value::from(args.name.as_str()));
    println!("role = \"{:?}\"", args.role);
    if let Some(organisation) = &args.organisation {
        println!("organisation = \"{organisation}\"");
    }
    println!("hash = \"{}\"", KeyHash::of(&key));
    Ok(Outcome::Holds)
}
