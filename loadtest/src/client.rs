//! Simulated clients: a terminal on a real socket, a fleet platform over gRPC.

mod platform;
mod terminal;

pub use platform::{Platform, fix_to};
pub use terminal::Terminal;
