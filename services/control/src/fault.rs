//! What leaves when something goes wrong: a reason for the caller, the rest for the log.

use placard_api::errors::refuse;
use placard_domain::Reason;
use placard_store::StoreError;
use tonic::Status;

/// Our own fault: logged here, once, under a number that the answer names.
pub(crate) fn internal(error: &dyn std::fmt::Display) -> Status {
    let entry = format!("{:08x}", rand::random::<u32>());
    tracing::error!(%entry, %error, "a call failed by our own fault");
    refuse("", Reason::Internal, entry)
}

/// A store that said no.
pub(crate) fn store(error: &StoreError) -> Status {
    if error.is_full() { refuse("", Reason::DiskFull, "") } else { internal(error) }
}

/// No such record, or none that the caller may see: both sound the same.
pub(crate) fn not_found(kind: &str, id: &str) -> Status {
    let short: String = id.chars().take(placard_domain::id::ID_MAX).collect();
    refuse("id", Reason::NotFound, format_args!("{kind}/{short}"))
}

/// A line that takes nothing just now.
pub(crate) fn refused(refused: placard_partition::Refused) -> Status {
    match refused {
        placard_partition::Refused::DiskFull => refuse("", Reason::DiskFull, ""),
        placard_partition::Refused::Unavailable(why) => refuse("", Reason::Unavailable, why),
    }
}
