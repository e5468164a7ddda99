//! The list of commands; each is a file in `commands/`.
//!
//! Exit status of all: 0 on success, 1 where what was checked does not hold, 2 where the command
//! could not run. `serve` adds 75: something broke that a fresh start may mend.

#![allow(clippy::print_stdout, reason = "what a command finds goes to standard output")]

mod config;
mod decode;
mod demo;
mod doctor;
mod export;
mod import;
mod key;
mod office;
mod outcome;
mod replay;
mod rotate_key;
mod serve;
mod waybill;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use outcome::{Outcome, Trouble};

/// Placard: where dangerous goods are on the road, and where they must not be.
#[derive(Debug, Parser)]
#[command(name = "placard", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Args),
    Demo(demo::Args),
    Replay(replay::Args),
    Import(import::Args),
    Export(export::Args),
    Decode(decode::Args),
    Waybill(waybill::Args),
    Config(config::Args),
    Doctor(doctor::Args),
}

/// Reads the command line and does what it says.
#[must_use]
pub fn run() -> ExitCode {
    let line = match Line::try_parse() {
        Ok(line) => line,
        Err(error) => {
            // Help goes to standard output; a closed pipe there is no trouble.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let done = match line.command {
        Command::Serve(args) => serve::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Decode(args) => decode::run(&args),
        Command::Waybill(args) => waybill::run(&args),
        Command::Config(args) => config::run(&args),
        Command::Doctor(args) => doctor::run(&args),
    };
    outcome::leave(done)
}
