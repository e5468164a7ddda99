//! Something that happened to a waybill, and what was known when it did.

use placard_domain::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

use super::actor::{Actor, Parties};
use super::deed::Deed;
use super::id::{EventId, Fingerprint};
use placard_domain::WaybillId;

/// The most by which the server's clock may go back between two events, whatever is configured.
pub const TOLERANCE_MAX: Millis = Millis::from_secs(5);

/// Something that somebody did to a waybill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Event {
    /// Named by the sender.
    pub id: EventId,
    /// To which waybill.
    pub waybill: WaybillId,
    /// Who.
    pub actor: Actor,
    /// Who that is by their credentials: the user, the client's certificate, the device.
    pub identity: String,
    /// What.
    pub deed: Deed,
    /// When the server took it.
    pub at: Timestamp,
    /// When it happened: a device's own time, never later than `at`. The same as `at` where nobody
    /// says otherwise; a device whose clock is fast is held to `at` by the caller.
    pub happened_at: Timestamp,
    /// The version of the document that it is about; of an amendment, the new one.
    pub version: u32,
    /// The SHA-256 of the document in that version.
    pub document: Fingerprint,
    /// A remark.
    pub note: String,
}

/// What the documents and the registry say at the moment of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Facts {
    /// Who the waybill names.
    pub parties: Parties,
    /// How many errors the newest validation of this version found; `None` where there was none.
    pub findings_errors: Option<u32>,
    /// Whether the goods go in a tank.
    pub is_tank: bool,
    /// Whether the loader has given the mass that was loaded.
    pub has_actual_mass: bool,
    /// Whether the numbers of the seals are given.
    pub has_seals: bool,
    /// Whether the consignee has said how much arrived.
    pub has_received_quantity: bool,
    /// When the waybill runs out; `None` where the document does not say.
    pub expires_at: Option<Timestamp>,
    /// By how much the server's clock may go back: zero unless several servers share the work;
    /// held within zero and [`TOLERANCE_MAX`].
    pub tolerance: Millis,
}

impl Facts {
    /// The tolerance that counts.
    #[must_use]
    pub fn held_tolerance(&self) -> Millis {
        self.tolerance.clamp(Millis::ZERO, TOLERANCE_MAX)
    }
}
