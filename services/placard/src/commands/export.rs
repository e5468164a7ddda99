//! `placard export`: tracks, alerts and zones as files for other programs.

mod alerts;
mod out;
mod tracks;
mod zones;

use std::path::PathBuf;

use placard_domain::Timestamp;
use placard_domain::jurisdiction::ZoneName;

use super::config::Given;
use super::office::Office;
use super::{Outcome, Trouble};
use crate::progress::Progress;
use crate::settings::Settings;
use out::Out;

/// Exports tracks, alerts or zones: CSV, GeoJSON, GPX where it fits.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Tracks(tracks::Args),
    Alerts(alerts::Args),
    Zones(zones::Args),
}

/// What every export takes.
#[derive(Debug, clap::Args)]
struct Common {
    #[command(flatten)]
    given: Given,
    /// Where it goes; standard output where it is left out. What is there is overwritten.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The wall clock of times in CSV, which each say its offset.
    #[arg(long, value_name = "ZONE", default_value = "Asia/Shanghai", value_parser = time_zone)]
    time_zone: ZoneName,
}

/// From when to when.
#[derive(Clone, Copy, Debug, clap::Args)]
struct Span {
    /// From this instant on, RFC 3339.
    #[arg(long, value_name = "T")]
    from: Option<Timestamp>,
    /// To before this instant, RFC 3339; now where it is left out.
    #[arg(long, value_name = "T")]
    to: Option<Timestamp>,
}

fn time_zone(name: &str) -> Result<ZoneName, String> {
    ZoneName::new(name).map_err(|found| found.to_string())
}

pub(super) fn run(args: &Args) -> Result<Outcome, Trouble> {
    let common = match &args.what {
        What::Tracks(args) => &args.common,
        What::Alerts(args) => &args.common,
        What::Zones(args) => &args.common,
    };
    let settings = common.given.settle()?.settings;
    has_data(&settings)?;
    let mut out = Out::open(common.out.as_deref(), &common.time_zone)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(Trouble::new)?.block_on(async {
        let office = Office::find(&settings).await?;
        let written = match &args.what {
            What::Tracks(args) => tracks::write(&office, args, &mut out).await,
            What::Alerts(args) => alerts::write(&office, args, &mut out).await,
            What::Zones(args) => zones::write(&office, args, &mut out).await,
        };
        office.leave().await;
        written
    })?;
    out.finish()?;
    Ok(Outcome::Holds)
}

/// An export makes no data folder.
fn has_data(settings: &Settings) -> Result<(), Trouble> {
    let folder = &settings.data.folder;
    match folder.join("journal.db").exists() {
        true => Ok(()),
        false => Err(Trouble::new(format_args!("{}: no data folder", folder.display()))),
    }
}

/// Walks a list page by page: no more than one is ever in memory.
async fn walk(
    office: &Office,
    path: &str,
    plural: &str,
    mut each: impl FnMut(&serde_json::Value) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let mut token = String::new();
    loop {
        let sign = if path.contains('?') { '&' } else { '?' };
        let page = office.get(&format!("{path}{sign}pageSize=1000&pageToken={token}")).await?;
        page[plural].as_array().into_iter().flatten().try_for_each(&mut each)?;
        match page["nextPageToken"].as_str() {
            Some(next) if !next.is_empty() => token = next.to_owned(),
            _ => return Ok(()),
        }
    }
}
