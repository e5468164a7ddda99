//! Puts the binders' shelves into the archive, and says when they are durable.

use std::sync::Arc;
use std::time::Duration;

use placard_store::Archive;
use placard_store::archive::Shelf;
use tokio::sync::mpsc;

use crate::cutter::Cutter;
use crate::judge::Task;
use crate::wires::Back;

/// Shelves that wait at most; a judge that finds it full waits.
pub(crate) const SHELVES_QUEUE: usize = 64;
/// After a failure the archive is tried again this much later.
const RETRY: Duration = Duration::from_secs(1);

/// Runs until every sender is gone.
pub(crate) async fn run(
    archive: Arc<dyn Archive>,
    cutter: Arc<Cutter>,
    back: Back,
    mut shelves: mpsc::Receiver<Shelf>,
) {
    while let Some(shelf) = shelves.recv().await {
        while let Err(error) = archive.shelve(&shelf).await {
            tracing::error!(%error, partition = %shelf.partition, "not archived: trying again");
            tokio::time::sleep(RETRY).await;
        }
        metrics::counter!("placard_chunks_total").increment(shelf.chunks.len() as u64);
        back.task(shelf.partition, Task::Shelved);
        cutter.archived(shelf.partition, shelf.archived);
    }
}
