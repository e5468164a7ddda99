//! What devices and lines do wrong, each by its name: what is reported, and that nothing after it
//! is lost. (Peers' users met most of these: JT808Gateway#16 #23 #30, jt-framework#25 #71 #88,
//! go-jt808#13, SmallChi/JT808#26 #35.)
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use placard_domain::vehicle::Quirks;
use placard_domain::{Reason, Timestamp, Wgs84};
use placard_protocol::jt808::assemble::Overdue;
use placard_protocol::jt808::frame::{self, MAX_ESCAPED};
use placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult;
use placard_protocol::jt808::messages::m0200_location::NoPosition;
use placard_protocol::jt808::messages::{Heartbeat, LocationReport, PlatformReply};
use placard_protocol::jt808::print::from_hex;
use placard_protocol::jt808::{
    Assembler, Assembly, Deframer, FrameError, Header, Message, Package, Sender, Version,
};
use placard_protocol::{Fault, Part};

/// Contents of the good frames of a stream, and what was wrong with the rest, in order.
fn deframe(stream: &[u8]) -> Vec<Result<Vec<u8>, FrameError>> {
    let (mut deframer, mut input, mut found) = (Deframer::new(), stream, Vec::new());
    while let Some(candidate) = deframer.next_frame(&mut input) {
        found.push(match candidate {
            Ok(frame) => Ok(frame.content.to_vec()),
            Err(rejected) => Err(rejected.error),
        });
    }
    found
}

/// A heartbeat as one frame; every flow id makes another.
fn heartbeat(flow_id: u16) -> Vec<u8> {
    let header = Header::new(Version::V2013, "13912345678".parse().unwrap(), 0x0002, flow_id);
    placard_protocol::jt808::build::frame(&header, &[])
}

fn content(frame: &[u8]) -> Vec<u8> {
    frame[1..frame.len() - 2].to_vec()
}

/// `bad` between two good frames costs itself alone, with this error.
fn assert_costs_itself(bad: &[u8], error: FrameError) {
    let (before, after) = (heartbeat(1), heartbeat(2));
    let stream = [&before[..], bad, &after].concat();
    let expected = [Ok(content(&before)), Err(error), Ok(content(&after))];
    assert_eq!(deframe(&stream), expected, "{bad:02x?}");
}

#[test]
fn truncated() {
    assert_costs_itself(&[0x7e, 0x00, 0x02, 0x7e], FrameError::Truncated { length: 2 });
    let mut unfinished = heartbeat(3);
    unfinished.truncate(8);
    assert_costs_itself(&unfinished, FrameError::Truncated { length: 7 });
}

#[test]
fn over_long() {
    let endless = [&[0x7e][..], &vec![0x55; 10_000]].concat();
    assert_costs_itself(&endless, FrameError::TooLong { limit: MAX_ESCAPED });
    let mut unescaped_too_long = Vec::new();
    frame::enclose(&[0x55; frame::MAX_UNESCAPED], &mut unescaped_too_long);
    let limit = frame::MAX_UNESCAPED;
    assert_costs_itself(&unescaped_too_long, FrameError::TooLong { limit });
}

#[test]
fn the_longest_frame_there_can_be_is_not_over_long() {
    let header =
        Header::new(Version::V2019, "7d7d7d7d7d7d7d7d7d7d".parse().unwrap(), 0x7d7d, 0x7d7d);
    let header = Header { package: Some(Package { total: 0x7e7e, index: 0x7d7d }), ..header };
    let longest = placard_protocol::jt808::build::frame(&header, &[0x7e; 1023]);
    assert!(longest.len() > 2080 && longest.len() <= MAX_ESCAPED + 2, "{}", longest.len());
    let found = deframe(&longest);
    let whole = found[0].as_ref().unwrap();
    assert_eq!(Header::parse(whole).unwrap(), (header, &[0x7e; 1023][..]));
}

#[test]
fn wrongly_escaped_inside_a_frame_then_a_good_frame() {
    let bad = from_hex("7e 0002 0000 0139 7d03 1234 5678 0001 89 7e").unwrap();
    assert_costs_itself(&bad, FrameError::Escape { offset: 6, found: Some(0x03) });
    let cut_in_the_escape = from_hex("7e 0002 0000 0139 1234 5678 0001 7d 7e").unwrap();
    assert_costs_itself(&cut_in_the_escape, FrameError::Escape { offset: 12, found: None });
}

#[test]
fn wrong_checksum() {
    let mut bad = heartbeat(3);
    let check = bad.len() - 2;
    let expected = bad[check];
    bad[check] ^= 0x10;
    let error = FrameError::Checksum { expected, found: expected ^ 0x10 };
    assert_costs_itself(&bad, error);
    assert_eq!(error.reason(), Reason::FrameChecksum);

    let (mut deframer, mut input) = (Deframer::new(), &bad[..]);
    let rejected = deframer.next_frame(&mut input).unwrap().unwrap_err();
    assert_eq!(rejected.content, Some(&content(&bad)[..]), "the session may look up who it was");
    deframer.ignore_check_byte = true;
    assert!(deframer.next_frame(&mut &bad[..]).unwrap().is_ok());
}

#[test]
fn a_flag_lost_between_two_frames_costs_neither() {
    let (first, second) = (heartbeat(1), heartbeat(2));
    let glued = [&first[..], &second[1..]].concat();
    assert_eq!(deframe(&glued), [Ok(content(&first)), Ok(content(&second))]);
}

#[test]
fn a_stray_flag_inside_a_frame_costs_that_frame_alone() {
    let mut torn = heartbeat(3);
    torn.insert(7, 0x7e);
    let after = heartbeat(4);
    let found = deframe(&[&torn[..], &after].concat());
    assert_eq!(found.iter().filter(|one| one.is_err()).count(), 2);
    assert_eq!(found.last(), Some(&Ok(content(&after))));
}

#[test]
fn bytes_before_the_first_flag_are_one_error() {
    let good = heartbeat(1);
    let stream = [b"GET / HTTP/1.1\r\n\r\n", &good[..]].concat();
    assert_eq!(deframe(&stream), [Err(FrameError::Noise { bytes: 18 }), Ok(content(&good))]);
    assert_eq!(deframe(b"(another dialect)"), []);
}

/// Streams of go-jt808's own tests (cuteLittleDevil/go-jt808 e80a7d3, MIT), jt808-0435 to -0446;
/// that codec stops at the first bad frame, this one does not.
#[test]
fn streams_of_another_codec() {
    let good = "000200000123456789017fff";
    for (stream, frames, errors) in [
        ("7e 000200000123456789017fff0a 7e7e 000200000144199999990007c0 7e", 2, 0),
        ("7e", 0, 0),
        ("00 7e", 0, 1),
        ("30 7e7e", 0, 1),
        ("0102 7e 0304", 0, 1),
        ("7e 000200000123456789017fff 7e", 0, 1),
        ("7e 000200000123456789017fff 7e7e 000200000123456789017fff0a 7e", 1, 1),
        (
            "7e 000200000144199999990007c0 7e7e 80010000014419999999 \
             7e7e 000200000123456789017fff0a 7e",
            2,
            1,
        ),
    ] {
        let found = deframe(&from_hex(stream).unwrap());
        let counted = found.iter().filter(|one| one.is_ok()).count();
        assert_eq!((counted, found.len() - counted), (frames, errors), "{stream}");
        if frames > 0 && errors > 0 {
            assert_eq!(found.last(), Some(&Ok(from_hex(good).unwrap())), "{stream}");
        }
    }
}

/// A report whose time or place cannot be: it is a report all the same.
#[test]
fn bad_bcd_and_latitude_95_do_not_cost_the_report() {
    let body = "00000000 00000003 05a995c0 06a86241 0023 0214 0014 18061b0f362e";
    let header = Header::new(Version::V2013, "13912345678".parse().unwrap(), 0x0200, 1);
    let message = Message::parse(&header, &from_hex(body).unwrap()).unwrap();
    let Message::LocationReport(report) = message else { panic!("{message:?}") };
    assert_eq!(report.position::<Wgs84>(), Err(NoPosition::Latitude));
    let error = report.time(&Quirks::default()).unwrap_err();
    assert_eq!((error.reason, error.field.as_str()), (Reason::FrameBcd, "time"));
    assert_eq!((error.fault, error.part, error.offset), (Fault::Device, Part::Body, 22));
    assert_eq!((error.message_id, error.clause), (Some(0x0200), "JT/T 808-2013 8.18"));
}

/// From the socket to the error, with what the platform does meanwhile.
#[test]
fn a_subpackage_that_never_completes() {
    let mut terminal = Sender::new(Version::V2013, "13912345678".parse().unwrap());
    let mut wire = Vec::new();
    terminal.send_body(0x0704, &[0x55; 2500], &mut wire);
    let (mut deframer, mut input, mut assembler) = (Deframer::new(), &wire[..], Assembler::new());
    let at = |second: i64| Timestamp::from_millis(second * 1000);
    while let Some(frame) = deframer.next_frame(&mut input) {
        let (header, body) = Header::parse(frame.unwrap().content).unwrap();
        if header.package.map(|package| package.index) != Some(2) {
            assert_eq!(assembler.accept(at(0), &header, body), Ok(Assembly::Waiting));
        }
    }
    let mut asked = 0;
    let error = loop {
        let now = assembler.next_deadline().expect("it is given up, not forgotten");
        match &assembler.overdue(now)[..] {
            [Overdue::Ask(resend)] => {
                assert_eq!((resend.first_flow_id, &resend.packages[..]), (0, &[2][..]));
                asked += 1;
            }
            [Overdue::GiveUp(error)] => break error.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((asked, error.reason), (5, Reason::SubpackageMissing));
    assert_eq!(assembler.next_deadline(), None);
}

/// A terminal acknowledged a command in packages with the last package's number (go-jt808#13).
#[test]
fn an_acknowledgement_may_carry_the_number_of_any_package() {
    let mut platform = Sender::new(Version::V2019, "13912345678".parse().unwrap());
    platform.send(&Message::Heartbeat(Heartbeat), &mut Vec::new());
    let sent = platform.send_body(0x8300, &[b'A'; 1500], &mut Vec::new());
    assert!(!sent.includes(0) && sent.includes(1) && sent.includes(2) && !sent.includes(3));
}

/// A frame whose body cannot be read is answered, or the device sends it for ever.
#[test]
fn a_frame_that_cannot_be_read_can_be_answered() {
    // jt808-0461: 47 bytes declared of 53, with a right check byte.
    let frame = from_hex(
        "7e0200002f04121051313003940000000000002002015fe78006c325d50013000a00a0210924172909\
         010400029d0f2a0200042b0450680014520103fb045f050701097e",
    )
    .unwrap();
    let found = deframe(&frame);
    let content = found[0].as_ref().unwrap();
    assert_eq!(Header::parse(content).unwrap_err().reason, Reason::FrameLength);
    let (header, body) = Header::presume(content).unwrap();
    let reply = PlatformReply::to(&header, ReplyResult::WRONG);
    assert_eq!((reply.replied_flow_id, reply.replied_id), (0x0394, 0x0200));
    // And what is there can be read.
    let message = Message::parse(&header, body).unwrap();
    let Message::LocationReport(LocationReport { latitude_raw, .. }) = message else { panic!() };
    assert_eq!(latitude_raw, 23_062_400);
}
