//! The server as a process of its own, started and ended as a stranger would.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::error::Error;

/// A drain may take this long.
const DRAIN: Duration = Duration::from_secs(30);

/// A running server; killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where HTTP and gRPC are.
    pub http: SocketAddr,
    /// Where JT/T 808 is.
    pub jt808: SocketAddr,
}

/// The `placard` that lies beside this program, or one folder up for a test.
///
/// # Errors
/// Where there is none: `cargo build --workspace --bins` makes it.
pub fn placard() -> Result<PathBuf, Error> {
    beside("placard")
}

/// A program beside this one.
///
/// # Errors
/// Where there is none.
pub fn beside(name: &str) -> Result<PathBuf, Error> {
    let here = std::env::current_exe()?;
    let folders = here.ancestors().skip(1).take(2);
    let found = folders.map(|folder| folder.join(name)).find(|path| path.is_file());
    found.ok_or_else(|| {
        let at = here.display();
        format!("no {name} beside {at}: cargo build --workspace --bins").into()
    })
}

impl Server {
    /// Starts a program on a data folder, on ports that the kernel chooses.
    ///
    /// # Errors
    /// Where it ends before it has said where it listens.
    pub fn start(program: &Path, verb: &str, data: &Path) -> Result<Self, Error> {
        Self::start_by(Command::new(program), verb, data)
    }

    /// As [`Self::start`], by a command that runs the program somewhere else.
    ///
    /// # Errors
    /// Where it ends before it has said where it listens.
    pub fn start_by(mut command: Command, verb: &str, data: &Path) -> Result<Self, Error> {
        let log = std::fs::File::options().create(true).append(true).open(log_of(data))?;
        let mut child = command
            .args([verb, "--json", "--http", "127.0.0.1:0", "--jt808", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let mut said = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut said)?;
        }
        let told: serde_json::Value = serde_json::from_str(&said).map_err(|_| {
            let _ = child.kill();
            format!("the server did not start: {said:?}; {} says why", log_of(data).display())
        })?;
        let address = |name: &str| -> Result<SocketAddr, Error> {
            Ok(told[name].as_str().ok_or_else(|| format!("no {name} in {said:?}"))?.parse()?)
        };
        Ok(Self { http: address("http")?, jt808: address("jt808")?, child })
    }

    /// SIGKILL: nothing of it runs on.
    ///
    /// # Errors
    /// The kernel's.
    pub fn kill(mut self) -> Result<(), Error> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// The id of its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// SIGTERM, and waits until it has drained.
    ///
    /// # Errors
    /// Where it does not end well.
    pub fn drain(mut self) -> Result<(), Error> {
        let pid = Pid::from_raw(self.child.id().cast_signed()).ok_or("no such process")?;
        kill_process(pid, Signal::TERM)?;
        let until = Instant::now() + DRAIN;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait()? {
                return if status.success() { Ok(()) } else { Err(status.to_string().into()) };
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err("the server does not drain".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where a server on a data folder logs: beside it.
#[must_use]
pub fn log_of(data: &Path) -> PathBuf {
    data.with_extension("log")
}
