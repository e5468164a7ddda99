//! A town by seed, as the journals of its day hold it: some hundred trucks between zones of every
//! kind, with all that goes wrong on the way, a world that changes, and a server that stops and
//! starts.

use std::sync::Arc;

use placard_domain::alert::Detection;
use placard_domain::fix::{Alarms, LoadState};
use placard_domain::route::ApprovedRoute;
use placard_domain::rule::{RuleSetting, RuleStatus};
use placard_domain::trip::Trip;
use placard_domain::vehicle::Vehicle;
use placard_domain::window::Window;
use placard_domain::zone::{Effect, Zone, ZoneKind};
use placard_domain::{Fix, Millis, Revision, Speed, Timestamp, VehicleNo, ZoneNo};
use placard_engine::rules::SPECS;
use placard_engine::world::{Gone, Item};
use placard_engine::{Engine, World};
use placard_geo::sample::Dice;

use super::{area, at, ban, changde, cleaned, corridor, fix, load, of_old, permit, place};
use super::{rectangle, route, trip, trip_over, vehicle, version, zone};

/// What a journal holds, in the order in which it is judged.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    Seal { at: Timestamp, listened_until: Timestamp },
    World { at: Timestamp, world: Arc<World> },
    Fixes { at: Timestamp, fixes: Vec<Fix> },
}

impl Entry {
    pub(crate) fn at(&self) -> Timestamp {
        match self {
            Self::Seal { at, .. } | Self::World { at, .. } | Self::Fixes { at, .. } => *at,
        }
    }

    pub(crate) fn judge(&self, engine: &mut Engine, said: &mut Vec<Detection>) {
        match self {
            Self::Seal { at, listened_until } => engine.seal(*at, Some(*listened_until), said),
            Self::World { at, world } => engine.world_moved(*at, Arc::clone(world), said),
            Self::Fixes { at, fixes } => engine.fixes(*at, fixes, said),
        }
    }

    /// The same for some of the vehicles.
    pub(crate) fn of(&self, is_ours: impl Fn(VehicleNo) -> bool) -> Option<Self> {
        let Self::Fixes { at, fixes } = self else { return Some(self.clone()) };
        let fixes: Vec<_> = fixes.iter().filter(|fix| is_ours(fix.vehicle)).cloned().collect();
        (!fixes.is_empty()).then_some(Self::Fixes { at: *at, fixes })
    }
}

pub(crate) const VEHICLES: u32 = 300;
/// Seconds of the day that is told, and from one report to the next.
const DAY: i64 = 6000;
const EVERY: i64 = 15;
/// When everything has been said: silence has turned orange, uploads are over.
pub(crate) const OVER: i64 = DAY + 6000;
/// The server is down between these seconds.
const DOWN: [(i64, i64); 2] = [(2000, 2400), (4111, 4130)];
/// Metres from west to east and from south to north.
const SIZE: f64 = 6000.0;
/// Zones stand on a grid of so many by so many.
const GRID: u32 = 8;

/// The entries of a seed.
pub(crate) fn entries(seed: u64) -> Vec<Entry> {
    let mut dice = Dice::new(seed);
    let mut entries = worlds(&mut dice);
    let seal = |(from, to)| Entry::Seal { at: at(to), listened_until: at(from) };
    entries.extend(DOWN.map(seal));
    for no in 1..=VEHICLES {
        let drive = drive(&mut dice, no);
        entries.extend(sent(&mut dice, drive));
    }
    entries.sort_by_key(|entry| {
        let is_fixes = matches!(entry, Entry::Fixes { .. });
        (entry.at(), is_fixes, matches!(entry, Entry::World { .. }))
    });
    joined(entries)
}

/// What came in at the same instant is one entry.
fn joined(entries: Vec<Entry>) -> Vec<Entry> {
    let mut joined: Vec<Entry> = Vec::new();
    for entry in entries {
        match (joined.last_mut(), entry) {
            (Some(Entry::Fixes { at, fixes }), Entry::Fixes { at: then, fixes: more })
                if *at == then =>
            {
                fixes.extend(more);
            }
            (_, entry) => joined.push(entry),
        }
    }
    joined
}

fn zones() -> Vec<Zone> {
    let spacing = SIZE / f64::from(GRID);
    (0..GRID * GRID)
        .map(|n| {
            let (col, row) = (f64::from(n % GRID), f64::from(n / GRID));
            town_zone(n + 1, (col + 0.5) * spacing, (row + 0.5) * spacing)
        })
        .collect()
}

/// Every third vehicle has to keep to one of so many streets.
const STREETS: u32 = GRID;

fn street(no: u32) -> ApprovedRoute {
    let north = (f64::from(no) + 0.5) * SIZE / f64::from(GRID);
    let bound = (1..=VEHICLES).filter(|vehicle| vehicle % 3 == 0 && vehicle % STREETS == no);
    route(no, &[(0.0, north), (SIZE, north)], 400, bound)
}

/// Kinds and bans take turns.
fn town_zone(no: u32, east: f64, north: f64) -> Zone {
    let square = rectangle(east - 180.0, north - 180.0, east + 180.0, north + 180.0);
    let mut zone = match no % 8 {
        3 => zone(no, ZoneKind::SensitiveReceptor, square),
        0 | 4 => {
            zone(no, ZoneKind::Bridge, corridor((east - 250.0, north), (east + 250.0, north), 20))
        }
        1 | 5 => zone(no, ZoneKind::WaterSource, square),
        2 | 6 => {
            zone(no, ZoneKind::Tunnel, corridor((east, north - 250.0), (east, north + 250.0), 20))
        }
        _ if no % 16 == 7 => zone(no, ZoneKind::ChemicalPark, square),
        _ => zone(no, ZoneKind::Other, square),
    };
    match no % 5 {
        0 => zone.bans[0].classes = vec!["3".parse().unwrap()],
        1 => zone.bans[0].un_numbers = vec!["1017".parse().unwrap()],
        2 => zone.bans.push(ban(Effect::NoStopping)),
        3 => {
            zone.bans[0].windows = vec![Window {
                from: "23:00".parse().unwrap(),
                to: "00:50".parse().unwrap(),
                ..Window::default()
            }];
        }
        _ => zone.bans[0].effect = Effect::SpeedLimit(Speed::from_kmh(40.0).unwrap()),
    }
    zone
}

fn town_vehicle(no: u32) -> Vehicle {
    let load = match no % 4 {
        0 => load("1017"),
        1 => placard_domain::vehicle::Load::default(),
        2 if no % 8 == 2 => cleaned(),
        _ => load("1203"),
    };
    Vehicle { load, ..vehicle(no) }
}

/// A waybill from one corner of the town to the other, with little time; a stop of three minutes is
/// one of loading here.
fn town_trip(no: u32, second: i64) -> Trip {
    let hurry = 1200 + 600 * i64::from(no % 6);
    let drops = [(SIZE, 300.0 * f64::from(no % 20))];
    Trip {
        goods: load(["1203", "1017", "1830"][no as usize % 3]).goods,
        departs_at: at(second),
        arrives_by: at(second + hurry),
        route: (no.is_multiple_of(7)).then(|| street(no % STREETS).id),
        ..trip(no, (0.0, 0.0), &drops)
    }
}

fn town_settings() -> impl Iterator<Item = Item> {
    let stop = |(rule, name): (&str, &str)| {
        Item::RuleSetting(RuleSetting {
            rule: rule.into(),
            jurisdiction: changde(),
            status: None,
            params: [(name.to_owned(), 180)].into(),
        })
    };
    let stops = [
        ("site.undeclared", "stop_s"),
        ("waybill.mismatch", "stop_s"),
        ("waybill.missing", "loading_s"),
    ];
    stops.into_iter().map(stop)
}

/// The world and its changes: one each five minutes, at odd milliseconds.
fn worlds(dice: &mut Dice) -> Vec<Entry> {
    let mut items = vec![Item::Jurisdiction(area())];
    items.extend((1..=VEHICLES).map(|no| Item::Vehicle(town_vehicle(no))));
    items.extend(zones().into_iter().map(Item::Zone));
    items.extend((0..STREETS).map(|no| Item::Route(street(no))));
    items.extend(town_settings());
    items.extend((1..=VEHICLES).filter(|no| no % 2 == 0).map(|no| Item::Trip(town_trip(no, 0))));
    let mut world = Arc::new(World::default().with(Revision(1), of_old(items)));
    let mut entries = vec![Entry::World { at: at(0), world: Arc::clone(&world) }];
    let mut clerk = Dice::new(VEHICLES.into());
    for (n, second) in (300..DAY).step_by(300).enumerate() {
        let at = at(second) + Millis(77);
        let revision = Revision(n as u64 + 2);
        let mut items: Vec<_> = (0..6).map(|_| change(dice, second)).collect();
        items.extend((0..12).map(|_| papers(&mut clerk, second)));
        let versions = items.into_iter().map(|item| version(revision, at, item));
        world = Arc::new(world.with(revision, versions.collect()));
        entries.push(Entry::World { at, world: Arc::clone(&world) });
    }
    entries
}

/// A waybill comes into force, or ends.
fn papers(dice: &mut Dice, second: i64) -> Item {
    let no = 1 + dice.below(VEHICLES as usize) as u32;
    if dice.below(2) == 0 { trip_over(no) } else { Item::Trip(town_trip(no, second)) }
}

fn change(dice: &mut Dice, second: i64) -> Item {
    let no = 1 + dice.below(VEHICLES as usize) as u32;
    let zone = 1 + dice.below((GRID * GRID) as usize) as u32;
    let street_no = no % STREETS;
    match dice.below(9) {
        7 => Item::Gone(Gone::Route(street(street_no).id)),
        8 => Item::Route(street(street_no)),
        0 => Item::Gone(Gone::Zone(ZoneNo(zone))),
        1 => Item::Zone(zones().swap_remove(zone as usize - 1)),
        2 => Item::Permit(permit(no, zone, second - 60..second + 900)),
        3 => Item::Vehicle(Vehicle { load: cleaned(), ..vehicle(no) }),
        4 => Item::Vehicle(vehicle(no)),
        5 => Item::Gone(Gone::Vehicle(VehicleNo(no))),
        _ => Item::RuleSetting(RuleSetting {
            rule: SPECS[1 + dice.below(SPECS.len() - 1)].id.into(),
            jurisdiction: changde(),
            status: (dice.below(3) == 0).then_some(RuleStatus::Retired),
            params: [("moving_silence_s".to_owned(), 60 + dice.below(400) as i64)].into(),
        }),
    }
}

/// From place to place, with stops, in noise of some metres.
fn drive(dice: &mut Dice, no: u32) -> Vec<Fix> {
    let mut place = (dice.between(0.0, SIZE), dice.between(0.0, SIZE));
    let (mut target, mut standing) = (place, 0);
    let (mut jammed, mut alarmed) = (0, 0);
    let (mut level, mut sensor) = (LoadState::Unknown, Dice::new(no.into()));
    let sigma = [3.0, 8.0, 15.0][no as usize % 3];
    let first = dice.below(EVERY as usize) as i64;
    (first..DAY)
        .step_by(EVERY as usize)
        .map(|second| {
            let (east, north) = (target.0 - place.0, target.1 - place.1);
            let left = libm::hypot(east, north);
            let step = (kmh(no) / 3.6 * EVERY as f64).min(left);
            if standing > 0 {
                standing -= 1;
            } else if left > 1.0 {
                place = (place.0 + east / left * step, place.1 + north / left * step);
            } else {
                standing = dice.below(50);
                level = [LoadState::Unknown, LoadState::Empty, LoadState::Part, LoadState::Full]
                    [if no.is_multiple_of(3) { sensor.below(4) } else { 0 }];
                target = next_target(dice, place);
            }
            let mut noise = || dice.between(-sigma, sigma);
            let mut told = fix(no, second, place.0 + noise(), place.1 + noise());
            told.speed = Speed::from_kmh(if standing > 0 { 0.0 } else { kmh(no) })
                .filter(|_| !no.is_multiple_of(5));
            disturb(dice, &mut told, &mut jammed, &mut alarmed);
            told.load = level;
            told
        })
        .collect()
}

/// One in seven is in a hurry.
fn kmh(no: u32) -> f64 {
    if no.is_multiple_of(7) { 100.0 } else { 72.0 }
}

/// Now and then a receiver is jammed and tells places far away, every other time; or an alarm is
/// raised for some reports.
fn disturb(dice: &mut Dice, told: &mut Fix, jammed: &mut usize, alarmed: &mut usize) {
    if *jammed == 0 && dice.below(400) == 0 {
        *jammed = 7;
    }
    if *alarmed == 0 && dice.below(200) == 0 {
        *alarmed = 1 + dice.below(6);
    }
    if *jammed % 2 == 1 {
        let away = (dice.between(2e4, 9e4), dice.between(2e4, 9e4));
        told.position = Some(place(away.0, away.1));
    }
    if *alarmed > 0 {
        told.alarms = Alarms([1, 1 << 16, 1 << 5 | 1 << 29][*alarmed % 3]);
    }
    *jammed = jammed.saturating_sub(1);
    *alarmed = alarmed.saturating_sub(1);
}

/// Streets run between the columns and rows of zones; half the ways follow one, along the bridges
/// and tunnels.
fn next_target(dice: &mut Dice, from: (f64, f64)) -> (f64, f64) {
    let spacing = SIZE / f64::from(GRID);
    let street = |metres: f64| ((metres / spacing).floor() + 0.5) * spacing;
    match dice.below(4) {
        0 => (dice.between(0.0, SIZE), street(from.1)),
        1 => (street(from.0), dice.between(0.0, SIZE)),
        2 => (street(from.0), street(from.1)),
        _ => (dice.between(0.0, SIZE), dice.between(0.0, SIZE)),
    }
}

/// As it comes in: most at once, some twice, some too late by a few, some in a batch an hour later
/// and then perhaps again, some never.
fn sent(dice: &mut Dice, drive: Vec<Fix>) -> Vec<Entry> {
    let mut sent: Vec<(i64, Vec<Fix>)> = Vec::new();
    let mut fixes = drive.into_iter().peekable();
    while let Some(fix) = fixes.next() {
        let now = (fix.device_time - at(0)).0 + 100 + dice.below(900) as i64;
        match dice.below(200) {
            0 => {
                let blind = 8 + dice.below(60);
                let batch: Vec<_> = fixes.by_ref().take(blind).collect();
                let told = now + (blind as i64 * EVERY + dice.below(1500) as i64) * 1000;
                if dice.below(4) == 0 {
                    sent.push((told + 30_000, batch.clone()));
                }
                sent.push((told, batch));
            }
            1 => fixes.by_ref().take(dice.below(160)).for_each(drop),
            2..6 => sent.push((now + dice.below(4000) as i64, vec![fix.clone()])),
            6..12 => sent.push((now + dice.below(90_000) as i64, vec![fix])),
            _ => sent.push((now, vec![fix])),
        }
    }
    let entry = |(millis, fixes)| Entry::Fixes { at: when_up(millis), fixes };
    sent.into_iter().filter(|(_, fixes)| !fixes.is_empty()).map(entry).collect()
}

/// What comes while the server is down comes when it is up again; to a quarter of a second.
fn when_up(millis: i64) -> Timestamp {
    let down = DOWN.iter().find(|(from, to)| (from * 1000..=to * 1000).contains(&millis));
    let millis = down.map_or(millis, |(_, to)| to * 1000 + 250);
    at(0) + Millis(millis / 250 * 250)
}
