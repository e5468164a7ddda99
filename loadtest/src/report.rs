//! What a bench has to say: figures, as a table for people and as one JSON object for machines.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// How a bench is run.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// What is random hangs on it alone.
    pub seed: u64,
    /// Under a minute, smaller where it must be.
    pub quick: bool,
}

impl Plan {
    /// One number for a quick run, another for a whole one.
    #[must_use]
    pub fn pick<T>(&self, quick: T, whole: T) -> T {
        if self.quick { quick } else { whole }
    }
}

/// What a bench found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Its name.
    pub bench: String,
    /// Where it ran.
    pub machine: String,
    /// What it was seeded with.
    pub seed: u64,
    /// What was measured.
    pub figures: Vec<Figure>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// A name that stays: `interfaces.md`.
    pub name: String,
    /// What was measured.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// What it should be, where there is a goal: `< 1`.
    pub goal: Option<String>,
    /// What was measured beside it in the same run.
    pub peer: Option<String>,
    /// The peer's value.
    pub peer_value: Option<f64>,
    /// Over 1: ahead of the peer.
    pub ratio: Option<f64>,
}

impl Figure {
    /// A figure by itself.
    #[must_use]
    pub fn new(name: impl Into<String>, value: f64, unit: &str) -> Self {
        Self {
            name: name.into(),
            value,
            unit: unit.to_owned(),
            goal: None,
            peer: None,
            peer_value: None,
            ratio: None,
        }
    }

    /// With what it should be.
    #[must_use]
    pub fn goal(mut self, goal: &str) -> Self {
        self.goal = Some(goal.to_owned());
        self
    }

    /// Beside a peer, where more is better.
    #[must_use]
    pub fn beats(self, peer: &str, peer_value: f64) -> Self {
        let ratio = self.value / peer_value;
        self.beside(peer, peer_value, ratio)
    }

    /// Beside a peer, where less is better.
    #[must_use]
    pub fn undercuts(self, peer: &str, peer_value: f64) -> Self {
        let ratio = peer_value / self.value;
        self.beside(peer, peer_value, ratio)
    }

    fn beside(mut self, peer: &str, peer_value: f64, ratio: f64) -> Self {
        self.peer = Some(peer.to_owned());
        self.peer_value = Some(peer_value);
        self.ratio = Some(ratio);
        self
    }
}

impl Report {
    /// A report of figures measured here and now.
    #[must_use]
    pub fn new(bench: &str, plan: Plan, figures: Vec<Figure>) -> Self {
        Self { bench: bench.to_owned(), machine: machine(), seed: plan.seed, figures }
    }

    /// A figure by its name.
    #[must_use]
    pub fn figure(&self, name: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.name == name)
    }

    /// As a table, aligned for a terminal.
    #[must_use]
    pub fn table(&self) -> String {
        let mut rows =
            vec![["figure", "value", "unit", "goal", "ratio", "peer"].map(str::to_owned)];
        for figure in &self.figures {
            let peer = match (&figure.peer, figure.peer_value) {
                (Some(peer), Some(value)) => format!("{} ({peer})", number(value)),
                _ => String::new(),
            };
            rows.push([
                figure.name.clone(),
                number(figure.value),
                figure.unit.clone(),
                figure.goal.clone().unwrap_or_default(),
                figure.ratio.map(number).unwrap_or_default(),
                peer,
            ]);
        }
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
        let widths: Vec<usize> = (0..6).map(|column| width(column).unwrap_or(0)).collect();
        let mut text = format!("{}   seed {}   {}\n", self.bench, self.seed, self.machine);
        for row in &rows {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let pad = widths[column] - cell.chars().count();
                let gap = " ".repeat(pad);
                // Numbers to the right, words to the left.
                let right = matches!(column, 1 | 4);
                let cell = if right { format!("{gap}{cell}") } else { format!("{cell}{gap}") };
                let _ = write!(line, "{cell}  ");
            }
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text
    }

    /// As rows of a Markdown table: bench, figure, value, beside, ratio.
    #[must_use]
    pub fn markdown_rows(&self) -> String {
        let mut text = String::new();
        for figure in &self.figures {
            let Figure { name, unit, .. } = figure;
            let goal = figure.goal.as_deref().map(|goal| format!(" (goal {goal})"));
            let beside = match (&figure.peer, figure.peer_value) {
                (Some(peer), Some(value)) => format!("{}, {peer}", number(value)),
                _ => "–".to_owned(),
            };
            let ratio = figure.ratio.map_or("–".to_owned(), number);
            let _ = writeln!(
                text,
                "| `{}` | `{name}` | {} {unit}{} | {beside} | {ratio} |",
                self.bench,
                number(figure.value),
                goal.unwrap_or_default(),
            );
        }
        text
    }

    /// As the one JSON object of `--json`.
    #[must_use]
    pub fn json(&self) -> String {
        // Plain values into memory: serde_json has nothing to refuse.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Three figures that mean something, thousands apart.
#[must_use]
pub fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let decimals = (2 - value.abs().log10().floor() as i32).clamp(0, 6) as usize;
    if decimals > 0 {
        let short = format!("{value:.decimals$}");
        let whole = value.fract() == 0.0;
        return if whole { format!("{value:.0}") } else { short };
    }
    let digits = format!("{value:.0}");
    let (sign, digits) = digits.strip_prefix('-').map_or(("", &*digits), |rest| ("-", rest));
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{sign}{text}")
}

/// Processor, cores, kernel: what a figure hangs on beside the code.
#[must_use]
pub fn machine() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let cpus = read("/proc/cpuinfo");
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("unknown processor", |rest| rest.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = read("/proc/sys/kernel/osrelease");
    let build = if cfg!(debug_assertions) { ", debug build" } else { "" };
    format!("{cores} × {model}, Linux {}{build}", kernel.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_one_is_ahead_whichever_way_is_better() {
        let fast = Figure::new("a", 10.0, "1/s").beats("peer", 5.0);
        let lean = Figure::new("b", 5.0, "ns").undercuts("peer", 10.0);
        assert_eq!((fast.ratio, lean.ratio), (Some(2.0), Some(2.0)));
    }

    #[test]
    fn numbers_read_at_a_glance() {
        let told = [0.0, 0.123_456, 3.0, 3.24159, 999.4, 1234.5, 1_234_567.0, -1234.0].map(number);
        assert_eq!(told, ["0", "0.123", "3", "3.24", "999", "1,234", "1,234,567", "-1,234"]);
    }

    #[test]
    fn the_json_has_the_keys_that_stay() {
        let plan = Plan { seed: 7, quick: true };
        let report = Report::new("zones", plan, vec![Figure::new("x", 1.5, "ms").goal("< 2")]);
        let json: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
        assert_eq!((&json["bench"], &json["seed"]), (&"zones".into(), &7.into()));
        assert_eq!(serde_json::from_value::<Report>(json.clone()).unwrap(), report);
        let figure = &json["figures"][0];
        for key in ["name", "value", "unit", "goal", "peer", "peer_value", "ratio"] {
            assert!(figure.get(key).is_some(), "{key}");
        }
        assert!(figure["peer"].is_null());
    }

    #[test]
    fn a_table_holds_every_figure() {
        let plan = Plan { seed: 7, quick: true };
        let figures = vec![Figure::new("fast", 10.0, "1/s").beats("slow one", 5.0)];
        let report = Report::new("zones", plan, figures);
        let told = report.table();
        let words = told.lines().nth(2).map(|row| row.split_whitespace().collect::<Vec<_>>());
        assert_eq!(words.unwrap(), ["fast", "10", "1/s", "2", "5", "(slow", "one)"], "{told}");
        let row = "| `zones` | `fast` | 10 1/s | 5, slow one | 2 |\n";
        assert_eq!(report.markdown_rows(), row);
    }
}
