//! The files of the house: those that git has or would take.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every file by its path from the top; `None` where it is no text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree(pub(crate) BTreeMap<String, Option<String>>);

impl Tree {
    /// Reads the house.
    pub(crate) fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let listed = listed_by_git(&root).unwrap_or_else(|| walked(&root));
        let read = |path: String| {
            let bytes = std::fs::read(root.join(&path)).ok()?;
            Some((path, String::from_utf8(bytes).ok()))
        };
        let tree = Self(listed.into_iter().filter_map(read).collect());
        assert!(tree.0.len() > 100, "this is not the house: {}", root.display());
        tree
    }

    /// A file's text; empty where there is none.
    pub(crate) fn text(&self, path: &str) -> &str {
        self.0.get(path).and_then(Option::as_deref).unwrap_or_default()
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Files of text whose path begins and ends so.
    pub(crate) fn files<'a>(
        &'a self,
        begin: &'a str,
        end: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let fits = move |path: &str| path.starts_with(begin) && path.ends_with(end);
        self.0
            .iter()
            .filter_map(move |(path, text)| fits(path).then_some((path.as_str(), text.as_deref()?)))
    }

    /// Names in a folder with an ending, without it; not what lies deeper.
    pub(crate) fn names(&self, folder: &str, end: &str) -> Vec<String> {
        let inside = self.0.keys().filter_map(|path| path.strip_prefix(folder));
        let names = inside.filter(|rest| !rest.contains('/'));
        names.filter_map(|name| name.strip_suffix(end)).map(str::to_owned).collect()
    }

    /// The crates: folder and manifest.
    pub(crate) fn crates(&self) -> Vec<(&str, toml::Table)> {
        let manifests = self.files("", "/Cargo.toml");
        manifests
            .map(|(path, text)| {
                (path.trim_end_matches("/Cargo.toml"), text.parse().unwrap_or_default())
            })
            .collect()
    }
}

/// Whether a file of Rust, or this line of it, is a test: they may do what others may not.
pub(crate) fn is_test_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    path.contains("/tests/") || name == "tests.rs" || name == "sample.rs"
}

/// The lines of a file that are no tests, with their numbers from 1: tests stand at the end.
pub(crate) fn body(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    text[..end].lines().enumerate().map(|(index, line)| (index + 1, line))
}

fn listed_by_git(root: &Path) -> Option<Vec<String>> {
    let mut command = Command::new("git");
    command.current_dir(root).args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ]);
    let done = command.output().ok().filter(|done| done.status.success())?;
    let names = String::from_utf8(done.stdout).ok()?;
    Some(names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

/// For a tree without git: all but what is built.
fn walked(root: &Path) -> Vec<String> {
    let (mut files, mut folders) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root.join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let (name, path) = (entry.file_name(), folder.join(entry.file_name()));
            let built = ["target", "node_modules", ".git", "data"].iter().any(|n| name == *n);
            match entry.file_type().unwrap().is_dir() {
                true if !built || folder.ends_with("domain") => folders.push(path),
                true => {}
                false => files.push(path.to_string_lossy().into_owned()),
            }
        }
    }
    files
}
