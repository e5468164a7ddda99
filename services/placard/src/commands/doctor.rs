//! `placard doctor`: looks at everything that serving stands on, and says what to do.

mod clock;
mod disk;
mod finding;
mod limits;
mod ports;
mod server;

use serde_json::json;

use super::config::Given;
use super::{Outcome, Trouble};
use crate::settings::Settings;
use finding::{Finding, State};

/// Looks at settings, disk, clock, ports and limits, and at the server that runs; says what each
/// means and what to do.
///
/// Changes nothing but a file of its own in the data folder, which it removes. Exit status 0 where
/// nothing is at fault (a warning is none), 1 where something is, 2 where it could not look.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  placard doctor --config /etc/placard.toml
  placard doctor --data /var/lib/placard --json | jq '.findings[] | select(.state != \"OK\")'")]
pub(super) struct Args {
    #[command(flatten)]
    given: Given,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

/// What a check looks at.
struct Around {
    settings: Settings,
    /// The process that holds the data folder.
    holder: Option<String>,
}

/// A check: its name, and what it finds.
type Check = (&'static str, fn(&Around) -> Vec<Finding>);

/// Every check, in the order in which they are told.
const CHECKS: &[Check] = &[
    ("folder", disk::folder),
    ("space", disk::space),
    ("sync", disk::sync),
    ("sqlite", disk::sqlite),
    ("clock", clock::check),
    ("ports", ports::check),
    ("files", limits::files),
    ("server", server::check),
];

pub(super) fn run(args: &Args) -> Result<Outcome, Trouble> {
    let mut found = Vec::new();
    match args.given.load()? {
        Err(faults) => found.extend(faults.iter().map(|fault| ("settings", settings(fault)))),
        Ok(loaded) => {
            found.push(("settings", finding::ok("设置无误", "the settings are right")));
            let settings = loaded.settings;
            let around = Around { holder: disk::holder(&settings.data.folder)?, settings };
            for (name, check) in CHECKS {
                found.extend(check(&around).into_iter().map(|finding| (*name, finding)));
            }
        }
    }
    say(&found, args.json);
    let at_fault = found.iter().any(|(_, finding)| finding.state == State::Fault);
    Ok(if at_fault { Outcome::DoesNotHold } else { Outcome::Holds })
}

/// With wrong settings nothing else is looked at: it might be the wrong folder.
fn settings(fault: &crate::settings::Fault) -> Finding {
    finding::fault(format!("设置有误：{fault}"), format!("a setting is wrong: {fault}")).with(
        "改正后再运行；placard config check 会逐项说明",
        "mend it and look again; placard config check names each",
    )
}

fn say(found: &[(&str, Finding)], json: bool) {
    if json {
        let findings: Vec<_> =
            found.iter().map(|(check, finding)| finding.to_json(check)).collect();
        let count = |state| found.iter().filter(|(_, finding)| finding.state == state).count();
        let (warnings, faults) = (count(State::Warning), count(State::Fault));
        println!("{}", json!({"findings": findings, "warnings": warnings, "faults": faults}));
        return;
    }
    for (check, finding) in found {
        print!("{}", finding.to_text(check));
    }
}
