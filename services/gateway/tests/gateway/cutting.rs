//! However a stream is cut, the same comes of it; whatever it holds, nothing breaks.

use placard_domain::Millis;
use placard_gateway::jt808::Output;
use placard_protocol::jt808::Message;
use placard_protocol::jt808::Version::{V2013, V2019};
use placard_protocol::jt808::messages::Heartbeat;
use proptest::prelude::*;

use crate::device::{Device, authenticated, batch, card, located, report};
use crate::registered::{PLAIN, SHIFTED, now};
use crate::session::Driven;

/// One thing that may stand in a stream.
#[derive(Clone, Debug)]
enum Piece {
    Authenticate,
    Heartbeat,
    Report(i64),
    Batch(usize),
    Card,
    Photo,
    Another,
    BadCheck,
    BadEscape,
    Noise(Vec<u8>),
}

fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        Just(Piece::Authenticate),
        Just(Piece::Heartbeat),
        (-50..50_i64).prop_map(Piece::Report),
        (1..60_usize).prop_map(Piece::Batch),
        Just(Piece::Card),
        Just(Piece::Photo),
        Just(Piece::Another),
        Just(Piece::BadCheck),
        Just(Piece::BadEscape),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Piece::Noise),
    ]
}

fn stream(pieces: &[Piece]) -> Vec<u8> {
    let (mut own, mut other) = (Device::new(V2013, PLAIN), Device::new(V2019, SHIFTED));
    let mut bytes = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Authenticate => bytes.extend(own.says(&authenticated())),
            Piece::Heartbeat => bytes.extend(own.says(&Message::Heartbeat(Heartbeat))),
            Piece::Report(days) => {
                bytes.extend(own.says(&located(now() + Millis::from_days(*days))));
            }
            Piece::Batch(reports) => {
                bytes.extend(own.says(&batch(vec![report(now()); *reports])));
            }
            Piece::Card => bytes.extend(own.says(&card(now()))),
            Piece::Photo => bytes.extend(own.says_raw(0x0801, &[0x7e; 1500])),
            Piece::Another => bytes.extend(other.says(&located(now()))),
            Piece::BadCheck => {
                let mut frame = own.says(&located(now()));
                let check = frame.len() - 2;
                frame[check] = if frame[check] == 1 { 2 } else { 1 };
                bytes.extend(frame);
            }
            Piece::BadEscape => bytes.extend_from_slice(b"\x7e\x02\x00\x7d\x03\x00\x7e"),
            Piece::Noise(noise) => bytes.extend_from_slice(noise),
        }
    }
    bytes
}

fn outcome<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> Output {
    let mut driven = Driven::new();
    let mut all = Output::default();
    for part in parts {
        let out = driven.hears(part);
        all.fixes.extend(out.fixes);
        all.steps.extend(out.steps);
    }
    all
}

proptest! {
    #[test]
    fn any_cutting_gives_the_same_steps(
        pieces in prop::collection::vec(piece(), 1..12),
        size in 1..200_usize,
    ) {
        let bytes = stream(&pieces);
        let whole = outcome([&bytes[..]]);
        prop_assert_eq!(&outcome(bytes.chunks(size)), &whole);
        prop_assert_eq!(&outcome(bytes.chunks(1)), &whole);
    }

    #[test]
    fn bytes_alone_never_make_a_fix(bytes in prop::collection::vec(any::<u8>(), 0..4000)) {
        let out = outcome([&bytes[..]]);
        prop_assert!(out.fixes.is_empty());
    }
}
