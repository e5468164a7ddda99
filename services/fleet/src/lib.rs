//! A simulated fleet: trucks on real roads that report through real JT/T 808 terminals, and some
//! of which commit breaches by a script.
//!
//! **Holds** the [`roads`] with what is closed along them, the [`drive`] that a truck makes, the
//! list of [`scripts`] (one a rule), and the [`Fleet`] that drives and tells.
//! **May know** `placard-domain`, `-geo`, `-protocol`. It knows Placard only from outside: a
//! socket, and what a terminal may say.
//!
//! Invariants:
//! - the same roads, zones, seed and beginning give the same reports;
//! - a truck without a script breaks no rule: it keeps off what is closed, under every limit, and
//!   stands only where it may;
//! - a breach lasts as long as the rule's real threshold asks, in the fleet's own time;
//! - time is a value handed in: the fleet runs as fast as the clock it is given.
//!
//! Start reading at [`scripts`], then `truck.rs`, then `fleet.rs`.

pub mod drive;
pub mod roads;
pub mod scripts;

mod fleet;
mod terminal;
mod truck;

pub use fleet::{Errand, Fleet};
pub use truck::Registration;
