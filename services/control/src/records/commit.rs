//! Committing at the desk, and ids that the server chooses.

use placard_api::errors::refuse;
use placard_domain::Reason;
use placard_partition::Desk;
use placard_store::records::{Change, CommitRefused, Committed, Kind, Trace};
use tonic::Status;

use crate::fault;

/// Commits changes with their trace. `key_field` names the field that holds what only one may.
pub(crate) async fn commit(
    desk: &mut Desk<'_>,
    changes: &[Change],
    trace: &Trace,
    key_field: impl Fn(Kind) -> String,
) -> Result<Committed, Status> {
    let due = desk.world().revision().next();
    match desk.commit(changes, trace).await {
        Ok(committed) => {
            // The answer was written before the commit, under the revision that was due.
            if committed.revision != due {
                let made = committed.revision;
                return Err(fault::internal(&format!("revision {made} was made, {due} was due")));
            }
            Ok(committed)
        }
        Err(CommitRefused::KeyTaken { kind, key, .. }) => {
            Err(refuse(&key_field(kind), Reason::Duplicate, key))
        }
        Err(CommitRefused::Moved(to)) => {
            Err(fault::internal(&format!("{to} came while the desk was held")))
        }
        Err(CommitRefused::Store(error)) => Err(fault::store(&error)),
    }
}

/// Letters of a fresh id: nothing that is read aloud wrongly.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// 80 bits: as many ids as there will ever be, and none guessed.
const LENGTH: usize = 16;

/// An id that nobody else has; also a code that nobody guesses.
pub(crate) fn fresh_id() -> String {
    let bytes: [u8; LENGTH] = rand::random();
    bytes.map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()])).iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_id_is_an_id_and_never_the_same() {
        let ids: std::collections::BTreeSet<_> = (0..1000).map(|_| fresh_id()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| placard_domain::VehicleId::new(id).is_ok()));
    }
}
