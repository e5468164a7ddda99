//! A command (下发指令): what goes out to a device, and what became of it.
//!
//! It is kept before it goes out, so that it goes out at least once, whatever fails:
//!
//! ```text
//!  QUEUED ── handed to the terminal's connection ─▶ SENT ── the terminal has it ─▶ ANSWERED
//!    ▲  └─ too old ─▶ FAILED ◀── refused, too often unanswered ──┘ │
//!    └──────────── no answer, or the connection ended ─────────────┘
//! ```

use serde::{Deserialize, Serialize};

use crate::id::{AlertId, CommandId, JurisdictionId, OrganisationId, VehicleId};
use crate::time::{Millis, Timestamp};

/// A command that has not gone out within this is not sent any more: "leave the bridge" is no good
/// an hour later.
pub const GOOD_FOR: Millis = Millis::from_hours(1);

/// How often a text is sent that nobody answers.
pub const ATTEMPTS_MAX: u32 = 3;

/// A text to a driver, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Its id in paths.
    pub id: CommandId,
    /// To whom.
    pub vehicle: VehicleId,
    /// The words.
    pub text: String,
    /// Whether the terminal is told that it is urgent.
    pub urgent: bool,
    /// The alert that it is about.
    pub alert: Option<AlertId>,
    /// Who sends it.
    pub actor: String,
    /// When it was asked for, on the server's clock.
    pub queued_at: Timestamp,
    /// What became of it.
    pub state: CommandState,
    /// How often it went out.
    pub attempts: u32,
    /// Rises with each change.
    pub version: u64,
    /// Whose the vehicle is.
    pub organisation: OrganisationId,
    /// Where the vehicle belongs.
    pub jurisdiction: JurisdictionId,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommandState {
    /// Waits for its terminal.
    Queued,
    /// Went out; whether it arrived is not known yet.
    Sent {
        /// When it last went out.
        at: Timestamp,
    },
    /// The terminal has it.
    Answered {
        /// When it said so.
        at: Timestamp,
    },
    /// It will not be tried again.
    Failed {
        /// When that was.
        at: Timestamp,
        /// Why.
        why: CommandFailure,
    },
}

/// Why a command failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommandFailure {
    /// The terminal was not there for [`GOOD_FOR`].
    Expired,
    /// The terminal said no: failed, wrong, or not supported.
    Refused,
    /// It went out [`ATTEMPTS_MAX`] times and was not answered once.
    Unanswered,
}

/// What came of handing a command to a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed {
    /// The terminal has it.
    Taken,
    /// The terminal said no.
    Refused,
    /// Nothing went out: the terminal has gone, or has too much to show.
    NotSent,
    /// It went out, and nothing was heard.
    Unanswered,
}

impl CommandState {
    /// Its name as every face shows it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Sent { .. } => "SENT",
            Self::Answered { .. } => "ANSWERED",
            Self::Failed { .. } => "FAILED",
        }
    }
}

impl Command {
    /// Whether something is still to be done for it.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        matches!(self.state, CommandState::Queued | CommandState::Sent { .. })
    }

    /// As it is once it is too old to go out at `now`; `None` where it is not.
    #[must_use]
    pub fn expired(&self, now: Timestamp) -> Option<Self> {
        let over = self.is_waiting() && now - self.queued_at > GOOD_FOR;
        let state = CommandState::Failed { at: now, why: CommandFailure::Expired };
        over.then(|| self.with(state))
    }

    /// As it is before it goes out: whoever finds it so later sends it again.
    #[must_use]
    pub fn going_out(&self, now: Timestamp) -> Self {
        Self { attempts: self.attempts + 1, ..self.with(CommandState::Sent { at: now }) }
    }

    /// As it is after it went out.
    #[must_use]
    pub fn handed(&self, how: Handed, now: Timestamp) -> Self {
        let failed = |why| CommandState::Failed { at: now, why };
        match how {
            Handed::Taken => self.with(CommandState::Answered { at: now }),
            Handed::Refused => self.with(failed(CommandFailure::Refused)),
            Handed::NotSent => {
                let attempts = self.attempts.saturating_sub(1);
                Self { attempts, ..self.with(CommandState::Queued) }
            }
            Handed::Unanswered if self.attempts >= ATTEMPTS_MAX => {
                self.with(failed(CommandFailure::Unanswered))
            }
            Handed::Unanswered => self.with(CommandState::Queued),
        }
    }

    fn with(&self, state: CommandState) -> Self {
        Self { state, version: self.version + 1, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_millis(1_764_000_000_000);

    fn queued() -> Command {
        Command {
            id: CommandId::new("c1").unwrap(),
            vehicle: VehicleId::new("v1").unwrap(),
            text: "前方禁行".into(),
            urgent: true,
            alert: None,
            actor: "li".into(),
            queued_at: T,
            state: CommandState::Queued,
            attempts: 0,
            version: 1,
            organisation: OrganisationId::new("o").unwrap(),
            jurisdiction: JurisdictionId::new("CN").unwrap(),
        }
    }

    #[test]
    fn what_nobody_answers_goes_out_three_times_and_no_more() {
        let mut command = queued();
        for attempt in 1..=ATTEMPTS_MAX {
            assert_eq!(command.state.name(), "QUEUED");
            command = command.going_out(T);
            assert_eq!((command.state.name(), command.attempts), ("SENT", attempt));
            command = command.handed(Handed::Unanswered, T);
        }
        let failed = CommandState::Failed { at: T, why: CommandFailure::Unanswered };
        assert_eq!((command.state, command.version), (failed, 7));
    }

    #[test]
    fn what_did_not_go_out_was_no_attempt() {
        let command = queued().going_out(T).handed(Handed::NotSent, T);
        assert_eq!((command.state.name(), command.attempts), ("QUEUED", 0));
    }

    #[test]
    fn what_is_done_is_neither_sent_nor_too_old() {
        let done = queued().going_out(T).handed(Handed::Taken, T);
        assert!(!done.is_waiting() && done.expired(T + GOOD_FOR + GOOD_FOR).is_none());
        let refused = queued().going_out(T).handed(Handed::Refused, T);
        assert_eq!(refused.state.name(), "FAILED");
    }

    #[test]
    fn a_command_has_its_hour() {
        assert_eq!(queued().expired(T + GOOD_FOR), None);
        let late = queued().going_out(T).expired(T + GOOD_FOR + Millis(1)).unwrap();
        assert!(matches!(late.state, CommandState::Failed { why: CommandFailure::Expired, .. }));
    }
}
