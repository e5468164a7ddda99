//! What the QR code on a waybill says, signed: it verifies with the public key, out of reach of any
//! server.
//!
//! The text is `PWB1:` and the base45 of: the waybill's id, the number on the form, version (u32),
//! state (u8), plate, the UN numbers (a count, u8, and u16 each), when it was issued and when it
//! runs out (u32, seconds since 1970; 0 where it does not run out), the key's name (8 bytes), and
//! the Ed25519 signature (64 bytes) of `placard.waybill.qr.1`, a zero byte, and all that stands
//! before it. A text's length is one byte here.
//!
//! Every character is of a QR code's alphanumeric mode; at most [`CHARACTERS_MAX`] of them, which a
//! code of version 10 (57 × 57 modules) holds with error correction M (311 characters). An id of 26
//! characters, a number of 20, a plate and one UN number make 227; each further UN number 3 more.
//!
//! The code says how the waybill stood when it was printed. Whether it was cancelled since is known
//! to the server alone.

use ed25519_dalek::SigningKey;
use placard_domain::goods::UnNumber;
use placard_domain::{Text, Timestamp};

use crate::lifecycle::{State, WaybillId};

use super::base45;
use super::broken::BrokenBy;
use super::canon::{Canon, Reader, Undecodable};
use super::keys::{Holder, KeyId, Keyring, Signed, sign};

/// The most characters a code has.
pub const CHARACTERS_MAX: usize = 299;

const PREFIX: &str = "PWB1:";
const DOMAIN: &[u8] = b"placard.waybill.qr.1\0";
/// Stands for no end.
const NEVER: u32 = 0;
const SIGNATURE_BYTES: usize = 64;

/// What a code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// Which waybill.
    pub waybill: WaybillId,
    /// The number on the form (运单编号).
    pub number: String,
    /// The version that was printed.
    pub version: u32,
    /// Its state when it was printed.
    pub state: State,
    /// The vehicle's plate.
    pub plate: String,
    /// The goods.
    pub un_numbers: Vec<UnNumber>,
    /// When it was printed; whole seconds.
    pub issued_at: Timestamp,
    /// When the waybill runs out; whole seconds.
    pub expires_at: Option<Timestamp>,
}

/// A code, read and verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What it says.
    pub payload: Payload,
    /// The key that signed it.
    pub key_id: KeyId,
}

/// Why a code is not believed, or not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub enum QrFault {
    /// Not the code of a waybill.
    NotOurs,
    /// It is damaged: a character is wrong, missing or too many.
    Damaged,
    /// Its signature does not hold, by [`BrokenBy`].
    NotBelieved(BrokenBy),
    /// More than fits: this many characters.
    TooLong(usize),
    /// An instant lies outside the years 1970 to 2106.
    Time,
}

impl QrFault {
    /// What to tell a person.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::NotOurs => Text::new("不是电子运单二维码", "not the code of a waybill"),
            Self::Damaged => Text::new("二维码内容已损坏", "the code is damaged"),
            Self::NotBelieved(what) => what.text(),
            Self::TooLong(characters) => Text::new(
                format!("二维码内容过长：{characters}个字符，最多{CHARACTERS_MAX}个"),
                format!("the code would have {characters} characters, at most {CHARACTERS_MAX}"),
            ),
            Self::Time => {
                Text::new("时间超出二维码可表示的范围", "a time that the code cannot carry")
            }
        }
    }
}

impl From<Undecodable> for QrFault {
    fn from(_: Undecodable) -> Self {
        Self::Damaged
    }
}

/// Writes and signs a code.
///
/// # Errors
/// [`QrFault::TooLong`], [`QrFault::Time`].
pub fn seal(payload: &Payload, key: &SigningKey) -> Result<String, QrFault> {
    let mut bytes = Vec::new();
    short_text(payload.waybill.as_str(), &mut bytes)?;
    short_text(&payload.number, &mut bytes)?;
    payload.version.write(&mut bytes);
    payload.state.write(&mut bytes);
    short_text(&payload.plate, &mut bytes)?;
    short(payload.un_numbers.len(), &mut bytes)?;
    for un in &payload.un_numbers {
        un.number().write(&mut bytes);
    }
    seconds(payload.issued_at)?.write(&mut bytes);
    payload.expires_at.map_or(Ok(NEVER), seconds)?.write(&mut bytes);
    KeyId::of(&key.verifying_key()).write(&mut bytes);
    sign(key, &signed(&bytes)).write(&mut bytes);
    let text = format!("{PREFIX}{}", base45::encode(&bytes));
    if text.len() <= CHARACTERS_MAX { Ok(text) } else { Err(QrFault::TooLong(text.len())) }
}

/// Reads a code and believes it only if the server's key signed it while in force.
///
/// # Errors
/// [`QrFault`] says why it is not believed.
pub fn open(text: &str, keyring: &Keyring) -> Result<Opened, QrFault> {
    let coded = text.strip_prefix(PREFIX).ok_or(QrFault::NotOurs)?;
    if text.len() > CHARACTERS_MAX {
        return Err(QrFault::TooLong(text.len()));
    }
    let bytes = base45::decode(coded).ok_or(QrFault::Damaged)?;
    let body = bytes.len().checked_sub(SIGNATURE_BYTES).ok_or(QrFault::Damaged)?;
    let (body, signature) = bytes.split_at(body);
    let opened = read(body)?;
    let signature = Signed::read(&mut Reader::new(signature))?;
    let at = opened.payload.issued_at;
    keyring
        .check(opened.key_id, &signature, &signed(body), &Holder::Server, at)
        .map_err(QrFault::NotBelieved)?;
    Ok(opened)
}

fn read(body: &[u8]) -> Result<Opened, QrFault> {
    let mut from = Reader::new(body);
    let waybill = WaybillId::new(&read_short_text(&mut from)?).map_err(|_| QrFault::Damaged)?;
    let number = read_short_text(&mut from)?;
    let (version, state) = (u32::read(&mut from)?, State::read(&mut from)?);
    let plate = read_short_text(&mut from)?;
    let count = u8::read(&mut from)?;
    let un_numbers = (0..count).map(|_| read_un(&mut from)).collect::<Result<_, _>>()?;
    let issued_at = instant(u32::read(&mut from)?);
    let expires_at = Some(u32::read(&mut from)?).filter(|seconds| *seconds != NEVER).map(instant);
    let key_id = KeyId::read(&mut from)?;
    from.end()?;
    let payload =
        Payload { waybill, number, version, state, plate, un_numbers, issued_at, expires_at };
    Ok(Opened { payload, key_id })
}

fn read_un(from: &mut Reader<'_>) -> Result<UnNumber, QrFault> {
    format!("{:04}", u16::read(from)?).parse().map_err(|_| QrFault::Damaged)
}

fn read_short_text(from: &mut Reader<'_>) -> Result<String, QrFault> {
    let length = u8::read(from)?;
    let bytes = from.take(usize::from(length))?;
    String::from_utf8(bytes.to_vec()).map_err(|_| QrFault::Damaged)
}

fn short_text(text: &str, out: &mut Vec<u8>) -> Result<(), QrFault> {
    short(text.len(), out)?;
    out.extend_from_slice(text.as_bytes());
    Ok(())
}

/// A length or count in one byte; what has more would not fit in any case.
fn short(length: usize, out: &mut Vec<u8>) -> Result<(), QrFault> {
    let one = u8::try_from(length).map_err(|_| QrFault::TooLong(length))?;
    one.write(out);
    Ok(())
}

fn seconds(at: Timestamp) -> Result<u32, QrFault> {
    let seconds = u32::try_from(at.millis().div_euclid(1000)).map_err(|_| QrFault::Time)?;
    if seconds == NEVER { Err(QrFault::Time) } else { Ok(seconds) }
}

fn instant(seconds: u32) -> Timestamp {
    Timestamp::from_millis(i64::from(seconds) * 1000)
}

fn signed(body: &[u8]) -> Vec<u8> {
    [DOMAIN, body].concat()
}
