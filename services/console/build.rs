#![allow(clippy::disallowed_methods, reason = "a build script reads and writes")]
//! Puts the built console into the binary: a table of what lies in `bundle/`, empty on a clone
//! where npm has built nothing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What each ending is served as.
const TYPES: [(&str, &str); 4] = [
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("json", "application/json"),
];

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let folder = folder.join("bundle");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut rows = String::new();
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        paths.push(entry?.path());
    }
    // The same bundle makes the same binary.
    paths.sort();
    for path in &paths {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if let Some((_, content_type)) = TYPES.iter().find(|(known, _)| *known == ending) {
            row(&mut rows, path, content_type)?;
        }
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    std::fs::write(out.join("bundle.rs"), format!("&[{rows}]"))
}

fn row(rows: &mut String, path: &Path, content_type: &str) -> std::io::Result<()> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let plain = path.display().to_string();
    let etag = blake3::hash(&std::fs::read(path)?).to_hex();
    let _ = write!(
        rows,
        "Piece {{ name: {name:?}, content_type: {content_type:?}, etag: \"\\\"{etag}\\\"\", \
         plain: include_bytes!({plain:?}), gzipped: include_bytes!(\"{plain}.gz\") }},"
    );
    Ok(())
}
