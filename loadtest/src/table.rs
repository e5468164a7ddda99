//! The table of `docs/performance.md`: every bench's figures, written by `loadtest all`.

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use placard_domain::Timestamp;

use crate::error::Error;
use crate::report::{Plan, Report};

const BEGIN: &str = "<!-- loadtest:begin -->\n";
const END: &str = "<!-- loadtest:end -->";

/// The page in the checkout that this was built from.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/performance.md");

/// Writes what was measured now into the page.
///
/// # Errors
/// Where there is no such page, or it has no two marks to write between.
pub fn write(reports: &[Report], now: Timestamp) -> Result<(), Error> {
    let page = std::fs::read_to_string(PAGE)?;
    Ok(std::fs::write(PAGE, written(&page, reports, now)?)?)
}

/// What a run of this program by itself reports, by `words`.
///
/// # Errors
/// Where it fails, or what it found does not hold.
pub fn measured(words: &[&str], plan: Plan) -> Result<Report, Error> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(words).args(["--json", "--seed", &plan.seed.to_string()]);
    if plan.quick {
        command.arg("--quick");
    }
    // Its progress is seen; what it says is read.
    let done = command.stderr(Stdio::inherit()).output()?;
    if !done.status.success() {
        return Err(format!("{}: {}", words.join(" "), done.status).into());
    }
    let said = String::from_utf8(done.stdout)?;
    Ok(serde_json::from_str(said.lines().last().unwrap_or_default())?)
}

fn written(page: &str, reports: &[Report], now: Timestamp) -> Result<String, Error> {
    let marks = page.split_once(BEGIN).and_then(|(head, rest)| {
        let (_, tail) = rest.split_once(END)?;
        Some((head, tail))
    });
    let (head, tail) = marks.ok_or_else(|| format!("no {:?} … {END:?} there", BEGIN.trim_end()))?;
    Ok(format!("{head}{BEGIN}{}{END}{tail}", table(reports, now)))
}

fn table(reports: &[Report], now: Timestamp) -> String {
    let mut text = String::new();
    let day = &now.to_string()[.."2026-11-25".len()];
    if let Some(Report { machine, seed, .. }) = reports.first() {
        let _ = writeln!(text, "Measured on {day}. {machine}. Seed {seed}.\n");
    }
    text.push_str("| bench | figure | value | beside it, in the same run | ratio |\n");
    text.push_str("|---|---|---|---|---|\n");
    text.extend(reports.iter().map(Report::markdown_rows));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Figure;

    const NOW: Timestamp = Timestamp::from_millis(1_795_600_000_000);

    fn report() -> Report {
        let plan = Plan { seed: 7, quick: false };
        Report::new("zones", plan, vec![Figure::new("fast", 10.0, "1/s").beats("slow", 5.0)])
    }

    #[test]
    fn the_table_is_written_between_the_marks_and_nowhere_else() {
        let page = format!("before\n{BEGIN}old\n{END}\nafter\n");
        let told = written(&page, &[report()], NOW).unwrap();
        assert!(told.starts_with(&format!("before\n{BEGIN}Measured on 2026-11-25. ")), "{told}");
        let row = "| `zones` | `fast` | 10 1/s | 5, slow | 2 |\n";
        assert!(told.ends_with(&format!("|---|\n{row}{END}\nafter\n")), "{told}");
        assert_eq!(written(&told, &[report()], NOW).unwrap(), told, "and once more");
    }

    #[test]
    fn the_page_has_its_marks() {
        let page = std::fs::read_to_string(PAGE).unwrap();
        written(&page, &[report()], NOW).unwrap();
        assert!(written("no marks", &[report()], NOW).is_err());
    }
}
