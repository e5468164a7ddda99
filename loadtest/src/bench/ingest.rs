//! Ingest: from a socket to the journal and the alerts, through the real server.
//!
//! One server in a process of its own, on a folder with 100,000 vehicles and some 1,000 zones; one
//! vehicle in a hundred breaches all rules, the others none. First the platforms stream
//! batches of 500; then 1,000 terminals keep one report in flight each, beside a bare echo of that
//! shape in the same run; then single breaches are timed until their alert can be read. Client and
//! server share the machine.

mod alerts;
mod echo;
mod platforms;
mod terminals;

use placard_domain::Millis;

use crate::city::City;
use crate::error::Error;
use crate::report::{Figure, Plan, Report};
use crate::server::{Server, placard};
use crate::{clock, founding, progress};

/// Roads of the city: with [`REPORTS`] some 1,000 zones.
const ROADS: u32 = 50;
/// Reports that a drive could have: the length of the roads.
const REPORTS: usize = 190;
/// One vehicle in so many breaches rules, all of them; the others none.
const BREACHES_ONE_IN: u32 = 100;
/// Terminals that report.
const TERMINALS: u32 = 1000;
/// Nobody is lost while it runs.
const SILENCE_S: i64 = 86_400;

/// Runs the bench.
///
/// # Errors
/// Where the server does not start, or refuses what it should take.
pub fn run(plan: Plan) -> Result<Report, Error> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let city = City::new(plan.seed, ROADS, REPORTS).with_breaches_one_in(BREACHES_ONE_IN);
    let vehicles = plan.pick(10_000, 100_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let bar = progress::spinner("ingest: founding");
    runtime.block_on(founding::folder(&data, &city, vehicles, SILENCE_S))?;
    let now = clock::now().floor_second();
    let server = Server::start(&placard()?, "serve", &data)?;
    bar.set_message("ingest: platforms");
    let began = now - Millis::from_hours(48);
    let streams = platforms::streams(&city, vehicles, plan.pick(10, 20), began);
    let grpc = runtime.block_on(platforms::send(&server, streams))?;
    bar.set_message("ingest: terminals");
    let began = now - Millis::from_hours(24);
    let seconds = plan.pick(5, 15);
    let ours = runtime.block_on(terminals::report(server.jt808, &city, began, seconds))?;
    let echo = echo::start()?;
    let bare = runtime.block_on(terminals::report_bare(echo, &city, began, seconds))?;
    bar.set_message("ingest: alerts");
    let began = now - Millis::from_minutes(30);
    let waits = runtime.block_on(alerts::latencies(&server, began, plan.pick(100, 400)))?;
    server.drain()?;
    bar.finish_and_clear();
    let percentile = |part: f64| waits[((waits.len() - 1) as f64 * part).round() as usize];
    let figures = vec![
        Figure::new("grpc_fixes_per_second", grpc.per_second, "1/s").goal(">= 500000"),
        Figure::new("lag_s", grpc.lag_s, "s").goal("< 1"),
        Figure::new("jt808_frames_per_second", ours, "1/s")
            .goal(">= 60000")
            .beats("bare echo; half of it is as good", bare),
        Figure::new("jt808_echo_per_second", bare, "1/s"),
        Figure::new("alert_latency_p50_ms", percentile(0.5), "ms"),
        Figure::new("alert_latency_p99_ms", percentile(0.99), "ms").goal("< 50"),
    ];
    Ok(Report::new("ingest", plan, figures))
}
