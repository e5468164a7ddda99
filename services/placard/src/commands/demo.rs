//! `placard demo`: the service with a simulated fleet.

mod clock;
mod folder;
mod papers;
mod register;

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::RangedI64ValueParser;
use placard_fleet::Fleet;
use placard_fleet::roads::Roads;
use placard_partition::{Clock as _, Line, SteadyClock};

use super::config::Given;
use super::serve::{ended, say};
use super::{Outcome, Trouble};
use crate::serve::{self, Addresses};
use crate::settings::Office;
use clock::{BEHIND, DemoClock};

/// Changde's roads and zones, as `geodata/` has them.
const ROADS: &str = include_str!("../../../../geodata/roads.geojson");
const ZONES: &str = include_str!("../../../../geodata/zones.geojson");

/// Serves with starter data and a simulated fleet, in a data folder of its own that is made anew.
///
/// The trucks report through the JT/T 808 port as real ones do; some of them commit a breach of
/// each rule, by its real threshold. The clock begins 40 minutes ago and runs --speed times as fast
/// until it is now, at 20 within some two minutes; then it is the machine's.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  placard demo
  placard demo --vehicles 1000 --http 127.0.0.1:8090 --jt808 127.0.0.1:7690")]
pub(super) struct Args {
    /// Trucks in the fleet.
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = within(1..=5000))]
    vehicles: u32,
    /// How many times as fast as the machine's clock the demo's runs, until it has caught up; at 1
    /// it begins now.
    #[arg(long, value_name = "X", default_value_t = 20, value_parser = within(1..=100))]
    speed: u32,
    /// The demo's data folder: what an earlier demo left there is removed.
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    data: PathBuf,
    /// Where HTTP listens (http.listen).
    #[arg(long, value_name = "ADDR")]
    http: Option<String>,
    /// Where JT/T 808 listens (jt808.listen).
    #[arg(long, value_name = "ADDR")]
    jt808: Option<String>,
    /// What the fleet's chances hang on.
    #[arg(long, value_name = "N", default_value_t = 20_261_125)]
    seed: u64,
    /// Says its addresses as one JSON object.
    #[arg(long)]
    json: bool,
}

fn within(range: RangeInclusive<i64>) -> RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(range)
}

pub(super) fn run(args: &Args) -> Result<Outcome, Trouble> {
    let folder = args.data.display().to_string();
    let given = Given::of(&folder, args.http.as_deref(), args.jt808.as_deref());
    let settings = given.settle()?.settings;
    let roads = Roads::read(ROADS, ZONES).map_err(Trouble::new)?;
    folder::make_anew(&args.data)?;
    let clock = Arc::new(DemoClock::new(SteadyClock::default(), args.speed));
    let fleet_clock = Arc::clone(&clock);
    let (trucks, seed, json) = (args.vehicles, args.seed, args.json);
    let office = settings.office.clone();
    ended(serve::run(&settings, clock, |at, line| {
        say(at, &folder, json);
        if !json {
            let minutes = BEHIND.seconds() / 60.0;
            println!("demo   {trucks} trucks; the clock begins {minutes} min ago and catches up");
        }
        let fleet = Fleet::new(roads, seed, trucks);
        tokio::spawn(drive(*at, line.clone(), office, fleet, fleet_clock));
    }))
}

/// Registers the fleet and drives it for as long as the service runs.
async fn drive(at: Addresses, line: Line, office: Office, fleet: Fleet, clock: Arc<DemoClock>) {
    let Some(jt808) = at.jt808 else {
        return tracing::error!("no fleet: JT/T 808 is not a role of this process");
    };
    let now = move || clock.now();
    // Reports begin after the registration that they are judged by.
    let registered = async {
        register::all(at.http, fleet.registrations()).await?;
        register::route(at.http, fleet.approved(), now()).await?;
        papers::put(&line, &office, fleet.errands(), now()).await
    };
    match registered.await {
        Ok(()) => fleet.drive(jt808, now).await,
        Err(error) => tracing::error!(%error, "no fleet: it was not registered"),
    }
}
