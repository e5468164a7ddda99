//! The desk: where the world is changed, by one at a time.

use std::future::Future;
use std::sync::Arc;

use placard_engine::World;
use placard_store::records::{
    Change, CommitRefused, Committed, FileRefused, Filed, Filing, Moves, Trace,
};
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
        whole(async move {
            let committed = commit(&line, &changes, &trace).await;
            drop(held);
            committed
        })
        .await
    }

    /// Files what was done to a waybill together with the changes of the world that follow from
    /// it, as [`Desk::commit`] commits.
    ///
    /// # Errors
    /// [`FileRefused`] where the records say no: nothing changed.
    pub async fn file(
        &mut self,
        filing: &Filing,
        changes: &[Change],
        trace: &Trace,
    ) -> Result<Filed, FileRefused> {
        let (line, held) = (self.line.clone(), Arc::clone(&self.held));
        let (filing, changes, trace) = (filing.clone(), changes.to_vec(), trace.clone());
        whole(async move {
            let filed = file(&line, &filing, &changes, &trace).await;
            drop(held);
            filed
        })
        .await
    }
}

/// Lets whoever waits go on though the caller go away.
async fn whole<T: Send + 'static, E: From<StoreError> + Send + 'static>(
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, E> {
    match tokio::spawn(work).await {
        Ok(done) => done,
        Err(died) => Err(StoreError::Unfit(format!("a change of the world died: {died}")).into()),
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
    move_world(line, &world, &committed).await?;
    Ok(committed)
}

async fn file(
    line: &Line,
    filing: &Filing,
    changes: &[Change],
    trace: &Trace,
) -> Result<Filed, FileRefused> {
    let world = line.world();
    let moves = Moves { current: world.revision(), changes };
    let filed = line.records().file(filing, Some(&moves), trace).await?;
    if let Some(committed) = &filed.committed {
        move_world(line, &world, committed).await?;
    }
    Ok(filed)
}

/// Builds the next world, and returns when every partition has noted it.
async fn move_world(
    line: &Line,
    world: &Arc<World>,
    committed: &Committed,
) -> Result<(), StoreError> {
    let world = Arc::clone(world);
    let (revision, versions) = (committed.revision, committed.versions.clone());
    let items = items_of(versions)?;
    let next = tokio::task::spawn_blocking(move || Arc::new(world.with(revision, items)));
    let next = next.await.map_err(|died| StoreError::Unfit(format!("no next world: {died}")))?;
    let (noted, done) = oneshot::channel();
    if !line.order(Order::World(Arc::clone(&next), noted)) || done.await.is_err() {
        return Err(StoreError::Unfit("the journal's writer is gone".to_owned()));
    }
    line.set_world(next);
    tracing::info!(%revision, changes = committed.versions.len(), "the world moved");
    Ok(())
}
