//! Who knows whom, and what everybody shares.

use toml::{Table, Value};

use crate::tree::{Tree, body, is_test_file};

/// The table of `docs/internals/architecture.md`: what each crate may know, all told.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("geo", &["domain"]),
    ("engine", &["domain", "geo"]),
    ("protocol", &["domain"]),
    ("fleet", &["domain", "geo", "protocol"]),
    ("api", &["domain"]),
    ("store", &["domain"]),
    ("waybill", &["domain"]),
    ("console", &[]),
    ("partition", &["domain", "geo", "engine", "store"]),
    ("gateway", &["domain", "geo", "engine", "store", "partition", "protocol", "api"]),
    ("control", &["domain", "geo", "engine", "store", "partition", "protocol", "api", "waybill"]),
    ("placard", &["*"]),
    ("loadtest", &["*"]),
];

/// Crates without async, I/O, clock or chance.
const PURE: [&str; 6] = ["domain", "geo", "engine", "protocol", "api", "waybill"];

/// What stands for async, I/O or chance, by the beginning of its name.
const IMPURE: [&str; 16] = [
    "async-",
    "axum",
    "chrono",
    "crossbeam",
    "fastrand",
    "futures",
    "getrandom",
    "hyper",
    "mio",
    "rand",
    "rayon",
    "reqwest",
    "rusqlite",
    "sqlx",
    "tokio",
    "tonic",
];

/// What a pure crate has all the same, and why.
const PURE_EXCEPTIONS: [(&str, &str, &str); 3] = [
    ("api", "tonic", "the generated services are traits over its types; no transport is built"),
    ("api", "tonic-prost", "the codec that the generated services name"),
    ("api", "tonic-types", "google.rpc's details of a status, as plain messages"),
];

/// What nothing in the source names, and why it is there all the same.
const UNNAMED: [(&str, &str, &str); 1] =
    [("api", "tonic-prost", "named by the code that the build script writes")];

fn of<'a>(table: &'a Table, name: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    table.get(name).and_then(Value::as_table).into_iter().flatten()
}

fn name_of(folder: &str) -> &str {
    folder.rsplit('/').next().unwrap_or(folder)
}

pub(crate) fn graph(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (folder, manifest) in tree.crates() {
        let name = name_of(folder);
        let Some((_, may_know)) = MAY_KNOW.iter().find(|(known, _)| *known == name) else {
            found.push(format!("{folder}: a new crate: write its row into MAY_KNOW and the table"));
            continue;
        };
        let package = manifest.get("package").and_then(|p| p.get("name")).and_then(Value::as_str);
        let short = ["placard", "loadtest"].contains(&name);
        let wanted = if short { name.to_owned() } else { format!("placard-{name}") };
        if package != Some(wanted.as_str()) {
            found.push(format!("{folder}: its package is called {wanted}"));
        }
        let kinds = ["dependencies", "build-dependencies", "dev-dependencies"];
        for (dependency, _) in kinds.iter().flat_map(|kind| of(&manifest, kind)) {
            let ours = match dependency.as_str() {
                "placard" | "loadtest" => Some(dependency.as_str()),
                other => other.strip_prefix("placard-"),
            };
            let Some(ours) = ours else { continue };
            let all = may_know.contains(&"*") && !["placard", "loadtest"].contains(&ours);
            if !all && !may_know.contains(&ours) {
                found
                    .push(format!("{folder} may not know {ours}: move what it needs further down"));
            }
        }
    }
    found
}

pub(crate) fn inherited(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    let inherits = |value: Option<&Value>| {
        value.and_then(|value| value.get("workspace")).and_then(Value::as_bool) == Some(true)
    };
    for (folder, manifest) in tree.crates() {
        if !inherits(manifest.get("lints")) {
            found.push(format!("{folder}: [lints] workspace = true"));
        }
        let package = manifest.get("package").and_then(Value::as_table);
        for key in ["version", "edition", "rust-version", "license", "publish"] {
            if !inherits(package.and_then(|package| package.get(key))) {
                found.push(format!("{folder}: {key}.workspace = true"));
            }
        }
        for kind in ["dependencies", "build-dependencies", "dev-dependencies"] {
            for (name, value) in of(&manifest, kind).filter(|(_, value)| !inherits(Some(value))) {
                let what = "give its version in [workspace.dependencies]";
                found.push(format!("{folder}: {name} = {value}: {what}"));
            }
        }
    }
    found
}

pub(crate) fn pure(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (folder, manifest) in tree.crates() {
        let name = name_of(folder);
        for (dependency, _) in of(&manifest, "dependencies").filter(|_| PURE.contains(&name)) {
            let impure = IMPURE.iter().any(|begin| dependency.starts_with(begin));
            let excepted =
                PURE_EXCEPTIONS.iter().any(|(by, what, _)| *by == name && what == dependency);
            if impure && !excepted {
                let what = "take it as an argument, or do it in a shell crate";
                found.push(format!("{folder}: {dependency} in a pure crate: {what}"));
            }
        }
    }
    found
}

/// What `clippy.toml` bans, by the beginning of each path.
const BANS: [&str; 7] = [
    "std::time::Instant::now",
    "std::time::SystemTime::now",
    "std::thread::",
    "std::fs::",
    "std::env::",
    "std::collections::HashMap",
    "f64::sin",
];

/// Who lifts a ban all the same, and why.
const LIFTED: [(&str, &str); 2] = [
    ("services/api/build.rs", "a build script reads and writes"),
    ("services/api/src/lib.rs", "types that are generated, not written"),
];

pub(crate) fn banned(tree: &Tree) -> Vec<String> {
    const FILE: &str = "clippy.toml";
    let missing = BANS.iter().filter(|ban| !tree.text(FILE).contains(&format!("path = \"{ban}")));
    let mut found: Vec<_> =
        missing.map(|ban| format!("{FILE}: ban {ban}, with a reason")).collect();
    let lifted = |path: &str| LIFTED.iter().any(|(known, _)| *known == path) || is_test_file(path);
    for (path, text) in tree.files("", ".rs").filter(|(path, _)| !lifted(path)) {
        let pure = PURE.iter().any(|name| path.starts_with(&format!("services/{name}/")));
        for (number, line) in body(text).filter(|(_, line)| !line.trim_start().starts_with("//")) {
            if line.contains("disallowed_types") || pure && line.contains("disallowed_methods") {
                let what = "lifts a ban: take it as an argument, or do it in a shell crate";
                found.push(format!("{path}:{number}: {what}"));
            }
        }
    }
    found
}

pub(crate) fn used(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (folder, manifest) in tree.crates() {
        let source: String = tree.files(&format!("{folder}/"), ".rs").map(|(_, t)| t).collect();
        for kind in ["dependencies", "build-dependencies", "dev-dependencies"] {
            for (name, _) in of(&manifest, kind) {
                let unnamed =
                    UNNAMED.iter().any(|(by, what, _)| *by == name_of(folder) && what == name);
                if !unnamed && !source.contains(&name.replace('-', "_")) {
                    found.push(format!("{folder}: nothing uses {name}: take it out of {kind}"));
                }
            }
        }
    }
    let workspace: Table = tree.text("Cargo.toml").parse().unwrap_or_default();
    let listed = workspace.get("workspace").and_then(Value::as_table).cloned().unwrap_or_default();
    for (name, _) in of(&listed, "dependencies") {
        let asked = tree.files("", "/Cargo.toml").any(|(_, text)| {
            text.lines().any(|line| line.strip_prefix(name.as_str()).is_some_and(begins_key))
        });
        if !asked && !["placard", "loadtest"].contains(&name.as_str()) {
            found.push(format!("Cargo.toml: no crate asks for {name}: take it out"));
        }
    }
    found
}

fn begins_key(rest: &str) -> bool {
    rest.starts_with(['.', ' ', '='])
}

pub(crate) fn introduced(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (folder, _) in tree.crates() {
        let path = format!("{folder}/src/lib.rs");
        let text = tree.text(&path);
        for part in ["**Holds**", "**May know**", "Invariants:", "Start reading at"] {
            if !text.contains(part) {
                found.push(format!("{path}: its page lacks {part}"));
            }
        }
    }
    found
}
