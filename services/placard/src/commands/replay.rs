//! `placard replay`: judges everything again.

use std::io::{ErrorKind, Write as _};

use placard_domain::{Detection, Timestamp};
use placard_partition::replay::{Replayed, Sources, replay};

use super::config::Given;
use super::{Outcome, Trouble};
use crate::progress::Progress;
use crate::serve;
use crate::settings::Settings;

/// Runs everything that was ever accepted through the engine again: alerts as JSON lines, in order
/// of id.
///
/// A line is the engine's part of an alert as it was last said. The same folder gives the same
/// bytes. No server may hold the folder meanwhile; nothing in it is changed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  placard replay --data /var/lib/placard > again.jsonl
  placard replay --data ./data --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z | wc -l")]
pub(super) struct Args {
    #[command(flatten)]
    given: Given,
    /// Only alerts that began at this instant or later, RFC 3339.
    #[arg(long, value_name = "T")]
    from: Option<Timestamp>,
    /// Only alerts that began before this instant, RFC 3339.
    #[arg(long, value_name = "T")]
    to: Option<Timestamp>,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Trouble> {
    let settings = args.given.settle()?.settings;
    let folder = &settings.data.folder;
    if !folder.join("journal.db").exists() {
        return Err(Trouble::new(format_args!("{}: no data folder", folder.display())));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let replayed = runtime.map_err(Trouble::new)?.block_on(judge_again(&settings))?;
    let wanted = |detection: &&Detection| {
        args.from.is_none_or(|from| from <= detection.opened_at)
            && args.to.is_none_or(|to| detection.opened_at < to)
    };
    match print(replayed.detections.iter().filter(wanted)) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Trouble::new(error)),
        _ => {
            eprintln!("{} fixes of {} vehicles judged", replayed.fixes, replayed.vehicles);
            Ok(Outcome::Holds)
        }
    }
}

async fn judge_again(settings: &Settings) -> Result<Replayed, Trouble> {
    let stores = serve::open_stores(settings).await.map_err(Trouble::new)?;
    let mut reader = stores.journal.reader().map_err(Trouble::new)?;
    let sources = Sources {
        records: stores.records.clone(),
        archive: stores.archive.clone(),
        reader: &mut *reader,
    };
    let mut progress = None;
    let replayed = replay(sources, |partition, done, total| {
        let bar = match &mut progress {
            Some((shown, bar)) if *shown == partition => bar,
            _ => &mut progress.insert((partition, Progress::new("vehicles", total as u64))).1,
        };
        bar.reach(done as u64);
    });
    replayed.await.map_err(Trouble::new)
}

fn print<'a>(detections: impl Iterator<Item = &'a Detection>) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for detection in detections {
        serde_json::to_writer(&mut out, detection)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
