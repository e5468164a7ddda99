//! Being in an area: a polygon, several, or a circle.

use placard_domain::{Length, Millis, Timestamp};
use placard_geo::plane;
use placard_geo::shape::{Shape, Span};
use serde::{Deserialize, Serialize};

use super::{CLEAR_SIGMAS, Entry, How, Outcome, Way};
use crate::motion::Sighting;

/// A stay this long, of this many fixes, is judged by its mean.
const STAY_MIN: Millis = Millis::from_minutes(5);
const STAY_FIXES: u32 = 5;
/// Deeper inside than this is not measured.
const REACH_MAX: Length = Length::from_whole_metres(1000);

/// What is remembered between fixes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Track {
    inside: Option<Inside>,
    /// Since when the vehicle has been outside, though not yet clear.
    outside_since: Option<Timestamp>,
}

/// Inside, sure or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Inside {
    first: Sighting,
    since: Timestamp,
    gap: Millis,
}

impl Track {
    pub(super) fn is_worth_keeping(&self) -> bool {
        self.inside.is_some()
    }

    pub(super) fn step(
        &mut self,
        shape: &Shape,
        entry: &mut Option<Entry>,
        way: &Way<'_>,
    ) -> Outcome {
        let sigma = way.to.sigma;
        let clear = Length::from_mm(CLEAR_SIGMAS * sigma.mm());
        let depth = shape.depth(way.to.position, Length::from_mm(clear.mm() + 1));
        if depth >= Length::ZERO {
            self.note_inside(shape, way);
        } else {
            self.note_outside(shape, way, entry.is_some());
        }
        if entry.is_some() {
            // One that stands still leaves when the mean of its stay is clear, not when a fix is.
            let depth = match way.stay.filter(|stay| stay.is_settled()) {
                Some(stay) => shape.depth(stay.mean(), Length::from_mm(clear.mm() + 1)),
                None => depth,
            };
            let left = self.outside_since.filter(|_| depth.mm() < -clear.mm());
            return left.map_or(Outcome::Stays, Outcome::Left);
        }
        if let Some(inside) = &self.inside {
            *entry = inside.entry(shape, way, depth).or_else(|| inside.entry_across(shape, way));
            return Outcome::Stays;
        }
        match crossed(shape, way) {
            Some((entry, left)) => Outcome::Passed(entry, left),
            None => Outcome::Stays,
        }
    }

    fn note_inside(&mut self, shape: &Shape, way: &Way<'_>) {
        self.outside_since = None;
        if self.inside.is_some() {
            return;
        }
        // The piece that reaches this fix began where the edge was crossed.
        let began = way.from.and_then(|from| {
            let spans = shape.spans(from.position, way.to.position);
            let last = spans.last().filter(|span| span.from > 0.0)?;
            Some(way.time_at(last.from))
        });
        let gap = if began.is_some() { way.gap() } else { Millis::ZERO };
        self.inside = Some(Inside { first: *way.to, since: began.unwrap_or(way.to.time), gap });
    }

    fn note_outside(&mut self, shape: &Shape, way: &Way<'_>, is_sure: bool) {
        if !is_sure {
            self.inside = None;
        } else if self.outside_since.is_none() {
            let ended = way.from.and_then(|from| {
                let spans = shape.spans(from.position, way.to.position);
                spans.first().map(|span| way.time_at(span.to))
            });
            self.outside_since = Some(ended.unwrap_or(way.to.time));
        }
    }
}

impl Inside {
    /// The entry, once it is sure.
    fn entry(&self, shape: &Shape, way: &Way<'_>, depth: Length) -> Option<Entry> {
        let sigma = way.to.sigma;
        let (how, reach, limit) = if depth > sigma {
            let deep = shape.depth(way.to.position, REACH_MAX);
            (How::Inside, deep, sigma)
        } else {
            let long = |stay: &&crate::motion::Stay| {
                stay.duration() >= STAY_MIN && stay.count >= STAY_FIXES
            };
            let mean = way.stay.filter(long)?.mean();
            let depth = shape.depth(mean, REACH_MAX);
            if depth < Length::ZERO {
                return None;
            }
            (How::Stay, depth, Length::ZERO)
        };
        Some(self.sure(how, reach, limit, way))
    }

    /// The entry, where the way to this fix went through the depth of the zone.
    fn entry_across(&self, shape: &Shape, way: &Way<'_>) -> Option<Entry> {
        let spans = shape.spans(way.from?.position, way.to.position);
        let reach = depth_across(shape, way, spans.last().filter(|span| span.to >= 1.0)?)?;
        Some(self.sure(How::Crossed, reach, way.sigma(), way))
    }

    fn sure(&self, how: How, reach: Length, limit: Length, way: &Way<'_>) -> Entry {
        Entry {
            first_fix: self.first.time,
            at: self.since,
            how,
            reach,
            limit,
            gap: self.gap,
            proof: way.proof(Some(&self.first)),
        }
    }
}

/// How deep the way is at the middle of a piece inside, where that is more than sigma: else the way
/// may have passed by.
fn depth_across(shape: &Shape, way: &Way<'_>, span: &Span) -> Option<Length> {
    let from = way.from?.position;
    let middle = plane::on_the_way(from, way.to.position, span.from + (span.to - span.from) / 2.0);
    let is_deep = shape.depth(middle, Length::from_mm(way.sigma().mm() + 1)) > way.sigma();
    is_deep.then(|| shape.depth(middle, REACH_MAX))
}

/// In and out between two fixes that both lie outside.
fn crossed(shape: &Shape, way: &Way<'_>) -> Option<(Entry, Timestamp)> {
    let spans = shape.spans(way.from?.position, way.to.position);
    let deep = |span: &Span| Some((*span, depth_across(shape, way, span)?));
    let (span, reach) = spans.iter().find_map(deep)?;
    let entry = Entry {
        first_fix: way.to.time,
        at: way.time_at(span.from),
        how: How::Crossed,
        reach,
        limit: way.sigma(),
        gap: way.gap(),
        proof: way.proof(None),
    };
    Some((entry, way.time_at(span.to)))
}
