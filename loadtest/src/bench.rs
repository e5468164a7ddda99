//! The list of benches.

pub mod archive;
pub mod engine;
pub mod ingest;
pub mod waybill;
pub mod zones;

mod timing;

use crate::error::Error;
use crate::report::{Plan, Report};

/// A bench.
#[derive(Clone, Copy)]
pub struct Bench {
    /// What it is called for.
    pub name: &'static str,
    /// Runs it.
    pub run: fn(Plan) -> Result<Report, Error>,
}

/// Every bench, in the order in which `all` runs them.
pub const BENCHES: &[Bench] = &[
    Bench { name: "ingest", run: ingest::run },
    Bench { name: "engine", run: engine::run },
    Bench { name: "zones", run: zones::run },
    Bench { name: "archive", run: archive::run },
    Bench { name: "waybill", run: waybill::run },
];
