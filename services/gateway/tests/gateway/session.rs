//! The session as a value: bytes in, steps out.

use placard_domain::{Millis, Position, Reason, Revision, Timestamp, Wgs84};
use placard_engine::World;
use placard_engine::world::{Gone, Item, ItemVersion};
use placard_gateway::intake::Window;
use placard_gateway::jt808::session::{Closing, Fate, IDLE_MAX, Note, TextId, TextRefused};
use placard_gateway::jt808::session::{REFUSED_TIMES_MAX, STRANGER_MAX, WRONG_CODES_MAX};
use placard_gateway::jt808::{Output, Session, Step};
use placard_protocol::jt808::Version::{V2013, V2019};
use placard_protocol::jt808::messages::Heartbeat;
use placard_protocol::jt808::{Message, Version};

use crate::device::{
    Device, answer, authenticate, authenticated, batch, card, located, report, told,
};
use crate::registered::{ORPHAN, PLAIN, SHIFTED, SHY, SLOPPY, STRANGER, now, terminal, world};
use crate::transcript;

/// A session, its world, and its driver, which keeps nothing.
pub(crate) struct Driven {
    pub(crate) session: Session,
    pub(crate) world: World,
    pub(crate) now: Timestamp,
    pub(crate) edition: Version,
    /// How often a report is said to have been refused.
    pub(crate) times: u32,
}

impl Driven {
    pub(crate) fn new() -> Self {
        let session = Session::new(now());
        Self { session, world: world(), now: now(), edition: V2013, times: 1 }
    }

    /// With a terminal that has authenticated.
    pub(crate) fn with(device: &mut Device) -> Self {
        let mut driven = Self { edition: device.version, ..Self::new() };
        let bytes = device.says(&authenticated());
        assert_eq!(driven.answers(&bytes), ["0x8001 0x0102#0 0"]);
        driven
    }

    pub(crate) fn hears(&mut self, bytes: &[u8]) -> Output {
        let mut out = Output::default();
        let window = Window { now: self.now, clock_steady: true };
        self.session.on_bytes(window, &self.world, bytes, &mut out);
        out
    }

    pub(crate) fn waits(&mut self, span: Millis) -> Output {
        self.now = self.now + span;
        let mut out = Output::default();
        self.session.on_time(self.now, &mut out);
        out
    }

    /// What is answered, all kept and all durable.
    pub(crate) fn answers(&mut self, bytes: &[u8]) -> Vec<String> {
        let out = self.hears(bytes);
        self.tell(&out)
    }

    pub(crate) fn tell(&mut self, out: &Output) -> Vec<String> {
        told(&self.sent(out), self.edition)
    }

    /// The same as bytes.
    pub(crate) fn sent(&mut self, out: &Output) -> Vec<u8> {
        let mut bytes = Vec::new();
        for step in &out.steps {
            match step {
                Step::Say { to, message } => {
                    self.session.encode(to, message, &mut bytes);
                }
                Step::Refuse(refused) => {
                    let reply = Message::PlatformReply(refused.answer(self.times));
                    self.session.encode(&refused.to, &reply, &mut bytes);
                }
                Step::KeepCard { to, .. } => {
                    let ok = placard_protocol::jt808::messages::PlatformReply::to(
                        to,
                        placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult::OK,
                    );
                    self.session.encode(to, &Message::PlatformReply(ok), &mut bytes);
                }
                Step::Repeat(frames) => bytes.extend_from_slice(frames),
                _ => {}
            }
        }
        bytes
    }
}

pub(crate) fn notes(out: &Output) -> Vec<&Note> {
    let steps = out.steps.iter();
    steps.filter_map(|step| if let Step::Note(note) = step { Some(note) } else { None }).collect()
}

#[test]
fn each_edition_is_answered_as_it_should_be() {
    for edition in transcript::EDITIONS {
        let mut device = Device::new(edition, PLAIN);
        let mut driven = Driven { edition, ..Driven::new() };
        for (said, expected) in transcript::lines(edition, now()) {
            let bytes = device.says(&said);
            let answers = driven.answers(&bytes);
            assert_eq!(answers, Vec::from_iter(expected), "{edition:?}: {said:?}");
        }
    }
}

#[test]
fn a_report_is_taken_for_the_vehicle_of_the_registered_terminal() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    let out = driven.hears(&device.says(&located(now())));
    let [fix] = &out.fixes[..] else { panic!("{out:?}") };
    assert_eq!((fix.vehicle.0, fix.sequence, fix.device_time), (1, 1, now()));
    assert_eq!(fix.position, Position::<Wgs84>::from_units(1_116_912_340, 290_415_670));
    assert_eq!(fix.speed.unwrap().kmh(), 60.5);
}

#[test]
fn a_vehicle_that_reports_in_gcj_02_is_brought_to_wgs_84() {
    let mut device = Device::new(V2013, SHIFTED);
    let mut driven = Driven::with(&mut device);
    let out = driven.hears(&device.says(&located(now())));
    let place = out.fixes[0].position.unwrap();
    let off_m = (place.lat() - 29.041_567).abs() * 111_000.0;
    assert!((100.0..1000.0).contains(&off_m), "{place:?} lies {off_m:.0} m off in latitude");
}

#[test]
fn a_report_before_authentication_counts_for_nothing() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::new();
    let out = driven.hears(&device.says(&located(now())));
    assert_eq!(out.fixes, []);
    let [note] = notes(&out)[..] else { panic!("{out:?}") };
    assert_eq!((note.reason, note.message_id), (Reason::NotAuthenticated, Some(0x0200)));
    assert_eq!(driven.tell(&out), ["0x8001 0x0200#0 1"]);
}

#[test]
fn a_terminal_that_never_authenticates_is_taken_where_its_record_says_so() {
    let mut device = Device::new(V2013, SHY);
    let mut driven = Driven::new();
    let out = driven.hears(&device.says(&located(now())));
    assert_eq!(out.fixes[0].vehicle.0, 3);
    assert_eq!(out.steps[0], Step::Arrived(SHY.parse().unwrap()));
    assert_eq!(driven.tell(&out), ["0x8001 0x0200#0 0"]);
}

#[test]
fn a_terminal_whose_vehicle_is_gone_is_told_so() {
    let mut device = Device::new(V2013, ORPHAN);
    let mut driven = Driven::new();
    let bytes = device.says(&crate::device::register(V2013));
    assert_eq!(driven.answers(&bytes), ["0x8100 #0 2 "]);
    assert_eq!(driven.answers(&device.says(&authenticated())), ["0x8001 0x0102#1 0"]);
    let out = driven.hears(&device.says(&located(now())));
    let [Step::Refuse(refused)] = &out.steps[..] else { panic!("{out:?}") };
    assert_eq!(refused.refusal.reason, "UNKNOWN_VEHICLE");
    assert!(refused.refusal.text.contains("v5"), "{}", refused.refusal.text);
}

#[test]
fn a_frame_of_another_phone_on_the_session_is_refused_in_its_own_name() {
    let (mut own, mut other) = (Device::new(V2013, PLAIN), Device::new(V2019, SHIFTED));
    let mut driven = Driven::with(&mut own);
    for said in [located(now()), authenticated()] {
        let out = driven.hears(&other.says(&said));
        assert_eq!((out.fixes.len(), notes(&out)[0].reason), (0, Reason::NotAuthenticated));
        assert_eq!(driven.tell(&out).len(), 1);
    }
    assert_eq!(driven.answers(&own.says(&located(now()))), ["0x8001 0x0200#1 0"]);
}

#[test]
fn a_wrong_code_is_refused_and_ten_close_the_connection() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::new();
    for n in 1..=WRONG_CODES_MAX {
        let out = driven.hears(&device.says(&authenticate("wrong")));
        assert_eq!(notes(&out)[0].reason, Reason::WrongAuthCode);
        let closes = out.steps.contains(&Step::Close(Closing::WrongCodes));
        assert_eq!(closes, n == WRONG_CODES_MAX, "{n}");
        assert_eq!(driven.tell(&out), [format!("0x8001 0x0102#{} 1", n - 1)]);
    }
}

#[test]
fn a_code_that_is_the_beginning_of_the_right_one_is_wrong() {
    for code in ["", "PL-471", "PL-47111", "PL-4712"] {
        let mut device = Device::new(V2013, PLAIN);
        let answers = Driven::new().answers(&device.says(&authenticate(code)));
        assert_eq!(answers, ["0x8001 0x0102#0 1"], "{code:?}");
    }
}

#[test]
fn a_refused_report_is_answered_2_and_the_third_time_0() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    let old = located(now() - Millis::from_days(40));
    let mut kept = Vec::new();
    for (times, result) in [(1, 2), (2, 2), (REFUSED_TIMES_MAX, 0), (4, 0)] {
        driven.times = times;
        let out = driven.hears(&device.says(&old));
        let [Step::Refuse(refused)] = &out.steps[..] else { panic!("{out:?}") };
        kept.push(refused.refusal.report.clone());
        assert_eq!(refused.reasons, [Reason::TimeTooOld]);
        assert_eq!(driven.tell(&out)[0].chars().last(), char::from_digit(result, 10));
    }
    kept.dedup();
    assert_eq!(kept.len(), 1, "a report sent again is the same report, whatever its number");
    let (header, body) = &crate::device::read(&kept[0])[0];
    assert!(Message::parse(header, body).is_ok(), "what is kept can be decoded");
}

#[test]
fn a_batch_is_taken_but_for_what_is_wrong_in_it() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    let mut wrong = report(now());
    wrong.latitude_raw = 95_000_000;
    let out = driven.hears(&device.says(&batch(vec![report(now()), wrong, report(now())])));
    assert_eq!(out.fixes.len(), 2);
    let [Step::Refuse(refused)] = &out.steps[..] else { panic!("{out:?}") };
    assert_eq!(refused.reasons, [Reason::LatitudeOutOfRange]);
    assert!(refused.refusal.text.contains("items[1].latitude"), "{}", refused.refusal.text);
    assert_eq!(driven.tell(&out), ["0x8001 0x0704#1 0"]);
}

#[test]
fn a_batch_of_which_nothing_can_be_taken_is_refused() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    let old = report(now() - Millis::from_days(40));
    let out = driven.hears(&device.says(&batch(vec![old.clone(), old])));
    assert_eq!(out.fixes, []);
    assert_eq!(driven.tell(&out), ["0x8001 0x0704#1 2"]);
}

#[test]
fn a_drivers_card_is_kept_with_all_that_was_read_of_it() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    let out = driven.hears(&device.says(&card(now())));
    let [Step::KeepCard { entry, .. }] = &out.steps[..] else { panic!("{out:?}") };
    assert_eq!(
        entry.resource,
        "vehicles/v1 card in at 2026-11-25T04:00:00Z name=张三 qualification=4307001980010100 \
         issuer=常德市交通运输局 expiry=2030-06-30"
    );
    assert_eq!(entry.actor, "terminal t1");
}

#[test]
fn a_terminal_whose_check_byte_is_not_to_be_trusted_is_heard_all_the_same() {
    for (phone, taken) in [(SLOPPY, true), (PLAIN, false)] {
        let mut device = Device::new(V2013, phone);
        let mut driven = Driven::with(&mut device);
        let mut bytes = device.says(&located(now()));
        let check = bytes.len() - 2;
        bytes[check] ^= 0x01;
        let out = driven.hears(&bytes);
        assert_eq!(!out.fixes.is_empty(), taken, "{phone}");
        let noted: Vec<_> = notes(&out).iter().map(|note| note.reason).collect();
        assert_eq!(noted, if taken { vec![] } else { vec![Reason::FrameChecksum] }, "{phone}");
    }
}

#[test]
fn our_own_frames_sent_back_are_not_answered() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    let echo = device.says_raw(0x8001, &[0, 0, 1, 2, 0]);
    let out = driven.hears(&echo);
    assert_eq!(notes(&out)[0].reason, Reason::Unsupported);
    assert_eq!(driven.tell(&out), [""; 0]);
}

#[test]
fn packages_of_what_is_not_supported_are_not_put_together() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    let photo = device.says_raw(0x0801, &[7; 2500]);
    let expected: Vec<_> = (1..=3).map(|n| format!("0x8001 0x0801#{n} 3")).collect();
    assert_eq!(driven.answers(&photo), expected);
    assert!(driven.waits(Millis::from_secs(60)).steps.is_empty(), "nothing is asked for");
}

#[test]
fn silence_and_strangers_end_a_connection() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    assert_eq!(driven.session.next_deadline(), now() + IDLE_MAX);
    assert!(driven.waits(IDLE_MAX - Millis(1)).steps.is_empty());
    driven.hears(&device.says(&Message::Heartbeat(Heartbeat)));
    assert!(driven.waits(IDLE_MAX - Millis(1)).steps.is_empty());
    assert_eq!(driven.waits(Millis(1)).steps, [Step::Close(Closing::Idle)]);

    let mut stranger = Device::new(V2013, STRANGER);
    let mut driven = Driven::new();
    driven.waits(STRANGER_MAX - Millis(1));
    driven.hears(&stranger.says(&Message::Heartbeat(Heartbeat)));
    assert_eq!(driven.waits(Millis(1)).steps, [Step::Close(Closing::Stranger)]);
}

/// A version of the second revision, in force at once.
fn version(item: Item) -> ItemVersion {
    ItemVersion { revision: Revision(2), committed_at: now(), valid_from: now(), item }
}

#[test]
fn the_world_moves_on_under_a_session() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);

    let before = driven.world.clone();
    let moved = placard_domain::vehicle::Terminal { vehicle: "v2".parse().unwrap(), ..terminal(1) };
    driven.world = before.with(Revision(2), vec![version(Item::Terminal(moved))]);
    let out = driven.hears(&device.says(&located(now())));
    assert_eq!(out.fixes[0].vehicle.0, 2, "moved to another vehicle, it speaks for that one");

    let gone = version(Item::Gone(Gone::Terminal(terminal(1).id)));
    driven.world = driven.world.with(Revision(3), vec![gone]);
    let out = driven.hears(&device.says(&located(now())));
    assert_eq!((out.fixes.len(), notes(&out)[0].reason), (0, Reason::UnknownTerminal));
    assert_eq!(out.steps[0], Step::Left);
}

#[test]
fn another_code_in_the_record_asks_for_another_authentication() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    let changed = placard_domain::vehicle::Terminal { auth_code: "NEW".into(), ..terminal(1) };
    let item = Item::Terminal(changed);
    driven.world = driven.world.with(Revision(2), vec![version(item)]);
    assert_eq!(driven.answers(&device.says(&located(now()))), ["0x8001 0x0200#1 1"]);
    assert_eq!(driven.answers(&device.says(&authenticate("NEW"))), ["0x8001 0x0102#2 0"]);
    assert_eq!(driven.answers(&device.says(&located(now()))), ["0x8001 0x0200#3 0"]);
}

#[test]
fn a_text_is_sent_and_its_answer_is_told() {
    let mut device = Device::new(V2019, PLAIN);
    let mut driven = Driven::with(&mut device);
    let mut bytes = Vec::new();
    driven.session.send_text(now(), TextId(7), true, "前方禁行", &mut bytes).unwrap();
    assert_eq!(told(&bytes, V2019), ["0x8300 前方禁行"]);
    let (header, _) = crate::device::read(&bytes)[0].clone();
    let out = driven.hears(&device.says(&answer(header.flow_id, 0x8300)));
    let ok = placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult::OK;
    assert_eq!(out.steps, [Step::Text(TextId(7), Fate::Answered(ok))]);
}

#[test]
fn a_text_that_nobody_answers_is_told_so_in_time() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    driven.session.send_text(now(), TextId(7), false, "请减速", &mut Vec::new()).unwrap();
    assert_eq!(driven.session.next_deadline(), now() + Millis::from_secs(30));
    let out = driven.waits(Millis::from_secs(30));
    assert_eq!(out.steps, [Step::Text(TextId(7), Fate::Unanswered)]);
}

#[test]
fn no_text_is_sent_where_nobody_is_or_too_many_wait() {
    let mut driven = Driven::new();
    let sent = driven.session.send_text(now(), TextId(1), true, "x", &mut Vec::new());
    assert_eq!(sent, Err(TextRefused::NobodyThere));

    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    let sent: Vec<_> = (0..9)
        .map(|n| driven.session.send_text(now(), TextId(n), true, "x", &mut Vec::new()))
        .collect();
    assert_eq!(sent.iter().filter(|sent| sent.is_ok()).count(), 8);
    assert_eq!(sent[8], Err(TextRefused::TooMany));
}

#[test]
fn each_message_is_answered_in_the_layout_it_came_in() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    let mut newer = Device::new(V2019, PLAIN);
    let mut numbers = Vec::new();
    for (device, version) in [(&mut newer, V2019), (&mut device, V2013)] {
        let out = driven.hears(&device.says(&Message::Heartbeat(Heartbeat)));
        let (header, _) = crate::device::read(&driven.sent(&out)).remove(0);
        assert_eq!(header.version(), version);
        numbers.push(header.flow_id);
    }
    assert_eq!(numbers, [1, 2], "numbered on");
}
