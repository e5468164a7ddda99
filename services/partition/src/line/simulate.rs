//! Simulations beside the line: one at a time, on a thread of their own, ended by whoever no longer
//! waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use placard_store::StoreError;
use tokio::runtime::Handle;

use super::Line;
use crate::replay::Sources;
use crate::replay::simulate::{Simulated, Trial, simulate};

/// Why nothing was simulated.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// Another simulation runs.
    #[error("another simulation runs")]
    Busy,
    /// The store's own.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stops a simulation when nobody waits for it any more.
struct StopWhenDropped(Arc<AtomicBool>);

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Line {
    /// Judges a past window twice, as the rules stood and as they are tried. Ends early where the
    /// caller goes away.
    ///
    /// # Errors
    /// Where another runs, or a store does not read.
    pub async fn simulate(&self, trial: Trial) -> Result<Simulated, SimulateError> {
        let held = Arc::clone(&self.0.simulator).try_lock_owned();
        let mut reader = held.map_err(|_| SimulateError::Busy)?;
        let (records, archive) = (Arc::clone(&self.0.records), Arc::clone(&self.0.archive));
        let stop = Arc::new(AtomicBool::new(false));
        let stopper = StopWhenDropped(Arc::clone(&stop));
        let handle = Handle::current();
        let running = tokio::task::spawn_blocking(move || {
            let sources = Sources { records, archive, reader: &mut **reader };
            handle.block_on(simulate(sources, &trial, &stop))
        });
        let died = |error| StoreError::Unfit(format!("a simulation died: {error}"));
        let found = running.await.map_err(died)??;
        drop(stopper);
        // It is stopped by this call's own end alone.
        Ok(found.unwrap_or_default())
    }
}
