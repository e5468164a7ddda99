//! The register as the checks ask it: carriers, parties, people, vehicles, tanks, sites, each found
//! by its id or by what a document says of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use placard_domain::registry::{Carrier, Party, Person, Site, Tank};
use placard_domain::vehicle::Vehicle;
use placard_domain::waybill::{CarrierRef, CrewMember, PartyRef, TankRef, VehicleRef};

/// Everything that a waybill may name. Built beside and swapped in whole; what stays is shared.
#[derive(Clone, Debug, Default)]
pub struct Register {
    carriers: Shelf<Carrier>,
    parties: Shelf<Party>,
    people: Shelf<Person>,
    vehicles: Shelf<Vehicle>,
    tanks: Shelf<Tank>,
    sites: Shelf<Site>,
}

/// Items by id, and their ids by what else names them.
#[derive(Clone, Debug)]
struct Shelf<T> {
    items: BTreeMap<String, Arc<T>>,
    /// Names are kept with the ids of all who bear them, in order: one alone is found.
    names: BTreeMap<String, Vec<String>>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { items: BTreeMap::new(), names: BTreeMap::new() }
    }
}

impl<T> Shelf<T> {
    fn put(&mut self, id: String, item: T, names: Vec<String>) {
        if self.items.insert(id.clone(), Arc::new(item)).is_some() {
            self.names.values_mut().for_each(|ids| ids.retain(|known| *known != id));
        }
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            self.names.entry(name).or_default().push(id.clone());
        }
    }

    fn remove(&mut self, id: &str) {
        if self.items.remove(id).is_some() {
            self.names.values_mut().for_each(|ids| ids.retain(|known| known != id));
        }
    }

    /// Who bears a name.
    fn bearers(&self, name: &str) -> impl Iterator<Item = &T> {
        let ids = self.names.get(name).into_iter().flatten();
        ids.filter_map(|id| self.items.get(id)).map(Arc::as_ref)
    }

    /// By id where one is given, else by the first of the names that one item alone bears.
    fn find(&self, id: &str, names: &[&str]) -> Option<&T> {
        if !id.is_empty() {
            return self.items.get(id).map(Arc::as_ref);
        }
        names.iter().find_map(|name| {
            let mut bearers = self.bearers(name);
            bearers.next().filter(|_| bearers.next().is_none())
        })
    }
}

/// One thing that the register keeps: what it is, and what else than its id names it.
pub trait Entry: Sized {
    #[doc(hidden)]
    fn shelve(self, register: &mut Register);
}

macro_rules! entries {
    ($($entry:ident in $shelf:ident by $names:expr;)*) => {$(
        impl Entry for $entry {
            fn shelve(self, register: &mut Register) {
                let names: fn(&$entry) -> Vec<String> = $names;
                let (id, names) = (self.id.to_string(), names(&self));
                register.$shelf.put(id, self, names);
            }
        }
    )*};
}

entries! {
    Carrier in carriers by |it| vec![it.licence.clone(), it.uscc.clone()];
    Party in parties by |it| vec![it.uscc.clone(), it.name.clone()];
    Person in people by |it| vec![it.qualification.clone(), it.resident_id.clone()];
    Vehicle in vehicles by |it| vec![it.plate.clone()];
    Tank in tanks by |it| vec![it.number.clone()];
    Site in sites by |_| Vec::new();
}

impl Register {
    /// Puts an entry in, in place of one with its id.
    pub fn put(&mut self, entry: impl Entry) {
        entry.shelve(self);
    }

    /// Takes an entry out.
    pub fn remove(&mut self, kind: Kind, id: &str) {
        match kind {
            Kind::Carriers => self.carriers.remove(id),
            Kind::Parties => self.parties.remove(id),
            Kind::People => self.people.remove(id),
            Kind::Vehicles => self.vehicles.remove(id),
            Kind::Tanks => self.tanks.remove(id),
            Kind::Sites => self.sites.remove(id),
        }
    }

    /// The carrier that a document names.
    #[must_use]
    pub fn carrier(&self, named: &CarrierRef) -> Option<&Carrier> {
        self.carriers.find(&named.carrier_id, &[&named.licence, &named.uscc])
    }

    /// A consignor, consignee or loader.
    #[must_use]
    pub fn party(&self, named: &PartyRef) -> Option<&Party> {
        self.parties.find(&named.party_id, &[&named.uscc, &named.name])
    }

    /// A driver or escort.
    #[must_use]
    pub fn person(&self, named: &CrewMember) -> Option<&Person> {
        self.people.find(&named.person_id, &[&named.qualification, &named.resident_id])
    }

    /// A vehicle or trailer: the same plate may exist in two colours.
    #[must_use]
    pub fn vehicle(&self, named: &VehicleRef) -> Option<&Vehicle> {
        if !named.vehicle_id.is_empty() {
            return self.vehicles.find(&named.vehicle_id, &[]);
        }
        let mut bearers = self.vehicles.bearers(&named.plate);
        bearers.find(|vehicle| Some(vehicle.plate_color) == named.plate_color)
    }

    /// A tank.
    #[must_use]
    pub fn tank(&self, named: &TankRef) -> Option<&Tank> {
        self.tanks.find(&named.tank_id, &[&named.number])
    }

    /// A site by its id.
    #[must_use]
    pub fn site(&self, id: &str) -> Option<&Site> {
        self.sites.find(id, &[])
    }

    /// Whether nothing of a kind is there: then it was not loaded, and is not asked.
    #[must_use]
    pub fn lacks(&self, kind: Kind) -> bool {
        match kind {
            Kind::Carriers => self.carriers.items.is_empty(),
            Kind::Parties => self.parties.items.is_empty(),
            Kind::People => self.people.items.is_empty(),
            Kind::Vehicles => self.vehicles.items.is_empty(),
            Kind::Tanks => self.tanks.items.is_empty(),
            Kind::Sites => self.sites.items.is_empty(),
        }
    }
}

/// A kind of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Carriers (承运人).
    Carriers,
    /// Consignors, consignees, loaders.
    Parties,
    /// Drivers and escorts.
    People,
    /// Vehicles and trailers.
    Vehicles,
    /// Tanks.
    Tanks,
    /// Sites.
    Sites,
}
