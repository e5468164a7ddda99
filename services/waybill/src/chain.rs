//! The chain of what happened to a waybill: each link carries the hash of the one before and the
//! server's signature, so that a changed past shows to anyone who has the chain and the public
//! keys.
//!
//! A link's hash covers the waybill's id, the link's place, the hash before, the event (who, by
//! what credentials, what, when, which version of the document with its SHA-256) and the facts by
//! which the server let it happen. The server signs the hash; an actor that has a key of its own
//! signs what it means to do ([`Seal::of_intent`]), and the server's signature covers that one too,
//! so that it cannot be taken away. The bytes that are hashed are a contract: [`canon`], and
//! `layout.rs`.
//!
//! [`Chain::verify`] proves a chain or names the first broken link: it replays the life cycle,
//! holds each key to its time and its holder, and the documents to their fingerprints.
//!
//! What it cannot see by itself:
//! - **a tail that was cut off**: what is left is a whole chain. Keep [`Chain::head`] elsewhere
//!   (every party can) and verify with [`Chain::verify_to`];
//! - **a past that the server rewrote with its own key**, all the way to the end. A head that was
//!   kept elsewhere shows that too, and an actor's own signature cannot be made by the server;
//! - **whether the facts were true** when the server wrote them down.

mod base45;
pub mod broken;
pub mod canon;
mod export;
pub mod keys;
mod layout;
pub mod link;
pub mod qr;
mod verify;

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::lifecycle::{Event, Facts, Fingerprint, Refusal, Standing, WaybillId, Why, step};

pub use broken::{Broken, BrokenBy};
pub use canon::{Flaw, Undecodable};
pub use keys::{Holder, Key, KeyError, KeyId, Keyring, PublicKey, Signed};
pub use link::{Link, Seal};
pub use verify::{Documents, Proof};

/// What happened to a waybill, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Which waybill.
    pub waybill: WaybillId,
    /// The links.
    pub links: Vec<Link>,
}

/// The end of a chain at some time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Head {
    /// Of which waybill.
    pub waybill: WaybillId,
    /// The place of the last link, from zero.
    pub sequence: u64,
    /// Its hash.
    pub hash: Fingerprint,
}

/// Why nothing was appended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAppended {
    /// The life cycle does not allow the event.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The chain as it is does not follow the life cycle.
    #[error(transparent)]
    Broken(#[from] Broken),
}

impl Chain {
    /// A chain without a link.
    #[must_use]
    pub const fn new(waybill: WaybillId) -> Self {
        Self { waybill, links: Vec::new() }
    }

    /// Where the waybill stands, by its events alone: neither hashes nor signatures are looked at.
    ///
    /// # Errors
    /// [`Broken`] where an event does not follow from those before it.
    pub fn standing(&self) -> Result<Standing, Broken> {
        let mut standing = Standing::blank();
        for (link, at) in self.links.iter().zip(0..) {
            standing = verify::replay(&standing, link).map_err(|what| Broken { link: at, what })?;
        }
        Ok(standing)
    }

    /// Appends an event that the life cycle allows, sealed by the server's `key`, and says where
    /// the waybill then stands. An actor's own seal is taken as it is: check it first
    /// ([`Seal::check_intent`]), or the chain will not verify.
    ///
    /// # Errors
    /// [`NotAppended`]; the chain is then as it was.
    pub fn append(
        &mut self,
        event: Event,
        facts: Facts,
        own_seal: Option<Seal>,
        key: &SigningKey,
    ) -> Result<Standing, NotAppended> {
        let standing = self.standing()?;
        if event.waybill != self.waybill {
            let (deed, state) = (event.deed.kind(), standing.state);
            return Err(Refusal { deed, state, reason: Why::WrongWaybill }.into());
        }
        let next = step(&standing, &event, &facts)?;
        let previous = self.links.last().map_or(Fingerprint::NONE, |link| link.hash);
        let sequence = self.links.len() as u64;
        self.links.push(Link::forge(sequence, previous, event, facts, own_seal, key));
        Ok(next)
    }

    /// The end of the chain; `None` while there is no link.
    #[must_use]
    pub fn head(&self) -> Option<Head> {
        let last = self.links.last()?;
        Some(Head { waybill: self.waybill.clone(), sequence: last.sequence, hash: last.hash })
    }

    /// Proves the chain, against the documents at hand.
    ///
    /// # Errors
    /// [`Broken`] names the first link that does not hold, and why.
    pub fn verify(&self, keyring: &Keyring, documents: &Documents<'_>) -> Result<Proof, Broken> {
        verify::verify(self, keyring, documents)
    }

    /// Proves the chain, and that it still contains what it ended with when `head` was taken.
    ///
    /// # Errors
    /// As [`Chain::verify`]; [`BrokenBy::HeadMissing`] where the tail was cut off or rewritten.
    pub fn verify_to(
        &self,
        head: &Head,
        keyring: &Keyring,
        documents: &Documents<'_>,
    ) -> Result<Proof, Broken> {
        let proof = self.verify(keyring, documents)?;
        let place = usize::try_from(head.sequence).unwrap_or(usize::MAX);
        if head.waybill != self.waybill {
            return Err(Broken { link: 0, what: BrokenBy::WrongWaybill });
        }
        match self.links.get(place) {
            Some(link) if link.hash == head.hash => Ok(proof),
            _ => {
                let link = place.min(self.links.len());
                Err(Broken { link, what: BrokenBy::HeadMissing })
            }
        }
    }
}
