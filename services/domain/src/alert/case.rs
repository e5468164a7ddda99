//! The officers' part of an alert: its life on the desk (`design/console.md` 2).
//!
//! ```text
//!  OPEN ── acknowledge ─▶ ACKNOWLEDGED ── close(disposition) ─▶ CLOSED
//!   │ ▲────── hand back ──────┘ │                                 ▲  │
//!   └─ escalate ─▶ ESCALATED ◀──┘ ────────── close ───────────────┘  │
//!   ▲                  └ acknowledge: the next level takes it        │
//!   └───────────────── reopen, within 24 h ──────────────────────────┘
//! ```

use serde::{Deserialize, Serialize};

use super::AlertId;
use crate::id::CommandId;
use crate::time::{Millis, Timestamp};

/// A closed case may be reopened for this long.
pub const REOPEN_WITHIN: Millis = Millis::from_hours(24);

/// Where a case stands. A closed one has a disposition: there is no other way to build it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CaseState {
    /// Nobody has taken it.
    Open,
    /// Somebody has.
    Acknowledged {
        /// Who.
        owner: String,
    },
    /// Passed to the next level, which has not taken it yet.
    Escalated,
    /// Done.
    Closed {
        /// Who closed it.
        owner: String,
        /// What came of it.
        disposition: Disposition,
        /// When, on the server's clock.
        at: Timestamp,
    },
}

/// What came of an alert; the classes behind them measure the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Disposition {
    /// Warned the driver or carrier; corrected (已提醒纠正).
    Corrected,
    /// Stopped and checked on the road (路面查处).
    Checked,
    /// Case filed, penalty (立案处罚).
    Penalised,
    /// Accident or leak: handed to emergency (事故转应急).
    Accident,
    /// Allowed: permit, diversion, ordered by police (许可或指挥绕行).
    Permitted,
    /// Position wrong: drift, stacked road, tunnel (定位误差).
    PositionWrong,
    /// Data wrong: zone, map, waybill, vehicle (基础数据有误).
    DataWrong,
    /// Device fault (设备故障).
    DeviceFault,
    /// Duplicate of another alert (重复报警).
    Duplicate(AlertId),
}

/// What a person does to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Takes it.
    Acknowledge,
    /// Gives it back to the top of the queue.
    HandBack,
    /// Passes it to the next level.
    Escalate,
    /// Closes it.
    Close(Disposition),
    /// Opens it again.
    Reopen,
    /// Says something; changes nothing else.
    Comment,
    /// Writes to the driver, in the words of the note; changes nothing else.
    Text(CommandId),
}

/// One act, as the history keeps it: who, when, what, why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When, on the server's clock.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What.
    pub act: Act,
    /// Why, in their words.
    pub note: String,
}

/// A case and all that was done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Where it stands.
    pub state: CaseState,
    /// Rises with each act: the etag.
    pub version: u64,
    /// Every act, oldest first. Nothing is ever taken out.
    pub history: Vec<HistoryEntry>,
}

/// Why an act was not done. Nothing changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// Somebody else has it.
    #[error("taken by {owner}")]
    TakenBy {
        /// Who.
        owner: String,
    },
    /// The state does not allow it.
    #[error("a case that is {state} cannot be {wanted}")]
    State {
        /// Where it stands.
        state: &'static str,
        /// What was wanted.
        wanted: &'static str,
    },
    /// Closed too long ago to be reopened.
    #[error("closed more than 24 hours ago")]
    ClosedTooLong,
}

impl Default for Case {
    fn default() -> Self {
        Self { state: CaseState::Open, version: 1, history: Vec::new() }
    }
}

impl Case {
    /// Who has it.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        match &self.state {
            CaseState::Acknowledged { owner } | CaseState::Closed { owner, .. } => Some(owner),
            CaseState::Open | CaseState::Escalated => None,
        }
    }

    /// Does `act` as `actor` at `at`.
    ///
    /// # Errors
    /// [`CaseError`] where the state, or another's hand, does not allow it. Acknowledging what one
    /// already has is no error and no change.
    pub fn act(&self, act: Act, actor: &str, at: Timestamp, note: &str) -> Result<Self, CaseError> {
        if matches!(act, Act::Acknowledge) && self.has(actor) {
            return Ok(self.clone());
        }
        let state = self.state_after(&act, actor, at)?;
        let mut history = self.history.clone();
        history.push(HistoryEntry { at, actor: actor.to_owned(), act, note: note.to_owned() });
        Ok(Self { state, version: self.version + 1, history })
    }

    fn has(&self, actor: &str) -> bool {
        matches!(&self.state, CaseState::Acknowledged { owner } if owner == actor)
    }

    fn state_after(&self, act: &Act, actor: &str, at: Timestamp) -> Result<CaseState, CaseError> {
        let owner = actor.to_owned();
        match (act, &self.state) {
            (Act::Comment, state) => Ok(state.clone()),
            (
                Act::Text(_),
                state @ (CaseState::Open | CaseState::Acknowledged { .. } | CaseState::Escalated),
            ) => Ok(state.clone()),
            (Act::Acknowledge, CaseState::Open | CaseState::Escalated) => {
                Ok(CaseState::Acknowledged { owner })
            }
            (Act::Escalate, CaseState::Open) => Ok(CaseState::Escalated),
            (Act::Reopen, CaseState::Closed { at: closed, .. }) => {
                if at - *closed <= REOPEN_WITHIN {
                    Ok(CaseState::Open)
                } else {
                    Err(CaseError::ClosedTooLong)
                }
            }
            (
                Act::Acknowledge | Act::HandBack | Act::Escalate | Act::Close(_),
                CaseState::Acknowledged { owner: taken_by },
            ) if *taken_by != owner => Err(CaseError::TakenBy { owner: taken_by.clone() }),
            (Act::HandBack, CaseState::Acknowledged { .. }) => Ok(CaseState::Open),
            (Act::Escalate, CaseState::Acknowledged { .. }) => Ok(CaseState::Escalated),
            (Act::Close(disposition), CaseState::Acknowledged { .. } | CaseState::Escalated) => {
                Ok(CaseState::Closed { owner, disposition: *disposition, at })
            }
            (act, state) => Err(CaseError::State { state: state.name(), wanted: act.name() }),
        }
    }
}

impl CaseState {
    /// `OPEN`, `ACKNOWLEDGED`, `ESCALATED` or `CLOSED`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Acknowledged { .. } => "ACKNOWLEDGED",
            Self::Escalated => "ESCALATED",
            Self::Closed { .. } => "CLOSED",
        }
    }
}

impl Act {
    /// What it is called in histories and messages.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Acknowledge => "ACKNOWLEDGED",
            Self::HandBack => "HANDED_BACK",
            Self::Escalate => "ESCALATED",
            Self::Close(_) => "CLOSED",
            Self::Reopen => "REOPENED",
            Self::Comment => "COMMENTED",
            Self::Text(_) => "TEXTED",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_millis(1_764_000_000_000);

    fn after(acts: &[(Act, &str)]) -> Result<Case, CaseError> {
        acts.iter().try_fold(Case::default(), |case, (act, who)| case.act(act.clone(), who, T, ""))
    }

    #[test]
    fn the_drawn_life() {
        use Act::{Acknowledge, Close, Escalate, HandBack};
        let done = Close(Disposition::Checked);
        let closed = after(&[(Acknowledge, "li"), (done.clone(), "li")]).unwrap();
        assert_eq!(closed.state.name(), "CLOSED");
        assert_eq!((closed.version, closed.history.len()), (3, 2));
        let passed_up = [(Acknowledge, "li"), (Escalate, "li"), (Acknowledge, "chief")];
        assert_eq!(after(&passed_up).unwrap().owner(), Some("chief"));
        assert_eq!(after(&[(Acknowledge, "li"), (HandBack, "li")]).unwrap().state, CaseState::Open);
        assert_eq!(after(&[(Escalate, "li"), (done, "chief")]).unwrap().state.name(), "CLOSED");
    }

    #[test]
    fn two_officers_on_one_alert_one_owns_it_the_other_is_told_who() {
        let taken = after(&[(Act::Acknowledge, "li")]).unwrap();
        let error = taken.act(Act::Acknowledge, "wang", T, "").unwrap_err();
        assert_eq!(error, CaseError::TakenBy { owner: "li".into() });
        assert_eq!(taken.act(Act::Acknowledge, "li", T, "").unwrap(), taken, "pressing twice");
        let close = Act::Close(Disposition::Checked);
        assert!(matches!(taken.act(close, "wang", T, ""), Err(CaseError::TakenBy { .. })));
    }

    #[test]
    fn what_is_not_drawn_is_refused() {
        let closing_unseen = after(&[(Act::Close(Disposition::Checked), "li")]);
        assert!(matches!(closing_unseen, Err(CaseError::State { state: "OPEN", .. })));
        assert!(after(&[(Act::HandBack, "li")]).is_err());
        assert!(after(&[(Act::Reopen, "li")]).is_err());
        assert!(after(&[(Act::Escalate, "li"), (Act::Escalate, "li")]).is_err());
    }

    #[test]
    fn reopening_is_a_new_entry_and_has_a_limit() {
        let closed =
            after(&[(Act::Acknowledge, "li"), (Act::Close(Disposition::PositionWrong), "li")])
                .unwrap();
        let again = closed.act(Act::Reopen, "li", T + REOPEN_WITHIN, "a photo came in").unwrap();
        assert_eq!((again.state, again.history.len()), (CaseState::Open, 3));
        let too_late = closed.act(Act::Reopen, "li", T + REOPEN_WITHIN + Millis(1), "");
        assert_eq!(too_late, Err(CaseError::ClosedTooLong));
    }

    #[test]
    fn a_comment_moves_nothing() {
        let case = after(&[(Act::Comment, "li")]).unwrap();
        assert_eq!((case.state, case.history.len()), (CaseState::Open, 1));
    }

    #[test]
    fn a_text_moves_nothing_and_comes_before_the_closing() {
        let text = || Act::Text(CommandId::new("c1").unwrap());
        let taken = after(&[(Act::Acknowledge, "li"), (text(), "wang")]).unwrap();
        assert_eq!((taken.owner(), taken.history.len()), (Some("li"), 2), "anybody may");
        let closed = taken.act(Act::Close(Disposition::Corrected), "li", T, "").unwrap();
        let late = closed.act(text(), "li", T, "").unwrap_err();
        assert_eq!(late, CaseError::State { state: "CLOSED", wanted: "TEXTED" });
    }
}
