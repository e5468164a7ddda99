//! Public keys, whose they are, and while what time each is in force.

use std::collections::BTreeMap;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use placard_domain::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::lifecycle::Actor;
use crate::lifecycle::id::hex;

use super::broken::BrokenBy;

hex! {
    /// The name of a key: the first 8 bytes of the SHA-256 of its public half.
    KeyId[8];
    /// The 32 bytes of a public key.
    PublicKey[32];
    /// The 64 bytes of an Ed25519 signature.
    Signed[64];
}

impl KeyId {
    /// The name of a public key.
    #[must_use]
    pub fn of(key: &VerifyingKey) -> Self {
        let mut id = [0; 8];
        id.copy_from_slice(&Sha256::digest(key.as_bytes())[..8]);
        Self(id)
    }
}

/// Signs.
pub(crate) fn sign(key: &SigningKey, message: &[u8]) -> Signed {
    Signed(key.sign(message).to_bytes())
}

/// Whose a key is: a key signs as its holder, never as another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Holder {
    /// The server's: seals links and QR codes.
    Server,
    /// An actor's own: seals what that actor means to do.
    Actor(Actor),
}

/// A public key and when it is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Key {
    /// The key.
    pub public_key: PublicKey,
    /// Whose.
    pub holder: Holder,
    /// In force from this instant on.
    pub valid_from: Timestamp,
    /// Until this instant, which lies outside; `None` while no end is set.
    pub valid_to: Option<Timestamp>,
}

/// Why a key was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The bytes are no point of the curve, or one of the few that let anything pass.
    #[error("not a public key of Ed25519, or a weak one")]
    NotAKey,
    /// Another key has this name.
    #[error("another key, or this one, has the id {0} already")]
    Duplicate(KeyId),
    /// It ends before it begins.
    #[error("the key {0} ends before it begins")]
    NeverInForce(KeyId),
}

/// The public keys by which chains and codes are verified. Old keys stay: they verify what they
/// signed while they were in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Key>", into = "Vec<Key>")]
pub struct Keyring(BTreeMap<KeyId, (Key, VerifyingKey)>);

impl Keyring {
    /// Takes a key in.
    ///
    /// # Errors
    /// [`KeyError`] where it is no key, is there already, or is never in force.
    pub fn add(&mut self, key: Key) -> Result<KeyId, KeyError> {
        let public = VerifyingKey::from_bytes(&key.public_key.0).map_err(|_| KeyError::NotAKey)?;
        if public.is_weak() {
            return Err(KeyError::NotAKey);
        }
        let id = KeyId::of(&public);
        if key.valid_to.is_some_and(|to| to <= key.valid_from) {
            return Err(KeyError::NeverInForce(id));
        }
        if self.0.contains_key(&id) {
            return Err(KeyError::Duplicate(id));
        }
        self.0.insert(id, (key, public));
        Ok(id)
    }

    /// The keys, by name.
    pub fn keys(&self) -> impl Iterator<Item = (KeyId, &Key)> {
        self.0.iter().map(|(id, (key, _))| (*id, key))
    }

    /// Whether `signature` of `message` was made by `holder`'s key while it was in force.
    pub(crate) fn check(
        &self,
        key_id: KeyId,
        signature: &Signed,
        message: &[u8],
        holder: &Holder,
        at: Timestamp,
    ) -> Result<(), BrokenBy> {
        let (key, public) = self.0.get(&key_id).ok_or(BrokenBy::UnknownKey(key_id))?;
        if key.holder != *holder {
            return Err(BrokenBy::KeyOfAnother(key_id));
        }
        if at < key.valid_from || key.valid_to.is_some_and(|to| at >= to) {
            return Err(BrokenBy::KeyNotValidThen(key_id));
        }
        public
            .verify_strict(message, &Signature::from_bytes(&signature.0))
            .map_err(|_| BrokenBy::BadSignature(key_id))
    }
}

impl TryFrom<Vec<Key>> for Keyring {
    type Error = KeyError;
    fn try_from(keys: Vec<Key>) -> Result<Self, KeyError> {
        let mut ring = Self::default();
        for key in keys {
            ring.add(key)?;
        }
        Ok(ring)
    }
}

impl From<Keyring> for Vec<Key> {
    fn from(ring: Keyring) -> Self {
        ring.0.into_values().map(|(key, _)| key).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> Key {
        let public = SigningKey::from_bytes(&[seed; 32]).verifying_key();
        Key {
            public_key: PublicKey(public.to_bytes()),
            holder: Holder::Server,
            valid_from: Timestamp::from_millis(1000),
            valid_to: Some(Timestamp::from_millis(2000)),
        }
    }

    #[test]
    fn a_key_is_taken_once_and_a_weak_one_never() {
        let mut ring = Keyring::default();
        let id = ring.add(key(1)).unwrap();
        assert_eq!(ring.add(key(1)), Err(KeyError::Duplicate(id)));
        let weak = Key { public_key: PublicKey([0; 32]), ..key(1) };
        assert_eq!(ring.add(weak), Err(KeyError::NotAKey));
        let never = Key { valid_to: Some(Timestamp::from_millis(1000)), ..key(2) };
        assert!(matches!(ring.add(never), Err(KeyError::NeverInForce(_))));
    }

    #[test]
    fn a_keyring_comes_back_from_json() {
        let mut ring = Keyring::default();
        ring.add(key(1)).unwrap();
        ring.add(key(2)).unwrap();
        let json = serde_json::to_string(&ring).unwrap();
        assert_eq!(serde_json::from_str::<Keyring>(&json).unwrap(), ring);
        let twice = json.replace('[', &format!("[{},", serde_json::to_string(&key(1)).unwrap()));
        assert!(serde_json::from_str::<Keyring>(&twice).is_err());
    }

    #[test]
    fn a_key_is_in_force_from_its_first_instant_to_before_its_last() {
        let (mut ring, signer) = (Keyring::default(), SigningKey::from_bytes(&[1; 32]));
        let id = ring.add(key(1)).unwrap();
        let signature = sign(&signer, b"x");
        let at = |millis, message: &[u8]| {
            let at = Timestamp::from_millis(millis);
            ring.check(id, &signature, message, &Holder::Server, at)
        };
        assert_eq!((at(1000, b"x"), at(1999, b"x")), (Ok(()), Ok(())));
        assert_eq!(at(999, b"x"), Err(BrokenBy::KeyNotValidThen(id)));
        assert_eq!(at(2000, b"x"), Err(BrokenBy::KeyNotValidThen(id)));
        assert_eq!(at(1500, b"y"), Err(BrokenBy::BadSignature(id)));
        let driver = Holder::Actor(Actor::Tracking);
        let as_another = ring.check(id, &signature, b"x", &driver, Timestamp::from_millis(1500));
        assert_eq!(as_another, Err(BrokenBy::KeyOfAnother(id)));
    }
}
