//! The quickest way from node to node, and which nodes have one.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Edge, EdgeNo, NodeNo, Roads};

/// What a way may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// Open edges alone.
    Open,
    /// Whatever there is.
    Any,
}

impl Passage {
    fn takes(self, edge: &Edge) -> bool {
        self == Self::Any || edge.is_open
    }
}

impl Roads {
    /// The quickest way: each edge with whether it is driven as its line runs. `None` where there
    /// is no way.
    #[must_use]
    pub fn way(&self, from: NodeNo, to: NodeNo, passage: Passage) -> Option<Vec<(EdgeNo, bool)>> {
        self.way_until(from, passage, |node| node == to)
    }

    /// The quickest way to the first node that will do.
    pub(crate) fn way_until(
        &self,
        from: NodeNo,
        passage: Passage,
        will_do: impl Fn(NodeNo) -> bool,
    ) -> Option<Vec<(EdgeNo, bool)>> {
        let mut best = vec![u64::MAX; self.nodes.len()];
        let mut came = vec![None; self.nodes.len()];
        let mut queue = BinaryHeap::from([Reverse((0, from))]);
        best[from as usize] = 0;
        while let Some(Reverse((cost, node))) = queue.pop() {
            if will_do(node) {
                return Some(self.walk_back(&came, from, node));
            }
            if cost > best[node as usize] {
                continue;
            }
            for number in &self.at[node as usize] {
                let edge = self.edge(*number);
                let Some((next, forward)) = other_end(edge, node) else { continue };
                let cost = cost + (edge.length_m / edge.speed_kmh * 3600.0) as u64;
                if passage.takes(edge) && cost < best[next as usize] {
                    best[next as usize] = cost;
                    came[next as usize] = Some((*number, forward));
                    queue.push(Reverse((cost, next)));
                }
            }
        }
        None
    }

    fn walk_back(
        &self,
        came: &[Option<(EdgeNo, bool)>],
        from: NodeNo,
        to: NodeNo,
    ) -> Vec<(EdgeNo, bool)> {
        let (mut way, mut node) = (Vec::new(), to);
        while node != from
            && let Some((edge, forward)) = came[node as usize]
        {
            way.push((edge, forward));
            node = self.edge(edge).ends[usize::from(!forward)];
        }
        way.reverse();
        way
    }
}

/// The node at an edge's other end, and whether one gets there as its line runs. `None` for a loop.
fn other_end(edge: &Edge, node: NodeNo) -> Option<(NodeNo, bool)> {
    match edge.ends {
        [from, to] if from == to => None,
        [from, to] if from == node => Some((to, true)),
        [from, _] => Some((from, false)),
    }
}

/// Marks the nodes of the largest set that open edges join.
pub(super) fn largest_connected(roads: &Roads) -> Vec<bool> {
    let mut seen = vec![false; roads.nodes.len()];
    let mut largest: Vec<NodeNo> = Vec::new();
    for start in 0..roads.nodes.len() as NodeNo {
        let (mut found, mut stack) = (Vec::new(), vec![start]);
        while let Some(node) = stack.pop() {
            if std::mem::replace(&mut seen[node as usize], true) {
                continue;
            }
            found.push(node);
            let edges = roads.at[node as usize].iter().map(|number| roads.edge(*number));
            stack.extend(edges.filter(|edge| edge.is_open).flat_map(|edge| edge.ends));
        }
        if found.len() > largest.len() {
            largest = found;
        }
    }
    let mut marked = vec![false; roads.nodes.len()];
    largest.iter().for_each(|node| marked[*node as usize] = true);
    marked
}
