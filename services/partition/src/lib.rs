//! A partition's life: journal in, engine, alerts, archive, snapshots, recovery.
//!
//! **Holds** the [`Line`], on which everything in Placard hangs: fixes go in and are durable when
//! it says so; changes of the world go in and are noted in every partition; alerts, tracks and
//! states come out.
//! **May know** `placard-domain`, `-geo`, `-engine`, `-store`. No protocol, no service, no rights.
//!
//! Invariants:
//! - nothing is acknowledged before its row is durable, and nothing is judged before either: what
//!   the engine says can always be said again from the journal;
//! - receive times never run backwards, and no row has the receive time of a seal or a note beside
//!   it: an archive that forgot offsets still tells before from after;
//! - a snapshot is saved only after every detection of the entries in it is;
//! - every queue has a bound, in fixes; a full one makes its sender wait;
//! - who watches where vehicles are asks a judge for it, between two entries, and waits for nothing
//!   that a judge waits for;
//! - a writer that cannot know whether its last commit was written writes nothing more.
//!
//! Start reading at [`Line`], then `writer.rs`, `judge.rs`, `recovery.rs`.

#![allow(clippy::disallowed_methods, reason = "the shell has a clock and threads")]

mod answers;
mod binder;
mod clock;
mod cutter;
mod desk;
mod health;
mod judge;
mod keeper;
mod line;
mod live;
mod marks;
mod number;
mod recovery;
pub mod replay;
mod room;
mod shelver;
mod state;
mod wires;
mod worlds;
mod writer;

pub use clock::{Clock, SteadyClock};
pub use desk::Desk;
pub use health::{Health, PartitionHealth};
pub use line::{Line, OpenError, Options, Pending, Refused, SimulateError};
pub use live::{Live, News, Seen};
