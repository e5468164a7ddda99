//! The demo's clock: it begins in the past and runs fast until it is now.

use placard_domain::{Millis, Timestamp};
use placard_partition::{Clock, SteadyClock};

/// How far back the demo begins.
pub(super) const BEHIND: Millis = Millis::from_minutes(40);

/// A clock that catches up with the machine's.
#[derive(Debug)]
pub(super) struct DemoClock {
    machine: SteadyClock,
    began: Timestamp,
    speed: i64,
}

impl DemoClock {
    /// A clock that begins [`BEHIND`] and runs `speed` times as fast as the machine's until it has
    /// caught up. One that would never do so begins now.
    pub(super) fn new(machine: SteadyClock, speed: u32) -> Self {
        let began = machine.now();
        Self { machine, began, speed: i64::from(speed) }
    }

    fn at(&self, machine: Timestamp) -> Timestamp {
        let gone = machine - self.began;
        let fast = self.began - BEHIND + Millis(gone.0.max(0).saturating_mul(self.speed));
        if self.speed > 1 { fast.min(machine) } else { machine }
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        self.at(self.machine.now())
    }

    fn is_steady(&self) -> bool {
        self.machine.is_steady()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_in_the_past_catches_up_and_never_goes_back() {
        let clock = DemoClock::new(SteadyClock::default(), 20);
        let at = |seconds| clock.at(clock.began + Millis::from_secs(seconds)) - clock.began;
        assert_eq!(at(0), Millis::from_minutes(-40));
        assert_eq!(at(60), Millis::from_minutes(-20));
        assert_eq!(
            at(126),
            Millis::from_secs(120),
            "six seconds on it would be past the machine's"
        );
        assert_eq!(at(127), Millis::from_secs(127));
        assert_eq!(at(3600), Millis::from_hours(1));
        let times: Vec<_> = (0..200).map(at).collect();
        assert!(times.is_sorted());
    }

    #[test]
    fn at_the_speed_of_the_machine_it_begins_now() {
        let clock = DemoClock::new(SteadyClock::default(), 1);
        assert_eq!(clock.at(clock.began), clock.began);
    }
}
