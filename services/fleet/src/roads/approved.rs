//! The approved route: the quickest open way from the middle of the region towards its east.

use placard_domain::{Position, Wgs84};
use placard_geo::plane::{distance, on_the_way};

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
        let place = |node: &NodeNo| self.nodes[*node as usize];
        let longitude = |node: &&NodeNo| place(node).lon_units();
        let (west, east) = (
            self.destinations.iter().min_by_key(longitude),
            self.destinations.iter().max_by_key(longitude),
        );
        let (Some(west), Some(east)) = (west, east) else { return Approved::default() };
        let middle = on_the_way(place(west), place(east), 0.5);
        // Where roads meet, so that there is another way to go.
        let is_open = |edge: &&EdgeNo| self.edge(**edge).is_open;
        let meets = |node: &&NodeNo| self.at[**node as usize].iter().filter(is_open).count() > 2;
        let start = self.destinations.iter().filter(meets);
        let start = start.min_by_key(|node| distance(place(node), middle)).unwrap_or(west);
        let mut left_m = LENGTH_M;
        let way = self.way(*start, *east, Passage::Open).unwrap_or_default();
        let way = way.into_iter().take_while(|(edge, _)| {
            left_m -= self.edge(*edge).length_m;
            left_m > 0.0
        });
        Approved { start: Some(*start), way: way.collect() }
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
