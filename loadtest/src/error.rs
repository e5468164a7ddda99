//! Why a bench or a fault could not run, in words for whoever started it.

/// Said at the end, and nowhere looked into.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
