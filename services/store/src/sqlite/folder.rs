//! A data folder and its lock: one process at a time.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use crate::journal::StoreError;

/// A data folder that this process holds, for as long as the value lives.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

/// Why a folder was not taken.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another process holds it.
    #[error("{path} is held by process {holder}: one process a data folder")]
    Held {
        /// The folder.
        path: String,
        /// Its process id, as it wrote it.
        holder: String,
    },
    /// Files.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Folder {
    /// Makes the folder where it is not there, and takes its lock.
    ///
    /// # Errors
    /// [`FolderError::Held`] where another process has it.
    pub fn take(path: &Path) -> Result<Self, FolderError> {
        let io = |source| StoreError::Io { path: path.display().to_string(), source };
        std::fs::create_dir_all(path).map_err(io)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path.join("lock"))
            .map_err(io)?;
        if flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
            return Err(FolderError::Held {
                path: path.display().to_string(),
                holder: read_holder(file),
            });
        }
        write_holder(&file).map_err(io)?;
        Ok(Self { path: path.to_owned(), _lock: file })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The journal's file.
    #[must_use]
    pub fn journal(&self) -> PathBuf {
        self.path.join("journal.db")
    }

    /// The records' file.
    #[must_use]
    pub fn records(&self) -> PathBuf {
        self.path.join("records.db")
    }

    /// The archive's file.
    #[must_use]
    pub fn archive(&self) -> PathBuf {
        self.path.join("archive.db")
    }

    /// The snapshots' file.
    #[must_use]
    pub fn snapshots(&self) -> PathBuf {
        self.path.join("snapshots.db")
    }
}

fn write_holder(mut file: &File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    writeln!(file, "{}", std::process::id())
}

fn read_holder(mut file: File) -> String {
    let mut text = String::new();
    match file.read_to_string(&mut text) {
        Ok(_) if !text.trim().is_empty() => text.trim().to_owned(),
        _ => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_told_who_has_it_and_the_next_one_gets_it() {
        let dir = tempfile::tempdir().unwrap();
        let first = Folder::take(dir.path()).unwrap();
        match Folder::take(dir.path()) {
            Err(FolderError::Held { holder, .. }) => {
                assert_eq!(holder, std::process::id().to_string());
            }
            other => panic!("{other:?}"),
        }
        drop(first);
        assert!(Folder::take(dir.path()).is_ok());
    }
}
