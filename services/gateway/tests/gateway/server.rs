//! The port over real sockets: acknowledgements, pressure, a full disk, draining.

use std::time::Duration;

use placard_domain::Millis;
use placard_gateway::jt808::{Limits, Server, TextError};
use placard_protocol::jt808::Message;
use placard_protocol::jt808::Version::{V2011, V2013, V2019};
use placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult;
use placard_protocol::jt808::messages::{DriverText, Heartbeat, TerminalReply};

use crate::device::{answer, batch, card, located, report, report_at};
use crate::gate::{Gate, PATIENCE};
use crate::registered::{PLAIN, SHIFTED};
use crate::transcript;

#[tokio::test]
async fn each_edition_is_served_over_a_socket() {
    for edition in transcript::EDITIONS {
        let gate = Gate::open().await;
        let mut client = gate.connect(edition, PLAIN).await;
        let now = gate.now();
        for (said, expected) in transcript::lines(edition, now) {
            client.say(&said).await;
            if let Some(expected) = expected.filter(|expected| !expected.starts_with("0x8004")) {
                assert_eq!(client.answer().await, expected, "{edition:?}: {said:?}");
            } else if matches!(said, Message::TimeQuery(_)) {
                assert!(client.answer().await.starts_with("0x8004 20"));
            }
        }
        let taken = gate.track(1).await;
        assert_eq!(taken.len(), if edition == V2011 { 1 } else { 2 }, "the repeat is known again");
        assert!(taken.iter().all(|accepted| accepted.receive_time >= now));
        gate.close().await.drain().await;
    }
}

#[tokio::test]
async fn many_frames_at_once_are_answered_each_and_in_order() {
    let gate = Gate::open().await;
    let mut client = gate.enter(V2013, PLAIN).await;
    let start = gate.now() - Millis::from_hours(1);
    let mut bytes = Vec::new();
    for second in 0..2000 {
        bytes.extend(client.device.says(&located(start + Millis::from_secs(second))));
    }
    let mut expected = 1..=2000;
    let (mut reader, mut writer) = client.stream.into_split();
    let wrote = tokio::spawn(async move {
        tokio::io::AsyncWriteExt::write_all(&mut writer, &bytes).await.unwrap();
        writer
    });
    let mut heard = Vec::new();
    while heard.len() < 2000 * 20 {
        let read = tokio::io::AsyncReadExt::read_buf(&mut reader, &mut heard);
        assert!(tokio::time::timeout(PATIENCE, read).await.unwrap().unwrap() > 0);
        if heard.len() >= 2000 * 20 && crate::device::read(&heard).len() == 2000 {
            break;
        }
    }
    for answer in crate::device::told(&heard, V2013) {
        assert_eq!(answer, format!("0x8001 0x0200#{} 0", expected.next().unwrap()));
    }
    assert_eq!(expected.next(), None);
    drop(wrote.await.unwrap());
    assert_eq!(gate.track(1).await.len(), 2000);
}

#[tokio::test]
async fn nothing_is_acknowledged_before_it_is_durable() {
    let gate = Gate::open().await;
    let mut client = gate.enter(V2013, PLAIN).await;
    gate.disk.set_slow(Duration::from_millis(400));
    client.say(&located(gate.now())).await;
    assert!(client.is_left_waiting(Duration::from_millis(200)).await);
    assert_eq!(client.answer().await, "0x8001 0x0200#1 0");
    assert_eq!(gate.track(1).await.len(), 1);
}

#[tokio::test]
async fn with_a_full_disk_the_frame_is_held_and_taken_when_there_is_room() {
    let gate = Gate::open().await;
    let mut client = gate.enter(V2013, PLAIN).await;
    gate.disk.set_full(true);
    client.say(&located(gate.now())).await;
    client.say(&Message::Heartbeat(Heartbeat)).await;
    assert!(client.is_left_waiting(Duration::from_millis(1500)).await);
    assert!(gate.line.health().disk_full);
    assert_eq!(gate.track(1).await.len(), 0);
    gate.disk.set_full(false);
    assert_eq!(client.answer().await, "0x8001 0x0200#1 0");
    assert_eq!(client.answer().await, "0x8001 0x0002#2 0");
    assert_eq!(gate.track(1).await.len(), 1);
}

#[tokio::test]
async fn while_the_disk_is_full_a_sender_is_no_longer_read() {
    let limits = Limits { socket_buffer: 4096, ..Limits::default() };
    let gate = Gate::with(limits).await;
    let mut client = gate.enter(V2013, PLAIN).await;
    gate.disk.set_full(true);
    let frame = client.device.says(&located(gate.now()));
    let flood = async {
        loop {
            tokio::io::AsyncWriteExt::write_all(&mut client.stream, &frame).await.unwrap();
        }
    };
    let stuck = tokio::time::timeout(Duration::from_secs(2), flood).await;
    assert!(stuck.is_err(), "the sender's own buffer is full");
    let pending = async {
        tokio::io::AsyncWriteExt::write_all(&mut client.stream, &[0; 1 << 20]).await.unwrap();
    };
    assert!(tokio::time::timeout(Duration::from_millis(300), pending).await.is_err());
    assert_eq!(gate.track(1).await.len(), 0);
}

#[tokio::test]
async fn a_connection_that_is_held_by_a_full_disk_gives_way_to_a_newer_one() {
    let gate = Gate::open().await;
    let mut older = gate.enter(V2013, PLAIN).await;
    gate.disk.set_full(true);
    older.say(&located(gate.now())).await;
    assert!(older.is_left_waiting(Duration::from_millis(200)).await);
    let mut newer = gate.enter(V2013, PLAIN).await;
    assert!(older.hear().await.is_none(), "closed, without an answer");
    newer.say(&located(gate.now())).await;
    gate.disk.set_full(false);
    assert_eq!(newer.answer().await, "0x8001 0x0200#1 0");
}

#[tokio::test]
async fn a_connection_that_is_held_by_a_full_disk_does_not_hold_up_a_drain() {
    let gate = Gate::open().await;
    let mut client = gate.enter(V2013, PLAIN).await;
    gate.disk.set_full(true);
    client.say(&located(gate.now())).await;
    assert!(client.is_left_waiting(Duration::from_millis(200)).await);
    gate.close().await;
    assert!(client.hear().await.is_none(), "closed, without an answer");
}

#[tokio::test]
async fn a_line_that_takes_nothing_more_closes_the_connection_without_an_answer() {
    let gate = Gate::open().await;
    let mut client = gate.enter(V2013, PLAIN).await;
    gate.line.drain().await;
    client.say(&located(gate.now())).await;
    assert!(client.hear().await.is_none());
}

#[tokio::test]
async fn draining_finishes_what_was_read_and_closes() {
    let gate = Gate::open().await;
    let mut busy = gate.enter(V2013, PLAIN).await;
    let mut idle = gate.enter(V2013, SHIFTED).await;
    gate.disk.set_slow(Duration::from_millis(300));
    busy.say(&located(gate.now())).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let addr = gate.addr;
    let line = gate.close().await;
    assert_eq!(busy.answer().await, "0x8001 0x0200#1 0");
    assert!(busy.hear().await.is_none() && idle.hear().await.is_none());
    assert!(tokio::net::TcpStream::connect(addr).await.is_err(), "the port is closed");
    line.drain().await;
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let gate = Gate::open().await;
    let again = Server::bind(gate.addr, gate.line.clone(), Limits::default());
    assert_eq!(again.unwrap_err().kind(), std::io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn one_connection_too_many_is_closed_and_the_others_stay() {
    let gate = Gate::with(Limits { connections: 2, ..Limits::default() }).await;
    let mut first = gate.enter(V2013, PLAIN).await;
    let second = gate.enter(V2013, SHIFTED).await;
    let mut third = gate.connect(V2013, PLAIN).await;
    assert!(third.hear().await.is_none());
    first.say(&Message::Heartbeat(Heartbeat)).await;
    assert_eq!(first.answer().await, "0x8001 0x0002#1 0");
    drop(second);
    gate.until(|gate| gate.terminals.count() == 1).await;
    gate.enter(V2013, SHIFTED).await;
}

#[tokio::test]
async fn a_text_reaches_the_driver_and_its_answer_comes_back() {
    let gate = Gate::open().await;
    let mut client = gate.enter(V2019, PLAIN).await;
    let (terminals, phone) = (gate.terminals.clone(), PLAIN.parse().unwrap());
    let sent = tokio::spawn(async move { terminals.send_text(phone, true, "前方禁行").await });
    let (header, body) = client.hear().await.unwrap();
    let Message::DriverText(DriverText { text, .. }) = Message::parse(&header, &body).unwrap()
    else {
        panic!("{header:?}")
    };
    assert_eq!(text.decode(), "前方禁行");
    client.say(&answer(header.flow_id, 0x8300)).await;
    assert_eq!(sent.await.unwrap(), Ok(()));
}

#[tokio::test]
async fn what_became_of_a_text_is_told() {
    let gate = Gate::open().await;
    let phone = PLAIN.parse().unwrap();
    let told = gate.terminals.send_text(phone, true, "x").await;
    assert_eq!(told, Err(TextError::NotConnected));

    let mut client = gate.enter(V2013, PLAIN).await;
    let terminals = gate.terminals.clone();
    let sent = tokio::spawn(async move { terminals.send_text(phone, true, "x").await });
    let (header, _) = client.hear().await.unwrap();
    client
        .say(&Message::TerminalReply(TerminalReply {
            replied_flow_id: header.flow_id,
            replied_id: 0x8300,
            result: ReplyResult::UNSUPPORTED,
        }))
        .await;
    assert_eq!(sent.await.unwrap(), Err(TextError::Refused(ReplyResult::UNSUPPORTED)));

    let terminals = gate.terminals.clone();
    let sent = tokio::spawn(async move { terminals.send_text(phone, true, "x").await });
    client.hear().await.unwrap();
    drop(client);
    assert_eq!(sent.await.unwrap(), Err(TextError::Lost));
}

#[tokio::test]
async fn a_drivers_card_is_in_the_audit_when_it_is_acknowledged() {
    let gate = Gate::open().await;
    let mut client = gate.enter(V2019, PLAIN).await;
    client.say(&card(gate.now())).await;
    assert_eq!(client.answer().await, "0x8001 0x0702#1 0");
    let newest = gate.line.records().audited(1).await.unwrap().remove(0);
    assert_eq!((newest.method.as_str(), newest.outcome.as_str()), ("JT808/0x0702", "OK"));
    assert!(newest.resource.contains("qualification=4307001980010100"), "{}", newest.resource);
}

#[tokio::test]
async fn a_batch_in_packages_is_taken_whole() {
    let gate = Gate::open().await;
    let mut client = gate.enter(V2019, PLAIN).await;
    let start = gate.now() - Millis::from_hours(3);
    let reports = (0..100).map(|n| report_at(start + Millis::from_minutes(n), 111.0, 29.0));
    client.say(&batch(reports.collect())).await;
    for n in 1..=4 {
        assert_eq!(client.answer().await, format!("0x8001 0x0704#{n} 0"));
    }
    assert_eq!(gate.track(1).await.len(), 100);
}

#[tokio::test]
async fn a_refused_report_is_kept_and_blocks_nobody_for_ever() {
    let gate = Gate::open().await;
    let mut client = gate.enter(V2013, PLAIN).await;
    let mut wrong = report(gate.now());
    wrong.latitude_raw = 95_000_000;
    for (n, result) in [(1, 2), (2, 2), (3, 0), (4, 0)] {
        client.say(&Message::LocationReport(wrong.clone())).await;
        assert_eq!(client.answer().await, format!("0x8001 0x0200#{n} {result}"));
    }
    let kept = gate.line.records().refusals(PLAIN).await.unwrap();
    assert_eq!(kept.len(), 4);
    assert_eq!(kept[0].reason, "LATITUDE_OUT_OF_RANGE");
    assert_eq!(kept[0].text, "0x0200: latitude latitude lies between -90 and 90: 95.000000");
    assert_eq!(gate.track(1).await.len(), 0);
}
