//! What each trait promises.

pub(crate) mod archive;
pub(crate) mod journal;
pub(crate) mod records;
pub(crate) mod snapshots;
pub(crate) mod waybills;
