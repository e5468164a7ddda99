//! `placard export tracks`.

use placard_domain::{Millis, Timestamp};
use serde_json::{Value, json};

use super::out::{Out, cell, point};
use super::{Common, Office, Progress, Span, Trouble, walk};

/// Exports tracks: each fix once, vehicle by vehicle, in order of device time.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  placard export tracks --vehicle demo-0001 --format gpx --out demo-0001.gpx
  placard export tracks --from 2026-11-24T00:00:00+08:00 --out day.csv")]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    span: Span,
    /// Of this vehicle, and others named likewise; of all where it is left out.
    #[arg(long, value_name = "ID")]
    vehicle: Vec<String>,
    /// Times in GeoJSON and GPX are UTC.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Csv,
    Geojson,
    Gpx,
}

/// Without a beginning, so far back.
const SPAN: Millis = Millis::from_hours(24);
/// One question reaches so far.
const REACH: Millis = Millis::from_days(31);
/// A pause this long ends a segment of GPX.
const PAUSE: Millis = Millis::from_minutes(10);

const COLUMNS: [&str; 14] = [
    "vehicleId",
    "deviceTime",
    "longitude",
    "latitude",
    "speedKmh",
    "headingDeg",
    "altitudeM",
    "accuracyM",
    "accOn",
    "alarmBits",
    "statusBits",
    "source",
    "sequence",
    "receiveTime",
];

const GPX_HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <gpx version=\"1.1\" creator=\"placard\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n";

pub(super) async fn write(office: &Office, args: &Args, out: &mut Out) -> Result<(), Trouble> {
    let to = args.span.to.unwrap_or_else(now);
    let from = args.span.from.unwrap_or(to - SPAN);
    if to < from {
        return Err(Trouble::new(format_args!("--to {to} is before --from {from}")));
    }
    let vehicles = match args.vehicle.is_empty() {
        true => ids(office).await?,
        false => args.vehicle.clone(),
    };
    match args.format {
        Format::Csv => out.row(&COLUMNS.map(str::to_owned))?,
        Format::Geojson => out.begin_features()?,
        Format::Gpx => out.begin(GPX_HEAD, "</gpx>\n")?,
    }
    let mut progress = Progress::new("vehicles", vehicles.len() as u64);
    for vehicle in &vehicles {
        let mut track = Track { vehicle, format: args.format, last: None };
        let mut start = from;
        while start < to {
            let end = (start + REACH).min(to);
            let path = format!("/v1/vehicles/{vehicle}/track?startTime={start}&endTime={end}");
            walk(office, &path, "fixes", |told| track.add(told, out)).await?;
            start = end;
        }
        track.end(out)?;
        progress.add(1);
    }
    Ok(())
}

/// Every vehicle's id: the one list that is held, some tens of bytes each.
async fn ids(office: &Office) -> Result<Vec<String>, Trouble> {
    let mut ids = Vec::new();
    let each = |vehicle: &Value| {
        ids.extend(vehicle["id"].as_str().map(str::to_owned));
        Ok(())
    };
    walk(office, "/v1/vehicles", "vehicles", each).await?;
    Ok(ids)
}

fn now() -> Timestamp {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// One vehicle's track as it is written.
struct Track<'a> {
    vehicle: &'a str,
    format: Format,
    /// Of its last point in GPX; nothing before the first.
    last: Option<Timestamp>,
}

impl Track<'_> {
    fn add(&mut self, told: &Value, out: &mut Out) -> Result<(), Trouble> {
        let fix = &told["fix"];
        match self.format {
            Format::Csv => out.row(&COLUMNS.map(|name| match name {
                "deviceTime" => out.local(&fix[name]),
                "receiveTime" => out.local(&told[name]),
                _ => cell(&fix[name]),
            })),
            Format::Geojson => {
                let mut properties = fix.as_object().cloned().unwrap_or_default();
                ["longitude", "latitude"].iter().for_each(|name| drop(properties.remove(*name)));
                properties.insert("receiveTime".to_owned(), told["receiveTime"].clone());
                out.feature(&point(fix), json!(properties))
            }
            Format::Gpx => self.add_point(fix, out),
        }
    }

    /// A report without a place is no point of a track.
    fn add_point(&mut self, fix: &Value, out: &mut Out) -> Result<(), Trouble> {
        let time = fix["deviceTime"].as_str().and_then(|text| text.parse::<Timestamp>().ok());
        let (Some(time), false) = (time, point(fix).is_null()) else { return Ok(()) };
        match self.last.replace(time) {
            None => out.text(&format!("<trk><name>{}</name><trkseg>\n", self.vehicle))?,
            Some(last) if time - last > PAUSE => out.text("</trkseg><trkseg>\n")?,
            Some(_) => {}
        }
        let (lat, lon) = (&fix["latitude"], &fix["longitude"]);
        let height = match &fix["altitudeM"] {
            Value::Number(metres) => format!("<ele>{metres}</ele>"),
            _ => String::new(),
        };
        out.text(&format!(
            "<trkpt lat=\"{lat}\" lon=\"{lon}\">{height}<time>{time}</time></trkpt>\n"
        ))
    }

    fn end(&self, out: &mut Out) -> Result<(), Trouble> {
        match self.last {
            Some(_) => out.text("</trkseg></trk>\n"),
            None => Ok(()),
        }
    }
}
