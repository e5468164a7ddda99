//! The line: partitions, queues, chunks, snapshots.

use super::section::section;
use super::value::Seconds;

section! {
    /// The line from an accepted fix to a judged one.
    pub struct Line in "line" {
        /// Partitions. Fixed when the data folder is made: an old folder wants its own number.
        partitions: u16 = 4, from 1 to 1024;
        /// Fixes that may be on the way at once, from accepted to judged; at the bound the gateways
        /// stop reading their sockets. The default is a second and a half of every dangerous-goods
        /// vehicle in China.
        queue_fixes: u32 = 65536, from 1000 to 10000000;
        /// A chunk of the archive closes with this many fixes ...
        chunk_fixes: usize = 256, from 16 to 4096;
        /// ... or when its first fix is this old, seconds.
        chunk_age_s: Seconds = Seconds(3600), from 10 to 86400;
        /// A snapshot of the engine is saved after this many fixes: some five seconds of replay ...
        snapshot_fixes: u64 = 500000, from 1000 to 100000000;
        /// ... or after this long, seconds, whichever comes first.
        snapshot_age_s: Seconds = Seconds(3600), from 10 to 86400;
    }
}
