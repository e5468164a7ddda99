//! The deterministic core: what a vehicle's history says, judged by the world of the day.
//!
//! **Holds** the [`World`](world::World) at its revisions, the state of each vehicle, the
//! [`rules`], and the making of episodes into detections.
//! **May know** `placard-domain` and `placard-geo`. No clock, no I/O, no randomness, no async.
//!
//! Invariants:
//! - what the engine says of a vehicle hangs on that vehicle's entries and the world's revisions
//!   alone: not on other vehicles, the number of partitions, or where the entries were read from;
//! - the same entries give the same detections, byte for byte;
//! - nothing that was said is unsaid: an episode that is not borne out ends as corrected;
//! - a rule sees a [`Moment`](moment::Moment) and nothing else, and is one file in `rules/`.
//!
//! Start reading at [`engine`], then `vehicle.rs`, then any rule.

#[macro_use]
mod runner;

pub mod engine;
mod episode;
mod lane;
pub mod moment;
pub mod motion;
mod papers;
pub mod presence;
pub mod rules;
mod snapshot;
mod vehicle;
mod window;
mod words;
pub mod world;

pub use engine::{Counts, Engine};
pub use snapshot::{FORMAT as SNAPSHOT_FORMAT, SnapshotError};
pub use vehicle::{LiveView, Placed, VehicleView};
pub use world::World;
