//! Waybills in memory.

use std::collections::BTreeMap;

use async_trait::async_trait;
use placard_domain::{Millis, Timestamp};
use tokio::sync::watch;

use super::lock;
use super::records::MemoryRecords;
use crate::journal::StoreError;
use crate::records::{
    Engaged, FileRefused, Filed, Filing, KeptKey, KeptLink, KeptVersion, KeptWaybill, Moves, Place,
    Take, Trace, WaybillFilter, Waybills,
};

/// Every waybill, by id.
#[derive(Debug, Default)]
pub(super) struct Drawer {
    files: BTreeMap<String, File>,
    keys: Vec<KeptKey>,
    change: u64,
}

#[derive(Clone, Debug)]
struct File {
    waybill: KeptWaybill,
    versions: Vec<KeptVersion>,
    links: Vec<KeptLink>,
    takes: Vec<Take>,
}

impl Drawer {
    /// Whether a filing may be done.
    fn check(&self, filing: &Filing) -> Result<(), FileRefused> {
        let new = &filing.waybill;
        let there = self.files.get(&new.id).map_or(0, |file| file.waybill.links);
        if there != filing.expected {
            return Err(FileRefused::Moved(new.id.clone()));
        }
        let same = |file: &&File| {
            let known = &file.waybill;
            known.id != new.id && known.number == new.number && known.issuer == new.issuer
        };
        match self.files.values().find(same) {
            Some(file) => Err(FileRefused::NumberTaken {
                number: new.number.clone(),
                holder: file.waybill.id.clone(),
            }),
            None => Ok(()),
        }
    }

    fn put(&mut self, filing: &Filing) -> KeptWaybill {
        self.change += 1;
        let waybill = KeptWaybill { change: self.change, ..filing.waybill.clone() };
        let fresh = || File {
            waybill: waybill.clone(),
            versions: Vec::new(),
            links: Vec::new(),
            takes: Vec::new(),
        };
        let file = self.files.entry(waybill.id.clone()).or_insert_with(fresh);
        file.waybill = waybill.clone();
        file.versions.extend(filing.version.clone());
        file.links.extend(filing.links.iter().cloned());
        file.takes.clone_from(&filing.takes);
        waybill
    }

    fn sorted<K: Ord>(
        &self,
        wanted: impl Fn(&KeptWaybill) -> bool,
        key: impl Fn(&KeptWaybill) -> K,
        limit: usize,
    ) -> Vec<KeptWaybill> {
        let all = self.files.values().map(|file| &file.waybill).filter(|waybill| wanted(waybill));
        let mut found: Vec<_> = all.cloned().collect();
        found.sort_by_key(key);
        found.truncate(limit);
        found
    }
}

#[async_trait]
impl Waybills for MemoryRecords {
    async fn file(
        &self,
        filing: &Filing,
        world: Option<&Moves<'_>>,
        trace: &Trace,
    ) -> Result<Filed, FileRefused> {
        let mut state = lock(&self.0);
        state.waybills.check(filing)?;
        let (at, actor) = (trace.audit.at, &trace.audit.actor);
        let write = |moves: &Moves<'_>| state.write_world(moves.current, at, moves.changes, actor);
        let committed = world.map(write).transpose()?;
        let waybill = state.waybills.put(filing);
        state.leave(trace);
        self.2.committed(waybill.change);
        Ok(Filed { waybill, committed })
    }

    async fn waybill(&self, id: &str) -> Result<Option<KeptWaybill>, StoreError> {
        Ok(lock(&self.0).waybills.files.get(id).map(|file| file.waybill.clone()))
    }

    async fn waybill_version(
        &self,
        id: &str,
        version: u32,
    ) -> Result<Option<KeptVersion>, StoreError> {
        let versions = self.waybill_versions(id).await?;
        Ok(versions.into_iter().find(|kept| kept.version == version))
    }

    async fn waybill_versions(&self, id: &str) -> Result<Vec<KeptVersion>, StoreError> {
        let state = lock(&self.0);
        Ok(state.waybills.files.get(id).map(|file| file.versions.clone()).unwrap_or_default())
    }

    async fn waybill_links(&self, id: &str) -> Result<Vec<KeptLink>, StoreError> {
        let state = lock(&self.0);
        Ok(state.waybills.files.get(id).map(|file| file.links.clone()).unwrap_or_default())
    }

    async fn waybills(
        &self,
        filter: &WaybillFilter,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<KeptWaybill>, StoreError> {
        let wanted = |waybill: &KeptWaybill| {
            filter.agrees(waybill) && after.is_none_or(|after| waybill.place() < *after)
        };
        let latest_first = |waybill: &KeptWaybill| std::cmp::Reverse(waybill.place());
        Ok(lock(&self.0).waybills.sorted(wanted, latest_first, limit))
    }

    async fn changed_waybills(
        &self,
        filter: &WaybillFilter,
        after: u64,
        limit: usize,
    ) -> Result<Vec<KeptWaybill>, StoreError> {
        let wanted = |waybill: &KeptWaybill| waybill.change > after && filter.agrees(waybill);
        Ok(lock(&self.0).waybills.sorted(wanted, |waybill| waybill.change, limit))
    }

    fn waybill_changes(&self) -> watch::Receiver<u64> {
        self.2.watch()
    }

    async fn engagements(
        &self,
        what: &[String],
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Engaged>, StoreError> {
        let state = lock(&self.0);
        let mut found = Vec::new();
        for file in state.waybills.files.values() {
            let overlaps =
                |take: &&Take| what.contains(&take.what) && take.from < to && take.to > from;
            found.extend(file.takes.iter().filter(overlaps).map(|take| Engaged {
                waybill: file.waybill.id.clone(),
                number: file.waybill.number.clone(),
                take: take.clone(),
            }));
        }
        found.sort_by(|a, b| (&a.take, &a.waybill).cmp(&(&b.take, &b.waybill)));
        Ok(found)
    }

    async fn due_waybills(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<KeptWaybill>, StoreError> {
        let is_due = |waybill: &KeptWaybill| waybill.due_at.is_some_and(|due| due <= now);
        let key = |waybill: &KeptWaybill| (waybill.due_at, waybill.id.clone());
        Ok(lock(&self.0).waybills.sorted(is_due, key, limit))
    }

    async fn signing_keys(&self) -> Result<Vec<KeptKey>, StoreError> {
        Ok(lock(&self.0).waybills.keys.clone())
    }

    async fn enrol_key(&self, key: &KeptKey) -> Result<(), StoreError> {
        let keys = &mut lock(&self.0).waybills.keys;
        match keys.iter().find(|known| known.id == key.id) {
            Some(known) if known.valid_to.is_some() => return Err(key.is_old()),
            Some(_) => return Ok(()),
            None => {}
        }
        for known in keys.iter_mut().filter(|known| known.valid_to.is_none()) {
            known.valid_to = Some(key.valid_from.max(known.valid_from + Millis(1)));
        }
        keys.push(key.clone());
        Ok(())
    }
}
