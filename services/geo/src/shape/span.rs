//! Pieces of a way.

use smallvec::SmallVec;

/// A piece of a way, as fractions of it: 0 is its beginning, 1 its end. `from <= to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Where the piece begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
}

impl Span {
    /// The whole way.
    pub const WHOLE: Self = Self { from: 0.0, to: 1.0 };
}

/// Pieces of one way; two fit without a heap.
pub type Spans = SmallVec<[Span; 2]>;

/// Sorts pieces and joins those whose gap is at most `gap`.
pub(super) fn merged(mut pieces: SmallVec<[Span; 4]>, gap: f64) -> Spans {
    pieces.sort_unstable_by(|a, b| a.from.total_cmp(&b.from).then(a.to.total_cmp(&b.to)));
    let mut merged = Spans::new();
    for piece in pieces {
        match merged.last_mut() {
            Some(last) if piece.from <= last.to + gap => last.to = last.to.max(piece.to),
            _ => merged.push(piece),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_that_touch_become_one() {
        let pieces = [(0.5, 0.6), (0.0, 0.2), (0.2, 0.3), (0.25, 0.28), (0.601, 0.7)];
        let spans = pieces.into_iter().map(|(from, to)| Span { from, to });
        let found = merged(spans.clone().collect(), 0.0);
        let expected = [(0.0, 0.3), (0.5, 0.6), (0.601, 0.7)];
        assert!(found.iter().map(|s| (s.from, s.to)).eq(expected));
        assert_eq!(merged(spans.collect(), 0.01).len(), 2);
    }
}
