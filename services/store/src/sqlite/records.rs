//! Records in SQLite.

mod alerts;
mod calls;
mod commands;
mod items;
mod waybills;

use std::path::Path;

use async_trait::async_trait;
use placard_domain::alert::{Case, Detection};
use placard_domain::{Alert, AlertId, Command, Revision, Timestamp};
use tokio::sync::watch;

use super::migrations;
use super::pool::Pools;
use crate::journal::{Offset, PartitionNo, StoreError};
use crate::records::{
    About, ActError, AlertFilter, Answer, AuditEntry, Change, ChangeLog, CommandFilter,
    CommitRefused, Committed, ItemFilter, KeptCommand, Kind, Made, Records, Refusal, Trace,
    UpsertError, Version,
};

/// The records of a data folder.
#[derive(Debug)]
pub struct SqliteRecords {
    pools: Pools,
    log: ChangeLog,
    waybill_log: ChangeLog,
}

impl SqliteRecords {
    /// Opens the file at `path`, or makes it.
    ///
    /// # Errors
    /// Where it is not ours.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let pools = Pools::open(path, migrations::RECORDS).await?;
        let log = ChangeLog::at(alerts::newest_change(&pools.read).await?);
        let waybill_log = ChangeLog::at(waybills::newest_change(&pools.read).await?);
        Ok(Self { pools, log, waybill_log })
    }
}

#[async_trait]
impl Records for SqliteRecords {
    async fn revision(&self) -> Result<Revision, StoreError> {
        items::revision(&self.pools.read).await
    }

    async fn commit(
        &self,
        current: Revision,
        at: Timestamp,
        changes: &[Change],
        trace: &Trace,
    ) -> Result<Committed, CommitRefused> {
        items::commit(&self.pools.write, current, at, changes, trace).await
    }

    async fn versions(&self, after: Revision, up_to: Revision) -> Result<Vec<Version>, StoreError> {
        items::versions(&self.pools.read, after, up_to).await
    }

    async fn item(&self, kind: Kind, id: &str) -> Result<Option<Version>, StoreError> {
        items::item(&self.pools.read, kind, id).await
    }

    async fn last(&self, kind: Kind, id: &str) -> Result<Option<Version>, StoreError> {
        items::last(&self.pools.read, kind, id).await
    }

    async fn history(&self, kind: Kind, id: &str, limit: usize) -> Result<Vec<Made>, StoreError> {
        items::history(&self.pools.read, kind, id, limit).await
    }

    async fn items(
        &self,
        kind: Kind,
        filter: &ItemFilter,
        after: &str,
        limit: usize,
    ) -> Result<Vec<Version>, StoreError> {
        items::items(&self.pools.read, kind, filter, after, limit).await
    }

    async fn upsert_detections(&self, detections: &[Detection]) -> Result<Vec<Alert>, UpsertError> {
        let changed = alerts::upsert(&self.pools.write, detections).await?;
        changed.last().inspect(|alert| self.log.committed(alert.change));
        Ok(changed)
    }

    async fn alert(&self, id: AlertId) -> Result<Option<Alert>, StoreError> {
        alerts::alert(&self.pools.read, id).await
    }

    async fn alerts(
        &self,
        filter: &AlertFilter,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Alert>, StoreError> {
        alerts::alerts(&self.pools.read, filter, before, limit).await
    }

    async fn changed_alerts(
        &self,
        filter: &AlertFilter,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Alert>, StoreError> {
        alerts::changed_alerts(&self.pools.read, filter, after, limit).await
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.log.watch()
    }

    async fn act(
        &self,
        id: AlertId,
        expected: u64,
        case: &Case,
        trace: &Trace,
    ) -> Result<Alert, ActError> {
        let acted = alerts::act(&self.pools.write, id, expected, case, trace).await?;
        self.log.committed(acted.change);
        Ok(acted)
    }

    async fn queue_command(
        &self,
        command: &Command,
        about: Option<&About>,
        trace: &Trace,
    ) -> Result<(), ActError> {
        let told = commands::queue(&self.pools.write, command, about, trace).await?;
        told.into_iter().for_each(|alert| self.log.committed(alert.change));
        Ok(())
    }

    async fn settle_command(&self, expected: u64, command: &Command) -> Result<bool, StoreError> {
        commands::settle(&self.pools.write, expected, command).await
    }

    async fn command(&self, id: &str) -> Result<Option<Command>, StoreError> {
        commands::command(&self.pools.read, id).await
    }

    async fn commands(
        &self,
        filter: &CommandFilter,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<KeptCommand>, StoreError> {
        commands::commands(&self.pools.read, filter, before, limit).await
    }

    async fn commands_waiting(
        &self,
        after: u64,
        limit: usize,
    ) -> Result<Vec<KeptCommand>, StoreError> {
        commands::waiting(&self.pools.read, after, limit).await
    }

    async fn audit(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        let mut connection = self.pools.write.acquire().await?;
        calls::audit(&mut connection, entry).await
    }

    async fn audited(&self, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        calls::audited(&self.pools.read, limit).await
    }

    async fn answered(
        &self,
        caller: &str,
        key: &str,
        since: Timestamp,
    ) -> Result<Option<Answer>, StoreError> {
        calls::answered(&self.pools.read, caller, key, since).await
    }

    async fn refuse(&self, refusal: &Refusal) -> Result<u32, StoreError> {
        calls::refuse(&self.pools.write, refusal).await
    }

    async fn refusals(&self, sender: &str) -> Result<Vec<Refusal>, StoreError> {
        calls::refusals(&self.pools.read, sender).await
    }

    async fn raise_high_water(&self, marks: &[(PartitionNo, Offset)]) -> Result<(), StoreError> {
        calls::raise_high_water(&self.pools.write, marks).await
    }

    async fn high_water(&self) -> Result<Vec<(PartitionNo, Offset)>, StoreError> {
        calls::high_water(&self.pools.read).await
    }
}
