//! Where everything is kept.

use std::path::PathBuf;

use super::section::section;

section! {
    /// Where everything is kept.
    pub struct Data in "data" {
        /// The data folder; made where it is not there. One process at a time holds it. The default
        /// lies where the command is started, so that a first try leaves nothing elsewhere.
        folder: PathBuf = "data".into();
    }
}
