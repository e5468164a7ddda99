//! What lies along the roads: which edges zones close, and where scripts find their places.

use std::sync::Arc;

use placard_domain::zone::{Geometry, ZoneKind};
use placard_domain::{Length, Position, Wgs84};
use placard_geo::geojson::read_features;
use placard_geo::plane::{distance, on_the_way};
use placard_geo::{Shape, ZoneIndex};
use serde_json::Value;

use super::{Approved, Edge, EdgeNo, NodeNo, Roads, Unreadable};

/// A place on an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Which edge.
    pub edge: EdgeNo,
    /// How far along its line, from 0 to 1.
    pub fraction: f64,
}

/// A park that the roads, as they are known, pass by: its own road to it is not drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Park {
    /// The nearest node that can be driven to.
    pub by: NodeNo,
    /// Where that is.
    pub gate: Position<Wgs84>,
    /// Its middle.
    pub middle: Position<Wgs84>,
}

/// Places on open, connected edges, but for [`Self::closed`].
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// On bridges.
    pub bridges: Vec<Spot>,
    /// In service areas and lots: one may stand there.
    pub stands: Vec<Spot>,
    /// Chemical parks: one may stand there, and it is seen.
    pub parks: Vec<Park>,
    /// On the open road, far from every zone: one may not.
    pub verges: Vec<Spot>,
    /// In tunnels that are closed to everybody at all hours.
    pub closed: Vec<Spot>,
    /// The route that some trucks have to keep to.
    pub approved: Approved,
}

/// The zones of the region.
pub(super) struct Zones {
    zones: Vec<Zone>,
    index: ZoneIndex,
}

struct Zone {
    kind: ZoneKind,
    /// Closed to some load at some hour.
    forbids: bool,
    /// Of one that is drawn as a circle.
    middle: Option<Position<Wgs84>>,
}

/// An edge that comes nearer than this to what is closed is not driven.
const CLEARANCE: Length = Length::from_whole_metres(120);
/// An edge is looked at each so many metres.
const STEP_M: f64 = 40.0;
/// A place of [`Places`] lies so far within its zone, or without any.
const WELL_INSIDE: Length = Length::from_whole_metres(15);
const FAR_INSIDE: Length = Length::from_whole_metres(150);
const WELL_OUTSIDE: Length = Length::from_whole_metres(500);
/// A park further than this from every node is none of the fleet's.
const PARK_REACH: Length = Length::from_whole_metres(10_000);
/// Shorter edges are no bridge to stop on, and shorter ones no open road, m.
const BRIDGE_MIN_M: f64 = 800.0;
const VERGE_MIN_M: f64 = 2000.0;

impl Zones {
    pub(super) fn read(text: &str) -> Result<Self, Unreadable> {
        let wrong = |error: &dyn std::fmt::Display| Unreadable(format!("zones: {error}"));
        let (mut zones, mut shapes) = (Vec::new(), Vec::new());
        for feature in read_features(text).map_err(|found| wrong(&found))? {
            let feature = feature.map_err(|found| wrong(&found))?;
            let kind = feature.properties.get("kind").cloned().unwrap_or_default();
            let kind = serde_json::from_value(kind).map_err(|error| wrong(&error))?;
            let bans = feature.properties.get("bans").and_then(Value::as_array);
            let mut bans = bans.into_iter().flatten();
            let forbids =
                bans.any(|ban| ban.get("effect").and_then(Value::as_str) == Some("FORBID"));
            let middle = match &feature.geometry {
                Geometry::Circle { centre, .. } => Some(*centre),
                _ => None,
            };
            shapes.push((zones.len() as u32, Arc::new(Shape::prepare(&feature.geometry))));
            zones.push(Zone { kind, forbids, middle });
        }
        Ok(Self { zones, index: ZoneIndex::build(shapes) })
    }

    /// Zones within `pad` of a place, each with how deep inside it lies.
    fn near(
        &self,
        place: Position<Wgs84>,
        pad: Length,
    ) -> impl Iterator<Item = (&Zone, Length)> + '_ {
        let mut entries = Vec::new();
        self.index.near(place, pad, &mut entries);
        entries.into_iter().filter_map(move |entry| {
            let depth = self.index.shape(entry).depth(place, Length::from_mm(pad.mm() + 1));
            let zone = &self.zones[self.index.key(entry) as usize];
            (depth.mm() >= -pad.mm()).then_some((zone, depth))
        })
    }

    /// Whether nothing along an edge is closed to anybody.
    pub(super) fn leave_open(&self, edge: &Edge) -> bool {
        let closed = |place| self.near(place, CLEARANCE).any(|(zone, _)| zone.forbids);
        !edge.line.windows(2).any(|two| {
            let steps = (distance(two[0], two[1]).metres() / STEP_M).ceil().max(1.0);
            let mut fractions = (0..=steps as u32).map(|n| f64::from(n) / steps);
            fractions.any(|fraction| closed(on_the_way(two[0], two[1], fraction)))
        })
    }

    /// Finds the places that scripts ask for.
    pub(super) fn places(&self, roads: &Roads) -> Places {
        let mut places = Places::default();
        for (number, edge) in roads.edges() {
            let middle = Spot { edge: number, fraction: 0.5 };
            if !edge.is_open {
                let is_closed = |zone: &Zone| zone.kind == ZoneKind::Tunnel && zone.forbids;
                if self.holds(edge.at(0.5), is_closed) {
                    places.closed.push(middle);
                }
            } else if edge.ends.iter().all(|end| roads.is_connected(*end)) {
                self.add_open(&mut places, edge, middle);
            }
        }
        let parks = self.zones.iter().filter(|zone| zone.kind == ZoneKind::ChemicalPark);
        let middles = parks.filter_map(|zone| zone.middle);
        places.parks.extend(middles.filter_map(|middle| park_at(middle, roads)));
        places
    }

    fn add_open(&self, places: &mut Places, edge: &Edge, middle: Spot) {
        let is_bridge = |zone: &Zone| zone.kind == ZoneKind::Bridge;
        let on_bridge = |fraction| self.holds(edge.at(fraction), is_bridge);
        if edge.length_m > BRIDGE_MIN_M && [0.4, 0.5, 0.6].into_iter().all(on_bridge) {
            places.bridges.push(middle);
        }
        let is_lonely = |fraction| self.near(edge.at(fraction), WELL_OUTSIDE).next().is_none();
        if edge.length_m > VERGE_MIN_M && [0.3, 0.5, 0.7].into_iter().all(is_lonely) {
            places.verges.push(middle);
        }
        let stand = self.deep_inside(edge, &[ZoneKind::ServiceArea, ZoneKind::ParkingLot]);
        let stand = stand.map(|fraction| Spot { fraction, ..middle });
        places.stands.extend(stand);
    }

    /// The first step along an edge that is far inside a zone of some kinds.
    fn deep_inside(&self, edge: &Edge, kinds: &[ZoneKind]) -> Option<f64> {
        let steps = (edge.length_m / STEP_M).ceil().max(1.0);
        let mut fractions = (1..steps as u32).map(|n| f64::from(n) / steps);
        fractions.find(|fraction| {
            let mut around = self.near(edge.at(*fraction), WELL_OUTSIDE);
            let deepest = around.find(|(zone, _)| kinds.contains(&zone.kind));
            deepest.is_some_and(|(_, depth)| depth >= FAR_INSIDE)
        })
    }

    fn holds(&self, place: Position<Wgs84>, such: impl Fn(&Zone) -> bool) -> bool {
        self.near(place, WELL_INSIDE).any(|(zone, depth)| such(zone) && depth >= WELL_INSIDE)
    }
}

/// A park round a place, where a node that can be driven to is near.
fn park_at(middle: Position<Wgs84>, roads: &Roads) -> Option<Park> {
    let nodes = roads.destinations_placed();
    let (by, gate) = nodes.min_by_key(|(_, gate)| distance(*gate, middle))?;
    (distance(gate, middle) <= PARK_REACH).then_some(Park { by, gate, middle })
}

impl Edge {
    /// The place so far along the line, from 0 to 1.
    #[must_use]
    pub fn at(&self, fraction: f64) -> Position<Wgs84> {
        let mut left_m = self.length_m * fraction.clamp(0.0, 1.0);
        for two in self.line.windows(2) {
            let length_m = distance(two[0], two[1]).metres();
            if left_m <= length_m && length_m > 0.0 {
                return on_the_way(two[0], two[1], left_m / length_m);
            }
            left_m -= length_m;
        }
        self.line[self.line.len() - 1]
    }
}
