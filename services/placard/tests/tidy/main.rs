//! The house rules that a machine can check; each finding says what to do about it.
//!
//! A check is a function over the [`Tree`](tree::Tree): `planted.rs` runs it over trees with faults
//! planted in them and sees that it finds each. Exceptions are short lists with their reasons,
//! beside the check.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read files, and may fail"
)]

mod code;
mod crates;
mod lists;
mod pages;
mod planted;
mod tree;
mod words;

use tree::Tree;

/// What a check finds: nothing where all is well.
type Check = fn(&Tree) -> Vec<String>;

/// Every check, with what it holds.
const CHECKS: &[(&str, Check)] = &[
    ("a crate knows what the design's table says and no more", crates::graph),
    ("lints, versions and dependencies are the workspace's", crates::inherited),
    ("the pure crates stand on nothing with async, I/O or chance", crates::pure),
    ("what the pure crates must not do is banned, and nobody lifts a ban", crates::banned),
    ("a dependency is used", crates::used),
    ("each crate's page says what it holds, may know, and keeps", crates::introduced),
    ("a rule is a file, a line, and a scene", lists::rules),
    ("each check is on its list and has its proof", lists::checks),
    ("a message is a file, a line, and its frames", lists::messages),
    ("a store is a folder, a scheme, and a line of the suite", lists::stores),
    ("a section of the settings is a file, a line, and a row of its page", lists::settings),
    ("a metric is on the list, and what is on it is counted", lists::metrics),
    ("each public noun stands in the glossary", words::glossary),
    ("a number carries its unit in its name", words::units),
    ("links resolve", pages::links),
    ("paths that a page tells are there", pages::paths),
    ("a page has one title", pages::titles),
    ("lines lie within 100 columns", code::columns),
    ("functions lie within 70 lines", code::functions),
    ("files lie within 500 lines", code::files),
    ("no unwrap outside tests", code::unwraps),
    ("nothing is left to do", code::todos),
    ("no file that nothing uses", code::unused),
];

#[test]
fn the_house_is_tidy() {
    let tree = Tree::read();
    let mut found = Vec::new();
    for (what, check) in CHECKS {
        found.extend(check(&tree).into_iter().map(|finding| format!("[{what}] {finding}")));
    }
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}
