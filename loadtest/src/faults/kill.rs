//! SIGKILL at random moments: a fleet streams over JT/T 808 and gRPC, the server is killed and
//! started again, whatever was not acknowledged is sent again.
//!
//! Judged from outside: every acknowledged fix is in its track exactly once, and the alerts are
//! those of an uninterrupted run over the same input in all but receive times. What hangs on a
//! receive time: `detected_at`, `late`, and of `signal.lost`, which is about nothing else, when it
//! ended and how long the silence was when it was judged. Silence counts only while Placard
//! listened, so kills add none: every vehicle falls silent once, at the end of its drive.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use placard_domain::{Millis, Timestamp};
use placard_geo::sample::Dice;

use super::books::Verdict;
use super::fleet::{Doors, Fleet};
use super::program;
use crate::city::City;
use crate::error::Error;
use crate::report::{Figure, Plan, Report};
use crate::server::{Server, placard};
use crate::{clock, founding, progress};

/// The server lives this long between two kills, ms.
const LIFE_MS: (f64, f64) = (100.0, 700.0);
/// The drives begin this long before now: far enough for none to be ahead of the clock.
const AGO: Millis = Millis::from_hours(3);

/// How it is run.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// What is random hangs on it.
    pub seed: u64,
    /// How often the server is killed.
    pub kills: u32,
    /// Trucks.
    pub vehicles: u32,
    /// Reports of each.
    pub reports: usize,
    /// A server that acknowledges before it commits: must be caught.
    pub canary: bool,
}

impl Setup {
    /// So many kills under a fleet that raises well over 1,000 alerts.
    #[must_use]
    pub const fn new(seed: u64, kills: u32) -> Self {
        Self { seed, kills, vehicles: 60, reports: 360, canary: false }
    }

    /// Longer than any pause of a drive, in seconds of listening: what a kill takes is not counted.
    const fn silence_s(&self) -> i64 {
        15 + self.kills as i64 / 4
    }
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How often the server was killed.
    pub kills: u32,
    /// Fixes that were acknowledged, each counted once.
    pub acknowledged: u64,
    /// What the books say.
    pub verdict: Verdict,
    /// Alerts of the uninterrupted run.
    pub alerts: u64,
    /// Rules among them.
    pub rules: Vec<String>,
}

impl Outcome {
    /// As a report.
    #[must_use]
    pub fn report(&self, plan: Plan) -> Report {
        let figure = |name, value: u64| Figure::new(name, value as f64, "");
        let mut figures =
            vec![figure("kills", u64::from(self.kills)), figure("acknowledged", self.acknowledged)];
        figures.extend(self.verdict.figures());
        figures.push(figure("alerts", self.alerts).goal(">= 1000"));
        Report::new("faults kill", plan, figures)
    }
}

/// Runs it in a folder of its own.
///
/// # Errors
/// Where a server does not start, or refuses what it should take.
pub fn run(setup: &Setup) -> Result<Outcome, Error> {
    let folder = tempfile::tempdir()?;
    let began = (clock::now() - AGO).floor_second();
    let city = Arc::new(City::new(setup.seed, 12, setup.reports));
    let [killed, whole] = ["killed", "whole"].map(|name| folder.path().join(name));
    let runtime = tokio::runtime::Runtime::new()?;
    for path in [&killed, &whole] {
        let founded = founding::folder(path, &city, setup.vehicles, setup.silence_s());
        runtime.block_on(founded)?;
    }
    let (acknowledged, mut verdict) = drive(setup, &city, began, &killed)?;
    calm(&city, setup.vehicles, setup.reports, began, setup.silence_s(), &whole)?;
    let meant = runtime.block_on(verdict.compare_folders(&killed, &whole))?;
    let rules = placard_engine::rules::SPECS.iter().map(|spec| spec.id.to_owned());
    let among = |rule: &String| meant.iter().any(|alert| alert.contains(rule));
    Ok(Outcome {
        kills: setup.kills,
        acknowledged,
        verdict,
        alerts: meant.len() as u64,
        rules: rules.filter(among).collect(),
    })
}

/// How many fixes were acknowledged, and what became of them.
fn drive(
    setup: &Setup,
    city: &Arc<City>,
    began: Timestamp,
    data: &Path,
) -> Result<(u64, Verdict), Error> {
    let fleet = Fleet::start(city, setup.vehicles, setup.reports, began, Doors::of(setup.canary));
    let mut dice = Dice::new(setup.seed ^ 0x6b69_6c6c);
    let bar = progress::bar("kills", u64::from(setup.kills));
    let (program, verb) = program(setup.canary)?;
    for kill in 0..setup.kills {
        let server = Server::start(&program, verb, data)?;
        fleet.connect_to(&server);
        let life = dice.between(LIFE_MS.0, LIFE_MS.1);
        let parts = f64::from(setup.kills);
        fleet.live(Duration::from_secs_f64(life / 1000.0), f64::from(kill), parts);
        server.kill()?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    finish(fleet, began, setup.silence_s(), data)
}

/// One uninterrupted run of the same fleet.
pub(super) fn calm(
    city: &Arc<City>,
    vehicles: u32,
    reports: usize,
    began: Timestamp,
    silence_s: i64,
    data: &Path,
) -> Result<(), Error> {
    let fleet = Fleet::start(city, vehicles, reports, began, Doors::Both);
    finish(fleet, began, silence_s, data).map(drop)
}

/// Serves until the fleet is through and every vehicle's silence was noticed.
fn finish(
    fleet: Fleet,
    began: Timestamp,
    silence_s: i64,
    data: &Path,
) -> Result<(u64, Verdict), Error> {
    let server = Server::start(&placard()?, "serve", data)?;
    fleet.connect_to(&server);
    fleet.finish(silence_s)?.audit(server, began)
}
