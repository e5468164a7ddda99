//! The rows of an import, taken one after the other: each for itself, and beside those before it.

use std::collections::BTreeSet;

use placard_api::item::{Owner, etag};
use placard_domain::{Reason, Timestamp, Violations};
use placard_store::records::{Change, ItemFilter, Kind, Version};
use tonic::Status;

use super::{Rejected, Row};
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;
use crate::records::{Draft, Noun, fresh_id, mask};

/// What has been taken so far.
pub(super) struct Taken<'a, N: Noun> {
    hall: &'a Hall,
    call: &'a Call,
    now: Timestamp,
    next: usize,
    ids: BTreeSet<String>,
    keys: BTreeSet<(Kind, String)>,
    pub(super) accepted: usize,
    pub(super) changes: Vec<Change>,
    pub(super) rejected: Vec<Rejected>,
    noun: std::marker::PhantomData<N>,
}

impl<'a, N: Noun> Taken<'a, N> {
    pub(super) fn new(hall: &'a Hall, call: &'a Call, now: Timestamp) -> Self {
        Self {
            hall,
            call,
            now,
            next: 0,
            ids: BTreeSet::new(),
            keys: BTreeSet::new(),
            accepted: 0,
            changes: Vec::new(),
            rejected: Vec::new(),
            noun: std::marker::PhantomData,
        }
    }

    /// Takes a row, or notes why not.
    pub(super) async fn take(&mut self, row: Row<N::Proto>) -> Result<(), Status> {
        let Row { id, proto } = row;
        let index = self.next;
        self.next += 1;
        let read = match proto {
            Ok(proto) => self.changes_of(proto).await?,
            Err(violations) => Err(violations),
        };
        match read {
            Ok(changes) => {
                self.accepted += 1;
                self.changes.extend(changes);
            }
            Err(violations) => self.rejected.push(Rejected { index, id, violations }),
        }
        Ok(())
    }

    async fn changes_of(
        &mut self,
        proto: N::Proto,
    ) -> Result<Result<Vec<Change>, Violations>, Status> {
        let (hall, call) = (self.hall, self.call);
        let id = match N::given(&proto).id {
            "" => fresh_id(),
            chosen => chosen.to_owned(),
        };
        if !self.ids.insert(id.clone()) {
            return Ok(Err(Violations::one("id", Reason::Duplicate, id)));
        }
        let last = hall.records().last(N::KIND, &id).await.map_err(|error| fault::store(&error))?;
        let current = match last {
            Some(last) if !self.may_write(&last) => {
                return Ok(Err(Violations::one("id", Reason::Duplicate, id)));
            }
            last => last.filter(|last| last.body.is_some()),
        };
        let given = N::given(&proto).etag;
        if current.as_ref().is_some_and(|v| !given.is_empty() && given != etag(v.revision)) {
            return Ok(Err(Violations::one("etag", Reason::EtagMismatch, "")));
        }
        let (proto, old, named, owner) = match &current {
            None => (proto, None, Vec::new(), hall.owner(call)),
            Some(version) => {
                let old = N::load(hall.records(), version).await?;
                let before = N::write(call, &old, version.revision);
                let merged = mask::merge(N::MESSAGE, &before, &proto, None, N::KEPT);
                let (merged, named) = match merged {
                    Ok(merged) => merged,
                    Err(violations) => return Ok(Err(violations)),
                };
                let (organisation, jurisdiction) = N::belongs(&old);
                let owner = Owner {
                    organisation: organisation.clone(),
                    jurisdiction: jurisdiction.clone(),
                };
                (merged, Some(old), named, owner)
            }
        };
        let draft =
            Draft { id: &id, owner: &owner, now: self.now, old: old.as_ref(), named: &named };
        let item = match N::read(&proto, &draft) {
            Ok(item) => item,
            Err(violations) => return Ok(Err(violations)),
        };
        let mut found = N::check(hall, call, &item, &draft).await?;
        if !call.caller().sees(N::belongs(&item).0) {
            found.push("organisation_id", Reason::PermissionDenied, N::belongs(&item).0);
        }
        let changes = N::changes(hall, &item, &draft).await?;
        self.hold_keys(&changes, &mut found).await?;
        let body = current.and_then(|version| version.body);
        // A row that says what is so already changes nothing.
        let moved =
            changes.into_iter().filter(|change| change.kind != N::KIND || change.body != body);
        Ok(found.or(moved.collect()))
    }

    /// Whether an id that is known is the caller's to write.
    fn may_write(&self, last: &Version) -> bool {
        let own = self.call.caller().organisation.as_ref();
        own.is_none_or(|own| own.as_str() == last.organisation)
    }

    /// Values that only one may hold: not twice in the import, nor by another record.
    async fn hold_keys(
        &mut self,
        changes: &[Change],
        found: &mut Violations,
    ) -> Result<(), Status> {
        for change in changes {
            let Some(key) = change.key.clone().filter(|_| change.body.is_some()) else { continue };
            let filter = ItemFilter { key: Some(key.clone()), ..ItemFilter::default() };
            let holders = self.hall.records().items(change.kind, &filter, "", 1).await;
            let holders = holders.map_err(|error| fault::store(&error))?;
            let held = holders.first().is_some_and(|holder| holder.id != change.id);
            let fresh = self.keys.insert((change.kind, key.clone()));
            if held || !fresh {
                let field = N::key_field(change.kind);
                let below = field.split_once('.').map_or(field.as_str(), |(_, below)| below);
                found.push(below, Reason::Duplicate, key);
            }
        }
        Ok(())
    }
}
