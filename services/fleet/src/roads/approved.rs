//! The approved route: the quickest open way from the west of the region towards its east.

use placard_domain::{Position, Wgs84};

use super::{EdgeNo, NodeNo, Passage, Roads};

/// At most so long, m: a corridor may span two degrees.
const LENGTH_M: f64 = 60_000.0;

/// A way that trucks may have to keep to.
#[derive(Clone, Debug, Default)]
pub struct Approved {
    /// Where it begins; `None` where there is no way at all.
    pub start: Option<NodeNo>,
    /// Its edges, each with whether it is driven as its line runs.
    pub way: Vec<(EdgeNo, bool)>,
}

impl Roads {
    /// The way east.
    pub(super) fn way_east(&self) -> Approved {
        let longitude = |node: &&NodeNo| self.nodes[**node as usize].lon_units();
        let west = self.destinations.iter().min_by_key(longitude);
        let east = self.destinations.iter().max_by_key(longitude);
        let (Some(west), Some(east)) = (west, east) else { return Approved::default() };
        let mut left_m = LENGTH_M;
        let way = self.way(*west, *east, Passage::Open).unwrap_or_default();
        let way = way.into_iter().take_while(|(edge, _)| {
            left_m -= self.edge(*edge).length_m;
            left_m > 0.0
        });
        Approved { start: Some(*west), way: way.collect() }
    }

    /// The line of a way, each place once.
    #[must_use]
    pub fn line(&self, way: &[(EdgeNo, bool)]) -> Vec<Position<Wgs84>> {
        let mut line = Vec::new();
        for (edge, forward) in way {
            let run = &self.edge(*edge).line;
            match forward {
                true => line.extend(run.iter().copied()),
                false => line.extend(run.iter().rev().copied()),
            }
        }
        line.dedup();
        line
    }
}
