//! The keeper: writes what the judges said into the records, in order, and saves their snapshots
//! after it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use placard_domain::alert::Detection;
use placard_domain::{Alert, Timestamp};
use placard_store::records::UpsertError;
use placard_store::{PartitionNo, Records, Snapshot, Snapshots};
use tokio::sync::{mpsc, oneshot};

use crate::cutter::Cutter;
use crate::judge::Task;
use crate::wires::Back;

/// Messages that wait for the keeper at most; a judge that finds it full waits.
pub(crate) const KEEPER_QUEUE: usize = 1024;
/// Messages written in one transaction at most.
const TOGETHER: usize = 256;
/// After a failure the records are tried again this much later.
const RETRY: Duration = Duration::from_secs(1);

/// What the keeper keeps.
pub(crate) enum Kept {
    /// A partition judged everything up to `as_of`, and this is what it said since the last time.
    Judged { partition: PartitionNo, as_of: Timestamp, detections: Vec<Detection> },
    /// A partition's state, all that it said before being written.
    Snapshot(Snapshot),
    /// Says when everything before it is written.
    Flush(oneshot::Sender<()>),
}

/// The keeper.
pub(crate) struct Keeper {
    pub(crate) records: Arc<dyn Records>,
    pub(crate) snapshots: Arc<dyn Snapshots>,
    pub(crate) back: Back,
    pub(crate) as_of: Arc<Vec<AtomicI64>>,
    pub(crate) cutter: Arc<Cutter>,
    /// Partitions that may say nothing more.
    pub(crate) silenced: Vec<PartitionNo>,
}

impl Keeper {
    /// Runs until every sender is gone.
    pub(crate) async fn run(mut self, mut kept: mpsc::Receiver<Kept>) {
        let mut messages = Vec::with_capacity(TOGETHER);
        while kept.recv_many(&mut messages, TOGETHER).await > 0 {
            let mut said = Vec::new();
            for message in messages.drain(..) {
                match message {
                    Kept::Judged { partition, as_of, detections } => {
                        said.push((partition, as_of, detections));
                    }
                    Kept::Snapshot(snapshot) => {
                        self.write(std::mem::take(&mut said)).await;
                        self.save(snapshot).await;
                    }
                    Kept::Flush(done) => {
                        self.write(std::mem::take(&mut said)).await;
                        let _ = done.send(());
                    }
                }
            }
            self.write(said).await;
        }
    }

    async fn write(&mut self, mut said: Vec<(PartitionNo, Timestamp, Vec<Detection>)>) {
        said.retain(|(partition, ..)| !self.silenced.contains(partition));
        let all: Vec<Detection> = said.iter().flat_map(|(.., d)| d.iter().cloned()).collect();
        if !all.is_empty() && upsert(&*self.records, &all).await.is_err() {
            // One of them contradicts itself: find out which, and let the others go on.
            for (partition, _, detections) in &said {
                if let Err(why) = upsert(&*self.records, detections).await {
                    self.silence(*partition, &why);
                }
            }
        }
        for (partition, as_of, _) in said {
            let as_of = as_of.millis();
            self.as_of[usize::from(partition.0)].fetch_max(as_of, Ordering::AcqRel);
        }
    }

    fn silence(&mut self, partition: PartitionNo, why: &UpsertError) {
        if !self.silenced.contains(&partition) {
            self.silenced.push(partition);
            self.back.task(partition, Task::Hold(why.to_string()));
        }
    }

    async fn save(&self, snapshot: Snapshot) {
        let partition = snapshot.header.partition;
        if self.silenced.contains(&partition) {
            return;
        }
        // A snapshot that is not saved costs a longer replay and nothing else.
        if let Err(error) = self.snapshots.save(&snapshot).await {
            tracing::warn!(%error, %partition, "snapshot not saved");
            return;
        }
        metrics::counter!("placard_snapshots_total").increment(1);
        match self.snapshots.list(partition).await {
            Ok(kept) => {
                let offsets: Vec<_> = kept.iter().map(|header| header.offset).collect();
                self.cutter.snapshots(partition, &offsets);
            }
            Err(error) => tracing::warn!(%error, %partition, "snapshots do not list"),
        }
    }
}

/// Writes detections, trying until the store takes them: nothing that was said is let fall.
///
/// # Errors
/// Where the store has them otherwise.
pub(crate) async fn upsert(
    records: &dyn Records,
    detections: &[Detection],
) -> Result<(), UpsertError> {
    if detections.is_empty() {
        return Ok(());
    }
    loop {
        match records.upsert_detections(detections).await {
            Ok(changed) => {
                changed.iter().for_each(count);
                return Ok(());
            }
            Err(differs @ UpsertError::Differs { .. }) => return Err(differs),
            Err(UpsertError::Store(error)) => {
                tracing::error!(%error, "alerts not written: trying again");
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

fn count(alert: &Alert) {
    let detection = &alert.detection;
    if detection.revision == 1 {
        let rule = detection.rule.clone();
        metrics::counter!("placard_alerts_total", "rule" => rule.clone()).increment(1);
        tracing::info!(
            alert = %detection.id, rule, vehicle = %detection.vehicle,
            summary = detection.summary.en, "alert"
        );
    }
}
