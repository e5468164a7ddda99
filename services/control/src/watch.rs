//! Watches: streams that last as long as the watcher reads.
//!
//! Each watcher is told by a task of its own, over a queue of [`QUEUE`] messages. Whoever does not
//! read fills it; the task then waits for [`PATIENCE`], lets the watcher go and frees its place.
//! What tells a watcher reads from the records or from the line at its own pace, so that one who is
//! slow holds up nobody.

use std::future::Future;
use std::time::Duration;

use futures_util::stream::{self, BoxStream, StreamExt as _};
use placard_api::errors::refuse;
use placard_api::{time_to, v1};
use placard_domain::Reason;
use tokio::sync::mpsc::error::SendTimeoutError;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Interval, MissedTickBehavior};
use tonic::Status;

use crate::hall::Hall;

/// Every watcher hears from the server this often, whether or not anything happened.
const BEAT: Duration = Duration::from_secs(1);
/// Messages that wait for one watcher; beyond its HTTP/2 window, or what its socket takes.
const QUEUE: usize = 2;
/// What a method that is watched answers with.
pub(crate) type Watched<T> = BoxStream<'static, Result<T, Status>>;

/// Why a watch ended.
pub(crate) enum Ended {
    /// The watcher is gone.
    Gone,
    /// Told to the watcher, should they read on.
    With(Status),
}

impl From<Status> for Ended {
    fn from(status: Status) -> Self {
        Self::With(status)
    }
}

/// Tells one watcher.
pub(crate) struct Teller<T> {
    queue: mpsc::Sender<T>,
    kind: &'static str,
    patience: Duration,
}

impl<T> Teller<T> {
    /// Tells them, once there is room.
    ///
    /// # Errors
    /// They are gone, or have read nothing for too long.
    pub(crate) async fn tell(&self, message: T) -> Result<(), Ended> {
        match self.queue.send_timeout(message, self.patience).await {
            Ok(()) => Ok(()),
            Err(SendTimeoutError::Closed(_)) => Err(Ended::Gone),
            Err(SendTimeoutError::Timeout(_)) => {
                metrics::counter!("placard_watchers_let_go_total", "kind" => self.kind)
                    .increment(1);
                let patience = format_args!("{} s", self.patience.as_secs());
                Err(refuse("", Reason::WatcherTooSlow, patience).into())
            }
        }
    }
}

/// Begins a watch: `tells` is the work of telling, and gives the reason for which it ended.
///
/// # Errors
/// There are too many watchers.
pub(crate) fn open<T, W>(
    hall: &Hall,
    kind: &'static str,
    tells: impl FnOnce(Teller<T>) -> W,
) -> Result<Watched<T>, Status>
where
    T: Send + 'static,
    W: Future<Output = Ended> + Send + 'static,
{
    let gallery = hall.gallery().clone();
    let place = gallery.enter()?;
    let (queue, told) = mpsc::channel(QUEUE);
    let (say_why, why) = oneshot::channel();
    let telling = tells(Teller { queue, kind, patience: gallery.patience });
    tokio::spawn(async move {
        let watchers = metrics::gauge!("placard_watchers", "kind" => kind);
        watchers.increment(1);
        let ended = tokio::select! {
            ended = telling => ended,
            () = gallery.drain.cancelled() => refuse("", Reason::Unavailable, "draining").into(),
        };
        watchers.decrement(1);
        drop(place);
        if let Ended::With(status) = ended {
            // Nobody listens where the watcher went meanwhile.
            let _ = say_why.send(status);
        }
    });
    let told = stream::unfold(told, async |mut told| Some((Ok(told.recv().await?), told)));
    let why = stream::once(why).filter_map(async |why| why.ok().map(Err));
    Ok(told.chain(why).boxed())
}

/// Ticks when a heartbeat is due.
pub(crate) fn beats() -> Interval {
    let mut beats = tokio::time::interval(BEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    beats
}

/// How it stands now.
pub(crate) fn heartbeat(hall: &Hall) -> v1::Heartbeat {
    let partitions = hall.line().health().partitions;
    let end = |(no, at): (u32, &placard_partition::PartitionHealth)| v1::heartbeat::JournalEnd {
        partition: no,
        epoch: at.durable.epoch.into(),
        sequence: at.durable.sequence,
    };
    v1::Heartbeat {
        server_time: Some(time_to(hall.now())),
        as_of: Some(time_to(partitions.iter().map(|at| at.as_of).min().unwrap_or_default())),
        lag_fixes: partitions.iter().map(|at| at.lag_fixes).sum(),
        change: *hall.records().changes().borrow(),
        journal: (0..).zip(&partitions).map(end).collect(),
    }
}
