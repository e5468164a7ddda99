//! gRPC: what fleet platforms speak.

pub mod telemetry;

pub use telemetry::Telemetry;
