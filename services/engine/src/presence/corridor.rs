//! Being on a bridge or in a tunnel: the track runs along it. Crossed sideways is not on it, and
//! under it is not on it either.

use placard_domain::{Length, Millis, Timestamp};
use placard_geo::plane;
use placard_geo::shape::{Corridor, Run};
use serde::{Deserialize, Serialize};

use super::{CLEAR_SIGMAS, Entry, How, Outcome, Way};
use crate::motion::Sighting;

/// A fix may lie this many sigma outside the corridor's edge and still be on it.
const BESIDE_SIGMAS: i64 = 2;
/// A way runs along the line where its advance on it is this much of its length: within 30°.
const ALONG: f64 = 0.866;
/// Pieces of a way shorter than this are noise and have no bearing.
const BEARING_MIN: Length = Length::from_whole_metres(20);
/// In by a mouth, this far along is sure; a shorter corridor asks for a third of itself.
const SURE_FROM_MOUTH: Length = Length::from_whole_metres(30);

/// What is remembered between fixes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Track {
    pass: Option<Pass>,
    /// Since when the vehicle has been beside it, though not yet clear.
    beside_since: Option<Timestamp>,
}

/// A pass along the corridor, sure or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Pass {
    first: Sighting,
    since: Timestamp,
    gap: Millis,
    /// Chainage at which it began.
    began_at: Length,
    by_mouth: bool,
}

impl Track {
    pub(super) fn is_worth_keeping(&self) -> bool {
        self.pass.is_some()
    }

    pub(super) fn step(
        &mut self,
        corridor: &Corridor,
        entry: &mut Option<Entry>,
        way: &Way<'_>,
    ) -> Outcome {
        let margin = Length::from_mm(BESIDE_SIGMAS * way.sigma().mm());
        let runs = match way.from {
            Some(from) => corridor.runs(from.position, way.to.position, margin),
            None => corridor.runs(way.to.position, way.to.position, margin),
        };
        if entry.is_some() {
            return self.step_sure(corridor, &runs, way);
        }
        for run in &runs {
            self.follow(corridor, run, way);
            let sure = self.pass.as_ref().and_then(|pass| pass.entry(corridor, run, way));
            let gone = run.span.to < 1.0;
            match sure {
                Some(sure) if gone => {
                    return Outcome::Passed(sure, way.time_at(run.between_mouths.to));
                }
                Some(sure) => *entry = Some(sure),
                None if gone => self.pass = None,
                None => {}
            }
        }
        if runs.is_empty() {
            self.pass = None;
        }
        Outcome::Stays
    }

    fn step_sure(&mut self, corridor: &Corridor, runs: &[Run], way: &Way<'_>) -> Outcome {
        let on_it = runs.last().is_some_and(|run| run.span.to >= 1.0);
        if on_it {
            self.beside_since = None;
            return Outcome::Stays;
        }
        let left = runs.first().filter(|run| run.span.from <= 0.0);
        let since = left.map_or(way.to.time, |run| way.time_at(run.between_mouths.to));
        let since = *self.beside_since.get_or_insert(since);
        let clear = corridor.half_width().mm() + CLEAR_SIGMAS * way.to.sigma.mm();
        if corridor.locate(way.to.position).offset.mm() > clear {
            Outcome::Left(since)
        } else {
            Outcome::Stays
        }
    }

    /// Goes on with a pass, or begins one.
    fn follow(&mut self, corridor: &Corridor, run: &Run, way: &Way<'_>) {
        let goes_on = self.pass.is_some() && run.span.from <= 0.0;
        if goes_on && !is_sideways(run, way) {
            return;
        }
        let crossed_edge = way.from.is_some() && run.span.from > 0.0;
        // Sideways or turned about: whatever comes after begins where this piece ends.
        let began_at = if is_sideways(run, way) { run.leaves_at } else { run.enters_at };
        let mouth = corridor.half_width().mm() + BESIDE_SIGMAS * way.sigma().mm();
        let to_mouth = began_at.mm().min(corridor.length().mm() - began_at.mm());
        self.pass = Some(Pass {
            first: *way.to,
            since: way.time_at(if way.from.is_some() { run.between_mouths.from } else { 1.0 }),
            gap: if crossed_edge { way.gap() } else { Millis::ZERO },
            began_at,
            by_mouth: crossed_edge && !is_sideways(run, way) && to_mouth <= mouth,
        });
    }
}

/// Whether a piece of way is long enough between the mouths to have a bearing, and has another than
/// the corridor's.
fn is_sideways(run: &Run, way: &Way<'_>) -> bool {
    let Some(from) = way.from else { return false };
    let whole = plane::distance(from.position, way.to.position).mm() as f64;
    let piece = whole * (run.between_mouths.to - run.between_mouths.from);
    let advance = (run.leaves_at.mm() - run.enters_at.mm()).abs() as f64;
    piece >= BEARING_MIN.mm() as f64 && advance < ALONG * piece
}

impl Pass {
    /// The entry, once the pass is long enough.
    fn entry(&self, corridor: &Corridor, run: &Run, way: &Way<'_>) -> Option<Entry> {
        let advance = Length::from_mm((run.leaves_at.mm() - self.began_at.mm()).abs());
        let third = Length::from_mm(corridor.length().mm() / 3);
        let limit = if self.by_mouth { third.min(SURE_FROM_MOUTH) } else { third };
        (advance >= limit && advance > Length::ZERO).then(|| Entry {
            first_fix: self.first.time,
            at: self.since,
            how: How::Along,
            reach: advance,
            limit,
            gap: self.gap,
            proof: way.proof(Some(&self.first)),
        })
    }
}
