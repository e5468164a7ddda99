//! Proof of a chain, or the first link that is broken.

use std::collections::{BTreeMap, BTreeSet};

use crate::lifecycle::{Fingerprint, Standing, Why, step};

use super::broken::{Broken, BrokenBy};
use super::keys::{KeyId, Keyring};
use super::link::Link;
use super::{Chain, Head};

/// What a chain that holds proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Its end: keep it elsewhere, and a tail cut off later shows.
    pub head: Head,
    /// Where the waybill stands.
    pub standing: Standing,
    /// The keys that sealed it.
    pub keys: BTreeSet<KeyId>,
    /// The versions whose documents were not at hand, so that they were compared with nothing.
    pub unseen: Vec<u32>,
}

/// The documents at hand, by version: the SHA-256 of each, `None` of one that is not at hand.
pub type Documents<'a> = dyn Fn(u32) -> Option<Fingerprint> + 'a;

pub(super) fn verify(
    chain: &Chain,
    keyring: &Keyring,
    documents: &Documents<'_>,
) -> Result<Proof, Broken> {
    let Some(head) = chain.head() else {
        return Err(Broken { link: 0, what: BrokenBy::Empty });
    };
    let mut standing = Standing::blank();
    let mut previous = Fingerprint::NONE;
    let mut keys = BTreeSet::new();
    let mut seen = BTreeMap::new();
    for (place, link) in chain.links.iter().enumerate() {
        let broken = |what| Broken { link: place, what };
        check_tie(chain, place, link, previous).map_err(broken)?;
        link.check_seals(keyring).map_err(broken)?;
        standing = replay(&standing, link).map_err(broken)?;
        let version = link.event.version;
        let document = *seen.entry(version).or_insert_with(|| documents(version));
        if document.is_some_and(|document| document != link.event.document) {
            return Err(broken(BrokenBy::DocumentMismatch { version }));
        }
        previous = link.hash;
        keys.extend(link.own_seal.iter().map(|seal| seal.key_id));
        keys.insert(link.seal.key_id);
    }
    let unseen = seen.into_iter().filter(|(_, document)| document.is_none());
    Ok(Proof { head, standing, keys, unseen: unseen.map(|(version, _)| version).collect() })
}

/// Whether a link is the one that is due after `previous`, unchanged.
fn check_tie(
    chain: &Chain,
    place: usize,
    link: &Link,
    previous: Fingerprint,
) -> Result<(), BrokenBy> {
    if link.sequence != place as u64 {
        return Err(BrokenBy::SequenceGap { found: link.sequence });
    }
    if link.event.waybill != chain.waybill {
        return Err(BrokenBy::WrongWaybill);
    }
    if link.previous != previous || link.due_hash(&chain.waybill) != link.hash {
        return Err(BrokenBy::HashMismatch);
    }
    Ok(())
}

/// Walks the life cycle one link on.
pub(super) fn replay(standing: &Standing, link: &Link) -> Result<Standing, BrokenBy> {
    step(standing, &link.event, &link.facts).map_err(|refusal| match refusal.reason {
        Why::ClockBackwards { last_at, at } => BrokenBy::ClockBackwards { last_at, at },
        Why::WrongDocument => BrokenBy::DocumentMismatch { version: link.event.version },
        _ => BrokenBy::StateForbidden(refusal),
    })
}

#[cfg(test)]
mod tests;
