//! The doors tried from outside: sessions as values, then over real sockets with real SQLite.

#![allow(clippy::disallowed_methods, reason = "tests do I/O")]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod bad_input;
mod courier;
mod cutting;
mod device;
mod gate;
mod peers;
mod registered;
mod server;
mod session;
mod telemetry;
mod transcript;
