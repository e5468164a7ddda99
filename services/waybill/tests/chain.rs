//! Chains of whole lives: signed, stored, sent and verified; and what becomes of one that somebody
//! has changed. `PLACARD_WHOLE=1` signs ten thousand, and flips every bit.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read the environment, and may fail"
)]

mod lives;

use ed25519_dalek::SigningKey;
use lives::{Cast, Dice, START, attempt, document, id, whole_or_sample};
use placard_domain::{Millis, Timestamp};
use placard_waybill::chain::{
    Broken, BrokenBy, Chain, Holder, Key, KeyId, Keyring, Link, NotAppended, PublicKey, Seal,
};
use placard_waybill::lifecycle::{Actor, Deed, Event, Fingerprint, Role, State, WaybillId, Why};
use proptest::prelude::*;

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn key(seed: u8, holder: Holder) -> Key {
    let public_key = PublicKey(signer(seed).verifying_key().to_bytes());
    Key { public_key, holder, valid_from: START - Millis::from_days(1), valid_to: None }
}

/// The server's key 1, and the consignor's key 2.
fn keyring(cast: &Cast) -> Keyring {
    let consignor = Holder::Actor(cast.actor(Role::Consignor, true));
    Keyring::try_from(vec![key(1, Holder::Server), key(2, consignor)]).unwrap()
}

fn documents(version: u32) -> Option<Fingerprint> {
    Some(document(version))
}

fn verify(chain: &Chain, keyring: &Keyring) -> Result<(), Broken> {
    chain.verify(keyring, &documents).map(|_| ())
}

/// The document that an amendment wrote: dice choose some.
fn written(chain: &Chain, version: u32) -> Option<Fingerprint> {
    let events = chain.links.iter().map(|link| &link.event);
    let mut amended = events.filter(|event| event.deed == Deed::Amend);
    amended.find(|event| event.version == version).map(|event| event.document)
}

/// What breaks a chain, and where.
fn broken(chain: &Chain, keyring: &Keyring) -> (usize, &'static str) {
    let broken = verify(chain, keyring).unwrap_err();
    assert!(broken.text().zh.starts_with('第'), "{broken}");
    (broken.link, broken.what.code())
}

/// Appends an event, with the consignor's own seal where it is the consignor's.
fn append(chain: &mut Chain, event: Event, cast: &Cast, server: &SigningKey) {
    let is_own = event.actor.role() == Role::Consignor;
    let own = is_own.then(|| Seal::of_intent(&event, &signer(2)));
    chain.append(event, cast.facts(), own, server).unwrap();
}

/// A whole life, by the seal of `server`.
fn life(cast: &Cast, server: impl Fn(Timestamp) -> SigningKey) -> Chain {
    let mut chain = Chain::new(cast.waybill.clone());
    for number in 0..16 {
        let event = cast.onward(&chain.standing().unwrap(), number);
        let server = server(event.at);
        append(&mut chain, event, cast, &server);
    }
    assert_eq!(chain.standing().unwrap().state, State::Archived);
    chain
}

#[test]
fn random_lives_are_signed_and_verified() {
    let lives = whole_or_sample(10_000, 300);
    let (cast, mut dice) = (Cast::new(), Dice(11));
    let keyring = keyring(&cast);
    let (mut links, mut refused) = (0, 0);
    for _ in 0..lives {
        let mut chain = Chain::new(cast.waybill.clone());
        for number in 0..10 + dice.roll(50) {
            let standing = chain.standing().unwrap();
            let (event, facts) = attempt(&cast, &mut dice, &standing, number);
            let is_own = event.actor == cast.actor(Role::Consignor, true);
            let own = is_own.then(|| Seal::of_intent(&event, &signer(2)));
            let before = chain.links.len();
            match chain.append(event, facts, own, &signer(1)) {
                Ok(next) => assert_eq!(chain.standing().unwrap(), next),
                Err(NotAppended::Refused(_)) => {
                    assert_eq!(chain.links.len(), before);
                    refused += 1;
                }
                Err(NotAppended::Broken(broken)) => panic!("{broken}"),
            }
        }
        links += chain.links.len();
        if chain.links.is_empty() {
            continue;
        }
        let proof = chain.verify(&keyring, &|version| written(&chain, version)).unwrap();
        assert!(proof.unseen.is_empty());
        assert_eq!(proof.standing, chain.standing().unwrap());
        assert_eq!(Chain::decode(&chain.encode()), Ok(chain.clone()));
        for link in &chain.links {
            assert_eq!(Link::decode(&link.encode()).as_ref(), Ok(link));
        }
        assert_eq!(Chain::from_json(&chain.to_json().unwrap()).unwrap(), chain);
    }
    println!("{lives} lives, {links} links signed and verified, {refused} deeds refused");
}

/// Chains of several kinds: a whole life, one with remarks that was aborted, a short one.
fn several(cast: &Cast) -> Vec<Chain> {
    let whole = life(cast, |_| signer(1));
    let mut remarked = Chain::new(cast.waybill.clone());
    let mut add = |deed: Option<(Deed, Role)>| {
        let standing = remarked.standing().unwrap();
        let number = standing.done.len() as u64;
        let mut event = cast.onward(&standing, number);
        if let Some((deed, role)) = deed {
            event = cast.event(&standing, number, deed, cast.actor(role, true), event.at);
            event.note = "车辆停在服务区".into();
        }
        append(&mut remarked, event, cast, &signer(1));
    };
    add(None);
    add(Some((Deed::LinkedManifest { manifest: "4307-7".into() }, Role::Consignor)));
    (0..10).for_each(|_| add(None));
    add(Some((Deed::Depart, Role::Driver)));
    let zone = placard_domain::ZoneId::new("yuanjiang-bridge").unwrap();
    add(Some((Deed::PassedStructure { zone }, Role::Tracking)));
    add(Some((Deed::Noted, Role::Officer)));
    let next = WaybillId::new("wb-2026-000002").unwrap();
    add(Some((Deed::Abort { transferred_to: Some(next) }, Role::Officer)));
    let mut short = Chain::new(cast.waybill.clone());
    for number in 0..3 {
        let event = cast.onward(&short.standing().unwrap(), number);
        append(&mut short, event, cast, &signer(1));
    }
    vec![whole, remarked, short]
}

/// Every byte of a short chain, and of every chain in the whole run; every seventh otherwise.
fn stride(chain: &Chain) -> usize {
    if chain.links.len() <= 3 || whole_or_sample(1, 0) == 1 { 1 } else { 7 }
}

#[test]
fn any_byte_that_is_changed_is_found() {
    let cast = Cast::new();
    let (keyring, mut dice) = (keyring(&cast), Dice(3));
    let (mut changed, mut undecodable) = (0, 0);
    for chain in several(&cast) {
        let bytes = chain.encode();
        assert_eq!(Chain::decode(&bytes).map(|chain| verify(&chain, &keyring)), Ok(Ok(())));
        for place in (0..bytes.len()).step_by(stride(&chain)) {
            // Every bit in the whole run; one other byte, whichever, in the sample.
            let flips: Vec<u8> = (0..8).map(|bit| 1 << bit).collect();
            let any = [1 + dice.roll(255) as u8];
            let masks = if whole_or_sample(1, 0) == 1 { &flips[..] } else { &any };
            for mask in masks {
                let mut other = bytes.clone();
                other[place] ^= mask;
                changed += 1;
                match Chain::decode(&other) {
                    Ok(chain) => assert!(verify(&chain, &keyring).is_err(), "byte {place}"),
                    Err(fault) => {
                        assert!(fault.at <= bytes.len());
                        undecodable += 1;
                    }
                }
            }
        }
    }
    println!("{changed} changes, each found; {undecodable} of them by decoding alone");
}

#[test]
fn any_character_of_the_json_that_matters_is_found() {
    let cast = Cast::new();
    let (keyring, mut dice) = (keyring(&cast), Dice(4));
    let (mut changed, mut same) = (0, 0);
    for chain in several(&cast) {
        let json = chain.to_json().unwrap().into_bytes();
        for place in (0..json.len()).step_by(stride(&chain)) {
            let mut other = json.clone();
            other[place] = b' ' + dice.roll(95) as u8;
            let Ok(text) = String::from_utf8(other) else { continue };
            let Ok(read) = Chain::from_json(&text) else { continue };
            if read == chain {
                same += 1;
            } else {
                changed += 1;
                assert!(verify(&read, &keyring).is_err(), "character {place}");
            }
        }
    }
    println!("{changed} changes of JSON that can be read, each found; {same} that mean the same");
}

#[test]
fn links_in_another_order_dropped_or_doubled_are_found() {
    let cast = Cast::new();
    let (chain, keyring) = (life(&cast, |_| signer(1)), keyring(&cast));
    for place in 0..chain.links.len() {
        let mut doubled = chain.clone();
        doubled.links.insert(place, chain.links[place].clone());
        assert_eq!(broken(&doubled, &keyring), (place + 1, "SEQUENCE_GAP"));
        if place + 1 < chain.links.len() {
            let mut dropped = chain.clone();
            dropped.links.remove(place);
            assert_eq!(broken(&dropped, &keyring), (place, "SEQUENCE_GAP"));
            // Numbered anew by whoever lacks the key.
            for (link, number) in dropped.links.iter_mut().zip(0..) {
                link.sequence = number;
            }
            assert_eq!(broken(&dropped, &keyring), (place, "HASH_MISMATCH"));
            let mut swapped = chain.clone();
            swapped.links.swap(place, place + 1);
            assert_eq!(broken(&swapped, &keyring), (place, "SEQUENCE_GAP"));
        }
    }
}

#[test]
fn a_tail_that_was_cut_off_is_found_by_a_head_kept_elsewhere() {
    let cast = Cast::new();
    let (chain, keyring) = (life(&cast, |_| signer(1)), keyring(&cast));
    let head = chain.head().unwrap();
    assert_eq!(chain.verify_to(&head, &keyring, &documents).unwrap().head, head);
    for length in 1..chain.links.len() {
        let mut cut = chain.clone();
        cut.links.truncate(length);
        // By itself it is a whole chain: this is what cannot be seen.
        assert_eq!(verify(&cut, &keyring), Ok(()));
        let due = Broken { link: length, what: BrokenBy::HeadMissing };
        assert_eq!(cut.verify_to(&head, &keyring, &documents), Err(due));
        // An older head is still in the longer chain.
        assert!(chain.verify_to(&cut.head().unwrap(), &keyring, &documents).is_ok());
    }
    // Rewritten by the server itself, to the end.
    let rewritten = life(&Cast::new(), |_| signer(1));
    assert_eq!(rewritten, chain, "the same life is the same chain");
    let mut rewritten = Chain::new(cast.waybill.clone());
    for number in 0..16 {
        let event = cast.onward(&rewritten.standing().unwrap(), number + 100);
        append(&mut rewritten, event, &cast, &signer(1));
    }
    assert_eq!(verify(&rewritten, &keyring), Ok(()));
    let due = Broken { link: 15, what: BrokenBy::HeadMissing };
    assert_eq!(rewritten.verify_to(&head, &keyring, &documents), Err(due));
}

#[test]
fn keys_rotate() {
    let cast = Cast::new();
    let turn = START + Millis::from_minutes(24);
    let chain = life(&cast, |at| if at < turn { signer(1) } else { signer(3) });
    let old = Key { valid_to: Some(turn), ..key(1, Holder::Server) };
    let new = Key { valid_from: turn, ..key(3, Holder::Server) };
    let consignor = key(2, Holder::Actor(cast.actor(Role::Consignor, true)));
    let ring = |keys: &[&Key]| {
        Keyring::try_from(keys.iter().map(|key| (*key).clone()).collect::<Vec<_>>()).unwrap()
    };
    let proof = chain.verify(&ring(&[&old, &new, &consignor]), &documents).unwrap();
    assert_eq!(proof.keys.len(), 3);
    // Without the new key; with the old one ended sooner; with the new one begun later.
    assert_eq!(broken(&chain, &ring(&[&old, &consignor])), (7, "UNKNOWN_KEY"));
    let sooner = Key { valid_to: Some(turn - Millis::from_minutes(4)), ..old.clone() };
    assert_eq!(broken(&chain, &ring(&[&sooner, &new, &consignor])), (6, "KEY_NOT_VALID_THEN"));
    let later = Key { valid_from: turn + Millis(1), ..new.clone() };
    assert_eq!(broken(&chain, &ring(&[&old, &later, &consignor])), (7, "KEY_NOT_VALID_THEN"));
    // The old key signs on after its end.
    let stale = life(&cast, |_| signer(1));
    assert_eq!(broken(&stale, &ring(&[&old, &new, &consignor])), (7, "KEY_NOT_VALID_THEN"));
}

#[test]
fn a_signature_of_another_key_is_found() {
    let cast = Cast::new();
    let keyring = keyring(&cast);
    let by_stranger = life(&cast, |_| signer(9));
    assert_eq!(broken(&by_stranger, &keyring), (0, "UNKNOWN_KEY"));
    let by_consignor = life(&cast, |_| signer(2));
    assert_eq!(broken(&by_consignor, &keyring), (0, "KEY_OF_ANOTHER"));
    // A stranger's signature under the server's name.
    let mut named = life(&cast, |_| signer(9));
    for link in &mut named.links {
        link.seal.key_id = KeyId::of(&signer(1).verifying_key());
    }
    assert_eq!(broken(&named, &keyring), (0, "BAD_SIGNATURE"));
}

#[test]
fn an_actors_own_seal_cannot_be_taken_away_lent_or_used_again() {
    let cast = Cast::new();
    let (chain, keyring) = (life(&cast, |_| signer(1)), keyring(&cast));
    assert!(chain.links[1].own_seal.is_some() && chain.links[2].own_seal.is_none());
    let mut without = chain.clone();
    without.links[1].own_seal = None;
    assert_eq!(broken(&without, &keyring), (1, "BAD_SIGNATURE"));
    let mut lent = Chain::new(cast.waybill.clone());
    for number in 0..3 {
        let event = cast.onward(&lent.standing().unwrap(), number);
        // The carrier's acceptance, sealed by the consignor.
        let own = Some(Seal::of_intent(&event, &signer(2)));
        lent.append(event, cast.facts(), own, &signer(1)).unwrap();
    }
    assert_eq!(broken(&lent, &keyring), (2, "KEY_OF_ANOTHER"));
    let mut again = Chain::new(cast.waybill.clone());
    let first = cast.onward(&again.standing().unwrap(), 0);
    let own = Seal::of_intent(&first, &signer(2));
    again.append(first, cast.facts(), Some(own), &signer(1)).unwrap();
    let second = cast.onward(&again.standing().unwrap(), 1);
    assert!(own.check_intent(&second, &keyring).is_err());
    again.append(second, cast.facts(), Some(own), &signer(1)).unwrap();
    assert_eq!(broken(&again, &keyring), (1, "BAD_SIGNATURE"));
}

#[test]
fn what_the_life_cycle_refuses_is_not_appended() {
    let cast = Cast::new();
    let mut chain = life(&cast, |_| signer(1));
    let before = chain.clone();
    let standing = chain.standing().unwrap();
    let mut tried = |event: Event| match chain.append(event, cast.facts(), None, &signer(1)) {
        Err(NotAppended::Refused(refusal)) => refusal.reason,
        other => panic!("{other:?}"),
    };
    let cancel = (Deed::Cancel, cast.actor(Role::Consignor, true));
    let at = standing.last_at.unwrap();
    let event = cast.event(&standing, 50, cancel.0, cancel.1, at);
    assert_eq!(tried(event.clone()), Why::WrongState);
    let remark = Event { deed: Deed::Noted, at: at - Millis(1), ..event.clone() };
    let back = Why::ClockBackwards { last_at: at, at: at - Millis(1) };
    assert_eq!(tried(Event { happened_at: remark.at, ..remark }), back);
    assert_eq!(tried(Event { id: id(1), deed: Deed::Submit, ..event.clone() }), Why::AlreadyDone);
    let waybill = WaybillId::new("wb-2").unwrap();
    assert_eq!(tried(Event { waybill, ..event }), Why::WrongWaybill);
    assert_eq!(chain, before);
}

#[test]
fn the_bytes_are_what_they_were() {
    // The contract: other bytes would make every chain that is stored unreadable or broken.
    let cast = Cast::new();
    let chain = life(&cast, |_| signer(1));
    let bytes = Fingerprint::of(&chain.encode());
    let head = chain.head().unwrap().hash;
    assert_eq!(
        (bytes.to_string().as_str(), head.to_string().as_str()),
        (
            "ae10dd334de3192ce2e2bbf0facaaccf0edf7fb305f64dfd0c2612066628284c",
            "968f7c586dd2bfdfc967d0117c08aaa63f074575578021d684b5e63e7a822e76"
        )
    );
}

#[test]
fn a_chain_without_an_actors_id_reads_back() {
    let cast = Cast::new();
    let chain = life(&cast, |_| signer(1));
    let clock = chain.links.last().unwrap();
    assert_eq!(clock.event.actor, Actor::Clock);
    let json = chain.to_json().unwrap();
    assert!(json.contains(r#""actor":{"role":"CLOCK"}"#), "{json}");
    assert!(Chain::from_json(&json.replacen(r#""format":1"#, r#""format":2"#, 1)).is_err());
    assert!(Chain::from_json(&json.replacen("{", r#"{"more":1,"#, 1)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_decoder_panic(bytes: Vec<u8>, cut in 0_usize..6000, at in 0_usize..6000) {
        let _ = Chain::decode(&bytes);
        let _ = Chain::decode(&[b"PWBC\x01", &bytes[..]].concat());
        let mut whole = life(&Cast::new(), |_| signer(1)).encode();
        let at = at % whole.len();
        let end = (at + bytes.len()).min(whole.len());
        whole[at..end].copy_from_slice(&bytes[..end - at]);
        let _ = Chain::decode(&whole);
        whole.truncate(cut);
        prop_assert!(cut >= whole.len() || Chain::decode(&whole).is_err());
        let _ = Chain::from_json(&String::from_utf8_lossy(&bytes));
    }
}
