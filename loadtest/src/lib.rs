//! Benchmarks, faults, and the fleet that drives them.
//!
//! **Holds** [`bench`] (how fast, beside a peer measured in the same run), [`faults`] (broken on
//! purpose, judged from outside), the [`city`] that both are driven by, the simulated [`client`]s,
//! and the [`report`] that says what was seen.
//! **May know** every crate but `placard`, whose binary it starts as a stranger would.
//!
//! Invariants:
//! - whatever is random comes from one seed, which is printed;
//! - a figure stands beside a peer or a naive version from the same run, or says that it has none;
//! - a harness has a canary: a fault made on purpose that it must catch;
//! - every server that it starts is gone when it ends, and all it speaks to is on loopback.
//!
//! Start reading at [`report`], then `bench/zones.rs`, then [`faults`].

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it measures by the clock, starts processes, and speaks to a person"
)]

pub mod bench;
pub mod city;
pub mod client;
pub mod clock;
pub mod error;
pub mod faults;
pub mod founding;
pub mod history;
pub mod progress;
pub mod report;
pub mod resident;
pub mod server;
pub mod table;
pub mod traces;
