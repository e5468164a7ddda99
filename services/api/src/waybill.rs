//! Waybills: in, as they are written, and out; what a validation answers.

mod read;
mod values;
mod write;

pub use read::read_waybill;
pub use write::write_waybill;
