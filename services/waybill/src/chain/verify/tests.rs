//! Chains forged by whoever has the server's key: tied and sealed as they should be, and yet not
//! what can have happened.

use ed25519_dalek::SigningKey;
use placard_domain::{Millis, OrganisationId, Timestamp};

use super::*;
use crate::chain::{Holder, Key, PublicKey};
use crate::lifecycle::{Actor, Deed, Event, EventId, Facts, Parties, WaybillId};

const T: Timestamp = Timestamp::from_millis(1_764_000_000_000);

fn signer() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn keyring() -> Keyring {
    let public_key = PublicKey(signer().verifying_key().to_bytes());
    let key = Key { public_key, holder: Holder::Server, valid_from: T, valid_to: None };
    let mut keyring = Keyring::default();
    keyring.add(key).unwrap();
    keyring
}

fn document() -> Fingerprint {
    Fingerprint::of(b"document")
}

fn facts() -> Facts {
    let firm = OrganisationId::new("firm").unwrap();
    Facts {
        parties: Parties {
            consignor: firm.clone(),
            carrier: firm.clone(),
            loader: firm.clone(),
            consignee: firm,
            drivers: Vec::new(),
        },
        findings_errors: Some(0),
        is_tank: false,
        has_actual_mass: true,
        has_seals: true,
        has_received_quantity: true,
        expires_at: None,
        tolerance: Millis::ZERO,
    }
}

fn event(number: u8, deed: Deed) -> Event {
    let at = T + Millis::from_minutes(i64::from(number));
    Event {
        id: EventId([number; 16]),
        waybill: WaybillId::new("wb-1").unwrap(),
        actor: Actor::Carrier(OrganisationId::new("firm").unwrap()),
        identity: "user:zhang".into(),
        deed,
        at,
        happened_at: at,
        version: 1,
        document: document(),
        note: String::new(),
    }
}

/// A chain of these events, allowed or not.
fn forged(events: &[Event]) -> Chain {
    let mut chain = Chain::new(WaybillId::new("wb-1").unwrap());
    let mut previous = Fingerprint::NONE;
    for (event, sequence) in events.iter().zip(0..) {
        let link = Link::forge(sequence, previous, event.clone(), facts(), None, &signer());
        previous = link.hash;
        chain.links.push(link);
    }
    chain
}

/// What is wrong with a chain of these events.
fn broken(events: &[Event]) -> (usize, &'static str) {
    let broken = forged(events).verify(&keyring(), &|_| Some(document())).unwrap_err();
    (broken.link, broken.what.code())
}

#[test]
fn what_can_have_happened_is_proved() {
    let chain = forged(&[event(0, Deed::Amend), event(1, Deed::Submit)]);
    let proof = chain.verify(&keyring(), &|_| Some(document())).unwrap();
    assert_eq!((proof.standing, proof.unseen.len()), (chain.standing().unwrap(), 0));
    let proof = chain.verify(&keyring(), &|_| None).unwrap();
    assert_eq!(proof.unseen, [1]);
}

#[test]
fn a_state_that_does_not_follow_is_named() {
    let events = [event(0, Deed::Amend), event(1, Deed::Accept), event(2, Deed::Depart)];
    assert_eq!(broken(&events), (1, "STATE_FORBIDDEN"));
    let twice = [event(0, Deed::Amend), event(1, Deed::Noted), event(1, Deed::Noted)];
    assert_eq!(broken(&twice), (2, "STATE_FORBIDDEN"));
}

#[test]
fn a_clock_that_went_back_is_named() {
    let events = [event(0, Deed::Amend), event(9, Deed::Noted), event(8, Deed::Noted)];
    assert_eq!(broken(&events), (2, "CLOCK_BACKWARDS"));
}

#[test]
fn another_document_is_named() {
    let other = Event { document: Fingerprint::of(b"other"), ..event(1, Deed::Noted) };
    assert_eq!(broken(&[event(0, Deed::Amend), other]), (1, "DOCUMENT_MISMATCH"));
    let chain = forged(&[event(0, Deed::Amend)]);
    let stored = chain.verify(&keyring(), &|_| Some(Fingerprint::of(b"changed in the store")));
    let due = Broken { link: 0, what: BrokenBy::DocumentMismatch { version: 1 } };
    assert_eq!(stored, Err(due));
}

#[test]
fn an_event_of_another_waybill_is_named() {
    let other = Event { waybill: WaybillId::new("wb-2").unwrap(), ..event(1, Deed::Noted) };
    assert_eq!(broken(&[event(0, Deed::Amend), other]), (1, "WRONG_WAYBILL"));
}

#[test]
fn no_link_proves_nothing() {
    assert_eq!(broken(&[]), (0, "EMPTY"));
}
