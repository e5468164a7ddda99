//! The bytes of an engine's state.
//!
//! # Format, version 1
//! postcard of `(1, table of rules, image)`; the table names each rule and the version of its
//! state, so that a binary with another list keeps what still fits: a new rule starts fresh, a
//! removed one is skipped.

use placard_domain::{Revision, VehicleNo};
use serde::{Deserialize, Serialize};

use crate::engine::ListeningClock;
use crate::runner::Numbering;
use crate::vehicle::VehicleImage;

/// The version of the format.
pub const FORMAT: u16 = 1;

/// An engine's state as a snapshot keeps it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct EngineImage {
    pub(crate) revision: Revision,
    pub(crate) clock: ListeningClock,
    /// In order of number.
    pub(crate) vehicles: Vec<(VehicleNo, VehicleImage)>,
}

/// Why bytes are no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Written by a newer Placard.
    #[error("snapshot format {0} is not known here")]
    Format(u16),
    /// Not a snapshot.
    #[error("snapshot does not read: {0}")]
    Garbled(#[from] postcard::Error),
}

pub(crate) fn encode(image: &EngineImage) -> Vec<u8> {
    // Plain values into memory: postcard has nothing to refuse.
    postcard::to_allocvec(&(FORMAT, Numbering::table(), image)).unwrap_or_default()
}

pub(crate) fn decode(bytes: &[u8]) -> Result<(EngineImage, Numbering), SnapshotError> {
    let (format, rest): (u16, &[u8]) = postcard::take_from_bytes(bytes)?;
    if format != FORMAT {
        return Err(SnapshotError::Format(format));
    }
    let (table, image): (Vec<(String, u16)>, EngineImage) = postcard::from_bytes(rest)?;
    Ok((image, Numbering::of(&table)))
}
