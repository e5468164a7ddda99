//! `placard waybill validate`: what is wrong with waybills in files.

use std::io::ErrorKind;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use placard_domain::waybill::Waybill;
use placard_domain::{Text, Timestamp, Violations};
use placard_waybill::check::{Finding, Severity};
use placard_waybill::lists::Lists;
use placard_waybill::register::Register;
use placard_waybill::report::{Report, Verdict, validate};
use placard_waybill::settings::Settings;
use placard_waybill::subject::{Asked, RouteVerdict, Subject};
use serde_json::{Value, json};

use super::super::{Outcome, Trouble};

/// Checks waybills without a server: everything that is wrong with each, gravest first.
///
/// A file holds one waybill as JSON, or an array of them. The lists are those that ship; there is
/// no register and no router, and what would need them is told as not checked. Exit status 1 where
/// any waybill is invalid.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  placard waybill validate petrol.json
  placard waybill validate *.json --json | jq 'select(.report.verdict == \"INVALID\") | .file'")]
pub(super) struct Args {
    /// The files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The instant at which they are checked, RFC 3339; now where it is not given.
    #[arg(long)]
    at: Option<Timestamp>,
    /// The time zone whose days count.
    #[arg(long, default_value = "Asia/Shanghai")]
    time_zone: String,
    /// One JSON object a waybill, one a line.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Trouble> {
    let zone = TimeZone::get(&args.time_zone).map_err(Trouble::new)?;
    let now =
        args.at.unwrap_or_else(|| Timestamp::from_millis(jiff::Timestamp::now().as_millisecond()));
    let no_router = RouteVerdict::NotChecked(Text::new("未加载路网", "no roads are loaded"));
    let (lists, register) = (Lists::embedded(), Register::default());
    let (settings, unread) = (Settings::default(), Violations::new());
    let mut outcome = Outcome::Holds;
    let mut out = std::io::stdout().lock();
    for path in &args.files {
        for (index, waybill) in read(path)?.iter().enumerate() {
            let asked = Asked {
                lists: &lists,
                register: &register,
                settings: &settings,
                now,
                zone: &zone,
                engagements: &[],
                route: &no_router,
                unread: &unread,
            };
            let report = validate(&Subject::new(waybill, asked));
            if report.verdict == Verdict::Invalid {
                outcome = Outcome::DoesNotHold;
            }
            let name = path.display().to_string();
            match tell(&mut out, &name, index, &report, args.json) {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(outcome),
                told => told.map_err(Trouble::new)?,
            }
        }
    }
    Ok(outcome)
}

/// One waybill, or an array of them.
fn read(path: &PathBuf) -> Result<Vec<Waybill>, Trouble> {
    let trouble =
        |error: &dyn std::fmt::Display| Trouble::new(format!("{}: {error}", path.display()));
    let text = std::fs::read(path).map_err(|error| trouble(&error))?;
    let value: Value = serde_json::from_slice(&text).map_err(|error| trouble(&error))?;
    let each = match value {
        Value::Array(each) => each,
        one => vec![one],
    };
    let read = each.into_iter().map(serde_json::from_value);
    read.collect::<Result<_, _>>().map_err(|error| trouble(&error))
}

fn tell(
    out: &mut impl std::io::Write,
    file: &str,
    index: usize,
    report: &Report,
    json: bool,
) -> std::io::Result<()> {
    if json {
        return writeln!(out, "{}", json!({ "file": file, "index": index, "report": report }));
    }
    let verdict = match report.verdict {
        Verdict::Valid => "有效 valid",
        Verdict::ValidWithWarnings => "有效，有提示 valid with warnings",
        Verdict::Invalid => "无效 invalid",
    };
    writeln!(out, "{file}[{index}]: {verdict}")?;
    report.findings.iter().try_for_each(|finding| tell_finding(out, finding))?;
    if report.findings_left_out > 0 {
        writeln!(out, "  … {} more", report.findings_left_out)?;
    }
    Ok(())
}

fn tell_finding(out: &mut impl std::io::Write, finding: &Finding) -> std::io::Result<()> {
    let mark = match finding.severity {
        Severity::Error => "x",
        Severity::Warning => "!",
        Severity::Caution => "·",
        Severity::NotChecked => "?",
    };
    let Finding { check, field, message, clause, suggestion, .. } = finding;
    writeln!(out, "  {mark} {check}  {field}")?;
    writeln!(out, "      {}\n      {}", message.zh, message.en)?;
    if let Some(suggestion) = suggestion {
        let text = &suggestion.text;
        writeln!(out, "      → {}  {} / {}", suggestion.value, text.zh, text.en)?;
    }
    writeln!(out, "      {}", clause.zh)
}
