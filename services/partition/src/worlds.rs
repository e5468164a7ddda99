//! Worlds out of the records: versions turned into what the engine judges by, revision by revision.

use std::collections::BTreeMap;
use std::sync::Arc;

use placard_domain::vehicle::Vehicle;
use placard_domain::zone::Zone;
use placard_domain::{
    JurisdictionId, PermitId, Revision, RouteId, TerminalId, VehicleId, VehicleNo, WaybillId,
    ZoneNo,
};
use placard_engine::World;
use placard_engine::world::{Gone, Item, ItemVersion};
use placard_store::records::{Kind, Version};
use placard_store::{Records, StoreError};
use serde::de::DeserializeOwned;

/// The worlds of one record store, each built once from the nearest earlier one.
pub(crate) struct Worlds {
    records: Arc<dyn Records>,
    built: tokio::sync::Mutex<BTreeMap<Revision, Arc<World>>>,
}

impl Worlds {
    pub(crate) fn new(records: Arc<dyn Records>) -> Self {
        Self { records, built: tokio::sync::Mutex::default() }
    }

    /// The world at a revision.
    pub(crate) async fn at(&self, revision: Revision) -> Result<Arc<World>, StoreError> {
        let mut built = self.built.lock().await;
        if let Some(world) = built.get(&revision) {
            return Ok(Arc::clone(world));
        }
        let before = built.range(..revision).next_back().map(|(_, world)| Arc::clone(world));
        let before = before.unwrap_or_default();
        let versions = self.records.versions(before.revision(), revision).await?;
        let world = Arc::new(before.with(revision, items_of(versions)?));
        built.insert(revision, Arc::clone(&world));
        Ok(world)
    }
}

/// What the engine takes of these versions: who and what waybills alone name is nothing to it.
pub(crate) fn items_of(versions: Vec<Version>) -> Result<Vec<ItemVersion>, StoreError> {
    versions.into_iter().filter_map(|version| item_of(version).transpose()).collect()
}

fn item_of(version: Version) -> Result<Option<ItemVersion>, StoreError> {
    let item = match &version.body {
        Some(body) => present(&version, body)?,
        None => gone(&version)?.map(Item::Gone),
    };
    let Version { revision, committed_at, valid_from, .. } = version;
    Ok(item.map(|item| ItemVersion { revision, committed_at, valid_from, item }))
}

fn present(version: &Version, body: &str) -> Result<Option<Item>, StoreError> {
    Ok(match version.kind {
        Kind::Carrier | Kind::Party | Kind::Person | Kind::Tank | Kind::Site | Kind::List => None,
        Kind::Jurisdiction => Some(Item::Jurisdiction(read(version, body)?)),
        Kind::RuleSetting => Some(Item::RuleSetting(read(version, body)?)),
        Kind::Vehicle => {
            let vehicle: Vehicle = read(version, body)?;
            Some(Item::Vehicle(Vehicle { no: VehicleNo(version.no), ..vehicle }))
        }
        Kind::Terminal => Some(Item::Terminal(read(version, body)?)),
        Kind::Zone => {
            let zone: Zone = read(version, body)?;
            Some(Item::Zone(Zone { no: ZoneNo(version.no), ..zone }))
        }
        Kind::Permit => Some(Item::Permit(read(version, body)?)),
        Kind::Route => Some(Item::Route(read(version, body)?)),
        Kind::Trip => Some(Item::Trip(read(version, body)?)),
    })
}

fn gone(version: &Version) -> Result<Option<Gone>, StoreError> {
    let damaged = || StoreError::Damaged(format!("{:?} {:?} is no id", version.kind, version.id));
    let gone = match version.kind {
        Kind::Carrier | Kind::Party | Kind::Person | Kind::Tank | Kind::Site => return Ok(None),
        Kind::Jurisdiction | Kind::List => return Ok(None),
        Kind::RuleSetting => {
            // A setting's id is its rule and, as its parent, its jurisdiction.
            let area = version.parent.as_deref().unwrap_or_default();
            let rule = version.id.strip_suffix(area).ok_or_else(damaged)?;
            Gone::RuleSetting {
                rule: rule.trim_end_matches('@').to_owned(),
                jurisdiction: JurisdictionId::new(area).map_err(|_| damaged())?,
            }
        }
        Kind::Vehicle => Gone::Vehicle(VehicleNo(version.no)),
        Kind::Terminal => Gone::Terminal(TerminalId::new(&version.id).map_err(|_| damaged())?),
        Kind::Zone => Gone::Zone(ZoneNo(version.no)),
        Kind::Permit => {
            let vehicle = version.parent.as_deref().unwrap_or_default();
            let permit = PermitId::new(&version.id).map_err(|_| damaged())?;
            Gone::Permit(permit, VehicleId::new(vehicle).map_err(|_| damaged())?)
        }
        Kind::Route => Gone::Route(RouteId::new(&version.id).map_err(|_| damaged())?),
        Kind::Trip => Gone::Trip(WaybillId::new(&version.id).map_err(|_| damaged())?),
    };
    Ok(Some(gone))
}

fn read<T: DeserializeOwned>(version: &Version, body: &str) -> Result<T, StoreError> {
    serde_json::from_str(body).map_err(|error| {
        let place = format!("{:?} {} at {}", version.kind, version.id, version.revision);
        StoreError::Damaged(format!("{place}: {error}"))
    })
}
