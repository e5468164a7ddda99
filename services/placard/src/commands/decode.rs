//! `placard decode`: explains frames.

use std::io::{ErrorKind, Write as _};
use std::path::Path;

use placard_protocol::jt808::print::{Explanation, explain_all, from_hex};

use super::{Outcome, Trouble};

/// Explains JT/T 808 frames: every field with its offset, meaning and clause; what is wrong with
/// it, and whose fault it is.
///
/// Takes hex digits, or a file with either hex digits or the bytes as they came; `-` is standard
/// input. Exit status 1 where anything is wrong with a frame.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  placard decode 7e0002000012345678901200018a7e
  placard decode capture.bin --json | jq .summary")]
pub(super) struct Args {
    /// Hex digits (spaces do not count), or a file.
    #[arg(value_name = "HEX|FILE")]
    input: String,
    /// One JSON object a frame, one a line.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Trouble> {
    let bytes = bytes_of(&args.input)?;
    let found = explain_all(&bytes);
    if found.is_empty() {
        return Err(Trouble::new("no frame in it: a frame begins and ends with 7e"));
    }
    match print(&found, args.json) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Trouble::new(error)),
        _ if found.iter().all(|one| one.problems.is_empty()) => Ok(Outcome::Holds),
        _ => Ok(Outcome::DoesNotHold),
    }
}

fn bytes_of(input: &str) -> Result<Vec<u8>, Trouble> {
    if let Some(bytes) = from_hex(input).filter(|bytes| !bytes.is_empty()) {
        return Ok(flagged(bytes));
    }
    let read = match input {
        "-" => {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes).map(|_| bytes)
        }
        path => std::fs::read(Path::new(path)),
    };
    let bytes = read.map_err(|error| {
        Trouble::new(format!("{input:?} is no hex, and reading it as a file: {error}"))
    })?;
    let hex = std::str::from_utf8(&bytes).ok().and_then(from_hex);
    Ok(match hex {
        Some(found) if !found.is_empty() => flagged(found),
        _ => bytes,
    })
}

/// People paste frames without their flags too.
fn flagged(bytes: Vec<u8>) -> Vec<u8> {
    const FLAG: u8 = 0x7e;
    if bytes.contains(&FLAG) {
        return bytes;
    }
    [&[FLAG], bytes.as_slice(), &[FLAG]].concat()
}

fn print(found: &[Explanation], json: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for (index, one) in found.iter().enumerate() {
        if json {
            writeln!(out, "{}", one.to_json())?;
            continue;
        }
        if index > 0 {
            writeln!(out)?;
        }
        write!(out, "{one}")?;
    }
    out.flush()
}
