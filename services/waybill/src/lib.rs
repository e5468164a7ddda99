//! The electronic waybill (电子运单), from the shipper's request to the archive.
//!
//! **Holds** the checks ([`checks`]) and what they answer ([`report`]), the reference lists that a
//! waybill is checked against ([`lists`]), what they say of pairs, tanks and tunnels ([`tables`]),
//! the register of who and what it may name ([`register`]), the states and who may move them
//! ([`lifecycle`]), and the signed chain of what happened ([`chain`]).
//! **May know** `domain`. No I/O, no clock, no randomness, no async: time and keys come in.
//!
//! Invariants:
//! - the same document, lists, register and time give the same report, byte for byte;
//! - a list that is not loaded, or an entry that a list lacks, is said to be lacking: nothing is
//!   guessed, and nothing is passed in silence.
//!
//! Start reading at [`checks`].

pub mod chain;
pub mod check;
pub mod checks;
pub mod fault;
pub mod golden;
pub mod lifecycle;
pub mod lists;
pub mod register;
pub mod report;
pub mod settings;
pub mod subject;
pub mod tables;
