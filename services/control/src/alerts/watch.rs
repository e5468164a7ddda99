//! The queue as it stands, then every change of it.
//!
//! The change log holds the last change of each alert. Whoever has been told everything up to a
//! number is told what has a later one, and has missed nothing: that number, sealed, is the resume
//! token. It holds no state here, and outlives a restart.

use std::time::Duration;

use placard_api::alert::write;
use placard_api::errors::{refuse, status};
use placard_api::v1;
use placard_api::v1::WatchAlertsResponse;
use placard_api::v1::watch_alerts_response::{Change, Changes, Event, Snapshot};
use placard_domain::rule::RuleStatus;
use placard_domain::{Alert, Reason};
use placard_store::records::AlertFilter;
use tonic::Status;

use super::list;
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;
use crate::pages::Bound;
use crate::watch::{self, Ended, Teller, Watched};

/// Alerts in one message: some 200 KiB of them.
const PART: usize = 64;
/// A watcher who has missed more changes than this is sent back to a snapshot, which tells no more
/// and is read in the order of the queue.
const RESUME_MAX: u64 = 10_000;
/// The records are asked for changes no more often than this for one watcher: what comes in between
/// comes together.
const PAUSE: Duration = Duration::from_millis(20);

type Told = WatchAlertsResponse;

/// A watch of the queue.
pub(super) fn watch(
    hall: &Hall,
    call: &Call,
    mut request: v1::WatchAlertsRequest,
) -> Result<Watched<Told>, Status> {
    let token = std::mem::take(&mut request.resume_token);
    let bound = Bound::of(call, &request);
    let filter = list::filter(call, listed(request)).map_err(|found| status(&found))?;
    let newest = *hall.records().changes().borrow();
    let told = match token.is_empty() {
        true => None,
        false => Some(resume(hall, &bound, &token, newest)?),
    };
    let watcher = Watcher { hall: hall.clone(), bound, filter };
    watch::open(hall, "alerts", |teller| watcher.tell(teller, newest, told))
}

/// The same filters, as a list has them.
fn listed(request: v1::WatchAlertsRequest) -> v1::ListAlertsRequest {
    v1::ListAlertsRequest {
        states: request.states,
        rules: request.rules,
        colors: request.colors,
        vehicle_id: request.vehicle_id,
        zone_id: request.zone_id,
        include_shadow: request.include_shadow,
        ..v1::ListAlertsRequest::default()
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
    filter: AlertFilter,
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

    /// Tells the queue, part by part, as of the change `newest`: what changes while it is read
    /// moves beyond that number, and is told as a change.
    async fn snapshot(&self, teller: &Teller<Told>, newest: u64) -> Result<u64, Ended> {
        let mut before = newest + 1;
        loop {
            let found = self.hall.records().alerts(&self.filter, Some(before), PART + 1).await;
            let mut found = found.map_err(|error| fault::store(&error))?;
            let complete = found.len() <= PART;
            found.truncate(PART);
            before = found.last().map_or(before, |alert| alert.change);
            let part = Snapshot { alerts: found.iter().map(write).collect(), complete };
            let token = if complete { self.token(newest) } else { String::new() };
            teller.tell(Told { event: Some(Event::Snapshot(part)), resume_token: token }).await?;
            if complete {
                return Ok(newest);
            }
        }
    }

    /// Tells what changes, for as long as the watcher reads.
    async fn follow(&self, teller: &Teller<Told>, mut told: u64) -> Ended {
        let mut log = self.hall.records().changes();
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
        let found = self.hall.records().changed_alerts(&self.lasting(), *told, PART).await;
        let found = found.map_err(|error| fault::store(&error))?;
        let last = found.last().map_or(0, |alert| alert.change);
        // Of a full part nothing is known beyond its last.
        *told = if found.len() < PART { last.max(newest) } else { last };
        if !found.is_empty() {
            let changes = found.iter().map(|alert| self.change(alert)).collect();
            let event = Some(Event::Changes(Changes { changes }));
            teller.tell(Told { event, resume_token: self.token(*told) }).await?;
        }
        tokio::time::sleep(PAUSE).await;
        Ok(())
    }

    fn change(&self, alert: &Alert) -> Change {
        Change { alert: Some(write(alert)), left: !agrees(&self.filter, alert) }
    }

    /// The part of the filter that an alert agrees with for ever or never: what it leaves out, the
    /// watcher never saw.
    fn lasting(&self) -> AlertFilter {
        AlertFilter {
            states: Vec::new(),
            colors: Vec::new(),
            include_shadow: true,
            ..self.filter.clone()
        }
    }

    fn token(&self, told: u64) -> String {
        self.hall.pages().token(&self.bound, &told.to_be_bytes())
    }
}

/// Whether an alert agrees with what may change of it.
fn agrees(filter: &AlertFilter, alert: &Alert) -> bool {
    let (state, detection) = (alert.case.state.name(), &alert.detection);
    (filter.states.is_empty() || filter.states.contains(&state))
        && (filter.colors.is_empty() || filter.colors.contains(&detection.color))
        && (filter.include_shadow || detection.status != RuleStatus::Shadow)
}
