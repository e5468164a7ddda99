//! `placard serve`: the service.

use std::sync::Arc;

use placard_partition::SteadyClock;
use serde_json::json;

use super::config::Given;
use super::{Outcome, Trouble};
use crate::serve::{self, Addresses, ServeError};

/// Serves: takes fixes from terminals and platforms, judges them, and answers whoever asks.
///
/// Without any setting it keeps everything in ./data, and listens on 127.0.0.1:8080 (HTTP and gRPC)
/// and 127.0.0.1:7608 (JT/T 808). SIGTERM drains; a second one ends it at once. Exit status 75:
/// something broke that a fresh start may mend.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  placard serve --data /var/lib/placard --config /etc/placard.toml
  placard serve --data $(mktemp -d) --http 127.0.0.1:0 --jt808 127.0.0.1:0 --json")]
pub(super) struct Args {
    #[command(flatten)]
    given: Given,
    /// Says its addresses as one JSON object.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Trouble> {
    let settings = args.given.settle()?.settings;
    let folder = settings.data.folder.display().to_string();
    let clock = Arc::new(SteadyClock::default());
    ended(serve::run(&settings, clock, |at, _| say(at, &folder, args.json)))
}

/// How serving ended, as a command does.
pub(super) fn ended(served: Result<(), ServeError>) -> Result<Outcome, Trouble> {
    match served {
        Ok(()) => Ok(Outcome::Holds),
        Err(error @ ServeError::Start(_)) => Err(Trouble::new(error)),
        Err(error @ ServeError::Broke(_)) => Err(Trouble::broke(error)),
    }
}

pub(super) fn say(at: &Addresses, folder: &str, json: bool) {
    let jt808 = at.jt808.map(|address| address.to_string());
    if json {
        let (http, pid) = (at.http.to_string(), std::process::id());
        println!("{}", json!({ "http": http, "jt808": jt808, "data": folder, "pid": pid }));
    } else {
        println!("http   http://{}/  console; gRPC, JSON under /v1/, /readyz, /metrics", at.http);
        println!("jt808  {}", jt808.as_deref().unwrap_or("not a role of this process"));
        println!("data   {folder}");
    }
}
