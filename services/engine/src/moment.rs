//! What a rule may see, and what it may say.

use placard_domain::alert::{Confidence, EndReason, Measured};
use placard_domain::fix::LoadState;
use placard_domain::rule::Color;
use placard_domain::vehicle::{Load, Vehicle};
use placard_domain::{Fix, Length, Millis, Position, Text, Timestamp, Wgs84, ZoneNo};
use serde::{Deserialize, Serialize, Serializer};
use smallvec::SmallVec;

use crate::motion::{Motion, Sighting};
use crate::presence::{Departure, Passage, Presences};
use crate::world::{TripVersion, World};

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
    /// What the waybill in force says; `None` where none is.
    pub trip: Option<&'a TripVersion>,
    /// What is on board: what the waybill in force says, else what was last declared of the
    /// vehicle. Rules judge by this, and by the vehicle's own record of its load only to hold the
    /// two against each other.
    pub load: &'a Load,
    /// How it moves, this fix included.
    pub motion: &'a Motion,
    /// Where this fix saw it; `None` where it has no place, or one in doubt.
    pub sighting: Option<&'a Sighting>,
    /// The sighting before that one; `None` at the first, and after a jump that was borne out.
    pub before: Option<&'a Sighting>,
    /// How far it is from there to here; zero where there is none.
    pub way: Length,
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

/// Of a vehicle that is no longer registered.
static NOT_KNOWN: Load = Load {
    state: LoadState::Unknown,
    cleaned: false,
    in_tank: false,
    goods: Vec::new(),
    declared_at: None,
};

impl<'a> Moment<'a> {
    /// What is on board of a vehicle.
    pub(crate) fn load_of(vehicle: Option<&'a Vehicle>, trip: Option<&'a TripVersion>) -> &'a Load {
        match (trip, vehicle) {
            (Some(trip), _) => &trip.load,
            (None, Some(vehicle)) => &vehicle.load,
            (None, None) => &NOT_KNOWN,
        }
    }

    /// The vehicle, where it is laden or presumed so.
    #[must_use]
    pub fn laden(&self) -> Option<&'a Vehicle> {
        self.vehicle.filter(|_| self.load.is_laden())
    }

    /// Whether the vehicle is taken to be laden.
    #[must_use]
    pub fn is_laden(&self) -> bool {
        self.laden().is_some()
    }

    /// Why an episode that its zone no longer bears ends now.
    #[must_use]
    pub fn why_no_longer(&self) -> EndReason {
        match self.vehicle {
            None => EndReason::VehicleRemoved,
            Some(_) if !self.load.is_laden() => EndReason::Unladen,
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
    /// A flag of the alarm word, by its bit.
    Alarm(u8),
    /// One of the faults that a rule tells apart, by its number there.
    Fault(u8),
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
    /// The clause of the zone or route itself, which stands before the rule's; empty: none.
    pub own_clause: String,
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

/// A rule's state for each subject it has something to remember of, in order of subject. Mostly it
/// has nothing, and that costs a pointer: a vehicle pays for every rule there is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Held<S>")]
pub struct Subjects<S>(Option<Box<Held<S>>>);

type Held<S> = SmallVec<[(Subject, S); 1]>;

impl<S> Default for Subjects<S> {
    fn default() -> Self {
        Self(None)
    }
}

impl<S> From<Held<S>> for Subjects<S> {
    fn from(held: Held<S>) -> Self {
        Self((!held.is_empty()).then(|| Box::new(held)))
    }
}

impl<S: Serialize> Serialize for Subjects<S> {
    fn serialize<To: Serializer>(&self, to: To) -> Result<To::Ok, To::Error> {
        self.held().serialize(to)
    }
}

impl<S> Subjects<S> {
    fn held(&self) -> &[(Subject, S)] {
        self.0.as_ref().map_or(&[], |held| held.as_slice())
    }

    fn find(&self, subject: Subject) -> Result<usize, usize> {
        self.held().binary_search_by_key(&subject, |(known, _)| *known)
    }

    /// What is remembered of a subject.
    #[must_use]
    pub fn get(&self, subject: Subject) -> Option<&S> {
        Some(&self.held()[self.find(subject).ok()?].1)
    }

    /// Remembers.
    pub fn set(&mut self, subject: Subject, state: S) {
        let found = self.find(subject);
        let held = self.0.get_or_insert_default();
        match found {
            Ok(at) => held[at].1 = state,
            Err(at) => held.insert(at, (subject, state)),
        }
    }

    /// Forgets; returns what it was.
    pub fn forget(&mut self, subject: Subject) -> Option<S> {
        let at = self.find(subject).ok()?;
        let held = self.0.as_mut()?;
        let (_, state) = held.remove(at);
        if held.is_empty() {
            self.0 = None;
        }
        Some(state)
    }

    /// Every subject of which something is remembered, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Subject, &S)> {
        self.held().iter().map(|(subject, state)| (*subject, state))
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}
