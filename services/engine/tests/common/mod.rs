//! A made-up corner of Changde to judge drives in: places are metres east and north of a corner,
//! times are seconds after midnight there.

#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod drawing;
pub(crate) mod town;

use std::collections::BTreeMap;
use std::sync::Arc;

use placard_domain::alert::{Detection, Ending};
use placard_domain::fix::LoadState;
use placard_domain::jurisdiction::{Jurisdiction, ZoneName};
use placard_domain::permit::Permit;
use placard_domain::route::{ApprovedRoute, Assignment};
use placard_domain::trip::{Trip, TripPlace};
use placard_domain::vehicle::{Goods, Load, PlateColor, Vehicle, VehicleKind};
use placard_domain::zone::{Ban, Effect, Geometry, Polygon, Zone, ZoneConfidence, ZoneKind};
use placard_domain::{
    AlertId, DatumName, Fix, JurisdictionId, Length, Millis, OrganisationId, PermitId, Position,
    Revision, RouteId, Text, Timestamp, VehicleId, VehicleNo, WaybillId, Wgs84, ZoneId, ZoneNo,
};
use placard_engine::world::{Gone, Item, ItemVersion};
use placard_engine::{Engine, World};

/// Midnight in Changde: 2025-11-25, a Tuesday, 00:00 by the wall clock.
pub(crate) const MIDNIGHT: Timestamp = Timestamp::from_millis(1_764_000_000_000);
/// Where east and north are zero: 111.69° E, 29.03° N.
const CORNER: (f64, f64) = (1_116_900_000.0, 290_300_000.0);
/// 1e-7 degree a metre there.
const UNITS_A_METRE: (f64, f64) = (102.72, 90.21);
/// From device to server.
const ON_THE_AIR: Millis = Millis(500);

pub(crate) fn at(second: i64) -> Timestamp {
    MIDNIGHT + Millis::from_secs(second)
}

pub(crate) fn place(east: f64, north: f64) -> Position<Wgs84> {
    let lon = (CORNER.0 + east * UNITS_A_METRE.0).round() as i32;
    let lat = (CORNER.1 + north * UNITS_A_METRE.1).round() as i32;
    Position::from_units(lon, lat).unwrap()
}

pub(crate) fn fix(no: u32, second: i64, east: f64, north: f64) -> Fix {
    Fix { position: Some(place(east, north)), ..Fix::bare(VehicleNo(no), at(second)) }
}

fn organisation() -> OrganisationId {
    OrganisationId::new("changde").unwrap()
}

pub(crate) fn changde() -> JurisdictionId {
    JurisdictionId::new("CN-4307").unwrap()
}

pub(crate) fn area() -> Jurisdiction {
    Jurisdiction {
        id: changde(),
        parent: None,
        name: Text::new("常德", "Changde"),
        time_zone: ZoneName::new("Asia/Shanghai").unwrap(),
        holidays: vec!["2025-11-26".parse().unwrap()],
    }
}

/// A load of one kind of goods.
pub(crate) fn load(un: &str) -> Load {
    let goods = Goods { un: un.parse().unwrap(), packing_group: None, mass_kg: None };
    Load { state: LoadState::Full, goods: vec![goods], ..Load::default() }
}

/// A dated record of "empty and cleaned".
pub(crate) fn cleaned() -> Load {
    Load { state: LoadState::Empty, cleaned: true, ..Load::default() }
}

/// A tanker of petrol.
pub(crate) fn vehicle(no: u32) -> Vehicle {
    Vehicle {
        id: VehicleId::new(&format!("v{no}")).unwrap(),
        no: VehicleNo(no),
        plate: format!("湘J{no:05}"),
        plate_color: PlateColor::Yellow,
        carrier: None,
        kind: VehicleKind::Tanker,
        datum: DatumName::Wgs84,
        load: load("1203"),
        max_mass_kg: None,
        rated_load_kg: None,
        vin: String::new(),
        certificates: Vec::new(),
        dimensions: None,
        licences: vec![],
        organisation: organisation(),
        jurisdiction: changde(),
    }
}

/// A ban that means every load at every hour.
pub(crate) fn ban(effect: Effect) -> Ban {
    Ban { classes: vec![], un_numbers: vec![], tunnel_codes: vec![], windows: vec![], effect }
}

/// A zone that is closed to everybody.
pub(crate) fn zone(no: u32, kind: ZoneKind, geometry: Geometry) -> Zone {
    Zone {
        id: ZoneId::new(&format!("z{no}")).unwrap(),
        no: ZoneNo(no),
        name: format!("第{no}区"),
        name_en: format!("zone {no}"),
        kind,
        geometry,
        bans: vec![ban(Effect::Forbid)],
        source: "test".into(),
        accuracy: None,
        confidence: ZoneConfidence::Verified,
        clause: String::new(),
        effective_from: Timestamp::from_millis(0),
        effective_to: None,
        organisation: organisation(),
        jurisdiction: changde(),
    }
}

/// An upright rectangle between two corners.
pub(crate) fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Geometry {
    let corners = [(west, south), (east, south), (east, north), (west, north), (west, south)];
    let exterior = corners.map(|(east, north)| place(east, north)).to_vec();
    Geometry::Polygon(Polygon { exterior, holes: vec![] })
}

/// A straight corridor.
pub(crate) fn corridor(from: (f64, f64), to: (f64, f64), width: i64) -> Geometry {
    let line = vec![place(from.0, from.1), place(to.0, to.1)];
    Geometry::Corridor { line, width: Length::from_whole_metres(width) }
}

/// A paper that lets vehicle `no` into zone `zone` between two seconds.
pub(crate) fn permit(no: u32, zone: u32, seconds: std::ops::Range<i64>) -> Permit {
    Permit {
        id: PermitId::new(&format!("p{no}-{zone}")).unwrap(),
        vehicle: VehicleId::new(&format!("v{no}")).unwrap(),
        zones: vec![ZoneId::new(&format!("z{zone}")).unwrap()],
        un_numbers: vec![],
        valid_from: at(seconds.start),
        valid_to: at(seconds.end),
        number: "2025-1".into(),
        issuer: "police".into(),
        organisation: organisation(),
        jurisdiction: changde(),
    }
}

/// A version in force from the moment it is committed.
pub(crate) fn version(revision: Revision, at: Timestamp, item: Item) -> ItemVersion {
    ItemVersion { revision, committed_at: at, valid_from: at, item }
}

/// Items in force since long ago, all of revision 1.
pub(crate) fn of_old(items: impl IntoIterator<Item = Item>) -> Vec<ItemVersion> {
    let valid_from = MIDNIGHT - Millis::from_days(60);
    items.into_iter().map(|item| version(Revision(1), valid_from, item)).collect()
}

/// A world with the city's area of the law, vehicle 1, and these zones.
pub(crate) fn world(zones: impl IntoIterator<Item = Zone>) -> World {
    world_for(vehicle(1), zones)
}

pub(crate) fn world_for(vehicle: Vehicle, zones: impl IntoIterator<Item = Zone>) -> World {
    world_of(vehicle, zones.into_iter().map(Item::Zone))
}

pub(crate) fn world_of(vehicle: Vehicle, others: impl IntoIterator<Item = Item>) -> World {
    let mut items = vec![Item::Jurisdiction(area()), Item::Vehicle(vehicle)];
    items.extend(others);
    World::default().with(Revision(1), of_old(items))
}

/// A route that these vehicles have to keep to, always.
pub(crate) fn route(
    no: u32,
    line: &[(f64, f64)],
    width: i64,
    vehicles: impl IntoIterator<Item = u32>,
) -> ApprovedRoute {
    let assignment = |no: u32| Assignment {
        vehicle: VehicleId::new(&format!("v{no}")).unwrap(),
        from: Timestamp::from_millis(0),
        to: None,
    };
    ApprovedRoute {
        id: RouteId::new(&format!("r{no}")).unwrap(),
        name: format!("第{no}路线"),
        name_en: format!("route {no}"),
        line: line.iter().map(|(east, north)| place(*east, *north)).collect(),
        width: Length::from_whole_metres(width),
        assignments: vehicles.into_iter().map(assignment).collect(),
        source: "test".into(),
        clause: String::new(),
        carrier: None,
        effective_from: Timestamp::from_millis(0),
        effective_to: None,
        organisation: organisation(),
        jurisdiction: changde(),
    }
}

/// A place of loading or unloading, 200 m about.
pub(crate) fn trip_place((east, north): (f64, f64)) -> TripPlace {
    let radius = Length::from_whole_metres(200);
    TripPlace { site: None, position: place(east, north), radius }
}

/// What a waybill for petrol says of vehicle `no`: from where, and whither, within the day.
pub(crate) fn trip(no: u32, origin: (f64, f64), drops: &[(f64, f64)]) -> Trip {
    Trip {
        id: WaybillId::new(&format!("w{no}")).unwrap(),
        number: format!("YD-{no:04}"),
        vehicle: VehicleId::new(&format!("v{no}")).unwrap(),
        drivers: vec![],
        goods: load("1203").goods,
        in_tank: true,
        origin: Some(trip_place(origin)),
        drops: drops.iter().copied().map(trip_place).collect(),
        departs_at: at(0),
        arrives_by: at(86_400),
        route: None,
        organisation: organisation(),
        jurisdiction: changde(),
    }
}

/// The end of vehicle `no`'s waybill.
pub(crate) fn trip_over(no: u32) -> Item {
    Item::Gone(Gone::Trip(WaybillId::new(&format!("w{no}")).unwrap()))
}

/// An engine at work, and all that it has said.
pub(crate) struct Watched {
    pub(crate) engine: Engine,
    pub(crate) said: Vec<Detection>,
}

impl Watched {
    /// From midnight on.
    pub(crate) fn over(world: World) -> Self {
        Self::from(world, at(0))
    }

    pub(crate) fn from(world: World, began: Timestamp) -> Self {
        let mut watched = Self { engine: Engine::default(), said: Vec::new() };
        watched.engine.seal(began, None, &mut watched.said);
        watched.engine.world_moved(began, Arc::new(world), &mut watched.said);
        watched
    }

    /// Each fix comes in half a second after it was made.
    pub(crate) fn hear(&mut self, fixes: impl IntoIterator<Item = Fix>) {
        for fix in fixes {
            self.engine.fixes(fix.device_time + ON_THE_AIR, &[fix], &mut self.said);
        }
    }

    /// All come in at once.
    pub(crate) fn hear_at(&mut self, second: i64, fixes: &[Fix]) {
        self.engine.fixes(at(second), fixes, &mut self.said);
    }

    pub(crate) fn listen_until(&mut self, second: i64) {
        self.engine.listened(at(second), &mut self.said);
    }

    /// The next revision of the world, in force from the moment it comes.
    pub(crate) fn change(&mut self, second: i64, items: impl IntoIterator<Item = Item>) {
        let revision = Revision(self.engine.world().revision().0 + 1);
        let version = |item| version(revision, at(second), item);
        let next = self.engine.world().with(revision, items.into_iter().map(version).collect());
        self.engine.world_moved(at(second), Arc::new(next), &mut self.said);
    }

    /// The last word on each alert, in order of opening.
    pub(crate) fn alerts(&self) -> Vec<Detection> {
        let mut last: Vec<_> = last_words(&self.said).into_values().collect();
        last.sort_by_key(|alert| (alert.opened_at, alert.id));
        last
    }

    /// The last word on each alert of one rule.
    pub(crate) fn alerts_of(&self, rule: &str) -> Vec<Detection> {
        self.alerts().into_iter().filter(|alert| alert.rule == rule).collect()
    }

    /// The one alert there is.
    pub(crate) fn only(&self) -> Detection {
        only(self.alerts())
    }

    /// The one alert that there is of a rule.
    pub(crate) fn only_of(&self, rule: &str) -> Detection {
        only(self.alerts_of(rule))
    }
}

fn only(alerts: Vec<Detection>) -> Detection {
    assert_eq!(alerts.len(), 1, "{alerts:#?}");
    alerts.into_iter().next().unwrap()
}

/// The last revision of each alert, in order of id.
pub(crate) fn last_words(said: &[Detection]) -> BTreeMap<AlertId, Detection> {
    let mut last: BTreeMap<AlertId, Detection> = BTreeMap::new();
    for detection in said {
        let known = last.get(&detection.id).map_or(0, |known| known.revision);
        assert!(detection.revision > known, "a revision only rises: {detection:?}");
        last.insert(detection.id, detection.clone());
    }
    last
}

/// Seconds after midnight.
pub(crate) fn seconds(time: Timestamp) -> f64 {
    (time - MIDNIGHT).seconds()
}

pub(crate) fn ending(alert: &Detection) -> Ending {
    alert.ended.unwrap_or_else(|| panic!("it goes on: {alert:?}"))
}

/// Interpolated times are good to a tenth of a second in these scenes.
#[track_caller]
pub(crate) fn assert_near(time: Timestamp, second: f64) {
    let off = (seconds(time) - second).abs();
    assert!(off < 0.1, "{} is not near {second}", seconds(time));
}
