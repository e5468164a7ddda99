//! The world: everything that a fix is judged by, at one revision, never changed once built.
//!
//! A change builds the next world beside this one, sharing all that stays, and it is swapped in
//! whole. For a fix counts what was in force at its **device time**, as this revision knows it:
//! overtaken versions stay for the 30 days a fix may be late.

mod book;
mod routes;
mod tables;
mod trips;
mod zones;

use std::sync::Arc;

use placard_domain::jurisdiction::Jurisdiction;
use placard_domain::permit::Permit;
use placard_domain::route::ApprovedRoute;
use placard_domain::rule::RuleSetting;
use placard_domain::trip::Trip;
use placard_domain::vehicle::{Load, Phone, Terminal, Vehicle};
use placard_domain::zone::{Effect, Zone};
use placard_domain::{
    JurisdictionId, OrganisationId, PermitId, Revision, RouteId, TerminalId, Timestamp, VehicleId,
    VehicleNo, WaybillId, ZoneId,
};

pub use book::Book;
pub use routes::RouteVersion;
pub use trips::TripVersion;
pub use zones::{ZoneVersion, Zones};

use tables::{Keyed, Numbered, Version, Versions};

/// A version of something the world holds, as the records tell it.
#[derive(Clone, Debug)]
pub struct ItemVersion {
    /// The revision that brought it.
    pub revision: Revision,
    /// When that revision was committed.
    pub committed_at: Timestamp,
    /// In force from this device time on.
    pub valid_from: Timestamp,
    /// What it is; a [`Gone`] takes it out.
    pub item: Item,
}

/// What a world is made of.
#[derive(Clone, Debug)]
pub enum Item {
    /// An area of the law.
    Jurisdiction(Jurisdiction),
    /// What an area sets of a rule.
    RuleSetting(RuleSetting),
    /// A vehicle.
    Vehicle(Vehicle),
    /// A terminal.
    Terminal(Terminal),
    /// A zone, its geometry checked.
    Zone(Zone),
    /// A permit.
    Permit(Permit),
    /// An approved route, its geometry checked.
    Route(ApprovedRoute),
    /// What a waybill in force says.
    Trip(Trip),
    /// Something is no longer there.
    Gone(Gone),
}

/// What is no longer there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gone {
    /// A rule's setting falls back to its parents'.
    RuleSetting {
        /// The rule.
        rule: String,
        /// Where.
        jurisdiction: JurisdictionId,
    },
    /// A vehicle is no longer registered.
    Vehicle(VehicleNo),
    /// A terminal.
    Terminal(TerminalId),
    /// A zone.
    Zone(placard_domain::ZoneNo),
    /// A permit of a vehicle.
    Permit(PermitId, VehicleId),
    /// An approved route.
    Route(RouteId),
    /// A trip: its waybill is no longer in force.
    Trip(WaybillId),
}

/// Everything that a fix is judged by.
#[derive(Clone, Debug, Default)]
pub struct World {
    revision: Revision,
    zones: Arc<Zones>,
    books: Arc<book::Books>,
    vehicles: Numbered<Arc<Versions<Arc<Vehicle>>>>,
    numbers: Keyed<VehicleId, VehicleNo>,
    terminals: Keyed<TerminalId, Arc<Terminal>>,
    phones: Keyed<Phone, Arc<Terminal>>,
    permits: Keyed<VehicleId, Arc<Permits>>,
    routes: routes::Routes,
    trips: trips::Trips,
}

/// The permits of one vehicle.
type Permits = Vec<(PermitId, Versions<Arc<Permit>>)>;

impl World {
    /// The world after these versions, which are in order of revision. They may span many
    /// revisions: building at once or step by step gives the same world.
    #[must_use]
    pub fn with(&self, revision: Revision, versions: Vec<ItemVersion>) -> Self {
        let mut next = self.clone();
        next.revision = revision;
        let mut zones = zones::Edit::default();
        let mut books = book::Edit::default();
        for version in versions {
            next.take(version, &mut zones, &mut books);
        }
        // Zones and settings share the hours of their jurisdictions: both are built when either
        // moved.
        if books.changed() {
            next.books = Arc::new(self.books.with(books));
        }
        if zones.changed() || !Arc::ptr_eq(&next.books, &self.books) {
            next.zones = Arc::new(self.zones.with(revision, zones, &next.books));
        }
        next
    }

    fn take(&mut self, version: ItemVersion, zones: &mut zones::Edit, books: &mut book::Edit) {
        let ItemVersion { revision, committed_at, valid_from, item } = version;
        let came = Version { revision, committed_at, valid_from, item: None::<()> };
        match item {
            Item::Jurisdiction(jurisdiction) => books.jurisdiction(jurisdiction),
            Item::RuleSetting(setting) => books.setting(&came, setting),
            Item::Gone(Gone::RuleSetting { rule, jurisdiction }) => {
                books.unset(&came, rule, jurisdiction);
            }
            Item::Zone(zone) => zones.push(zone.no, came.with(Some(zone))),
            Item::Gone(Gone::Zone(no)) => zones.push(no, came.with(None)),
            Item::Vehicle(vehicle) => {
                self.numbers.insert(vehicle.id.clone(), vehicle.no);
                let no = vehicle.no;
                self.push_vehicle(no, came.with(Some(Arc::new(vehicle))));
            }
            Item::Gone(Gone::Vehicle(no)) => {
                let id = self.registered(no).map(|vehicle| vehicle.id.clone());
                id.iter().for_each(|id| self.numbers.remove(id));
                self.push_vehicle(no, came.with(None));
            }
            Item::Terminal(terminal) => self.put_terminal(terminal),
            Item::Gone(Gone::Terminal(id)) => self.remove_terminal(&id),
            Item::Permit(permit) => {
                let (id, vehicle) = (permit.id.clone(), permit.vehicle.clone());
                self.push_permit(id, vehicle, came.with(Some(Arc::new(permit))));
            }
            Item::Gone(Gone::Permit(id, vehicle)) => {
                self.push_permit(id, vehicle, came.with(None));
            }
            Item::Route(route) => self.routes.put(&came, route),
            Item::Gone(Gone::Route(id)) => self.routes.remove(&came, &id),
            Item::Trip(trip) => self.trips.put(&came, trip),
            Item::Gone(Gone::Trip(id)) => self.trips.remove(&came, &id),
        }
    }

    fn push_vehicle(&mut self, no: VehicleNo, version: Version<Arc<Vehicle>>) {
        let versions = self.vehicles.slot(no.0).get_or_insert_default();
        Arc::make_mut(versions).push(version);
    }

    fn put_terminal(&mut self, terminal: Terminal) {
        self.remove_terminal(&terminal.id.clone());
        let terminal = Arc::new(terminal);
        self.terminals.insert(terminal.id.clone(), Arc::clone(&terminal));
        self.phones.insert(terminal.phone, terminal);
    }

    fn remove_terminal(&mut self, id: &TerminalId) {
        if let Some(old) = self.terminals.get(id).cloned() {
            self.phones.remove(&old.phone);
            self.terminals.remove(id);
        }
    }

    fn push_permit(&mut self, id: PermitId, vehicle: VehicleId, version: Version<Arc<Permit>>) {
        let mut permits = self.permits.get(&vehicle).cloned().unwrap_or_default();
        let list = Arc::make_mut(&mut permits);
        let at = list.iter().position(|(known, _)| *known == id).unwrap_or_else(|| {
            list.push((id, Versions::default()));
            list.len() - 1
        });
        list[at].1.push(version);
        self.permits.insert(vehicle, permits);
    }

    /// Its revision.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Its zones.
    #[must_use]
    pub fn zones(&self) -> &Zones {
        &self.zones
    }

    /// A vehicle's number, where it is registered now.
    #[must_use]
    pub fn number(&self, vehicle: &VehicleId) -> Option<VehicleNo> {
        self.numbers.get(vehicle).copied()
    }

    /// A vehicle as it is registered now; `None` where it is no longer.
    #[must_use]
    pub fn registered(&self, no: VehicleNo) -> Option<&Arc<Vehicle>> {
        self.vehicles.get(no.0)?.newest()
    }

    /// A vehicle as it was at a device time. What it did before it was registered counts as the
    /// first that is known of it did.
    #[must_use]
    pub fn vehicle_at(&self, no: VehicleNo, time: Timestamp) -> Option<&Arc<Vehicle>> {
        let versions = self.vehicles.get(no.0)?;
        versions.newest()?;
        versions.at(time).or_else(|| versions.oldest())
    }

    /// Every vehicle that is registered now, in order of number.
    pub fn vehicles(&self) -> impl Iterator<Item = &Arc<Vehicle>> {
        self.vehicles.iter().filter_map(|versions| versions.newest())
    }

    /// The terminal with a phone number.
    #[must_use]
    pub fn terminal(&self, phone: &Phone) -> Option<&Arc<Terminal>> {
        self.phones.get(phone)
    }

    /// The approved routes that a vehicle has to keep to at a device time: those it is assigned to
    /// in order of id, then its waybill's.
    pub fn routes_of(
        &self,
        vehicle: &VehicleId,
        time: Timestamp,
    ) -> impl Iterator<Item = &Arc<RouteVersion>> {
        let named = self.trip_of(vehicle, time).and_then(|version| version.trip.route.as_ref());
        let named = named.and_then(|id| self.routes.approved(id, time));
        let is_other = move |version: &&Arc<RouteVersion>| {
            named.is_none_or(|named| named.route.id != version.route.id)
        };
        self.routes.of(vehicle, time).filter(is_other).chain(named)
    }

    /// What a waybill in force says of a vehicle at a device time. Of several, the one that departs
    /// last before then.
    #[must_use]
    pub fn trip_of(&self, vehicle: &VehicleId, time: Timestamp) -> Option<&Arc<TripVersion>> {
        self.trips.of(vehicle, time)
    }

    /// When the last waybill of a vehicle ended that had ended by a device time.
    #[must_use]
    pub fn trip_ended(&self, vehicle: &VehicleId, time: Timestamp) -> Option<Timestamp> {
        self.trips.ended(vehicle, time)
    }

    /// Whether an organisation has had a waybill in force by a device time.
    #[must_use]
    pub fn uses_waybills(&self, organisation: &OrganisationId, time: Timestamp) -> bool {
        self.trips.are_used_by(organisation, time)
    }

    /// What is on board at a device time: what the waybill in force says, else what was last
    /// declared of the vehicle.
    #[must_use]
    pub fn load_of<'a>(&'a self, vehicle: &'a Vehicle, time: Timestamp) -> &'a Load {
        self.trip_of(&vehicle.id, time).map_or(&vehicle.load, |version| &version.load)
    }

    /// The rules' parameters for a vehicle at a device time: its jurisdiction's, or the rules' own.
    #[must_use]
    pub fn book_of(&self, vehicle: Option<&Vehicle>, time: Timestamp) -> &Book {
        self.books.at(vehicle.map(|vehicle| &vehicle.jurisdiction), time)
    }

    /// An area of the law and those it lies in, most local first: where its rules' parameters are
    /// looked up. Empty where it is not known.
    #[must_use]
    pub fn areas(&self, jurisdiction: &JurisdictionId) -> Vec<JurisdictionId> {
        self.books.chain(jurisdiction)
    }

    /// What a zone bans for a vehicle's load at a device time, hours and permits counted. The same
    /// question for the engine and for whoever asks over the wire.
    #[must_use]
    pub fn bans(&self, zone: &ZoneVersion, asked: Asked<'_>) -> Bans {
        let mut bans = Bans::default();
        if !asked.load.is_laden() {
            return bans;
        }
        bans.no_stopping = zone.zone.kind.forbids_stopping();
        for ban in zone.zone.bans.iter().filter(|ban| ban.means(asked.load)) {
            if !zone.is_open(&ban.windows, asked.time) {
                continue;
            }
            match ban.effect {
                Effect::Forbid => bans.forbid = true,
                Effect::NoStopping => bans.no_stopping = true,
                Effect::SpeedLimit(limit) => {
                    bans.speed_limit = Some(bans.speed_limit.map_or(limit, |old| old.min(limit)));
                }
            }
        }
        if bans.forbid {
            bans.permit = self.permit(&zone.zone.id, asked);
            bans.forbid = bans.permit.is_none();
        }
        bans
    }

    fn permit(&self, zone: &ZoneId, asked: Asked<'_>) -> Option<Arc<Permit>> {
        let permits = self.permits.get(asked.vehicle?)?;
        let in_force = permits.iter().filter_map(|(_, versions)| versions.at(asked.time));
        in_force
            .filter(|permit| permit.zones.contains(zone) && permit.lifts(asked.load, asked.time))
            .min_by_key(|permit| &permit.id)
            .cloned()
    }
}

/// Who asks what a zone bans.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Whose permits count.
    pub vehicle: Option<&'a VehicleId>,
    /// What is on board.
    pub load: &'a Load,
    /// When.
    pub time: Timestamp,
}

/// What a zone bans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bans {
    /// Being there.
    pub forbid: bool,
    /// Stopping there.
    pub no_stopping: bool,
    /// Driving there faster than this.
    pub speed_limit: Option<placard_domain::Speed>,
    /// The permit that lifts a `forbid`.
    pub permit: Option<Arc<Permit>>,
}
