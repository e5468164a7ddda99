//! The lists against the folders: what is in one is in the other, and has its proof.

use std::collections::BTreeSet;

use crate::tree::{Tree, body, is_test_file};

/// What stands between `open` and the next `}` that ends a line of its own, split by commas.
fn listed(text: &str, open: &str) -> Vec<String> {
    listed_to(text, open, "\n}")
}

/// What stands between `open` and the next `close`, split by commas.
fn listed_to(text: &str, open: &str, close: &str) -> Vec<String> {
    let Some(start) = text.find(open) else { return Vec::new() };
    let rest = &text[start + open.len()..];
    let inside = &rest[..rest.find(close).unwrap_or(rest.len())];
    let lines = inside.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let items = lines.flat_map(|line| line.split(',')).map(str::trim);
    let names = items.filter_map(|item| item.split(':').next()).map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Each that is in one and not in the other, said.
fn differing(
    listed: &[String],
    there: &[String],
    list: &str,
    folder: &str,
    end: &str,
) -> Vec<String> {
    let (a, b): (BTreeSet<_>, BTreeSet<_>) = (listed.iter().collect(), there.iter().collect());
    let missing = a.difference(&b).map(|n| format!("{list} has {n}: write {folder}{n}{end}"));
    let unlisted = b.difference(&a).map(|n| format!("{folder}{n}{end}: give it a line in {list}"));
    missing.chain(unlisted).collect()
}

pub(crate) fn rules(tree: &Tree) -> Vec<String> {
    const LIST: &str = "services/engine/src/rules.rs";
    const FOLDER: &str = "services/engine/src/rules/";
    const SCENES: &str = "loadtest/breaches/";
    const PAGE: &str = "docs/reference/rules.md";
    let rules = listed(tree.text(LIST), "\nrules! {");
    let mut found = differing(&rules, &tree.names(FOLDER, ".rs"), LIST, FOLDER, ".rs");
    if rules.is_empty() {
        found.push(format!("{LIST}: its list cannot be read"));
    }
    // Scenes come with the scoring; from then on each rule has one.
    if tree.files(SCENES, ".toml").next().is_some() {
        found.extend(differing(&rules, &tree.names(SCENES, ".toml"), LIST, SCENES, ".toml"));
    }
    let page = tree.text(PAGE);
    for rule in &rules {
        let id = rule.replacen('_', ".", 1);
        if !page.contains(&format!("\n## {id}\n")) {
            found.push(format!("{PAGE} does not know {id}: make reference"));
        }
    }
    for rule in &rules {
        let path = format!("{FOLDER}{rule}.rs");
        let head: String = tree.text(&path).lines().take_while(|l| l.starts_with("//!")).collect();
        let head = head.to_lowercase();
        for part in ["flags", "opens", "ends", "clause", "parameters", "says"] {
            if !head.contains(&format!("**{part}**")) {
                found.push(format!("{path}: its heading lacks **{part}**"));
            }
        }
    }
    found
}

pub(crate) fn checks(tree: &Tree) -> Vec<String> {
    const LIST: &str = "services/waybill/src/checks.rs";
    const FOLDER: &str = "services/waybill/src/checks/";
    const GOLDEN: &str = "services/waybill/tests/golden/";
    const PAGE: &str = "docs/reference/checks.md";
    let (text, page) = (tree.text(LIST), tree.text(PAGE));
    let golden = tree.names(GOLDEN, ".json");
    let mut found = Vec::new();
    for group in listed_groups(text) {
        let folder = format!("{FOLDER}{group}/");
        let checks = listed_to(text, &format!("\n    {group} {{"), "\n    }");
        found.extend(differing(&checks, &tree.names(&folder, ".rs"), LIST, &folder, ".rs"));
        for check in &checks {
            let id = format!("{group}.{check}");
            if !golden.iter().any(|name| name.starts_with(&id)) {
                found.push(format!("{GOLDEN}{id}.json: write a waybill that fails it"));
            }
            if !page.contains(&format!("| `{id}` |")) {
                found.push(format!("{PAGE} does not know {id}: make reference"));
            }
            let path = format!("{folder}{check}.rs");
            let head: String =
                tree.text(&path).lines().take_while(|line| line.starts_with("//!")).collect();
            for part in ["finds", "clause"] {
                if !head.to_lowercase().contains(&format!("**{part}**")) {
                    found.push(format!("{path}: its heading lacks **{part}**"));
                }
            }
        }
    }
    if found.is_empty() && listed_groups(text).is_empty() {
        found.push(format!("{LIST}: its list cannot be read"));
    }
    found
}

/// The groups of the list of checks.
fn listed_groups(text: &str) -> Vec<&str> {
    let Some(start) = text.find("\nchecks! {") else { return Vec::new() };
    let lines = text[start..].lines().skip(2).take_while(|line| *line != "}");
    lines.filter_map(|line| line.strip_prefix("    ")?.strip_suffix(" {")).collect()
}

/// Ids that only the platform sends, so that no device's frame can be in the hoard.
const WITHOUT_FRAMES: [(&str, &str); 1] =
    [("0004", "no public source has a frame of it; the round trip in its file stands alone")];

pub(crate) fn messages(tree: &Tree) -> Vec<String> {
    const LIST: &str = "services/protocol/src/jt808/messages.rs";
    const FOLDER: &str = "services/protocol/src/jt808/messages/";
    const FRAMES: &str = "services/protocol/tests/frames/jt808/";
    let messages = listed(tree.text(LIST), "\nmessages! {");
    let mut files = tree.names(FOLDER, ".rs");
    files.retain(|name| name != "tests");
    let mut found = differing(&messages, &files, LIST, FOLDER, ".rs");
    if messages.is_empty() {
        found.push(format!("{LIST}: its list cannot be read"));
    }
    let id = |name: &String| name.get(1..5).unwrap_or_default().to_owned();
    let mut ids: Vec<_> = messages.iter().map(id).collect();
    ids.retain(|id| !WITHOUT_FRAMES.iter().any(|(without, _)| without == id));
    found.extend(differing(&ids, &tree.names(FRAMES, ".jsonl"), LIST, FRAMES, ".jsonl"));
    found
}

pub(crate) fn stores(tree: &Tree) -> Vec<String> {
    const FOLDER: &str = "services/store/src/";
    let inside = tree.0.keys().filter_map(|path| path.strip_prefix(FOLDER)?.split_once('/'));
    let stores: BTreeSet<_> = inside
        .filter(|(_, file)| ["journal.rs", "records.rs", "archive.rs"].contains(file))
        .map(|(folder, _)| folder)
        .collect();
    let mut found = Vec::new();
    for store in stores {
        for list in ["services/store/src/open.rs", "services/store/tests/conformance.rs"] {
            if !tree.text(list).contains(&format!("{store}::")) {
                found.push(format!("{FOLDER}{store}/: give it a line in {list}"));
            }
        }
    }
    found
}

pub(crate) fn settings(tree: &Tree) -> Vec<String> {
    const LIST: &str = "services/placard/src/settings.rs";
    const FOLDER: &str = "services/placard/src/settings/";
    let sections = tree.files(FOLDER, ".rs").filter(|(_, text)| text.contains("\nsection! {"));
    let name = |path: &str| path[FOLDER.len()..].trim_end_matches(".rs").to_owned();
    let sections: Vec<_> = sections.map(|(path, _)| name(path)).collect();
    let listed = listed(tree.text(LIST), "\nsections! {");
    let mut found = differing(&listed, &sections, LIST, FOLDER, ".rs");
    const PAGE: &str = "docs/operating/settings.md";
    let unsaid = listed.iter().filter(|name| !tree.text(PAGE).contains(&format!("`[{name}]`")));
    found.extend(unsaid.map(|name| format!("{PAGE}: give `[{name}]` a row")));
    found
}

pub(crate) fn metrics(tree: &Tree) -> Vec<String> {
    const LIST: &str = "services/placard/src/metrics.rs";
    let names = |text: &str| -> BTreeSet<String> {
        let code = body(text).map(|(_, line)| line.split("//").next().unwrap_or_default());
        let quoted = code.flat_map(|line| line.split('"').skip(1).step_by(2).map(str::to_owned));
        let metric = |name: &String| {
            let named = name.starts_with("placard_") || name.starts_with("process_");
            named && name.bytes().all(|b| b.is_ascii_lowercase() || b"_0123456789".contains(&b))
        };
        quoted.filter(metric).collect()
    };
    let listed = names(tree.text(LIST));
    let mut counted = BTreeSet::new();
    for (path, text) in tree.files("services/", ".rs") {
        if path != LIST && !is_test_file(path) && text.contains("metrics::") {
            counted.extend(names(text));
        }
    }
    // What the list sets itself.
    let own = tree.text(LIST).lines().filter(|line| line.trim_start().starts_with("metrics::"));
    counted.extend(own.flat_map(names));
    let unlisted = counted.difference(&listed);
    let uncounted = listed.difference(&counted);
    let unlisted = unlisted.map(|name| format!("{name} is counted: give it a line in {LIST}"));
    unlisted.chain(uncounted.map(|name| format!("{LIST} has {name}: nothing counts it"))).collect()
}
