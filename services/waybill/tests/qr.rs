//! The code on a waybill: it comes back, it fits, and one wrong character is one too many.

#![allow(clippy::unwrap_used, reason = "tests may fail")]

use ed25519_dalek::SigningKey;
use placard_domain::{Millis, Timestamp};
use placard_waybill::chain::qr::{CHARACTERS_MAX, Payload, QrFault, open, seal};
use placard_waybill::chain::{BrokenBy, Holder, Key, KeyId, Keyring, PublicKey};
use placard_waybill::lifecycle::{Actor, State, WaybillId};

const T: Timestamp = Timestamp::from_millis(1_764_000_000_000);

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn keyring(seed: u8, holder: Holder, valid_to: Option<Timestamp>) -> Keyring {
    let public_key = PublicKey(signer(seed).verifying_key().to_bytes());
    Keyring::try_from(vec![Key { public_key, holder, valid_from: T, valid_to }]).unwrap()
}

fn server() -> Keyring {
    keyring(1, Holder::Server, None)
}

fn payload() -> Payload {
    Payload {
        waybill: WaybillId::new("01JDK5Y9QZ7V3N8M2W4X6T0R1B").unwrap(),
        number: "430700-2026-11240001".into(),
        version: 2,
        state: State::Loaded,
        plate: "湘J·A1234".into(),
        un_numbers: vec!["1203".parse().unwrap()],
        issued_at: T,
        expires_at: Some(T + Millis::from_days(2)),
    }
}

#[test]
fn a_code_comes_back_with_its_key() {
    let text = seal(&payload(), &signer(1)).unwrap();
    let opened = open(&text, &server()).unwrap();
    assert_eq!(opened.payload, payload());
    assert_eq!(opened.key_id, KeyId::of(&signer(1).verifying_key()));
    let bare = Payload { un_numbers: Vec::new(), expires_at: None, ..payload() };
    assert_eq!(open(&seal(&bare, &signer(1)).unwrap(), &server()).unwrap().payload, bare);
}

#[test]
fn a_code_is_short_enough_for_a_phone() {
    let text = seal(&payload(), &signer(1)).unwrap();
    assert_eq!(text.len(), 227);
    let alphanumeric =
        |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || " $%*+-./:".contains(c);
    assert!(text.chars().all(alphanumeric), "{text}");
    // Twenty-five kinds of goods fit; forty do not, and that is said.
    let with = |count| {
        let un_numbers = vec!["1203".parse().unwrap(); count];
        seal(&Payload { un_numbers, ..payload() }, &signer(1))
    };
    assert!(with(25).unwrap().len() <= CHARACTERS_MAX);
    assert_eq!(with(40), Err(QrFault::TooLong(344)));
    assert!(with(300).is_err());
    let long = Payload { number: "1".repeat(500), ..payload() };
    assert_eq!(seal(&long, &signer(1)), Err(QrFault::TooLong(500)));
    let early = Payload { issued_at: Timestamp::from_millis(-1000), ..payload() };
    assert_eq!(seal(&early, &signer(1)), Err(QrFault::Time));
}

#[test]
fn any_character_that_is_changed_is_found() {
    let (text, keyring) = (seal(&payload(), &signer(1)).unwrap(), server());
    let mut changed = 0;
    for place in 0..text.len() {
        for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:az".chars() {
            let mut wrong = text.clone();
            wrong.replace_range(place..=place, &other.to_string());
            if wrong != text {
                assert!(open(&wrong, &keyring).is_err(), "{place}: {other}");
                changed += 1;
            }
        }
    }
    println!("{changed} codes with one wrong character, none believed");
    for place in 0..text.len() {
        assert!(open(&text[..place], &keyring).is_err(), "cut at {place}");
    }
    assert!(open(&format!("{text}00"), &keyring).is_err());
    assert_eq!(open("https://example.com", &keyring), Err(QrFault::NotOurs));
    assert_eq!(open(&format!("PWB1:{}", "湘".repeat(30)), &keyring), Err(QrFault::Damaged));
}

#[test]
fn a_code_of_another_key_is_not_believed() {
    let text = seal(&payload(), &signer(1)).unwrap();
    let id = KeyId::of(&signer(1).verifying_key());
    let with = |keyring| open(&text, &keyring).unwrap_err();
    let unknown = with(keyring(9, Holder::Server, None));
    assert_eq!(unknown, QrFault::NotBelieved(BrokenBy::UnknownKey(id)));
    let another = with(keyring(1, Holder::Actor(Actor::Tracking), None));
    assert_eq!(another, QrFault::NotBelieved(BrokenBy::KeyOfAnother(id)));
    assert!(another.text().zh.contains("属于他人"));
}

#[test]
fn an_old_key_opens_what_it_signed_while_in_force() {
    let until = T + Millis::from_days(1);
    let ring = keyring(1, Holder::Server, Some(until));
    let id = KeyId::of(&signer(1).verifying_key());
    assert!(open(&seal(&payload(), &signer(1)).unwrap(), &ring).is_ok());
    let late = Payload { issued_at: until, ..payload() };
    let refused = open(&seal(&late, &signer(1)).unwrap(), &ring).unwrap_err();
    assert_eq!(refused, QrFault::NotBelieved(BrokenBy::KeyNotValidThen(id)));
}
