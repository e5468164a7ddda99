//! Records in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;
use placard_domain::alert::{Case, Detection};
use placard_domain::rule::RuleStatus;
use placard_domain::{Alert, AlertId, Command, Millis, Revision, Timestamp};
use tokio::sync::watch;

use super::{lock, waybills};
use crate::journal::{Offset, PartitionNo, StoreError};
use crate::records::{
    About, ActError, AlertFilter, Answer, AuditEntry, Change, ChangeLog, CommandFilter,
    CommitRefused, Committed, ItemFilter, KeptCommand, Kind, Made, REFUSALS_KEPT, Records, Refusal,
    Trace, UpsertError, Version,
};

/// Everything that people keep.
#[derive(Debug)]
pub struct MemoryRecords(pub(super) Mutex<State>, ChangeLog, pub(super) ChangeLog);

impl Default for MemoryRecords {
    fn default() -> Self {
        Self(Mutex::default(), ChangeLog::at(0), ChangeLog::at(0))
    }
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) waybills: waybills::Drawer,
    revision: Revision,
    numbers: BTreeMap<(Kind, String), u32>,
    versions: BTreeMap<(Kind, String, Revision), Stored>,
    actors: BTreeMap<Revision, String>,
    alerts: BTreeMap<AlertId, Alert>,
    commands: Vec<Command>,
    change: u64,
    audit: Vec<AuditEntry>,
    answers: BTreeMap<(String, String), Answer>,
    refusals: Vec<Refusal>,
    high_water: BTreeMap<PartitionNo, Offset>,
}

#[derive(Clone, Debug)]
struct Stored {
    version: Version,
    key: Option<String>,
}

impl State {
    fn current(&self, kind: Kind) -> impl Iterator<Item = &Stored> {
        let newest: BTreeMap<&str, &Stored> = self
            .versions
            .iter()
            .filter(|((k, _, _), _)| *k == kind)
            .map(|((_, id, _), stored)| (id.as_str(), stored))
            .collect();
        newest.into_values().filter(|stored| stored.version.body.is_some())
    }

    fn holder(&self, change: &Change) -> Option<String> {
        let key = change.key.as_ref().filter(|_| change.body.is_some())?;
        self.current(change.kind)
            .find(|stored| stored.key.as_ref() == Some(key) && stored.version.id != change.id)
            .map(|stored| stored.version.id.clone())
    }

    fn number(&mut self, kind: Kind, id: &str) -> u32 {
        let next = self.numbers.keys().filter(|(k, _)| *k == kind).count() as u32 + 1;
        *self.numbers.entry((kind, id.to_owned())).or_insert(next)
    }

    /// Writes the revision after `current`.
    pub(super) fn write_world(
        &mut self,
        current: Revision,
        at: Timestamp,
        changes: &[Change],
        actor: &str,
    ) -> Result<Committed, CommitRefused> {
        if self.revision != current {
            return Err(CommitRefused::Moved(self.revision));
        }
        let revision = current.next();
        let before = self.versions.clone();
        let mut versions = Vec::new();
        for change in changes {
            if let Some(holder) = self.holder(change) {
                self.versions = before;
                let key = change.key.clone().unwrap_or_default();
                return Err(CommitRefused::KeyTaken { kind: change.kind, key, holder });
            }
            let version = Version {
                kind: change.kind,
                id: change.id.clone(),
                no: self.number(change.kind, &change.id),
                revision,
                committed_at: at,
                valid_from: change.valid_from,
                organisation: change.organisation.clone(),
                jurisdiction: change.jurisdiction.clone(),
                parent: change.parent.clone(),
                body: change.body.clone(),
            };
            versions.push(version.clone());
            let stored = Stored { version, key: change.key.clone() };
            self.versions.insert((change.kind, change.id.clone(), revision), stored);
        }
        self.revision = revision;
        self.actors.insert(revision, actor.to_owned());
        versions.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
        Ok(Committed { revision, versions })
    }

    pub(super) fn leave(&mut self, trace: &Trace) {
        self.audit.push(trace.audit.clone());
        if let Some((key, answer)) = &trace.answer {
            self.answers.insert((trace.audit.actor.clone(), key.clone()), answer.clone());
            let oldest = answer.at - Millis::from_hours(24);
            self.answers.retain(|_, answer| answer.at >= oldest);
        }
    }

    fn kept_commands(&self) -> impl DoubleEndedIterator<Item = KeptCommand> {
        let kept = |(at, command): (usize, &Command)| KeptCommand {
            no: at as u64 + 1,
            command: command.clone(),
        };
        self.commands.iter().enumerate().map(kept)
    }

    /// Replaces the officers' part of an alert, if its version is still `expected`.
    fn replace_case(&mut self, id: AlertId, expected: u64, case: &Case) -> Result<Alert, ActError> {
        let there = self.alerts.get(&id).ok_or(ActError::NotFound(id))?;
        if there.case.version != expected {
            return Err(ActError::Moved(id));
        }
        let detection = there.detection.clone();
        let alert = Alert { detection, case: case.clone(), change: self.next_change() };
        self.alerts.insert(id, alert.clone());
        Ok(alert)
    }

    fn next_change(&mut self) -> u64 {
        self.change += 1;
        self.change
    }
}

#[async_trait]
impl Records for MemoryRecords {
    async fn revision(&self) -> Result<Revision, StoreError> {
        Ok(lock(&self.0).revision)
    }

    async fn commit(
        &self,
        current: Revision,
        at: Timestamp,
        changes: &[Change],
        trace: &Trace,
    ) -> Result<Committed, CommitRefused> {
        let mut state = lock(&self.0);
        let committed = state.write_world(current, at, changes, &trace.audit.actor)?;
        state.leave(trace);
        Ok(committed)
    }

    async fn versions(&self, after: Revision, up_to: Revision) -> Result<Vec<Version>, StoreError> {
        let state = lock(&self.0);
        let mut found: Vec<_> = state
            .versions
            .values()
            .map(|stored| &stored.version)
            .filter(|version| after < version.revision && version.revision <= up_to)
            .cloned()
            .collect();
        found.sort_by(|a, b| (a.revision, a.kind, &a.id).cmp(&(b.revision, b.kind, &b.id)));
        Ok(found)
    }

    async fn item(&self, kind: Kind, id: &str) -> Result<Option<Version>, StoreError> {
        let state = lock(&self.0);
        let found = state.current(kind).find(|stored| stored.version.id == id);
        Ok(found.map(|stored| stored.version.clone()))
    }

    async fn last(&self, kind: Kind, id: &str) -> Result<Option<Version>, StoreError> {
        let state = lock(&self.0);
        let of_id = |version: &&Version| version.kind == kind && version.id == id;
        Ok(state.versions.values().map(|stored| &stored.version).rfind(of_id).cloned())
    }

    async fn history(&self, kind: Kind, id: &str, limit: usize) -> Result<Vec<Made>, StoreError> {
        let state = lock(&self.0);
        let of_id = state.versions.values().map(|stored| &stored.version);
        let of_id = of_id.filter(|version| version.kind == kind && version.id == id);
        let made = |version: &Version| {
            let actor = state.actors.get(&version.revision)?.clone();
            Some(Made { version: version.clone(), actor })
        };
        Ok(of_id.rev().take(limit).filter_map(made).collect())
    }

    async fn items(
        &self,
        kind: Kind,
        filter: &ItemFilter,
        after: &str,
        limit: usize,
    ) -> Result<Vec<Version>, StoreError> {
        let state = lock(&self.0);
        let wanted = |stored: &&Stored| {
            let version = &stored.version;
            version.id.as_str() > after
                && filter.organisation.as_ref().is_none_or(|o| *o == version.organisation)
                && (filter.key.is_none() || filter.key == stored.key)
                && (filter.parent.is_none() || filter.parent == stored.version.parent)
                && (filter.kinds.is_empty() || filter.kinds.contains(&kind_of(version)))
                && filter.ends_by.as_ref().is_none_or(|day| ends_by(version, day))
        };
        let found = state.current(kind).filter(wanted).take(limit);
        Ok(found.map(|stored| stored.version.clone()).collect())
    }

    async fn upsert_detections(&self, detections: &[Detection]) -> Result<Vec<Alert>, UpsertError> {
        let mut state = lock(&self.0);
        if let Some(other) = detections.iter().find(|new| {
            let there = state.alerts.get(&new.id).map(|alert| &alert.detection);
            there.is_some_and(|old| old.revision == new.revision && old != *new)
        }) {
            return Err(UpsertError::Differs { id: other.id, revision: other.revision });
        }
        let mut changed = Vec::new();
        for detection in detections {
            let there = state.alerts.get(&detection.id);
            if there.is_some_and(|alert| alert.detection.revision >= detection.revision) {
                continue;
            }
            let case = there.map(|alert| alert.case.clone()).unwrap_or_default();
            let alert = Alert { detection: detection.clone(), case, change: state.next_change() };
            state.alerts.insert(detection.id, alert.clone());
            changed.push(alert);
        }
        self.1.committed(state.change);
        Ok(changed)
    }

    async fn alert(&self, id: AlertId) -> Result<Option<Alert>, StoreError> {
        Ok(lock(&self.0).alerts.get(&id).cloned())
    }

    async fn alerts(
        &self,
        filter: &AlertFilter,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Alert>, StoreError> {
        let state = lock(&self.0);
        let mut found: Vec<_> = state
            .alerts
            .values()
            .filter(|alert| before.is_none_or(|before| alert.change < before))
            .filter(|alert| is_wanted(filter, alert))
            .cloned()
            .collect();
        found.sort_by_key(|alert| std::cmp::Reverse(alert.change));
        found.truncate(limit);
        Ok(found)
    }

    async fn changed_alerts(
        &self,
        filter: &AlertFilter,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Alert>, StoreError> {
        let state = lock(&self.0);
        let changed = state.alerts.values().filter(|alert| alert.change > after);
        let mut found: Vec<_> = changed.filter(|alert| is_wanted(filter, alert)).cloned().collect();
        found.sort_by_key(|alert| alert.change);
        found.truncate(limit);
        Ok(found)
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.1.watch()
    }

    async fn act(
        &self,
        id: AlertId,
        expected: u64,
        case: &Case,
        trace: &Trace,
    ) -> Result<Alert, ActError> {
        let mut state = lock(&self.0);
        let alert = state.replace_case(id, expected, case)?;
        state.leave(trace);
        self.1.committed(state.change);
        Ok(alert)
    }

    async fn queue_command(
        &self,
        command: &Command,
        about: Option<&About>,
        trace: &Trace,
    ) -> Result<(), ActError> {
        let mut state = lock(&self.0);
        if let Some(About { alert, expected, case }) = about {
            state.replace_case(*alert, *expected, case)?;
        }
        state.commands.push(command.clone());
        state.leave(trace);
        self.1.committed(state.change);
        Ok(())
    }

    async fn settle_command(&self, expected: u64, command: &Command) -> Result<bool, StoreError> {
        let mut state = lock(&self.0);
        let is_it = |known: &&mut Command| known.id == command.id && known.version == expected;
        let place = state.commands.iter_mut().find(is_it);
        Ok(place.map(|place| *place = command.clone()).is_some())
    }

    async fn command(&self, id: &str) -> Result<Option<Command>, StoreError> {
        Ok(lock(&self.0).commands.iter().find(|command| command.id.as_str() == id).cloned())
    }

    async fn commands(
        &self,
        filter: &CommandFilter,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<KeptCommand>, StoreError> {
        let state = lock(&self.0);
        let text = |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|w| w == is);
        let wanted = |kept: &KeptCommand| {
            let command = &kept.command;
            before.is_none_or(|before| kept.no < before)
                && text(&filter.vehicle, command.vehicle.as_str())
                && text(&filter.organisation, command.organisation.as_str())
                && (filter.states.is_empty() || filter.states.contains(&command.state.name()))
        };
        Ok(state.kept_commands().rev().filter(wanted).take(limit).collect())
    }

    async fn commands_waiting(
        &self,
        after: u64,
        limit: usize,
    ) -> Result<Vec<KeptCommand>, StoreError> {
        let state = lock(&self.0);
        let wanted = |kept: &KeptCommand| kept.no > after && kept.command.is_waiting();
        Ok(state.kept_commands().filter(wanted).take(limit).collect())
    }

    async fn audit(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        lock(&self.0).audit.push(entry.clone());
        Ok(())
    }

    async fn audited(&self, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        Ok(lock(&self.0).audit.iter().rev().take(limit).cloned().collect())
    }

    async fn answered(
        &self,
        caller: &str,
        key: &str,
        since: Timestamp,
    ) -> Result<Option<Answer>, StoreError> {
        let state = lock(&self.0);
        let answer = state.answers.get(&(caller.to_owned(), key.to_owned()));
        Ok(answer.filter(|answer| answer.at >= since).cloned())
    }

    async fn refuse(&self, refusal: &Refusal) -> Result<u32, StoreError> {
        let mut state = lock(&self.0);
        state.refusals.push(refusal.clone());
        let of_sender = |r: &&Refusal| r.sender == refusal.sender;
        let extra = state.refusals.iter().filter(of_sender).count().saturating_sub(REFUSALS_KEPT);
        if extra > 0
            && let Some(oldest) = state.refusals.iter().position(|r| r.sender == refusal.sender)
        {
            state.refusals.remove(oldest);
        }
        let same = |r: &&Refusal| r.sender == refusal.sender && r.report == refusal.report;
        Ok(state.refusals.iter().filter(same).count() as u32)
    }

    async fn refusals(&self, sender: &str) -> Result<Vec<Refusal>, StoreError> {
        let state = lock(&self.0);
        Ok(state.refusals.iter().rev().filter(|r| r.sender == sender).cloned().collect())
    }

    async fn raise_high_water(&self, marks: &[(PartitionNo, Offset)]) -> Result<(), StoreError> {
        let mut state = lock(&self.0);
        for (partition, offset) in marks {
            let mark = state.high_water.entry(*partition).or_default();
            *mark = (*mark).max(*offset);
        }
        Ok(())
    }

    async fn high_water(&self) -> Result<Vec<(PartitionNo, Offset)>, StoreError> {
        Ok(lock(&self.0).high_water.iter().map(|(p, o)| (*p, *o)).collect())
    }
}

/// A body as SQL's `json_extract` looks into it.
fn json_of(version: &Version) -> serde_json::Value {
    let body = version.body.as_deref();
    body.and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default()
}

fn kind_of(version: &Version) -> String {
    json_of(version)["kind"].as_str().unwrap_or_default().to_owned()
}

/// Whether a certificate holds no longer than this day.
fn ends_by(version: &Version, day: &str) -> bool {
    let body = json_of(version);
    let mut certificates = body["certificates"].as_array().into_iter().flatten();
    certificates.any(|one| one["valid_to"].as_str().is_some_and(|last| last <= day))
}

fn is_wanted(filter: &AlertFilter, alert: &Alert) -> bool {
    let d = &alert.detection;
    let text = |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|w| w == is);
    let zone = d.zone.as_ref().map_or("", placard_domain::ZoneId::as_str);
    (filter.states.is_empty() || filter.states.contains(&alert.case.state.name()))
        && (filter.rules.is_empty() || filter.rules.contains(&d.rule))
        && (filter.colors.is_empty() || filter.colors.contains(&d.color))
        && text(&filter.vehicle, d.vehicle.as_str())
        && text(&filter.zone, zone)
        && text(&filter.organisation, d.organisation.as_str())
        && (filter.include_shadow || d.status != RuleStatus::Shadow)
}
