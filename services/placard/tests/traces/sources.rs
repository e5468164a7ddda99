//! The traces, each read as its source has it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use placard_domain::Timestamp;
use serde_json::Value;

/// A place at a second of the source's own time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) second: i64,
    pub(crate) lon: f64,
    pub(crate) lat: f64,
}

pub(crate) struct Trace {
    pub(crate) name: String,
    pub(crate) places: Vec<Place>,
}

/// A trace is cut where nothing was heard for this long: it is another drive.
const PAUSE_S: i64 = 3600;

/// Every trace of the folder.
pub(crate) fn all(folder: &Path) -> Vec<Trace> {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let mut traces = vec![
        barefoot(&text("barefoot_x0001-001.json")),
        barefoot(&text("barefoot_x0001-015.json")),
    ];
    for name in ["berlin_gps_traces-osrm.csv.gz", "poland_gps_traces-osrm.csv.gz"] {
        traces.extend(osrm(name, &unzip(&folder.join(name))));
    }
    traces.extend(geolife(&unzip(&folder.join("geolife_sample.txt.gz"))));
    traces.extend(kubicka(&folder.join("kubicka100-gmm-part1.tar.gz")));
    traces.into_iter().flat_map(drives).collect()
}

/// `[{"point": "POINT(11.56 48.16)", "time": "2014-09-10 06:54:07+0200", …}]`
pub(crate) fn barefoot(text: &str) -> Trace {
    let rows: Vec<Value> = serde_json::from_str(text).unwrap();
    let place = |row: &Value| {
        let point = row["point"].as_str().unwrap();
        let point = point.trim_start_matches("POINT(").trim_end_matches(')');
        let (lon, lat) = point.split_once(' ').unwrap();
        let time = row["time"].as_str().unwrap();
        let (date, rest) = time.split_once(' ').unwrap();
        let (clock, zone) = rest.split_at(8);
        let zone = format!("{}:{}", &zone[..3], &zone[3..]);
        place(second(&format!("{date}T{clock}{zone}")), lon, lat)
    };
    Trace { name: "barefoot".to_owned(), places: rows.iter().map(place).collect() }
}

/// `TrackID,Latitude,Longitude,Time`, the last empty: one fix a second.
fn osrm(name: &str, text: &str) -> Vec<Trace> {
    let mut tracks: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        let track = tracks.entry(cells[0]).or_default();
        track.push(place(track.len() as i64, cells[2], cells[1]));
    }
    let trace = |(id, places)| Trace { name: format!("{name} {id}"), places };
    tracks.into_iter().map(trace).collect()
}

/// `lat,lng,datetime,uid`
fn geolife(text: &str) -> Vec<Trace> {
    let mut people: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        let time = second(&format!("{}Z", cells[2].replace(' ', "T")));
        people.entry(cells[3]).or_default().push(place(time, cells[1], cells[0]));
    }
    let trace = |(id, places)| Trace { name: format!("geolife {id}"), places };
    people.into_iter().map(trace).collect()
}

/// `lon lat second` in each `*.track` of the archive.
fn kubicka(archive: &Path) -> Vec<Trace> {
    let names = output(Command::new("tar").arg("tzf").arg(archive));
    let tracks = names.lines().filter(|name| name.ends_with(".track"));
    let read = |name: &str| output(Command::new("tar").arg("xzOf").arg(archive).arg(name));
    tracks
        .map(|name| {
            let text = read(name);
            let rows = text.lines().filter(|line| !line.trim().is_empty());
            let places = rows.map(|row| {
                let cells: Vec<_> = row.split_whitespace().collect();
                place(cells[2].parse::<f64>().unwrap().round() as i64, cells[0], cells[1])
            });
            Trace { name: format!("kubicka {name}"), places: places.collect() }
        })
        .collect()
}

/// Drives are told apart by long pauses, so that each ends now and none is too old.
fn drives(trace: Trace) -> Vec<Trace> {
    let paused = |a: &Place, b: &Place| (b.second - a.second).abs() < PAUSE_S;
    let drives = trace.places.chunk_by(paused).enumerate();
    let drive = |(n, places): (usize, &[Place])| Trace {
        name: format!("{} drive {n}", trace.name),
        places: places.to_vec(),
    };
    drives.map(drive).collect()
}

fn place(second: i64, lon: &str, lat: &str) -> Place {
    Place { second, lon: lon.trim().parse().unwrap(), lat: lat.trim().parse().unwrap() }
}

fn second(time: &str) -> i64 {
    time.parse::<Timestamp>().unwrap().millis() / 1000
}

fn unzip(path: &Path) -> String {
    output(Command::new("gzip").arg("-dc").arg(path))
}

fn output(command: &mut Command) -> String {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{command:?}");
    String::from_utf8(done.stdout).unwrap()
}
