//! How a command ends.

use std::process::ExitCode;

/// What a command found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Holds,
    /// What was checked does not hold; it has been said how.
    DoesNotHold,
}

/// Why a command could not run.
#[derive(Debug)]
pub struct Trouble {
    /// What to say on standard error; empty where it has been said.
    pub said: String,
    /// Exit status.
    pub code: u8,
}

/// Could not run.
pub(super) const COULD_NOT_RUN: u8 = 2;

/// Broke while running; a fresh start may mend it (`EX_TEMPFAIL`).
pub(super) const BROKE: u8 = 75;

impl Trouble {
    /// Could not run, for this reason.
    #[must_use]
    pub fn new(said: impl std::fmt::Display) -> Self {
        Self { said: said.to_string(), code: COULD_NOT_RUN }
    }

    /// Broke while running: a supervisor should start it again.
    #[must_use]
    pub fn broke(said: impl std::fmt::Display) -> Self {
        Self { said: said.to_string(), code: BROKE }
    }
}

pub(super) fn leave(done: Result<Outcome, Trouble>) -> ExitCode {
    match done {
        Ok(Outcome::Holds) => ExitCode::SUCCESS,
        Ok(Outcome::DoesNotHold) => ExitCode::from(1),
        Err(trouble) => {
            if !trouble.said.is_empty() {
                eprintln!("placard: {}", trouble.said);
            }
            ExitCode::from(trouble.code)
        }
    }
}
