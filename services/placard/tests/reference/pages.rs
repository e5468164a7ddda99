//! The pages of `docs/reference/`: each is written from a list in the source.

use placard::metrics::{self, Kind};
use placard::settings::Settings;

use crate::{checks, commands, reasons, rules, transitions};

/// Name, what it holds, and who writes it.
type Page = (&'static str, &'static str, fn() -> String);

/// Every page.
pub(crate) const PAGES: &[Page] = &[
    ("checks", "every check of a waybill: severity and clause", checks::write),
    ("commands", "every command of `placard`, with its flags", commands::write),
    ("metrics", "what is counted, for Prometheus", metrics_page),
    ("reasons", "every reason for which something is not taken, in both languages", reasons::write),
    ("rules", "every rule: clause, colour, parameters with bounds and defaults", rules::write),
    ("settings", "every setting: variable, default, bounds, what it does", settings_page),
    ("transitions", "who may do what to a waybill in which state", transitions::write),
];

const MADE: &str = "Made by `make reference` from the source; not typed.";

/// A page by its name.
pub(crate) fn page(name: &str, write: &fn() -> String) -> String {
    let (first, rest) = name.split_at(1);
    format!("# {}{rest}\n\n{MADE}\n\n{}", first.to_uppercase(), write())
}

/// The table of contents.
pub(crate) fn index() -> String {
    let line = |(name, holds, _): &Page| format!("- [{name}]({name}.md): {holds}\n");
    let lines: String = PAGES.iter().map(line).collect();
    format!("# Reference\n\n{MADE}\n\n{lines}")
}

/// A cell of a table, in which some signs would end it or be taken for markup.
pub(crate) fn cell(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    one_line.replace('|', "\\|").replace('<', "&lt;")
}

fn metrics_page() -> String {
    let mut text = "| metric | kind | means |\n|---|---|---|\n".to_owned();
    for metric in metrics::LIST {
        let kind = match metric.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        text.push_str(&format!("| `{}` | {kind} | {} |\n", metric.name, cell(metric.help)));
    }
    text
}

fn settings_page() -> String {
    let mut text = "A variable stands over the file, a flag (`--set NAME=VALUE`) over both. \
                    How they are read: [settings](../operating/settings.md).\n"
        .to_owned();
    let specs = Settings::specs();
    for (section, about) in Settings::sections() {
        text.push_str(&format!("\n## `[{section}]`\n\n{}\n\n", about.concat().trim()));
        text.push_str("| setting, variable | takes | default | does |\n|---|---|---|---|\n");
        for spec in specs.iter().filter(|spec| spec.section == section) {
            let takes = match spec.bounds {
                Some((least, most)) => format!("{}, {least} to {most}", spec.form),
                None => spec.form.to_owned(),
            };
            let default = spec.default.as_ref().map_or("-".to_owned(), |d| format!("`{d}`"));
            let (name, variable) = (spec.name(), spec.variable());
            text.push_str(&format!(
                "| `{name}`<br>`{variable}` | {} | {default} | {} |\n",
                cell(&takes),
                cell(&spec.doc.concat())
            ));
        }
    }
    text
}
