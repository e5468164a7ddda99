//! Which zones a vehicle is in: judged once, with hysteresis, for all rules.
//!
//! A receiver's noise makes "inside now against inside last time" flap: 40 to 840 false events for
//! a truck parked a day on an edge. Here being in a zone begins when it is sure and ends when it is
//! clear, both in units of the fix's own sigma, and a stay is judged by its mean
//! (`design/detection.md`, "Hysteresis"). Two shapes, two judgements: [`area`] and [`corridor`].

mod area;
mod corridor;
mod ground;

use placard_domain::alert::EndReason;
use placard_domain::{Length, Millis, Timestamp, ZoneNo};
use placard_geo::shape::Shape;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::motion::{Sighting, Stay};
use crate::world::{World, ZoneVersion};

pub(crate) use ground::Ground;

/// Between fixes further apart than this nothing is said of the way: it need not have been
/// straight. A truck at 80 km/h covers 6.7 km in five minutes.
pub const WAY_MAX: Millis = Millis::from_minutes(5);
/// Clear of a zone by this many sigma: out of it.
const CLEAR_SIGMAS: i64 = 4;

/// How it became sure that a vehicle was in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// A fix lay deeper inside than its sigma.
    Inside,
    /// The mean of a long stay lay inside.
    Stay,
    /// The way between two fixes crossed it; neither lay inside.
    Crossed,
    /// The way ran along the corridor.
    Along,
}

/// The beginning of a stay in a zone, once it is sure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Device time of the fix at which it began.
    pub first_fix: Timestamp,
    /// When the edge was crossed, interpolated between two fixes where it must be.
    pub at: Timestamp,
    /// How it became sure.
    pub how: How,
    /// How deep inside; for a corridor, how far along it.
    pub reach: Length,
    /// What `reach` was held against.
    pub limit: Length,
    /// Time between the two fixes that `at` was interpolated between; zero where it was not.
    pub gap: Millis,
    /// The fixes that proved it.
    pub proof: SmallVec<[Sighting; 3]>,
}

/// A zone that a vehicle is in or near.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// Which.
    pub zone: ZoneNo,
    /// Set once it is sure.
    pub entry: Option<Entry>,
    track: Track,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Track {
    Area(area::Track),
    Corridor(corridor::Track),
}

/// A zone that a vehicle has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    /// Which.
    pub zone: ZoneNo,
    /// When the edge was crossed, interpolated.
    pub at: Timestamp,
    /// Whether it was the zone that went.
    pub zone_gone: bool,
}

impl Departure {
    /// Why an episode that hung on being there ends.
    #[must_use]
    pub fn end_reason(&self) -> EndReason {
        if self.zone_gone { EndReason::NoLongerBanned } else { EndReason::Cleared }
    }
}

/// A zone that a vehicle went through between two fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Which.
    pub zone: ZoneNo,
    /// In.
    pub entry: Entry,
    /// Out.
    pub left: Timestamp,
}

/// What a fix makes of one zone.
enum Outcome {
    /// As before, or sure from now on.
    Stays,
    /// Out since then.
    Left(Timestamp),
    /// In and out again between two fixes.
    Passed(Entry, Timestamp),
}

/// What a fix changed.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Where it saw the vehicle, and where that was seen before.
    pub(crate) sighting: Option<Sighting>,
    pub(crate) before: Option<Sighting>,
    /// How far from there to here.
    pub(crate) way: Length,
    pub(crate) departures: Vec<Departure>,
    pub(crate) passages: Vec<Passage>,
}

/// A sighting and the one before it, for the shapes to judge.
struct Way<'a> {
    from: Option<&'a Sighting>,
    to: &'a Sighting,
    stay: Option<&'a Stay>,
}

impl Way<'_> {
    /// The instant at a fraction of the way.
    fn time_at(&self, fraction: f64) -> Timestamp {
        let Some(from) = self.from else { return self.to.time };
        let elapsed = (self.to.time - from.time).0;
        from.time + Millis((elapsed as f64 * fraction).round() as i64)
    }

    fn gap(&self) -> Millis {
        self.from.map_or(Millis::ZERO, |from| self.to.time - from.time)
    }

    /// The larger sigma of the two ends.
    fn sigma(&self) -> Length {
        self.from.map_or(self.to.sigma, |from| from.sigma.max(self.to.sigma))
    }

    fn proof(&self, earlier: Option<&Sighting>) -> SmallVec<[Sighting; 3]> {
        let mut proof: SmallVec<[Sighting; 3]> = SmallVec::new();
        for sighting in earlier.into_iter().chain(self.from).chain([self.to]) {
            if proof.last().is_none_or(|last| last.time < sighting.time) {
                proof.push(*sighting);
            }
        }
        proof
    }
}

/// The zones that a vehicle is in or near, in order of number: mostly none, which takes no room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Presences(Vec<Presence>);

impl Presences {
    /// Zones that the vehicle surely is in.
    pub fn sure(&self) -> impl Iterator<Item = (ZoneNo, &Entry)> {
        self.0.iter().filter_map(|presence| Some((presence.zone, presence.entry.as_ref()?)))
    }

    /// Zones that the vehicle is in, sure or not yet.
    pub fn all(&self) -> impl Iterator<Item = ZoneNo> {
        self.0.iter().map(|presence| presence.zone)
    }

    /// Takes the next sighting.
    pub(crate) fn step(
        &mut self,
        world: &World,
        ground: &mut Ground,
        from: Option<&Sighting>,
        to: &Sighting,
        stay: Option<&Stay>,
    ) -> Changes {
        let from = from.filter(|from| to.time - from.time <= WAY_MAX);
        let way = Way { from, to, stay };
        let pad = Length::from_mm(CLEAR_SIGMAS * way.sigma().mm());
        let mut changes = Changes { sighting: Some(*to), ..Changes::default() };
        let mut near = Vec::new();
        let places = (from.map(|from| from.position), to.position);
        if !ground.is_open(world.zones(), places.0, places.1, pad) {
            world.zones().near(places.0, places.1, pad, to.time, &mut near);
            if near.is_empty() {
                ground.survey(world.zones(), to.position, pad);
            }
        }
        if near.is_empty() && self.0.is_empty() {
            return changes;
        }

        let before = std::mem::take(&mut self.0);
        for presence in &before {
            if near.binary_search_by_key(&presence.zone, |version| version.zone.no).is_err() {
                self.step_far(world, presence, &way, &mut changes);
            }
        }
        for version in near {
            let presence = before.iter().find(|presence| presence.zone == version.zone.no);
            self.step_near(&version, presence, &way, &mut changes);
        }
        self.0.sort_by_key(|presence| presence.zone);
        changes.departures.sort_by_key(|departure| (departure.at, departure.zone));
        changes.passages.sort_by_key(|passage| (passage.entry.at, passage.zone));
        changes
    }

    /// A zone that was near and is not: left behind, or no longer in force.
    fn step_far(
        &mut self,
        world: &World,
        presence: &Presence,
        way: &Way<'_>,
        changes: &mut Changes,
    ) {
        match world.zones().get(presence.zone, way.to.time).cloned() {
            Some(version) => self.step_near(&version, Some(presence), way, changes),
            None if presence.entry.is_some() => changes.departures.push(Departure {
                zone: presence.zone,
                at: way.to.time,
                zone_gone: true,
            }),
            None => {}
        }
    }

    fn step_near(
        &mut self,
        version: &ZoneVersion,
        presence: Option<&Presence>,
        way: &Way<'_>,
        changes: &mut Changes,
    ) {
        let zone = version.zone.no;
        let mut entry = presence.and_then(|presence| presence.entry.clone());
        let known = presence.map(|presence| &presence.track);
        let (outcome, track) = match (&version.shape.as_ref(), known) {
            (Shape::Corridor(corridor), known) => {
                let mut track = match known {
                    Some(Track::Corridor(track)) => track.clone(),
                    _ => corridor::Track::default(),
                };
                let outcome = track.step(corridor, &mut entry, way);
                (outcome, track.is_worth_keeping().then_some(Track::Corridor(track)))
            }
            (shape, known) => {
                let mut track = match known {
                    Some(Track::Area(track)) => track.clone(),
                    _ => area::Track::default(),
                };
                let outcome = track.step(shape, &mut entry, way);
                (outcome, track.is_worth_keeping().then_some(Track::Area(track)))
            }
        };
        match outcome {
            Outcome::Stays => {}
            Outcome::Left(at) => {
                changes.departures.push(Departure { zone, at, zone_gone: false });
                return;
            }
            Outcome::Passed(entry, left) => {
                changes.passages.push(Passage { zone, entry, left });
                return;
            }
        }
        if let Some(track) = track.or_else(|| entry.is_some().then(|| fresh(version))) {
            self.0.push(Presence { zone, entry, track });
        }
    }
}

fn fresh(version: &ZoneVersion) -> Track {
    match version.shape.as_ref() {
        Shape::Corridor(_) => Track::Corridor(corridor::Track::default()),
        Shape::Area(_) | Shape::Circle(_) => Track::Area(area::Track::default()),
    }
}
