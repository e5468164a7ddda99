//! Where watchers stand: how many there may be, for how long one may read nothing, and when all go.

use std::sync::Arc;
use std::time::Duration;

use placard_api::errors::refuse;
use placard_domain::Reason;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tonic::Status;

/// A watcher who leaves the queue full for so long is let go.
const PATIENCE: Duration = Duration::from_secs(30);
/// Watchers at once.
const WATCHERS_MAX: usize = 500;

/// Where watchers stand: how many there may be, and for how long.
#[derive(Clone, Debug)]
pub(crate) struct Gallery {
    places: Arc<Semaphore>,
    pub(crate) patience: Duration,
    pub(crate) drain: CancellationToken,
}

impl Default for Gallery {
    fn default() -> Self {
        let places = Arc::new(Semaphore::new(WATCHERS_MAX));
        Self { places, patience: PATIENCE, drain: CancellationToken::new() }
    }
}

impl Gallery {
    pub(crate) fn enter(&self) -> Result<OwnedSemaphorePermit, Status> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let full = || refuse("", Reason::Unavailable, format_args!("{WATCHERS_MAX} watchers"));
        place.map_err(|_| full())
    }
}
