//! One link: an event, the hash that ties it to the one before, and the signatures over both.

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::lifecycle::{Event, Facts, Fingerprint, WaybillId};

use super::broken::BrokenBy;
use super::canon::Canon;
use super::keys::{Holder, KeyId, Keyring, Signed, sign};

/// What is hashed and signed begins with what it is, so that one never passes for another.
const LINK: &[u8] = b"placard.waybill.link.1\0";
const SEAL: &[u8] = b"placard.waybill.seal.1\0";
const INTENT: &[u8] = b"placard.waybill.intent.1\0";

/// A signature and the name of the key that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seal {
    /// The key.
    pub key_id: KeyId,
    /// The signature.
    pub signature: Signed,
}

/// One link of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Link {
    /// Its place, from zero.
    pub sequence: u64,
    /// The hash of the link before; of the first, [`Fingerprint::NONE`].
    pub previous: Fingerprint,
    /// What happened.
    pub event: Event,
    /// What the server knew when it let it happen.
    pub facts: Facts,
    /// SHA-256 of `placard.waybill.link.1`, a zero byte, the waybill's id, `sequence`, `previous`,
    /// `event`, `facts`.
    pub hash: Fingerprint,
    /// The actor's own signature, where the actor has a key: see [`Seal::of_intent`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_seal: Option<Seal>,
    /// The server's signature of `placard.waybill.seal.1`, a zero byte, `hash`, `own_seal`.
    pub seal: Seal,
}

impl Link {
    /// A link that follows `previous`, sealed by the server.
    pub(crate) fn forge(
        sequence: u64,
        previous: Fingerprint,
        event: Event,
        facts: Facts,
        own_seal: Option<Seal>,
        key: &SigningKey,
    ) -> Self {
        let hash = hash(&event.waybill, sequence, previous, &event, &facts);
        let signature = sign(key, &sealed(hash, own_seal.as_ref()));
        let seal = Seal { key_id: KeyId::of(&key.verifying_key()), signature };
        Self { sequence, previous, event, facts, hash, own_seal, seal }
    }

    /// The hash that the link ought to have in the chain of `waybill`.
    pub(crate) fn due_hash(&self, waybill: &WaybillId) -> Fingerprint {
        hash(waybill, self.sequence, self.previous, &self.event, &self.facts)
    }

    /// Checks both signatures.
    pub(crate) fn check_seals(&self, keyring: &Keyring) -> Result<(), BrokenBy> {
        if let Some(own) = &self.own_seal {
            own.check_intent(&self.event, keyring)?;
        }
        let message = sealed(self.hash, self.own_seal.as_ref());
        let Seal { key_id, signature } = &self.seal;
        keyring.check(*key_id, signature, &message, &Holder::Server, self.event.at)
    }
}

impl Seal {
    /// An actor's own signature over what it means to do.
    ///
    /// It covers what the actor decides: the waybill, the event's id, who, what, when it happened,
    /// which version of which document, and the remark. It leaves out when the server takes it and
    /// where in the chain: neither is known to the actor, who may be out of reach. The event's id
    /// stands in a chain once, so that it cannot be used again.
    #[must_use]
    pub fn of_intent(event: &Event, key: &SigningKey) -> Self {
        Self { key_id: KeyId::of(&key.verifying_key()), signature: sign(key, &intent(event)) }
    }

    /// Whether this is the signature of the event's actor, by a key in force when the server took
    /// the event.
    ///
    /// # Errors
    /// [`BrokenBy`] says what is wrong with it.
    pub fn check_intent(&self, event: &Event, keyring: &Keyring) -> Result<(), BrokenBy> {
        let holder = Holder::Actor(event.actor.clone());
        keyring.check(self.key_id, &self.signature, &intent(event), &holder, event.at)
    }
}

fn hash(
    waybill: &WaybillId,
    sequence: u64,
    previous: Fingerprint,
    event: &Event,
    facts: &Facts,
) -> Fingerprint {
    let mut bytes = LINK.to_vec();
    waybill.write(&mut bytes);
    sequence.write(&mut bytes);
    previous.write(&mut bytes);
    event.write(&mut bytes);
    facts.write(&mut bytes);
    Fingerprint(Sha256::digest(&bytes).into())
}

fn sealed(hash: Fingerprint, own_seal: Option<&Seal>) -> Vec<u8> {
    let mut bytes = SEAL.to_vec();
    hash.write(&mut bytes);
    own_seal.copied().write(&mut bytes);
    bytes
}

fn intent(event: &Event) -> Vec<u8> {
    let mut bytes = INTENT.to_vec();
    event.waybill.write(&mut bytes);
    event.id.write(&mut bytes);
    event.actor.write(&mut bytes);
    event.deed.write(&mut bytes);
    event.happened_at.write(&mut bytes);
    event.version.write(&mut bytes);
    event.document.write(&mut bytes);
    event.note.write(&mut bytes);
    bytes
}
