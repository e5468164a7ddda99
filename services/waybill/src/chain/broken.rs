//! Where a chain is broken, and by what.

use placard_domain::{Text, Timestamp};

use crate::lifecycle::Refusal;

use super::keys::KeyId;

/// The first link that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct Broken {
    /// Its place in the chain, from zero.
    pub link: usize,
    /// What is wrong with it.
    pub what: BrokenBy,
}

/// What is wrong with a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BrokenBy {
    /// There is no link at all: nothing is proved.
    Empty,
    /// Its number is not the one that is due: links were dropped, doubled or put in another order.
    SequenceGap {
        /// The number it has.
        found: u64,
    },
    /// It is of another waybill.
    WrongWaybill,
    /// Its contents, or the link before, are not what they were when it was sealed.
    HashMismatch,
    /// The keyring lacks the key.
    UnknownKey(KeyId),
    /// The key is there, and another's.
    KeyOfAnother(KeyId),
    /// The key was not in force when the link was sealed.
    KeyNotValidThen(KeyId),
    /// The key did not make the signature.
    BadSignature(KeyId),
    /// The server's clock went back.
    ClockBackwards {
        /// When the event before was taken.
        last_at: Timestamp,
        /// When this one was.
        at: Timestamp,
    },
    /// The document is not the one that the event was about.
    DocumentMismatch {
        /// Its version.
        version: u32,
    },
    /// The life cycle does not allow the event where it stands.
    StateForbidden(Refusal),
    /// The chain lacks the link that was its last when its head was taken: the tail was cut off, or
    /// rewritten.
    HeadMissing,
}

impl BrokenBy {
    /// The code that programs act on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "EMPTY",
            Self::SequenceGap { .. } => "SEQUENCE_GAP",
            Self::WrongWaybill => "WRONG_WAYBILL",
            Self::HashMismatch => "HASH_MISMATCH",
            Self::UnknownKey(_) => "UNKNOWN_KEY",
            Self::KeyOfAnother(_) => "KEY_OF_ANOTHER",
            Self::KeyNotValidThen(_) => "KEY_NOT_VALID_THEN",
            Self::BadSignature(_) => "BAD_SIGNATURE",
            Self::ClockBackwards { .. } => "CLOCK_BACKWARDS",
            Self::DocumentMismatch { .. } => "DOCUMENT_MISMATCH",
            Self::StateForbidden(_) => "STATE_FORBIDDEN",
            Self::HeadMissing => "HEAD_MISSING",
        }
    }

    /// What to tell a person.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Empty => Text::new("没有任何记录", "there is no link"),
            Self::SequenceGap { found } => Text::new(
                format!("序号不连续，此处为{found}"),
                format!("the sequence has a gap: this is number {found}"),
            ),
            Self::WrongWaybill => Text::new("属于另一运单", "it is of another waybill"),
            Self::HashMismatch => Text::new(
                "内容或前一记录与封存时不同",
                "its contents, or the link before, are not what was sealed",
            ),
            Self::UnknownKey(id) => {
                Text::new(format!("未知密钥{id}"), format!("the key {id} is not known"))
            }
            Self::KeyOfAnother(id) => {
                Text::new(format!("密钥{id}属于他人"), format!("the key {id} is another's"))
            }
            Self::KeyNotValidThen(id) => Text::new(
                format!("密钥{id}当时无效"),
                format!("the key {id} was not in force then"),
            ),
            Self::BadSignature(id) => Text::new(
                format!("签名不是密钥{id}所签"),
                format!("the key {id} did not make the signature"),
            ),
            Self::ClockBackwards { last_at, at } => Text::new(
                format!("时钟倒退：上一记录{last_at}，本记录{at}"),
                format!("the clock went back from {last_at} to {at}"),
            ),
            Self::DocumentMismatch { version } => Text::new(
                format!("第{version}版内容与记录不符"),
                format!("version {version} of the document is not the one recorded"),
            ),
            Self::StateForbidden(refusal) => refusal.text(),
            Self::HeadMissing => Text::new(
                "缺少已知的最后一条记录：尾部被删除或改写",
                "the last link that was known is missing: the tail was cut off or rewritten",
            ),
        }
    }
}

impl Broken {
    /// What to tell a person.
    #[must_use]
    pub fn text(&self) -> Text {
        let (number, what) = (self.link + 1, self.what.text());
        Text::new(format!("第{number}条记录：{}", what.zh), format!("link {number}: {}", what.en))
    }
}
