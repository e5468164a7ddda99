//! Where vehicles are now, for whoever watches a part of them.
//!
//! A watcher is told of a vehicle as it stands when there is room to tell: whoever reads slowly is
//! told less often, never more at once. There is no resume token: a snapshot is all there is to
//! know, and the way between is in the track.

mod shown;
mod wish;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use placard_api::errors::status;
use placard_api::v1::WatchVehiclesResponse;
use placard_api::v1::watch_vehicles_response::{Changes, Event, Snapshot};
use placard_api::{time_to, v1};
use placard_domain::vehicle::Vehicle;
use placard_domain::{Heading, Position, Revision, Speed};
use placard_engine::Placed;
use placard_partition::{Live, News, Seen};
use tokio::time::Instant;
use tonic::Status;

use super::Vehicles;
use crate::call::Call;
use crate::hall::Hall;
use crate::records;
use crate::watch::{self, Ended, Teller, Watched};
use shown::{Shown, Step};
use wish::Wish;

/// Between two messages of changes.
const PAUSE: Duration = Duration::from_millis(500);
/// Vehicles in one message: some 100 KiB of them.
const PART: usize = 500;

type Told = WatchVehiclesResponse;

/// A watch of vehicles.
pub(super) fn watch(
    hall: &Hall,
    call: &Call,
    request: v1::WatchVehiclesRequest,
) -> Result<Watched<Told>, Status> {
    let about = match request.vehicle_ids.as_slice() {
        [one] => one.as_str(),
        _ => "*",
    };
    call.about(records::resource::<Vehicles>(about));
    let wish = Wish::read(call.caller(), request).map_err(|found| status(&found))?;
    let (hall_of, live) = (hall.clone(), hall.line().live());
    let shown = Shown::new(wish.most);
    let revision = Revision::ZERO;
    let watcher = Watcher { hall: hall_of, live, wish, shown, revision };
    watch::open(hall, "vehicles", |teller| watcher.tell(teller))
}

/// One watcher.
struct Watcher {
    hall: Hall,
    live: Live,
    wish: Wish,
    shown: Shown,
    /// The world by which what is shown was chosen.
    revision: Revision,
}

impl Watcher {
    async fn tell(mut self, teller: Teller<Told>) -> Ended {
        self.live.settled().await;
        let mut step = self.snapshot(&teller).await;
        let mut beats = watch::beats();
        let mut quiet_until = Instant::now();
        while step.is_ok() {
            step = tokio::select! {
                biased;
                _ = beats.tick() => self.beat(&teller).await,
                news = news(&mut self.live, quiet_until) => {
                    let told = self.news(&teller, news).await;
                    quiet_until = Instant::now() + PAUSE;
                    told
                }
            };
        }
        step.err().unwrap_or(Ended::Gone)
    }

    async fn snapshot(&mut self, teller: &Teller<Told>) -> Result<(), Ended> {
        let mut board = self.live.board();
        // Where there is not room for all, those of which something goes on come first.
        board.sort_by_key(|seen| (seen.view.episodes.is_empty(), seen.vehicle));
        let step = self.choose(board);
        let mut parts = step.shown.chunks(PART).peekable();
        loop {
            let part = parts.next().unwrap_or_default();
            let complete = parts.peek().is_none();
            let vehicles = part.iter().map(|(seen, vehicle)| write(seen, vehicle)).collect();
            self.say(teller, Event::Snapshot(Snapshot { vehicles, complete })).await?;
            if complete {
                return Ok(());
            }
        }
    }

    async fn beat(&mut self, teller: &Teller<Told>) -> Result<(), Ended> {
        if self.hall.line().world().revision() != self.revision {
            // Who is registered, and whose, may have changed without a report.
            self.news(teller, News::Missed).await?;
        }
        self.say(teller, Event::Heartbeat(watch::heartbeat(&self.hall))).await
    }

    async fn news(&mut self, teller: &Teller<Told>, news: News) -> Result<(), Ended> {
        let seen = match news {
            News::Missed => self.live.board(),
            News::Changed(changed) => {
                // Each once, as it stands now.
                let newest: BTreeMap<_, _> =
                    changed.into_iter().map(|seen| (seen.vehicle, seen)).collect();
                newest.into_values().collect()
            }
        };
        let Step { shown, mut left } = self.choose(seen);
        let mut parts = shown.chunks(PART);
        loop {
            let part = parts.next().unwrap_or_default();
            if part.is_empty() && left.is_empty() {
                return Ok(());
            }
            let vehicles = part.iter().map(|(seen, vehicle)| write(seen, vehicle)).collect();
            let left_ids = std::mem::take(&mut left).iter().map(ToString::to_string).collect();
            self.say(teller, Event::Changes(Changes { vehicles, left_ids })).await?;
        }
    }

    /// Chooses anew which vehicles are shown, knowing these as they are now.
    fn choose(&mut self, seen: Vec<Arc<Seen>>) -> Step {
        let world = self.hall.line().world();
        self.revision = world.revision();
        for seen in seen {
            let vehicle = self.wish.agrees(&seen, &world);
            self.shown.take(seen, vehicle);
        }
        while let Some(waiting) = self.shown.next_waiting() {
            let seen = self.live.seen(waiting);
            let known = seen.and_then(|seen| Some((self.wish.agrees(&seen, &world)?, seen)));
            if let Some((vehicle, seen)) = known {
                self.shown.take(seen, Some(vehicle));
            }
        }
        self.shown.step()
    }

    async fn say(&self, teller: &Teller<Told>, event: Event) -> Result<(), Ended> {
        let left_out = u32::try_from(self.shown.waiting()).unwrap_or(u32::MAX);
        teller.tell(Told { event: Some(event), left_out }).await
    }
}

/// The next news, not before `quiet_until`.
async fn news(live: &mut Live, quiet_until: Instant) -> News {
    tokio::time::sleep_until(quiet_until).await;
    live.news().await
}

fn write(seen: &Seen, vehicle: &Vehicle) -> v1::LiveVehicle {
    let view = &seen.view;
    let motion = match view.stopped_since {
        Some(_) => v1::vehicle_state::Motion::Stopped,
        None => v1::vehicle_state::Motion::Moving,
    };
    v1::LiveVehicle {
        last: Some(placed(&view.last)),
        previous: view.previous.as_ref().map(placed),
        motion: motion.into(),
        stopped_since: view.stopped_since.map(time_to),
        last_heard: Some(time_to(view.last_heard)),
        stale_after: Some(time_to(view.stale_after())),
        alert_ids: view.episodes.iter().map(ToString::to_string).collect(),
        ..placard_api::vehicle::write_live(vehicle)
    }
}

fn placed(placed: &Placed) -> v1::LiveFix {
    v1::LiveFix {
        device_time: Some(time_to(placed.time)),
        longitude: Position::lon(placed.position),
        latitude: Position::lat(placed.position),
        speed_kmh: placed.speed.map(Speed::kmh),
        heading_deg: placed.heading.map(Heading::degrees),
    }
}
