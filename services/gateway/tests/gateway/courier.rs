//! The courier: what is asked for in the records reaches the driver at least once.

use std::time::Duration;

use placard_domain::command::{CommandFailure, CommandState, GOOD_FOR};
use placard_domain::{Command, CommandId, Millis};
use placard_protocol::jt808::Message;
use placard_protocol::jt808::Version::{V2013, V2019};
use placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult;
use placard_protocol::jt808::messages::{DriverText, TerminalReply};
use placard_store::records::{AuditEntry, Trace};

use crate::device::answer;
use crate::gate::{Client, Gate, PATIENCE};
use crate::registered::PLAIN;

fn command(gate: &Gate, id: &str) -> Command {
    Command {
        id: CommandId::new(id).unwrap(),
        vehicle: "v1".parse().unwrap(),
        text: format!("前方禁行 {id}"),
        urgent: true,
        alert: None,
        actor: "li".into(),
        queued_at: gate.now(),
        state: CommandState::Queued,
        attempts: 0,
        version: 1,
        organisation: "carrier-a".parse().unwrap(),
        jurisdiction: "CN-4307".parse().unwrap(),
    }
}

async fn queue(gate: &Gate, command: &Command) {
    let audit = AuditEntry {
        at: command.queued_at,
        actor: "li".into(),
        method: "placard.v1.FleetService/SendText".into(),
        resource: "vehicle/v1".into(),
        outcome: "OK".into(),
    };
    gate.line.records().queue_command(command, None, &Trace { audit, answer: None }).await.unwrap();
}

/// The next text that a terminal is sent: its flow id and its words.
async fn text(client: &mut Client) -> (u16, String) {
    let (header, body) = client.hear().await.expect("a text");
    match Message::parse(&header, &body).unwrap() {
        Message::DriverText(DriverText { text, .. }) => (header.flow_id, text.decode()),
        other => panic!("{other:?}"),
    }
}

/// Waits until a command is as it should be.
async fn until(gate: &Gate, id: &str, so: impl Fn(&Command) -> bool) -> Command {
    let poll = async {
        loop {
            let command = gate.line.records().command(id).await.unwrap().unwrap();
            if so(&command) {
                return command;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, poll).await.expect("in time")
}

#[tokio::test]
async fn a_text_waits_for_its_terminal_and_is_answered() {
    let gate = Gate::open().await;
    queue(&gate, &command(&gate, "c1")).await;
    let mut client = gate.enter(V2019, PLAIN).await;
    let (flow_id, words) = text(&mut client).await;
    assert_eq!(words, "前方禁行 c1");
    until(&gate, "c1", |command| command.state.name() == "SENT").await;
    client.say(&answer(flow_id, 0x8300)).await;
    let answered = until(&gate, "c1", |command| command.state.name() == "ANSWERED").await;
    assert_eq!(answered.attempts, 1);
    assert!(client.is_left_waiting(Duration::from_millis(1200)).await, "it is said once");
}

#[tokio::test]
async fn texts_to_one_vehicle_go_out_one_by_one_in_the_order_of_asking() {
    let gate = Gate::open().await;
    for id in ["b", "a"] {
        queue(&gate, &command(&gate, id)).await;
    }
    let mut client = gate.enter(V2019, PLAIN).await;
    let (flow_id, words) = text(&mut client).await;
    assert_eq!(words, "前方禁行 b");
    assert!(client.is_left_waiting(Duration::from_millis(1200)).await, "the first is on the way");
    client.say(&answer(flow_id, 0x8300)).await;
    assert_eq!(text(&mut client).await.1, "前方禁行 a");
}

#[tokio::test]
async fn a_text_whose_connection_ended_goes_out_again_on_the_next() {
    let gate = Gate::open().await;
    queue(&gate, &command(&gate, "c1")).await;
    let mut first = gate.enter(V2013, PLAIN).await;
    text(&mut first).await;
    drop(first);
    until(&gate, "c1", |command| command.state == CommandState::Queued).await;
    let mut second = gate.enter(V2013, PLAIN).await;
    let (flow_id, words) = text(&mut second).await;
    assert_eq!(words, "前方禁行 c1");
    second.say(&answer(flow_id, 0x8300)).await;
    let answered = until(&gate, "c1", |command| command.state.name() == "ANSWERED").await;
    assert_eq!(answered.attempts, 2, "it may be repeated, and says so");
}

#[tokio::test]
async fn what_a_killed_server_had_marked_as_sent_goes_out_again() {
    let gate = Gate::open().await;
    let queued = command(&gate, "c1");
    queue(&gate, &queued).await;
    let sent = queued.going_out(gate.now());
    assert!(gate.line.records().settle_command(1, &sent).await.unwrap());
    let mut client = gate.enter(V2019, PLAIN).await;
    assert_eq!(text(&mut client).await.1, "前方禁行 c1");
    until(&gate, "c1", |command| command.attempts == 2).await;
}

#[tokio::test]
async fn a_refused_text_and_one_that_is_too_old_fail_by_name() {
    let gate = Gate::open().await;
    let old = Command { queued_at: gate.now() - GOOD_FOR - Millis(1), ..command(&gate, "old") };
    queue(&gate, &old).await;
    let why = |command: &Command| match command.state {
        CommandState::Failed { why, .. } => Some(why),
        _ => None,
    };
    let failed = until(&gate, "old", |command| why(command).is_some()).await;
    assert_eq!((why(&failed), failed.attempts), (Some(CommandFailure::Expired), 0));

    queue(&gate, &command(&gate, "c1")).await;
    let mut client = gate.enter(V2013, PLAIN).await;
    let (replied_flow_id, _) = text(&mut client).await;
    let result = ReplyResult::UNSUPPORTED;
    let reply = TerminalReply { replied_flow_id, replied_id: 0x8300, result };
    client.say(&Message::TerminalReply(reply)).await;
    let failed = until(&gate, "c1", |command| why(command).is_some()).await;
    assert_eq!(why(&failed), Some(CommandFailure::Refused));
}
