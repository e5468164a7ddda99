//! The machine's clock.

use std::time::UNIX_EPOCH;

use placard_domain::Timestamp;

/// What it says, to the millisecond.
#[must_use]
pub fn now() -> Timestamp {
    let since = UNIX_EPOCH.elapsed().unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or_default())
}
