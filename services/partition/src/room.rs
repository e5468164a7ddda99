//! Room on the line: a bound on the fixes that are on their way, from a gateway's hand to judged.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::line::Refused;

/// The room, and whether anybody is let in.
#[derive(Debug)]
pub(crate) struct Room {
    permits: Arc<Semaphore>,
    size: u32,
    disk_full: AtomicBool,
    failed: AtomicBool,
    draining: AtomicBool,
    abandoned: AtomicBool,
}

/// Held by fixes on their way; when the last clone goes, the room is free again.
pub(crate) type Held = Arc<OwnedSemaphorePermit>;

impl Room {
    pub(crate) fn new(size: u32) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(size as usize)),
            size,
            disk_full: AtomicBool::new(false),
            failed: AtomicBool::new(false),
            draining: AtomicBool::new(false),
            abandoned: AtomicBool::new(false),
        }
    }

    /// Waits for room for `fixes` fixes.
    pub(crate) async fn enter(&self, fixes: usize) -> Result<Held, Refused> {
        self.check()?;
        // A batch larger than the whole room would wait for ever: it takes all there is.
        let wanted = u32::try_from(fixes).unwrap_or(u32::MAX).min(self.size);
        let permit = Arc::clone(&self.permits).acquire_many_owned(wanted).await;
        let permit = permit.map_err(|_| Refused::Unavailable("the line is closed"))?;
        self.check()?;
        Ok(Arc::new(permit))
    }

    fn check(&self) -> Result<(), Refused> {
        if self.has_failed() {
            Err(Refused::Unavailable("the journal's writer has failed"))
        } else if self.draining.load(Ordering::Acquire) {
            Err(Refused::Unavailable("draining"))
        } else if self.is_disk_full() {
            Err(Refused::DiskFull)
        } else {
            Ok(())
        }
    }

    /// Fixes on their way.
    pub(crate) fn on_the_way(&self) -> u64 {
        u64::from(self.size) - self.permits.available_permits() as u64
    }

    pub(crate) fn set_disk_full(&self, full: bool) {
        if self.disk_full.swap(full, Ordering::AcqRel) != full {
            metrics::gauge!("placard_disk_full").set(if full { 1.0 } else { 0.0 });
            if full {
                tracing::error!("the disk is full: nothing is taken until there is room");
            } else {
                tracing::warn!("there is room on the disk again");
            }
        }
    }

    pub(crate) fn is_disk_full(&self) -> bool {
        self.disk_full.load(Ordering::Acquire)
    }

    /// Lets nobody in any more: the writer cannot know what it wrote.
    pub(crate) fn fail(&self) {
        self.failed.store(true, Ordering::Release);
        self.permits.close();
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Acquire)
    }

    /// Lets nobody in any more, in good order.
    pub(crate) fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }

    /// Whoever works on leaves what is unfinished, as a killed process does.
    pub(crate) fn abandon(&self) {
        self.abandoned.store(true, Ordering::Release);
        self.fail();
    }

    pub(crate) fn is_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Acquire)
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Acquire)
    }
}
