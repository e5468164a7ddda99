//! The edges of a shape, in their order along its rings, under boxes of boxes.
//!
//! Neighbours on a ring are neighbours on the ground, so boxes round eight consecutive edges, and
//! round eight such boxes, make a good search tree without sorting or pointers: 18 bytes an edge
//! with its share of the boxes, and a question looks at some logarithm of the edges. Few edges
//! have no boxes and are looked at in turn.

use crate::bounds::Bounds;
use crate::exact::Edge;

/// Edges under one box, and boxes under one box.
const FAN: usize = 8;
/// Up to here a plain scan is as fast as boxes.
const PLAIN: usize = 16;

/// Edges under boxes.
#[derive(Clone, Debug)]
pub(crate) struct Edges {
    edges: Box<[Edge]>,
    /// `levels[0][i]` is round edges `8 i` to `8 i + 7`, each further level round the one before.
    levels: Vec<Box<[Bounds]>>,
    bounds: Bounds,
}

/// A question asked of edges: which boxes to enter, what to make of an edge.
pub(crate) trait Walk {
    /// Whether any edge in a box can matter.
    fn enters(&mut self, bounds: &Bounds) -> bool;
    /// Takes an edge and its place in the order.
    fn takes(&mut self, index: usize, edge: &Edge);
}

impl Edges {
    pub(crate) fn new(edges: Vec<Edge>) -> Self {
        let mut levels: Vec<Box<[Bounds]>> = Vec::new();
        if edges.len() > PLAIN {
            let leaf = |few: &[Edge]| round(few.iter().map(Bounds::of_edge));
            levels.push(edges.chunks(FAN).map(leaf).collect());
            while let Some(below) = levels.last().filter(|below| below.len() > FAN) {
                levels.push(below.chunks(FAN).map(|few| round(few.iter().copied())).collect());
            }
        }
        let bounds = round(edges.iter().map(Bounds::of_edge));
        Self { edges: edges.into(), levels, bounds }
    }

    pub(crate) const fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    pub(crate) fn as_slice(&self) -> &[Edge] {
        &self.edges
    }

    /// Asks in the order of the edges.
    pub(crate) fn walk(&self, question: &mut impl Walk) {
        let Some(top) = self.levels.len().checked_sub(1) else {
            for (index, edge) in self.edges.iter().enumerate() {
                question.takes(index, edge);
            }
            return;
        };
        for index in 0..self.levels[top].len() {
            self.descend(top, index, question);
        }
    }

    fn descend(&self, level: usize, index: usize, question: &mut impl Walk) {
        if !question.enters(&self.levels[level][index]) {
            return;
        }
        let first = index * FAN;
        if level > 0 {
            for child in first..self.levels[level - 1].len().min(first + FAN) {
                self.descend(level - 1, child, question);
            }
            return;
        }
        let last = self.edges.len().min(first + FAN);
        for (offset, edge) in self.edges[first..last].iter().enumerate() {
            question.takes(first + offset, edge);
        }
    }
}

fn round(boxes: impl Iterator<Item = Bounds>) -> Bounds {
    boxes.fold(Bounds::NOTHING, |sum, next| sum.union(&next))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts what it meets of a box.
    struct Count {
        window: Bounds,
        taken: Vec<usize>,
    }

    impl Walk for Count {
        fn enters(&mut self, bounds: &Bounds) -> bool {
            bounds.meets(&self.window)
        }
        fn takes(&mut self, index: usize, _: &Edge) {
            self.taken.push(index);
        }
    }

    fn stairs(n: i32) -> Edges {
        Edges::new((0..n).map(|i| Edge { a: [i, i], b: [i + 1, i + 1] }).collect())
    }

    #[test]
    fn every_edge_is_met_once_and_in_order() {
        for n in [0, 1, 16, 17, 64, 65, 513, 5000] {
            let everything = Bounds { west: -1, south: -1, east: 9000, north: 9000 };
            let mut count = Count { window: everything, taken: vec![] };
            stairs(n).walk(&mut count);
            assert!(count.taken.into_iter().eq(0..n as usize), "{n}");
        }
    }

    #[test]
    fn a_small_question_looks_at_few_edges() {
        let window = Bounds { west: 700, south: 700, east: 701, north: 701 };
        let mut count = Count { window, taken: vec![] };
        stairs(5000).walk(&mut count);
        assert!(count.taken.contains(&700));
        assert!(count.taken.len() <= 2 * FAN, "{:?}", count.taken);
    }
}
