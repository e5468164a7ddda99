//! How `placard serve` runs and ends.

use super::section::section;
use super::value::Seconds;
use crate::roles::Roles;

section! {
    /// How `placard serve` runs and ends.
    pub struct Serve in "serve" {
        /// Which parts run in this process; all of them where one machine does everything.
        roles: Roles = Roles::default();
        /// On SIGTERM everything taken is finished within this time, seconds; what takes longer is
        /// cut off and recovered at the next start. Containers allow 30 s as a rule.
        drain_s: Seconds = Seconds(20), from 1 to 20;
    }
}
