//! One truck: who it is, what it does next, what its terminal tells.

use placard_domain::fix::{LoadState, Status};
use placard_domain::{Fix, Heading, Length, Millis, Position, Speed, Timestamp, VehicleNo, Wgs84};
use placard_geo::sample::Dice;

use crate::drive::{Drive, Driver, Instant};
use crate::roads::{NodeNo, Roads};
use crate::scripts::{SCRIPTS, Script, drive_on};

/// Seconds between two reports.
const EVERY_S: i64 = 10;
/// A receiver is off by up to this, 1e-7 degree either way: some four metres.
const NOISE_UNITS: f64 = 400.0;
/// After its breach a truck drives on for so long before the next one.
const BETWEEN_S: f64 = 1500.0;
/// Trucks with the same script begin so long one after the other.
const STAGGER_S: i64 = 240;
/// Reports that are kept while the terminal is silent, at most.
const HELD_MAX: usize = 120;

/// The plain by the Yuan river.
const HEIGHT: Length = Length::from_whole_metres(40);
/// JT/T 808 status: ignition on, positioned.
const ON_THE_ROAD: Status = Status(0b11);

/// What the trucks carry, in turn: UN number and packing group.
const GOODS: [(&str, &str); 8] = [
    ("1203", "II"),
    ("1202", "III"),
    ("1965", ""),
    ("1830", "II"),
    ("1017", ""),
    ("1824", "II"),
    ("1230", "II"),
    ("1971", ""),
];

/// Who a truck is, for the office's register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Its id in paths.
    pub id: String,
    /// Its plate.
    pub plate: String,
    /// The number by which its terminal is known.
    pub phone: String,
    /// What it carries.
    pub un_number: &'static str,
    /// In which packing group; empty where the goods have none.
    pub packing_group: &'static str,
    /// The rule that it breaks by its script.
    pub breaks: Option<&'static str>,
}

/// Reports that go out as one message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sending {
    pub(crate) fixes: Vec<Fix>,
    /// Told later, from a blind spot.
    pub(crate) is_blind_spot: bool,
}

#[derive(Debug)]
pub(crate) struct Truck {
    pub(crate) registration: Registration,
    no: u32,
    dice: Dice,
    script: Option<&'static Script>,
    node: Option<NodeNo>,
    drive: Drive,
    drive_began: Timestamp,
    drives: u32,
    /// When its next report is due.
    pub(crate) due: Timestamp,
    held: Vec<Fix>,
}

impl Truck {
    /// Truck `no`, counted from 1. The first ones have scripts, in turn.
    pub(crate) fn new(seed: u64, no: u32, scripted: u32) -> Self {
        let index = (no - 1) as usize;
        let script = (no <= scripted).then(|| &SCRIPTS[index % SCRIPTS.len()]);
        let (un_number, packing_group) = GOODS[index % GOODS.len()];
        Self {
            registration: Registration {
                id: format!("demo-{no:04}"),
                plate: format!("湘J{:05}", 60_000 + no),
                phone: format!("1380000{no:04}"),
                un_number,
                packing_group,
                breaks: script.map(|script| script.rule),
            },
            no,
            dice: Dice::new(seed ^ (u64::from(no) << 32)),
            script,
            node: None,
            drive: Drive::default(),
            drive_began: Timestamp::MIN,
            drives: 0,
            due: Timestamp::MAX,
            held: Vec::new(),
        }
    }

    /// Begins, not before `began` and not all trucks at once.
    pub(crate) fn set_out(&mut self, began: Timestamp) {
        let turn = self.script.map_or(0, |_| (self.no - 1) as usize / SCRIPTS.len());
        let later_s = turn as i64 * STAGGER_S + i64::from(self.no) % EVERY_S;
        self.due = began.ceil_second() + Millis::from_secs(later_s);
        self.drive_began = self.due;
    }

    /// Makes the report that is due, and says what goes out.
    pub(crate) fn report(&mut self, roads: &Roads) -> Option<Sending> {
        let due = self.due;
        self.due = due + Millis::from_secs(EVERY_S);
        let mut second = (due - self.drive_began).seconds();
        if second >= self.drive.ends_s() {
            self.plan(roads);
            (self.drive_began, second) = (due, 0.0);
        }
        let instant = self.drive.at(second)?;
        let fix = self.fix(due, &instant);
        if instant.is_silent {
            if self.held.len() < HELD_MAX {
                self.held.push(fix);
            }
            return None;
        }
        self.held.push(fix);
        let fixes = std::mem::take(&mut self.held);
        let is_blind_spot = fixes.len() > 1;
        Some(Sending { fixes, is_blind_spot })
    }

    /// Decides what the truck does next: its breach, then an honest drive, and so on.
    fn plan(&mut self, roads: &Roads) {
        let mut driver = Driver::new(roads, self.node);
        match self.script.filter(|_| self.drives.is_multiple_of(2)) {
            Some(script) => (script.play)(&mut driver, &mut self.dice),
            None => drive_on(&mut driver, &mut self.dice, BETWEEN_S),
        }
        self.drives += 1;
        self.node = driver.node();
        self.drive = driver.drive;
    }

    fn fix(&mut self, time: Timestamp, instant: &Instant) -> Fix {
        let place = match instant.is_frozen {
            true => instant.place,
            false => self.receive(instant.place),
        };
        Fix {
            position: Some(place),
            altitude: Some(HEIGHT),
            speed: Speed::from_kmh(instant.speed_kmh),
            heading: Heading::from_degrees(instant.heading_deg),
            status: Status(ON_THE_ROAD.0 | load_bits(instant.load)),
            load: instant.load,
            alarms: instant.alarms,
            ..Fix::bare(VehicleNo(self.no), time)
        }
    }

    fn receive(&mut self, place: Position<Wgs84>) -> Position<Wgs84> {
        let mut off = || self.dice.between(-NOISE_UNITS, NOISE_UNITS) as i32;
        let (lon, lat) = (place.lon_units() + off(), place.lat_units() + off());
        Position::from_units(lon, lat).unwrap_or(place)
    }
}

/// What JT/T 808 has bits 8 and 9 of the status for; it has none for empty.
const fn load_bits(load: LoadState) -> u32 {
    match load {
        LoadState::Unknown | LoadState::Empty => 0,
        LoadState::Part => 0b01 << 8,
        LoadState::Full => 0b11 << 8,
    }
}
