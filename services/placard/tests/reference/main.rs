//! What is generated is as it would be generated now, and shipped examples are right.
//! `UPDATE=1` writes them.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read files, and may fail"
)]

mod checks;
mod commands;
mod pages;
mod reasons;
mod rules;
mod transitions;

use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use placard::settings::{Settings, example};
use saphyr::{LoadableYamlNode as _, Yaml};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Holds a page against what it would be now; `UPDATE=1` writes it.
fn hold(page: &str, text: &str) {
    let path = root().join(page);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "{page} is stale: UPDATE=1 cargo test -p placard --test reference");
}

#[test]
fn the_example_settings_are_as_the_declarations_say() {
    hold("docs/operating/placard.example.toml", &example());
}

#[test]
fn the_reference_is_as_the_lists_say() {
    for (name, _, write) in pages::PAGES {
        hold(&format!("docs/reference/{name}.md"), &pages::page(name, write));
    }
    hold("docs/reference/README.md", &pages::index());
}

fn command_line(words: &[&str]) -> Result<clap::ArgMatches, clap::Error> {
    placard::commands::Line::command().try_get_matches_from(words)
}

/// Lines of the pages that run `placard`, in fenced code.
#[test]
fn every_command_of_the_pages_is_one_that_there_is() {
    let pages = [
        "README.md",
        "docs/guide/device-vendor.md",
        "docs/guide/register.md",
        "docs/operating/doctor.md",
        "docs/operating/export.md",
        "docs/operating/identities.md",
        "docs/operating/install.md",
        "docs/operating/run.md",
        "docs/operating/settings.md",
    ];
    let begins =
        ["placard ", "cargo run --release -p placard -- ", "ExecStart=/usr/local/bin/placard "];
    let mut commands = 0;
    for page in pages {
        let text = std::fs::read_to_string(root().join(page)).unwrap();
        for line in text.split("```").skip(1).step_by(2).flat_map(str::lines) {
            let Some(rest) = begins.iter().find_map(|begin| line.strip_prefix(begin)) else {
                continue;
            };
            let words =
                rest.split_whitespace().take_while(|word| !word.starts_with(['>', '|', '#']));
            let words: Vec<_> = std::iter::once("placard").chain(words).collect();
            let read = command_line(&words);
            assert!(read.is_ok(), "{page}: {line}\n{}", read.unwrap_err());
            commands += 1;
        }
    }
    assert!(commands >= 6, "{commands} commands found");
}

/// Every command line and every variable in the compose file is one that there is, and every folder
/// that it copies.
#[test]
fn the_compose_file_names_only_what_exists() {
    let text = std::fs::read_to_string(root().join("docker-compose.yml")).unwrap();
    let documents = Yaml::load_from_str(&text).unwrap();
    let services = documents[0].as_mapping_get("services").unwrap().as_mapping().unwrap();
    let mut commands = 0;
    for (name, service) in services {
        let name = name.as_str().unwrap();
        if let Some(command) = service.as_mapping_get("command") {
            let words = command.as_sequence().unwrap().iter().map(|word| word.as_str().unwrap());
            let read = command_line(&std::iter::once("placard").chain(words).collect::<Vec<_>>());
            assert!(read.is_ok(), "{name}: {}", read.unwrap_err());
            commands += 1;
        }
        for variable in variables(service) {
            let known = Settings::specs().iter().any(|spec| spec.variable() == variable)
                || placard::settings::OTHER_VARIABLES.iter().any(|(name, _)| *name == variable);
            assert!(known || !variable.starts_with("PLACARD_"), "{name}: {variable}");
        }
    }
    assert!(commands > 0, "no service has a command");
    let copied: Vec<_> = text.lines().filter_map(|l| l.trim().strip_prefix("COPY ")).collect();
    assert!(copied.len() > 5, "{copied:?}");
    for words in copied.iter().filter(|words| !words.starts_with("--from=")) {
        let sources = words.rsplit_once(' ').unwrap().0.split(' ');
        sources.for_each(|source| assert!(root().join(source).exists(), "no {source} to copy"));
    }
}

/// `environment` as a mapping, or as a list of `NAME=value`.
fn variables(service: &Yaml<'_>) -> Vec<String> {
    let Some(environment) = service.as_mapping_get("environment") else { return Vec::new() };
    match environment.as_mapping() {
        Some(mapping) => mapping.keys().filter_map(|key| Some(key.as_str()?.to_owned())).collect(),
        None => {
            let lines = environment.as_sequence().unwrap().iter();
            let name =
                |line: &Yaml<'_>| line.as_str().unwrap().split('=').next().unwrap().to_owned();
            lines.map(name).collect()
        }
    }
}
