//! The waybills as they stand, then every change of them.
//!
//! As with alerts, the change log holds the last change of each waybill, and the number up to which
//! a watcher has been told, sealed, is the resume token.

use std::time::Duration;

use placard_api::errors::{refuse, status};
use placard_api::v1;
use placard_api::v1::WatchWaybillsResponse;
use placard_api::v1::watch_waybills_response::{Change, Changes, Event, Snapshot};
use placard_domain::Reason;
use placard_store::records::{KeptWaybill, WaybillFilter};
use tonic::Status;

use super::list;
use super::write::write;
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;
use crate::pages::Bound;
use crate::watch::{self, Ended, Teller, Watched};

/// Waybills in one message: some 200 KiB of them.
const PART: usize = 64;
/// A watcher who has missed more changes than this is sent back to a snapshot.
const RESUME_MAX: u64 = 10_000;
/// The records are asked for changes no more often than this for one watcher.
const PAUSE: Duration = Duration::from_millis(20);

type Told = WatchWaybillsResponse;

/// A watch of waybills.
pub(super) fn watch(
    hall: &Hall,
    call: &Call,
    mut request: v1::WatchWaybillsRequest,
) -> Result<Watched<Told>, Status> {
    let token = std::mem::take(&mut request.resume_token);
    let bound = Bound::of(call, &request);
    let filter = list::filter(call, listed(request)).map_err(|found| status(&found))?;
    let newest = *hall.records().waybill_changes().borrow();
    let told = match token.is_empty() {
        true => None,
        false => Some(resume(hall, &bound, &token, newest)?),
    };
    let watcher = Watcher { hall: hall.clone(), bound, filter };
    watch::open(hall, "waybills", |teller| watcher.tell(teller, newest, told))
}

/// The same filters, as a list has them.
fn listed(request: v1::WatchWaybillsRequest) -> v1::ListWaybillsRequest {
    v1::ListWaybillsRequest {
        states: request.states,
        vehicle_id: request.vehicle_id,
        carrier_id: request.carrier_id,
        consignor_id: request.consignor_id,
        consignee_id: request.consignee_id,
        ..v1::ListWaybillsRequest::default()
    }
}

/// The change up to which whoever shows this token has been told.
fn resume(hall: &Hall, bound: &Bound, token: &str, newest: u64) -> Result<u64, Status> {
    let cursor = hall.pages().unseal(bound, token);
    let told = cursor.and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes);
    // A log that has not come so far is not the one that the token was given from.
    let Some(told) = told.filter(|told| *told <= newest) else {
        return Err(refuse("resume_token", Reason::InvalidResumeToken, ""));
    };
    let missed = newest - told;
    if missed > RESUME_MAX {
        let detail = format_args!("{missed} > {RESUME_MAX}");
        return Err(refuse("resume_token", Reason::ResumeTokenTooOld, detail));
    }
    Ok(told)
}

/// One watcher.
struct Watcher {
    hall: Hall,
    bound: Bound,
    filter: WaybillFilter,
}

impl Watcher {
    async fn tell(self, teller: Teller<Told>, newest: u64, told: Option<u64>) -> Ended {
        let begun = match told {
            Some(told) => Ok(told),
            None => self.snapshot(&teller, newest).await,
        };
        match begun {
            Ok(told) => self.follow(&teller, told).await,
            Err(ended) => ended,
        }
    }

    /// Tells what stands, part by part. Whatever changes while it is read has a later number than
    /// `newest`, and is told as a change.
    async fn snapshot(&self, teller: &Teller<Told>, newest: u64) -> Result<u64, Ended> {
        let mut after = None;
        loop {
            let found = self.hall.records().waybills(&self.filter, after.as_ref(), PART + 1).await;
            let mut found = found.map_err(|error| fault::store(&error))?;
            let complete = found.len() <= PART;
            found.truncate(PART);
            after = found.last().map(KeptWaybill::place);
            let waybills = found.iter().map(write).collect::<Result<_, _>>()?;
            let part = Snapshot { waybills, complete };
            let token = if complete { self.token(newest) } else { String::new() };
            teller.tell(Told { event: Some(Event::Snapshot(part)), resume_token: token }).await?;
            if complete {
                return Ok(newest);
            }
        }
    }

    /// Tells what changes, for as long as the watcher reads.
    async fn follow(&self, teller: &Teller<Told>, mut told: u64) -> Ended {
        let mut log = self.hall.records().waybill_changes();
        let mut beats = watch::beats();
        loop {
            let newest = *log.borrow_and_update();
            let step = tokio::select! {
                biased;
                _ = beats.tick() => self.beat(teller, told).await,
                () = std::future::ready(()), if newest > told => {
                    self.changes(teller, &mut told, newest).await
                }
                changed = log.changed() => {
                    changed.map_err(|error| fault::internal(&error).into())
                }
            };
            if let Err(ended) = step {
                return ended;
            }
        }
    }

    async fn beat(&self, teller: &Teller<Told>, told: u64) -> Result<(), Ended> {
        let event = Some(Event::Heartbeat(watch::heartbeat(&self.hall)));
        teller.tell(Told { event, resume_token: self.token(told) }).await
    }

    /// Tells the next changes, up to `newest` and what came meanwhile.
    async fn changes(
        &self,
        teller: &Teller<Told>,
        told: &mut u64,
        newest: u64,
    ) -> Result<(), Ended> {
        let found = self.hall.records().changed_waybills(&self.lasting(), *told, PART).await;
        let found = found.map_err(|error| fault::store(&error))?;
        let last = found.last().map_or(0, |kept| kept.change);
        // Of a full part nothing is known beyond its last.
        *told = if found.len() < PART { last.max(newest) } else { last };
        if !found.is_empty() {
            let changes = found.iter().map(|kept| self.change(kept)).collect::<Result<_, _>>()?;
            let event = Some(Event::Changes(Changes { changes }));
            teller.tell(Told { event, resume_token: self.token(*told) }).await?;
        }
        tokio::time::sleep(PAUSE).await;
        Ok(())
    }

    fn change(&self, kept: &KeptWaybill) -> Result<Change, Status> {
        Ok(Change { waybill: Some(write(kept)?), left: !self.filter.agrees(kept) })
    }

    /// The part of the filter that no new version changes: whose it is to see. What else a waybill
    /// agreed with once it may agree with no longer, and its watcher is told so.
    fn lasting(&self) -> WaybillFilter {
        WaybillFilter { organisation: self.filter.organisation.clone(), ..WaybillFilter::default() }
    }

    fn token(&self, told: u64) -> String {
        self.hall.pages().token(&self.bound, &told.to_be_bytes())
    }
}
