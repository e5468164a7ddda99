//! Which terminal is on which connection: one each, the newest.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ahash::AHashMap;
use placard_domain::vehicle::Phone;
use placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::session::{ANSWER_WITHIN, Fate, TextRefused, WAITING_MAX};
use crate::counts;

/// The terminals that are connected now. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Terminals(Arc<Mutex<Connected>>);

#[derive(Debug, Default)]
struct Connected {
    /// Never iterated.
    by_phone: AHashMap<Phone, Link>,
    next_no: u64,
}

/// How a connection is reached.
#[derive(Clone, Debug)]
pub(super) struct Link {
    no: u64,
    overtaken: CancellationToken,
    texts: mpsc::Sender<TextRequest>,
}

/// The other end of a [`Link`].
#[derive(Debug)]
pub(super) struct Inbox {
    /// Cancelled when a newer connection of the same terminal has come.
    pub(super) overtaken: CancellationToken,
    /// Texts to be sent.
    pub(super) texts: mpsc::Receiver<TextRequest>,
}

/// A text to be sent, and where to tell what became of it.
#[derive(Debug)]
pub(super) struct TextRequest {
    pub(super) text: String,
    pub(super) urgent: bool,
    pub(super) answer: oneshot::Sender<Result<Fate, TextRefused>>,
}

/// A terminal is on a connection for as long as this lives.
#[derive(Debug)]
pub(super) struct Claim {
    terminals: Terminals,
    phone: Phone,
    no: u64,
    /// Whether an older connection was overtaken.
    pub(super) overtook: bool,
}

/// Why it is not known that the driver was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// The terminal is not connected. Nothing was sent.
    #[error("the terminal is not connected")]
    NotConnected,
    /// Too many texts wait for it. Nothing was sent.
    #[error("too many texts wait for this terminal")]
    TooMany,
    /// It was sent, and the terminal answered that it failed, is wrong, or is not supported.
    #[error("the terminal refused the text (result {})", .0.0)]
    Refused(ReplyResult),
    /// It was sent, and the terminal did not answer in time.
    #[error("the terminal did not answer within {ANSWER_WITHIN}")]
    Unanswered,
    /// The connection ended first: it may have been sent.
    #[error("the connection ended before the terminal answered")]
    Lost,
}

impl TextError {
    const fn label(self) -> &'static str {
        match self {
            Self::NotConnected => "not_connected",
            Self::TooMany => "too_many",
            Self::Refused(_) => "refused",
            Self::Unanswered => "unanswered",
            Self::Lost => "lost",
        }
    }
}

impl Terminals {
    /// Sends a text to a terminal's driver (0x8300), to be shown and read aloud, and waits until
    /// the terminal has answered. What is over 1,024 bytes of GBK is cut.
    ///
    /// # Errors
    /// Why it is not known that the text arrived.
    pub async fn send_text(&self, phone: Phone, urgent: bool, text: &str) -> Result<(), TextError> {
        let told = self.send(phone, urgent, text).await;
        counts::text(told.map_or_else(TextError::label, |()| "answered"));
        told
    }

    async fn send(&self, phone: Phone, urgent: bool, text: &str) -> Result<(), TextError> {
        let texts = self.lock().by_phone.get(&phone).map(|link| link.texts.clone());
        let texts = texts.ok_or(TextError::NotConnected)?;
        let (answer, answered) = oneshot::channel();
        let request = TextRequest { text: text.to_owned(), urgent, answer };
        texts.try_send(request).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => TextError::TooMany,
            mpsc::error::TrySendError::Closed(_) => TextError::NotConnected,
        })?;
        // A session that waits for the disk does not look at its texts: it is not waited for.
        let patience = 2 * Duration::from_millis(ANSWER_WITHIN.0.unsigned_abs());
        match tokio::time::timeout(patience, answered).await {
            Ok(Ok(Ok(Fate::Answered(ReplyResult::OK)))) => Ok(()),
            Ok(Ok(Ok(Fate::Answered(result)))) => Err(TextError::Refused(result)),
            Ok(Ok(Ok(Fate::Unanswered))) | Err(_) => Err(TextError::Unanswered),
            Ok(Ok(Err(TextRefused::NobodyThere))) => Err(TextError::NotConnected),
            Ok(Ok(Err(TextRefused::TooMany))) => Err(TextError::TooMany),
            Ok(Err(_)) => Err(TextError::Lost),
        }
    }

    /// Whether a terminal is connected.
    #[must_use]
    pub fn is_connected(&self, phone: Phone) -> bool {
        self.lock().by_phone.contains_key(&phone)
    }

    /// How many are connected.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().by_phone.len()
    }

    /// A new connection.
    pub(super) fn link(&self) -> (Link, Inbox) {
        let overtaken = CancellationToken::new();
        let (sender, texts) = mpsc::channel(WAITING_MAX);
        let mut connected = self.lock();
        connected.next_no += 1;
        let link = Link { no: connected.next_no, overtaken: overtaken.clone(), texts: sender };
        (link, Inbox { overtaken, texts })
    }

    /// The terminal with `phone` has come on the connection of `link`, and an older one of it ends.
    pub(super) fn claim(&self, phone: Phone, link: &Link) -> Claim {
        let older = self.lock().by_phone.insert(phone, link.clone());
        let older = older.filter(|older| older.no != link.no);
        older.iter().for_each(|older| older.overtaken.cancel());
        let overtook = older.is_some();
        Claim { terminals: self.clone(), phone, no: link.no, overtook }
    }

    fn lock(&self) -> MutexGuard<'_, Connected> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut connected = self.terminals.lock();
        if connected.by_phone.get(&self.phone).is_some_and(|link| link.no == self.no) {
            connected.by_phone.remove(&self.phone);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_connection_of_a_terminal_stays_and_an_old_one_takes_nothing_with_it() {
        let terminals = Terminals::default();
        let phone = "13900000001".parse().unwrap();
        let (first_link, first) = terminals.link();
        let (second_link, second) = terminals.link();
        let first_claim = terminals.claim(phone, &first_link);
        let second_claim = terminals.claim(phone, &second_link);
        assert!(!first_claim.overtook && second_claim.overtook);
        assert!(first.overtaken.is_cancelled() && !second.overtaken.is_cancelled());
        drop(first_claim);
        assert!(terminals.is_connected(phone), "the older one's end is not the newer one's");
        drop(second_claim);
        assert_eq!(terminals.count(), 0);
    }

    #[test]
    fn to_come_again_on_the_same_connection_ends_nothing() {
        let terminals = Terminals::default();
        let phone = "13900000001".parse().unwrap();
        let (link, inbox) = terminals.link();
        let first = terminals.claim(phone, &link);
        let again = terminals.claim(phone, &link);
        assert!(!again.overtook && !inbox.overtaken.is_cancelled());
        drop((first, again));
    }
}
