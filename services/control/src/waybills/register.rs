//! The register and the reference lists as the checks ask them, kept beside the records and brought
//! up to their revision whenever they are asked for: what changed is read, not all of it.
//!
//! The newest version of an entry counts, also one whose `valid_from` is still to come.

use std::sync::Arc;

use placard_domain::Revision;
use placard_domain::registry::{Carrier, Party, Person, Site, Tank};
use placard_domain::vehicle::Vehicle;
use placard_store::Records;
use placard_store::records::{ItemFilter, Kind, Version};
use placard_waybill::lists::Lists;
use placard_waybill::register::{Entry, Kind as Shelf, Register};
use serde::de::DeserializeOwned;
use tonic::Status;

use super::lists;
use crate::fault;
use crate::records::body;

/// What a waybill may name: kinds of items, and their shelves.
const KINDS: [(Kind, Shelf); 6] = [
    (Kind::Carrier, Shelf::Carriers),
    (Kind::Party, Shelf::Parties),
    (Kind::Person, Shelf::People),
    (Kind::Vehicle, Shelf::Vehicles),
    (Kind::Tank, Shelf::Tanks),
    (Kind::Site, Shelf::Sites),
];

/// Entries that are read at a time at the first asking.
const BATCH: usize = 1000;

/// Keeps the register and the lists.
#[derive(Default)]
pub(crate) struct Registrar(tokio::sync::Mutex<Kept>);

#[derive(Default)]
struct Kept {
    revision: Revision,
    register: Arc<Register>,
    lists: Lists,
}

impl Registrar {
    /// The register as the records have it now.
    pub(crate) async fn register(&self, records: &dyn Records) -> Result<Arc<Register>, Status> {
        let mut kept = self.0.lock().await;
        kept.bring_up(records).await?;
        Ok(Arc::clone(&kept.register))
    }

    /// The reference lists as the records have them now.
    pub(crate) async fn lists(&self, records: &dyn Records) -> Result<Lists, Status> {
        let mut kept = self.0.lock().await;
        kept.bring_up(records).await?;
        Ok(kept.lists.clone())
    }
}

impl Kept {
    async fn bring_up(&mut self, records: &dyn Records) -> Result<(), Status> {
        let newest = records.revision().await.map_err(|error| fault::store(&error))?;
        let since = self.revision;
        if since == Revision::ZERO {
            self.lists = lists::read(records).await?;
        }
        if since >= newest {
            return Ok(());
        }
        // Copied only where somebody still checks by it; what stays is shared.
        let register = &mut self.register;
        if since == Revision::ZERO {
            read_all(records, Arc::make_mut(register)).await?;
        } else {
            let versions = records.versions(since, newest).await;
            let versions = versions.map_err(|error| fault::store(&error))?;
            for version in versions.iter().filter(|version| shelf(version).is_some()) {
                take(Arc::make_mut(register), version)?;
            }
            if versions.iter().any(|version| version.kind == Kind::List) {
                self.lists = lists::read(records).await?;
            }
        }
        self.revision = newest;
        Ok(())
    }
}

/// Reads what stands. A change that comes meanwhile is read again with the next revision.
async fn read_all(records: &dyn Records, register: &mut Register) -> Result<(), Status> {
    for (kind, _) in KINDS {
        let mut after = String::new();
        loop {
            let batch = records.items(kind, &ItemFilter::default(), &after, BATCH).await;
            let batch = batch.map_err(|error| fault::store(&error))?;
            for version in &batch {
                take(register, version)?;
            }
            match batch.last() {
                Some(last) if batch.len() == BATCH => after.clone_from(&last.id),
                _ => break,
            }
        }
    }
    Ok(())
}

fn shelf(version: &Version) -> Option<Shelf> {
    KINDS.iter().find(|(kind, _)| *kind == version.kind).map(|(_, shelf)| *shelf)
}

fn take(register: &mut Register, version: &Version) -> Result<(), Status> {
    let Some(shelf) = shelf(version) else { return Ok(()) };
    if version.body.is_none() {
        register.remove(shelf, &version.id);
        return Ok(());
    }
    match shelf {
        Shelf::Carriers => put::<Carrier>(register, version),
        Shelf::Parties => put::<Party>(register, version),
        Shelf::People => put::<Person>(register, version),
        Shelf::Vehicles => put::<Vehicle>(register, version),
        Shelf::Tanks => put::<Tank>(register, version),
        Shelf::Sites => put::<Site>(register, version),
    }
}

fn put<T: Entry + DeserializeOwned>(
    register: &mut Register,
    version: &Version,
) -> Result<(), Status> {
    register.put(body::<T>(version)?);
    Ok(())
}
