//! The engine: nanoseconds a fix, and bytes a vehicle.
//!
//! The work is the one that the peers were measured with (`facts/telemetry-peers.md` 1): vehicles
//! anywhere in 4° by 4°, 75 to 225 m a fix, gently turning, over the standard stars of 50 vertices,
//! all closed to them. With 1,000 and 23,000 zones the rule `zone.entered` alone is asked, as a
//! fence server would; 1,000 of 23,000 are those of the first and 22,000 beside them, where nobody
//! comes. With all rules the vehicles stop now and then too.
//!
//! The naive peer judges "inside now against inside last time": every zone's box, then `geo`, and a
//! list of zones a vehicle. It has no hysteresis, no crossings between fixes, no late fixes, and
//! says nothing but "in" and "out".

use std::sync::Arc;

use geo::{BoundingRect, Intersects, LineString, Point, Rect};
use placard_domain::rule::{RuleSetting, RuleStatus};
use placard_domain::zone::{Geometry, Polygon, Zone};
use placard_domain::{
    Fix, Heading, Millis, Position, Revision, Speed, Timestamp, VehicleNo, Wgs84, ZoneId, ZoneNo,
};
use placard_engine::rules::SPECS;
use placard_engine::world::{Item, ItemVersion};
use placard_engine::{Engine, World};
use placard_geo::sample::{Dice, REGION, star_zones};

use super::timing::{median, seconds};
use crate::city::{self, City};
use crate::error::Error;
use crate::report::{Figure, Plan, Report};
use crate::{progress, resident};

const PEER: &str = "inside now against last time, every zone's box";
/// Fixes that come in together.
const BATCH: usize = 500;
/// Reports until a vehicle remembers as much as it ever will: its window, and what was sent before.
const FULL_MEMORY: usize = 160;
const BEGAN: Timestamp = Timestamp::from_millis(1_793_491_200_000);

/// Runs the bench.
///
/// # Errors
/// Where the machine does not tell its memory.
pub fn run(plan: Plan) -> Result<Report, Error> {
    let bar = progress::bar("engine", 5);
    let vehicles = plan.pick(20_000, 100_000);
    // First, while the process is small: what was freed before would hide what is taken now.
    let bytes = bytes_per_vehicle(plan, vehicles)?;
    let memory = Figure::new("bytes_per_vehicle", bytes, "B").goal("< 1024");
    bar.inc(1);
    let mut figures = Vec::new();
    for (name, [near, far], all_rules) in [
        ("ns_per_fix_1000_zones", [1_000, 0], false),
        ("ns_per_fix_1000_of_23000_zones", [1_000, 22_000], false),
        ("ns_per_fix_23000_zones", [23_000, 0], false),
        ("ns_per_fix_all_rules", [1_000, 0], true),
    ] {
        let (ours, naive) = ns_per_fix(plan, &zones(plan.seed, near, far), all_rules);
        let figure = Figure::new(name, ours, "ns").undercuts(PEER, naive);
        figures.push(if far + near == 1_000 { figure.goal("< 500") } else { figure });
        bar.inc(1);
    }
    figures.push(memory);
    bar.finish_and_clear();
    Ok(Report::new("engine", plan, figures))
}

/// Zones where the vehicles are, and others as many degrees further west as the region is wide,
/// where none ever comes.
fn zones(seed: u64, near: usize, far: usize) -> Vec<Geometry> {
    let width = REGION.east - REGION.west;
    let moved = |place: &Position<Wgs84>| {
        Position::from_units(place.lon_units() - width, place.lat_units()).unwrap_or(*place)
    };
    let west = star_zones(seed, far).into_iter().map(|shape| match shape {
        Geometry::Polygon(polygon) => Geometry::Polygon(Polygon {
            exterior: polygon.exterior.iter().map(moved).collect(),
            ..polygon
        }),
        other => other,
    });
    star_zones(seed, near).into_iter().chain(west).collect()
}

fn ns_per_fix(plan: Plan, shapes: &[Geometry], all_rules: bool) -> (f64, f64) {
    let vehicles = plan.pick(1_000, 5_000);
    let rounds = 40;
    let mut engine = engine(shapes, vehicles, all_rules);
    let mut naive = Naive::new(shapes, vehicles);
    let mut fleet = Fleet::new(plan.seed, vehicles, all_rules);
    let (mut ours, mut peer) = (Vec::new(), Vec::new());
    let mut out = Vec::new();
    for round in 0..rounds {
        let fixes = fleet.step();
        let at = BEGAN + Millis::from_secs(round * 10);
        let took = seconds(|| {
            for (i, batch) in (0_i64..).zip(fixes.chunks(BATCH)) {
                engine.fixes(at + Millis(i), batch, &mut out);
            }
        });
        // The peer is slow in step with the zones: a tenth of the fleet is enough of it.
        let few = &fixes[..fixes.len() / 10];
        let took_naive = seconds(|| few.iter().map(|fix| naive.judge(fix)).sum::<usize>());
        // The first rounds fill the state.
        if round >= 5 {
            ours.push(took * 1e9 / fixes.len() as f64);
            peer.push(took_naive * 1e9 / few.len() as f64);
        }
        out.clear();
    }
    (median(ours), median(peer))
}

/// What the machine gives for one more vehicle, all told: states, tables, and what the allocator
/// rounds up.
fn bytes_per_vehicle(plan: Plan, vehicles: usize) -> Result<f64, Error> {
    let mut engine = engine(&star_zones(plan.seed, 1_000), vehicles, true);
    let mut fleet = Fleet::new(plan.seed, vehicles, true);
    let mut out = Vec::new();
    let before = resident::bytes()?;
    for round in 0..FULL_MEMORY {
        // In random order, as reports come: no vehicle's state lies beside its neighbour's.
        let mut fixes = fleet.step();
        shuffle(&mut fixes, plan.seed + round as u64);
        let at = BEGAN + Millis::from_secs(round as i64 * 10);
        for (i, batch) in (0_i64..).zip(fixes.chunks(BATCH)) {
            engine.fixes(at + Millis(i), batch, &mut out);
            out.clear();
        }
    }
    let grown = resident::bytes()?.saturating_sub(before);
    // Everything is still there to be measured.
    let known = std::hint::black_box(&engine).vehicle_count();
    Ok(grown as f64 / known as f64)
}

fn engine(shapes: &[Geometry], vehicles: usize, all_rules: bool) -> Engine {
    let version = |item| ItemVersion {
        revision: Revision(1),
        committed_at: Timestamp::MIN,
        valid_from: Timestamp::MIN,
        item,
    };
    let city = City::new(0, 1, 1);
    let mut items = vec![version(Item::Jurisdiction(city.area()))];
    if !all_rules {
        let others = SPECS.iter().filter(|spec| spec.id != "zone.entered");
        items.extend(others.map(|spec| {
            version(Item::RuleSetting(RuleSetting {
                rule: spec.id.to_owned(),
                jurisdiction: city::jurisdiction(),
                status: Some(RuleStatus::Retired),
                params: Default::default(),
            }))
        }));
    }
    items.extend((1..=vehicles as u32).map(|no| version(Item::Vehicle(city.vehicle(no)))));
    let template = &city.zones()[0];
    items.extend((1..).zip(shapes).map(|(no, geometry)| {
        let id = ZoneId::new(&format!("zone-{no}")).unwrap_or_else(|_| template.id.clone());
        let zone = Zone { id, no: ZoneNo(no), geometry: geometry.clone(), ..template.clone() };
        version(Item::Zone(zone))
    }));
    let world = Arc::new(World::default().with(Revision(1), items));
    let mut engine = Engine::default();
    engine.seal(BEGAN, None, &mut Vec::new());
    engine.world_moved(BEGAN, world, &mut Vec::new());
    engine
}

fn shuffle(fixes: &mut [Fix], seed: u64) {
    let mut dice = Dice::new(seed);
    for i in (1..fixes.len()).rev() {
        fixes.swap(i, dice.below(i + 1));
    }
}

/// Vehicles on their way: no more than a place and a bearing each.
struct Fleet {
    dice: Dice,
    trucks: Vec<Truck>,
    second: i64,
    may_stop: bool,
}

struct Truck {
    place: Position<Wgs84>,
    bearing: f64,
    standing: usize,
}

impl Fleet {
    fn new(seed: u64, vehicles: usize, may_stop: bool) -> Self {
        let mut dice = Dice::new(seed);
        let truck = |dice: &mut Dice| Truck {
            place: dice.place(&REGION),
            bearing: dice.between(0.0, std::f64::consts::TAU),
            standing: 0,
        };
        let trucks = (0..vehicles).map(|_| truck(&mut dice)).collect();
        Self { dice, trucks, second: 0, may_stop }
    }

    /// The next report of each.
    fn step(&mut self) -> Vec<Fix> {
        self.second += 10;
        let time = BEGAN + Millis::from_secs(self.second);
        let (dice, may_stop) = (&mut self.dice, self.may_stop);
        let report = |(no, truck): (u32, &mut Truck)| {
            truck.step(dice, may_stop);
            let kmh = if truck.standing > 0 { 0.0 } else { 60.0 };
            Fix {
                position: Some(truck.place),
                speed: Speed::from_kmh(kmh),
                heading: Heading::from_degrees(truck.bearing.to_degrees().rem_euclid(360.0)),
                ..Fix::bare(VehicleNo(no), time)
            }
        };
        (1..).zip(&mut self.trucks).map(report).collect()
    }
}

impl Truck {
    fn step(&mut self, dice: &mut Dice, may_stop: bool) {
        if self.standing > 0 {
            self.standing -= 1;
            return;
        }
        if may_stop && dice.below(100) == 0 {
            self.standing = 20;
        }
        self.bearing += dice.between(-0.2, 0.2);
        let (sin, cos) = libm::sincos(self.bearing);
        let metres = dice.between(75.0, 225.0);
        let lon = self.place.lon_units() + (sin * metres * 10.3) as i32 * 10;
        let lat = self.place.lat_units() + (cos * metres * 9.0) as i32 * 10;
        self.place = Position::from_units(lon, lat).unwrap_or(self.place);
    }
}

/// The naive version.
struct Naive {
    zones: Vec<(Rect<f64>, geo::Polygon<f64>)>,
    inside: Vec<Vec<u32>>,
}

impl Naive {
    fn new(shapes: &[Geometry], vehicles: usize) -> Self {
        let polygon = |shape: &Geometry| {
            let Geometry::Polygon(polygon) = shape else { return None };
            let at = |p: &Position<Wgs84>| geo::Coord {
                x: f64::from(p.lon_units()),
                y: f64::from(p.lat_units()),
            };
            let ring: LineString<f64> = polygon.exterior.iter().map(at).collect();
            let polygon = geo::Polygon::new(ring, vec![]);
            Some((polygon.bounding_rect()?, polygon))
        };
        let zones = shapes.iter().filter_map(polygon).collect();
        Self { zones, inside: vec![Vec::new(); vehicles + 1] }
    }

    /// How many zones were entered or left.
    fn judge(&mut self, fix: &Fix) -> usize {
        let Some(place) = fix.position else { return 0 };
        let point = Point::new(f64::from(place.lon_units()), f64::from(place.lat_units()));
        let is_in = |(_, (rect, polygon)): &(u32, &(Rect<f64>, geo::Polygon<f64>))| {
            rect.intersects(&point) && polygon.intersects(&point)
        };
        let now: Vec<u32> = (0..).zip(&self.zones).filter(is_in).map(|(zone, _)| zone).collect();
        let before = std::mem::replace(&mut self.inside[fix.vehicle.0 as usize], now.clone());
        let entered = now.iter().filter(|zone| !before.contains(zone)).count();
        let left = before.iter().filter(|zone| !now.contains(zone)).count();
        entered + left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_and_the_naive_loop_see_the_same_fleet_in_the_same_zones() {
        let shapes = star_zones(1, 20_000);
        let mut engine = engine(&shapes, 300, false);
        let mut naive = Naive::new(&shapes, 300);
        let mut fleet = Fleet::new(1, 300, false);
        let (mut out, mut events) = (Vec::new(), 0);
        for round in 0..20 {
            let fixes = fleet.step();
            engine.fixes(BEGAN + Millis::from_secs(round * 10), &fixes, &mut out);
            events += fixes.iter().map(|fix| naive.judge(fix)).sum::<usize>();
        }
        let opened = out.iter().filter(|detection| detection.revision == 1).count();
        assert!(opened > 50 && events > opened, "{opened} alerts, {events} naive events");
        assert!(out.iter().all(|detection| detection.rule == "zone.entered"));
    }
}
