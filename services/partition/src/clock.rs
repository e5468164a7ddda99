//! The receive clock: the machine's own, steadied.

use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime};

use placard_domain::{Millis, Timestamp};

/// Where receive times come from.
pub trait Clock: Send + Sync + 'static {
    /// The instant it is.
    fn now(&self) -> Timestamp;

    /// Whether [`Self::now`] agrees with the machine's clock. Where it does not, nobody knows the
    /// time, and "too far ahead" is no reason to refuse a report.
    fn is_steady(&self) -> bool;
}

/// A jump of the machine's clock larger than this is not followed.
const JUMP_MAX: Millis = Millis::from_secs(60);

/// The machine's clock. Small corrections are followed; after a jump of more than a minute, either
/// way, it goes on by the monotonic clock as if nothing had happened, until the two agree again: a
/// clock that is set opens, closes and reorders nothing (`docs/reliability.md`, P10).
#[derive(Debug)]
pub struct SteadyClock(Mutex<Anchor>);

#[derive(Clone, Copy, Debug)]
struct Anchor {
    wall: Timestamp,
    monotonic: Instant,
    steady: bool,
}

impl Anchor {
    fn step(&mut self, wall: Timestamp, monotonic: Instant) -> Timestamp {
        let elapsed = monotonic.saturating_duration_since(self.monotonic);
        let expected = self.wall + Millis(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX));
        let off = (wall - expected).0.abs();
        let steady = off <= JUMP_MAX.0;
        if self.steady && !steady {
            tracing::error!(
                %wall,
                %expected,
                "the machine's clock jumped: its time is not followed"
            );
        } else if steady && !self.steady {
            tracing::info!(%wall, "the machine's clock is followed again");
        }
        self.steady = steady;
        if steady {
            (self.wall, self.monotonic) = (wall, monotonic);
            wall
        } else {
            expected
        }
    }
}

impl Default for SteadyClock {
    fn default() -> Self {
        let anchor = Anchor { wall: wall(), monotonic: Instant::now(), steady: true };
        Self(Mutex::new(anchor))
    }
}

impl Clock for SteadyClock {
    fn now(&self) -> Timestamp {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).step(wall(), Instant::now())
    }

    fn is_steady(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).steady
    }
}

fn wall() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_jump_is_not_followed_and_a_correction_is() {
        let start = Instant::now();
        let t = Timestamp::from_millis(1_764_000_000_000);
        let mut anchor = Anchor { wall: t, monotonic: start, steady: true };
        let later = |s| start + Duration::from_secs(s);
        assert_eq!(anchor.step(t + Millis(9_500), later(10)), t + Millis(9_500), "half a second");
        let hour_back = t - Millis::from_hours(1);
        assert_eq!(anchor.step(hour_back, later(20)), t + Millis(19_500));
        assert!(!anchor.steady);
        assert_eq!(anchor.step(t + Millis::from_secs(31), later(30)), t + Millis::from_secs(31));
        assert!(anchor.steady);
    }
}
