//! The wire formats that vehicles and other platforms speak, as sans-I/O codecs: bytes in, values
//! out, and back.
//!
//! **Holds** JT/T 808 (terminal to platform) in its 2011, 2013 and 2019 editions: [`jt808`].
//! **May know** `placard-domain`. No sockets, no clock (time is an argument), no randomness, no
//! async.
//!
//! Invariants:
//! - no bytes make anything here panic, and no stream of them makes it hold more than the bounds
//!   that its constants state;
//! - what cannot be read is a [`DecodeError`] that says whose fault it is, in which message, at
//!   which byte of which field, by which clause; what can be read beside it is kept;
//! - a message keeps the integers and bytes of the wire: what was parsed is emitted unchanged
//!   wherever the standard has one encoding. Meaning (a place, an instant, a speed) comes from
//!   methods, and only there are device habits ([`Quirks`](placard_domain::vehicle::Quirks)) asked;
//! - the codec never asks for a device's model.
//!
//! Start reading at [`jt808`], then `messages.rs` (the list), then any one message.

pub mod error;
pub mod jt808;

pub use error::{DecodeError, Fault, Part};
