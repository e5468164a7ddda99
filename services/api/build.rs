#![allow(clippy::disallowed_methods, reason = "a build script reads and writes")]
//! Compiles `proto/` without an installed protoc, and keeps the descriptors for reflection and
//! JSON.

use std::error::Error;
use std::path::{Path, PathBuf};

use prost::Message as _;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../proto");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(root.join("placard/v1"))? {
        files.push(entry?.path());
    }
    files.sort();
    let mut compiler = protox::Compiler::new([&root])?;
    // With comments and imports: the reference and the JSON doors are made from them.
    compiler.include_source_info(true).include_imports(true).open_files(&files)?;
    let descriptors = compiler.file_descriptor_set();

    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("placard.bin"), compiler.encode_file_descriptor_set())?;
    debug_assert!(descriptors.encoded_len() > 0);
    tonic_prost_build::configure()
        .build_transport(false)
        .extern_path(".google.protobuf.Struct", "::prost_types::Struct")
        .compile_fds(descriptors)?;
    Ok(())
}
