//! Real tracks, read from beside the project where they are, and a made-up drive where they are
//! not.
//!
//! `../shared/data/traces` is not part of the project (its licences differ); whoever has it
//! measures with it, and the report says which it was.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use placard_domain::{Fix, Heading, Position, Speed, Timestamp, VehicleNo, Wgs84};
use placard_geo::Plane;
use placard_geo::sample::{Dice, REGION};

/// Tracks and where they came from.
pub struct Traces {
    /// For the report.
    pub source: &'static str,
    /// One track each, in order of time.
    pub tracks: Vec<Vec<Fix>>,
}

/// Where the real tracks lie, seen from the crate.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/traces");
/// 2026-11-01T00:00:00Z: tracks are told as if they had begun then.
const BEGAN: i64 = 1_793_491_200_000;

/// The Kubička tracks (50, a fix a second) where they are; else `drives` made-up ones.
///
/// # Errors
/// Where they are there and do not read.
pub fn load(seed: u64, drives: usize) -> io::Result<Traces> {
    let archive = Path::new(FOLDER).join("kubicka100-gmm-part1.tar.gz");
    if !archive.exists() {
        let tracks = (0..drives).map(|no| made_up(&mut Dice::new(seed + no as u64), no)).collect();
        return Ok(Traces { source: "made-up drives", tracks });
    }
    let file = std::fs::File::open(archive)?;
    let mut members = Tar(flate2::read::GzDecoder::new(file));
    let mut tracks = Vec::new();
    while let Some((name, bytes)) = members.next_member()? {
        if name.ends_with(".track") {
            tracks.push(kubicka(tracks.len(), &bytes)?);
        }
    }
    Ok(Traces { source: "Kubička's first 50 tracks, a fix a second", tracks })
}

/// A track as one that reports each `seconds` would have it.
#[must_use]
pub fn thinned(track: &[Fix], seconds: i64) -> Vec<Fix> {
    let mut next = Timestamp::MIN;
    let mut kept = Vec::new();
    for fix in track.iter().filter(|fix| fix.position.is_some()) {
        if fix.device_time >= next {
            kept.push(fix.clone());
            next = fix.device_time + placard_domain::Millis::from_secs(seconds);
        }
    }
    kept
}

/// `longitude latitude seconds` a line, degrees of WGS-84.
fn kubicka(no: usize, text: &[u8]) -> io::Result<Vec<Fix>> {
    let mut points = Vec::new();
    for line in BufReader::new(text).lines() {
        let line = line?;
        let mut words = line.split_ascii_whitespace().map(str::parse::<f64>);
        let (Some(Ok(lon)), Some(Ok(lat)), Some(Ok(second))) =
            (words.next(), words.next(), words.next())
        else {
            return Err(io::Error::other(format!("no track point: {line:?}")));
        };
        // A terminal sends whole micro-degrees (JT/T 808 0x0200).
        let micro = |degrees: f64| (degrees * 1e6).round() as i32 * 10;
        let place = Position::from_units(micro(lon), micro(lat));
        let place = place.ok_or_else(|| io::Error::other(format!("not on the earth: {line:?}")))?;
        points.push((place, second as i64));
    }
    Ok(fixes(no, &points))
}

/// Fixes along places and their seconds: speed and heading as a receiver would give them.
fn fixes(no: usize, points: &[(Position<Wgs84>, i64)]) -> Vec<Fix> {
    let mut last: Option<(Position<Wgs84>, i64)> = None;
    let mut track = Vec::new();
    for (place, second) in points.iter().copied() {
        let time = Timestamp::from_millis(BEGAN + second * 1000);
        let mut fix = Fix { position: Some(place), ..Fix::bare(VehicleNo(no as u32), time) };
        if let Some((before, then)) = last {
            let (speed, heading) = course(before, place, (second - then).max(1) as f64);
            (fix.speed, fix.heading) = (speed, heading);
        }
        last = Some((place, second));
        track.push(fix);
    }
    track
}

/// A tenth of a km/h and whole degrees, as JT/T 808 sends them.
fn course(
    from: Position<Wgs84>,
    to: Position<Wgs84>,
    seconds: f64,
) -> (Option<Speed>, Option<Heading>) {
    let plane = Plane::around(from);
    let place = plane.at(to);
    let tenths = plane.distance(from, to).metres() / seconds * 36.0;
    let speed = Speed::from_kmh((tenths.round() / 10.0).min(Speed::LIMIT_KMH));
    let degrees = libm::atan2(place.x as f64, place.y as f64).to_degrees().rem_euclid(360.0);
    (speed, Heading::from_degrees(degrees.round()))
}

/// An hour's drive with turns, a stop in the middle, and a receiver's noise.
fn made_up(dice: &mut Dice, no: usize) -> Vec<Fix> {
    let mut place = dice.place(&REGION);
    let (mut bearing, mut points) = (dice.between(0.0, std::f64::consts::TAU), Vec::new());
    for second in 0..3600 {
        let metres = if (1500..2000).contains(&second) { 0.0 } else { dice.between(12.0, 18.0) };
        bearing += dice.between(-0.05, 0.05);
        let (sin, cos) = libm::sincos(bearing);
        let units = |part: f64, noise: f64| ((metres * part * 9.0 + noise) as i32) * 10;
        let (east, north) = (dice.between(-9.0, 9.0), dice.between(-9.0, 9.0));
        let moved = Position::from_units(
            place.lon_units() + units(sin, east),
            place.lat_units() + units(cos, north),
        );
        place = moved.unwrap_or(place);
        points.push((place, second));
    }
    fixes(no, &points)
}

/// Reads the members of a tar (POSIX ustar, regular files with short names): all that is asked of
/// it here.
struct Tar<R>(R);

impl<R: Read> Tar<R> {
    fn next_member(&mut self) -> io::Result<Option<(String, Vec<u8>)>> {
        loop {
            let mut header = [0; 512];
            self.0.read_exact(&mut header)?;
            if header.iter().all(|byte| *byte == 0) {
                return Ok(None);
            }
            let text = |range: std::ops::Range<usize>| {
                let field = String::from_utf8_lossy(&header[range]);
                field.trim_matches(['\0', ' ']).to_owned()
            };
            let size = usize::from_str_radix(&text(124..136), 8)
                .map_err(|_| io::Error::other("a tar member without a size"))?;
            let mut body = vec![0; size.next_multiple_of(512)];
            self.0.read_exact(&mut body)?;
            body.truncate(size);
            if matches!(header[156], 0 | b'0') {
                return Ok(Some((text(0..100), body)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tar_gives_its_files_and_ends() {
        let mut bytes = Vec::new();
        for (name, kind, body) in [("a/", b'5', ""), ("a/b.track", b'0', "1 2 3\n")] {
            let mut header = [0; 512];
            header[..name.len()].copy_from_slice(name.as_bytes());
            header[124..135].copy_from_slice(format!("{:011o}", body.len()).as_bytes());
            header[156] = kind;
            bytes.extend(header);
            bytes.extend(body.as_bytes());
            bytes.resize(bytes.len().next_multiple_of(512), 0);
        }
        bytes.extend([0; 1024]);
        let mut tar = Tar(&*bytes);
        let (name, body) = tar.next_member().unwrap().unwrap();
        assert_eq!((&*name, &*body), ("a/b.track", &b"1 2 3\n"[..]));
        assert!(tar.next_member().unwrap().is_none());
    }

    #[test]
    fn a_line_of_kubicka_is_a_fix_in_whole_micro_degrees() {
        let track =
            kubicka(3, b"54.963486\t56.251545\t1.000000\n54.963207\t56.251553\t2.0\n").unwrap();
        let place = Position::from_units(549_632_070, 562_515_530);
        assert_eq!((track[1].position, track[1].vehicle), (place, VehicleNo(3)));
        assert_eq!(track[1].heading, Heading::from_degrees(273.0));
        assert!((track[1].speed.unwrap().kmh() - 62.3).abs() < 0.5, "{:?}", track[1].speed);
        assert!(kubicka(0, b"north\n").is_err());
    }

    #[test]
    fn a_thinned_track_keeps_its_distance() {
        let track = made_up(&mut Dice::new(1), 0);
        let thin = thinned(&track, 10);
        assert_eq!(thin.len(), 360);
        assert!(thin.windows(2).all(|two| (two[1].device_time - two[0].device_time).0 >= 10_000));
    }
}
