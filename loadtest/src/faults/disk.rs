//! A full disk: the server's folder is a small file system of its own, filled to the last byte
//! while a fleet streams over JT/T 808 and gRPC, and given room again, without a restart.
//!
//! Judged from outside: while it is full a batch is refused with `DISK_FULL`; when there is room
//! the fleet gets through; every acknowledged fix is in its track exactly once, and the alerts are
//! those of an uninterrupted run in all but receive times.

mod volume;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use placard_api::v1;
use placard_api::v1::telemetry_service_client::TelemetryServiceClient;
use placard_domain::{Fix, Millis, Timestamp};
use tonic::Code;

use self::volume::Volume;
use super::books::Verdict;
use super::fleet::{Doors, Fleet};
use super::kill::calm;
use super::program;
use crate::city::{City, Habits};
use crate::client::{Platform, fix_to};
use crate::error::Error;
use crate::report::{Figure, Plan, Report};
use crate::server::Server;
use crate::{clock, founding, progress};

/// The drives begin this long before now: far enough for none to be ahead of the clock.
const AGO: Millis = Millis::from_hours(3);
/// The fleet streams for so long before, and knocks for so long while the disk is full.
const LIVE: Duration = Duration::from_secs(1);
/// A full disk is noticed, and room is, within this.
const STUCK: Duration = Duration::from_secs(60);

/// How it is run.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// What is random hangs on it.
    pub seed: u64,
    /// How often the disk is filled.
    pub fills: u32,
    /// Trucks.
    pub vehicles: u32,
    /// Reports of each.
    pub reports: usize,
    /// A server that acknowledges before it commits: must be caught.
    pub canary: bool,
}

impl Setup {
    /// So many full disks under a small fleet.
    #[must_use]
    pub const fn new(seed: u64, fills: u32) -> Self {
        Self { seed, fills, vehicles: 40, reports: 200, canary: false }
    }

    /// Longer than any pause of a drive, s: one that is through early holds its last reports back
    /// for over half of the run, and a full disk takes some six seconds of it.
    const fn silence_s(&self) -> i64 {
        15 + 4 * self.fills as i64
    }
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How often the disk was full.
    pub fills: u32,
    /// Batches that were refused with `DISK_FULL`.
    pub refused: u64,
    /// Fixes that were acknowledged, each counted once.
    pub acknowledged: u64,
    /// What the books say.
    pub verdict: Verdict,
    /// Alerts of the uninterrupted run.
    pub alerts: u64,
}

impl Outcome {
    /// As a report.
    #[must_use]
    pub fn report(&self, plan: Plan) -> Report {
        let figure = |name, value: u64| Figure::new(name, value as f64, "");
        let mut figures = vec![
            figure("fills", u64::from(self.fills)),
            figure("refused", self.refused),
            figure("acknowledged", self.acknowledged),
        ];
        figures.extend(self.verdict.figures());
        figures.push(figure("alerts", self.alerts));
        Report::new("faults disk", plan, figures)
    }
}

/// Whether this machine lets a small file system be mounted; where not, why.
///
/// # Errors
/// Why not.
pub fn is_possible() -> Result<(), Error> {
    let (folder, empty) = (tempfile::tempdir()?, tempfile::tempdir()?);
    Volume::mount(&folder.path().join("data"), empty.path()).map(drop)
}

/// Runs it.
///
/// # Errors
/// Where nothing can be mounted, a server does not start, or one does not notice.
pub fn run(setup: &Setup) -> Result<Outcome, Error> {
    let folder = tempfile::tempdir()?;
    let began = (clock::now() - AGO).floor_second();
    let city = Arc::new(City::new(setup.seed, 12, setup.reports));
    let [seed, mounted, kept, whole] =
        ["seed", "mounted", "kept", "whole"].map(|name| folder.path().join(name));
    let runtime = tokio::runtime::Runtime::new()?;
    for path in [&seed, &whole] {
        runtime.block_on(founding::folder(path, &city, setup.vehicles, setup.silence_s()))?;
    }
    let volume = Volume::mount(&mounted, &seed)?;
    let mut outcome = drive(setup, &city, began, &volume, &mounted)?;
    volume.keep(&kept)?;
    drop(volume);
    if !setup.canary {
        calm(&city, setup.vehicles, setup.reports, began, setup.silence_s(), &whole)?;
        let meant = runtime.block_on(outcome.verdict.compare_folders(&kept, &whole))?;
        outcome.alerts = meant.len() as u64;
    }
    Ok(outcome)
}

fn drive(
    setup: &Setup,
    city: &Arc<City>,
    began: Timestamp,
    volume: &Volume,
    data: &Path,
) -> Result<Outcome, Error> {
    let runtime = tokio::runtime::Runtime::new()?;
    let (path, verb) = program(setup.canary)?;
    let mut server = Server::start_by(volume.command(&path), verb, data)?;
    let fleet = Fleet::start(city, setup.vehicles, setup.reports, began, Doors::of(setup.canary));
    fleet.connect_to(&server);
    let first = city.deliveries(1, began, setup.reports, &Habits::default())[0].fixes.clone();
    let bar = progress::bar("full disks", u64::from(setup.fills));
    let (mut refused, parts) = (0, f64::from(2 * setup.fills + 1));
    for fill in 0..setup.fills {
        fleet.live(LIVE, f64::from(2 * fill), parts);
        volume.fill()?;
        if !setup.canary {
            refused += runtime.block_on(knock(&server, &first, true))?;
        }
        fleet.live(LIVE, f64::from(2 * fill + 1), parts);
        if setup.canary && fill == 0 {
            // What it acknowledged and could not write is gone with it.
            server.kill()?;
            volume.clear()?;
            server = Server::start_by(volume.command(&crate::server::placard()?), "serve", data)?;
            fleet.connect_to(&server);
            continue;
        }
        volume.clear()?;
        if !setup.canary {
            refused += runtime.block_on(knock(&server, &first, false))?;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let books = fleet.finish(setup.silence_s())?;
    let (acknowledged, verdict) = books.audit(server, began)?;
    Ok(Outcome { fills: setup.fills, refused, acknowledged, verdict, alerts: 0 })
}

/// Hands in what was handed in before, until it is refused for want of room, or until it is taken.
/// Says how often it was refused.
async fn knock(server: &Server, fixes: &[Fix], until_full: bool) -> Result<u64, Error> {
    let mut client = TelemetryServiceClient::new(Platform::channel(server.http).await?);
    let (since, mut refused) = (Instant::now(), 0);
    while since.elapsed() < STUCK {
        let fixes = fixes.iter().map(fix_to).collect();
        let request = v1::IngestFixesRequest { fixes };
        let answer = client.ingest_fixes(request).await;
        let is_full = match &answer {
            Ok(_) => false,
            Err(status) if status.code() == Code::ResourceExhausted => {
                if !status.message().contains("the disk is full") {
                    return Err(format!("refused, but not for the disk: {status}").into());
                }
                true
            }
            Err(status) => return Err(format!("neither taken nor refused: {status}").into()),
        };
        refused += u64::from(is_full);
        if is_full == until_full {
            return Ok(refused);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let what = if until_full { "a full disk" } else { "that there is room again" };
    Err(format!("{what} was not noticed in {STUCK:?}").into())
}
