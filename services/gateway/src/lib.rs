//! The doors through which fixes come in: terminals over JT/T 808, fleet platforms over gRPC.
//!
//! **Holds** what is plausible ([`intake`]), the sessions and sockets of [`jt808`], and the
//! telemetry service of [`grpc`]. Bytes in, acknowledgements out.
//! **May know** `placard-protocol`, `-api`, `-partition` and what they stand on. It judges nothing.
//!
//! Invariants:
//! - nothing is acknowledged before the line says that it is durable, and answers keep the order of
//!   what they answer;
//! - a report belongs to the vehicle of the registered terminal, or to one that the caller may
//!   speak for; what a body says of itself is never believed;
//! - a sender that is too fast, or reads nothing, is no longer read; nothing that was taken is
//!   dropped, and everything that waits has a bound;
//! - whatever comes in, the door stays open: a bad frame costs itself, is counted by its reason,
//!   and changes nothing.
//!
//! Start reading at [`intake`], then `jt808/session.rs`, then `jt808/connection.rs`.

#![allow(clippy::disallowed_methods, reason = "the shell has a clock and sockets")]

pub mod counts;
pub mod grpc;
pub mod intake;
pub mod jt808;
