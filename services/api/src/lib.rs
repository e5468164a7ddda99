//! The outside face in Rust: types generated from `proto/`, and the conversions to and from domain.
//!
//! **Holds** [`v1`], the descriptors of all services, and for each noun a way in (which collects
//! everything that is wrong, each with its path) and a way out.
//! **May know** `placard-domain`. It decides nothing: no rights, no stores, no clock.
//!
//! Invariants:
//! - there is one validation, whatever door a message came through: JSON arrives as the same proto;
//! - `violation::Reason` in the proto and [`placard_domain::Reason`] have the same codes;
//! - units and datums are turned here and in `placard-geo`, nowhere further in.
//!
//! Start reading at [`fix`].

pub mod alert;
pub mod caller;
pub mod command;
pub mod errors;
pub mod fix;
pub mod item;
mod read;
pub mod registry;
pub mod route;
pub mod rule;
mod values;
pub mod vehicle;
pub mod waybill;
pub mod zone;

/// Types and services generated from `proto/placard/v1/`.
#[allow(missing_docs, unreachable_pub, clippy::all, clippy::disallowed_types)]
pub mod v1 {
    tonic::include_proto!("placard.v1");
}

/// The descriptors of every service and message, as an encoded `google.protobuf.FileDescriptorSet`.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/placard.bin"));

pub use read::{time_of, time_to};
