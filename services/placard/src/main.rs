//! `placard`: see the library's page, or `placard --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    placard::commands::run()
}
