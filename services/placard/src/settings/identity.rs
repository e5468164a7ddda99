//! Who may ask.

use std::path::PathBuf;

use super::section::section;

section! {
    /// Who may ask. Without identities whoever reaches the loopback address is the administrator,
    /// and Placard listens nowhere else.
    pub struct Identity in "identity" {
        /// A file with the API keys, as `docs/operating/identities.md` describes it. A secret: its
        /// mode must not let others read it. None by default, so that a first try needs nothing.
        keys_file: Option<PathBuf> = None;
    }
}

impl Identity {
    /// Whether anybody is known by name.
    #[must_use]
    pub const fn is_configured(&self) -> bool {
        self.keys_file.is_some()
    }
}
