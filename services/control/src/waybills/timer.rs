//! What time does to waybills: those that ran out expire, those that were signed for are put away.

use std::time::Duration;

use placard_partition::Line;
use placard_store::records::KeptWaybill;
use placard_waybill::lifecycle::{Actor, Deed, State};
use tokio_util::sync::CancellationToken;
use tonic::Status;

use super::actor::Acting;
use super::file::{Doing, File, file};
use super::written::{fresh_event, resource};
use crate::call::Call;
use crate::fault;
use crate::hall::{Hall, OfficeSettings};

/// How often it looks.
const TICK: Duration = Duration::from_secs(1);
/// Waybills that it sees to at a time.
const BATCH: usize = 100;
/// What stands in the chain and the audit.
const WHAT: &str = "timer";

/// Sees to what is due.
pub struct Timer(Hall);

impl Timer {
    /// A timer over a line.
    #[must_use]
    pub fn new(line: Line, settings: OfficeSettings) -> Self {
        Self(Hall::new(line, settings))
    }

    /// Looks once a second until told to stop.
    pub async fn run(self, stop: CancellationToken) {
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                () = stop.cancelled() => return,
            }
            if let Err(error) = self.tick().await {
                tracing::error!(%error, "the timer could not see to what is due");
            }
        }
    }

    /// Sees to what is due now, and says to how many.
    ///
    /// # Errors
    /// Where the records cannot be read.
    pub async fn tick(&self) -> Result<usize, Status> {
        let hall = &self.0;
        // While nobody knows the time, nothing runs out.
        if !hall.line().clock().is_steady() {
            return Ok(0);
        }
        let due = hall.records().due_waybills(hall.now(), BATCH).await;
        let due = due.map_err(|error| fault::store(&error))?;
        let mut done = 0;
        for kept in due {
            let id = kept.id.clone();
            match self.see_to(kept).await {
                Ok(()) => done += 1,
                // It stays due; the others are seen to.
                Err(error) => {
                    tracing::error!(waybill = id, %error, "the timer could not see to it");
                }
            }
        }
        Ok(done)
    }

    async fn see_to(&self, kept: KeptWaybill) -> Result<(), Status> {
        let (hall, now) = (&self.0, self.0.now());
        let call = Call::from_placard(WHAT);
        call.about(resource(&kept.id));
        let mut at_hand = File::load(hall, kept).await?;
        let deed = match at_hand.standing.state {
            State::Signed => Deed::Archive,
            _ => Deed::Expire,
        };
        let register = hall.registrar().register(hall.records()).await?;
        let parties = at_hand.last_parties();
        let doing = Doing {
            id: fresh_event(),
            by: Acting { actor: Actor::Clock, identity: WHAT.to_owned() },
            deed,
            happened_at: now,
            note: String::new(),
            figures: None,
            parties: parties.ok_or_else(|| fault::internal(&"a waybill without a chain"))?,
            errors: None,
        };
        at_hand.act(now, doing, hall.signer().key(hall.records(), now).await?)?;
        let keeping = at_hand.keeping(hall, &register, now);
        let trace = call.trace(now, &(), &());
        // Whoever came before decided: it is looked at again at the next tick.
        file(hall, &at_hand, &keeping, &register, &trace).await.map(|_| ())
    }
}
