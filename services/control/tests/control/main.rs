//! The control plane tried from outside: JSON and gRPC over a real socket and real SQLite.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod alerts;
mod bad_input;
mod commands;
mod common;
mod coverage;
mod fleet;
mod goods;
mod idempotency;
mod identity;
mod lists;
mod openapi;
mod register;
mod routes;
mod rules;
mod simulate;
mod town;
mod watch_alerts;
mod watch_vehicles;
mod waybill_bad_input;
mod waybill_chain;
mod waybill_life;
mod waybill_watch;
mod web;
mod zones;
