//! Pages: links that resolve, one title each.

use std::collections::BTreeSet;

use crate::tree::Tree;

/// Lines outside fenced code, with their numbers from 1.
fn prose(text: &str) -> Vec<(usize, &str)> {
    let mut fenced = false;
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            lines.push((index + 1, line));
        }
    }
    lines
}

fn pages(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.files("", ".md")
}

pub(crate) fn titles(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in pages(tree) {
        let titles = prose(text).iter().filter(|(_, line)| line.starts_with("# ")).count();
        if titles != 1 {
            found.push(format!("{path}: has {titles} titles: one `# ` a page"));
        }
    }
    found
}

pub(crate) fn links(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in pages(tree) {
        for (line, target) in prose(text).iter().flat_map(|(n, line)| targets(*n, line)) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() { path.to_owned() } else { resolve(path, file) };
            let folder = format!("{}/", file.trim_end_matches('/'));
            let there = tree.has(&file) || tree.0.keys().any(|known| known.starts_with(&folder));
            if !there {
                found.push(format!("{path}:{line}: {target}: there is no {file}"));
            } else if !anchor.is_empty() && !anchors(tree.text(&file)).contains(anchor) {
                found.push(format!("{path}:{line}: {target}: no heading of {file} is so called"));
            }
        }
    }
    found
}

/// Paths from the top that a page tells in code: `services/…`, whole names alone.
pub(crate) fn paths(tree: &Tree) -> Vec<String> {
    const TOPS: [&str; 6] =
        ["docs/", "geodata/", "loadtest/", "migrations/", "proto/", "services/"];
    let mut found = Vec::new();
    for (page, text) in pages(tree) {
        for (number, line) in prose(text) {
            for path in line.split('`').skip(1).step_by(2) {
                let whole = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
                let told = whole && TOPS.iter().any(|top| path.starts_with(top));
                let folder = format!("{}/", path.trim_end_matches('/'));
                let there = || tree.has(path) || tree.0.keys().any(|p| p.starts_with(&folder));
                if told && !there() {
                    found.push(format!("{page}:{number}: there is no {path}: name what there is"));
                }
            }
        }
    }
    found
}

/// `[text](target)`, outside code.
fn targets(number: usize, line: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for plain in line.split('`').step_by(2) {
        let mut rest = plain;
        while let Some(start) = rest.find("](") {
            rest = &rest[start + 2..];
            let Some(end) = rest.find(')') else { break };
            found.push((number, rest[..end].split(' ').next().unwrap_or_default()));
        }
    }
    // A link whose text is code is split by it.
    if found.is_empty() && line.contains("](") {
        let mut rest = line;
        while let Some(start) = rest.find("`](") {
            rest = &rest[start + 3..];
            let Some(end) = rest.find(')') else { break };
            found.push((number, &rest[..end]));
        }
    }
    found
}

fn resolve(page: &str, target: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// Headings as links name them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = prose(text).into_iter().filter(|(_, line)| line.starts_with('#'));
    headings
        .map(|(_, line)| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            let kept = words.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}
