//! A small file system of its own for one data folder: a tmpfs in a mount namespace, which an
//! ordinary user may make too. It is gone when the last process in it is.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::error::Error;

/// Room on it, MiB: several times what a run writes.
const SIZE_MIB: u32 = 96;
/// What is written at once while it is filled; then by single bytes.
const FILL: usize = 64 * 1024;

/// A mounted volume; gone when dropped.
pub(super) struct Volume {
    holder: Child,
    at: PathBuf,
}

impl Volume {
    /// Mounts one at `at`, with a copy of the folder `seed` on it.
    ///
    /// # Errors
    /// Where this machine lets nobody mount: wants `unshare`, `nsenter`, and user namespaces or
    /// root.
    pub(super) fn mount(at: &Path, seed: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(at)?;
        let script = "mount -t tmpfs -o size=$3m placard \"$1\" && cp -a \"$2\"/. \"$1\" \
                      && echo mounted && exec sleep infinity";
        let mut holder = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"])
            .args([at, seed])
            .arg(SIZE_MIB.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("unshare: {error}"))?;
        let mut said = String::new();
        if let Some(stdout) = holder.stdout.take() {
            BufReader::new(stdout).read_line(&mut said)?;
        }
        let volume = Self { holder, at: at.to_owned() };
        if said.trim() != "mounted" {
            return Err("no small file system can be mounted here".into());
        }
        Ok(volume)
    }

    /// A program that sees the volume where it is mounted.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--user", "--mount", "--preserve-credentials", "--target"]);
        command.arg(self.holder.id().to_string()).arg(program);
        command
    }

    /// The volume as it is seen from outside of it.
    pub(super) fn seen(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        root.join(self.at.strip_prefix("/").unwrap_or(&self.at))
    }

    fn ballast(&self) -> PathBuf {
        self.seen().join("ballast")
    }

    /// Fills it to the last byte.
    ///
    /// # Errors
    /// Where there is still room afterwards.
    pub(super) fn fill(&self) -> Result<(), Error> {
        let mut file = File::options().create(true).append(true).open(self.ballast())?;
        while file.write_all(&[0; FILL]).is_ok() {}
        while file.write_all(&[0]).is_ok() {}
        let free = rustix::fs::statvfs(self.seen())?.f_bavail;
        if free == 0 { Ok(()) } else { Err(format!("{free} blocks are left").into()) }
    }

    /// Gives the room back.
    ///
    /// # Errors
    /// The kernel's.
    pub(super) fn clear(&self) -> Result<(), Error> {
        Ok(std::fs::remove_file(self.ballast())?)
    }

    /// Copies what is on it to `to`, where it stays.
    ///
    /// # Errors
    /// The kernel's.
    pub(super) fn keep(&self, to: &Path) -> Result<(), Error> {
        std::fs::create_dir_all(to)?;
        for entry in std::fs::read_dir(self.seen())? {
            let entry = entry?;
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
        Ok(())
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
