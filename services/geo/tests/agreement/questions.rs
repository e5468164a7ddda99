//! Places and ways to ask about: half of them near an edge, and many so placed that a careless
//! ray or crossing goes wrong: on a vertex, level with one, through one, along an edge.

use geo::{Destination, Geodesic, Point};
use placard_domain::zone::{Geometry, Polygon};
use placard_domain::{Position, Wgs84};
use placard_geo::Shape;
use placard_geo::sample::Dice;

pub(super) struct Questions {
    dice: Dice,
}

impl Questions {
    pub(super) fn new(seed: u64) -> Self {
        Self { dice: Dice::new(seed) }
    }

    /// Half within 50 m of an edge, an eighth on or level with a vertex, the rest anywhere near a
    /// zone.
    pub(super) fn place(&mut self, zones: &[Geometry]) -> Position<Wgs84> {
        let zone = &zones[self.dice.below(zones.len())];
        match self.dice.below(8) {
            0..4 => self.near_edge(zone),
            4 => self.at_vertex(zone),
            _ => self.around(zone),
        }
    }

    /// From such a place, 10 m to 30 km in any direction; of each eight one exactly through a
    /// vertex and one exactly along an edge.
    pub(super) fn way(&mut self, zones: &[Geometry]) -> (Position<Wgs84>, Position<Wgs84>) {
        let zone = &zones[self.dice.below(zones.len())];
        let (from, to) = self.side(zone);
        match self.dice.below(8) {
            0 => {
                let step = self.step();
                (moved(from, step), moved(from, step.map(|d| -d)))
            }
            1 => {
                let times = self.dice.below(4) as i32;
                let along = [to.lon_units() - from.lon_units(), to.lat_units() - from.lat_units()];
                (moved(from, along.map(|d| -times * d)), moved(to, along.map(|d| times * d)))
            }
            _ => {
                let start = self.place(zones);
                let metres = 10.0 * 3000_f64.powf(self.dice.between(0.0, 1.0));
                (start, away(start, self.dice.between(0.0, 360.0), metres))
            }
        }
    }

    fn step(&mut self) -> [i32; 2] {
        [0, 1].map(|_| self.dice.between(-20_000.0, 20_000.0) as i32)
    }

    fn around(&mut self, zone: &Geometry) -> Position<Wgs84> {
        let bounds = *Shape::prepare(zone).bounds();
        let pad = [bounds.east - bounds.west, bounds.north - bounds.south].map(|d| d / 4);
        self.dice.place(&bounds.padded(pad))
    }

    /// On a vertex, or level with one to either side, or above or below it.
    fn at_vertex(&mut self, zone: &Geometry) -> Position<Wgs84> {
        let (vertex, _) = self.side(zone);
        let [lon, lat] = self.step();
        match self.dice.below(3) {
            0 => vertex,
            1 => moved(vertex, [lon, 0]),
            _ => moved(vertex, [0, lat]),
        }
    }

    /// Within 50 m of the edge of a zone.
    fn near_edge(&mut self, zone: &Geometry) -> Position<Wgs84> {
        let off = self.dice.between(-50.0, 50.0);
        let bearing = self.dice.between(0.0, 360.0);
        let (from, to) = self.side(zone);
        let fraction = self.dice.between(0.0, 1.0);
        let on = |a: i32, b: i32| (f64::from(b - a) * fraction) as i32;
        let along = [on(from.lon_units(), to.lon_units()), on(from.lat_units(), to.lat_units())];
        let reach = match zone {
            Geometry::Corridor { width, .. } => width.metres() / 2.0,
            Geometry::Circle { radius, .. } => radius.metres(),
            Geometry::Polygon(_) | Geometry::MultiPolygon(_) => 0.0,
        };
        away(moved(from, along), bearing, reach + off)
    }

    /// One side of a ring or a line; a circle's centre twice.
    fn side(&mut self, zone: &Geometry) -> (Position<Wgs84>, Position<Wgs84>) {
        let positions = match zone {
            Geometry::Polygon(polygon) => self.ring(polygon),
            Geometry::MultiPolygon(polygons) => {
                let part = self.dice.below(polygons.len());
                self.ring(&polygons[part])
            }
            Geometry::Corridor { line, .. } => line,
            Geometry::Circle { centre, .. } => return (*centre, *centre),
        };
        let first = self.dice.below(positions.len() - 1);
        (positions[first], positions[first + 1])
    }

    fn ring<'a>(&mut self, polygon: &'a Polygon) -> &'a [Position<Wgs84>] {
        let ring = self.dice.below(1 + polygon.holes.len());
        if ring == 0 { &polygon.exterior } else { &polygon.holes[ring - 1] }
    }
}

fn moved(p: Position<Wgs84>, [lon, lat]: [i32; 2]) -> Position<Wgs84> {
    Position::from_units(p.lon_units() + lon, p.lat_units() + lat).unwrap()
}

fn away(p: Position<Wgs84>, bearing: f64, metres: f64) -> Position<Wgs84> {
    let there = Geodesic.destination(Point::new(p.lon(), p.lat()), bearing, metres);
    Position::from_degrees(there.x(), there.y()).unwrap()
}
