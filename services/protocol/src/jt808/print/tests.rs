use placard_domain::Reason;
use proptest::prelude::*;

use super::*;

fn explained(hex: &str) -> Explanation {
    explain(&from_hex(hex).unwrap())
}

/// A location report of Changde, 29.031673 N 111.698497 E, with odometer.
const REPORT: &str = "7e 0200 0022 013912345678 0001 00000000 00000003 01bafcf9 06a86241 0023 \
                      0214 0014 241127154230 0104000000cc";

fn with_check_byte(hex: &str) -> Vec<u8> {
    let bytes = from_hex(hex).unwrap();
    let mut out = Vec::new();
    frame::enclose(&bytes[1..], &mut out);
    out
}

#[test]
fn each_field_has_its_offset_its_name_and_its_meaning() {
    let explanation = explain(&with_check_byte(REPORT));
    assert_eq!(explanation.problems, []);
    let odometer = explanation.lines.iter().find(|line| line.key == "odometer").unwrap();
    assert_eq!((odometer.part, odometer.offset, odometer.length), (Part::Body, 28, 6));
    assert_eq!((odometer.hex.as_str(), &odometer.value), ("0104000000cc", &json!(204)));
    assert_eq!(odometer.meaning.as_ref().unwrap().en, "20.4 km");
    assert_eq!(odometer.name, Text::new("里程 0x01", "odometer 0x01"));
    assert_eq!(odometer.clause, "JT/T 808-2013 8.18");
}

#[test]
fn the_fields_of_a_right_frame_cover_every_byte_once() {
    let bytes = with_check_byte(REPORT);
    let explanation = explain(&bytes);
    for (part, expected) in [(Part::Header, 0..12), (Part::Body, 0..34), (Part::Frame, 46..47)] {
        let mut at = expected.start;
        for line in explanation.lines.iter().filter(|line| line.part == part) {
            assert_eq!(line.offset, at, "{}", line.key);
            at += line.length;
        }
        assert_eq!(at, expected.end, "{part}");
    }
}

#[test]
fn a_wrong_check_byte_is_told_and_the_rest_explained() {
    let mut bytes = with_check_byte(REPORT);
    let last = bytes.len() - 2;
    bytes[last] ^= 1;
    let explanation = explain(&bytes);
    let [problem] = &explanation.problems[..] else { panic!("{explanation}") };
    assert_eq!((problem.reason, problem.fault), (Reason::FrameChecksum, Fault::Device));
    assert!(explanation.message.is_some(), "what can be read is read");
    assert!(explanation.to_string().contains("! FRAME_CHECKSUM"), "{explanation}");
}

#[test]
fn the_fault_is_of_whoever_sent_it() {
    // jt808-0426: a platform's reply without a body.
    let explanation = explained("7e8001000012345678901200000b7e");
    let [problem] = &explanation.problems[..] else { panic!("{explanation}") };
    assert_eq!((problem.reason, problem.fault), (Reason::FrameBody, Fault::Platform));
}

#[test]
fn a_time_that_is_no_bcd_is_a_problem_though_the_message_can_be_read() {
    let explanation = explain(&with_check_byte(&REPORT.replace("241127154230", "18061b0f362e")));
    let [problem] = &explanation.problems[..] else { panic!("{explanation}") };
    assert_eq!((problem.reason, problem.field.as_str()), (Reason::FrameBcd, "time"));
    assert_eq!((problem.part, problem.offset), (Part::Body, 22));
}

#[test]
fn latitude_95_is_a_problem() {
    let explanation = explain(&with_check_byte(&REPORT.replace("01bafcf9", "05a995c0")));
    let [problem] = &explanation.problems[..] else { panic!("{explanation}") };
    assert_eq!((problem.reason, problem.offset), (Reason::LatitudeOutOfRange, 8));
    assert_eq!(problem.violation().text().zh, "纬度须在-90到90之间：95.000000");
}

#[test]
fn a_message_in_packages_is_explained_part_by_part_and_then_whole() {
    let body = from_hex(&REPORT[REPORT.find("00000000").unwrap()..]).unwrap();
    let mut stream = Vec::new();
    for (index, part) in body.chunks(20).enumerate() {
        let phone = "13912345678".parse().unwrap();
        let header = Header::new(Version::V2013, phone, 0x0200, 7 + index as u16);
        let package = crate::jt808::Package { total: 2, index: index as u16 + 1 };
        let header = Header { package: Some(package), ..header };
        stream.extend(crate::jt808::build::frame(&header, part));
    }
    let found = explain_all(&stream);
    let frames: Vec<_> = found.iter().map(|one| (one.frames, one.message.is_some())).collect();
    assert_eq!(frames, [(1, false), (1, false), (2, true)]);
    assert!(found.iter().all(|one| one.problems.is_empty()));
}

#[test]
fn json_has_the_same_as_the_table() {
    let explanation = explain(&with_check_byte(REPORT));
    let json = explanation.to_json();
    assert_eq!((&json["ok"], &json["messageId"]), (&json!(true), &json!("0x0200")));
    assert_eq!(json["phone"], "13912345678");
    assert_eq!(json["fields"].as_array().map(Vec::len), Some(explanation.lines.len()));
    assert_eq!(json["fields"][1]["meaning"]["en"], "body length 34");
    assert_eq!(
        json["summary"]["en"],
        "29.031673° N 111.698497° E 53.2 km/h 20° 2024-11-27 15:42:30"
    );
    let table = explanation.to_string();
    for line in &explanation.lines {
        assert!(table.contains(&line.name.zh), "{}", line.name.zh);
    }
}

#[test]
fn hex_is_read_as_people_paste_it() {
    assert_eq!(from_hex(" 7E 00\n02 "), Some(vec![0x7e, 0, 2]));
    assert_eq!(from_hex("7e0"), None);
    assert_eq!(from_hex("0x7e"), None);
}

proptest! {
    #[test]
    fn any_bytes_are_explained(bytes: Vec<u8>) {
        let explanation = explain(&bytes);
        let _ = (explanation.to_string(), explanation.to_json());
        for explanation in explain_all(&bytes) {
            let _ = (explanation.to_string(), explanation.to_json());
        }
    }

    /// Random bytes do not get past the check byte: these do.
    #[test]
    fn any_body_of_any_message_is_explained(
        id in prop::sample::select(Message::IDS),
        attributes: u16,
        rest in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut content = Vec::new();
        content.extend_from_slice(&id.to_be_bytes());
        content.extend_from_slice(&attributes.to_be_bytes());
        content.extend_from_slice(&rest);
        let mut bytes = Vec::new();
        frame::enclose(&content, &mut bytes);
        let explanation = explain(&bytes);
        let _ = (explanation.to_string(), explanation.to_json());
        let checked = |problem: &DecodeError| problem.reason != Reason::FrameChecksum;
        prop_assert!(explanation.problems.iter().all(checked));
    }
}
