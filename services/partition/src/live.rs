//! Where vehicles are now, fanned out to whoever watches.
//!
//! A judge only sets a bit for each fix. While anybody watches, one follower a partition asks it,
//! each [`ROUND`], for the vehicles that changed, [`PULL_MAX`] at a time, as it asks for anything
//! else: between two entries. What it learns goes onto the board and to the watchers, as rounds. A
//! watcher who has missed more than [`ROUNDS_KEPT`] of them looks at the board instead: nobody
//! waits for anybody, and nothing grows but the board, which holds each vehicle once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use placard_domain::VehicleNo;
use placard_engine::LiveView;
use placard_store::PartitionNo;
use tokio::sync::{broadcast, oneshot, watch};

use crate::judge::Task;
use crate::wires::Back;

/// Judges are asked this often, while anybody watches.
const ROUND: Duration = Duration::from_millis(250);
/// Vehicles that a judge tells at once: well under a millisecond of its time.
pub(crate) const PULL_MAX: usize = 512;
/// Rounds kept for a watcher who is slow.
const ROUNDS_KEPT: usize = 64;
/// A snapshot waits this long for a judge that is busy; its vehicles come when it answers.
const SNAPSHOT_WAIT: Duration = Duration::from_secs(2);

/// A vehicle on the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub vehicle: VehicleNo,
    /// What is known of it.
    pub view: LiveView,
    /// Rises with each change of it.
    pub version: u64,
}

type Round = Arc<[Arc<Seen>]>;

/// What a judge tells when it is asked.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// Vehicles that changed.
    pub(crate) views: Vec<(VehicleNo, LiveView)>,
    /// Whether there are more.
    pub(crate) more: bool,
}

/// The board, and who looks at it.
#[derive(Debug)]
pub(crate) struct Hub {
    board: Mutex<Board>,
    rounds: broadcast::Sender<Round>,
    watchers: watch::Sender<usize>,
    /// Whether each partition has told all that it had since somebody began to watch.
    told: Vec<watch::Sender<bool>>,
}

#[derive(Debug, Default)]
struct Board {
    vehicles: BTreeMap<VehicleNo, Arc<Seen>>,
    version: u64,
}

impl Hub {
    pub(crate) fn new(partitions: usize) -> Self {
        Self {
            board: Mutex::default(),
            rounds: broadcast::Sender::new(ROUNDS_KEPT),
            watchers: watch::Sender::new(0),
            told: (0..partitions).map(|_| watch::Sender::new(false)).collect(),
        }
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn post(&self, views: Vec<(VehicleNo, LiveView)>) {
        if views.is_empty() {
            return;
        }
        let mut board = self.board();
        let seen = views.into_iter().map(|(vehicle, view)| {
            board.version += 1;
            let seen = Arc::new(Seen { vehicle, view, version: board.version });
            board.vehicles.insert(vehicle, Arc::clone(&seen));
            seen
        });
        let round: Round = seen.collect();
        drop(board);
        // Nobody may be listening any more.
        let _ = self.rounds.send(round);
    }
}

/// Follows one partition for as long as its judge answers.
pub(crate) async fn follow(hub: Arc<Hub>, partition: PartitionNo, back: Back) {
    let mut watchers = hub.watchers.subscribe();
    let told = &hub.told[usize::from(partition.0)];
    loop {
        if *watchers.borrow() == 0 {
            told.send_replace(false);
        }
        if watchers.wait_for(|count| *count > 0).await.is_err() {
            return;
        }
        let (answer, part) = oneshot::channel();
        back.task(partition, Task::Live(answer));
        let Ok(part) = part.await else { return };
        hub.post(part.views);
        if !part.more {
            told.send_replace(true);
            tokio::time::sleep(ROUND).await;
        }
    }
}

/// Watches where vehicles are, until dropped.
#[derive(Debug)]
pub struct Live {
    hub: Arc<Hub>,
    rounds: broadcast::Receiver<Round>,
}

/// What came since a watcher last looked.
#[derive(Debug)]
pub enum News {
    /// These changed; one that changed twice may stand here twice, the newer one later.
    Changed(Vec<Arc<Seen>>),
    /// Too much: look at [`Live::board`].
    Missed,
}

impl Live {
    pub(crate) fn new(hub: Arc<Hub>) -> Self {
        let rounds = hub.rounds.subscribe();
        hub.watchers.send_modify(|count| *count += 1);
        Self { hub, rounds }
    }

    /// Waits until the board has every vehicle, or two seconds for a partition that is busy: while
    /// nobody watched, nobody wrote on it.
    pub async fn settled(&self) {
        let all = async {
            for told in &self.hub.told {
                // The hub is held here: it tells in the end, or time runs out.
                let _ = told.subscribe().wait_for(|told| *told).await;
            }
        };
        let _ = tokio::time::timeout(SNAPSHOT_WAIT, all).await;
    }

    /// Every vehicle whose place is known, in order of number.
    #[must_use]
    pub fn board(&self) -> Vec<Arc<Seen>> {
        self.hub.board().vehicles.values().cloned().collect()
    }

    /// One vehicle of the board.
    #[must_use]
    pub fn seen(&self, vehicle: VehicleNo) -> Option<Arc<Seen>> {
        self.hub.board().vehicles.get(&vehicle).cloned()
    }

    /// Waits until something has changed, and takes all that has.
    pub async fn news(&mut self) -> News {
        let mut changed = match self.rounds.recv().await {
            Ok(round) => round.to_vec(),
            Err(broadcast::error::RecvError::Lagged(_)) => return self.missed(),
            // The hub is held here: it never closes.
            Err(broadcast::error::RecvError::Closed) => return std::future::pending().await,
        };
        loop {
            match self.rounds.try_recv() {
                Ok(round) => changed.extend_from_slice(&round),
                Err(broadcast::error::TryRecvError::Lagged(_)) => return self.missed(),
                Err(_) => return News::Changed(changed),
            }
        }
    }

    fn missed(&mut self) -> News {
        // From here on: the board is looked at after this.
        self.rounds = self.hub.rounds.subscribe();
        News::Missed
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.hub.watchers.send_modify(|count| *count -= 1);
    }
}
