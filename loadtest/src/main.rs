//! The command line: which bench or fault, how it is told.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it speaks to a person")]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use loadtest::bench::BENCHES;
use loadtest::error::Error;
use loadtest::faults::{disk, early, kill, power};
use loadtest::report::{Plan, Report};
use loadtest::{clock, table};

/// Benchmarks and faults of Placard. Examples: `loadtest zones --json`, `loadtest faults kill`,
/// `loadtest all`, which writes the table of `docs/performance.md`.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// One of the benches, or `all`, or `faults`.
    name: String,
    /// Of `faults`: `kill`, `power` or `disk`.
    fault: Option<String>,
    /// How often the server is killed, or the power goes.
    #[arg(long, global = true, default_value_t = 200)]
    kills: u32,
    /// Where the canary's server keeps its data.
    #[arg(long, global = true, hide = true)]
    data: Option<PathBuf>,
    /// As `placard serve` has it, for the canary.
    #[arg(long, global = true, hide = true)]
    http: Option<String>,
    /// As `placard serve` has it, for the canary.
    #[arg(long, global = true, hide = true)]
    jt808: Option<String>,
    /// One JSON object as the last line.
    #[arg(long, global = true)]
    json: bool,
    /// Under a minute.
    #[arg(long, global = true)]
    quick: bool,
    /// What is random hangs on it.
    #[arg(long, global = true, default_value_t = 20_261_125)]
    seed: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("loadtest: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let plan = Plan { seed: arguments.seed, quick: arguments.quick };
    match (arguments.name.as_str(), arguments.fault.as_deref(), &arguments.data) {
        ("serve-early", _, Some(data)) => {
            return early::serve(data).map(|()| ExitCode::SUCCESS);
        }
        ("faults", Some("kill"), _) => return faults_kill(arguments, plan),
        ("faults", Some("power"), _) => return faults_power(arguments, plan),
        ("faults", Some("disk"), _) => return faults_disk(arguments, plan),
        ("faults", ..) => return Err("faults kill, faults power, or faults disk".into()),
        ("all", ..) => return all(plan),
        _ => {}
    }
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == arguments.name) else {
        let names: Vec<_> = BENCHES.iter().map(|bench| bench.name).collect();
        let name = &arguments.name;
        return Err(format!("{name:?} is none of {names:?}, nor `all`, nor `faults`").into());
    };
    tell(&(bench.run)(plan)?, arguments.json);
    Ok(ExitCode::SUCCESS)
}

fn tell(report: &Report, json: bool) {
    print!("{}", report.table());
    if json {
        println!("{}", report.json());
    }
}

/// Every bench and the kills, each in a process of its own, so that none stands on the memory of
/// the one before; a whole run writes the table.
fn all(plan: Plan) -> Result<ExitCode, Error> {
    let mut reports = Vec::new();
    let names = BENCHES.iter().map(|bench| vec![bench.name]);
    for words in names.chain([vec!["faults", "kill"]]) {
        let report = table::measured(&words, plan)?;
        print!("{}", report.table());
        reports.push(report);
    }
    if !plan.quick {
        table::write(&reports, clock::now())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn faults_kill(arguments: &Arguments, plan: Plan) -> Result<ExitCode, Error> {
    let kills = if plan.quick { arguments.kills.min(20) } else { arguments.kills };
    let outcome = kill::run(&kill::Setup::new(plan.seed, kills))?;
    tell(&outcome.report(plan), arguments.json);
    Ok(judged(outcome.verdict.holds(), plan, &outcome.verdict.first))
}

fn faults_power(arguments: &Arguments, plan: Plan) -> Result<ExitCode, Error> {
    let cuts = u64::from(arguments.kills);
    let outcome = power::run_line(plan.seed, cuts, power::Canary::None)?;
    tell(&outcome.report(plan), arguments.json);
    Ok(judged(outcome.holds(), plan, &[]))
}

fn faults_disk(arguments: &Arguments, plan: Plan) -> Result<ExitCode, Error> {
    let outcome = disk::run(&disk::Setup::new(plan.seed, plan.pick(2, 10)))?;
    tell(&outcome.report(plan), arguments.json);
    Ok(judged(outcome.verdict.holds(), plan, &outcome.verdict.first))
}

fn judged(holds: bool, plan: Plan, first: &[String]) -> ExitCode {
    if holds {
        return ExitCode::SUCCESS;
    }
    eprintln!("seed {}: a promise is broken", plan.seed);
    first.iter().for_each(|what| eprintln!("  {what}"));
    ExitCode::FAILURE
}
