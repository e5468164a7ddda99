//! Roads as a graph, and what lies along them: read from the starter's GeoJSON.

mod along;
mod approved;
mod search;

use std::collections::BTreeMap;

use placard_domain::{Position, Wgs84};
use placard_geo::plane::distance;
use serde_json::Value;

pub use along::{Park, Places, Spot};
pub use approved::Approved;
pub use search::Passage;

/// Why roads or zones were not read.
#[derive(Debug)]
pub struct Unreadable(pub String);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

/// A place where roads meet or end, by its position in [`Roads`]' list.
pub type NodeNo = u32;
/// A piece of road between two nodes, likewise.
pub type EdgeNo = u32;

/// A piece of road, to be driven either way.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Its two nodes: where the line begins and ends.
    pub ends: [NodeNo; 2],
    /// Its line.
    pub line: Vec<Position<Wgs84>>,
    /// Its length, m.
    pub length_m: f64,
    /// How fast a truck of the fleet drives here, km/h.
    pub speed_kmh: f64,
    /// Whether nothing along it is closed to anybody.
    pub is_open: bool,
}

/// The roads of a region.
#[derive(Debug)]
pub struct Roads {
    nodes: Vec<Position<Wgs84>>,
    edges: Vec<Edge>,
    /// Edges at each node.
    at: Vec<Vec<EdgeNo>>,
    /// Nodes that reach one another by open edges: the largest such set.
    connected: Vec<bool>,
    /// The same, as a list to draw from.
    destinations: Vec<NodeNo>,
    places: Places,
}

/// Trucks drive well under what is allowed to dangerous goods, and slower off the motorway, km/h.
const MOTORWAY_KMH: f64 = 74.0;
const TRUNK_KMH: f64 = 58.0;
const PRIMARY_KMH: f64 = 50.0;

impl Roads {
    /// Reads roads and the zones along them, each a GeoJSON FeatureCollection.
    ///
    /// # Errors
    /// Where either cannot be read, or no road is left that is open.
    pub fn read(roads: &str, zones: &str) -> Result<Self, Unreadable> {
        let zones = along::Zones::read(zones)?;
        let mut read = Self {
            nodes: Vec::new(),
            edges: Vec::new(),
            at: Vec::new(),
            connected: Vec::new(),
            destinations: Vec::new(),
            places: Places::default(),
        };
        read.lay(roads)?;
        for edge in &mut read.edges {
            edge.is_open = zones.leave_open(edge);
        }
        read.connected = search::largest_connected(&read);
        let destinations = (0..).zip(&read.connected).filter(|(_, connected)| **connected);
        read.destinations = destinations.map(|(node, _)| node).collect();
        read.places = zones.places(&read);
        read.places.approved = read.way_east();
        match read.destinations.len() {
            0 => Err(Unreadable("no road is open".to_owned())),
            _ => Ok(read),
        }
    }

    /// Takes the lines; where two end at the same place, they meet.
    fn lay(&mut self, roads: &str) -> Result<(), Unreadable> {
        let collection: Value =
            serde_json::from_str(roads).map_err(|error| Unreadable(format!("roads: {error}")))?;
        let features = collection.get("features").and_then(Value::as_array);
        let mut known = BTreeMap::new();
        for feature in features.into_iter().flatten() {
            let line: Option<Vec<_>> = feature
                .pointer("/geometry/coordinates")
                .and_then(Value::as_array)
                .and_then(|line| line.iter().map(position).collect());
            let Some(line) = line.filter(|line| line.len() > 1) else {
                return Err(Unreadable(format!("roads: not a line: {feature}")));
            };
            let ends = [line[0], line[line.len() - 1]].map(|place| {
                *known.entry(place).or_insert_with(|| {
                    self.nodes.push(place);
                    self.at.push(Vec::new());
                    self.nodes.len() as NodeNo - 1
                })
            });
            let highway = feature.pointer("/properties/highway").and_then(Value::as_str);
            let number = self.edges.len() as EdgeNo;
            ends.iter().for_each(|end| self.at[*end as usize].push(number));
            self.edges.push(Edge {
                ends,
                length_m: line.windows(2).map(|two| distance(two[0], two[1]).metres()).sum(),
                line,
                speed_kmh: speed_on(highway.unwrap_or_default()),
                is_open: true,
            });
        }
        Ok(())
    }

    /// An edge.
    #[must_use]
    pub fn edge(&self, edge: EdgeNo) -> &Edge {
        &self.edges[edge as usize]
    }

    /// Every edge with its number.
    pub fn edges(&self) -> impl Iterator<Item = (EdgeNo, &Edge)> {
        (0..).zip(&self.edges)
    }

    /// Nodes that can be driven to from one another without passing what is closed.
    #[must_use]
    pub fn destinations(&self) -> &[NodeNo] {
        &self.destinations
    }

    /// The same, each with its place.
    fn destinations_placed(&self) -> impl Iterator<Item = (NodeNo, Position<Wgs84>)> + '_ {
        self.destinations.iter().map(|node| (*node, self.nodes[*node as usize]))
    }

    /// Whether a node is one of them.
    #[must_use]
    pub fn is_connected(&self, node: NodeNo) -> bool {
        self.connected[node as usize]
    }

    /// What lies along the roads.
    #[must_use]
    pub fn places(&self) -> &Places {
        &self.places
    }
}

fn speed_on(highway: &str) -> f64 {
    match highway {
        "motorway" => MOTORWAY_KMH,
        "trunk" => TRUNK_KMH,
        _ => PRIMARY_KMH,
    }
}

fn position(value: &Value) -> Option<Position<Wgs84>> {
    let [lon, lat] = [0, 1].map(|i| value.get(i).and_then(Value::as_f64));
    Position::from_degrees(lon?, lat?)
}
