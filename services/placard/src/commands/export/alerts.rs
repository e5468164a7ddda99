//! `placard export alerts`.

use placard_domain::Timestamp;
use serde_json::{Value, json};

use super::out::{Out, cell, point};
use super::{Common, Office, Progress, Span, Trouble, walk};

/// Exports alerts, the newest change first.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  placard export alerts --from 2026-11-01T00:00:00+08:00 --out november.csv
  placard export alerts --format geojson --out alerts.geojson")]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    span: Span,
    /// Times in GeoJSON are UTC.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Csv,
    Geojson,
}

/// Columns, and where each is in an alert.
const COLUMNS: [(&str, &str); 18] = [
    ("id", "/id"),
    ("rule", "/rule"),
    ("color", "/color"),
    ("state", "/state"),
    ("vehicleId", "/vehicleId"),
    ("zoneId", "/zoneId"),
    ("openedAt", "/openedAt"),
    ("detectedAt", "/detectedAt"),
    ("endedAt", "/endedAt"),
    ("late", "/late"),
    ("longitude", "/position/longitude"),
    ("latitude", "/position/latitude"),
    ("summaryZh", "/summary/zh"),
    ("summaryEn", "/summary/en"),
    ("clauseZh", "/clause/zh"),
    ("confidence", "/confidence"),
    ("owner", "/owner"),
    ("disposition", "/disposition"),
];

pub(super) async fn write(office: &Office, args: &Args, out: &mut Out) -> Result<(), Trouble> {
    match args.format {
        Format::Geojson => out.begin_features()?,
        Format::Csv => out.row(&COLUMNS.map(|(name, _)| name.to_owned()))?,
    }
    let mut progress = Progress::counting("alerts");
    let each = |alert: &Value| {
        progress.add(1);
        if !is_within(alert, args.span) {
            return Ok(());
        }
        match args.format {
            Format::Csv => out.row(&COLUMNS.map(|(name, path)| {
                let value = alert.pointer(path).unwrap_or(&Value::Null);
                if name.ends_with("At") { out.local(value) } else { cell(value) }
            })),
            Format::Geojson => {
                let at = |(name, path): (&str, &str)| {
                    (name.to_owned(), alert.pointer(path).cloned().unwrap_or_default())
                };
                let properties = COLUMNS.map(at).into_iter().collect::<serde_json::Map<_, _>>();
                out.feature(&point(&alert["position"]), json!(properties))
            }
        }
    };
    walk(office, "/v1/alerts", "alerts", each).await
}

/// Whether what an alert tells of began in the span.
fn is_within(alert: &Value, span: Span) -> bool {
    let began = alert["openedAt"].as_str().and_then(|text| text.parse::<Timestamp>().ok());
    began.is_none_or(|began| {
        span.from.is_none_or(|from| from <= began) && span.to.is_none_or(|to| began < to)
    })
}
