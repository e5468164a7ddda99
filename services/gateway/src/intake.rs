//! Intake: what a report must be to be taken at all, whatever door it came through.
//!
//! Three things are asked, and nothing else is filtered: the device time lies in the window below,
//! the coordinates lie on the earth, and the vehicle is registered. A jump across the country, a
//! frozen position, an impossible speed are taken, kept, and left to the engine to mark and judge:
//! a filter here would swallow the SOS of a parked car.
//!
//! | refused | reason | limit |
//! |---|---|---|
//! | device time ahead of the receive clock | `TIME_AHEAD` | [`AHEAD_MAX`] |
//! | device time behind it | `TIME_TOO_OLD` | [`BEHIND_MAX`] |
//! | latitude beyond ±90° | `LATITUDE_OUT_OF_RANGE` | the poles |
//! | longitude beyond ±180° | `LONGITUDE_OUT_OF_RANGE` | the antimeridian |
//! | a vehicle that is not registered | `UNKNOWN_VEHICLE` | – |
//!
//! Coordinates are refused where they are read (`jt808/report.rs`, `placard_api::fix`): a
//! [`Position`](placard_domain::Position) off the earth cannot be built.

use placard_domain::{Millis, Reason, Timestamp, Violation};
use placard_partition::Clock;

/// How far a device's clock may run ahead of ours. A report from the future would hold back the
/// judging of every later one.
pub const AHEAD_MAX: Millis = Millis::from_minutes(5);

/// How far back a report may lie and still be taken, as history: the world keeps overtaken versions
/// for as long.
pub const BEHIND_MAX: Millis = Millis::from_days(30);

/// The device times that are taken at one instant of receiving. Both ends are included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The receive clock.
    pub now: Timestamp,
    /// Whether anyone knows the time: while the machine's clock is not followed, nothing is refused
    /// as too far ahead (`guarantees.md` P10).
    pub clock_steady: bool,
}

impl Window {
    /// As the clock stands.
    #[must_use]
    pub fn of(clock: &dyn Clock) -> Self {
        Self { now: clock.now(), clock_steady: clock.is_steady() }
    }

    /// Whether a report of `device_time` is taken.
    ///
    /// # Errors
    /// What is wrong with `field`: the time met, the limit it passes, and by how much.
    pub fn admit(&self, field: &str, device_time: Timestamp) -> Result<(), Violation> {
        let ahead = device_time - self.now;
        if ahead > AHEAD_MAX && self.clock_steady {
            let detail = format!("{device_time} (+{ahead} > {AHEAD_MAX})");
            return Err(Violation::new(field, Reason::TimeAhead, detail));
        }
        let behind = self.now - device_time;
        if behind > BEHIND_MAX {
            let detail = format!("{device_time} (-{behind} > {BEHIND_MAX})");
            return Err(Violation::new(field, Reason::TimeTooOld, detail));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(clock_steady: bool) -> Window {
        Window { now: Timestamp::from_millis(1_764_000_000_000), clock_steady }
    }

    fn reason(window: Window, device_time: Timestamp) -> Option<Reason> {
        window.admit("time", device_time).err().map(|violation| violation.reason)
    }

    #[test]
    fn five_minutes_ahead_are_taken_and_a_millisecond_more_is_not() {
        let window = window(true);
        assert_eq!(reason(window, window.now + AHEAD_MAX), None);
        let beyond = window.now + AHEAD_MAX + Millis(1);
        assert_eq!(reason(window, beyond), Some(Reason::TimeAhead));
    }

    #[test]
    fn thirty_days_behind_are_taken_and_a_millisecond_more_is_not() {
        let window = window(true);
        assert_eq!(reason(window, window.now - BEHIND_MAX), None);
        let beyond = window.now - BEHIND_MAX - Millis(1);
        assert_eq!(reason(window, beyond), Some(Reason::TimeTooOld));
    }

    #[test]
    fn while_nobody_knows_the_time_nothing_is_too_far_ahead() {
        let window = window(false);
        assert_eq!(reason(window, window.now + Millis::from_days(1)), None);
        let old = window.now - Millis::from_days(40);
        assert_eq!(reason(window, old), Some(Reason::TimeTooOld));
    }

    #[test]
    fn the_words_name_the_field_the_value_and_the_limit() {
        let window = window(true);
        let violation = window.admit("time", window.now + Millis::from_minutes(10)).unwrap_err();
        assert_eq!(
            violation.to_string(),
            "time device time is ahead of the clock: \
             2025-11-24T16:10:00Z (+10 min 00 s > 5 min 00 s)"
        );
    }
}
