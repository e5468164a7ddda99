//! `placard export zones`.

use serde_json::Value;

use super::out::{Out, cell};
use super::{Common, Office, Progress, Trouble, walk};

/// Exports zones, as `placard import zones` takes them back.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  placard export zones --out zones.geojson
  placard export zones --format csv | head")]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) common: Common,
    /// CSV has no geometry.
    #[arg(long, value_enum, default_value = "geojson")]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Geojson,
    Csv,
}

/// What the server writes itself, and an import does not take.
const WRITTEN: [&str; 2] = ["etag", "revision"];
const COLUMNS: [&str; 11] = [
    "id",
    "name",
    "nameEn",
    "kind",
    "confidence",
    "accuracyM",
    "bans",
    "clause",
    "source",
    "effectiveFrom",
    "effectiveTo",
];

pub(super) async fn write(office: &Office, args: &Args, out: &mut Out) -> Result<(), Trouble> {
    match args.format {
        Format::Geojson => out.begin_features()?,
        Format::Csv => out.row(&COLUMNS.map(str::to_owned))?,
    }
    let mut progress = Progress::counting("zones");
    let each = |zone: &Value| {
        progress.add(1);
        match args.format {
            Format::Geojson => {
                let mut properties = zone.as_object().cloned().unwrap_or_default();
                WRITTEN.iter().for_each(|name| drop(properties.remove(*name)));
                let geometry = properties.remove("geometry").unwrap_or_default();
                out.feature(&geometry, Value::Object(properties))
            }
            Format::Csv => out.row(&COLUMNS.map(|name| match name {
                "effectiveFrom" | "effectiveTo" => out.local(&zone[name]),
                _ => cell(&zone[name]),
            })),
        }
    };
    walk(office, "/v1/zones", "zones", each).await
}
