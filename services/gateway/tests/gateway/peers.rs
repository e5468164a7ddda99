//! What users of other platforms complain of (`facts/peers.md` section 2), and here must not.

use placard_domain::vehicle::{Quirks, Terminal};
use placard_domain::{Millis, Revision};
use placard_engine::world::{Item, ItemVersion};
use placard_gateway::jt808::Step;
use placard_gateway::jt808::session::{Fate, TextId};
use placard_protocol::jt808::Version::{V2013, V2019};
use placard_protocol::jt808::build::frame;
use placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult;
use placard_protocol::jt808::messages::{Heartbeat, TerminalResend};
use placard_protocol::jt808::print::from_hex;
use placard_protocol::jt808::{Deframer, Header, Message};

use crate::device::{Device, answer, batch, located, read, report_at, told};
use crate::gate::Gate;
use crate::registered::{PLAIN, now, terminal};
use crate::session::Driven;

/// JT808Gateway#30: a hundred thousand sessions for fifteen hundred terminals.
#[tokio::test]
async fn peers_39_a_terminal_that_reconnects_leaves_no_ghosts() {
    let gate = Gate::open().await;
    let mut old = Vec::new();
    for _ in 0..100 {
        old.push(gate.enter(V2013, PLAIN).await);
    }
    let mut newest = old.pop().unwrap();
    for ghost in &mut old {
        assert!(ghost.is_closed().await);
    }
    assert_eq!(gate.terminals.count(), 1);
    newest.say(&located(gate.now())).await;
    assert_eq!(newest.answer().await, "0x8001 0x0200#1 0");
}

/// JT808Gateway#16, #23, jt-framework#88, #71.
#[tokio::test]
async fn peers_39_one_bad_frame_costs_itself_alone() {
    let gate = Gate::open().await;
    let mut client = gate.enter(V2013, PLAIN).await;
    let whole = client.device.says(&located(gate.now()));
    let half = &whole[..whole.len() / 2];
    let bad: [(&str, &[u8]); 5] = [
        ("an escape that is none", b"\x7e\x02\x00\x7d\x7d\x02\x00\x7e"),
        ("an escape cut by the flag", b"\x7e\x02\x00\x00\x7d\x7e"),
        ("half a frame, and the next one's flag", half),
        ("no frame at all", b"GET / HTTP/1.1\r\n\r\n\x7e"),
        ("another dialect's flags", b"\xe7\x02\x00\x01\xe7\x7e"),
    ];
    for (name, bytes) in bad {
        client.say_bytes(bytes).await;
        let heartbeat = client.device.says(&Message::Heartbeat(Heartbeat));
        let flow_id = read(&heartbeat)[0].0.flow_id;
        client.say_bytes(&heartbeat).await;
        assert_eq!(client.answer().await, format!("0x8001 0x0002#{flow_id} 0"), "{name}");
    }
}

/// go-jt808#13: the terminal answers a text in packages with the number of its last.
#[test]
fn peers_40_a_text_in_packages_is_answered_by_any_of_them() {
    for answered in 0..2 {
        let mut device = Device::new(V2019, PLAIN);
        let mut driven = Driven::with(&mut device);
        let mut bytes = Vec::new();
        let long = "险".repeat(512);
        driven.session.send_text(now(), TextId(1), true, &long, &mut bytes).unwrap();
        let flow_ids: Vec<_> = read(&bytes).iter().map(|(header, _)| header.flow_id).collect();
        assert_eq!(flow_ids.len(), 2);
        let out = driven.hears(&device.says(&answer(flow_ids[answered], 0x8300)));
        assert_eq!(out.steps, [Step::Text(TextId(1), Fate::Answered(ReplyResult::OK))]);
    }
}

/// jt808-netty#2, SmallChi/JT808#35: what is sent again is what was sent.
#[test]
fn peers_40_a_package_that_was_lost_on_the_way_down_is_sent_again_as_it_was() {
    let mut device = Device::new(V2019, PLAIN);
    let mut driven = Driven::with(&mut device);
    let mut bytes = Vec::new();
    driven.session.send_text(now(), TextId(1), true, &"险".repeat(512), &mut bytes).unwrap();
    let sent = read(&bytes);
    let asked = TerminalResend { first_flow_id: sent[0].0.flow_id, packages: vec![2] };
    let out = driven.hears(&device.says(&Message::TerminalResend(asked)));
    let [Step::Repeat(again)] = &out.steps[..] else { panic!("{out:?}") };
    assert_eq!(read(again), sent[1..]);

    for (first_flow_id, packages) in [(999, vec![1]), (sent[0].0.flow_id, vec![3])] {
        let asked = TerminalResend { first_flow_id, packages };
        let answers = driven.answers(&device.says(&Message::TerminalResend(asked)));
        assert!(answers[0].ends_with(" 1"), "{answers:?}");
    }
}

/// jt-framework#25, #2: each package has its own answer, lost ones are asked for, order is free.
#[test]
fn peers_40_packages_are_answered_by_their_own_numbers_and_asked_for_when_lost() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    let reports = (0..80).map(|n| report_at(now() - Millis::from_minutes(n), 111.0, 29.0));
    let frames = read(&device.says(&batch(reports.collect())));
    assert_eq!(frames.len(), 3);
    let package = |n: usize| frame(&frames[n].0, &frames[n].1);
    assert_eq!(driven.answers(&package(2)), ["0x8001 0x0704#3 0"]);
    assert_eq!(driven.answers(&package(0)), ["0x8001 0x0704#1 0"]);
    assert_eq!(driven.answers(&package(0)), ["0x8001 0x0704#1 0"], "and again");
    let out = driven.waits(Millis::from_secs(10));
    assert_eq!(driven.tell(&out), ["0x8003 #1 [2]"]);
    let out = driven.hears(&package(1));
    assert_eq!(out.fixes.len(), 80);
    assert_eq!(driven.tell(&out), ["0x8001 0x0704#2 0"]);
    let again = driven.hears(&package(1));
    assert_eq!((again.fixes.len(), driven.tell(&again).len()), (0, 1), "known, and answered");
}

/// SmallChi/JT808#35: two long messages at once are not mixed up.
#[test]
fn peers_40_two_messages_of_one_size_may_interleave() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    let mut messages = Vec::new();
    for lon in [111.0, 112.0] {
        let reports = (0..50).map(|n| report_at(now() - Millis::from_minutes(n), lon, 29.0));
        messages.push(read(&device.says(&batch(reports.collect()))));
    }
    let mut fixes = Vec::new();
    for n in 0..2 {
        for message in &messages {
            fixes.extend(driven.hears(&frame(&message[n].0, &message[n].1)).fixes);
        }
    }
    let east = fixes.iter().filter(|fix| fix.position.unwrap().lon_units() == 1_120_000_000);
    assert_eq!((fixes.len(), east.count()), (100, 50));
}

/// jt-framework#25: a long text arrives whole, each character of it.
#[test]
fn peers_40_a_long_text_is_cut_into_packages_and_put_together_unchanged() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    let (mut bytes, long) = (Vec::new(), "险~}".repeat(256));
    driven.session.send_text(now(), TextId(1), true, &long, &mut bytes).unwrap();
    let frames = read(&bytes);
    let whole: Vec<u8> = frames.iter().flat_map(|(_, body)| body.clone()).collect();
    let header = placard_protocol::jt808::Header { package: None, ..frames[0].0 };
    let Message::DriverText(text) = Message::parse(&header, &whole).unwrap() else { panic!() };
    assert_eq!(text.text.decode(), long);
    assert_eq!(told(&bytes, V2013).len(), 2);
}

/// The hoard of real frames (`services/protocol/tests/frames`), each to a session of the terminal
/// that sent it: one answer each, to the number and the phone as they stood in it.
#[test]
fn peers_40_every_real_frame_has_one_answer_of_its_own() {
    let (mut frames, mut answered) = (0, 0);
    for (name, bytes) in hoard() {
        let Some((header, _)) = taken_apart(&bytes) else { continue };
        if header.message_id >= 0x8000 {
            continue;
        }
        frames += 1;
        let mut driven = Driven::new();
        let quirks = Quirks { no_authentication: true, ..Quirks::default() };
        let own = Terminal { phone: header.phone, quirks, ..terminal(1) };
        let version = ItemVersion {
            revision: Revision(2),
            committed_at: now(),
            valid_from: now(),
            item: Item::Terminal(own),
        };
        driven.world = driven.world.with(Revision(2), vec![version]);
        let out = driven.hears(&bytes);
        let answers = driven.sent(&out);
        let expected = usize::from(header.message_id != 0x0001);
        let [(reply, body)] = &read(&answers)[..] else {
            assert_eq!(expected, 0, "{name}: {out:?}");
            continue;
        };
        answered += 1;
        assert_eq!(reply.phone_bytes(), header.phone_bytes(), "{name}");
        if header.message_id != 0x0004 {
            assert_eq!(body[..2], header.flow_id.to_be_bytes(), "{name}");
        }
    }
    assert!(frames > 100 && answered > 100, "{answered} of {frames}");
}

fn hoard() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../protocol/tests/frames/jt808");
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        for line in std::fs::read_to_string(file.unwrap().path()).unwrap().lines() {
            let entry: serde_json::Value = serde_json::from_str(line).unwrap();
            if entry["kind"] == "frame" {
                let name = entry["name"].as_str().unwrap().to_owned();
                found.push((name, from_hex(entry["hex"].as_str().unwrap()).unwrap()));
            }
        }
    }
    found
}

/// A frame that is one.
fn taken_apart(bytes: &[u8]) -> Option<(Header, Vec<u8>)> {
    let frame = Deframer::new().next_frame(&mut &bytes[..])?.ok()?.content.to_vec();
    let (header, body) = Header::parse(&frame).ok()?;
    Some((header, body.to_vec()))
}
