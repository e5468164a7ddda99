//! Code: widths, lengths, and what must not be left behind.

use crate::tree::{Tree, body, is_test_file};

const COLUMNS_MAX: usize = 100;
const FUNCTION_LINES_MAX: usize = 70;
const FILE_LINES_MAX: usize = 500;

/// Files that may be wider, by the beginning of their path, and why.
const WIDE: [(&str, &str); 7] = [
    ("proto/google/", "Google's own files, unchanged"),
    ("migrations/", "what was applied once never changes, not by a line break either"),
    ("services/domain/src/violation.rs", "a table: one reason a line, in both languages"),
    ("services/console/src/words/", "tables: a word a line, in both languages"),
    ("Cargo.toml", "a table: one dependency a line, which TOML cannot break"),
    ("clippy.toml", "a table: one ban a line with its reason, which TOML cannot break"),
    ("deny.toml", "a table: one exception a line with its reason, which TOML cannot break"),
];

pub(crate) fn columns(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for end in [".rs", ".proto", ".sql", ".toml", ".ts", ".tsx", ".mjs", ".css"] {
        let wide = |path: &str| WIDE.iter().any(|(begin, _)| path.starts_with(begin));
        for (path, text) in tree.files("", end).filter(|(path, _)| !wide(path)) {
            for (index, line) in text.lines().enumerate() {
                let width = line.chars().count();
                if width > COLUMNS_MAX && !is_one_word(line) {
                    let place = format!("{path}:{}", index + 1);
                    found
                        .push(format!("{place}: {width} columns, at most {COLUMNS_MAX}: break it"));
                }
            }
        }
    }
    found
}

/// A line that cannot be broken: one frame in hex, one address.
fn is_one_word(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['/', '!', ' ']);
    !line.contains(' ')
}

pub(crate) fn files(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for end in [".rs", ".ts", ".tsx", ".css"] {
        for (path, text) in tree.files("", end) {
            let length = text.lines().count();
            if length > FILE_LINES_MAX {
                let what = format!("{length} lines, at most {FILE_LINES_MAX}");
                found.push(format!("{path}: {what}: give a part of it a file"));
            }
        }
    }
    found
}

pub(crate) fn functions(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in tree.files("", ".rs") {
        for (line, name, length) in lengths(text) {
            if length > FUNCTION_LINES_MAX {
                let what = format!("fn {name} has {length} lines: at most {FUNCTION_LINES_MAX}");
                found.push(format!("{path}:{line}: {what}: give a part of it a name"));
            }
        }
    }
    found
}

/// Each function's line, name and length. rustfmt puts the closing brace under the first letter.
fn lengths(text: &str) -> Vec<(usize, &str, usize)> {
    let lines: Vec<_> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = &line[..line.len() - code.len()];
        let Some(name) = function_name(code) else { continue };
        if code.ends_with('}') || code.ends_with(';') {
            continue;
        }
        let closed = |line: &&str| {
            let rest = line.strip_prefix(indent).unwrap_or_default();
            // Or a signature over several lines that has no body.
            rest.starts_with('}') || rest.starts_with(')') && rest.ends_with(';')
        };
        let end = lines[start + 1..].iter().position(closed);
        found.push((start + 1, name, end.map_or(0, |length| length + 2)));
    }
    found
}

fn function_name(code: &str) -> Option<&str> {
    let before = ["pub ", "pub(crate) ", "pub(super) ", "const ", "async ", "unsafe ", "extern "];
    let mut rest = code;
    while let Some(shorter) = before.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    let rest = rest.strip_prefix("fn ")?;
    Some(&rest[..rest.find(['(', '<']).unwrap_or(rest.len())])
}

pub(crate) fn unwraps(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in tree.files("", ".rs").filter(|(path, _)| !is_test_file(path)) {
        for (number, line) in body(text) {
            let code = line.trim_start();
            if code.contains(".unwrap()") && !code.starts_with("//") {
                found.push(format!("{path}:{number}: unwrap: say what happens when there is none"));
            }
        }
    }
    found
}

/// Where files and faults are named that are not there.
const HERE: &str = "services/placard/tests/tidy/";

/// Spelt apart, so that they are not found here.
const LEFT_BEHIND: [&str; 5] =
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:"), "todo!(", "unimplemented!("];

pub(crate) fn todos(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for end in [".rs", ".proto", ".sql", ".toml", ".md", ".py", ".ts", ".tsx", "Makefile"] {
        for (path, text) in tree.files("", end).filter(|(path, _)| !path.starts_with(HERE)) {
            for (index, line) in text.lines().enumerate() {
                if let Some(word) = LEFT_BEHIND.iter().find(|word| line.contains(**word)) {
                    let place = format!("{path}:{}", index + 1);
                    found.push(format!("{place}: {word}: do it, or file an issue and say why not"));
                }
            }
        }
    }
    found
}

/// Files that are found by their place alone, and by whom.
const BY_PLACE: [(&str, &str); 7] = [
    (".gitignore", "git"),
    ("LICENSE", "people, and every manifest names it by its id"),
    ("rustfmt.toml", "rustfmt"),
    ("clippy.toml", "clippy"),
    ("proto/buf.yaml", "buf"),
    ("services/console/tsconfig.json", "tsc"),
    ("proto/package-lock.json", "npm"),
];

pub(crate) fn unused(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for path in tree.0.keys() {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if name.ends_with(".rs") {
            if path.contains("/src/") && name == "mod.rs" {
                found.push(format!("{path}: put it beside its folder, under the folder's name"));
            } else if !is_declared(tree, path) {
                found.push(format!("{path}: no module declares it: do, or take it away"));
            }
            continue;
        }
        let by_place = BY_PLACE.iter().any(|(known, _)| known == path)
            || path.starts_with(".ci/")
            || name == "Cargo.toml"
            || name == "Cargo.lock"
            || name == "README.md"
            || name == "Makefile";
        if !by_place && !is_named(tree, path, folder, name) {
            found.push(format!("{path}: nothing names it or its folder: use it, or take it away"));
        }
    }
    found
}

/// Whether a module of Rust is reached from its crate.
fn is_declared(tree: &Tree, path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let module = name.trim_end_matches(".rs");
    let root = ["lib", "main", "build"].contains(&module) || folder.ends_with("/tests");
    if root {
        return true;
    }
    // The folder itself is the module of a `mod.rs`.
    let (folder, module) = match (module, folder.rsplit_once('/')) {
        ("mod", Some((above, own))) => (above, own),
        _ => (folder, module),
    };
    let (above, own) = folder.rsplit_once('/').unwrap_or(("", folder));
    let parents = [
        format!("{folder}/lib.rs"),
        format!("{folder}/main.rs"),
        format!("{folder}/mod.rs"),
        format!("{above}/{own}.rs"),
        // A list that declares its groups and their files in one place.
        format!("{above}.rs"),
    ];
    let siblings = tree.names(&format!("{folder}/"), ".rs");
    let siblings = siblings.iter().map(|name| format!("{folder}/{name}.rs"));
    let above_files = tree.names(&format!("{above}/"), ".rs");
    let above_files = above_files.iter().map(|name| format!("{above}/{name}.rs"));
    parents
        .into_iter()
        .chain(siblings)
        .chain(above_files)
        .any(|parent| parent != path && declares(tree.text(&parent), module))
}

/// `mod name;`, `#[path = "…/name.rs"]`, or a line of a list that declares its files.
fn declares(text: &str, module: &str) -> bool {
    text.lines().map(str::trim).any(|line| {
        let declared = line.strip_suffix(&format!("mod {module};"));
        let listed = line == format!("{module},") || line.starts_with(&format!("{module}: "));
        let by_path = line.starts_with("#[path") && line.contains(module);
        declared.is_some() || listed || by_path
    })
}

/// Whether another file names it, its folder, or its kind in its folder.
fn is_named(tree: &Tree, path: &str, folder: &str, name: &str) -> bool {
    let own_folder = folder.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or(name);
    tree.0.iter().any(|(other, text)| {
        let elsewhere = other != path && !other.starts_with(HERE);
        let Some(text) = text.as_deref().filter(|_| elsewhere) else { return false };
        let listed = !own_folder.is_empty()
            && (other.ends_with(".rs") || other.ends_with(".md") || other.ends_with("Makefile"))
            && [format!("{own_folder}/"), format!("\"{own_folder}\""), format!("/{own_folder}")]
                .iter()
                .any(|named| text.contains(named.as_str()));
        text.contains(name) || listed || (name.ends_with(".md") && text.contains(stem))
    })
}
