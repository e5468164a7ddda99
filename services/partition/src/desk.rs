//! The desk: where the world is changed, by one at a time.

use std::sync::Arc;

use placard_engine::World;
use placard_store::records::{Change, CommitRefused, Committed, Trace};
use placard_store::{Records, StoreError};
use tokio::sync::{OwnedMutexGuard, oneshot};

use crate::line::Line;
use crate::worlds::items_of;
use crate::writer::Order;

/// The right to change the world, held by one at a time.
pub struct Desk<'a> {
    line: &'a Line,
    held: Arc<OwnedMutexGuard<()>>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(line: &'a Line, held: OwnedMutexGuard<()>) -> Self {
        Self { line, held: Arc::new(held) }
    }

    /// The world as it is while the desk is held.
    #[must_use]
    pub fn world(&self) -> Arc<World> {
        self.line.world()
    }

    /// The records.
    #[must_use]
    pub fn records(&self) -> &Arc<dyn Records> {
        self.line.records()
    }

    /// Commits changes with their trace, builds the next world, and returns when every partition
    /// has noted it. Once begun it is done, though the caller go away.
    ///
    /// # Errors
    /// [`CommitRefused`] where the records say no: nothing changed.
    pub async fn commit(
        &mut self,
        changes: &[Change],
        trace: &Trace,
    ) -> Result<Committed, CommitRefused> {
        let (line, held) = (self.line.clone(), Arc::clone(&self.held));
        let (changes, trace) = (changes.to_vec(), trace.clone());
        let whole = tokio::spawn(async move {
            let committed = commit(&line, &changes, &trace).await;
            drop(held);
            committed
        });
        match whole.await {
            Ok(committed) => committed,
            Err(died) => {
                Err(StoreError::Unfit(format!("a change of the world died: {died}")).into())
            }
        }
    }
}

async fn commit(
    line: &Line,
    changes: &[Change],
    trace: &Trace,
) -> Result<Committed, CommitRefused> {
    let world = line.world();
    // The instant of the call: what its answer says of it, and the audit.
    let at = trace.audit.at;
    let committed = line.records().commit(world.revision(), at, changes, trace).await?;
    let (revision, versions) = (committed.revision, committed.versions.clone());
    let items = items_of(versions)?;
    let next = tokio::task::spawn_blocking(move || Arc::new(world.with(revision, items)));
    let next = next.await.map_err(|died| StoreError::Unfit(format!("no next world: {died}")))?;
    let (noted, done) = oneshot::channel();
    let gone = || StoreError::Unfit("the journal's writer is gone".to_owned());
    if !line.order(Order::World(Arc::clone(&next), noted)) || done.await.is_err() {
        return Err(gone().into());
    }
    line.set_world(next);
    tracing::info!(%revision, changes = changes.len(), "the world moved");
    Ok(committed)
}
