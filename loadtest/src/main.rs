//! The command line: which bench or fault, how it is told.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it speaks to a person")]

use std::process::ExitCode;

use clap::Parser;
use loadtest::bench::{BENCHES, Error};
use loadtest::report::{Plan, Report};

/// Benchmarks and faults of Placard. Example: `loadtest zones --json`.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// `all`, or one of the benches.
    name: String,
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
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == arguments.name) else {
        let names: Vec<_> = BENCHES.iter().map(|bench| bench.name).collect();
        return Err(format!("{:?} is none of {names:?}", arguments.name).into());
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
