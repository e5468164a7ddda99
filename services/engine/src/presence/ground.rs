//! Open ground round a vehicle: a box in which no zone is near. A fix inside it asks no index.
//!
//! Most of a drive lies far from every zone, and what is far now is far ten seconds later: the safe
//! regions of Prabhakar et al. ("Query Indexing and Velocity Constrained Indexing", IEEE Trans.
//! Comput. 51(10), 2002). It holds what the index would answer and nothing else: no part of the
//! state, in no snapshot, and whoever has none asks the index.

use placard_domain::{Length, Position, Revision, Wgs84};
use placard_geo::Bounds;

use crate::world::Zones;

/// As far as this on each side. Further would cost more to find than it saves: at 80 km/h it is
/// three minutes.
const REACH: Length = Length::from_whole_metres(4_000);

/// Open ground, as far as it was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ground {
    bounds: Bounds,
    /// No zone is within this of it.
    pad: Length,
    /// The zones that it was found among.
    since: Revision,
}

impl Default for Ground {
    fn default() -> Self {
        Self { bounds: Bounds::NOTHING, pad: Length::ZERO, since: Revision::ZERO }
    }
}

impl Ground {
    /// Whether it is sure that no zone is within `pad` of the way from `from` to `to`.
    pub(crate) fn is_open(
        &self,
        zones: &Zones,
        from: Option<Position<Wgs84>>,
        to: Position<Wgs84>,
        pad: Length,
    ) -> bool {
        // A box that holds both ends holds the way.
        self.bounds.contains(to)
            && from.is_none_or(|from| self.bounds.contains(from))
            && pad <= self.pad
            && self.since == zones.since()
    }

    /// Looks round anew, where nothing was near.
    pub(crate) fn survey(&mut self, zones: &Zones, place: Position<Wgs84>, pad: Length) {
        let bounds = zones.clearing(place, REACH, pad).unwrap_or(Bounds::NOTHING);
        *self = Self { bounds, pad, since: zones.since() };
    }
}
