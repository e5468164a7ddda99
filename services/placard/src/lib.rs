//! The binary: settings, wiring, roles, command line.
//!
//! **Holds** the [`settings`], the list of [`roles`], the list of [`metrics`], the [`commands`],
//! and [`serve`], which puts the rooms together and lets them down again.
//! **May know** everything but `loadtest`. It decides nothing about a fix, a zone or an alert.
//!
//! Invariants:
//! - a fault in the settings starts nothing, and all faults are said at once;
//! - a port that cannot be bound, a panic in a role and a dead writer end the process, loudly;
//! - nothing else reads a setting, a variable or a flag: values are handed in.
//!
//! Start reading at [`serve`], then `settings.rs`, then any command.

#![allow(clippy::disallowed_methods, reason = "the binary reads files, has a clock and threads")]

pub mod commands;
pub mod metrics;
pub mod progress;
pub mod roles;
pub mod serve;
pub mod settings;
