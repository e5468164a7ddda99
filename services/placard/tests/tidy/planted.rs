//! Tidy itself is tried: a fault is planted in the real tree, and the check must find it, and say
//! it once.

use crate::tree::Tree;
use crate::{CHECKS, Check};

fn check(what: &str) -> Check {
    CHECKS.iter().find(|(known, _)| *known == what).unwrap_or_else(|| panic!("no check {what:?}")).1
}

/// The findings that a planted fault brings.
fn planted(what: &str, plant: impl FnOnce(&mut Tree)) -> Vec<String> {
    let mut tree = Tree::read();
    let before = check(what)(&tree);
    plant(&mut tree);
    check(what)(&tree).into_iter().filter(|finding| !before.contains(finding)).collect()
}

fn put(path: &'static str, text: &'static str) -> impl FnOnce(&mut Tree) {
    move |tree| drop(tree.0.insert(path.to_owned(), Some(text.to_owned())))
}

fn edit(path: &'static str, from: &'static str, to: &'static str) -> impl FnOnce(&mut Tree) {
    move |tree| {
        let text = tree.text(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        let text = text.replacen(from, to, 1);
        tree.0.insert(path.to_owned(), Some(text));
    }
}

fn one(found: &[String], part: &str) {
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains(part), "{found:?}");
}

#[test]
fn a_check_without_its_line_its_proof_or_its_page_is_found() {
    const WHAT: &str = "each check is on its list and has its proof";
    let found = planted(WHAT, put("services/waybill/src/checks/tank/dented.rs", ""));
    one(&found, "give it a line");
    let list = "services/waybill/src/checks.rs";
    let found = planted(
        WHAT,
        edit(list, "        fill,\n        mass,", "        rust,\n        fill,\n        mass,"),
    );
    assert!(found.iter().any(|it| it.contains("write services/waybill/src/checks/tank/rust.rs")));
    assert!(found.iter().any(|it| it.contains("a waybill that fails it")), "{found:?}");
    let page = "docs/reference/checks.md";
    one(&planted(WHAT, edit(page, "| `tank.fill` |", "| `tank.full` |")), "make reference");
    let check = "services/waybill/src/checks/tank/fill.rs";
    one(&planted(WHAT, edit(check, "**Clause**", "Clause")), "**clause**");
}

#[test]
fn every_check_has_a_planted_fault() {
    let this = include_str!("planted.rs");
    for (what, _) in CHECKS {
        assert!(this.contains(&format!("\"{what}\"")), "plant a fault for {what:?}");
    }
}

#[test]
fn an_arrow_that_points_up_is_found() {
    const WHAT: &str = "a crate knows what the design's table says and no more";
    let engine = "services/engine/Cargo.toml";
    let up = "[dependencies]\nplacard-store.workspace = true\n";
    one(&planted(WHAT, edit(engine, "[dependencies]\n", up)), "may not know store");
    let new = "[package]\nname = \"placard-utils\"\n";
    one(&planted(WHAT, put("services/utils/Cargo.toml", new)), "MAY_KNOW");
}

#[test]
fn what_is_not_the_workspaces_is_found() {
    const WHAT: &str = "lints, versions and dependencies are the workspace's";
    let geo = "services/geo/Cargo.toml";
    let own = "[dependencies]\nlibm2 = \"0.2\"\n";
    one(&planted(WHAT, edit(geo, "[dependencies]\n", own)), "libm2");
    one(&planted(WHAT, edit(geo, "edition.workspace = true", "edition = \"2021\"")), "edition");
    one(&planted(WHAT, edit(geo, "[lints]\nworkspace = true", "")), "[lints]");
}

#[test]
fn chance_in_a_pure_crate_is_found() {
    const WHAT: &str = "the pure crates stand on nothing with async, I/O or chance";
    let with = "[dependencies]\nrand.workspace = true\n";
    let found = planted(WHAT, edit("services/engine/Cargo.toml", "[dependencies]\n", with));
    one(&found, "rand in a pure crate");
}

#[test]
fn a_ban_that_is_gone_or_lifted_is_found() {
    const WHAT: &str = "what the pure crates must not do is banned, and nobody lifts a ban";
    let gone = edit("clippy.toml", "std::time::Instant::now", "std::time::Instant::elapsed");
    one(&planted(WHAT, gone), "ban std::time::Instant::now");
    let methods = "#[allow(clippy::disallowed_methods)]\nfn a() {}\n";
    one(&planted(WHAT, put("services/geo/src/plane.rs", methods)), "plane.rs:1: lifts a ban");
    assert!(planted(WHAT, put("services/store/src/sqlite.rs", methods)).is_empty());
    let types = "#![allow(clippy::disallowed_types)]\n";
    one(&planted(WHAT, put("services/store/src/sqlite.rs", types)), "sqlite.rs:1: lifts a ban");
}

#[test]
fn a_dependency_that_nothing_uses_is_found() {
    const WHAT: &str = "a dependency is used";
    let with = "[dependencies]\nzstd.workspace = true\n";
    let found = planted(WHAT, edit("services/geo/Cargo.toml", "[dependencies]\n", with));
    one(&found, "nothing uses zstd");
    let listed = "[workspace.dependencies]\nleft-pad = \"1\"\n";
    one(&planted(WHAT, edit("Cargo.toml", "[workspace.dependencies]\n", listed)), "left-pad");
}

#[test]
fn a_crate_without_its_page_is_found() {
    const WHAT: &str = "each crate's page says what it holds, may know, and keeps";
    one(&planted(WHAT, edit("services/geo/src/lib.rs", "**May know**", "Knows")), "**May know**");
}

#[test]
fn lists_and_folders_that_differ_are_found() {
    const RULES: &str = "a rule is a file, a line, and a scene";
    let found = planted(RULES, put("services/engine/src/rules/zone_approaching.rs", ""));
    one(&found, "give it a line");
    let list = "services/engine/src/rules.rs";
    let found = planted(RULES, edit(list, "zone_entered,", "zone_entered,\n    zone_left,"));
    assert!(found.iter().any(|f| f.contains("write services/engine/src/rules/zone_left.rs")));
    let rule = "services/engine/src/rules/zone_entered.rs";
    one(&planted(RULES, edit(rule, "**Clause**", "Clause")), "**clause**");
    let found = planted(RULES, put("loadtest/breaches/zone_unknown.toml", ""));
    assert!(found.iter().any(|f| f.contains("zone_unknown")), "{found:?}");
    let page = "docs/reference/rules.md";
    one(&planted(RULES, edit(page, "\n## zone.entered\n", "\n")), "make reference");

    const MESSAGES: &str = "a message is a file, a line, and its frames";
    let file = "services/protocol/src/jt808/messages/m0801_upload.rs";
    one(&planted(MESSAGES, put(file, "")), "give it a line");
    let gone = |tree: &mut Tree| {
        assert!(tree.0.remove("services/protocol/tests/frames/jt808/0200.jsonl").is_some());
    };
    one(&planted(MESSAGES, gone), "write services/protocol/tests/frames/jt808/0200.jsonl");

    const STORES: &str = "a store is a folder, a scheme, and a line of the suite";
    let found = planted(STORES, put("services/store/src/redis/journal.rs", ""));
    assert_eq!(found.len(), 2, "{found:?}");

    const SETTINGS: &str = "a section of the settings is a file, a line, and a row of its page";
    let section = "//! x\n\nsection! {\n}\n";
    let found = planted(SETTINGS, put("services/placard/src/settings/mail.rs", section));
    one(&found, "give it a line");
    let page = "docs/operating/settings.md";
    one(&planted(SETTINGS, edit(page, "| `[log]` |", "| log |")), "give `[log]` a row");
}

#[test]
fn a_metric_that_is_not_listed_and_one_that_nothing_counts_are_found() {
    const WHAT: &str = "a metric is on the list, and what is on it is counted";
    let count = "fn f() {\n    metrics::counter!(\"placard_new_total\").increment(1);\n}\n";
    one(&planted(WHAT, put("services/geo/src/count.rs", count)), "placard_new_total is counted");
    let list = "services/placard/src/metrics.rs";
    let with = "&[\n    counter(\"placard_ghosts_total\", \"Ghosts\"),";
    one(&planted(WHAT, edit(list, "&[\n", with)), "nothing counts it");
}

#[test]
fn a_noun_without_a_row_is_found() {
    const WHAT: &str = "each public noun stands in the glossary";
    let proto = "message Zone2 {\n  enum Inner {\n    X = 0;\n  }\n}\nservice Zone2Service {\n}\n";
    let found = planted(WHAT, put("proto/placard/v1/zone2.proto", proto));
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[1].contains("Zone2.Inner"), "{found:?}");
    let rust = "pub struct Wheel<T>(T);\n";
    one(&planted(WHAT, put("services/domain/src/wheel.rs", rust)), "Wheel");
}

#[test]
fn a_number_without_its_unit_is_found() {
    const WHAT: &str = "a number carries its unit in its name";
    let proto = "message A {\n  optional double speed = 1;\n  double speed_kmh = 2;\n}\n";
    one(&planted(WHAT, put("proto/placard/v1/a.proto", proto)), "speed: say its unit");
    let sql = "CREATE TABLE a (\n    width INTEGER NOT NULL,\n    width_m INTEGER\n) STRICT;\n";
    one(&planted(WHAT, put("migrations/sqlite/a.sql", sql)), "width: say its unit");
}

#[test]
fn a_broken_link_and_a_second_title_are_found() {
    const LINKS: &str = "links resolve";
    let page = "# A\n[gone](gone.md) [here](glossary.md#nothing) [web](https://x.y) `[c](d)`\n";
    let found = planted(LINKS, put("docs/a.md", page));
    assert_eq!(found.len(), 2, "{found:?}");
    one(&planted(LINKS, put("docs/a.md", "# A\n[`code`](gone.md)\n")), "gone.md");
    one(&planted(LINKS, put("docs/a.md", "# A b\n[a](#a-b) [c](#c)\n")), "#c");

    const PATHS: &str = "paths that a page tells are there";
    let page = "# A\n`services/gone.rs` `services/<id>.rs` `services/geo` `docs/glossary.md`\n";
    one(&planted(PATHS, put("docs/a.md", page)), "there is no services/gone.rs");

    const TITLES: &str = "a page has one title";
    one(&planted(TITLES, put("docs/a.md", "# A\n```\n# not one\n```\n# B\n")), "2 titles");
}

#[test]
fn wide_lines_long_functions_and_what_is_left_behind_are_found() {
    const FILE: &str = "services/geo/src/plane.rs";
    let wide = "fn a() {}\n// 四十 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa \
                aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n";
    one(&planted("lines lie within 100 columns", put(FILE, wide)), "plane.rs:2");

    let long = format!(
        "impl A {{\n    pub(crate) fn long() {{\n{}    }}\n}}\n",
        "        x();\n".repeat(69)
    );
    let long: &'static str = Box::leak(long.into_boxed_str());
    one(&planted("functions lie within 70 lines", put(FILE, long)), "fn long has 71 lines");

    let file = Box::leak("// x\n".repeat(501).into_boxed_str());
    one(&planted("files lie within 500 lines", put(FILE, file)), "501 lines");

    let unwrap = "fn a() {\n    b.unwrap();\n}\n\n#[cfg(test)]\nmod tests {\n    fn c() {\n        \
                  d.unwrap();\n    }\n}\n";
    one(&planted("no unwrap outside tests", put(FILE, unwrap)), "plane.rs:2");

    let left = concat!("// TO", "DO: later\n");
    one(&planted("nothing is left to do", put(FILE, left)), "plane.rs:1");
}

#[test]
fn a_file_that_nothing_uses_is_found() {
    const WHAT: &str = "no file that nothing uses";
    one(&planted(WHAT, put("services/geo/src/lonely.rs", "")), "no module declares it");
    one(&planted(WHAT, put("services/geo/src/shape/mod.rs", "")), "beside its folder");
    one(&planted(WHAT, put("services/geo/attic/map.bin", "")), "nothing names it");
}
