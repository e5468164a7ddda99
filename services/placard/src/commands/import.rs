//! `placard import`: many records of a kind from a file, through the same door as a user's.

mod list;
mod target;

use std::path::{Path, PathBuf};

use placard_api::errors::write;
use placard_api::v1::{Carrier, Party, Person, RejectedRow, Site, Tank, Vehicle};
use placard_control::import::{Sheet, read};
use serde_json::{Value, json};

use super::config::Given;
use super::{Outcome, Trouble};
use crate::progress::Progress;
use target::{Refused, Target};

/// Imports zones (GeoJSON), vehicles, the register or an edition of a reference list (CSV); every
/// row that is not taken is named with its reasons.
///
/// Speaks to the server that holds the data folder; where none does, opens the folder itself. A row
/// whose id exists changes that record. Exit status 1 where a row was, or would be, rejected.
///
/// What is pointed to comes first: parties and carriers before people, vehicles, tanks and sites.
/// Of a reference list all is taken, or nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  placard import zones closed.geojson --check
  placard import carriers carriers.csv
  placard import goods bans.csv --list inland_water_bans --edition 2019
  placard import vehicles fleet.csv --data /var/lib/placard --json | jq .rejected")]
pub(super) struct Args {
    /// What is in the file.
    #[arg(value_enum)]
    what: What,
    /// The file. Zones: a FeatureCollection whose properties are named as a zone's fields.
    /// All else: a header named as the record's fields in JSON (plateColor, load.goods), then a row
    /// a record; values of a list apart by `;`, goods as `1203/II/22400`, certificates as
    /// `KIND:number:scope+scope:from:to`.
    file: PathBuf,
    #[command(flatten)]
    given: Given,
    /// Of goods: which list; dangerous_goods unless said.
    #[arg(long, value_parser = list::ids())]
    list: Option<String>,
    /// Of goods: what the edition is called; as the file says unless said.
    #[arg(long)]
    edition: Option<String>,
    /// Changes nothing; says what would be rejected.
    #[arg(long)]
    check: bool,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    /// Shown to the server, where it knows callers by name. A secret: only by variable.
    #[arg(skip = std::env::var("PLACARD_API_KEY").ok())]
    key: Option<String>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum What {
    Zones,
    Vehicles,
    Carriers,
    People,
    Parties,
    Tanks,
    Sites,
    Goods,
}

/// Rows of one call, and bytes of them, about: half of what the office takes.
const ROWS: usize = 50_000;
const BYTES: usize = placard_control::MESSAGE_MAX / 2;

/// What has become of the rows so far.
#[derive(Debug, Default)]
struct Report {
    accepted: u64,
    rejected: Vec<RejectedRow>,
    revision: u64,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Trouble> {
    if !matches!(args.what, What::Goods) && (args.list.is_some() || args.edition.is_some()) {
        return Err(Trouble::new("--list and --edition are for goods alone"));
    }
    let settings = args.given.settle()?.settings;
    let file = std::fs::read(&args.file).map_err(|error| trouble_with(&args.file, &error))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let imported = runtime.map_err(Trouble::new)?.block_on(async {
        let target = Target::find(&settings, args.key.as_deref()).await?;
        let imported = import(&target, &file, args).await;
        target.leave().await;
        imported
    });
    match imported {
        Ok(outcome) => Ok(outcome),
        Err(Refused::File(why)) => {
            eprintln!("placard: {}: {why}", args.file.display());
            Ok(Outcome::DoesNotHold)
        }
        Err(Refused::Trouble(trouble)) => Err(trouble),
    }
}

async fn import(target: &Target, file: &[u8], args: &Args) -> Result<Outcome, Refused> {
    let check = args.check;
    let report = match args.what {
        What::Zones => import_zones(target, file, check).await,
        What::Vehicles => import_rows::<Vehicle>(target, file, check).await,
        What::Carriers => import_rows::<Carrier>(target, file, check).await,
        What::People => import_rows::<Person>(target, file, check).await,
        What::Parties => import_rows::<Party>(target, file, check).await,
        What::Tanks => import_rows::<Tank>(target, file, check).await,
        What::Sites => import_rows::<Site>(target, file, check).await,
        What::Goods => return list::import(target, file, args).await,
    };
    report.map(|report| say(&report, args))
}

fn trouble_with(path: &Path, error: &std::io::Error) -> Trouble {
    Trouble::new(format_args!("{}: {error}", path.display()))
}

async fn import_zones(target: &Target, file: &[u8], check: bool) -> Result<Report, Refused> {
    let mut collection: Value =
        serde_json::from_slice(file).map_err(|error| Refused::File(error.to_string()))?;
    let features = collection.get_mut("features").and_then(Value::as_array_mut).map(std::mem::take);
    // What is no FeatureCollection goes as it is, so that it is refused in the one place.
    let Some(features) = features else {
        let mut report = Report::default();
        report.add(0, target.zones(&collection, check).await?);
        return Ok(report);
    };
    let mut report = Report::default();
    let mut progress = Progress::new("zones", features.len() as u64);
    for (first, part) in parts(features, |feature| feature.to_string().len()) {
        let count = part.len() as u64;
        collection["features"] = Value::Array(part);
        report.add(first, target.zones(&collection, check).await?);
        progress.add(count);
    }
    Ok(report)
}

async fn import_rows<S: Sheet>(
    target: &Target,
    file: &[u8],
    check: bool,
) -> Result<Report, Refused> {
    let rows = read::<S>(file).map_err(|found| Refused::File(found.to_string()))?;
    let mut report = Report::default();
    let mut places = Vec::new();
    let mut sent = Vec::new();
    for (index, row) in rows.into_iter().enumerate() {
        match row.proto {
            Ok(message) => {
                places.push(index as u32);
                sent.push(message);
            }
            Err(found) => report.rejected.push(RejectedRow {
                index: index as u32,
                id: row.id,
                violations: found.as_slice().iter().map(write).collect(),
            }),
        }
    }
    let mut progress = Progress::new(S::PLURAL, sent.len() as u64);
    for (first, part) in parts(sent, S::encoded_len) {
        let count = part.len() as u64;
        let mut found = target.rows(part, check).await?;
        // Rows that cannot be read were not sent: a place in what was is not one in the file.
        for row in &mut found.rejected {
            row.index = places.get(first + row.index as usize).copied().unwrap_or(row.index);
        }
        report.add(0, found);
        progress.add(count);
    }
    report.rejected.sort_by_key(|row| row.index);
    Ok(report)
}

impl Report {
    /// Adds a part that began with row `first`.
    fn add(&mut self, first: usize, part: Self) {
        self.accepted += part.accepted;
        self.revision = self.revision.max(part.revision);
        let moved = part.rejected.into_iter();
        self.rejected
            .extend(moved.map(|row| RejectedRow { index: row.index + first as u32, ..row }));
    }

    fn to_json(&self, check: bool) -> Value {
        let violation = |found: &placard_api::v1::Violation| {
            let reason = found.reason().as_str_name();
            json!({"field": found.field, "reason": reason, "zh": found.zh, "en": found.en})
        };
        let row = |row: &RejectedRow| {
            let violations: Vec<_> = row.violations.iter().map(violation).collect();
            json!({"index": row.index, "id": row.id, "violations": violations})
        };
        json!({
            "check": check,
            "accepted": self.accepted,
            "revision": self.revision,
            "rejected": self.rejected.iter().map(row).collect::<Vec<_>>(),
        })
    }
}

/// Splits rows into parts that one call takes, each with the place of its first.
fn parts<T>(rows: Vec<T>, bytes: impl Fn(&T) -> usize) -> Vec<(usize, Vec<T>)> {
    let mut parts: Vec<(usize, Vec<T>)> = Vec::new();
    let mut filled = 0;
    for (index, row) in rows.into_iter().enumerate() {
        filled += bytes(&row);
        match parts.last_mut() {
            Some((_, part)) if part.len() < ROWS && filled <= BYTES => part.push(row),
            _ => {
                filled = bytes(&row);
                parts.push((index, vec![row]));
            }
        }
    }
    parts
}

fn say(report: &Report, args: &Args) -> Outcome {
    if args.json {
        println!("{}", report.to_json(args.check));
    } else {
        for row in &report.rejected {
            for found in &row.violations {
                let field = if found.field.is_empty() { "" } else { &format!("{}: ", found.field) };
                println!("row {} ({}): {field}{} {}", row.index + 1, row.id, found.en, found.zh);
            }
        }
        let verb = if args.check { "would be taken" } else { "taken" };
        println!("{} {verb}, {} rejected", report.accepted, report.rejected.len());
    }
    if report.rejected.is_empty() { Outcome::Holds } else { Outcome::DoesNotHold }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_every_row_once_and_none_holds_too_many_bytes() {
        let rows: Vec<usize> = (0..100).collect();
        let found = parts(rows, |_| BYTES / 7);
        assert_eq!(found.iter().map(|(first, _)| *first).collect::<Vec<_>>()[..3], [0, 7, 14]);
        let all: Vec<_> = found.into_iter().flat_map(|(_, part)| part).collect();
        assert_eq!(all, (0..100).collect::<Vec<_>>());
        assert_eq!(parts(vec![1, 2], |_| BYTES * 2).len(), 2, "a row that is too large goes alone");
        assert!(parts(Vec::<u8>::new(), |_| 1).is_empty());
    }
}
