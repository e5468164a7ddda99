//! The office: the services that people and their systems call, over gRPC and JSON on one port.
//!
//! **Holds** [`Office`], which serves `FleetService`, `PartyService`, `ReferenceService`,
//! `ZoneService`, `RouteService`, `RuleService`, `AlertService`, `WaybillService`, health and
//! reflection, and whatever gRPC services it is handed, over gRPC and gRPC-Web, each method also as
//! JSON where its `google.api.http` says so; the one place of identity, rights and audit; the
//! imports and the starter data, for services and command line alike; and the [`Timer`] of what
//! time does to waybills.
//! **May know** every crate but `placard-gateway` and the console. It keeps nothing itself: all
//! that lasts goes through [`placard_partition::Line`].
//!
//! Invariants:
//! - every method passes `gate.rs`, whatever door it came through: who asks, what they may do, and
//!   what is written of it; a method without a row in [`rights`] is refused, and fails a test;
//! - a change and its trace (audit, the answer under an idempotency key) are one transaction;
//! - what a caller may not see sounds exactly like what does not exist;
//! - JSON becomes the same message and meets the same checks: there is no second validation;
//! - a call that changes something is not ended by its caller hanging up;
//! - a watcher that does not read holds up nobody, and is let go.
//!
//! Start reading at `office.rs`, then `gate.rs`, then `records.rs`, then any folder of a service.

#![allow(clippy::disallowed_methods, reason = "a service has a clock and sockets")]

mod alerts;
mod call;
mod contract;
mod fault;
mod fleet;
mod gallery;
mod gate;
mod geometry;
mod hall;
mod health;
mod identity;
pub mod import;
mod json;
mod office;
mod pages;
mod parties;
mod records;
mod reference;
pub mod rights;
mod routes;
mod rules;
mod seed;
mod watch;
mod waybills;
mod web;
mod zones;

pub use call::Call;
pub use hall::{MESSAGE_MAX, OfficeSettings};
pub use identity::{ApiKey, Identity, IdentityError, KeyHash};
pub use json::RouteError;
pub use office::{Office, OfficeError};
pub use seed::{SeedError, seed};
pub use waybills::Timer;
