//! Which of many zones a place or a way concerns.
//!
//! An R-tree over the boxes of the shapes, packed once. A question walks down to the boxes it
//! meets and asks those shapes alone: what it costs depends on the zones near it, not on how many
//! there are elsewhere (Tile38's way, a fence at a time, does not: `tile38#491`, `tile38#245`).

use std::ops::ControlFlow;
use std::sync::Arc;

use placard_domain::{Length, Position, Wgs84};
use rstar::{AABB, RTree, RTreeObject, SelectionFunction};

use crate::bounds::Bounds;
use crate::plane::reach_units;
use crate::shape::{Shape, Spans};

/// Shapes by their zones' numbers, found by place.
///
/// Answers are positions in the list it was built from, in order (so in order of zone number, and
/// versions of one zone in the order they were given). They are appended to the caller's buffer,
/// which once grown is all the room a question for a place needs.
#[derive(Debug, Default)]
pub struct ZoneIndex {
    entries: Vec<(u32, Arc<Shape>)>,
    tree: RTree<Leaf>,
}

/// A zone that a way crosses.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossed {
    /// Position in the index's list.
    pub entry: u32,
    /// The pieces of the way inside; at least one.
    pub spans: Spans,
}

/// A box in the tree. Its corners are whole 1e-7 degrees: an `f64` holds them exactly.
#[derive(Debug)]
struct Leaf {
    bounds: AABB<[f64; 2]>,
    entry: u32,
}

impl RTreeObject for Leaf {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        self.bounds
    }
}

impl ZoneIndex {
    /// Builds the index over shapes and the numbers of their zones; sorts them by number where
    /// they are not, keeping the order of equal ones.
    #[must_use]
    pub fn build(mut entries: Vec<(u32, Arc<Shape>)>) -> Self {
        entries.sort_by_key(|(key, _)| *key);
        let numbered = (0_u32..).zip(&entries);
        let leaves =
            numbered.map(|(entry, (_, shape))| Leaf { bounds: corners(shape.bounds()), entry });
        let tree = RTree::bulk_load(leaves.collect());
        Self { entries, tree }
    }

    /// How many shapes it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The zone number of an entry that an answer named.
    #[must_use]
    pub fn key(&self, entry: u32) -> u32 {
        self.entries[entry as usize].0
    }

    /// The shape of an entry that an answer named.
    #[must_use]
    pub fn shape(&self, entry: u32) -> &Shape {
        &self.entries[entry as usize].1
    }

    /// Entries whose bounds, widened by `pad`, hold `p`: every zone whose edge lies within `pad`,
    /// and a few more (the pad is taken a little wide, and bounds are boxes).
    pub fn near(&self, p: Position<Wgs84>, pad: Length, out: &mut Vec<u32>) {
        let first = out.len();
        let window = corners(&Bounds::of(p, p).padded(reach_units(p, pad)));
        let _ = self.tree.locate_in_envelope_intersecting_int(&window, |leaf| {
            out.push(leaf.entry);
            ControlFlow::<()>::Continue(())
        });
        out[first..].sort_unstable();
    }

    /// Entries whose bounds, widened by `pad`, the straight way from `a` to `b` meets.
    pub fn along(&self, a: Position<Wgs84>, b: Position<Wgs84>, pad: Length, out: &mut Vec<u32>) {
        let first = out.len();
        out.extend(self.candidates(a, b, pad));
        out[first..].sort_unstable();
    }

    /// Open ground: a box round `p`, at most `reach` each way, from any place or way in which
    /// [`ZoneIndex::near`] and [`ZoneIndex::along`] find nothing within `pad`. `None` where
    /// something is as near as that to `p` itself.
    ///
    /// Each bounds in the way costs the box the side that leaves the most of it: not always the
    /// largest box there is, but one that depends on the entries alone.
    #[must_use]
    pub fn clearing(&self, p: Position<Wgs84>, reach: Length, pad: Length) -> Option<Bounds> {
        let mut free = Bounds::of(p, p).padded(reach_units(p, reach));
        // A pad is widest where the parallels are shortest.
        let far = if p.lat_units() < 0 { free.south } else { free.north };
        let pad = reach_units(Position::from_units(p.lon_units(), far)?, pad);
        let window = corners(&free.padded(pad));
        let all = self.tree.locate_in_envelope_intersecting_int(&window, |leaf| {
            match free.without(&whole(&leaf.bounds).padded(pad), p) {
                Some(rest) => {
                    free = rest;
                    ControlFlow::Continue(())
                }
                None => ControlFlow::Break(()),
            }
        });
        all.is_continue().then_some(free)
    }

    /// Entries whose shapes hold `p`, its edge included. Returns how many shapes were asked: those
    /// whose bounds hold it.
    pub fn containing(&self, p: Position<Wgs84>, out: &mut Vec<u32>) -> usize {
        let first = out.len();
        let mut asked = 0;
        let here = corners(&Bounds::of(p, p));
        let _ = self.tree.locate_in_envelope_intersecting_int(&here, |leaf| {
            asked += 1;
            if self.shape(leaf.entry).contains(p) {
                out.push(leaf.entry);
            }
            ControlFlow::<()>::Continue(())
        });
        out[first..].sort_unstable();
        asked
    }

    /// Entries whose shapes the straight way from `a` to `b` meets, each with the pieces inside.
    /// Returns how many shapes were asked: those whose bounds the way meets.
    pub fn crossed(&self, a: Position<Wgs84>, b: Position<Wgs84>, out: &mut Vec<Crossed>) -> usize {
        let first = out.len();
        let mut asked = 0;
        for entry in self.candidates(a, b, Length::ZERO) {
            asked += 1;
            let spans = self.shape(entry).spans(a, b);
            if !spans.is_empty() {
                out.push(Crossed { entry, spans });
            }
        }
        out[first..].sort_unstable_by_key(|crossed| crossed.entry);
        asked
    }

    fn candidates(
        &self,
        a: Position<Wgs84>,
        b: Position<Wgs84>,
        pad: Length,
    ) -> impl Iterator<Item = u32> {
        let [at_a, at_b] = [reach_units(a, pad), reach_units(b, pad)];
        let pad = [at_a[0].max(at_b[0]), at_a[1].max(at_b[1])];
        let way = OnTheWay { a, b, pad };
        self.tree.locate_with_selection_function(way).map(|leaf| leaf.entry)
    }
}

fn corners(bounds: &Bounds) -> AABB<[f64; 2]> {
    AABB::from_corners(
        [f64::from(bounds.west), f64::from(bounds.south)],
        [f64::from(bounds.east), f64::from(bounds.north)],
    )
}

/// The box of a leaf or of many, in whole units again.
fn whole(envelope: &AABB<[f64; 2]>) -> Bounds {
    let ([west, south], [east, north]) = (envelope.lower(), envelope.upper());
    Bounds { west: west as i32, south: south as i32, east: east as i32, north: north as i32 }
}

/// Selects the boxes that a way meets, so that a long way across does not ask everything in the
/// box round it.
struct OnTheWay {
    a: Position<Wgs84>,
    b: Position<Wgs84>,
    pad: [i32; 2],
}

impl OnTheWay {
    fn meets(&self, envelope: &AABB<[f64; 2]>) -> bool {
        whole(envelope).padded(self.pad).meets_way(self.a, self.b)
    }
}

impl SelectionFunction<Leaf> for OnTheWay {
    fn should_unpack_parent(&self, envelope: &AABB<[f64; 2]>) -> bool {
        self.meets(envelope)
    }

    fn should_unpack_leaf(&self, leaf: &Leaf) -> bool {
        self.meets(&leaf.bounds)
    }
}
