//! What a rule may see, and what it may say.

use placard_domain::alert::{Confidence, EndReason, Measured};
use placard_domain::rule::Color;
use placard_domain::vehicle::Vehicle;
use placard_domain::{Fix, Millis, Position, Text, Timestamp, Wgs84, ZoneNo};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::motion::{Motion, Sighting};
use crate::presence::{Departure, Passage, Presences};
use crate::world::World;

/// One moment of one vehicle: all that a rule may see.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Why the rules are asked.
    pub occasion: Occasion<'a>,
    /// Device time of a fix; receive time of anything else.
    pub time: Timestamp,
    /// The world at its revision.
    pub world: &'a World,
    /// The vehicle as it was at `time`; `None` once it is no longer registered.
    pub vehicle: Option<&'a Vehicle>,
    /// How it moves, this fix included.
    pub motion: &'a Motion,
    /// Zones it is in or near, this fix included.
    pub presences: &'a Presences,
    /// Zones it left with this fix.
    pub departures: &'a [Departure],
    /// Zones it went through between two fixes.
    pub passages: &'a [Passage],
    /// Device time of the newest fix.
    pub newest: Timestamp,
}

/// Why the rules are asked.
#[derive(Clone, Copy, Debug)]
pub enum Occasion<'a> {
    /// The next fix in order of device time. Rules that judge fixes are asked.
    Fix(&'a Fix),
    /// A report came in, of whatever time. Rules that judge silence are asked.
    Heard,
    /// A whole second of receive time has passed in which the vehicle was silent. Rules that judge
    /// silence are asked.
    Tick {
        /// For how long, while Placard listened.
        silence: Millis,
    },
    /// The world moved to another revision. All rules are asked.
    World,
}

impl Moment<'_> {
    /// Whether the vehicle is taken to be laden.
    #[must_use]
    pub fn is_laden(&self) -> bool {
        self.vehicle.is_some_and(|vehicle| vehicle.load.is_laden())
    }

    /// Why an episode that its zone no longer bears ends now.
    #[must_use]
    pub fn why_no_longer(&self) -> EndReason {
        match self.vehicle {
            None => EndReason::VehicleRemoved,
            Some(vehicle) if !vehicle.load.is_laden() => EndReason::Unladen,
            Some(_) => EndReason::NoLongerBanned,
        }
    }
}

/// What a verdict is about.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Subject {
    /// The vehicle itself.
    #[default]
    Vehicle,
    /// A zone.
    Zone(ZoneNo),
}

/// What a rule says of a subject at a moment. What it does not name is clear.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The condition is sure: an episode begins, unless one is open.
    Open(Box<Opening>),
    /// It goes on, in this colour.
    Hold(Color),
    /// It is over.
    End {
        /// Since when.
        at: Timestamp,
        /// Why.
        reason: EndReason,
    },
}

/// The beginning of an episode.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Device time of the fix at which it began: part of its identity.
    pub first_fix: Timestamp,
    /// When the condition began, interpolated where it must be.
    pub opened_at: Timestamp,
    /// Colour to begin with.
    pub color: Color,
    /// Where.
    pub position: Option<Position<Wgs84>>,
    /// What an officer reads.
    pub summary: Text,
    /// How sure.
    pub confidence: Confidence,
    /// Values against limits.
    pub values: Vec<Measured>,
    /// The fixes that proved it.
    pub proof: SmallVec<[Sighting; 3]>,
}

/// Takes down what a rule says.
#[derive(Debug, Default)]
pub struct Verdicts {
    said: Vec<(Subject, Verdict)>,
    wake_after: Option<Millis>,
}

impl Verdicts {
    /// An episode begins.
    pub fn open(&mut self, subject: Subject, opening: Opening) {
        self.said.push((subject, Verdict::Open(Box::new(opening))));
    }

    /// It goes on.
    pub fn hold(&mut self, subject: Subject, color: Color) {
        self.said.push((subject, Verdict::Hold(color)));
    }

    /// It is over.
    pub fn end(&mut self, subject: Subject, at: Timestamp, reason: EndReason) {
        self.said.push((subject, Verdict::End { at, reason }));
    }

    /// Asks for a tick once the vehicle has been silent for this long.
    pub fn wake_after(&mut self, silence: Millis) {
        self.wake_after = Some(self.wake_after.map_or(silence, |soonest| soonest.min(silence)));
    }

    pub(crate) fn take(&mut self) -> Vec<(Subject, Verdict)> {
        std::mem::take(&mut self.said)
    }

    pub(crate) fn wanted_silence(&self) -> Option<Millis> {
        self.wake_after
    }
}

/// A rule's state for each subject it has something to remember of, in order of subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subjects<S>(SmallVec<[(Subject, S); 1]>);

impl<S> Default for Subjects<S> {
    fn default() -> Self {
        Self(SmallVec::new())
    }
}

impl<S> Subjects<S> {
    /// What is remembered of a subject.
    #[must_use]
    pub fn get(&self, subject: Subject) -> Option<&S> {
        let at = self.0.binary_search_by_key(&subject, |(known, _)| *known).ok()?;
        Some(&self.0[at].1)
    }

    /// Remembers.
    pub fn set(&mut self, subject: Subject, state: S) {
        match self.0.binary_search_by_key(&subject, |(known, _)| *known) {
            Ok(at) => self.0[at].1 = state,
            Err(at) => self.0.insert(at, (subject, state)),
        }
    }

    /// Forgets.
    pub fn forget(&mut self, subject: Subject) {
        if let Ok(at) = self.0.binary_search_by_key(&subject, |(known, _)| *known) {
            self.0.remove(at);
        }
    }

    /// Every subject of which something is remembered, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Subject, &S)> {
        self.0.iter().map(|(subject, state)| (*subject, state))
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
