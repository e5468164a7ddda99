use proptest::prelude::*;

use super::*;
use crate::Fault;
use crate::jt808::header::Version;

fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(1_764_000_000_000 + second * 1000)
}

/// Package `index` of `total`, of a message whose first package has flow id `first`.
fn package(first: u16, total: u16, index: u16) -> Header {
    let flow_id = first.wrapping_add(index.wrapping_sub(1));
    let header = Header::new(Version::V2013, "139".parse().unwrap(), 0x0704, flow_id);
    Header { package: Some(Package { total, index }), ..header }
}

fn whole(body: &[u8]) -> Result<Assembly<'_>, DecodeError> {
    Ok(Assembly::Whole(Cow::Borrowed(body)))
}

#[test]
fn a_body_in_one_frame_is_lent() {
    let mut assembler = Assembler::new();
    let bare = Header { package: None, ..package(7, 1, 1) };
    assert_eq!(assembler.accept(at(0), &bare, b"abc"), whole(b"abc"));
    assert_eq!(assembler.accept(at(0), &package(7, 1, 1), b"abc"), whole(b"abc"));
    assert_eq!(assembler.next_deadline(), None);
}

#[test]
fn interleaved_messages_of_the_same_size_are_kept_apart() {
    let mut assembler = Assembler::new();
    let mut accept = |first, index, body| assembler.accept(at(0), &package(first, 2, index), body);
    assert_eq!(accept(10, 1, b"a"), Ok(Assembly::Waiting));
    assert_eq!(accept(12, 2, b"D"), Ok(Assembly::Waiting));
    assert_eq!(accept(10, 1, b"a"), Ok(Assembly::Repeat));
    assert_eq!(accept(10, 2, b"b"), whole(b"ab"));
    assert_eq!(accept(12, 1, b"C"), whole(b"CD"));
    assert_eq!(assembler.bytes, 0);
}

#[test]
fn a_package_sent_again_after_the_message_was_whole_begins_nothing() {
    let mut assembler = Assembler::new();
    assert_eq!(assembler.accept(at(0), &package(u16::MAX, 2, 1), b"a"), Ok(Assembly::Waiting));
    assert_eq!(assembler.accept(at(0), &package(u16::MAX, 2, 2), b"b"), whole(b"ab"));
    assert_eq!(assembler.accept(at(59), &package(u16::MAX, 2, 2), b"b"), Ok(Assembly::Repeat));
    assert_eq!(assembler.next_deadline(), None);
    assert_eq!(assembler.accept(at(60), &package(u16::MAX, 2, 2), b"b"), Ok(Assembly::Waiting));
}

#[test]
fn a_subpackage_that_never_completes_is_asked_for_and_then_given_up() {
    let mut assembler = Assembler::new();
    for index in [1, 4] {
        assembler.accept(at(0), &package(100, 4, index), b"x").unwrap();
    }
    let ask = || Overdue::Ask(PlatformResend { first_flow_id: 100, packages: vec![2, 3] });
    assert!(assembler.overdue(at(9)).is_empty());
    for ask_number in 1..=5 {
        assert_eq!(assembler.next_deadline(), Some(at(10 * ask_number)));
        assert_eq!(assembler.overdue(at(10 * ask_number)), [ask()]);
        assert!(assembler.overdue(at(10 * ask_number)).is_empty(), "asked once, not twice");
    }
    let overdue = assembler.overdue(at(60));
    let [Overdue::GiveUp(error)] = &overdue[..] else { panic!("{overdue:?}") };
    assert_eq!((error.reason, error.fault), (Reason::SubpackageMissing, Fault::Device));
    assert_eq!((error.message_id, error.detail.as_str()), (Some(0x0704), "2/4: 2, 3"));
    assert_eq!((assembler.next_deadline(), assembler.bytes), (None, 0));
}

#[test]
fn a_package_that_comes_after_all_starts_the_patience_anew() {
    let mut assembler = Assembler::new();
    assembler.accept(at(0), &package(100, 3, 1), b"x").unwrap();
    for second in [10, 20, 30, 40, 50] {
        assert_eq!(assembler.overdue(at(second)).len(), 1);
    }
    assembler.accept(at(55), &package(100, 3, 3), b"z").unwrap();
    let ask = Overdue::Ask(PlatformResend { first_flow_id: 100, packages: vec![2] });
    assert_eq!(assembler.overdue(at(65)), [ask]);
    let body = assembler.accept(at(66), &package(100, 3, 2), b"y");
    assert_eq!(body, whole(b"xyz"));
}

#[test]
fn an_index_outside_its_count_is_the_devices_fault() {
    for (total, index) in [(3, 0), (3, 4), (0, 0), (0, 1), (1, 2)] {
        let error = Assembler::new().accept(at(0), &package(1, total, index), b"").unwrap_err();
        assert_eq!((error.reason, error.field.as_str()), (Reason::FrameBody, "package_index"));
    }
}

#[test]
fn what_is_kept_waiting_is_bounded_in_messages_packages_and_bytes() {
    let mut assembler = Assembler::new();
    for first in [0, 10, 20, 30] {
        assembler.accept(at(0), &package(first, 2, 1), b"x").unwrap();
    }
    let fifth = assembler.accept(at(0), &package(40, 2, 1), b"x").unwrap_err();
    assert_eq!(fifth.reason, Reason::TooLarge);

    let mut assembler = Assembler::new();
    let many = assembler.accept(at(0), &package(0, 1025, 1), b"x").unwrap_err();
    assert_eq!(many.reason, Reason::TooLarge);
    assert_eq!(assembler.next_deadline(), None);

    let mut refused = None;
    for index in 1..=1024 {
        refused = refused.or(assembler.accept(at(0), &package(0, 1024, index), &[0; 1023]).err());
        assert!(assembler.bytes <= MAX_BYTES);
    }
    assert_eq!(refused.map(|error| error.reason), Some(Reason::TooLarge));
}

proptest! {
    /// Any order, with repeats, gives the one body; and nothing stays behind.
    #[test]
    fn any_order_gives_the_same_body(
        order in Just((1..=9_u16).collect::<Vec<_>>()).prop_shuffle(),
        repeats in prop::collection::vec(1..=9_u16, 0..9),
        first: u16,
    ) {
        let mut assembler = Assembler::new();
        let body = |index: u16| vec![index as u8; usize::from(index)];
        let mut bodies = Vec::new();
        for index in repeats.iter().chain(&order) {
            let header = package(first, 9, *index);
            let part = body(*index);
            if let Assembly::Whole(body) = assembler.accept(at(0), &header, &part).unwrap() {
                bodies.push(body.into_owned());
            }
        }
        let expected: Vec<u8> = (1..=9).flat_map(body).collect();
        prop_assert_eq!(bodies, [expected]);
        prop_assert_eq!(assembler.bytes, 0);
    }

    #[test]
    fn no_packages_break_the_bounds(
        frames in prop::collection::vec((0..4_u16, 0..12_u16, 0..12_u16, 0..1023_usize), 0..200),
    ) {
        let mut assembler = Assembler::new();
        for (second, (first, total, index, length)) in frames.into_iter().enumerate() {
            let now = at(second as i64);
            let _ = assembler.accept(now, &package(first, total, index), &vec![0; length]);
            assembler.overdue(now);
            let held: usize = assembler.waiting.iter().map(Waiting::cost).sum();
            prop_assert!(held == assembler.bytes && held <= MAX_BYTES);
            prop_assert!(assembler.waiting.len() <= MAX_MESSAGES);
        }
    }
}
