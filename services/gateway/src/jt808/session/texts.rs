//! Texts to the driver that wait for the terminal's answer.

use placard_domain::{Millis, Timestamp};
use placard_protocol::jt808::build::Sent;
use placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult;
use placard_protocol::jt808::messages::{DriverText, TerminalReply};
use placard_protocol::jt808::{Message, Version};

/// How long a terminal has to answer.
pub const ANSWER_WITHIN: Millis = Millis::from_secs(30);

/// Texts of one session that may wait for an answer at once.
pub const WAITING_MAX: usize = 8;

/// The driver's own name for a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId(pub u64);

/// What became of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The terminal answered, for good or ill.
    Answered(ReplyResult),
    /// It did not, within [`ANSWER_WITHIN`].
    Unanswered,
}

/// Why a text was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextRefused {
    /// No terminal has authenticated.
    #[error("no terminal is on this connection")]
    NobodyThere,
    /// [`WAITING_MAX`] texts wait for their answers.
    #[error("{WAITING_MAX} texts wait for their answers")]
    TooMany,
}

#[derive(Debug, Default)]
pub(super) struct Texts(Vec<Waiting>);

#[derive(Debug)]
struct Waiting {
    id: TextId,
    sent: Sent,
    /// Its frames as they went out: a terminal may ask for some of them again.
    frames: Vec<u8>,
    until: Timestamp,
}

pub(super) fn message(version: Version, urgent: bool, text: &str) -> Message {
    Message::DriverText(DriverText::new(version, urgent, text))
}

impl Texts {
    pub(super) fn is_full(&self) -> bool {
        self.0.len() >= WAITING_MAX
    }

    pub(super) fn wait_for(&mut self, now: Timestamp, id: TextId, sent: Sent, frames: Vec<u8>) {
        self.0.push(Waiting { id, sent, frames, until: now + ANSWER_WITHIN });
    }

    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        self.0.iter().map(|waiting| waiting.until).min()
    }

    /// Those that nobody answered in time.
    pub(super) fn overdue(&mut self, now: Timestamp) -> impl Iterator<Item = TextId> {
        self.0.extract_if(.., move |waiting| waiting.until <= now).map(|waiting| waiting.id)
    }

    /// The text that a terminal answers: by the flow id of any of its packages.
    pub(super) fn answered(&mut self, reply: &TerminalReply) -> Option<TextId> {
        let is_answered = |waiting: &Waiting| waiting.sent.includes(reply.replied_flow_id);
        let place = self.0.iter().position(is_answered).filter(|_| reply.replied_id == 0x8300)?;
        Some(self.0.remove(place).id)
    }

    /// Packages of the text whose first had this flow id, as they were sent.
    pub(super) fn again(&self, first_flow_id: u16, packages: &[u16]) -> Option<Vec<u8>> {
        let asked = |waiting: &&Waiting| waiting.sent.first_flow_id == first_flow_id;
        let waiting = self.0.iter().find(asked)?;
        let mut bytes = Vec::new();
        for package in packages {
            let runs = waiting.frames.split(|byte| *byte == 0x7e).filter(|run| !run.is_empty());
            let frame = runs.into_iter().nth(usize::from(*package).checked_sub(1)?)?;
            bytes.push(0x7e);
            bytes.extend_from_slice(frame);
            bytes.push(0x7e);
        }
        Some(bytes)
    }
}
