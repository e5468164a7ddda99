//! What must hold for any bytes and any message.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use placard_domain::Timestamp;
use placard_domain::fix::{Alarms, Status};
use placard_protocol::jt808::frame::enclose;
use placard_protocol::jt808::items::Items;
use placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult;
use placard_protocol::jt808::messages::m0102_authenticate::Device;
use placard_protocol::jt808::messages::m0702_driver_card::{
    CardEvent, CardHolder, CardReading, Driver2011,
};
use placard_protocol::jt808::messages::m8100_register_reply::RegisterResult;
use placard_protocol::jt808::messages::{
    Authenticate, Batch, DriverCard, DriverText, Heartbeat, LocationReport, Logout, PlatformReply,
    PlatformResend, Register, RegisterReply, ServerTime, TerminalReply, TerminalResend, TimeQuery,
};
use placard_protocol::jt808::text::WireText;
use placard_protocol::jt808::time::WireTime;
use placard_protocol::jt808::{
    Assembler, Assembly, Deframer, FrameError, Header, Message, Sender, Version,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

fn version() -> impl Strategy<Value = Version> {
    prop::sample::select(&[Version::V2011, Version::V2013, Version::V2019][..])
}

/// Bytes of a text that ends in no padding and, as an auth code may, begins with no length.
fn text(longest: usize) -> impl Strategy<Value = WireText> {
    vec(b'!'..=b'~', 0..=longest).prop_map(WireText)
}

fn time() -> impl Strategy<Value = WireTime> {
    any::<[u8; 6]>().prop_map(WireTime)
}

fn items() -> impl Strategy<Value = Items> {
    vec(any::<u8>(), 0..80).prop_map(Items::from_bytes)
}

fn report() -> impl Strategy<Value = LocationReport> {
    let numbers = (any::<[u32; 4]>(), any::<[u16; 3]>());
    (numbers, time(), items()).prop_map(|((wide, narrow), time, items)| LocationReport {
        alarms: Alarms(wide[0]),
        status: Status(wide[1]),
        latitude_raw: wide[2],
        longitude_raw: wide[3],
        altitude_raw: narrow[0],
        speed_raw: narrow[1],
        direction_raw: narrow[2],
        time,
        items,
    })
}

fn register() -> impl Strategy<Value = Register> {
    let plate = "[A-Z0-9]{0,12}".prop_map(|plate| WireText::encode(&plate));
    let texts = (text(5), text(8), text(7), plate);
    let colour = prop::sample::select(&[0, 1, 2, 9, 93][..]);
    (version(), any::<[u16; 2]>(), texts, colour).prop_map(
        |(layout, [province, city], (maker, model, terminal_id, plate), plate_color_raw)| {
            Register { layout, province, city, maker, model, terminal_id, plate_color_raw, plate }
        },
    )
}

fn authenticate() -> impl Strategy<Value = Authenticate> {
    let device = (text(15), text(20)).prop_map(|(imei, software)| Device { imei, software });
    (text(40), option::of(device))
        .prop_map(|(auth_code, device)| Authenticate { auth_code, device })
}

fn driver_card() -> impl Strategy<Value = DriverCard> {
    let named = (text(20), text(20), text(40), text(40)).prop_filter_map(
        "a name of one or two bytes looks like a later edition, and so does none",
        |(name, id_number, qualification, issuer)| {
            let driver = Driver2011 { name, id_number, qualification, issuer };
            (driver.name.0.len() > 2).then_some(DriverCard::Named2011(driver))
        },
    );
    let holder = (text(20), text(20), text(40), any::<[u8; 4]>(), option::of(text(20))).prop_map(
        |(name, qualification, issuer, expiry, id_number)| CardHolder {
            name,
            qualification,
            issuer,
            expiry,
            id_number,
        },
    );
    let reading = prop_oneof![
        holder.prop_map(|holder| CardReading { result: 0, holder: Some(holder) }),
        (1..=u8::MAX).prop_map(|result| CardReading { result, holder: None }),
    ];
    let event = prop_oneof![
        (1..=2_u8, time(), reading.prop_map(Some)),
        (Just(CardEvent::OUT), time(), Just(None)),
    ];
    let event = event
        .prop_map(|(state, time, reading)| DriverCard::Event(CardEvent { state, time, reading }));
    prop_oneof![named, event]
}

/// Any message, as a terminal or platform of `version` may send it.
fn message(version: Version) -> impl Strategy<Value = Message> {
    let reply = || (any::<[u16; 2]>(), any::<u8>().prop_map(ReplyResult));
    let resend = || (any::<u16>(), vec(any::<u16>(), 0..200));
    let is_2019 = version == Version::V2019;
    let kind = if is_2019 { any::<u8>().boxed() } else { Just(1).boxed() };
    let authenticate = authenticate()
        .prop_filter("the other form needs another header", move |authenticate| {
            authenticate.device.is_some() == is_2019
        });
    let register = register().prop_filter("the other layout needs another header", move |r| {
        (r.layout == Version::V2019) == is_2019
    });
    prop_oneof![
        Just(Message::Heartbeat(Heartbeat)),
        Just(Message::Logout(Logout)),
        Just(Message::TimeQuery(TimeQuery)),
        time().prop_map(|time| Message::ServerTime(ServerTime { time })),
        reply().prop_map(|([replied_flow_id, replied_id], result)| {
            Message::TerminalReply(TerminalReply { replied_flow_id, replied_id, result })
        }),
        reply().prop_map(|([replied_flow_id, replied_id], result)| {
            Message::PlatformReply(PlatformReply { replied_flow_id, replied_id, result })
        }),
        resend().prop_map(|(first_flow_id, packages)| {
            Message::TerminalResend(TerminalResend { first_flow_id, packages })
        }),
        resend().prop_map(|(first_flow_id, packages)| {
            Message::PlatformResend(PlatformResend { first_flow_id, packages })
        }),
        register.prop_map(Message::Register),
        authenticate.prop_map(Message::Authenticate),
        (any::<u16>(), text(60)).prop_map(|(replied_flow_id, auth_code)| {
            let result = RegisterResult::OK;
            Message::RegisterReply(RegisterReply { replied_flow_id, result, auth_code })
        }),
        report().prop_map(Message::LocationReport),
        (any::<bool>(), vec(report(), 1..40))
            .prop_map(|(blind, reports)| Message::Batch(Batch::new(blind, reports))),
        driver_card().prop_map(Message::DriverCard),
        (any::<u8>(), kind, text(900)).prop_map(|(flag, kind, text)| {
            Message::DriverText(DriverText { flag, kind, text })
        }),
    ]
}

/// A stretch of a stream: a good frame, flags, or anything.
fn stretch() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 12..60).prop_map(|content| {
            let mut out = Vec::new();
            enclose(&content, &mut out);
            out
        }),
        vec(prop::sample::select(&[0x7e, 0x7d, 0x01, 0x02, 0x55][..]), 0..40),
        vec(any::<u8>(), 0..100),
        (2000..2200_usize).prop_map(|length| vec![0x55; length]),
    ]
}

fn deframe<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Vec<Result<Vec<u8>, FrameError>> {
    let (mut deframer, mut found) = (Deframer::new(), Vec::new());
    for mut input in parts {
        while let Some(candidate) = deframer.next_frame(&mut input) {
            found.push(match candidate {
                Ok(frame) => Ok(frame.content.to_vec()),
                Err(rejected) => Err(rejected.error),
            });
        }
        assert!(input.is_empty(), "all is taken in before more is asked for");
    }
    found
}

proptest! {
    #[test]
    fn wherever_a_stream_is_cut_it_holds_the_same_frames(
        stretches in vec(stretch(), 0..8),
        size in 1..300_usize,
    ) {
        let stream = stretches.concat();
        let whole = deframe(std::iter::once(&stream[..]));
        prop_assert_eq!(&deframe(stream.chunks(size)), &whole);
        prop_assert_eq!(&deframe(stream.chunks(1)), &whole);
    }

    #[test]
    fn a_good_frame_after_any_noise_is_found(
        noise in vec(stretch(), 0..6),
        content in vec(any::<u8>(), 12..1044),
    ) {
        let mut stream = noise.concat();
        enclose(&content, &mut stream);
        prop_assert_eq!(deframe(std::iter::once(&stream[..])).pop(), Some(Ok(content)));
    }

    #[test]
    fn any_bytes_can_be_asked_for_a_header(content: Vec<u8>) {
        let _ = Header::presume(&content);
        if let Ok((header, body)) = Header::parse(&content) {
            let mut emitted = Vec::new();
            header.emit(body.len(), &mut emitted);
            emitted.extend_from_slice(body);
            prop_assert_eq!(emitted, content);
        }
    }

    /// What is read from any bytes is emitted so that it reads the same.
    #[test]
    fn what_is_read_from_any_body_is_read_from_its_own_emission(
        id in prop::sample::select(Message::IDS),
        version in version(),
        body in vec(any::<u8>(), 0..200),
    ) {
        let header = Header::new(version, "139".parse().unwrap(), id, 0);
        if let Ok(message) = Message::parse_as(&header, version, &body) {
            let mut emitted = Vec::new();
            message.emit(version, &mut emitted);
            prop_assert_eq!(Message::parse_as(&header, version, &emitted), Ok(message));
        }
    }

    /// From a sender to a receiver, over the wire and through packages.
    #[test]
    fn every_message_arrives_as_it_was_sent(
        (version, messages) in version().prop_flat_map(|version| {
            (Just(version), vec(message(version), 1..4))
        }),
    ) {
        let mut sender = Sender::new(version, "13912345678".parse().unwrap());
        let mut wire = Vec::new();
        for message in &messages {
            sender.send(message, &mut wire);
        }
        let (mut deframer, mut assembler) = (Deframer::new(), Assembler::new());
        let (mut input, mut received) = (&wire[..], Vec::new());
        while let Some(frame) = deframer.next_frame(&mut input) {
            let (header, body) = Header::parse(frame.unwrap().content).unwrap();
            let now = Timestamp::from_millis(0);
            if let Assembly::Whole(body) = assembler.accept(now, &header, body).unwrap() {
                received.push(Message::parse_as(&header, version, &body).unwrap());
            }
        }
        prop_assert_eq!(received, messages);
    }
}
