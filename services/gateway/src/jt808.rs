//! JT/T 808 over TCP: what terminals speak.
//!
//! [`session`] knows what a terminal may say and what it is answered, and touches no socket and no
//! clock. A connection (private) drives one session over one socket and the
//! [`Line`](placard_partition::Line). [`server`] opens the port, and [`terminals`] knows which
//! terminal is on which connection, so that a text can reach a driver; the courier (private) takes
//! them there out of the records.

mod card;
mod connection;
mod courier;
mod report;
pub mod server;
pub mod session;
pub mod terminals;

pub use server::{Limits, Server};
pub use session::{Output, Session, Step};
pub use terminals::{Terminals, TextError};
