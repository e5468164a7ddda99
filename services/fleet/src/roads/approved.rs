//! The approved route: the quickest open way across the region, from its west to its east.

use placard_domain::{Position, Wgs84};

use super::{EdgeNo, NodeNo, Passage, Roads};

/// A way that trucks may have to keep to.
#[derive(Clone, Debug, Default)]
pub struct Approved {
    /// Where it begins; `None` where there is no way at all.
    pub start: Option<NodeNo>,
    /// Its edges, each with whether it is driven as its line runs.
    pub way: Vec<(EdgeNo, bool)>,
}

impl Roads {
    /// The way across.
    pub(super) fn way_across(&self) -> Approved {
        let longitude = |node: &&NodeNo| self.nodes[**node as usize].lon_units();
        let west = self.destinations.iter().min_by_key(longitude);
        let east = self.destinations.iter().max_by_key(longitude);
        let (Some(west), Some(east)) = (west, east) else { return Approved::default() };
        let way = self.way(*west, *east, Passage::Open).unwrap_or_default();
        Approved { start: Some(*west), way }
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
