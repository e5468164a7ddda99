//! A city that provokes every rule: roads side by side, zones along them, a truck on each.
//!
//! The same from the same seed on any machine. Reports are told in the resolution of JT/T 808
//! (whole micro-degrees, seconds, tenths of a km/h), so that what comes back through either door
//! can be held against what was sent, bit for bit.

mod delivery;
mod drive;
mod ground;
mod pace;

use placard_domain::jurisdiction::{Jurisdiction, ZoneName};
use placard_domain::route::ApprovedRoute;
use placard_domain::vehicle::{Load, PlateColor, Vehicle, VehicleKind};
use placard_domain::zone::Zone;
use placard_domain::{
    DatumName, Fix, JurisdictionId, OrganisationId, Text, Timestamp, VehicleId, VehicleNo,
};
use placard_geo::sample::Dice;

pub use delivery::{Delivery, Habits};

/// The city's jurisdiction.
pub const JURISDICTION: &str = "CN-4307";
/// Whose records it keeps.
pub const ORGANISATION: &str = "changde";
/// Seconds between two reports.
pub const EVERY_S: i64 = 10;

/// A city.
#[derive(Clone, Debug)]
pub struct City {
    seed: u64,
    roads: u32,
    reports: usize,
    zones: Vec<Zone>,
    breaches_one_in: u32,
}

impl City {
    /// A city of so many roads, each with zones for a drive of so many reports.
    #[must_use]
    pub fn new(seed: u64, roads: u32, reports: usize) -> Self {
        Self { seed, roads, reports, zones: ground::zones(roads, reports), breaches_one_in: 1 }
    }

    /// The same city in which one vehicle in so many breaches anything; the others drive steadily
    /// between the roads, where nothing is closed and no route is approved.
    #[must_use]
    pub fn with_breaches_one_in(self, breaches_one_in: u32) -> Self {
        Self { breaches_one_in, ..self }
    }

    /// Its zones; their numbers count up from 1.
    #[must_use]
    pub fn zones(&self) -> &[Zone] {
        &self.zones
    }

    /// The approved route of each road, for those of the first `vehicles` vehicles that drive on
    /// it.
    #[must_use]
    pub fn routes(&self, vehicles: u32) -> Vec<ApprovedRoute> {
        let drives_on = |no: u32, road| no % self.roads == road && self.breaches(no);
        let on = |road| (1..=vehicles).filter(move |no| drives_on(*no, road));
        (0..self.roads).map(|road| ground::route(road, self.reports, on(road))).collect()
    }

    /// Its area of the law.
    ///
    /// # Panics
    /// Never: the time zone is in the bundled database.
    #[must_use]
    pub fn area(&self) -> Jurisdiction {
        Jurisdiction {
            id: jurisdiction(),
            parent: None,
            name: Text::new("常德", "Changde"),
            time_zone: ZoneName::new("Asia/Shanghai")
                .unwrap_or_else(|_| unreachable!("it is in the bundled database")),
            holidays: vec![],
        }
    }

    /// Vehicle `no` of the city, its load not declared: every ban means it.
    #[must_use]
    pub fn vehicle(&self, no: u32) -> Vehicle {
        Vehicle {
            id: vehicle_id(no),
            no: VehicleNo(no),
            plate: format!("湘J{no:05}"),
            plate_color: PlateColor::Yellow,
            carrier: None,
            kind: VehicleKind::Tanker,
            datum: DatumName::Wgs84,
            load: Load::default(),
            max_mass_kg: None,
            rated_load_kg: None,
            vin: String::new(),
            certificates: Vec::new(),
            dimensions: None,
            licences: vec![],
            organisation: organisation(),
            jurisdiction: jurisdiction(),
        }
    }

    /// The drive of vehicle `no` in so many reports from `began` on, in order of time.
    #[must_use]
    pub fn drive(&self, no: u32, began: Timestamp, reports: usize) -> Vec<Fix> {
        let drive = if self.breaches(no) { drive::fixes } else { drive::calm };
        drive(&mut self.dice(no, 0), no, no % self.roads, began, reports)
    }

    const fn breaches(&self, no: u32) -> bool {
        no.is_multiple_of(self.breaches_one_in)
    }

    /// The same as it is sent: with duplicates, swaps, blind spots and pauses.
    #[must_use]
    pub fn deliveries(
        &self,
        no: u32,
        began: Timestamp,
        reports: usize,
        habits: &Habits,
    ) -> Vec<Delivery> {
        let drive = self.drive(no, began, reports);
        delivery::deliveries(&mut self.dice(no, 1), no, drive, habits)
    }

    fn dice(&self, no: u32, what: u64) -> Dice {
        Dice::new(self.seed ^ (u64::from(no) << 20) ^ (what << 60))
    }
}

/// The id in paths of vehicle `no`.
///
/// # Panics
/// Never: the text is an id.
#[must_use]
pub fn vehicle_id(no: u32) -> VehicleId {
    VehicleId::new(&format!("truck-{no:06}")).unwrap_or_else(|_| unreachable!("it is an id"))
}

/// Rules that judge by waybills: the city drives without any, and breaks none of these. The
/// determinism test of the engine has a town that breaks them too.
pub const OF_WAYBILLS: [&str; 4] =
    ["waybill.missing", "waybill.mismatch", "waybill.overdue", "site.undeclared"];

/// [`ORGANISATION`] as an id.
///
/// # Panics
/// Never: the text is an id.
#[must_use]
pub fn organisation() -> OrganisationId {
    OrganisationId::new(ORGANISATION).unwrap_or_else(|_| unreachable!("it is an id"))
}

/// [`JURISDICTION`] as an id.
///
/// # Panics
/// Never: the text is an id.
#[must_use]
pub fn jurisdiction() -> JurisdictionId {
    JurisdictionId::new(JURISDICTION).unwrap_or_else(|_| unreachable!("it is an id"))
}

#[cfg(test)]
mod tests;
