//! Answers to those who wait until their fixes are durable.
//!
//! To wake a task from a thread outside the runtime costs a lock that all share and often a system
//! call. The writer wakes one, which wakes the thousand that a commit may have been waited for by.

use tokio::sync::{mpsc, oneshot};

use crate::line::Refused;

/// Who waits for one batch.
pub(crate) type Waiting = oneshot::Sender<Result<(), Refused>>;

/// What became of a commit, for all who waited for it. No more of them are on the way than the
/// line has room for fixes.
pub(crate) type Answer = (Vec<Waiting>, Result<(), Refused>);

/// Answers for as long as the writer lives.
pub(crate) async fn tell(mut answers: mpsc::UnboundedReceiver<Answer>) {
    while let Some((waiting, outcome)) = answers.recv().await {
        for done in waiting {
            // One that has gone away asked for nothing more.
            let _ = done.send(outcome);
        }
    }
}
