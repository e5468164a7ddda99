//! The archive: bytes a fix on real tracks, and how fast a query reads them back.
//!
//! Chunks of 256 fixes as the tracks have them, one a second; and thinned to one each ten seconds,
//! as law and practice have it. Speed and heading are derived from the tracks; height, status,
//! receive time and the revision of the world are made by seed. Beside ours are the frames that
//! such fixes come in (JT/T 808-2019, 0x0200), as they are and under zstd of the same level, and
//! the same fields as plain columns of eight bytes under zstd, in the same table: what remains
//! there is the coding of the columns.

use std::time::Duration;

use placard_domain::fix::Status;
use placard_domain::vehicle::Phone;
use placard_domain::{AcceptedFix, Fix, Length, Millis, Revision, Timestamp, VehicleNo};
use placard_geo::sample::Dice;
use placard_protocol::jt808::messages::LocationReport;
use placard_protocol::jt808::{Message, Sender, Version};
use placard_store::archive::Chunk;
use placard_store::journal::entry::Fields;
use placard_store::sqlite::SqliteArchive;
use placard_store::{Archive, Offset, PartitionNo, Shelf};

use super::timing::{median, seconds};
use crate::error::Error;
use crate::report::{Figure, Plan, Report};
use crate::{progress, traces};

/// Fixes in a chunk, as `serve` has it by default.
const CHUNK: usize = 256;
/// Seconds between two fixes.
const EVERY: i64 = 10;
const PEER: &str = "columns of 8 bytes, zstd 3";
/// JT/T 808 status: ignition on, positioned; and the front door, which opens now and then.
const STATUS: Status = Status(0b11);
const DOOR_BIT: u32 = 1 << 13;

/// Runs the bench.
///
/// # Errors
/// Where a track, a store or a chunk does not read.
pub fn run(plan: Plan) -> Result<Report, Error> {
    let bar = progress::spinner("archive: tracks");
    let traces = traces::load(plan.seed, 50)?;
    let one_second: Vec<_> = traces.tracks.iter().map(|track| accepted(track, plan.seed)).collect();
    let thin = traces.tracks.iter().map(|track| traces::thinned(track, EVERY));
    let tracks: Vec<_> = thin.map(|track| accepted(&track, plan.seed)).collect();
    let each_second = |encode: Encode| bytes_per_fix(&one_second, encode);
    let each_10_s = |encode: Encode| bytes_per_fix(&tracks, encode);
    bar.set_message("archive: scanning");
    let scan = scan(plan, &tracks)?;
    bar.finish_and_clear();
    let source = traces.source;
    let figures = vec![
        Figure::new("bytes_per_fix", each_second(ours), "B")
            .goal("< 6")
            .undercuts(PEER, each_second(plain::encode)),
        Figure::new("bytes_per_fix_each_10_s", each_10_s(ours), "B")
            .undercuts(PEER, each_10_s(plain::encode)),
        Figure::new("bytes_per_frame", each_second(frames), "B"),
        Figure::new("bytes_per_frame_zstd", each_second(packed_frames), "B"),
        Figure::new("scan_fixes_per_second", scan.0, "1/s").beats(PEER, scan.1),
    ];
    let mut report = Report::new("archive", plan, figures);
    report.machine = format!("{}; {source}", report.machine);
    Ok(report)
}

/// Fixes as a server took them: some hundreds of milliseconds later, under a world that seldom
/// moves; at a height that wanders by a metre now and then, with a status that seldom changes.
fn accepted(track: &[Fix], seed: u64) -> Vec<AcceptedFix> {
    let mut dice = Dice::new(seed);
    let (mut height_m, mut status) = (120, STATUS);
    let taken = |(i, fix): (usize, &Fix)| {
        height_m += [-1, 0, 0, 1][dice.below(4)];
        if dice.below(200) == 0 {
            status.0 ^= DOOR_BIT;
        }
        AcceptedFix {
            fix: Fix {
                sequence: i as u64,
                altitude: Some(Length::from_whole_metres(height_m)),
                status,
                ..fix.clone()
            },
            receive_time: fix.device_time + Millis(dice.between(200.0, 900.0) as i64),
            revision: Revision(17 + i as u64 / 5000),
        }
    };
    track.iter().enumerate().map(taken).collect()
}

/// Writes a chunk.
type Encode = fn(&[AcceptedFix]) -> Vec<u8>;

fn bytes_per_fix(tracks: &[Vec<AcceptedFix>], encode: Encode) -> f64 {
    let chunks = || tracks.iter().flat_map(|track| track.chunks(CHUNK));
    let fixes: usize = chunks().map(<[_]>::len).sum();
    let bytes: usize = chunks().map(|chunk| encode(chunk).len()).sum();
    bytes as f64 / fixes as f64
}

fn ours(fixes: &[AcceptedFix]) -> Vec<u8> {
    placard_store::archive::chunk::encode(fixes)
}

/// The frames that fixes come in. They do not say when they were received.
fn frames(fixes: &[AcceptedFix]) -> Vec<u8> {
    // Six bytes are a number.
    let Some(phone) = Phone::from_bcd(&[0x01, 0x38, 0, 0, 0, 0]) else { return Vec::new() };
    let mut sender = Sender::new(Version::V2019, phone);
    let mut bytes = Vec::new();
    for accepted in fixes {
        let report = LocationReport::of(&accepted.fix);
        sender.send(&Message::LocationReport(report), &mut bytes);
    }
    bytes
}

fn packed_frames(fixes: &[AcceptedFix]) -> Vec<u8> {
    let raw = frames(fixes);
    zstd::bulk::compress(&raw, 3).unwrap_or(raw)
}

/// Fixes a second that two archives give back, ours and the peer's.
fn scan(plan: Plan, tracks: &[Vec<AcceptedFix>]) -> Result<(f64, f64), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        let ours = SqliteArchive::open(&folder.path().join("ours.db")).await?;
        let peer = SqliteArchive::open(&folder.path().join("peer.db")).await?;
        let copies = plan.pick(4, 20);
        let vehicles = fill(&ours, &peer, tracks, copies).await?;
        let (mut of_ours, mut of_peer) = (Vec::new(), Vec::new());
        for _ in 0..plan.pick(3, 7) {
            of_ours.push(read(&ours, &vehicles, |chunk| Ok(chunk.fixes()?.len())).await?);
            of_peer.push(read(&peer, &vehicles, |chunk| plain::decode(&chunk.body)).await?);
        }
        Ok((median(of_ours), median(of_peer)))
    })
}

/// The same tracks many times over, each as another vehicle, one commit a vehicle.
async fn fill(
    ours: &SqliteArchive,
    peer: &SqliteArchive,
    tracks: &[Vec<AcceptedFix>],
    copies: usize,
) -> Result<Vec<VehicleNo>, Error> {
    let partition = PartitionNo(0);
    let mut at = Offset { epoch: 1, sequence: 0 };
    let mut vehicles = Vec::new();
    for (no, track) in (0_u32..).zip(tracks.iter().cycle().take(tracks.len() * copies)) {
        let vehicle = VehicleNo(no);
        let mut chunks = Vec::new();
        for fixes in track.chunks(CHUNK) {
            at = at.next();
            chunks.push(Chunk::of(vehicle, partition, at, at, fixes));
        }
        let plain = chunks.iter().zip(track.chunks(CHUNK));
        let plain =
            plain.map(|(chunk, fixes)| Chunk { body: plain::encode(fixes), ..chunk.clone() });
        let plain = plain.collect();
        let shelf = |chunks| Shelf {
            partition,
            archived: at,
            at: Timestamp::default(),
            chunks,
            notes: vec![],
        };
        ours.shelve(&shelf(chunks)).await?;
        peer.shelve(&shelf(plain)).await?;
        vehicles.push(vehicle);
    }
    Ok(vehicles)
}

async fn read(
    archive: &SqliteArchive,
    vehicles: &[VehicleNo],
    decode: impl Fn(&Chunk) -> Result<usize, Error>,
) -> Result<f64, Error> {
    let mut fixes = 0;
    let mut spent = Duration::ZERO;
    for vehicle in vehicles {
        let start = std::time::Instant::now();
        let chunks = archive.chunks(*vehicle, Timestamp::MIN, Timestamp::MAX, None).await?;
        spent += start.elapsed();
        let mut wrong = None;
        let decoding = seconds(|| {
            for chunk in &chunks {
                match decode(chunk) {
                    Ok(count) => fixes += count,
                    Err(error) => wrong = Some(error),
                }
            }
        });
        spent += Duration::from_secs_f64(decoding);
        if let Some(error) = wrong {
            return Err(error);
        }
    }
    Ok(fixes as f64 / spent.as_secs_f64())
}

/// What a first version would write: every field as eight bytes, column by column, under zstd.
mod plain {
    use super::{AcceptedFix, Error, Fields};

    const COLUMNS: usize = 15;

    fn row(accepted: &AcceptedFix) -> [i64; COLUMNS] {
        let f = Fields::of(&accepted.fix);
        [
            i64::from(f.flags),
            f.device_time,
            accepted.receive_time.millis(),
            accepted.revision.0.cast_signed(),
            i64::from(f.lon),
            i64::from(f.lat),
            i64::from(f.speed),
            i64::from(f.heading),
            f.altitude,
            f.accuracy,
            i64::from(f.alarms),
            i64::from(f.status),
            i64::from(f.satellites),
            i64::from(f.odometer),
            f.sequence.cast_signed(),
        ]
    }

    pub(super) fn encode(fixes: &[AcceptedFix]) -> Vec<u8> {
        let rows: Vec<_> = fixes.iter().map(row).collect();
        let columns = (0..COLUMNS).flat_map(|column| rows.iter().map(move |row| row[column]));
        let raw: Vec<u8> = columns.flat_map(i64::to_le_bytes).collect();
        zstd::bulk::compress(&raw, 3).unwrap_or(raw)
    }

    /// How many rows it holds, every value read.
    pub(super) fn decode(bytes: &[u8]) -> Result<usize, Error> {
        let raw = zstd::bulk::decompress(bytes, 1 << 20)?;
        let values = raw.chunks_exact(8).filter_map(|value| value.try_into().ok());
        let columns: Vec<i64> = values.map(i64::from_le_bytes).collect();
        let count = columns.len() / COLUMNS;
        let rows: Vec<[i64; COLUMNS]> =
            (0..count).map(|i| std::array::from_fn(|column| columns[column * count + i])).collect();
        Ok(std::hint::black_box(rows).len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_codings_give_back_every_fix() {
        let track = accepted(&traces::load(5, 1).unwrap().tracks[0], 5);
        let chunk = &track[..CHUNK.min(track.len())];
        let bytes = placard_store::archive::chunk::encode(chunk);
        let back = placard_store::archive::chunk::decode(chunk[0].fix.vehicle, &bytes).unwrap();
        assert_eq!(back, chunk);
        assert_eq!(plain::decode(&plain::encode(chunk)).unwrap(), chunk.len());
        assert!(bytes.len() < plain::encode(chunk).len());
    }
}
