//! A drive: where a truck is at each second of it, and what its terminal leaves out or adds.

use std::ops::Range;

use placard_domain::fix::{Alarms, LoadState};
use placard_domain::{Position, Wgs84};
use placard_geo::Plane;
use placard_geo::plane::{distance, on_the_way};

use crate::roads::{EdgeNo, NodeNo, Park, Passage, Roads, Spot};

/// How fast a truck drives on the way to a park, km/h.
const PARK_KMH: f64 = 50.0;

/// A moment of a drive; between two of them the truck is steady.
#[derive(Clone, Copy, Debug)]
struct Waypoint {
    at_s: f64,
    place: Position<Wgs84>,
}

/// What a truck does for a while.
#[derive(Clone, Debug, Default)]
pub struct Drive {
    way: Vec<Waypoint>,
    /// Spans of seconds in which nothing is told until they are over.
    pub silent_s: Vec<Range<f64>>,
    /// Spans in which these alarm bits are set.
    pub alarms: Vec<(Range<f64>, Alarms)>,
    /// Spans in which the load is reported.
    pub loads: Vec<(Range<f64>, LoadState)>,
    /// Spans in which the terminal tells the same place again while it says that it moves.
    pub frozen_s: Vec<Range<f64>>,
}

/// A truck at one second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Instant {
    /// Where.
    pub place: Position<Wgs84>,
    /// How fast, km/h.
    pub speed_kmh: f64,
    /// Whither, degrees clockwise from north; 0 where it stands.
    pub heading_deg: f64,
    /// Alarm bits.
    pub alarms: Alarms,
    /// What is reported of the load.
    pub load: LoadState,
    /// Whether it is silent.
    pub is_silent: bool,
    /// Whether its place is one that the terminal tells again, to the last digit.
    pub is_frozen: bool,
}

impl Drive {
    /// When it is over, seconds.
    #[must_use]
    pub fn ends_s(&self) -> f64 {
        self.way.last().map_or(0.0, |last| last.at_s)
    }

    /// The truck at a second of the drive; `None` for a drive that goes nowhere.
    #[must_use]
    pub fn at(&self, second: f64) -> Option<Instant> {
        let within = |spans: &[Range<f64>]| spans.iter().any(|span| span.contains(&second));
        let frozen = self.frozen_s.iter().find(|span| span.contains(&second));
        let (place, ..) = self.along(frozen.map_or(second, |span| span.start))?;
        let (_, speed_kmh, heading_deg) = self.along(second)?;
        let alarms = self.alarms.iter().filter(|(span, _)| span.contains(&second));
        let bits = alarms.fold(0, |bits, (_, alarms)| bits | alarms.0);
        let load = self.loads.iter().find(|(span, _)| span.contains(&second));
        Some(Instant {
            place,
            speed_kmh,
            heading_deg,
            alarms: Alarms(bits),
            load: load.map_or(LoadState::Unknown, |(_, load)| *load),
            is_silent: within(&self.silent_s),
            is_frozen: frozen.is_some(),
        })
    }

    fn along(&self, second: f64) -> Option<(Position<Wgs84>, f64, f64)> {
        let next = self.way.partition_point(|point| point.at_s <= second).max(1);
        let from = self.way.get(next - 1)?;
        let Some(to) = self.way.get(next) else { return Some((from.place, 0.0, 0.0)) };
        let span_s = to.at_s - from.at_s;
        let metres = distance(from.place, to.place).metres();
        let place = on_the_way(from.place, to.place, (second - from.at_s) / span_s);
        if metres == 0.0 {
            return Some((place, 0.0, 0.0));
        }
        Some((place, metres / span_s * 3.6, heading(from.place, to.place)))
    }
}

fn heading(from: Position<Wgs84>, to: Position<Wgs84>) -> f64 {
    let to = Plane::around(from).at(to);
    libm::atan2(to.x as f64, to.y as f64).to_degrees().rem_euclid(360.0)
}

/// Makes a drive along the roads.
#[derive(Debug)]
pub struct Driver<'a> {
    /// The roads it drives on.
    pub roads: &'a Roads,
    /// The drive so far.
    pub drive: Drive,
    /// How fast it drives wherever it is, km/h; `None`: as the road is driven.
    pub speed_kmh: Option<f64>,
    node: Option<NodeNo>,
}

impl<'a> Driver<'a> {
    /// A driver at a node; without one the drive begins where it is first sent.
    #[must_use]
    pub fn new(roads: &'a Roads, node: Option<NodeNo>) -> Self {
        Self { roads, drive: Drive::default(), speed_kmh: None, node }
    }

    /// Where it has come to.
    #[must_use]
    pub const fn node(&self) -> Option<NodeNo> {
        self.node
    }

    /// How long it has driven, seconds.
    #[must_use]
    pub fn elapsed_s(&self) -> f64 {
        self.drive.ends_s()
    }

    /// Drives to a node by open roads; stays where it is if there is no way.
    pub fn go_to(&mut self, node: NodeNo) {
        self.go(node, Passage::Open);
    }

    /// Drives to a node by whatever road is quickest.
    pub fn go_anyhow(&mut self, node: NodeNo) {
        self.go(node, Passage::Any);
    }

    fn go(&mut self, node: NodeNo, passage: Passage) {
        match self.node {
            None => self.node = Some(node),
            Some(from) => {
                let way = self.roads.way(from, node, passage);
                way.into_iter().flatten().for_each(|(edge, forward)| self.pass(edge, forward));
            }
        }
    }

    /// Drives along an edge to its other end.
    pub fn pass(&mut self, edge: EdgeNo, forward: bool) {
        let road = self.roads.edge(edge);
        let line: Vec<_> = match forward {
            true => road.line.clone(),
            false => road.line.iter().rev().copied().collect(),
        };
        self.follow(&line, road.speed_kmh);
        self.node = Some(road.ends[usize::from(forward)]);
    }

    /// Drives to a place on an edge, stands there, and drives on to the edge's end. Returns when it
    /// stands.
    pub fn stand_at(&mut self, spot: Spot, seconds: f64) -> Range<f64> {
        let edge = self.roads.edge(spot.edge);
        self.go_to(edge.ends[0]);
        let here = edge.at(spot.fraction);
        let mut before = vec![edge.line[0]];
        let mut after = vec![here];
        let mut length_m = 0.0;
        for two in edge.line.windows(2) {
            length_m += distance(two[0], two[1]).metres();
            let side =
                if length_m < edge.length_m * spot.fraction { &mut before } else { &mut after };
            side.push(two[1]);
        }
        before.push(here);
        self.follow(&before, edge.speed_kmh);
        let stands_from_s = self.elapsed_s();
        self.stand(seconds);
        let stands = stands_from_s..self.elapsed_s();
        self.follow(&after, edge.speed_kmh);
        self.node = Some(edge.ends[1]);
        stands
    }

    /// Drives to a park by a road that is not drawn, stands there, and comes back.
    pub fn stand_in(&mut self, park: Park, seconds: f64) {
        self.go_to(park.by);
        self.follow(&[park.gate, park.middle], PARK_KMH);
        self.stand(seconds);
        self.follow(&[park.gate], PARK_KMH);
    }

    fn stand(&mut self, seconds: f64) {
        let last = self.drive.way.last().copied();
        self.drive.way.extend(last.map(|last| Waypoint { at_s: last.at_s + seconds, ..last }));
    }

    fn follow(&mut self, line: &[Position<Wgs84>], speed_kmh: f64) {
        let speed_kmh = self.speed_kmh.unwrap_or(speed_kmh);
        for place in line {
            let Some(last) = self.drive.way.last() else {
                self.drive.way.push(Waypoint { at_s: 0.0, place: *place });
                continue;
            };
            let metres = distance(last.place, *place).metres();
            if metres > 0.0 {
                let at_s = last.at_s + metres * 3.6 / speed_kmh;
                self.drive.way.push(Waypoint { at_s, place: *place });
            }
        }
    }
}
