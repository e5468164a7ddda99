use super::*;

/// One body, outside any frame.
pub(super) fn parsed<B: Body>(body: &[u8], version: Version) -> Result<B, DecodeError> {
    let about = About { part: Part::Body, message_id: Some(B::ID), clause: B::CLAUSE };
    B::parse(&mut Reader::new(body, about, None), version)
}

pub(super) fn emitted<B: Body>(message: &B, version: Version) -> Vec<u8> {
    let mut out = Vec::new();
    message.emit(version, &mut out);
    out
}

#[test]
fn the_list_is_in_order_and_each_file_is_named_for_its_id() {
    assert!(Message::IDS.is_sorted_by(|a, b| a < b));
    let list = include_str!("../messages.rs");
    for id in Message::IDS {
        assert!(list.contains(&format!("    m{id:04x}_")), "0x{id:04X}");
        assert!(names::of(*id).is_some(), "0x{id:04X} has no name");
    }
}

#[test]
fn any_other_id_is_unsupported_and_no_error() {
    let header = Header::new(Version::V2013, "139".parse().unwrap(), 0x0701, 1);
    let message = Message::parse(&header, b"\0\0\0\x02{}").unwrap();
    let Message::Unsupported(waybill) = &message else { panic!("{message:?}") };
    assert_eq!(waybill.name().map(|name| name.zh), Some("电子运单上报"));
    assert_eq!((message.id(), waybill.body.len()), (0x0701, 6));
}

#[test]
fn an_encrypted_body_is_not_read() {
    let plain = Header::new(Version::V2013, "139".parse().unwrap(), 0x0200, 1);
    let header = Header { encryption: 1, ..plain };
    let error = Message::parse(&header, &[0; 64]).unwrap_err();
    assert_eq!((error.reason, error.fault), (Reason::FrameEncrypted, Fault::Us));
}
