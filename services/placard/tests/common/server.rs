//! A server that is the built binary, in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A test waits this long for what should take a moment: the machine may be busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The built binary, deaf to the variables of whoever runs the tests.
pub(crate) fn placard() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_placard"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PLACARD_") {
            command.env_remove(name);
        }
    }
    command
}

/// A running server; killed when it is let go.
pub(crate) struct Server {
    child: Child,
    pub(crate) http: SocketAddr,
    pub(crate) jt808: SocketAddr,
    log: PathBuf,
}

impl Server {
    /// Starts one over a folder, on ports of its own, and waits until it serves.
    pub(crate) fn start(folder: &Path, more: &[&str]) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        Self::start_as("serve", folder, folder.join("server.log"), more)
    }

    /// Starts a command that serves.
    pub(crate) fn start_as(command: &str, folder: &Path, log: PathBuf, more: &[&str]) -> Self {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(&log).unwrap();
        let mut child = placard()
            .args([command, "--json", "--http", "127.0.0.1:0", "--jt808", "127.0.0.1:0", "--data"])
            .arg(folder)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(file)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| {
            let _ = child.kill();
            panic!("it said {line:?}; its log:\n{}", std::fs::read_to_string(&log).unwrap())
        });
        let address = |name: &str| said[name].as_str().unwrap().parse().unwrap();
        assert_eq!(said["pid"], child.id());
        Self { http: address("http"), jt808: address("jt808"), child, log }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Sends a signal: `TERM` lets it drain, `KILL` ends it at this instruction.
    pub(crate) fn signal(&self, name: &str) {
        // The shell has it built in: a lean machine has no program for it.
        let kill = format!("kill -s {name} {}", self.pid());
        let sent = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits until it has ended.
    pub(crate) fn wait(mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "it does not end; its log:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Lets it drain.
    pub(crate) fn drain(self) {
        self.signal("TERM");
        let log = self.log.clone();
        let status = self.wait();
        assert_eq!(status.code(), Some(0), "{}", std::fs::read_to_string(log).unwrap());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
