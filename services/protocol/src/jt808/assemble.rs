//! Puts subpackages together (分包: JT/T 808-2013 4.4.3, 7.12).
//!
//! A message too long for a frame comes as packages with consecutive flow ids. They are told apart
//! by message id, count, and the flow id of the first (`flow id − (index − 1)`), so that two
//! messages of the same size may interleave. They may come in any order, and again.
//!
//! One [`Assembler`] serves one session. It is a value: time comes in with each package, and
//! [`Assembler::next_deadline`] says when to call [`Assembler::overdue`].

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use placard_domain::{Millis, Reason, Timestamp};

use super::field::{self, Field};
use super::header::{Header, Package};
use super::messages::PlatformResend;
use super::reader::{About, Reader};
use crate::error::{DecodeError, Part};

/// Messages of one session that are put together at a time. Terminals send one after the other.
pub const MAX_MESSAGES: usize = 4;
/// Packages of one message.
pub const MAX_PACKAGES: u16 = 1024;
/// Bytes that one session may keep waiting: two thousand location reports in a batch.
pub const MAX_BYTES: usize = 128 * 1024;
/// What holding a package costs beside its bytes, for [`MAX_BYTES`].
const PACKAGE_COST: usize = 64;

/// Silence after which missing packages are asked for, and asked for again. (Peers take 5 to 30 s.)
pub const ASK_AFTER: Millis = Millis::from_secs(10);
/// How often they are asked for without a single one coming. Then, [`ASK_AFTER`] later, the message
/// is given up: after a minute of silence.
pub const MAX_ASKS: u8 = 5;
/// Packages that one request names; the rest is asked for when these have come.
pub const MAX_ASKED: usize = 200;
/// How long a finished message is remembered, so that a package sent again does not begin another.
pub const REMEMBERED: Millis = Millis::from_secs(60);

/// Puts the packages of one session together.
#[derive(Debug, Default)]
pub struct Assembler {
    waiting: Vec<Waiting>,
    finished: VecDeque<(Key, Timestamp)>,
    bytes: usize,
}

/// What became of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assembly<'a> {
    /// The body is whole: lent where it came in one frame.
    Whole(Cow<'a, [u8]>),
    /// Kept; more packages are to come. It still wants its acknowledgement.
    Waiting,
    /// Was here already, and still wants its acknowledgement.
    Repeat,
}

/// What a deadline that has passed asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Overdue {
    /// Ask for what is missing.
    Ask(PlatformResend),
    /// The message will not come: `SUBPACKAGE_MISSING`.
    GiveUp(DecodeError),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    message_id: u16,
    total: u16,
    first_flow_id: u16,
}

#[derive(Debug)]
struct Waiting {
    key: Key,
    packages: BTreeMap<u16, Vec<u8>>,
    last_heard: Timestamp,
    asks: u8,
}

impl Waiting {
    fn cost(&self) -> usize {
        self.packages.values().map(|package| package.len() + PACKAGE_COST).sum()
    }

    fn missing(&self) -> impl Iterator<Item = u16> {
        (1..=self.key.total).filter(|index| !self.packages.contains_key(index))
    }
}

impl Assembler {
    /// With nothing waiting.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the body of a frame that came at `now`.
    ///
    /// # Errors
    /// A package index outside its count; more packages, messages or bytes than the bounds of this
    /// module allow. The package is not kept then.
    pub fn accept<'a>(
        &mut self,
        now: Timestamp,
        header: &Header,
        body: &'a [u8],
    ) -> Result<Assembly<'a>, DecodeError> {
        let Some(Package { total, index }) = header.package else {
            return Ok(Assembly::Whole(Cow::Borrowed(body)));
        };
        if index == 0 || index > total {
            let detail = format!("{index}/{total}");
            return Err(error(header.message_id, &INDEX, Reason::FrameBody, detail));
        }
        if total == 1 {
            return Ok(Assembly::Whole(Cow::Borrowed(body)));
        }
        let first_flow_id = header.flow_id.wrapping_sub(index - 1);
        let key = Key { message_id: header.message_id, total, first_flow_id };
        self.finished.retain(|(_, since)| now - *since < REMEMBERED);
        if self.finished.iter().any(|(finished, _)| *finished == key) {
            return Ok(Assembly::Repeat);
        }
        let place = self.place_of(key, now)?;
        let waiting = &mut self.waiting[place];
        waiting.last_heard = now;
        if waiting.packages.contains_key(&index) {
            return Ok(Assembly::Repeat);
        }
        self.bytes += body.len() + PACKAGE_COST;
        if self.bytes > MAX_BYTES {
            self.bytes -= body.len() + PACKAGE_COST;
            self.remove(place);
            let detail = format!("> {MAX_BYTES} B");
            return Err(error(key.message_id, &TOTAL, Reason::TooLarge, detail));
        }
        waiting.asks = 0;
        waiting.packages.insert(index, body.to_vec());
        if waiting.packages.len() < usize::from(total) {
            return Ok(Assembly::Waiting);
        }
        let whole = self.remove(place).packages.into_values().flatten().collect();
        self.finished.push_back((key, now));
        if self.finished.len() > MAX_MESSAGES {
            self.finished.pop_front();
        }
        Ok(Assembly::Whole(Cow::Owned(whole)))
    }

    /// When [`Self::overdue`] will have something to say, if no package comes before.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.waiting.iter().map(|waiting| waiting.last_heard + ASK_AFTER).min()
    }

    /// What is to be done at `now` about packages that did not come.
    pub fn overdue(&mut self, now: Timestamp) -> Vec<Overdue> {
        let mut found = Vec::new();
        let mut place = 0;
        while let Some(waiting) = self.waiting.get_mut(place) {
            if waiting.last_heard + ASK_AFTER > now {
                place += 1;
            } else if waiting.asks < MAX_ASKS {
                waiting.asks += 1;
                waiting.last_heard = now;
                found.push(Overdue::Ask(PlatformResend {
                    first_flow_id: waiting.key.first_flow_id,
                    packages: waiting.missing().take(MAX_ASKED).collect(),
                }));
                place += 1;
            } else {
                found.push(Overdue::GiveUp(given_up(&self.remove(place))));
            }
        }
        found
    }

    /// Where the message of `key` is kept, from now on if it is new.
    fn place_of(&mut self, key: Key, now: Timestamp) -> Result<usize, DecodeError> {
        if let Some(place) = self.waiting.iter().position(|waiting| waiting.key == key) {
            return Ok(place);
        }
        let detail = if key.total > MAX_PACKAGES {
            format!("{} > {MAX_PACKAGES}", key.total)
        } else if self.waiting.len() == MAX_MESSAGES {
            format!("{} > {MAX_MESSAGES}", self.waiting.len() + 1)
        } else {
            let packages = BTreeMap::new();
            self.waiting.push(Waiting { key, packages, last_heard: now, asks: 0 });
            return Ok(self.waiting.len() - 1);
        };
        Err(error(key.message_id, &TOTAL, Reason::TooLarge, detail))
    }

    fn remove(&mut self, place: usize) -> Waiting {
        let waiting = self.waiting.remove(place);
        self.bytes -= waiting.cost();
        waiting
    }
}

fn given_up(waiting: &Waiting) -> DecodeError {
    let missing: Vec<_> = waiting.missing().map(|index| index.to_string()).collect();
    let named = missing[..missing.len().min(10)].join(", ");
    let more = if missing.len() > 10 { ", …" } else { "" };
    let detail = format!("{}/{}: {named}{more}", missing.len(), waiting.key.total);
    error(waiting.key.message_id, &PACKAGES, Reason::SubpackageMissing, detail)
}

fn error(message_id: u16, field: &'static Field, reason: Reason, detail: String) -> DecodeError {
    let clause = "JT/T 808-2013 7.12";
    let about = About { part: Part::Header, message_id: Some(message_id), clause };
    Reader::new(&[], about, None).error(0, field, reason, detail)
}

static INDEX: Field = Field::new("package_index", "包序号", "package index", field::uint);
static TOTAL: Field = Field::new("package_total", "消息总包数", "total packages", field::uint);
static PACKAGES: Field = Field::new("packages", "分包", "packages", field::uint);

#[cfg(test)]
mod tests;
